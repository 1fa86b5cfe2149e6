"""The line above the page: which article, and how far."""

from __future__ import annotations

from typing import ClassVar

from rich.segment import Segment
from textual.strip import Strip
from textual.widget import Widget

from tui.text import one_line
from tui.widgets.fit import fit


class Heading(Widget):
    """One line: a title on the left, a count on the right."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"heading--title", "heading--count"}
    DEFAULT_CSS = """
    Heading {
        height: 1;
        background: $background;
        color: $text-muted;
        & > .heading--title { color: $foreground; text-style: bold; }
        & > .heading--count { color: $text-muted; }
    }
    """

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self._title = ""
        self._count = ""

    def show(self, title: str, count: str) -> None:
        """Say which article this is, and how far one is; costs nothing where nothing is different."""
        if (title, count) != (self._title, self._count):
            self._title, self._count = title, count
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """Title and count; the title gives way."""
        width = self.size.width
        count = fit(one_line(self._count), width, pad=False)
        title = fit(" " + one_line(self._title), max(0, width - Strip([Segment(count)]).cell_length - 2))
        segments = [
            Segment(title, self.get_component_rich_style("heading--title")),
            Segment(f" {count} ", self.get_component_rich_style("heading--count")),
        ]
        return Strip(segments).adjust_cell_length(width, self.rich_style)
