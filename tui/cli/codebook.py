"""`rubricate codebook list|add|rename|archive`: the themes."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING, cast

from tui.cli import output
from tui.cli.parsing import Parser, add_json, add_project, project_folder

if TYPE_CHECKING:
    from model.coding.codebook import Codebook, Theme, ThemeFields

DESCRIPTION = """\
List, add, rename and archive themes. THEME is an id or a name. A theme's id never changes; an archived theme
keeps its labels and can be brought back. Changes can be undone in the app (u)."""
EXAMPLES = """\
  rubricate codebook list --json
  rubricate codebook add "Cross-border aid" --key c --definition "Help that comes over the border."
  rubricate codebook rename cross-border-aid "Aid over the border"
  rubricate codebook archive cross-border-aid"""

FIELDS = ("key", "colour", "definition", "include", "exclude", "parent")
_HELP = {
    "key": "the letter that toggles it in the reader (default: a free one)",
    "colour": "one of the colours that the codebook screen offers (default: the least used)",
    "definition": "what it is, in a sentence or two; the classifier reads it too",
    "include": "what counts as it",
    "exclude": "what does not",
    "parent": "id of the theme that it belongs to",
}


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    commands = parser.add_subparsers(
        dest="do", metavar="COMMAND", required=True, parser_class=Parser, title="commands"
    )
    listing = commands.add_parser("list", help="the themes", description="List the themes in their order.")
    add_project(listing)
    adding = commands.add_parser("add", help="a new theme", description="Add a theme; its id is printed.")
    adding.add_argument("name", metavar="NAME", help="what it is called")
    for field in FIELDS:
        adding.add_argument(f"--{field}", metavar=field.upper(), help=_HELP[field])
    renaming = commands.add_parser(
        "rename", help="another name", description="Rename a theme; its labels stay."
    )
    renaming.add_argument("theme", metavar="THEME", help="id or name")
    renaming.add_argument("name", metavar="NAME", help="what it is called from now on")
    archiving = commands.add_parser(
        "archive", help="put away", description="Put a theme away, or bring it back."
    )
    archiving.add_argument("theme", metavar="THEME", help="id or name")
    archiving.add_argument("--undo", action="store_true", help="bring it back")
    for changing in (adding, renaming, archiving):
        add_project(changing, positional=False)
    for command in (listing, adding, renaming, archiving):
        add_json(command)


def run(args: Namespace) -> int:
    """Do it."""
    from model.coding import codebook  # noqa: PLC0415

    given = {name: value for name in FIELDS if (value := getattr(args, name, None)) is not None}
    fields = cast("ThemeFields", given)
    match args.do:
        case "list":
            return _list(args)
        case "add":
            name = args.name
            return _edit(args, lambda book: codebook.add(book, **{**fields, "name": name}), f"add {name}")
        case "rename":
            return _edit(
                args,
                lambda book: codebook.rename(book, _id(book, args.theme), args.name),
                f"rename {args.theme}",
            )
        case _:
            change = codebook.unarchive if args.undo else codebook.archive
            what = f"{'bring back' if args.undo else 'archive'} {args.theme}"
            return _edit(args, lambda book: change(book, _id(book, args.theme)), what)


def _id(book: Codebook, wanted: str) -> str:
    """The id that a person means by an id or a name.

    Raises:
        RubricateError: several themes have that name.
    """
    from model.coding.codebook import same_name  # noqa: PLC0415
    from model.errors import RubricateError  # noqa: PLC0415

    named = [theme.id for theme in book.themes if same_name(theme.name) == same_name(wanted)]
    if book.get(wanted) is not None or not named:
        return wanted
    if len(named) > 1:
        raise RubricateError(f"ambiguous theme name {wanted!r}", cure=f"give an id: {', '.join(named)}")
    return named[0]


def _list(args: Namespace) -> int:
    from model.project import Project  # noqa: PLC0415

    project = Project.open(project_folder(args))
    if project.codebook_problem is not None:
        raise project.codebook_problem
    _show(args, list(project.codebook.themes))
    return 0


def _edit(args: Namespace, edit: Callable[[Codebook], Codebook], what: str) -> int:
    from model.project import Project  # noqa: PLC0415

    project = Project.open(project_folder(args))
    if project.codebook_problem is not None:
        raise project.codebook_problem
    before = project.codebook
    after = project.edit_codebook(edit, what)
    _show(args, [theme for theme in after.themes if theme not in before.themes])
    return 0


def _show(args: Namespace, themes: list[Theme]) -> None:
    if args.json:
        output.say_json({"themes": [asdict(theme) for theme in themes]})
        return
    for theme in themes:
        away = (
            "  (archived)"
            if theme.archived
            else f"  (merged into {theme.merged_into})"
            if theme.merged_into
            else ""
        )
        output.say(f"{theme.key or ' '}  {theme.id:<24}  {theme.name}{away}")
