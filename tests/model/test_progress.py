"""The state of a passage follows from the marks."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from model.coding.marks import Decision, Mark, State
from model.coding.progress import Range, edges, passage_states, progress
from model.reading.article import Spans

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
    marks = [mark(0, 10, "labelled", "a", "b"), mark(10, 20, "none"), mark(12, 14, "labelled", "a")]
    count = progress(edges(PASSAGES), marks)
    assert (count.passages, count.labelled, count.none, count.untouched) == (3, 1, 1, 1)
    assert count.themes == {"a": 2, "b": 1}


def by_looking_at_each(passages: list[Range], marks: list[Mark]) -> list[str]:
    """The rule in its plainest form."""
    states = []
    for start, end in passages:
        own = next((m.state for m in marks if (m.start, m.end) == (start, end)), "untouched")
        overlapped = any(m.themes and m.start < end and start < m.end for m in marks)
        states.append("labelled" if own == "untouched" and overlapped else own)
    return states


_ranges = st.lists(st.integers(0, 40), min_size=2, max_size=16, unique=True).map(
    lambda cuts: list(zip(sorted(cuts)[::2], sorted(cuts)[1::2], strict=False))
)


@given(_ranges, st.data())
def test_only_what_marks_touch_is_looked_at_and_nothing_else_differs(
    passages: list[Range], data: st.DataObject
) -> None:
    anywhere = st.tuples(st.integers(0, 39), st.integers(1, 10)).map(lambda at: (at[0], at[0] + at[1]))
    places = data.draw(st.lists(st.sampled_from(passages) | anywhere, max_size=6, unique=True))
    marks = []
    for start, end in sorted(places):
        state = data.draw(st.sampled_from(["untouched", "skipped", "none", "labelled"]))
        marks.append(mark(start, end, state, *["a"] * (state == "labelled")))
    assert passage_states(passages, marks) == by_looking_at_each(passages, marks)


class Counted(Sequence[int]):
    """Numbers that count how often they are asked for."""

    def __init__(self, numbers: Sequence[int]) -> None:
        self.numbers, self.asked = numbers, 0

    def __len__(self) -> int:
        return len(self.numbers)

    def __getitem__(self, place: Any) -> Any:
        self.asked += 1
        return self.numbers[place]


def test_a_label_on_a_long_article_asks_for_few_of_its_passages() -> None:
    starts, ends = map(Counted, Spans.of((20 * n, 20 * n + 15) for n in range(100_000)).edges)
    marks = [mark(200_000, 200_015, "labelled", "a"), mark(7, 9, "labelled", "a")]
    found = progress((starts, ends), marks)
    assert (found.passages, found.labelled) == (100_000, 2)
    assert 0 < starts.asked + ends.asked < 200


@given(_ranges)
def test_the_index_gives_the_edges_of_what_it_keeps(passages: list[Range]) -> None:
    kept = Spans.of(passages)
    assert tuple(map(list, kept.edges)) == edges(passages) == edges(kept)
