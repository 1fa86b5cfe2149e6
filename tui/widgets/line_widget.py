"""A widget that draws its lines itself, and has only those cells drawn again that look different.

What goes to the terminal is what a slow line has to carry: a whole page in colours is ten thousand bytes, a
label a few hundred.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.geometry import Offset, Region
from textual.strip import Strip
from textual.widget import Widget

_END = Segment("")
_SURE = re.compile(r"[ -~\u00a1-\u00ac\u00ae-\u02ff\u2010-\u2027\u2500-\u25fc]*")
"""Letters, signs and lines that take one cell in every terminal."""
Take = Callable[["LineWidget", Iterable[int]], bool]
"""Of an app that may draw lines itself: whether it will."""


def _sure(text: str) -> bool:
    """Whether each character takes one cell, in any terminal."""
    return text.isascii() or _SURE.fullmatch(text) is not None


def different(before: Strip, after: Strip) -> tuple[int, int] | None:
    """The first cell that looks different and the one behind the last; None where all look the same.

    In a run with any but plain characters cells are not told apart: marks and wide ones are not to be torn.
    """
    first = _alike(_runs(before), _runs(after), 1)
    length = after.cell_length
    if first == length == before.cell_length:
        return None
    if length != before.cell_length:
        return 0, max(length, before.cell_length)
    return first, length - _alike(_runs(before, -1), _runs(after, -1), -1)


def _runs(strip: Strip, step: int = 1) -> Iterator[Segment]:
    """The runs that hold anything, from the beginning or (step -1) from the end."""
    return (segment for segment in list(strip)[::step] if segment.text)


def _alike(before: Iterator[Segment], after: Iterator[Segment], step: int) -> int:
    """How many cells look the same from the beginning, or (step -1) from the end of lines that differ."""
    count = 0
    old = new = ""
    style = other = None
    while True:
        if not old:
            old, style, _ = next(before, _END)
        if not new:
            new, other, _ = next(after, _END)
        if not (old and new) or (style is not other and style != other):
            return count
        if old == new:
            count += cell_len(old)
            old = new = ""
            continue
        length = min(len(old), len(new))
        if not (_sure(old) and _sure(new)):
            return count
        if step > 0 and old[:length] == new[:length]:
            old, new = old[length:], new[length:]
        elif step < 0 and old[-length:] == new[-length:]:
            old, new = old[:-length], new[:-length]
        else:
            pairs = zip(old[::step], new[::step], strict=False)
            return count + next(place for place, (one, two) in enumerate(pairs) if one != two)
        count += length


def cut(strip: Strip, start: int, end: int) -> list[Segment]:
    """The segments from one cell to another; spaces for a half of a wide character."""
    # `Strip.crop` makes more of it: half of what a key costs is making strips.
    found: list[Segment] = []
    place = 0
    for segment in strip:
        first, place = place, place + cell_len(segment.text)
        if place <= start or first >= end:
            continue
        part = segment
        if place > end:
            part = part.split_cells(end - first)[0]
        if first < start:
            part = part.split_cells(start - first)[1]
        found.append(part)
    return found


class LineWidget(Widget):
    """Subclasses draw a line in `line`, and call `renew` where they would call `refresh`.

    Args:
        id: as for any widget.
    """

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self._drawn: dict[int, Strip] = {}
        """By line: what was drawn last."""
        self._inks_kept: dict[tuple[str, bool], Style] = {}
        self._behind: Color | None = None
        """The colour behind it, once it was asked for."""

    @property
    def ink(self) -> Style:
        """The widget's own style."""
        return self.ink_of("")

    def ink_of(self, part: str, partial: bool = False) -> Style:
        """The style of a component class; the widget's own for an empty one.

        Args:
            part: the class.
            partial: only what the class says itself, to be laid over another style.
        """
        # Textual adds up the styles of all ancestors at each question: more than the rest of a line costs.
        found = self._inks_kept.get((part, partial))
        if found is None:
            found = self.get_component_rich_style(part, partial=partial) if part else self.rich_style
            self._inks_kept[part, partial] = found
        return found

    def notify_style_update(self) -> None:
        """Colours have changed: those that were kept are stale."""
        super().notify_style_update()
        self._inks_kept.clear()
        self._behind = None

    def line(self, y: int) -> Strip:
        """Line `y` of the widget, as wide as it is."""
        raise NotImplementedError

    def render_line(self, y: int) -> Strip:
        """Draw a line, for Textual."""
        strip = self._drawn[y] = self.line(y)
        return strip

    def renew(self, lines: Iterable[int] | None = None) -> None:
        """Have drawn again what looks different, in these lines or in all of them."""
        lines = range(self.size.height) if lines is None else lines
        take: Take | None = getattr(self.app, "take", None)
        if take is None or not take(self, lines):
            self.refresh_lines_that_differ(lines)

    def refresh_lines_that_differ(self, lines: Iterable[int]) -> None:
        """Have Textual draw what looks different."""
        # What was never drawn may not know its colours yet.
        spans = {y: self._span(y, self.line(y)) if y in self._drawn else (0, self.size.width) for y in lines}
        regions = [Region(span[0], y, span[1] - span[0], 1) for y, span in spans.items() if span]
        if regions:
            self.refresh(*regions)

    def _span(self, y: int, now: Strip) -> tuple[int, int] | None:
        """Where a line looks different from what was drawn last."""
        before = self._drawn.get(y)
        whole = (0, self.size.width)
        span = whole if before is None else different(before, now)
        if span is None or before is None:
            return span
        # Terminals do not agree on the width of all characters: what stands behind one is written with it.
        return span if _sure(before.text) and _sure(now.text) else whole

    def draw(self, lines: Iterable[int]) -> Iterator[tuple[Offset, Strip]]:
        """What looks different, and where in the widget; from now on it counts as drawn."""
        filters = self.get_line_filters()
        background = self._behind = self._behind or self.background_colors[1]
        for y in lines:
            strip = self.line(y)
            if (span := self._span(y, strip)) is None:
                continue
            self._drawn[y] = strip
            # What Textual drew itself is not to come back with its next frame.
            self._styles_cache.set_dirty(Region(0, y, 1, 1))
            segments = cut(strip, *span)
            for one in filters:
                segments = one.apply(segments, background)
            yield Offset(span[0], y), Strip(segments, span[1] - span[0])
