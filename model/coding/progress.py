"""How far a coder is with an article: the state of each passage, derived from the marks. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from model.coding.marks import Mark, State

Range = tuple[int, int]


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


def passage_states(passages: Sequence[Range], marks: Iterable[Mark]) -> list[State]:
    """The state of each passage: of its own mark, else labelled where a labelled range overlaps it.

    Who labelled a sentence of a passage has read the passage, so it does not count as untouched.

    Args:
        passages: (start, end), sorted and without overlap.
        marks: sorted by (start, end); they may overlap.
    """
    own: dict[Range, State] = {}
    labelled: list[Range] = []
    for mark in marks:
        if mark.state != "untouched":
            own[mark.start, mark.end] = mark.state
        if mark.themes:
            labelled.append((mark.start, mark.end))
    states: list[State] = []
    following = 0
    reach = -1  # end of the labelled range that reaches furthest, of those that began before the passage ends
    for start, end in passages:
        while following < len(labelled) and labelled[following][0] < end:
            reach = max(reach, labelled[following][1])
            following += 1
        state = own.get((start, end), "untouched")
        states.append("labelled" if state == "untouched" and reach > start else state)
    return states


def progress(passages: Sequence[Range], marks: Sequence[Mark]) -> Progress:
    """How far the coder of `marks` is with an article of these passages."""
    states = Counter(passage_states(passages, marks))
    themes = Counter(decision.theme for mark in marks for decision in mark.themes)
    return Progress(
        len(passages), states["skipped"], states["none"], states["labelled"], dict(sorted(themes.items()))
    )
