"""A widget that draws its lines itself, and has only those cells drawn again that look different.

What goes to the terminal is what a slow line has to carry: a whole page in colours is ten thousand bytes, a
label a few hundred.
"""

from __future__ import annotations

from collections.abc import Iterable

from rich.cells import get_character_cell_size
from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

Cell = tuple[str, Style | None]


def cells(strip: Strip) -> list[Cell]:
    """What stands in each cell of a line; the second cell of a wide character holds nothing."""
    found: list[Cell] = []
    for text, style, _ in strip:
        if text.isascii():
            found += [(character, style) for character in text]
        else:
            for character in text:
                size = get_character_cell_size(character)
                if size:
                    found += [(character, style), ("", style)][:size]
                elif found:  # it stands on the one before
                    found[-1] = (found[-1][0] + character, found[-1][1])
    return found


def different(before: Strip, after: Strip) -> tuple[int, int] | None:
    """The first cell that looks different and the one behind the last; None where all look the same."""
    if before == after:
        return None
    old, new = cells(before), cells(after)
    if len(old) != len(new):
        return 0, max(len(old), len(new))
    places = [place for place, (one, other) in enumerate(zip(old, new, strict=True)) if one != other]
    return (places[0], places[-1] + 1) if places else None


class LineWidget(Widget):
    """Subclasses draw a line in `line`, and call `renew` where they would call `refresh`.

    Args:
        id: as for any widget.
    """

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self._drawn: dict[int, Strip] = {}
        """By line: what was drawn last."""

    def line(self, y: int) -> Strip:
        """Line `y` of the widget, as wide as it is."""
        raise NotImplementedError

    def render_line(self, y: int) -> Strip:
        """Draw a line, for Textual."""
        strip = self._drawn[y] = self.line(y)
        return strip

    def renew(self, lines: Iterable[int] | None = None) -> None:
        """Have drawn again what looks different, in these lines or in all of them."""
        regions = []
        for y in range(self.size.height) if lines is None else lines:
            before = self._drawn.get(y)
            span = (0, self.size.width) if before is None else different(before, self.line(y))
            if span is not None:
                regions.append(Region(span[0], y, span[1] - span[0], 1))
        if regions:
            self.refresh(*regions)
