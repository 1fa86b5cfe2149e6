"""One fit of all themes: likeness to the definitions as the prior mean, ridge for the rest, one rule,
thresholds.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix
from scipy.special import expit, logit

from model.classifying.calibration import Rule, fit_rule, priors
from model.classifying.features import Floats, Singles, gram, word_weights
from model.classifying.kernels import Kernels, Likeness
from model.classifying.ridge import ALPHA, Bools, solve, weights_of
from model.classifying.thresholds import best_thresholds

SLOPE = 0.3
"""How much likeness to the definition counts, in standard deviations, beside the labels."""
FLOOR = 0.001
"""Probability of a theme that has neither a definition nor a passage to which it applies."""
DRAWN = 0.01
"""How strongly the factor of `_stretch` is drawn towards 1, as a sum of squared scores."""
UNLABELLED = Rule(evidence=0.0, likeness=0.75, base=1.0, offset=-0.4)
"""The rule while there is no label at all."""


class Themes(NamedTuple):
    """Linear scores, logit of the probability: `X @ weights + intercept`."""

    weights: Singles
    intercept: Floats
    thresholds: Floats
    left_out: Floats
    """(n, k) the probability of each labelled passage by the others; NaN where the target is unknown."""


def likeness_to(kernels: Kernels, definitions: csr_matrix) -> Likeness:
    """What speaks for a theme's definition and against the other definitions: a ridge with one row a
    theme.
    """
    k = definitions.shape[0]
    kernel = gram(kernels.metric, definitions, definitions) + ALPHA * np.eye(k)
    contrast = np.eye(k) - 1 / k if k > 1 else np.eye(k)
    weights = word_weights(kernels.metric, definitions, np.linalg.solve(kernel, contrast))
    given = np.diff(definitions.indptr) > 0
    weights[:, ~given] = 0
    found = kernels.sample @ weights
    spread = float(np.sqrt(found[:, given].var(axis=0).mean())) if given.any() and len(found) else 0.0
    weights = weights / np.float32(spread) if spread else weights * 0
    offset = np.zeros(k) if k > 1 or not spread else -found.mean(axis=0, dtype=np.float64) / spread
    return Likeness(weights, offset, given)


def no_likeness(words: int, k: int) -> Likeness:
    """Themes without definitions."""
    return Likeness(np.zeros((words, k), dtype=np.float32), np.zeros(k), np.zeros(k, dtype=bool))


def fit_themes(
    kernels: Kernels, X: csr_matrix, Y: npt.NDArray[np.int8], likeness: Likeness, seed: int
) -> Themes:
    """Learn all themes.

    Args:
        kernels: of the corpus; its sample is what thresholds are set by.
        X: (n, words) the labelled passages.
        Y: (n, k) of 1, 0 and -1.
        likeness: to the definitions.
        seed: of what is drawn at random.
    """
    known, positive = Y >= 0, (Y == 1).astype(np.float64)
    prior, prior_left_out = priors(positive, known)
    spread, spread_left_out = (np.sqrt(p * (1 - p)) for p in (prior, prior_left_out))
    S = likeness.of(X)
    dual, left_out = _corrected(kernels, X, S if likeness.given.any() else None, positive, known, seed)
    z = left_out / spread_left_out
    rule = fit_rule(z[known], S[known], prior_left_out[known], positive[known]) if known.any() else UNLABELLED
    by_likeness = rule.evidence * _slope(positive) + rule.likeness
    weights = rule.evidence * weights_of(kernels, X, dual / spread)
    weights += by_likeness * likeness.weights
    intercept = rule.base * logit(prior) + rule.offset + by_likeness * likeness.offset
    blank = ~likeness.given & ~positive.any(axis=0)
    weights[:, blank], intercept[blank] = 0.0, logit(FLOOR)
    found = expit(np.asarray(kernels.graded @ weights + intercept, dtype=np.float64))
    estimate = np.where(known, expit(rule.log_odds(z, S, prior_left_out)), np.nan)
    return Themes(
        weights.astype(np.float32), intercept, best_thresholds(found, positive.sum(axis=0)), estimate
    )


def _corrected(
    kernels: Kernels, X: csr_matrix, S: Floats | None, positive: Floats, known: Bools, seed: int
) -> tuple[Floats, Floats]:
    """What the labels say beyond prior and likeness: weights of the passages, and score of each left out.

    The score left out holds the likeness, too; the weights don't, since the likeness has words of its own.
    """
    prior, prior_left_out = priors(positive, known)
    lean = _slope(positive) * np.sqrt(prior * (1 - prior))
    layers = [positive, np.ones(positive.shape)] + ([] if S is None else [S])
    solved = solve(kernels, X, np.where(known, np.stack(layers), 0.0), known, seed)
    dual = solved[0].dual - prior * solved[1].dual
    left_out = solved[0].left_out - prior_left_out * solved[1].left_out
    if S is not None:
        dual -= lean * solved[2].dual
        left_out -= lean * solved[2].left_out
    if positive.shape[1] == 1:
        stretch = _stretch(left_out[known], (positive - prior_left_out)[known])
        dual, left_out = dual * stretch, left_out * stretch
    return dual, left_out if S is None else left_out + lean * S


def _slope(positive: Floats) -> float:
    """SLOPE; none for one theme alone once a passage is found: its definition stands out against no other,
    and was measured to hold the labels back (docs/method.md).
    """
    return 0.0 if positive.shape[1] == 1 and positive.any() else SLOPE


def _stretch(left_out: Floats, target: Floats) -> float:
    """What undoes the shrinking by ALPHA_ALONE: the least-squares factor from score to target."""
    factor = (float(left_out @ target) + DRAWN) / (float(left_out @ left_out) + DRAWN)
    return max(1.0, factor)
