"""The line above the page: which article, and how far."""

from __future__ import annotations

from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from textual.strip import Strip

from tui.text import one_line
from tui.widgets.fit import fit
from tui.widgets.line_widget import LineWidget


class Heading(LineWidget):
    """One line: a title on the left, a count on the right; the title gives way."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"heading--title", "heading--count"}
    DEFAULT_CSS = """
    Heading {
        height: 1;
        background: $background;
        color: $foreground;
        & > .heading--title { text-style: bold; }
        & > .heading--count { color: $text-muted; }
    }
    """

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self._said = ("", "")

    def show(self, title: str, count: str) -> None:
        """Say which article this is, and how far one is; costs nothing where nothing is different."""
        said = one_line(title), one_line(count)
        if said != self._said:
            self._said = said
            self.renew()

    def line(self, y: int) -> Strip:
        """The title as far as there is room, the count."""
        width = self.size.width
        title, count = self._said
        count = fit(f" {count} ", width, "right", pad=False) if count else ""
        room = width - cell_len(count)
        left = Segment(f" {fit(title, room - 1)}" if room > 0 else "", self.ink_of("heading--title"))
        right = Segment(count, self.ink_of("heading--count"))
        return Strip([left, right]).adjust_cell_length(width, self.ink)
