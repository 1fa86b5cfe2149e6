"""How the width of the reader's page is shared out: gutter, text, margin."""

from __future__ import annotations

from dataclasses import dataclass

MEASURE = 84
"""Cells of text in a line at most; longer lines are hard to follow."""
_WITH_MARGIN = 77
"""Narrower pages have no margin: notes stand in the gap below a passage."""
_WITH_GUTTER = 20
_WITH_THREE_LANES = 60
_GAP = 2
_MARGIN = (18, 34)


@dataclass(frozen=True, slots=True)
class Columns:
    """Cells of each part of a line, from left to right."""

    indent: int
    lanes: int
    """Columns for stripes of labelled ranges."""
    gutter: int
    """Bar, state, lanes and the spaces between."""
    text: int
    gap: int
    margin: int

    @classmethod
    def of(cls, width: int) -> Columns:
        """The parts of a page of so many cells."""
        if width < _WITH_GUTTER:
            return cls(0, 0, 1, max(1, width - 1), 0, 0)
        lanes = 2 if width < _WITH_THREE_LANES else 3
        gutter = lanes + 4
        if width < _WITH_MARGIN:
            return cls(0, lanes, gutter, width - gutter - 1, 0, 0)
        room = width - gutter - _GAP
        margin = min(_MARGIN[1], max(_MARGIN[0], room * 27 // 100))
        text = min(MEASURE, room - margin)
        return cls((room - margin - text) // 2, lanes, gutter, text, _GAP, margin)
