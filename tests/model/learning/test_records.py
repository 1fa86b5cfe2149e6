"""Records made by numpy are what the app's side reads."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.learning.records import LAYOUT, best_themes, records
from model.suggestions import BEST, Unpacked
from model.suggestions.records import RECORD


@given(st.integers(0, 5), st.integers(0, 9), st.integers(0, 2**16))
def test_reads_back_the_best_themes(n: int, k: int, seed: int) -> None:
    p = np.random.default_rng(seed).random((n, k))
    vocabulary = [(f"t{number}", number % 2 == 0) for number in range(k)]
    starts = np.arange(n, dtype=np.uint32) * 10
    found = Unpacked(records(starts, starts + 7, *best_themes(p)).tobytes(), vocabulary)
    assert list(found) == [(start, start + 7) for start in range(0, 10 * n, 10)]
    for row, suggestions in zip(p, found.values(), strict=True):
        best = np.sort(row)[::-1][:BEST]
        assert [s.p for s in suggestions] == pytest.approx(best, abs=1e-4)
        assert [s.theme for s in suggestions] == [f"t{number}" for number in np.argsort(-row)[:BEST]]
        assert all(s.learned == (int(s.theme[1:]) % 2 == 0) for s in suggestions)


def test_layout_is_the_struct() -> None:
    assert LAYOUT.itemsize == RECORD.size
