"""Embeddings beside the words: what they weigh, what they find, and what is told of them."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.base import clone

from model.classifier import ThemeClassifier
from model.classifying.features import (
    COMPANY_WEIGHT,
    DENSE_WEIGHT,
    EMBEDDING_WEIGHT,
    STEM_WEIGHT,
    embedded,
    gram,
)
from tests.model.learning.encoder import D, FakeEncoder
from tests.model.learning.synthetic import DEFINITIONS, passages


@pytest.fixture(scope="module")
def fitted() -> ThemeClassifier:
    texts, Y = passages(60)
    return ThemeClassifier(DEFINITIONS, encoder=FakeEncoder()).fit(texts[:12], Y[:12], corpus=texts)


def test_embeddings_are_a_part_of_the_likeness() -> None:
    texts, _ = passages(60)
    plain, joined = ThemeClassifier(), ThemeClassifier(encoder=FakeEncoder())
    X, with_meaning = plain.fit_features(texts), joined.fit_features(texts)
    words = plain.metric.words
    assert with_meaning.shape[1] == X.shape[1] + D == words + D and joined.metric.words == words
    found = np.array(FakeEncoder().encode(texts))
    E = found / np.linalg.norm(found, axis=1)[:, None]
    assert embedded(FakeEncoder(), texts).toarray() == pytest.approx(E * EMBEDDING_WEIGHT**0.5, abs=1e-6)
    before = 1 + STEM_WEIGHT + DENSE_WEIGHT + COMPANY_WEIGHT
    expected = (gram(plain.metric, X, X) * before + EMBEDDING_WEIGHT * E @ E.T) / (before + EMBEDDING_WEIGHT)
    found = gram(joined.metric, with_meaning, with_meaning)
    assert found == pytest.approx(expected, abs=1e-5)
    assert np.diagonal(found).mean() == pytest.approx(1, abs=1e-3)


@pytest.mark.parametrize("definitions", [DEFINITIONS, None], ids=["definitions", "labels only"])
@pytest.mark.parametrize("themes", [3, 1])
def test_shares_of_words_and_meaning_add_up(definitions: list[str] | None, themes: int) -> None:
    texts, Y = passages(60)
    given = definitions and definitions[:themes]
    fitted = ThemeClassifier(given, encoder=FakeEncoder()).fit(texts[:12], Y[:12, :themes], corpus=texts)
    for text in (texts[20], "Almsgiving at the boundary", "relief relief", ""):
        scores = fitted.decision_function([text])[0]
        for theme in range(themes):
            words = sum(share for *_, share in fitted.explain(text, theme))
            whole = words + fitted.meaning(text, theme) + fitted.intercept_[theme]
            assert whole == pytest.approx(scores[theme], abs=1e-4)
    assert fitted.meaning("almsgiving", 0) > 0.1
    assert fitted.explain("almsgiving", 0) == [], "no word of it is known"


def test_without_an_encoder_nothing_is_said_of_meaning() -> None:
    assert ThemeClassifier(DEFINITIONS).fit(*passages(12)).meaning("relief", 0) == 0.0


def test_what_shares_no_word_is_found(fitted: ThemeClassifier) -> None:
    plain = ThemeClassifier(DEFINITIONS).fit(*passages(12), corpus=passages(60)[0])
    unknown = ["Almsgiving", "limes", "cash"]
    assert fitted.predict_proba(unknown).argmax(axis=1).tolist() == [0, 1, 2]
    p = plain.predict_proba(unknown)
    assert p == pytest.approx(np.tile(p[0], (3, 1))), "words alone can't tell them apart"


def test_definitions_are_embedded_too() -> None:
    texts, Y = passages(60)
    definitions = ["almsgiving", "limes", "cash"]  # no word that a passage has
    ranked = ThemeClassifier(definitions, encoder=FakeEncoder()).fit([], np.empty((0, 3)), corpus=texts)
    assert (ranked.predict_proba(texts).argmax(axis=1) == Y.argmax(axis=1)).mean() > 0.9


def test_a_blank_text_has_no_meaning(fitted: ThemeClassifier) -> None:
    rows = fitted.transform(["", " \n", "relief"])[:, fitted.metric.words :]
    assert rows.getnnz(axis=1).tolist()[:2] == [0, 0] and rows.getnnz(axis=1)[2] > 0
    assert fitted.transform([]).shape == (0, fitted.metric.words + D)
    assert embedded(FakeEncoder(), []).shape == (0, D)


@pytest.mark.parametrize("wrong", [np.zeros(3), np.zeros((2, 3)), np.full((1, 3), np.nan)])
def test_an_encoder_that_gives_something_else_is_refused(wrong: np.ndarray) -> None:
    class Wrong:
        def encode(self, texts: list[str], /) -> np.ndarray:
            return wrong

    with pytest.raises(ValueError, match="encoder"):
        ThemeClassifier(encoder=Wrong()).fit_features(["one text"])


def test_features_are_shared_with_their_encoder(fitted: ThemeClassifier) -> None:
    texts, Y = passages(60)
    other = ThemeClassifier(DEFINITIONS).share_features(fitted)
    other.fit_matrix(fitted.transform(texts[:12]), Y[:12])
    assert other.encoder is fitted.encoder
    assert other.predict_proba(texts) == pytest.approx(fitted.predict_proba(texts), abs=1e-6)
    assert isinstance(clone(fitted).encoder, FakeEncoder)
