"""The words of more passages than fit into memory: counted and weighted block by block.

The result is that of `model.classifying.features.fit_vectorizer`; but each text is looked at once, its words
wait as numbers in a file without a name, and no more than a block is held at a time.
"""

from __future__ import annotations

import tempfile
from array import array
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.preprocessing import normalize

LEAST = 2
"""Passages that a word has to occur in."""
MOST_WORDS = 200_000
"""Words kept, the most frequent ones: in a large corpus the rest are misspellings and numbers."""

Ints = npt.NDArray[np.int32]
Singles = npt.NDArray[np.float32]


class Vocabulary(NamedTuple):
    """The words that are kept, in the order of the alphabet."""

    words: list[str]
    idf: Singles
    column: Ints
    """Of each word that was counted its column, -1 where it is not kept."""
    entries: int
    """Of the whole matrix."""


class WordCounter:
    """Counts the words of passages.

    Args:
        folder: for a file that has no name and goes with the process.

    Raises:
        OSError: it can't be written.
    """

    def __init__(self, folder: Path) -> None:
        self._analyze = vectorizer([], np.zeros(0, dtype=np.float32)).build_analyzer()
        self._number: dict[str, int] = {}
        self._frequency: npt.NDArray[np.int64] = np.zeros(0, dtype=np.int64)
        self._spool = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 - closed by `close`
        self._blocks: list[tuple[int, int]] = []
        self.passages = 0

    def add(self, texts: Iterable[str]) -> None:
        """Count the words of some passages."""
        numbers, ends = array("i"), array("q", [0])
        number = self._number
        for text in texts:
            numbers.extend([number.setdefault(word, len(number)) for word in self._analyze(text)])
            ends.append(len(numbers))
        rows = len(ends) - 1
        ones = np.ones(len(numbers), dtype=np.float32)
        X = csr_matrix((ones, np.array(numbers, dtype=np.int32), np.array(ends)), shape=(rows, len(number)))
        X.sum_duplicates()
        more = np.bincount(X.indices, minlength=len(number))
        more[: len(self._frequency)] += self._frequency
        self._frequency = more
        for part in (X.indptr.astype(np.int32), X.indices.astype(np.int32), X.data.astype(np.float32)):
            self._spool.write(memoryview(part).cast("B"))
        self._blocks.append((rows, X.nnz))
        self.passages += rows

    def vocabulary(self) -> Vocabulary:
        """The words to keep of those counted."""
        kept = np.flatnonzero(self._frequency >= LEAST)
        if len(kept) > MOST_WORDS:
            kept = kept[np.argsort(-self._frequency[kept], kind="stable")[:MOST_WORDS]]
        every = list(self._number)
        words = sorted((every[at], at) for at in kept.tolist())
        order = np.array([at for _, at in words], dtype=np.intp)
        column = np.full(len(every), -1, dtype=np.int32)
        column[order] = np.arange(len(order), dtype=np.int32)
        frequency = self._frequency[order]
        idf = np.log((self.passages + 1) / (frequency.astype(np.float32) + 1)) + 1
        return Vocabulary([word for word, _ in words], idf.astype(np.float32), column, int(frequency.sum()))

    def weighted(self, vocabulary: Vocabulary) -> Iterator[csr_matrix]:
        """The passages that were added, block by block, as rows of TF-IDF."""
        self._spool.seek(0)
        for rows, entries in self._blocks:
            starts, numbers = self._read(rows + 1, np.int32), self._read(entries, np.int32)
            counts = self._read(entries, np.float32)
            columns = vocabulary.column[numbers]
            kept = columns >= 0
            columns, weights = columns[kept], np.log(counts[kept]) + 1
            weights *= vocabulary.idf[columns]
            ends = np.concatenate([[0], np.cumsum(kept)])[starts].astype(np.int32)
            X = csr_matrix((weights, columns, ends), shape=(rows, len(vocabulary.words)))
            X.sort_indices()
            yield normalize(X, copy=False)

    def _read(self, count: int, kind: npt.DTypeLike) -> npt.NDArray[np.generic]:
        return np.frombuffer(self._spool.read(count * 4), dtype=kind)

    def close(self) -> None:
        """Let go of the file."""
        self._spool.close()


def vectorizer(words: Sequence[str], idf: Singles) -> TfidfVectorizer:
    """A vectorizer as `fit_vectorizer` fits it, of these words and their weights."""
    found = TfidfVectorizer(
        sublinear_tf=True,
        strip_accents="unicode",
        min_df=LEAST,
        dtype=np.float32,
        vocabulary={word: column for column, word in enumerate(words)} or None,
    )
    if len(words):
        found.idf_ = idf
    return found
