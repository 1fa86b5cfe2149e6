"""`rubricate init DIR`: a new project."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from tui.cli import output

DESCRIPTION = """\
Make a new project in DIR: a folder seeds/ for articles and an empty codebook in labels/. Nothing that is
there already is changed, so a folder with articles in seeds/ can be made a project too."""
EXAMPLES = """\
  rubricate init my-study
  rubricate init try-it --sample && rubricate try-it"""


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("folder", metavar="DIR", type=Path, help="the project's folder, made if missing")
    parser.add_argument(
        "--sample", action="store_true", help="bring the sample articles, codebook and labels"
    )


def run(args: Namespace) -> int:
    """Make it."""
    from model.newproject import create  # noqa: PLC0415

    create(args.folder, sample=args.sample)
    if args.sample:
        output.say(f"{args.folder}: the sample project (open it with: rubricate {args.folder})")
    else:
        output.say(
            f"{args.folder}: a new project (put .txt, .md or .jsonl files into {args.folder / 'seeds'})"
        )
    return 0
