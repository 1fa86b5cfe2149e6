"""Labels out: a JSON object a labelled passage (JSONL), or a row a passage with a column a theme (CSV)."""

from __future__ import annotations

import csv
import io
import os
import stat
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from model.coding.codebook import Codebook, Theme
from model.coding.marks import Mark, Sheet
from model.coding.names import label_path
from model.coding.saving import LABELS
from model.coding.since import existed
from model.errors import NotSavedError, RubricateError
from model.jsontext import json_line
from model.project import Project

COLUMNS = ("article", "start", "end", "state", "coder", "at", "memo", "text")
"""The columns of a CSV file before those of the themes."""

_FORMULA = "=+-@\t\r\n\N{FULLWIDTH EQUALS SIGN}\N{FULLWIDTH PLUS SIGN}"
_FORMULA += "\N{FULLWIDTH HYPHEN-MINUS}\N{FULLWIDTH COMMERCIAL AT}"
"""A spreadsheet takes a cell that begins with one of these for a formula and runs it."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage as one coder marked it."""

    article: str
    coder: str
    mark: Mark

    @property
    def decided(self) -> bool:
        """Whether the coder said anything about themes there; a memo alone, or restored text, is not that."""
        return self.mark.state != "untouched" or bool(self.mark.themes or self.mark.rejected)

    @property
    def at(self) -> str:
        """When it was last decided on; ISO 8601 UTC, or empty where no file says."""
        return max((self.mark.at, *(decision.at for decision in (*self.mark.themes, *self.mark.rejected))))


def passages(
    project: Project,
    coder: str | None = None,
    trouble: Callable[[RubricateError], object] = lambda error: None,
) -> list[Passage]:
    """What was marked, sorted by article, start, end and coder.

    Args:
        project: the project; its files are read, not its index.
        coder: whose labels; everybody's if None.
        trouble: called for each label file that can't be read, or has passages without a place in its
            article; all others are given.

    Raises:
        RubricateError: there are no labels of `coder`.
    """
    coders = project.coders()
    if coder is not None and coder not in coders:
        cure = f"there are labels of: {', '.join(coders)}" if coders else "nobody has labelled anything yet"
        raise RubricateError(f"no labels of coder {coder!r}", file="labels", cure=cure)
    found: list[Passage] = []
    for name in coders if coder is None else [coder]:
        for sheet in project.sheets(name):
            if isinstance(sheet, RubricateError):
                trouble(sheet)
            else:
                found.extend(Passage(sheet.article, name, mark) for mark in sheet.marks)
                if sheet.unplaced:
                    trouble(_without_place(name, sheet))
    return sorted(found, key=lambda row: (row.article, row.mark.start, row.mark.end, row.coder))


def _without_place(coder: str, sheet: Sheet) -> RubricateError:
    number = len(sheet.unplaced)
    what = f"{number} labelled passage{'s' if number > 1 else ''} of an earlier text could not be placed"
    file = "/".join((LABELS, coder, *label_path(sheet.article)))
    return RubricateError(what, file=file, cure="rubricate check lists them")


def jsonl(rows: Iterable[Passage]) -> Iterator[str]:
    """One line of JSON for each passage on which something was decided."""
    return (json_line(_plain(row)) for row in rows if row.decided)


def _plain(row: Passage) -> dict[str, object]:
    mark = row.mark
    return {
        "article": row.article,
        "start": mark.start,
        "end": mark.end,
        "text": mark.quote,
        "themes": [decision.theme for decision in mark.themes],
        "not": [decision.theme for decision in mark.rejected],
        "state": mark.state,
        "coder": row.coder,
        "at": row.at,
        "from": {decision.theme: decision.origin for decision in (*mark.themes, *mark.rejected)},
    }


def csv_lines(rows: Sequence[Passage], codebook: Codebook) -> Iterator[str]:
    """A header, then a row for each passage with a decision or a memo.

    A theme's column says 1 where it applies, 0 where it does not, and nothing where that is unknown: the
    passage was not decided on, or was before the theme existed.
    """
    rows = [row for row in rows if row.decided or row.mark.memo]
    themes = _themes(rows, codebook)
    yield _csv_line((*COLUMNS, *(_column(theme) for theme in themes)))
    for row in rows:
        mark = row.mark
        fixed = (row.article, mark.start, mark.end, mark.state, row.coder, row.at, mark.memo, mark.quote)
        yield _csv_line((*fixed, *(_target(row, theme) for theme in themes)))


def _themes(rows: Iterable[Passage], codebook: Codebook) -> list[Theme]:
    """The active themes, and those that occur though they are archived or not in the codebook."""
    used = {decision.theme for row in rows for decision in (*row.mark.themes, *row.mark.rejected)}
    known = [theme for theme in codebook.themes if theme.active or theme.id in used]
    strangers = sorted(used - {theme.id for theme in codebook.themes})
    return known + [Theme(id=theme, name=theme, since="unknown") for theme in strangers]


def _column(theme: Theme) -> str:
    return f"theme:{theme.id}" if theme.id in COLUMNS else theme.id


def _target(row: Passage, theme: Theme) -> str:
    if row.mark.has(theme.id):
        return "1"
    if row.mark.rejects(theme.id):
        return "0"
    decided = row.mark.state in ("none", "labelled") and existed(theme.since, row.mark.at)
    return "0" if decided else ""


def _csv_line(cells: Iterable[object]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow([defused(str(cell)) for cell in cells])
    return line.getvalue()


def defused(cell: str) -> str:
    """`cell`, with an apostrophe before it if a spreadsheet would run it."""
    return f"'{cell}" if cell[:1] and cell[0] in _FORMULA else cell


def write_file(path: Path, lines: Iterable[str]) -> int:
    """Write lines to a file that only this user may read: beside it first, then in its place; their number.

    Raises:
        NotSavedError: it could not be written; what stood there still stands.
    """
    encoded = (f"{line}\n".encode("utf-8", "replace") for line in lines)
    return _write(path, lambda file: sum(1 for line in encoded if file.write(line)))


def write_bytes(path: Path, content: bytes) -> None:
    """As `write_file`, with what is no text.

    Raises:
        NotSavedError: it could not be written; what stood there still stands.
    """
    _write(path, lambda file: file.write(content))


def _write(path: Path, fill: Callable[[BinaryIO], int]) -> int:
    temporary = ""
    try:
        _need_plain(path)
        handle, temporary = tempfile.mkstemp(".tmp", ".rubricate-", path.parent)  # mode 0600
        with os.fdopen(handle, "wb") as file:
            count = fill(file)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException as error:
        if temporary:
            with suppress(OSError):
                Path(temporary).unlink()
        if isinstance(error, OSError):
            why = (error.strerror or str(error)).lower()
            raise NotSavedError(f"NOT written: {why}", file=path, cure="choose another file") from error
        raise
    return count


def _need_plain(path: Path) -> None:
    """Refuse to put a file in the place of a link, a folder or a device such as /dev/stdout."""
    with suppress(FileNotFoundError):
        if not stat.S_ISREG(path.lstat().st_mode):
            raise NotSavedError("NOT written: it is not a regular file", file=path, cure="choose another")
