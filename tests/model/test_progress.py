"""The state of a passage follows from the marks."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from model.coding.marks import Decision, Mark, State
from model.coding.progress import passage_states, progress

PASSAGES = [(0, 10), (10, 20), (20, 30)]


def mark(start: int, end: int, state: State = "labelled", *themes: str) -> Mark:
    return Mark(start, end, "", state=state, themes=tuple(Decision(theme) for theme in themes))


def test_nothing_decided_is_untouched() -> None:
    assert passage_states(PASSAGES, []) == ["untouched"] * 3


def test_own_mark_decides() -> None:
    marks = [mark(0, 10, "none"), mark(10, 20, "skipped"), mark(20, 30, "labelled", "a")]
    assert passage_states(PASSAGES, marks) == ["none", "skipped", "labelled"]


def test_labelled_sentence_touches_its_passage() -> None:
    assert passage_states(PASSAGES, [mark(12, 15, "labelled", "a")]) == ["untouched", "labelled", "untouched"]


def test_label_across_passages_touches_both() -> None:
    assert passage_states(PASSAGES, [mark(8, 12, "labelled", "a")]) == ["labelled", "labelled", "untouched"]


def test_own_decision_stands_above_an_overlapping_label() -> None:
    marks = [mark(0, 10, "none"), mark(5, 12, "labelled", "a")]
    assert passage_states(PASSAGES, marks) == ["none", "labelled", "untouched"]


def test_memo_alone_touches_nothing() -> None:
    assert passage_states(PASSAGES, [Mark(0, 10, "", memo="look again")]) == ["untouched"] * 3


def naive(passages: list[tuple[int, int]], marks: list[Mark]) -> list[State]:
    states: list[State] = []
    for start, end in passages:
        own = [m.state for m in marks if (m.start, m.end) == (start, end)]
        over = any(m.themes and m.start < end and start < m.end for m in marks)
        state: State = own[0] if own and own[0] != "untouched" else ("labelled" if over else "untouched")
        states.append(state)
    return states


@given(
    st.lists(st.integers(1, 6), max_size=12),
    st.sets(st.tuples(st.integers(0, 30), st.integers(1, 12)), max_size=12),
)
def test_sweep_agrees_with_looking_at_every_pair(lengths: list[int], ranges: set[tuple[int, int]]) -> None:
    bounds = [0]
    for length in lengths:
        bounds.append(bounds[-1] + length)
    passages = list(pairwise(bounds))
    marks = [mark(start, start + size, "labelled", "a") for start, size in sorted(ranges)]
    marks.sort(key=lambda m: (m.start, m.end))
    assert passage_states(passages, marks) == naive(passages, marks)


def test_counts() -> None:
    count = progress(
        PASSAGES, [mark(0, 10, "labelled", "a", "b"), mark(10, 20, "none"), mark(12, 14, "labelled", "a")]
    )
    assert (count.passages, count.labelled, count.none, count.untouched) == (3, 1, 1, 1)
    assert count.themes == {"a": 2, "b": 1}
