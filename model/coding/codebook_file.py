"""The file `labels/codebook.yaml` and the codebook it holds. It may be written by hand.

```yaml
rubricate: 1
themes:
  - id: aid
    name: Aid
    key: a
    colour: green
    definition: Help given to people in need.
    include: Food, shelter, money.
    exclude: Military aid.
    since: 2025-01-31T12:00:00Z
...
```

Only `id` and `name` must be there. `parent`, `archived` (true or false) and `merged_into` stand where they
apply. The program does not keep comments when it changes the file.
"""

from __future__ import annotations

from collections.abc import Iterator

from model.coding import strictyaml, yamlwriter
from model.coding.codebook import Codebook, Theme, problems
from model.coding.fields import Fields
from model.coding.migrations import CODEBOOKS, VERSION, upgrade
from model.coding.yamlwriter import Plain
from model.errors import FormatError

_BOOK = ("rubricate", "themes")
_THEME = (
    "id",
    "name",
    "key",
    "colour",
    "definition",
    "include",
    "exclude",
    "since",
    "parent",
    "archived",
    "merged_into",
)


def parse(data: bytes, file: str) -> Codebook:
    """The codebook in a file's bytes.

    Args:
        data: the whole file.
        file: its name, for errors.

    Raises:
        FormatError: with file, line and cure; also for what `problems` finds.
    """
    items = list(_items(data, file))
    book = Codebook(tuple(_theme(item) for item in items))
    for problem in problems(book):
        items[problem.position].fail(problem.what, problem.cure, problem.field)
    return book


def faults(data: bytes, file: str) -> list[FormatError]:
    """Everything for which `parse` would refuse the file, not only the first."""
    found: list[FormatError] = []
    read: list[tuple[Fields, Theme]] = []
    try:
        for item in _items(data, file):
            try:
                read.append((item, _theme(item)))
            except FormatError as error:
                found.append(error)
    except FormatError as error:
        found.append(error)
    for problem in problems(Codebook(tuple(theme for _, theme in read))):
        if found and problem.field in ("parent", "merged_into"):
            continue  # the theme that it points to may be one that could not be read
        item = read[problem.position][0]
        line = item.line(problem.field)
        found.append(FormatError(problem.what, file=file, line=line, cure=problem.cure))
    return found


def _items(data: bytes, file: str) -> Iterator[Fields]:
    fields = Fields(upgrade(strictyaml.read(data, file, ended=False), file, CODEBOOKS), file)
    fields.only(_BOOK)
    fields.need(_BOOK)
    yield from fields.items("themes")


def emit(book: Codebook) -> bytes:
    """The file for a codebook; `parse` gives the same codebook back."""
    themes = [_plain(theme) for theme in book.themes]
    return yamlwriter.emit({"rubricate": VERSION, "themes": themes})


def _theme(fields: Fields) -> Theme:
    fields.only(_THEME)
    fields.need(("id", "name"))
    return Theme(
        id=fields.text("id"),
        name=fields.text("name"),
        key=fields.text("key", ""),
        colour=fields.text("colour", ""),
        definition=fields.text("definition", ""),
        include=fields.text("include", ""),
        exclude=fields.text("exclude", ""),
        since=fields.time("since"),
        parent=fields.text("parent", ""),
        archived=fields.flag("archived"),
        merged_into=fields.text("merged_into", ""),
    )


def _plain(theme: Theme) -> dict[str, Plain]:
    plain: dict[str, Plain] = {
        "id": theme.id,
        "name": theme.name,
        "key": theme.key,
        "colour": theme.colour,
        "definition": theme.definition,
        "include": theme.include,
        "exclude": theme.exclude,
        "since": theme.since,
    }
    if theme.parent:
        plain["parent"] = theme.parent
    if theme.archived:
        plain["archived"] = True
    if theme.merged_into:
        plain["merged_into"] = theme.merged_into
    return plain
