"""A curve drawn with braille dots: eight dots a cell, axes with numbers, no library."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import ClassVar

from rich.segment import Segment
from textual.strip import Strip
from textual.widget import Widget

from tui.widgets.fit import fit

Point = tuple[float, float]
_DOTS = ((0x01, 0x02, 0x04, 0x40), (0x08, 0x10, 0x20, 0x80))
_BLANK = 0x2800
AXIS = 5
"""Cells left of the plot, for the numbers of the vertical axis."""


def braille(points: Sequence[Point], width: int, height: int, top: float = 1.0) -> list[str]:
    """Lines of braille in which `points` (x rising, y from 0 to `top`) are joined by straight lines.

    Args:
        points: what to draw; x is scaled to the width.
        width: cells of a line.
        height: lines.
        top: the y of the upper edge.
    """
    if width < 1 or height < 1:
        return []
    cells = [[_BLANK] * width for _ in range(height)]
    for x, y in _dots(points, width * 2, height * 4, top):
        cells[y // 4][x // 2] |= _DOTS[x % 2][y % 4]
    return ["".join(map(chr, line)) for line in cells]


def _dots(points: Sequence[Point], wide: int, high: int, top: float) -> list[tuple[int, int]]:
    """Each dot of the joined points as (column, line), line 0 above."""
    if not points:
        return []
    first, last = points[0][0], points[-1][0]
    scale = (wide - 1) / (last - first) if last > first else 0.0
    placed = [((x - first) * scale, (1 - min(max(y / top, 0.0), 1.0)) * (high - 1)) for x, y in points]
    dots = [(round(x), round(y)) for x, y in placed]
    for (x0, y0), (x1, y1) in pairwise(placed):
        steps = max(1, round(max(abs(x1 - x0), abs(y1 - y0))))
        dots += [(round(x0 + (x1 - x0) * i / steps), round(y0 + (y1 - y0) * i / steps)) for i in range(steps)]
    return dots


class Plot(Widget):
    """One curve with its axes. A title stands above, the ends of x below.

    Args:
        title: what the curve shows; safe for the screen.
        unit: of x.
        id: as for any widget.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {"plot--title", "plot--axis", "plot--curve"}
    DEFAULT_CSS = """
    Plot {
        height: 10;
        & > .plot--title { text-style: bold; }
        & > .plot--axis { color: $text-muted; }
        & > .plot--curve { color: $primary; }
    }
    """

    def __init__(self, title: str, unit: str, id: str | None = None) -> None:
        super().__init__(id=id)
        self._title = title
        self._unit = unit
        self._points: Sequence[Point] = ()
        self._note = ""

    def show(self, points: Sequence[Point], note: str = "") -> None:
        """Draw these points (y from 0 to 1), or, where there are none, say `note`."""
        self._points = points
        self._note = note
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Title, curve with numbers at the left, x axis."""
        width, height = self.size.width, self.size.height - 2
        if y == 0:
            return self._strip(self._title, "title")
        if not self._points:
            return self._strip(self._note if y == 1 else "", "axis")
        if y <= height:
            line = braille(self._points, width - AXIS, height)[y - 1 : y]
            label = {1: "1.0", (height + 1) // 2: "0.5", height: "0.0"}.get(y, "")
            segments = [
                Segment(f"{label:>{AXIS - 1}}│", self.get_component_rich_style("plot--axis")),
                Segment("".join(line), self.get_component_rich_style("plot--curve")),
            ]
            return Strip(segments).adjust_cell_length(width, self.rich_style)
        first, last = f"{self._points[0][0]:g}", f"{self._points[-1][0]:g} {self._unit}"
        gap = " " * max(1, width - AXIS - len(first) - len(last))
        return self._strip(f"{' ' * AXIS}{first}{gap}{last}", "axis")

    def _strip(self, text: str, part: str) -> Strip:
        width = self.size.width
        style = self.get_component_rich_style(f"plot--{part}")
        return Strip([Segment(fit(text, width), style)]).adjust_cell_length(width, self.rich_style)
