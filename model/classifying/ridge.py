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
from scipy.linalg import lapack
from scipy.sparse import csr_matrix

from model.classifying.features import Metric, Singles, apply_gram, gram

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


def solve(metric: Metric, X: csr_matrix, R: Floats, known: Bools, seed: int) -> list[Solved]:
    """Regress each layer of `R` on the passages, theme by theme leaving out what is not known.

    Args:
        metric: how alike words are.
        X: (n, words) passages.
        R: (layers, n, k) targets; each layer is solved by the same inverse.
        known: (n, k).
        seed: of the parts in which passages are left out above DIRECT.
    """
    alpha = ALPHA if known.shape[1] > 1 else ALPHA_ALONE
    if X.shape[0] > DIRECT:
        return [_by_gradients(metric, X, layer, known, alpha, seed) for layer in R]
    return _by_inverse(gram(metric, X, X), R, known, alpha)


def _by_inverse(K: Singles, R: Floats, known: Bools, alpha: float) -> list[Solved]:
    dual, left_out = np.zeros_like(R), np.zeros_like(R)
    everywhere = _inverse(K, alpha)
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


def _inverse(K: Singles, alpha: float) -> Singles:
    """(K + alpha I)^-1. Single precision is enough: the eigenvalues lie between alpha and the number of
    rows.
    """
    shifted = np.array(K, order="F", dtype=np.float32)
    if not len(K):
        return shifted
    shifted[np.diag_indices_from(shifted)] += np.float32(alpha)
    factor, failed = lapack.spotrf(shifted, lower=1, overwrite_a=1)
    if failed:  # K is positive semidefinite, so that only NaN and infinity lead here
        raise ValueError("the features hold numbers that are not finite")
    inverse, _ = lapack.spotri(factor, lower=1, overwrite_c=1)
    lower = np.tril(inverse, -1)
    lower += lower.T
    lower[np.diag_indices_from(lower)] = np.diagonal(inverse)
    return np.asarray(lower)


def _without(G: Singles, K: Singles, rows: npt.NDArray[np.intp], alpha: float) -> Singles:
    """The inverse for `rows` only: by taking the others out of `G` where they are fewer, else afresh."""
    n = len(K)
    if len(rows) == n:
        return G
    if 2 * len(rows) < n:
        return _inverse(K[np.ix_(rows, rows)], alpha)
    out = np.setdiff1d(np.arange(n), rows)
    across = G[np.ix_(rows, out)]
    return np.asarray(G[np.ix_(rows, rows)] - across @ np.linalg.solve(G[np.ix_(out, out)], across.T))


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
