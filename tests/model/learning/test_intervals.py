"""Limits that hold as often as they say."""

from __future__ import annotations

from fractions import Fraction
from math import comb

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from model.learning.intervals import CONFIDENCE, at_most, share


@given(st.integers(0, 60), st.integers(0, 60))
def test_a_share_lies_between_its_limits(right: int, more: int) -> None:
    found = share(right, right + more)
    assert 0 <= found.low <= found.high <= 1
    if found.value is not None:
        assert found.low <= found.value <= found.high
    assert (found.value is None) == (right + more == 0)


def test_limits_of_clopper_and_pearson() -> None:
    found = share(8, 10)  # as in their tables, and R's binom.test(8, 10)
    assert (found.low, found.high) == pytest.approx((0.4439, 0.9748), abs=1e-4)
    assert share(0, 20).high == pytest.approx(1 - 0.025 ** (1 / 20))


REFUTED = 1 - Fraction(str(CONFIDENCE))
LOTS = st.integers(1, 40).flatmap(
    lambda total: st.integers(0, total).flatmap(
        lambda drawn: st.tuples(st.just(total), st.just(drawn), st.integers(0, drawn))
    )
)


@settings(max_examples=60, deadline=None)
@given(LOTS)
@example((25, 2, 0))  # of 19, none is drawn with a probability of exactly 1 in 20
@example((20, 19, 0))
def test_at_most_is_the_largest_number_that_is_not_refuted(lot: tuple[int, int, int]) -> None:
    total, drawn, found = lot

    def as_few(marked: int) -> Fraction:
        ways = [comb(marked, n) * comb(total - marked, drawn - n) for n in range(found + 1)]
        return Fraction(sum(ways), comb(total, drawn))

    possible = range(found, total - (drawn - found) + 1)
    expected = max(marked for marked in possible if marked == found or as_few(marked) > REFUTED)
    assert at_most(total, drawn, found) == expected


def test_at_most_holds_in_at_least_95_of_100_samples() -> None:
    rng = np.random.default_rng(0)
    for total, marked, drawn in ((400, 20, 60), (200, 5, 100), (90, 40, 15)):
        held = [marked <= at_most(total, drawn, int(rng.hypergeometric(marked, total - marked, drawn)))]
        held += [
            marked <= at_most(total, drawn, int(found))
            for found in rng.hypergeometric(marked, total - marked, drawn, 400)
        ]
        # Three standard deviations below.
        assert np.mean(held) > CONFIDENCE - 3 * (0.05 * 0.95 / 401) ** 0.5


def test_all_of_a_lot_leaves_nothing_open() -> None:
    assert at_most(50, 50, 7) == 7
    assert at_most(50, 0, 0) == 50
