"""The orders in which labels are asked for."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_matrix

from model.classifying.features import Metric
from model.coding.audit import SCALE, SHARE
from model.learning import queue
from model.learning.queue import ORDERS, Pool, Seen, audited, margins, orders

NEVER = SCALE - 1
BLOCK = 5
"""Passages of which the probabilities are looked at together."""
"""A number in the audit that is not in the sample."""


def pool(
    p: npt.ArrayLike,
    *,
    positives: list[int] | None = None,
    thresholds: npt.ArrayLike | None = None,
    X: npt.ArrayLike | None = None,
    labelled: npt.ArrayLike | None = None,
    untouched: npt.ArrayLike | None = None,
    draws: list[int] | None = None,
    defined: bool = False,
) -> Pool:
    """A pool of passages that each have a word of their own; none is labelled or audited."""
    found = np.asarray(p, dtype=float)
    n, k = found.shape
    rows = np.eye(n) if X is None else np.asarray(X, dtype=float)
    words = rows.shape[1]
    left = np.ones(n, dtype=bool) if untouched is None else np.asarray(untouched)
    numbers = np.array(draws or [NEVER] * n, dtype=np.uint64)
    seen = Seen(left & ~audited(numbers), np.full(k, 0.5) if thresholds is None else np.asarray(thresholds))
    for first in range(0, n, BLOCK):
        seen.add(first, found[first : first + BLOCK])
    return Pool(
        seen,
        np.array(positives or [0] * k),
        left,
        numbers,
        Metric(np.arange(words, dtype=np.int32), 0.0, np.zeros((words, 0), dtype=np.float32)),
        csr_matrix(rows, dtype=np.float32),
        csr_matrix(np.zeros((0, words)) if labelled is None else np.asarray(labelled), dtype=np.float32),
        defined,
    )


def test_uncertain_is_about_the_thresholds_of_all_themes() -> None:
    p = [[0.1, 0.01], [0.5, 0.01], [0.15, 0.01], [0.15, 0.3], [0.01, 0.01]]
    found = orders(pool(p, thresholds=[0.15, 0.3]))["uncertain"]
    assert found[:2].tolist() == [3, 2], "at two thresholds, at one"
    assert found[-1] == 4
    assert margins(np.array([[0.15, 0.3]]), np.array([0.15, 0.3])) == pytest.approx(2)


def test_without_definitions_what_resembles_a_label_comes_later() -> None:
    p = [[0.5], [0.45], [0.5]]
    X = [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
    assert orders(pool(p, X=X))["uncertain"].tolist() == [0, 2, 1]
    assert orders(pool(p, X=X, labelled=[[1, 0, 0], [0, 0, 1]]))["uncertain"].tolist()[0] == 1
    assert orders(pool(p, X=X, labelled=[[1, 0, 0]], defined=True))["uncertain"].tolist()[0] == 0


def test_with_definitions_the_head_of_the_queue_is_diverse() -> None:
    alike = [[1, 0], [1, 0], [1, 0], [0, 1]]
    p = [[0.5], [0.49], [0.48], [0.3]]
    assert orders(pool(p, X=alike))["uncertain"].tolist() == [0, 1, 2, 3]
    assert orders(pool(p, X=alike, defined=True))["uncertain"].tolist() == [0, 3, 1, 2]


def test_likely_is_by_the_highest_probability() -> None:
    p = [[0.1, 0.2], [0.9, 0.1], [0.3, 0.8], [0.5, 0.5], [0.0, 0.0], [0.7, 0.6]]
    assert orders(pool(p))["likely"].tolist() == [1, 2, 5, 3, 0, 4]


def test_every_third_place_of_rare_is_for_the_theme_seen_least() -> None:
    # The first theme is what is uncertain; the second is likeliest, but far from likely, in the last three.
    p = np.array([[0.5, 0.0]] * 9 + [[0.0, 0.03], [0.0, 0.02], [0.0, 0.01]])
    found = orders(pool(p, positives=[5, 1]))["rare"].tolist()
    assert [found[place] for place in (0, 3, 6)] == [9, 10, 11]
    assert orders(pool(p))["uncertain"].tolist()[-3:] == [9, 10, 11]
    equal = orders(pool(p, positives=[1, 1]))["rare"].tolist()
    assert equal.index(9) <= 4, "themes seen equally often take turns"


def test_the_audit_has_every_tenth_place_and_nothing_else_before_the_end() -> None:
    n = 100
    draws = [number if number < 20 else NEVER for number in range(n)][::-1]
    found = orders(pool(np.random.default_rng(0).random((n, 3)), draws=draws))
    assert found["audit"].tolist() == list(range(n - 1, n - 21, -1)), "from the lowest number on"
    for name in ("uncertain", "likely", "rare"):
        places = [place for place, row in enumerate(found[name].tolist()) if row >= 80]
        assert places[:8] == [9, 19, 29, 39, 49, 59, 69, 79], name
        assert found[name][places].tolist() == found["audit"].tolist()


def test_random_stays_as_it_is_when_passages_are_labelled() -> None:
    p = np.zeros((6, 1))
    before = orders(pool(p))["random"].tolist()
    open_ = np.ones(6, dtype=bool)
    open_[before[0]] = False
    assert orders(pool(p, untouched=open_))["random"].tolist() == before[1:]


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 60), st.integers(0, 4), st.booleans(), st.integers(0, 2**16))
def test_every_order_holds_each_untouched_passage_once(n: int, k: int, defined: bool, seed: int) -> None:
    rng = np.random.default_rng(seed)
    open_ = rng.random(n) < 0.7
    draws = [int(draw) for draw in rng.random(n) * SCALE * 3 * SHARE]
    found = orders(
        pool(
            rng.random((n, k)),
            positives=rng.integers(0, 9, k).tolist(),
            thresholds=rng.uniform(0.02, 0.6, k),
            X=rng.random((n, 5)),
            labelled=rng.random((int(rng.integers(0, 4)), 5)),
            untouched=open_,
            draws=[min(draw, NEVER) for draw in draws],
            defined=defined,
        )
    )
    assert tuple(found) == ORDERS
    sample = [row for row in np.flatnonzero(open_).tolist() if draws[row] < SHARE * SCALE]
    assert found.pop("audit").tolist() == sorted(sample, key=lambda row: draws[row])
    for rows in found.values():
        assert sorted(rows.tolist()) == np.flatnonzero(open_).tolist()


@settings(max_examples=40, deadline=None)
@given(st.integers(2, 5), st.integers(12, 60), st.integers(0, 2**16))
def test_rare_asks_for_the_rarest_theme_soon_whatever_is_uncertain(k: int, n: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    positives = rng.integers(3, 30, k)
    rarest = int(rng.integers(0, k))
    positives[rarest] = 0
    p = rng.random((n, k))
    found = orders(pool(p, positives=positives.tolist(), X=rng.random((n, 6))))["rare"].tolist()
    assert int(p[:, rarest].argmax()) in found[:3]


def test_orders_end_at_the_limit() -> None:
    n = queue.LIMIT + 500
    X = np.random.default_rng(1).random((n, 3))
    found = orders(pool(np.random.default_rng(0).random((n, 3)), positives=[0, 1, 2], X=X, defined=True))
    found.pop("audit")
    assert {len(set(rows.tolist())) for rows in found.values()} == {queue.LIMIT}
