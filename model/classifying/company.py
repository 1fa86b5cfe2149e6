"""Words as vectors by the company they keep: alike are words that stand in passages with the same words.

How much more often than by chance two words share a passage (positive pointwise mutual information), reduced
to the directions in which words differ most (Levy, Goldberg, Dagan 2015; the exponent of the singular values
and the smoothing of the contexts are theirs). Beside the analysis of passages in `features`, where frequent
words and long passages have most to say, here each word counts the same.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.linalg import eigh
from scipy.sparse import csr_matrix

Singles = npt.NDArray[np.float32]
Rows = npt.NDArray[np.intp]

DIMENSIONS = 100
CONTEXTS = 1000
"""The most frequent words: those beside which a word is looked at."""
LEADING = 10_000
"""The most frequent words, again: those from which the directions are learned."""
SMOOTHING = 0.75
"""Exponent of the frequency of contexts: chance meetings with rare ones count for less."""
SPREAD = 0.5
"""Exponent of the singular values: at 1 the first directions would say nearly everything."""
BLOCK = 4096
"""Words whose association is held at a time."""


class Meetings(NamedTuple):
    """Which words share passages."""

    by_word: csr_matrix
    """(words, passages) of ones."""
    beside: csr_matrix
    """(passages, contexts) of ones."""
    own: Rows
    """(words,) which context a word is itself, or -1."""
    expected: tuple[Singles, Singles]
    """(words,) and (contexts,) whose product says how many meetings chance would make."""

    def association(self, words: Rows) -> Singles:
        """(some words, contexts): the logarithm of met to expected, where it is above 0."""
        met = (self.by_word[words] @ self.beside).toarray()
        itself = np.flatnonzero(self.own[words] >= 0)
        met[itself, self.own[words][itself]] = 0
        chance = np.outer(self.expected[0][words], self.expected[1])
        ratio = np.divide(met, chance, out=np.ones_like(met), where=(met > 0) & (chance > 0))
        return np.asarray(np.log(np.maximum(ratio, 1)), dtype=np.float32)


def company(X: csr_matrix) -> Singles:
    """(words, dimensions) from passages X (n, words); the words of a passage are centred on average.

    Each word's vector has length 1 before it is centred. No dimensions where there are too few words.
    """
    frequency = np.bincount(X.indices, minlength=X.shape[1])
    by_frequency = np.argsort(-frequency, kind="stable")
    contexts = by_frequency[: min(CONTEXTS, np.count_nonzero(frequency))]
    d = min(DIMENSIONS, len(contexts) - 1)
    if d < 2:  # noqa: PLR2004 - nothing to be seen in fewer
        return np.zeros((X.shape[1], 0), dtype=np.float32)
    meetings = _meetings(X, contexts, frequency)
    directions = _directions(meetings, by_frequency[:LEADING], d)
    parts = np.array_split(np.arange(X.shape[1]), -(-X.shape[1] // BLOCK))
    vectors = np.concatenate([meetings.association(part) @ directions for part in parts])
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    vectors /= np.maximum(length, np.finfo(np.float32).tiny)
    weight = np.asarray(X.sum(axis=0), dtype=np.float32).ravel()
    return np.asarray(vectors - weight @ vectors / weight.sum(), dtype=np.float32)


def _meetings(X: csr_matrix, contexts: Rows, frequency: Rows) -> Meetings:
    found = csr_matrix((np.ones_like(X.data), X.indices, X.indptr), shape=X.shape)
    beside = found[:, contexts]
    own = np.full(X.shape[1], -1)
    own[contexts] = np.arange(len(contexts))
    # A word does not meet itself.
    of_word = found.T @ np.asarray(beside.sum(axis=1)).ravel() - np.where(own >= 0, frequency, 0)
    of_context = beside.T @ np.asarray(found.sum(axis=1)).ravel() - frequency[contexts]
    smooth = np.maximum(of_context, 0) ** SMOOTHING
    expected = (of_word.astype(np.float32), (smooth / max(smooth.sum(), 1)).astype(np.float32))
    return Meetings(found.T.tocsr(), beside, own, expected)


def _directions(meetings: Meetings, words: Rows, d: int) -> Singles:
    """(contexts, d) by which the association of `words` is reduced."""
    count = meetings.beside.shape[1]
    power = np.zeros((count, count), dtype=np.float32)
    for part in np.array_split(words, -(-len(words) // BLOCK)):
        association = meetings.association(part)
        power += association.T @ association
    values, found = eigh(power, subset_by_index=(count - d, count - 1))
    # Directions in which nothing differs must not be enlarged.
    scale = np.where(values > np.finfo(np.float32).eps * values[-1], values, np.inf) ** ((SPREAD - 1) / 2)
    return np.asarray(found * scale, dtype=np.float32)
