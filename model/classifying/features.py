"""Words, and how alike two words are: what the classifier learns from all passages, labelled or not.

A passage is its row of TF-IDF weights, nothing more, so that every score is linear in the words of the
passage. Likeness lies in the `Metric` between words: the same word; the same beginning (a stem in most
languages); alike in spelling and in the passages where it stands (latent semantic analysis of words and of
their character n-grams); alike in the words that it meets there (`company`).

Where there is an encoder, the coordinates of the passage's embedding stand behind its words, as columns like
any other: scores are linear in both.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix, hstack, identity
from sklearn.feature_extraction.text import TfidfVectorizer

from model.classifying.company import company

Floats = npt.NDArray[np.float64]
Singles = npt.NDArray[np.float32]

SMALL_CORPUS = 2000
"""Passages below which words that occur once are kept: a definition may share no others with a text."""
STEM = 6
"""Letters by which two words count as the same stem."""
NO_STEM = -1
STEM_WEIGHT = 1.0
"""Weight of same stems in the likeness of two passages, where same words weigh 1."""
DENSE_WEIGHT = 0.5
"""Weight of spelling and passages."""
COMPANY_WEIGHT = 0.5
"""Weight of the words that are met."""
EMBEDDING_WEIGHT = 1.5
"""Weight of the likeness of embeddings, where there are any: about two fifths of the whole."""
DIMENSIONS = 64
OVERSAMPLING, PASSES = 10, 3
FREQUENT = 0.03
"""Share of the passages from which on a word's column is multiplied as a dense one."""
METRIC_SAMPLE = 20_000
"""Passages, at most, from which the company of words is learned."""


class Encoder(Protocol):
    """What turns texts into embeddings, such as a `SentenceTransformer`."""

    def encode(self, texts: list[str], /) -> npt.NDArray[np.floating]:
        """(n, d), one row a text, of any length."""


class Metric(NamedTuple):
    """How alike words are: M = I + stem_weight * P P' + vectors vectors', P saying which word has which
    stem. Columns of embeddings come last and are like themselves only.
    """

    stems: npt.NDArray[np.int32]
    """(features,) the number of each word's stem; NO_STEM for what is no word."""
    stem_weight: float
    vectors: Singles
    """(features, dimensions): DIMENSIONS for spelling and passages, behind them those for the words met."""

    @property
    def words(self) -> int:
        """How many of the features are words."""
        return int(np.count_nonzero(self.stems != NO_STEM))

    @property
    def scale(self) -> np.float32:
        """What makes the likeness of a passage and itself 1 on average."""
        embedded = EMBEDDING_WEIGHT if self.words < len(self.stems) else 0.0
        return np.float32(1 / (1 + STEM_WEIGHT + DENSE_WEIGHT + COMPANY_WEIGHT + embedded))

    def with_embeddings(self, d: int) -> Metric:
        """The same with `d` columns of embeddings behind the words."""
        none = np.full(d, NO_STEM, dtype=np.int32)
        nothing = np.zeros((d, self.vectors.shape[1]), dtype=np.float32)
        return Metric(
            np.concatenate([self.stems, none]), self.stem_weight, np.concatenate([self.vectors, nothing])
        )


def fit_vectorizer(texts: list[str]) -> tuple[TfidfVectorizer, csr_matrix]:
    """The words of `texts` with their weights, and the matrix of `texts` (n, words), float32.

    Where nothing is left of the texts, a word of our own stands in for the vocabulary.
    """
    attempts = (
        (texts, 1 if len(texts) < SMALL_CORPUS else 2),
        (texts, 1),
        ([*texts, "without words"], 1),
    )
    for number, (documents, min_df) in enumerate(attempts):
        vectorizer = TfidfVectorizer(
            sublinear_tf=True, strip_accents="unicode", min_df=min_df, dtype=np.float32
        )
        try:
            return vectorizer, vectorizer.fit_transform(documents)[: len(texts)]
        except ValueError:  # no word is left
            if number == len(attempts) - 1:
                raise
    raise AssertionError("unreachable")


def fit_metric(X: csr_matrix, words: Sequence[str], random_state: int) -> Metric:
    """Learn the likeness of `words`, the columns of `X`, from the passages in the rows of `X`."""
    step = 1 + X.shape[0] // METRIC_SAMPLE
    sample = X[::step]
    numbers: dict[str, int] = {}
    stems = np.array([numbers.setdefault(word[:STEM], len(numbers)) for word in words], dtype=np.int32)
    stem_power = _mean_power(_stemmed(sample, stems))
    dense = _weighted(sample, _vectors(sample, words, random_state), DENSE_WEIGHT)
    unused = np.zeros((len(words), DIMENSIONS - dense.shape[1]), dtype=np.float32)
    met = _weighted(sample, company(sample), COMPANY_WEIGHT)
    return Metric(stems, STEM_WEIGHT / stem_power if stem_power else 0.0, np.hstack([dense, unused, met]))


def _weighted(X: csr_matrix, vectors: Singles, weight: float) -> Singles:
    """`vectors` at the length that gives a passage of `X` and itself the likeness `weight` on average."""
    power = _mean_power(csr_matrix(X @ vectors)) if vectors.size else 0.0
    return (vectors * (np.sqrt(weight / power) if power else 0.0)).astype(np.float32)


def embedded(encoder: Encoder, texts: list[str]) -> csr_matrix:
    """(n, d) embeddings as columns of features: of length 1, and none for a text that is blank.

    Raises:
        ValueError: the encoder does not give one row of finite numbers a text.
    """
    # An encoder may not know its d without a text.
    found = np.asarray(encoder.encode(texts or ["text"]), dtype=np.float32)
    if found.ndim != 2 or len(found) != max(1, len(texts)) or not np.isfinite(found).all():  # noqa: PLR2004
        raise ValueError(f"the encoder gave {found.shape} for {len(texts)} texts, or what is not finite")
    length = np.linalg.norm(found, axis=1)
    length[[row for row, text in enumerate(texts) if not text.strip()]] = 0
    found = (
        found
        * np.divide(np.sqrt(EMBEDDING_WEIGHT), length, out=np.zeros_like(length), where=length > 0)[:, None]
    )
    return csr_matrix(found[: len(texts)])


def gram(metric: Metric, A: csr_matrix, B: csr_matrix) -> Singles:
    """The kernel (rows of A, rows of B); a passage and itself have 1 on average."""
    left = _words_and_stems(metric, A)
    kernel = _products(left, left if A is B else _words_and_stems(metric, B))
    kernel += (A @ metric.vectors) @ (B @ metric.vectors).T
    kernel *= metric.scale
    return kernel


def _words_and_stems(metric: Metric, X: csr_matrix) -> csr_matrix:
    return hstack([X, np.float32(np.sqrt(metric.stem_weight)) * _stemmed(X, metric.stems)], format="csr")


def _products(A: csr_matrix, B: csr_matrix) -> Singles:
    """A B', frequent columns as dense blocks: a sparse product would pay for each pair of rows that share
    one.
    """
    frequent = np.bincount(A.indices, minlength=A.shape[1]) > FREQUENT * A.shape[0]
    hot, cold = np.flatnonzero(frequent), np.flatnonzero(~frequent)
    product = (A[:, cold] @ B[:, cold].T).toarray()
    product += A[:, hot].toarray() @ B[:, hot].toarray().T
    return np.asarray(product, dtype=np.float32)


def apply_gram(metric: Metric, X: csr_matrix, V: Floats) -> Floats:
    """`gram(metric, X, X) @ V` without the kernel, for many rows."""
    return np.asarray(X @ word_weights(metric, X, V), dtype=np.float64)


def word_weights(metric: Metric, X: csr_matrix, V: npt.NDArray[np.floating]) -> Singles:
    """(words, k) whose product with any passage's row is `gram(passage, X) @ V`."""
    return to_alike(metric, np.asarray(X.T @ V.astype(np.float32, copy=False)))


def to_alike(metric: Metric, weights: Singles, directions: Singles | None = None) -> Singles:
    """Weights of words (words, k) passed on to the words that are like them; `weights` is overwritten.

    `directions` is `metric.vectors.T @ weights`, where that is known more cheaply.
    """
    stem_of = _stem_matrix(metric.stems)
    by_stem = np.asarray(stem_of.T @ weights) * np.float32(metric.stem_weight)
    weights += metric.vectors @ (metric.vectors.T @ weights if directions is None else directions)
    weights += stem_of @ by_stem
    weights *= metric.scale
    return weights


def _mean_power(X: csr_matrix) -> float:
    return float(X.multiply(X).sum() / X.shape[0]) if X.shape[0] else 0.0


def _stemmed(X: csr_matrix, stems: npt.NDArray[np.int32]) -> csr_matrix:
    return X @ _stem_matrix(stems)


def _stem_matrix(stems: npt.NDArray[np.int32]) -> csr_matrix:
    """(features, stems) of ones, where a word has a stem."""
    has = stems != NO_STEM
    starts = np.concatenate([[0], np.cumsum(has)])
    shape = (len(stems), int(stems.max(initial=0)) + 1)
    return csr_matrix((np.ones(starts[-1], dtype=np.float32), stems[has], starts), shape=shape)


def _vectors(X: csr_matrix, words: Sequence[str], random_state: int) -> Singles:
    """(words, dimensions): the directions in which passages differ most, by words and by their letters.

    Randomised singular value decomposition of X [I, letters] (Halko, Martinsson, Tropp 2011, algorithm 4.4),
    carried out as products, since the matrix itself would have many times the entries of X.
    """
    d = min(DIMENSIONS, min(X.shape) - OVERSAMPLING)
    if d < 2:  # noqa: PLR2004 - nothing to be seen in fewer
        return np.zeros((len(words), 0), dtype=np.float32)
    spelled = hstack([identity(len(words), dtype=np.float32, format="csr"), _letters(words)], format="csr")
    rng = np.random.default_rng(random_state)
    Q = rng.standard_normal((spelled.shape[1], d + OVERSAMPLING)).astype(np.float32)
    for _ in range(PASSES):
        Q = np.linalg.qr(spelled.T @ (X.T @ (X @ (spelled @ Q))))[0]
    directions = np.linalg.svd(X @ (spelled @ Q), full_matrices=False)[2]
    return np.asarray(spelled @ (Q @ directions[:d].T), dtype=np.float32)


def _letters(words: Sequence[str]) -> csr_matrix:
    letters = TfidfVectorizer(
        analyzer="char_wb", ngram_range=(3, 5), min_df=2, sublinear_tf=True, dtype=np.float32
    )
    try:
        return letters.fit_transform(words)
    except ValueError:  # no n-gram that two words share
        return csr_matrix((len(words), 0), dtype=np.float32)
