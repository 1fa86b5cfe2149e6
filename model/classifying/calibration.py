"""From scores to probabilities, by one rule for all themes, fitted on the scores of passages left out.

P = sigmoid(evidence * z + likeness * S + base * logit(prior) + offset), where z is the score in standard
deviations of the theme, S the likeness to the definition, and the prior how common the theme is. A few labels
can't say all four, hence they are drawn towards values that were good on other corpora (a Gaussian prior;
Platt 1999 is the same without it).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.special import expit, logit

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

EXPECTED = np.array([4.0, 0.0, 0.6, -0.7])
"""Evidence, likeness, base, offset before any label."""
PRECISION = np.array([3.0, 1000.0, 20.0, 0.5])
LEAST_EVIDENCE = 1.0
STEPS, LONGEST_STEP, SMALL_STEP = 25, 2.0, 1e-4

PER_PASSAGE = 1.5
"""Themes of a passage, before any label is seen."""
STRENGTH = 2.0
"""How many passages the assumption about a theme counts for."""
SHARE_UNSEEN, MOST_COMMON = 0.2, 0.5
"""The share of passages a theme has, at most: before any label, and on average with labels."""


class Rule(NamedTuple):
    """The four numbers of the module's formula."""

    evidence: float
    likeness: float
    base: float
    offset: float

    def log_odds(self, z: Floats, likeness: Floats, prior: Floats) -> Floats:
        """logit(P)."""
        return np.asarray(
            self.evidence * z + self.likeness * likeness + self.base * logit(prior) + self.offset
        )


def priors(Y: Floats, known: Bools) -> tuple[Floats, Floats]:
    """How common each theme is (k,), and the same with each passage left out (n, k).

    Drawn towards the mean of the themes, and that towards PER_PASSAGE themes a passage.
    """
    k = Y.shape[1]
    positives, n = np.where(known, Y, 0.0).sum(axis=0), known.sum(axis=0)
    mean = min(MOST_COMMON, (positives.sum() + min(PER_PASSAGE, SHARE_UNSEEN * k)) / (n.sum() + max(k, 1)))
    left_out = (positives - Y + STRENGTH * mean) / (np.maximum(n - 1, 0) + STRENGTH)
    share = (positives + STRENGTH * mean) / (n + STRENGTH)
    return share, np.where(known, left_out, share)


def fit_rule(z: Floats, likeness: Floats, prior: Floats, y: Floats) -> Rule:
    """The rule most probable given pairs of passage and theme (1-d arrays) and what was EXPECTED: Newton's
    method.
    """
    A = np.stack([z, likeness, logit(prior), np.ones_like(z)])
    at = EXPECTED.copy()
    for _ in range(STEPS):
        p = expit(at @ A)
        gradient = A @ (p - y) + PRECISION * (at - EXPECTED)
        curvature = (A * (p * (1 - p))) @ A.T + np.diag(PRECISION)
        step = np.clip(np.linalg.solve(curvature, gradient), -LONGEST_STEP, LONGEST_STEP)
        at -= step
        at[0] = max(at[0], LEAST_EVIDENCE)
        if np.abs(step).max() < SMALL_STEP:
            break
    return Rule(*at.tolist())
