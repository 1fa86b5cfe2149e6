"""The rows of the library: pulled from an order by position."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from model.index import GONE
from tui.text import one_line
from tui.widgets.rows import Cell, Column, Piece

if TYPE_CHECKING:
    from model.coding.codebook import Codebook
    from model.index import ArticleRow, Filter, Order

BAR = 8
"""Cells of a progress bar."""

COLUMNS = (
    Column("title", share=3),
    Column("file", share=1, from_width=110),
    Column("date", 10, from_width=56),
    Column("words", 7, "right", from_width=64),
    Column("progress", BAR + 9),
    Column("labels", 6, "right", from_width=46),
)


def progress_cell(touched: int, of: int) -> Sequence[Piece]:
    """A small bar of what has been decided on, with the numbers: `━━━━──── 12/34`."""
    if not of:
        return (("", "muted"),)
    full = touched * BAR // of
    full = max(full, 1) if touched else 0
    done = touched >= of
    return (
        ("━" * full, "good" if done else "accent"),
        ("─" * (BAR - full), "muted"),
        (f" {touched}/{of}", "good" if done else "plain"),
    )


def title_cell(row: ArticleRow) -> Sequence[Piece]:
    """The title (else the file's name), and what is wrong where something is."""
    title = one_line(row.title.strip() or row.id)
    if row.problem:
        return (("! ", "error"), (title, "warning"), (f"  {one_line(row.problem)}", "error"))
    return ((title, "plain" if row.untouched else "muted"),)


def filter_words(only: Filter, codebook: Codebook) -> str:
    """What a filter lets through, in brackets."""
    theme = codebook.get(only.theme)
    words = [
        theme.name if theme else "",
        only.state,
        only.words,
        f"labels of {only.coder}" if only.coder else "",
    ]
    return f" ({', '.join(word for word in words if word)})"


class LibraryRows:
    """The library in one order, which keeps the rows read last; `order` is None before the first."""

    columns = COLUMNS

    def __init__(self, order: Order | None = None) -> None:
        self.order = order

    def __len__(self) -> int:
        return 0 if self.order is None else len(self.order)

    def article(self, index: int) -> ArticleRow:
        """What the library knows of the article at this place."""
        return GONE if self.order is None else self.order.row(index)

    def row(self, index: int) -> Sequence[Cell]:
        """The cells of a row."""
        row = self.article(index)
        return (
            title_cell(row),
            ((one_line(row.id), "muted"),),
            row.date,
            f"{row.words:,}",
            progress_cell(row.passages - row.untouched, row.passages),
            f"{row.labelled}" if row.labelled else "",
        )
