"""How far a coder is with an article: the state of each passage, derived from the marks. Pure."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from model.coding.marks import Mark, State

Range = tuple[int, int]
Edges = tuple[Sequence[int], Sequence[int]]
"""Where passages start, and where they end; in order, without overlap."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Counts of passages by state, and of labels by theme (marks, overlapping ones included)."""

    passages: int = 0
    skipped: int = 0
    none: int = 0
    labelled: int = 0
    themes: dict[str, int] = field(default_factory=dict)

    @property
    def untouched(self) -> int:
        """Passages on which nothing was decided yet."""
        return self.passages - self.skipped - self.none - self.labelled


def passage_states(passages: Sequence[Range], marks: Sequence[Mark]) -> list[State]:
    """The state of each passage: of its own mark, else labelled where a labelled range overlaps it.

    Who labelled a sentence of a passage has read the passage, so it does not count as untouched.

    Args:
        passages: (start, end), sorted and without overlap.
        marks: sorted by (start, end); they may overlap.
    """
    states: list[State] = ["untouched"] * len(passages)
    for place, state in touched(edges(passages), marks).items():
        states[place] = state
    return states


def edges(passages: Iterable[Range]) -> Edges:
    """The edges of (start, end) each."""
    pairs = list(passages)
    return [start for start, _ in pairs], [end for _, end in pairs]


def touched(passages: Edges, marks: Sequence[Mark]) -> dict[int, State]:
    """As `passage_states`, only for passages that are not untouched, by their place: a few of very many."""
    found: dict[int, State] = {}
    for mark in marks:
        if mark.themes:
            for place in _over(passages, mark):
                found.setdefault(place, "labelled")
    # A mark on a passage itself says more than one that only overlaps it.
    starts, ends = passages
    for mark in marks:
        if mark.state != "untouched":
            place = bisect_left(starts, mark.start)
            if place < len(starts) and (starts[place], ends[place]) == (mark.start, mark.end):
                found[place] = mark.state
    return found


def _over(passages: Edges, mark: Mark) -> range:
    """The passages that share a code point with the mark."""
    starts, ends = passages
    first = bisect_right(ends, mark.start)
    return range(first, max(first, bisect_left(starts, mark.end)))


def progress(passages: Edges, marks: Sequence[Mark]) -> Progress:
    """How far the coder of `marks` is with an article of these passages."""
    states = Counter(touched(passages, marks).values())
    themes = Counter(decision.theme for mark in marks for decision in mark.themes)
    return Progress(
        len(passages[0]), states["skipped"], states["none"], states["labelled"], dict(sorted(themes.items()))
    )
