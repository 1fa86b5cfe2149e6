"""Ridge regression of all themes at once from the kernel, with the exact score of each passage left out.

With G = (K + alpha I)^-1 and the targets R, the passage i left out is predicted as R_i - (G R)_i / G_ii
(Rasmussen and Williams, Gaussian Processes for Machine Learning, section 5.4.2): no second fit is needed.
Themes that are known for the same passages share one inverse.
"""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix

from model.classifying.features import Metric, Singles, apply_gram, word_weights
from model.classifying.inverse import inverse, without
from model.classifying.kernels import Kernels

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

ALPHA = 0.5
ALPHA_ALONE = 100.0
"""For one theme alone, as in screening: what is sought is rare, and the first finds must not be taken too
literally.
"""
DIRECT = 2000
"""Labelled passages up to which the inverse is computed; above, conjugate gradients."""
FOLDS = 5
"""Parts in which passages are left out where leaving out one at a time would need the inverse."""
STEPS, TOLERANCE = 60, 1e-4


class Solved(NamedTuple):
    """What the ridge gives for columns of targets; rows that are unknown hold 0."""

    dual: Floats
    """(n, c) weights of the passages."""
    left_out: Floats
    """(n, c) prediction of each passage by the others."""


def solve(kernels: Kernels, X: csr_matrix, R: Floats, known: Bools, seed: int) -> list[Solved]:
    """Regress each layer of `R` on the passages, theme by theme leaving out what is not known.

    Args:
        kernels: of the corpus.
        X: (n, words) passages.
        R: (layers, n, k) targets; each layer is solved by the same inverse.
        known: (n, k).
        seed: of the parts in which passages are left out above DIRECT.
    """
    alpha = ALPHA if known.shape[1] > 1 else ALPHA_ALONE
    if X.shape[0] > DIRECT:
        return [_by_gradients(kernels.metric_of(known.shape[1]), X, layer, known, alpha, seed) for layer in R]
    K, G = kernels.store(known.shape[1]).solved(X, alpha)
    return _by_inverse(K, G, R, known, alpha)


def weights_of(kernels: Kernels, X: csr_matrix, dual: Floats) -> Singles:
    """(words, k) the weights of words that stand for weights (n, k) of passages."""
    if X.shape[0] > DIRECT:
        return word_weights(kernels.metric_of(dual.shape[1]), X, dual)
    return kernels.store(dual.shape[1]).word_weights(X, dual)


def _by_inverse(K: Singles, everywhere: Singles, R: Floats, known: Bools, alpha: float) -> list[Solved]:
    dual, left_out = np.zeros_like(R), np.zeros_like(R)
    for themes, rows in _alike(known):
        G = _without(everywhere, K, rows, alpha)
        at = np.ix_(np.arange(len(R)), rows, themes)
        targets = R[at]
        columns = len(R) * len(themes)
        side_by_side = targets.transpose(1, 0, 2).reshape(len(rows), columns).astype(np.float32)
        found = (G @ side_by_side).reshape(len(rows), len(R), len(themes)).transpose(1, 0, 2)
        dual[at] = found
        left_out[at] = targets - found / np.diagonal(G)[:, None]
    return [Solved(*layer) for layer in zip(dual, left_out, strict=True)]


def _alike(known: Bools) -> list[tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]]:
    """Themes that are known for the same passages, and those passages."""
    themes: dict[bytes, list[int]] = defaultdict(list)
    for theme in range(known.shape[1]):
        themes[known[:, theme].tobytes()].append(theme)
    return [(np.array(alike), np.flatnonzero(known[:, alike[0]])) for alike in themes.values()]


def _without(G: Singles, K: Singles, rows: npt.NDArray[np.intp], alpha: float) -> Singles:
    """The inverse for `rows` only: by taking the others out of `G` where they are fewer, else afresh."""
    n = len(K)
    if len(rows) == n:
        return G
    if 2 * len(rows) < n:
        return inverse(K[np.ix_(rows, rows)], alpha)
    return without(G, np.setdiff1d(np.arange(n), rows))


def _by_gradients(metric: Metric, X: csr_matrix, R: Floats, known: Bools, alpha: float, seed: int) -> Solved:
    """As by the inverse, each theme known or not by masking; passages are left out a part at a time."""
    dual = _conjugate_gradients(metric, X, R, known, alpha)
    left_out = np.zeros_like(R)
    part = np.random.default_rng(seed).permutation(len(R)) % FOLDS
    for fold in range(FOLDS):
        rest = known & (part != fold)[:, None]
        without = _conjugate_gradients(metric, X, R, rest, alpha)
        here = part == fold
        left_out[here] = apply_gram(metric, X, without)[here]
    return Solved(dual, np.where(known, left_out, 0.0))


def _conjugate_gradients(metric: Metric, X: csr_matrix, R: Floats, known: Bools, alpha: float) -> Floats:
    """(K + alpha I)^-1 R for all columns side by side, each on its known rows."""
    dual = np.zeros_like(R)
    residual = np.where(known, R, 0.0)
    direction, power = residual.copy(), (residual**2).sum(axis=0)
    enough = TOLERANCE**2 * np.maximum(power, np.finfo(float).tiny)
    for _ in range(STEPS):
        if (power <= enough).all():
            break
        image = np.where(known, apply_gram(metric, X, direction) + alpha * direction, 0.0)
        step = power / np.maximum((direction * image).sum(axis=0), np.finfo(float).tiny)
        dual += step * direction
        residual -= step * image
        power, before = (residual**2).sum(axis=0), power
        direction = residual + power / np.maximum(before, np.finfo(float).tiny) * direction
    return dual
