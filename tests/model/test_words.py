"""Words and where they stand: the same words as scikit-learn sees, at ranges of the text as it was."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.feature_extraction.text import CountVectorizer

from model.words import fold, words_in

VECTORIZER = CountVectorizer(strip_accents="unicode")
PATTERN = VECTORIZER.token_pattern

text_of_all_kinds = st.text() | st.text(alphabet="aéE\u0301İıΣσςﬁﬃǅßÅㅎ한각 .-_1²½\u0345\n")


@given(text_of_all_kinds)
def test_folds_and_cuts_as_scikit_learn_does(text: str) -> None:
    folded, origins = fold(text)
    assert folded == VECTORIZER.build_preprocessor()(text)
    assert len(origins) == len(folded) and list(origins) == sorted(origins)
    assert [word for word, _, _ in words_in(text, PATTERN)] == VECTORIZER.build_analyzer()(text)


@given(text_of_all_kinds)
def test_ranges_are_in_the_text_and_in_order(text: str) -> None:
    words = words_in(text, PATTERN)
    for word, start, end in words:
        assert 0 <= start < end <= len(text)
        assert word in fold(text[start:end])[0] or "ς" in word or "σ" in word
    assert [start for _, start, _ in words] == sorted(start for _, start, _ in words)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Café au lait", ["Café", "au", "lait"]),
        ("Cafe\u0301 noir", ["Cafe\u0301", "noir"]),
        ("İstanbul’dan ﬁnding", ["İstanbul", "dan", "ﬁnding"]),
        ("a I of", ["of"]),
    ],
)
def test_ranges_hold_the_word_as_it_was_written(text: str, found: list[str]) -> None:
    assert [text[start:end] for _, start, end in words_in(text, PATTERN)] == found
