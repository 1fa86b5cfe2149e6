"""Rows and columns of a `RowList`, and how a row becomes a line of the screen. No widget here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple, Protocol

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from tui.widgets.fit import fit

Align = Literal["left", "right"]
Tone = Literal["plain", "muted", "good", "warning", "error", "accent", "strong"]
Piece = tuple[str, Tone | Style]
"""Some text, and how it looks: a tone of the list's own, or a style for it."""
Cell = str | Sequence[Piece]
"""What stands in one column of one row. Safe for the screen already."""

Paint = Callable[[Tone | Style], Style]
"""What a tone looks like in the row that is drawn; "plain" is the row itself."""


class Column(NamedTuple):
    """A column: `width` in cells, or a share of what is left with `width=0`."""

    title: str
    width: int = 0
    align: Align = "left"
    from_width: int = 0
    """Shown only where the list is at least that wide."""
    share: int = 1
    """Of the room left by the others, for `width=0`."""


class Rows(Protocol):
    """Where the rows come from."""

    @property
    def columns(self) -> Sequence[Column]:
        """The columns, in order."""

    def __len__(self) -> int:
        """How many rows there are."""

    def row(self, index: int) -> Sequence[Cell]:
        """The cells of a row, one a column."""


def widths(columns: Sequence[Column], width: int) -> list[int]:
    """Cells of each column in a list of `width` cells; 0 for a column that is left out."""
    shown = [column if column.from_width <= width else None for column in columns]
    fixed = sum(column.width + 1 for column in shown if column and column.width)
    shares = sum(column.share for column in shown if column and not column.width)
    left = max(0, width - 2 - fixed)
    return [
        0 if not column else column.width or max(0, left * column.share // shares - 1) for column in shown
    ]


def _cell(cell: Cell, width: int, align: Align, paint: Paint) -> list[Segment]:
    pieces: Sequence[Piece] = ((cell, "plain"),) if isinstance(cell, str) else cell
    out: list[Segment] = []
    room = width
    for position, (text, tone) in enumerate(pieces):
        part = fit(text, room, align, pad=position == len(pieces) - 1)
        room -= cell_len(part)
        out.append(Segment(part, paint(tone)))
    if room:
        out.append(Segment(" " * room, paint("plain")))
    return out


def titles_strip(columns: Sequence[Column], width: int, style: Style) -> Strip:
    """The line of column titles."""
    shown = zip(columns, widths(columns, width), strict=True)
    text = " ".join(fit(column.title, cells, column.align) for column, cells in shown if cells)
    return Strip([Segment(f" {text}", style)]).adjust_cell_length(width, style)


def row_strip(rows: Rows, index: int, width: int, paint: Paint, mark: str = " ") -> Strip:
    """One row, `width` cells wide, behind the one-cell `mark`."""
    base = paint("plain")
    segments = [Segment(mark, base)]
    columns = rows.columns
    for column, cell, room in zip(columns, rows.row(index), widths(columns, width + 1), strict=True):
        if room:
            segments += _cell(cell, room, column.align, paint)
            segments.append(Segment(" ", base))
    return Strip(segments).simplify().adjust_cell_length(max(0, width), base)


def on_thumb(y: int, top: int, page: int, total: int) -> bool:
    """Whether the bar that stands for rows `top` to `top + page` of `total` covers the page's line `y`."""
    if total <= page:
        return False
    length = max(1, page * page // total)
    first = round((page - length) * top / (total - page))
    return first <= y < first + length
