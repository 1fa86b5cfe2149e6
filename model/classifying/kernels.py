"""The kernel between labelled passages, kept from fit to fit: a label more costs a row, not everything again.

A passage is compared as itself and joined by its neighbours: its own words, and with them the words of the
passages of the corpus that are nearest to it (a part SHARE of the kernel). The second part is not linear in
the passage's own words. So the scores that it gives to a sample of the corpus are given over to weights of
words, by a ridge regression on that sample: what is predicted stays a sum over words. (Regularising by the
neighbourhood of unlabelled examples: Belkin, Niyogi, Sindhwani 2006; giving one model's scores to a simpler
one: Bucila, Caruana, Niculescu-Mizil 2006.)
"""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix, vstack

from model.classifying.features import DIMENSIONS, Floats, Metric, Singles, gram, to_alike, word_weights
from model.classifying.growing import larger, longer
from model.classifying.inverse import Inverse, inverse

Rows = npt.NDArray[np.intp]

SHARE = 0.5
"""Part of the kernel in which passages are joined by their neighbours."""
NEIGHBOURS = 20
"""Of each passage, where the sample is full; fewer in smaller corpora, as the root of their size."""
NEIGHBOUR_WEIGHT = 0.1
"""Of each neighbour, where the passage itself weighs 1."""
SAMPLE = 3000
"""Passages of the corpus among which neighbours are sought; all where there are fewer."""
GRADED = 1000
"""Passages of the sample, at most, from whose probabilities thresholds are set."""
SMOOTHING = 0.5
"""How strongly the weights of words that stand for the scores of the sample are regularised."""
SAME = 0.9999
"""Cosine from which on two passages are the same text, and not neighbours."""
KEPT = 4000
"""Rows kept at most; beyond that only those of the present fit are."""
MANY = 64
"""New rows from which on their kernel is computed as a block."""


class Likeness(NamedTuple):
    """How like the definitions passages are: `X @ weights + offset`, with standard deviation 1 on average."""

    weights: Singles
    """(words, k)"""
    offset: Floats
    """(k,)"""
    given: npt.NDArray[np.bool_]
    """(k,) whether the theme has a definition with a word that the corpus knows."""

    def of(self, X: csr_matrix) -> Floats:
        """(n, k)"""
        return np.asarray(X @ self.weights + self.offset, dtype=np.float64)


class Kernels:
    """Kernels of one corpus, all derived and computed when first needed.

    Args:
        metric: how alike words are.
        sample: (s, words) passages of the corpus.
    """

    def __init__(self, metric: Metric, sample: csr_matrix) -> None:
        self.metric = metric
        self.sample = sample
        self.likeness: dict[tuple[str, ...], Likeness] = {}
        """To the definitions of the last fit."""
        self.forget()

    def forget(self) -> None:
        """Drop what is kept of labelled passages."""
        self._joined, self._plain = Store(self, self.metric, SHARE), Store(self, self.metric_alone, 0.0)

    @property
    def metric_alone(self) -> Metric:
        """For a theme alone: without the words that are met, which bring its like up sooner, but its last
        passages later (docs/method.md).
        """
        return self.metric._replace(vectors=self.metric.vectors[:, :DIMENSIONS])

    def metric_of(self, k: int) -> Metric:
        """How alike words are where k themes are learned."""
        return self.metric if k > 1 else self.metric_alone

    def store(self, k: int) -> Store:
        """The kept rows for k themes. A theme alone, as in screening, has the plain kernel."""
        return self._joined if k > 1 and self.sample.shape[0] else self._plain

    # --- the sample ---

    @cached_property
    def within(self) -> Singles:
        """(s, s) the plain kernel of the sample."""
        return gram(self.metric, self.sample, self.sample)

    @cached_property
    def dense(self) -> Singles:
        """(s, dimensions) the sample in the directions of the metric."""
        return np.asarray(self.sample @ self.metric.vectors)

    @cached_property
    def graded(self) -> csr_matrix:
        """Passages of the sample by whose probabilities thresholds are set."""
        return self.sample[:: max(1, -(-self.sample.shape[0] // GRADED))]

    @cached_property
    def number(self) -> dict[bytes, int]:
        """The row of the sample that has this content."""
        return {key: row for row, key in enumerate(_keys(self.sample))}

    @cached_property
    def neighbours(self) -> csr_matrix:
        """(s, s) the weights with which each passage of the sample is joined by others."""
        return self.nearest(self.within, np.diagonal(self.within))

    @cached_property
    def power(self) -> float:
        """Mean likeness of a joined passage of the sample and itself."""
        N, K = self.neighbours, self.within
        crossed = np.asarray(N.multiply(K).sum(axis=1)).ravel()
        among = np.asarray(N.multiply(N @ K).sum(axis=1)).ravel()
        return float((np.diagonal(K) + 2 * crossed + among).mean()) or 1.0

    @cached_property
    def _giver(self) -> Singles:
        """(s, s) from scores of the sample's passages, not yet joined, to weights that give the joined."""
        solved = inverse(self.within, SMOOTHING)
        return np.asarray(solved + (self.neighbours.T @ solved.T).T, dtype=np.float32)

    @property
    def costly(self) -> tuple[Singles, csr_matrix, Singles]:
        """What takes longest to compute and is the same for the same features: to be kept with them."""
        return self.within, self.neighbours, self._giver

    @costly.setter
    def costly(self, kept: tuple[Singles, csr_matrix, Singles]) -> None:
        self.within, self.neighbours, self._giver = kept

    def nearest(self, to_sample: Singles, own: Singles) -> csr_matrix:
        """(n, s) weights of the neighbours of passages, given their kernel (n, s) and own likeness (n,)."""
        s = self.sample.shape[0]
        count = min(s - 1, round(NEIGHBOURS * np.sqrt(s / SAMPLE)))
        if count < 1:
            return csr_matrix((len(to_sample), s), dtype=np.float32)
        tiny = np.finfo(np.float32).tiny
        cosine = to_sample / np.sqrt(np.maximum(np.diagonal(self.within), tiny))
        cosine /= np.sqrt(np.maximum(own, tiny))[:, None]
        cosine[cosine > SAME] = -1.0
        found = np.argpartition(-cosine, count - 1, axis=1)[:, :count]
        weights = np.where(np.take_along_axis(cosine, found, axis=1) > 0, np.float32(NEIGHBOUR_WEIGHT), 0)
        starts = np.arange(len(found) + 1) * count
        return csr_matrix((weights.ravel(), found.ravel(), starts), shape=(len(found), s), dtype=np.float32)

    def given(self, scores: Singles) -> Singles:
        """(c, s) weights of the sample's passages whose words give what joining does to scores (c, s)."""
        return np.asarray(scores @ self._giver.T * np.float32(SHARE / self.power), dtype=np.float32)


class Store:
    """Rows that were labelled, with their kernel; and the inverse of the last fit.

    Args:
        kernels: of the corpus.
        metric: how alike words are.
        share: the part of the kernel in which passages are joined by their neighbours.
    """

    def __init__(self, kernels: Kernels, metric: Metric, share: float) -> None:
        self.share = share
        self._metric = metric
        self._kernels = kernels
        self._inverse = Inverse()
        self._clear()

    def _clear(self) -> None:
        words, s = len(self._metric.stems), self._kernels.sample.shape[0]
        self._row: dict[tuple[bytes, int], int] = {}
        self._X = csr_matrix((0, words), dtype=np.float32)
        self._dense: Singles = np.zeros((0, self._metric.vectors.shape[1]), dtype=np.float32)
        self._neighbours = csr_matrix((0, s), dtype=np.float32)
        self._to_sample: Singles = np.zeros((0, s), dtype=np.float32)
        self._given: Singles = np.zeros((0, s), dtype=np.float32)
        self._kernel: Singles = np.zeros((0, 0), dtype=np.float32)
        self._last: tuple[csr_matrix | None, Rows] = (None, np.zeros(0, dtype=np.intp))
        self._inverse.forget()

    def solved(self, X: csr_matrix, alpha: float) -> tuple[Singles, Singles]:
        """The kernel (n, n) of these rows, and the inverse of it with `alpha` on the diagonal."""
        rows = self._known(X)
        K = self._kernel[: len(rows), : len(rows)] if _first(rows) else self._kernel[np.ix_(rows, rows)]
        return K, self._inverse.of(K, rows, alpha)

    def word_weights(self, X: csr_matrix, dual: Floats) -> Singles:
        """(words, c) whose product with a passage's row is its score, for weights (n, c) of the rows."""
        kernels, V = self._kernels, dual.astype(np.float32)
        if not self.share or not len(V):
            return word_weights(self._metric, X, V)
        rows = self._known(X)
        given = self._given[: len(rows)] if _first(rows) else self._given[rows]
        own, others = np.float32(1 - self.share) * V, given.T @ V
        weights = np.asarray(X.T @ own + kernels.sample.T @ others)
        directions = self._dense[rows].T @ own + kernels.dense.T @ others
        return to_alike(self._metric, weights, directions)

    def _known(self, X: csr_matrix) -> Rows:
        """The number of each row, in what is kept; what is not yet there is added."""
        if X is self._last[0]:
            return self._last[1]
        keys = _numbered(_keys(X))
        fresh = [at for at, key in enumerate(keys) if key not in self._row]
        if fresh and len(self._row) + len(fresh) > KEPT:
            self._clear()
            fresh = list(range(len(keys)))
        if fresh:
            self._add(X[fresh], [keys[at][0] for at in fresh])
            for at in fresh:
                self._row[keys[at]] = len(self._row)
        rows = np.array([self._row[key] for key in keys], dtype=np.intp)
        self._last = (X, rows)
        return rows

    def _add(self, X: csr_matrix, keys: list[bytes]) -> None:
        n = self._X.shape[0]
        self._X = vstack([self._X, X], format="csr")
        self._dense = longer(self._dense, X @ self._metric.vectors)
        plain = self._against(X, self._X)
        if self.share:
            to_sample = self._of_sample(X, keys)
            own = plain[np.arange(len(keys)), n + np.arange(len(keys))]
            neighbours = self._kernels.nearest(to_sample, own)
            self._to_sample = longer(self._to_sample, to_sample)
            self._neighbours = vstack([self._neighbours, neighbours], format="csr")
            given = self._kernels.given(to_sample + neighbours @ self._kernels.within)
            self._given = longer(self._given, given)
            joined = self._joined(plain, to_sample, neighbours)
            plain = np.float32(1 - self.share) * plain + np.float32(self.share / self._kernels.power) * joined
        self._kernel = larger(self._kernel, plain)

    def _joined(self, plain: Singles, to_sample: Singles, neighbours: csr_matrix) -> Singles:
        """The kernel of new rows and all rows, both with their neighbours."""
        crossed = neighbours @ self._to_sample.T + (self._neighbours @ to_sample.T).T
        among = self._neighbours @ (neighbours @ self._kernels.within).T
        return np.asarray(plain + crossed + among.T)

    def _of_sample(self, X: csr_matrix, keys: list[bytes]) -> Singles:
        """(n, s) the plain kernel; copied where the passage is one of the sample."""
        numbers = [self._kernels.number.get(key, -1) for key in keys]
        found = self._kernels.within[numbers]
        strange = [at for at, number in enumerate(numbers) if number < 0]
        if strange:
            found[strange] = self._against(X[strange], self._kernels.sample)
        return found

    def _against(self, few: csr_matrix, many: csr_matrix) -> Singles:
        """The plain kernel of few new rows and many."""
        metric, m = self._metric, few.shape[0]
        if m >= MANY:
            return gram(metric, few, many)
        return np.asarray(many @ word_weights(metric, few, np.eye(m))).T


def _first(rows: Rows) -> bool:
    """Whether these are the first rows, in their order: then a view will do."""
    return np.array_equal(rows, np.arange(len(rows)))


def _keys(X: csr_matrix) -> list[bytes]:
    """The content of each row."""
    indices, data, ends = X.indices, X.data, X.indptr.tolist()
    return [indices[a:b].tobytes() + data[a:b].tobytes() for a, b in pairwise(ends)]


def _numbered(keys: list[bytes]) -> list[tuple[bytes, int]]:
    """Each with how often it came before: a text that is labelled twice is two rows."""
    seen: Counter[bytes] = Counter()
    found = []
    for key in keys:
        found.append((key, seen[key]))
        seen[key] += 1
    return found
