"""The inverse of the kernel, carried from one set of rows to the next: a label more costs n², not n³.

Rows are taken out by a Schur complement and put in by the inverse of a block matrix (Hager, "Updating the
inverse of a matrix", SIAM Review 31, 1989). Rounding adds up, so that the result is tried on a vector now and
then, and computed afresh where that fails, or after REPEATED updates.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.linalg import lapack

Singles = npt.NDArray[np.float32]
Rows = npt.NDArray[np.intp]

REPEATED = 100
"""Updates in a row, at most."""
TRIED = 10
"""Each so-manieth update is tried on a vector."""
FEW = 8
"""A change of no more than one part in so many rows is worth an update."""
TOLERANCE = 1e-3
"""Largest error of the product with the kernel, for entries of 1 and -1."""


class Inverse:
    """The inverse for the rows of the last call."""

    def __init__(self) -> None:
        self.afresh = 0
        """How often it was computed from nothing."""
        self.forget()

    def forget(self) -> None:
        """Start from nothing next time."""
        self._rows: Rows = np.zeros(0, dtype=np.intp)
        self._alpha = 0.0
        self._updates = 0
        self._G: Singles = np.zeros((0, 0), dtype=np.float32)

    def of(self, K: Singles, rows: Rows, alpha: float) -> Singles:
        """(K + alpha I)^-1.

        Args:
            K: (n, n) kernel.
            rows: (n,) different numbers by which its rows are known again.
            alpha: above 0.
        """
        G = self._updated(K, rows, alpha)
        if G is None:
            self.afresh += 1
            self._updates, G = 0, inverse(K, alpha)
        self._rows, self._alpha, self._G = rows, alpha, G
        return G

    def _updated(self, K: Singles, rows: Rows, alpha: float) -> Singles | None:
        if alpha != self._alpha or not len(self._rows) or self._updates >= REPEATED:
            return None
        if np.array_equal(rows, self._rows):
            return self._G
        stays = np.isin(self._rows, rows)
        new = ~np.isin(rows, self._rows)
        if FEW * (np.count_nonzero(~stays) + np.count_nonzero(new)) > len(rows):
            return None
        self._updates += 1
        G = without(self._G, np.flatnonzero(~stays))
        # The rows that stayed, in the order in which they are wanted now.
        at = np.argsort(self._rows[stays])
        order = at[np.searchsorted(self._rows[stays][at], rows[~new])]
        if not np.array_equal(order, np.arange(len(order))):
            G = G[np.ix_(order, order)]
        G = with_rows(G, K, alpha, np.flatnonzero(~new), np.flatnonzero(new))
        return G if self._updates % TRIED or _holds(K, G, alpha) else None


def inverse(K: Singles, alpha: float) -> Singles:
    """(K + alpha I)^-1. Single precision is enough: the eigenvalues lie between alpha and the number of rows
    plus alpha.
    """
    shifted = np.array(K, order="F", dtype=np.float32)
    if not len(K):
        return shifted
    shifted[np.diag_indices_from(shifted)] += np.float32(alpha)
    factor, failed = lapack.spotrf(shifted, lower=1, overwrite_a=1)
    if failed:  # K is positive semidefinite, so that only NaN and infinity lead here
        raise ValueError("the features hold numbers that are not finite")
    found, _ = lapack.spotri(factor, lower=1, overwrite_c=1)
    lower = np.tril(found, -1)
    lower += lower.T
    lower[np.diag_indices_from(lower)] = np.diagonal(found)
    return np.asarray(lower)


def without(G: Singles, out: Rows) -> Singles:
    """The inverse with the rows and columns `out` taken out of the matrix."""
    if not len(out):
        return G
    kept = np.setdiff1d(np.arange(len(G)), out)
    across = G[np.ix_(kept, out)]
    return np.asarray(G[np.ix_(kept, kept)] - across @ np.linalg.solve(G[np.ix_(out, out)], across.T))


def with_rows(G: Singles, K: Singles, alpha: float, old: Rows, new: Rows) -> Singles:
    """The inverse for all rows of `K`, given that of the rows `old`."""
    if not len(new):
        return G
    across = K[np.ix_(old, new)]
    carried = G @ across
    own = K[np.ix_(new, new)] + np.float32(alpha) * np.eye(len(new), dtype=np.float32)
    corner = np.linalg.inv((own - across.T @ carried).astype(np.float64)).astype(np.float32)
    grown = np.empty(K.shape, dtype=np.float32)
    part = carried @ corner
    if old[-1:] == len(old) - 1:  # the new ones come last, as while someone labels
        n = len(old)
        np.matmul(part, carried.T, out=grown[:n, :n])
        grown[:n, :n] += G
        grown[:n, n:], grown[n:, :n], grown[n:, n:] = -part, -part.T, corner
        return grown
    grown[np.ix_(old, old)] = G + part @ carried.T
    grown[np.ix_(old, new)], grown[np.ix_(new, old)] = -part, -part.T
    grown[np.ix_(new, new)] = corner
    return grown


def _holds(K: Singles, G: Singles, alpha: float) -> bool:
    """Whether G is still the inverse, as far as one vector of signs can tell."""
    probe = np.where(np.random.default_rng(len(K)).random(len(K)) < 0.5, 1, -1).astype(np.float32)  # noqa: PLR2004
    image = G @ probe
    error = np.abs(K @ image + np.float32(alpha) * image - probe)
    return bool(np.isfinite(error).all() and error.max() <= TOLERANCE)
