"""The audit sample: a uniform share of the passages, told by the passage alone."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from model.coding.audit import SCALE, SHARE, kind, number


def test_about_a_tenth_half_of_it_blind_and_always_the_same() -> None:
    kinds = [kind(number("news.txt", f"Passage {n}.")) for n in range(20_000)]
    share = {name: kinds.count(name) / len(kinds) for name in ("", "blind", "assisted")}  # type: ignore[arg-type]
    # Five standard deviations of a binomial of 20,000: 0.008 and 0.011.
    assert abs(share["blind"] - SHARE / 2) < 0.008
    assert abs(share["assisted"] - SHARE / 2) < 0.008
    # What is in the sample must never change: it is written into label files.
    assert [number("news.txt", f"Passage {n}.") for n in range(2)] == [
        13503056706195800003,
        14174548632756706897,
    ]


@given(st.text(max_size=30), st.text(max_size=30))
def test_any_text_has_a_number(article: str, passage: str) -> None:
    assert 0 <= number(article, passage) < SCALE


def test_the_article_counts() -> None:
    assert number("a.txt", "The same.") != number("b.txt", "The same.")
