"""What is kept from fit to fit gives what computing it all again gives; scores stay sums over words."""

from __future__ import annotations

import joblib
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_matrix

from model.classifier import ThemeClassifier
from model.classifying import kernels as kept
from model.classifying.features import DIMENSIONS, Metric, fit_metric, fit_vectorizer, gram
from model.classifying.inverse import REPEATED, Inverse, inverse
from model.classifying.kernels import NEIGHBOUR_WEIGHT, SHARE, Kernels
from tests.model.learning.synthetic import DEFINITIONS, passages

SEEDS = st.integers(0, 2**32 - 1)


@pytest.fixture(scope="module")
def corpus():  # noqa: ANN201
    texts, Y = passages(120)
    vectorizer, X = fit_vectorizer([*texts[:100], "", *texts[:3]])
    metric = fit_metric(X, vectorizer.get_feature_names_out().tolist(), 0)
    return metric, X, vectorizer.transform([*texts, "", "unheard of"]), Y


# --- the inverse ---


@settings(max_examples=15, deadline=None)
@given(seed=SEEDS)
def test_updates_of_the_inverse_are_the_inverse(seed: int) -> None:
    rng = np.random.default_rng(seed)
    A = rng.standard_normal((60, 12)).astype(np.float32)
    K = A @ A.T / 12
    carried, rows = Inverse(), np.arange(40)
    for _ in range(8):
        G = carried.of(K[np.ix_(rows, rows)], rows, 0.5)
        assert pytest.approx(np.linalg.inv(K[np.ix_(rows, rows)] + 0.5 * np.eye(len(rows))), abs=1e-3) == G
        rows = rng.permutation(rows)[rng.integers(0, 4) :] if rng.random() < 0.5 else rows
        fresh = np.setdiff1d(np.arange(60), rows)[: rng.integers(0, 4)]
        rows = np.insert(rows, rng.integers(0, len(rows) + 1), fresh)
    assert carried.afresh <= 2


def test_a_label_more_is_an_update_and_a_new_alpha_is_none() -> None:
    K = np.eye(300, dtype=np.float32)
    carried = Inverse()
    for n in range(100, 150):
        carried.of(K[:n, :n], np.arange(n), 0.5)
    assert carried.afresh == 1
    carried.of(K[:150, :150], np.arange(150), 0.7)
    carried.of(K, np.arange(300), 0.7)
    assert carried.afresh == 3


def test_what_went_wrong_is_noticed_and_computed_afresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("model.classifying.inverse.TRIED", 1)
    rng = np.random.default_rng(0)
    A = rng.standard_normal((50, 9)).astype(np.float32)
    K = A @ A.T
    carried = Inverse()
    carried.of(K[:40, :40], np.arange(40), 0.5)
    carried._G[3, 5] += 1
    G = carried.of(K[:41, :41], np.arange(41), 0.5)
    assert carried.afresh == 2
    assert pytest.approx(inverse(K[:41, :41], 0.5), abs=1e-5) == G


def test_after_many_updates_it_is_computed_afresh() -> None:
    carried, K = Inverse(), np.eye(40 + REPEATED + 9, dtype=np.float32)
    for n in range(40, len(K)):
        carried.of(K[:n, :n], np.arange(n), 0.5)
    assert carried.afresh == 2


# --- the kernel ---


def _plainly(metric: Metric, sample, X):  # noqa: ANN001, ANN202
    """The kernel of the module's docstring, with each passage written out with its neighbours."""

    def joined(rows):  # noqa: ANN001, ANN202
        K = gram(metric, rows, sample)
        own, theirs = (np.sqrt(np.diagonal(gram(metric, of, of))) for of in (rows, sample))
        cosine = K / np.maximum(own, 1e-9)[:, None] / np.maximum(theirs, 1e-9)
        cosine[cosine > kept.SAME] = -1
        count = round(kept.NEIGHBOURS * np.sqrt(sample.shape[0] / kept.SAMPLE))
        company = [
            sample[[at for at in np.argsort(-near)[:count] if near[at] > 0]].sum(axis=0) for near in cosine
        ]
        return csr_matrix(rows.toarray() + NEIGHBOUR_WEIGHT * np.asarray(company).reshape(rows.shape))

    wide, power = joined(X), joined(sample)
    mean = np.diagonal(gram(metric, power, power)).mean()
    return (1 - SHARE) * gram(metric, X, X) + SHARE / mean * gram(metric, wide, wide)


def test_rows_added_bit_by_bit_have_the_kernel_of_all_at_once(corpus) -> None:  # noqa: ANN001
    metric, sample, X, _ = corpus
    at_once, _ = Kernels(metric, sample).store(3).solved(X, 0.5)
    store = Kernels(metric, sample).store(3)
    for n in (1, 2, 3, 90, 91, X.shape[0]):
        K, G = store.solved(X[:n], 0.5)
    assert pytest.approx(at_once, abs=1e-4) == K
    assert pytest.approx(np.linalg.inv(K.astype(float) + 0.5 * np.eye(len(K))), abs=1e-3) == G
    order = np.random.default_rng(0).permutation(X.shape[0])[:70]
    K, G = store.solved(X[order], 0.5)
    assert pytest.approx(at_once[np.ix_(order, order)], abs=1e-4) == K
    assert pytest.approx(np.linalg.inv(K.astype(float) + 0.5 * np.eye(70)), abs=1e-3) == G


def test_the_kernel_is_what_its_description_says(corpus) -> None:  # noqa: ANN001
    metric, sample, X, _ = corpus
    K, _ = Kernels(metric, sample).store(3).solved(X[:25], 0.5)
    expected = _plainly(metric, sample, X[:25])
    # Neighbours at the edge may be equally near, so that either of them is right.
    assert np.median(np.abs(K - expected)) < 1e-3
    assert np.linalg.eigvalsh(K.astype(float)).min() > -1e-4


def test_one_theme_alone_has_the_plain_kernel_without_the_words_that_are_met(corpus) -> None:  # noqa: ANN001
    metric, sample, X, _ = corpus
    plain = metric._replace(vectors=metric.vectors[:, :DIMENSIONS])
    assert metric.vectors[:, DIMENSIONS:].any()
    store = Kernels(metric, sample).store(1)
    K, _ = store.solved(X, 100.0)
    assert pytest.approx(gram(plain, X, X), abs=1e-4) == K
    weights = store.word_weights(X, np.ones((X.shape[0], 1)))
    assert sample @ weights == pytest.approx(gram(plain, sample, X).sum(axis=1, keepdims=True), abs=1e-2)


def test_weights_of_words_give_the_scores_of_joined_passages(corpus) -> None:  # noqa: ANN001
    metric, sample, _, Y = corpus
    kernels = Kernels(metric, sample)
    store = kernels.store(3)
    K, G = store.solved(sample[:40], 0.5)
    dual = G @ (Y[:40] - Y[:40].mean(axis=0))
    scores = sample[:40] @ store.word_weights(sample[:40], dual)
    assert np.corrcoef(scores.ravel(), (K @ dual).ravel())[0, 1] > 0.95


# --- the classifier ---


@pytest.mark.parametrize("definitions", [None, DEFINITIONS])
def test_a_refit_label_by_label_is_a_refit_of_all(definitions: list[str] | None) -> None:
    texts, Y = passages(90)
    Y = np.where(np.random.default_rng(0).random(Y.shape) < 0.1, -1, Y)
    features = ThemeClassifier()
    X = features.fit_features(texts)
    for n in range(20, 60):
        ThemeClassifier(definitions).share_features(features).fit_matrix(X[:n], Y[:n])
    stepwise = ThemeClassifier(definitions).share_features(features).fit_matrix(X[:60], Y[:60])
    features.forget_kernels()
    at_once = ThemeClassifier(definitions).share_features(features).fit_matrix(X[:60], Y[:60])
    assert stepwise.scores_of(X) == pytest.approx(at_once.scores_of(X), abs=5e-3)
    assert stepwise.left_out_ == pytest.approx(at_once.left_out_, abs=2e-3, nan_ok=True)
    assert stepwise.thresholds_ == pytest.approx(at_once.thresholds_, abs=2e-3)


def test_labels_that_change_order_or_go_are_as_if_they_had_always_been_so() -> None:
    texts, Y = passages(60)
    features = ThemeClassifier()
    X = features.fit_features(texts)
    ThemeClassifier().share_features(features).fit_matrix(X[:50], Y[:50])
    rows = np.random.default_rng(1).permutation(55)[:47]
    again = ThemeClassifier().share_features(features).fit_matrix(X[rows], Y[rows])
    features.forget_kernels()
    at_once = ThemeClassifier().share_features(features).fit_matrix(X[rows], Y[rows])
    assert again.scores_of(X) == pytest.approx(at_once.scores_of(X), abs=5e-3)


def test_more_rows_than_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "KEPT", 30)
    texts, Y = passages(60)
    features = ThemeClassifier()
    X = features.fit_features(texts)
    ThemeClassifier().share_features(features).fit_matrix(X[:25], Y[:25])
    fitted = ThemeClassifier().share_features(features).fit_matrix(X[20:50], Y[20:50])
    features.forget_kernels()
    at_once = ThemeClassifier().share_features(features).fit_matrix(X[20:50], Y[20:50])
    assert fitted.scores_of(X) == pytest.approx(at_once.scores_of(X), abs=1e-3)


def test_what_can_be_computed_again_is_not_written(tmp_path) -> None:  # noqa: ANN001
    texts, Y = passages(60)
    classifier = ThemeClassifier(DEFINITIONS).fit(texts[:40], Y[:40], corpus=texts)
    joblib.dump(classifier, tmp_path / "m")
    loaded = joblib.load(tmp_path / "m")
    assert "_kernels" not in vars(loaded)
    assert np.array_equal(loaded.predict_proba(texts), classifier.predict_proba(texts))
    X = loaded.transform(texts)
    assert loaded.fit_matrix(X, Y).scores_of(X) == pytest.approx(
        classifier.fit_matrix(X, Y).scores_of(X), abs=1e-3
    )
