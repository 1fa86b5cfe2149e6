"""Words by the company they keep, against the plain way to count and on made-up themes."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from model.classifying import company as module
from model.classifying.company import SMOOTHING, company
from model.classifying.features import fit_vectorizer
from tests.model.learning.synthetic import WORDS, passages


def _of(texts: list[str]):  # noqa: ANN202
    vectorizer, X = fit_vectorizer(texts)
    return X, vectorizer.get_feature_names_out().tolist()


def _plain_association(texts: list[str], words: list[str]) -> list[list[float]]:
    """For each pair of words, log(met / expected), by counting."""
    sets = [set(text.split()) for text in texts]
    met = [[0 if a == b else sum(a in s and b in s for s in sets) for b in words] for a in words]
    column = [sum(row[b] for row in met) ** SMOOTHING for b in range(len(words))]

    def value(a: int, b: int) -> float:
        if not met[a][b]:
            return 0.0
        return max(0.0, math.log(met[a][b] * sum(column) / (sum(met[a]) * column[b])))

    return [[value(a, b) for b in range(len(words))] for a in range(len(words))]


def test_association_is_how_much_more_often_than_by_chance() -> None:
    texts = ["tent convoy aid", "tent aid rain", "visa border rain", "border visa rain sun", "sun rain tent"]
    X, words = _of(texts)
    contexts = np.arange(len(words))[::-1]
    frequency = np.bincount(X.indices, minlength=len(words))
    found = module._meetings(X, contexts, frequency).association(np.arange(len(words)))
    expected = np.array(_plain_association(texts, words))[:, contexts]
    assert found == pytest.approx(expected, abs=1e-5)
    assert expected.max() > 0.5


def test_words_that_never_meet_are_alike_by_the_words_they_meet() -> None:
    texts, _ = passages(300)
    texts = [text for text in texts if not ("visa" in text and "customs" in text)]
    X, words = _of(texts)
    vectors = company(X)
    one, other, strange = (vectors[words.index(word)] for word in ("visa", "customs", "inflation"))
    assert one @ other > 0.3 > one @ strange


def test_words_of_a_theme_are_nearer_to_each_other_than_to_others() -> None:
    X, words = _of(passages(300)[0])
    vectors = company(X)
    themes = [vectors[[words.index(word) for word in theme]] for theme in WORDS.values()]
    within = np.mean([(theme @ theme.T)[~np.eye(len(theme), dtype=bool)].mean() for theme in themes])
    across = np.mean([(themes[a] @ themes[b].T).mean() for a in range(3) for b in range(a)])
    assert within > across + 0.2


def test_passages_are_centred_and_none_has_a_part_without_words() -> None:
    X, _ = _of([*passages(60)[0], ""])
    found = X @ company(X)
    assert found.sum(axis=0) == pytest.approx(0, abs=1e-3)
    assert not found[-1].any()


def test_how_many_words_are_held_at_a_time_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    X, _ = _of(passages(60)[0])
    whole = company(X)
    monkeypatch.setattr(module, "BLOCK", 3)
    parts = company(X)
    assert parts @ parts.T == pytest.approx(whole @ whole.T, abs=1e-3)


def test_few_contexts_and_words_that_do_not_occur_are_no_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    X, _ = _of(passages(60)[0])
    monkeypatch.setattr(module, "CONTEXTS", 5)
    monkeypatch.setattr(module, "LEADING", 10)
    found = company(csr_matrix((X.data, X.indices, X.indptr), shape=(X.shape[0], X.shape[1] + 2)))
    assert found.shape == (X.shape[1] + 2, 4)
    assert np.isfinite(found).all()


@pytest.mark.parametrize("texts", [[], [""], ["one"], ["one two"], ["one", "two", "three", "four"]])
def test_tiny_corpora_say_nothing_and_nothing_breaks(texts: list[str]) -> None:
    found = company(_of(texts)[0])
    assert np.isfinite(found).all()
