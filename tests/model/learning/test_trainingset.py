"""Whose labels count, and what is unknown."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.coding.codebook import Theme
from model.coding.marks import Decision, Mark, Sheet
from model.learning.trainingset import training_set
from tests.model.learning.synthetic import mark, sheet

THEMES = [Theme("a", "A"), Theme("b", "B", since="2026-06-01"), Theme("old", "Old", archived=True)]
NOON, LATER = "2026-01-01T12:00:00Z", "2026-07-01T12:00:00Z"


def targets(own: Mark | None = None, *others: Mark) -> list[int]:
    """The targets of one range."""
    mine = [sheet("x.txt", own)] if own else []
    found = training_set(THEMES, mine, [sheet("x.txt", other) for other in others])
    assert found.themes == ("a", "b") and found.targets.dtype == np.int8
    return found.targets[0].tolist() if len(found.texts) else []


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        (mark(0, 5, state="labelled", themes=["a"], at=NOON), [1, -1]),
        (mark(0, 5, state="labelled", themes=["a"], at=LATER), [1, 0]),
        (mark(0, 5, state="labelled", themes=["b"], at=NOON), [0, 1]),
        (mark(0, 5, state="none", at=LATER), [0, 0]),
        (mark(0, 5, state="none", at=NOON), [0, -1]),
        (mark(0, 5, state="none", at=""), [0, -1]),
        (mark(0, 5, state="none", at="2026-06-01T00:00:00Z"), [0, 0]),
        (mark(0, 5, state="none", at="2026-06-01T01:00:00+02:00"), [0, -1]),
        (mark(0, 5, state="untouched", rejected=["b"]), [-1, 0]),
        (mark(0, 5, state="skipped", rejected=["a"]), [0, -1]),
        (mark(0, 5, state="skipped"), []),
        (mark(0, 5, state="untouched", memo="look again"), []),
        (mark(0, 5, state="labelled", themes=["old"], at=NOON), [0, -1]),
        (mark(0, 5, state="untouched", rejected=["old", "nonsense"]), []),
    ],
)
def test_what_one_mark_says(own: Mark, expected: list[int]) -> None:
    assert targets(own) == expected
    assert targets(None, own) == expected, "the only one who said anything is agreed with"


def test_own_decision_counts_theme_by_theme() -> None:
    own = mark(0, 5, rejected=["a"])
    other = mark(0, 5, state="labelled", themes=["a", "b"])
    assert targets(own, other) == [0, 1]


def test_others_must_agree() -> None:
    yes, no = mark(0, 5, state="labelled", themes=["a"]), mark(0, 5, state="none")
    assert targets(None, yes, yes) == [1, -1]
    assert targets(None, yes, no) == []
    assert targets(mark(0, 5, rejected=["b"]), yes, no) == [-1, 0]


def test_a_merged_theme_counts_for_what_it_became() -> None:
    themes = [Theme("a", "A"), Theme("m", "M", merged_into="n"), Theme("n", "N", merged_into="a")]
    found = training_set(themes, [sheet("x", mark(0, 1, state="labelled", themes=["m"]))], [])
    assert found.themes == ("a",) and found.targets.tolist() == [[1]]
    rejected = training_set(themes, [sheet("x", mark(0, 1, rejected=["m"]))], [])
    assert not rejected.texts, "not the narrower theme: nothing is said of the wider one"
    circle = [Theme("a", "A"), Theme("m", "M", merged_into="n"), Theme("n", "N", merged_into="m")]
    assert not training_set(circle, [sheet("x", mark(0, 1, rejected=["m"]))], []).texts


def test_rows_come_in_the_order_of_decisions_with_quote_or_text() -> None:
    late = mark(0, 4, "", state="none", at=LATER)
    early = mark(2, 9, "a custom range", state="none", at=NOON)
    found = training_set(
        THEMES, [sheet("x.txt", late, early)], [sheet("gone", mark(0, 1, ""))], {"x.txt": "Some text"}
    )
    assert found.texts == ("a custom range", "Some")
    assert found.places == (("x.txt", 2, 9), ("x.txt", 0, 4)) and found.groups == ("x.txt", "x.txt")
    assert found.at == (NOON, LATER)


def test_nothing_is_an_empty_set_of_the_right_shape() -> None:
    found = training_set(THEMES, [], [])
    assert found.targets.shape == (0, 2) and found.texts == ()
    assert training_set([], [sheet("x", mark(0, 1, state="none"))], []).targets.shape == (0, 0)


decisions = st.lists(st.sampled_from("ab"), unique=True).map(
    lambda names: tuple(Decision(n, at=NOON) for n in names)
)
states = st.sampled_from(["untouched", "skipped", "none", "labelled"])
marks = st.builds(
    lambda start, state, themes, rejected: Mark(
        start, start + 3, "abc", state=state, at=NOON, themes=themes, rejected=rejected
    ),
    st.integers(0, 3),
    states,
    decisions,
    decisions,
)
sheets = st.lists(
    st.builds(lambda m: Sheet("x", "0", tuple(m)), st.lists(marks, max_size=4, unique_by=lambda m: m.start)),
    max_size=3,
)


@given(sheets.filter(lambda s: len(s) < 2), sheets)
def test_properties(own: list[Sheet], others: list[Sheet]) -> None:
    found = training_set(THEMES, own, others)
    alone = training_set(THEMES, own, [])
    n = len(found.texts)
    assert found.targets.shape == (n, 2) and len(found.places) == len(found.at) == len(set(found.places)) == n
    assert (found.targets != -1).any(axis=1).all(), "no row without a target"
    mine = dict(zip(alone.places, alone.targets, strict=True))
    said = dict(zip(found.places, found.targets, strict=True))
    for place, target in mine.items():
        known = target != -1
        assert np.array_equal(said[place][known], target[known]), "no one overrules the own decision"
    again = training_set(THEMES, own, others[::-1])
    assert again.places == found.places and np.array_equal(again.targets, found.targets), (
        "order of coders is nothing"
    )
