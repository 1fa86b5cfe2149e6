"""The corpus as the index has it: kept from the last time, brought up to date, or learned block by block.

What takes long is a generator that says between two steps how much is done, from 0 to 1: whoever drives it
may answer something else meanwhile, or drop it.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix, vstack

from model.classifier import ThemeClassifier
from model.classifying.features import METRIC_SAMPLE, fit_metric
from model.classifying.kernels import SAMPLE
from model.folders import cache_folder
from model.index import Index
from model.learning.corpus import ArticleText, Corpus, Listing, build_corpus
from model.learning.kept import Keeper, features_of, keep_corpus
from model.learning.vectorising import Vocabulary, WordCounter

SMALL = 5_000
"""Passages up to which all is learned at once, in memory, whenever anything has changed."""
BLOCK = 2_000
"""Passages looked at between two steps: about a tenth of a second."""
SAMPLED = 2_000
"""Passages from which is learned what words there are, until all are looked at."""
COPIED = 50_000
"""Rows of a matrix on disk that are copied at once."""
STRANGE = 0.2
"""Share of the passages that may have come or gone until words and their weights are learned anew."""
READ, WRITTEN = 0.8, 0.9
"""How much is done when all texts have been read, and when all are weighted."""

Steps = Generator[float, None, Corpus]
Run = tuple[int, int]
Told = Callable[[float], object]
"""Called with the share that is done."""


def unheard(share: float) -> None:
    """Tell nobody."""


def sampled(index: Index) -> Corpus:
    """A corpus of some passages, evenly spread, that is ready within seconds: until the whole one is."""

    def texts() -> Iterator[ArticleText]:
        passages = 0
        for article in index.spread(SAMPLED):
            found = index.stamped_text(article)
            if found is not None and passages < SAMPLED:
                spans = found[1][: SAMPLED - passages]
                passages += len(spans)
                yield article, found[0], spans

    return build_corpus("sample", texts())


def prepare(root: Path, index: Index, old: Corpus | None) -> Steps:
    """The corpus as `index` has it.

    Args:
        root: of the project, for which it is kept.
        index: of the project.
        old: the corpus as it was, if known.

    Raises:
        OSError: it can't be kept.
    """
    key = index.corpus_key()
    if index.sums().get("passages", 0) <= SMALL:
        corpus = build_corpus(key, index.texts())
        with suppress(OSError):  # only the next start takes longer
            keep_corpus(root, corpus)
        return corpus
    if old is not None:
        updated = yield from _update(root, index, old, key)
        if updated is not None:
            return updated
    return (yield from _learn(root, index, key))


# --- from the beginning ---


def _learn(root: Path, index: Index, key: str) -> Steps:
    of = max(1, index.sums().get("passages", 0))
    listing, counter = Listing(), WordCounter(cache_folder(root))
    try:
        for block in _blocks(listing, index):
            counter.add(block)
            yield READ * min(1.0, counter.passages / of)
        vocabulary = counter.vocabulary()
        if not vocabulary.words:
            return build_corpus(key, index.texts())
        keeper = Keeper(root, counter.passages, vocabulary.entries)
        try:
            chosen = _Chosen(counter.passages)
            for X in counter.weighted(vocabulary):
                keeper.append(X)
                chosen.add(X)
                yield READ + (WRITTEN - READ) * chosen.seen / counter.passages
            return keeper.finish(key, listing, chosen.features(vocabulary))
        finally:
            keeper.close()
    finally:
        counter.close()


def _blocks(listing: Listing, index: Index) -> Iterator[list[str]]:
    """All passages, some at a time; their articles are added to `listing`."""
    passages: list[str] = []
    for article in index.stamped_texts():
        passages += listing.add(*article)
        while len(passages) >= BLOCK:
            yield passages[:BLOCK]
            del passages[:BLOCK]
    if passages:
        yield passages


class _Chosen:
    """Rows kept while all go by: those from which the likeness of words is learned, and the sample."""

    def __init__(self, n: int) -> None:
        self.seen = 0
        self._metric = np.arange(0, n, 1 + n // METRIC_SAMPLE)[: METRIC_SAMPLE - 1]
        self._sample = np.unique(np.linspace(0, n - 1, min(n, SAMPLE), dtype=int))
        self._rows: tuple[list[csr_matrix], list[csr_matrix]] = ([], [])

    def add(self, X: csr_matrix) -> None:
        """The next rows."""
        for wanted, rows in zip((self._metric, self._sample), self._rows, strict=True):
            first, behind = np.searchsorted(wanted, (self.seen, self.seen + X.shape[0]))
            rows.append(X[wanted[first:behind] - self.seen])
        self.seen += X.shape[0]

    def features(self, vocabulary: Vocabulary) -> ThemeClassifier:
        """What is learned from them."""
        metric, sample = (vstack(rows, format="csr") for rows in self._rows)
        learned = fit_metric(metric, vocabulary.words, ThemeClassifier().random_state)
        return features_of(vocabulary.words, vocabulary.idf, learned, sample)


# --- by what has changed ---


def _update(root: Path, index: Index, old: Corpus, key: str) -> Generator[float, None, Corpus | None]:
    """The corpus with what has come, gone or changed; None where that is too much for the learned words."""
    runs, fresh = _compared(old, index)
    kept = sum(_passages(old, run) for run in runs if not isinstance(run, str))
    strange = old.strange + fresh + len(old) - kept
    if strange > STRANGE * len(old):
        return None
    if runs == [(0, len(old.articles))]:
        return replace(old, key=key)
    listing = Listing()
    blocks: list[csr_matrix | slice] = []
    for block in _changed(old, index, runs, listing):
        blocks.append(block)
        yield len(listing) / max(1, kept + fresh)
    indptr = old.matrix.indptr
    entries = sum(int(indptr[b.stop] - indptr[b.start]) if isinstance(b, slice) else b.nnz for b in blocks)
    keeper = Keeper(root, len(listing), entries)
    try:
        for block in blocks:
            keeper.append(old.matrix[block] if isinstance(block, slice) else block)
        return keeper.finish(key, listing, old.features, strange)
    finally:
        keeper.close()


def _passages(old: Corpus, run: Run) -> int:
    return int(old.articles.bounds[run[1]] - old.articles.bounds[run[0]])


def _compared(old: Corpus, index: Index) -> tuple[list[Run | str], int]:
    """Places of articles that are as they were, a run each, and ids of others; passages of the others."""
    places, stamps = old.articles.place, old.stamps.tolist()
    runs: list[Run | str] = []
    fresh = 0
    for article, stamp, passages in index.versions():
        place = places.get(article, -1)
        if place < 0 or stamps[place] != stamp:
            runs.append(article)
            fresh += passages
        elif runs and not isinstance(runs[-1], str) and runs[-1][1] == place:
            runs[-1] = (runs[-1][0], place + 1)
        else:
            runs.append((place, place + 1))
    return runs, fresh


def _changed(
    old: Corpus, index: Index, runs: Iterable[Run | str], listing: Listing
) -> Iterator[csr_matrix | slice]:
    """Rows of the old matrix, and new rows, for all articles of `runs`, which are added to `listing`."""
    passages: list[str] = []
    for run in runs:
        if isinstance(run, str):
            passages += _fresh(index, run, listing)
        if passages and (len(passages) >= BLOCK or not isinstance(run, str)):
            yield old.features.transform(passages)
            passages = []
        if not isinstance(run, str):
            rows = listing.keep(old, *run)
            for first in range(rows.start, rows.stop, COPIED):
                yield slice(first, min(first + COPIED, rows.stop))
    if passages:
        yield old.features.transform(passages)


def _fresh(index: Index, article: str, listing: Listing) -> list[str]:
    found = index.stamped_text(article)
    if found is None:
        return []  # gone meanwhile
    return listing.add(article, *found)
