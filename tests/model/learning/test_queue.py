"""The orders in which labels are asked for."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from model.learning import queue
from model.learning.queue import ORDERS, orders

ALL = np.ones(6, dtype=bool)
NO_ARTICLE = np.arange(6)


def test_uncertain_takes_articles_and_themes_in_turns() -> None:
    p = np.array([[0.5, 0.0], [0.51, 0.0], [0.52, 0.0], [0.0, 0.6], [0.9, 0.0], [0.0, 0.95]])
    articles = np.array([0, 0, 0, 1, 1, 1])
    found = orders(p, np.array([0.5, 0.5]), np.array([3, 3]), articles, ALL)["uncertain"]
    assert found[:2].tolist() == [0, 3], "the closest of each article and theme before the second closest"
    assert found[2] == 1
    alone = orders(p, np.array([0.5, 0.5]), np.array([3, 3]), NO_ARTICLE, ALL)["uncertain"]
    assert alone[:2].tolist() == [0, 3]


def test_uncertain_is_about_the_threshold() -> None:
    p = np.array([[0.1], [0.5], [0.2], [0.9], [0.15], [0.05]])
    found = orders(p, np.array([0.15]), np.array([1]), NO_ARTICLE, ALL)["uncertain"]
    assert found[0] == 4 and found[-1] == 3


def test_likely_is_by_the_highest_probability() -> None:
    p = np.array([[0.1, 0.2], [0.9, 0.1], [0.3, 0.8], [0.5, 0.5], [0.0, 0.0], [0.7, 0.6]])
    assert orders(p, np.array([0.5, 0.5]), np.array([1, 1]), NO_ARTICLE, ALL)["likely"].tolist() == [
        1,
        2,
        5,
        3,
        0,
        4,
    ]


def test_rare_begins_with_the_theme_seen_least() -> None:
    p = np.array([[0.1, 0.2], [0.9, 0.1], [0.3, 0.8], [0.5, 0.5], [0.0, 0.0], [0.7, 0.6]])
    assert orders(p, np.array([0.5, 0.5]), np.array([9, 1]), NO_ARTICLE, ALL)["rare"].tolist() == [
        2,
        1,
        5,
        3,
        0,
        4,
    ]


def test_random_stays_as_it_is_when_passages_are_labelled() -> None:
    p = np.zeros((6, 1))
    before = orders(p, np.array([0.5]), np.array([0]), NO_ARTICLE, ALL)["random"].tolist()
    open_ = ALL.copy()
    open_[before[0]] = False
    assert orders(p, np.array([0.5]), np.array([0]), NO_ARTICLE, open_)["random"].tolist() == before[1:]


@settings(max_examples=50)
@given(st.integers(0, 40), st.integers(0, 4), st.integers(0, 2**16))
def test_every_order_holds_each_untouched_passage_once(n: int, k: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    open_ = rng.random(n) < 0.7
    found = orders(
        rng.random((n, k)), rng.random(k), rng.integers(0, 9, k), np.sort(rng.integers(0, 5, n)), open_
    )
    assert tuple(found) == ORDERS
    for rows in found.values():
        assert sorted(rows.tolist()) == np.flatnonzero(open_).tolist()


def test_orders_end_at_the_limit() -> None:
    n = queue.LIMIT + 500
    found = orders(
        np.random.default_rng(0).random((n, 3)),
        np.full(3, 0.5),
        np.arange(3),
        np.zeros(n, int),
        np.ones(n, bool),
    )
    assert {len(set(rows.tolist())) for rows in found.values()} == {queue.LIMIT}
