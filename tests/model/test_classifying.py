"""The parts of the classifier, each against the plain way to compute the same."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import expit, logit

from model.classifying import ridge
from model.classifying.calibration import EXPECTED, Rule, fit_rule, priors
from model.classifying.features import (
    Metric,
    apply_gram,
    fit_metric,
    fit_vectorizer,
    gram,
    to_alike,
    word_weights,
)
from model.classifying.inverse import inverse
from model.classifying.kernels import Kernels
from model.classifying.themes import fit_themes, likeness_to, no_likeness
from model.classifying.thresholds import best_threshold, best_thresholds
from tests.model.learning.synthetic import DEFINITIONS, passages

SEEDS = st.integers(0, 2**32 - 1)


@pytest.fixture(scope="module")
def space():  # noqa: ANN201
    texts, Y = passages(80)
    vectorizer, X = fit_vectorizer(texts)
    metric = fit_metric(X, vectorizer.get_feature_names_out().tolist(), 0)
    return metric, X, Y, vectorizer


# --- features ---


def test_the_kernel_is_the_metric_between_words(space) -> None:  # noqa: ANN001
    metric, X, _, _ = space
    words = len(metric.stems)
    M = (
        np.eye(words)
        + metric.stem_weight * (metric.stems[:, None] == metric.stems)
        + metric.vectors @ metric.vectors.T
    )
    K = gram(metric, X[:30], X)
    assert pytest.approx(X[:30].toarray() @ M @ X.toarray().T / 3, abs=1e-4) == K
    V = np.random.default_rng(0).standard_normal((80, 4))
    assert X[:30] @ word_weights(metric, X, V) == pytest.approx(K @ V, abs=1e-3)
    assert apply_gram(metric, X, V)[:30] == pytest.approx(K @ V, abs=1e-3)
    passed_on = to_alike(metric, X.T @ V.astype(np.float32), (X @ metric.vectors).T @ V.astype(np.float32))
    assert passed_on == pytest.approx(word_weights(metric, X, V), abs=1e-3)


def test_a_passage_and_itself_have_likeness_1_on_average(space) -> None:  # noqa: ANN001
    metric, X, _, _ = space
    K = gram(metric, X, X)
    assert np.diagonal(K).mean() == pytest.approx(1, abs=0.02)
    assert np.linalg.eigvalsh(K.astype(float)).min() > -1e-4


def test_words_of_one_stem_are_alike() -> None:
    texts, _ = passages(60)
    vectorizer, X = fit_vectorizer([*texts, "refugees wait", "a refugee waits", "the harvest failed"])
    metric = fit_metric(X, vectorizer.get_feature_names_out().tolist(), 0)
    refugees, refugee, harvest = vectorizer.transform(["refugees", "refugee", "harvest"])
    assert gram(metric, refugees, refugee)[0, 0] > 5 * abs(gram(metric, refugees, harvest)[0, 0])


def test_tiny_corpora_have_features_too() -> None:
    for texts in ([], [""], ["one"], ["one two", "two three"]):
        vectorizer, X = fit_vectorizer(texts)
        metric = fit_metric(X, vectorizer.get_feature_names_out().tolist(), 0)
        assert gram(metric, X, X).shape == (len(texts), len(texts))


# --- ridge ---


def _by_inverse(K, R, known):  # noqa: ANN001, ANN202
    single = K.astype(np.float32)
    return ridge._by_inverse(single, inverse(single, ridge.ALPHA), R, known, ridge.ALPHA)


def _problem(seed: int, n: int = 25, k: int = 4):  # noqa: ANN202
    rng = np.random.default_rng(seed)
    A = rng.standard_normal((n, 8))
    K = A @ A.T / 8
    return K, rng.standard_normal((2, n, k)), rng


@settings(max_examples=25, deadline=None)
@given(seed=SEEDS)
def test_left_out_is_what_a_refit_without_the_passage_says(seed: int) -> None:
    K, R, rng = _problem(seed)
    known = rng.random(R.shape[1:]) < rng.choice([0.3, 0.7, 0.95, 1.0], R.shape[2])
    solved = _by_inverse(K, np.where(known, R, 0.0), known)
    for theme in range(R.shape[2]):
        rows = np.flatnonzero(known[:, theme])
        for row in rows[:6]:
            others = rows[rows != row]
            inside = K[np.ix_(others, others)] + ridge.ALPHA * np.eye(len(others))
            weights = np.linalg.solve(inside, R[1][others, theme])
            assert solved[1].left_out[row, theme] == pytest.approx(K[row, others] @ weights, abs=2e-3)


@settings(max_examples=25, deadline=None)
@given(seed=SEEDS)
def test_what_is_unknown_for_a_theme_is_as_if_it_were_not_there(seed: int) -> None:
    K, R, rng = _problem(seed)
    known = rng.random(R.shape[1:]) < 0.8
    solved = _by_inverse(K, np.where(known, R, 0.0), known)[0]
    for theme in range(R.shape[2]):
        rows = np.flatnonzero(known[:, theme])
        alone = np.linalg.solve(K[np.ix_(rows, rows)] + ridge.ALPHA * np.eye(len(rows)), R[0][rows, theme])
        assert solved.dual[rows, theme] == pytest.approx(alone, abs=2e-3)
        assert not solved.dual[~known[:, theme], theme].any()


def test_conjugate_gradients_find_what_the_inverse_finds(space) -> None:  # noqa: ANN001
    metric, X, Y, _ = space
    known = np.random.default_rng(1).random(Y.shape) < 0.7
    R = np.where(known, Y, 0.0).astype(float)
    direct = _by_inverse(gram(metric, X, X), R[None], known)[0]
    steps = ridge._by_gradients(metric, X, R, known, ridge.ALPHA, seed=0)
    assert steps.dual == pytest.approx(direct.dual, abs=2e-3)
    assert np.corrcoef(steps.left_out[known], direct.left_out[known])[0, 1] > 0.95


# --- calibration ---


def test_the_rule_without_pairs_is_what_was_expected() -> None:
    none = np.zeros(0)
    assert fit_rule(none, none, none, none) == Rule(*EXPECTED)


def test_the_rule_finds_the_truth_in_many_pairs() -> None:
    rng = np.random.default_rng(0)
    z, S = rng.standard_normal((2, 200_000))
    prior = rng.uniform(0.02, 0.4, 200_000)
    truth = Rule(2.0, 0.0, 0.8, 0.3)
    y = (rng.random(200_000) < expit(truth.log_odds(z, S, prior))).astype(float)
    assert fit_rule(z, S, prior, y) == pytest.approx(truth, abs=0.1)


@given(st.integers(1, 30), st.integers(1, 6), SEEDS)
def test_priors_left_out_are_those_of_the_others(n: int, k: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    Y, known = (rng.random((n, k)) < 0.3).astype(float), rng.random((n, k)) < 0.8
    Y = np.where(known, Y, 0.0)
    prior, left_out = priors(Y, known)
    assert ((prior > 0) & (prior < 1)).all() and ((left_out > 0) & (left_out < 1)).all()
    assert (left_out[known & (Y == 1)] <= np.broadcast_to(prior, Y.shape)[known & (Y == 1)] + 1e-12).all()
    assert np.array_equal(left_out[~known], np.broadcast_to(prior, Y.shape)[~known])


# --- thresholds ---


@settings(deadline=None)
@given(st.integers(1, 40), SEEDS)
def test_no_threshold_has_a_better_expected_f1(n: int, seed: int) -> None:
    P = np.random.default_rng(seed).beta(0.3, 1.0, (n, 1))

    def expected_f1(taken: np.ndarray) -> float:
        return float(2 * P[taken].sum() / (taken.sum() + P.sum()))

    best = expected_f1(best_threshold(P) <= P)
    assert all(best >= expected_f1(p <= P) - 1e-9 for p in P.ravel())


def test_thin_themes_have_the_common_threshold() -> None:
    P = np.random.default_rng(0).beta(0.3, 1.0, (500, 3))
    P[:, 0] *= 0.3
    thin, known = best_thresholds(P, np.zeros(3)), best_thresholds(P, np.full(3, 1e6))
    assert np.ptp(thin) == pytest.approx(0) and known[0] < thin[0]
    assert best_thresholds(np.zeros((0, 2)), np.zeros(2)).tolist() == [0.5, 0.5]


# --- all together ---


@pytest.mark.parametrize("defined", [True, False])
def test_left_out_probabilities_are_those_of_a_refit_but_for_the_common_rule(space, defined: bool) -> None:  # noqa: ANN001
    metric, X, Y, vectorizer = space
    kernels = Kernels(metric, X)
    Y = Y[:30].copy()
    Y[4, 1] = -1
    like = likeness_to(kernels, vectorizer.transform(DEFINITIONS)) if defined else no_likeness(X.shape[1], 3)
    fitted = fit_themes(kernels, X[:30], Y, like, 0)
    for row in (0, 4, 17):
        without = Y.copy()
        without[row] = -1
        refit = fit_themes(kernels, X[:30], without, like, 0)
        p = expit(X[row] @ refit.weights + refit.intercept)[0]
        known = Y[row] >= 0
        assert logit(fitted.left_out[row, known]) == pytest.approx(logit(p[known]), abs=0.35)
        assert np.isnan(fitted.left_out[row, ~known]).all()


def test_likeness_ranks_each_definition_first_for_itself(space) -> None:  # noqa: ANN001
    metric, X, _, vectorizer = space
    definitions = vectorizer.transform(DEFINITIONS)
    kernels = Kernels(metric, X)
    like = likeness_to(kernels, definitions)
    assert like.of(definitions).argmax(axis=1).tolist() == [0, 1, 2]
    alone = likeness_to(kernels, definitions[:1])
    assert alone.of(X).mean() == pytest.approx(0, abs=1e-4) and alone.of(X).std() == pytest.approx(
        1, abs=1e-3
    )
    empty = likeness_to(kernels, vectorizer.transform(["", "nothing known"]))
    assert not empty.weights.any() and not empty.given.any()


def test_metric_is_plain_data(space) -> None:  # noqa: ANN001
    metric = space[0]
    assert (
        isinstance(metric, Metric) and metric.stems.dtype == np.int32 and metric.vectors.dtype == np.float32
    )
