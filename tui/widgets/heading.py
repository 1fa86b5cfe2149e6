"""The line above the page: which article, and how far."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from rich.cells import cell_len
from rich.segment import Segment
from textual.containers import Horizontal
from textual.strip import Strip
from textual.widget import Widget

from tui.text import one_line
from tui.widgets.fit import fit
from tui.widgets.line_widget import LineWidget


class _Part(LineWidget):
    """A text at the left or the right end of its room."""

    def __init__(self, align: Literal["left", "right"]) -> None:
        super().__init__()
        self._align = align
        self.text = ""

    def line(self, y: int) -> Strip:
        """The text, cut where it must be."""
        width = self.size.width
        text = fit(self.text, width - 1, self._align)
        text = f" {text}" if self._align == "left" else f"{text} "
        return Strip([Segment(text, self.ink)]).adjust_cell_length(width, self.ink)


class Heading(Horizontal):
    """One line: a title on the left, a count on the right; the title gives way.

    Two widgets, because Textual writes a line of a widget from its beginning: with one, each step of the
    count would send the title again.
    """

    DEFAULT_CSS = """
    Heading {
        height: 1;
        background: $background;
        & > .title { width: 1fr; color: $foreground; text-style: bold; }
        & > .count { width: 0; color: $text-muted; }
    }
    """

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self._title, self._count = _Part("left"), _Part("right")
        self._room = 0

    def compose(self) -> Iterable[Widget]:
        """Title; count."""
        self._title.add_class("title")
        self._count.add_class("count")
        yield self._title
        yield self._count

    def show(self, title: str, count: str) -> None:
        """Say which article this is, and how far one is; costs nothing where nothing is different."""
        title, count = one_line(title), one_line(count)
        room = cell_len(count) + 2 if count else 0
        # Room that is there already stays while the title does: a change of it lays out the whole screen.
        if room > self._room or title != self._title.text:
            self._room = room
            self._count.styles.width = room
        for part, text in ((self._title, title), (self._count, count)):
            if part.text != text:
                part.text = text
                part.renew()
