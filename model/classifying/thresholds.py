"""From which probability on a theme is taken to apply: where the expected F1 on the corpus is best.

With calibrated probabilities, taking the m most probable passages finds the sum of their probabilities in
right ones, of the sum over all passages (Lipton, Elkan, Narayanaswamy 2014).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

TRUST = 10.0
"""Positive labels by which a theme's own threshold counts as much as the threshold common to all."""
LOWEST, HIGHEST = 0.02, 0.6


def best_thresholds(P: Floats, positives: Floats) -> Floats:
    """Thresholds (k,) from probabilities (passages, k) and the number of positive labels (k,)."""
    if not P.size:
        return np.full(P.shape[1], 0.5)
    own = best_threshold(P)
    common = float(np.average(own, weights=P.sum(axis=0) + np.finfo(float).tiny))
    trust = positives / (positives + TRUST)
    return np.clip(trust * own + (1 - trust) * common, LOWEST, HIGHEST)


def best_threshold(P: Floats) -> Floats:
    """For each column, between the last passage that is worth taking and the next."""
    ordered = -np.sort(-P, axis=0)
    taken = np.arange(1, len(P) + 1)[:, None]
    f1 = 2 * np.cumsum(ordered, axis=0) / (taken + ordered.sum(axis=0))
    last = f1.argmax(axis=0)
    columns = np.arange(P.shape[1])
    following = ordered[np.minimum(last + 1, len(P) - 1), columns]
    return np.asarray((ordered[last, columns] + following) / 2)
