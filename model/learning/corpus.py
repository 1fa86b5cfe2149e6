"""All passages of a project as a feature matrix: computed once, used until an article changes."""

from __future__ import annotations

import hashlib
import json
import zlib
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix, vstack

from model.classifier import ThemeClassifier
from model.classifying.features import Encoder
from model.coding.audit import number
from model.learning.trainingset import Place, TrainingSet
from model.suggestions import Range

BATCH = 10_000
"""Passages scored and committed at once; between batches a newer request is looked for."""
ArticleText = tuple[str, str, tuple[Range, ...]]
"""Article id, text, default passages."""


class Articles(Mapping[str, tuple[int, int]]):
    """Of each article its first row and the one behind its last.

    Args:
        ids: of the articles, in the order of their rows.
        bounds: (articles + 1,) where each begins, and the end of the last.
    """

    def __init__(self, ids: Sequence[str], bounds: npt.NDArray[np.uint64]) -> None:
        self.ids = ids
        self.bounds = bounds
        self.place = dict(zip(ids, range(len(ids)), strict=True))

    def __getitem__(self, article: str) -> tuple[int, int]:
        place = self.place[article]
        return int(self.bounds[place]), int(self.bounds[place + 1])

    def __iter__(self) -> Iterator[str]:
        return iter(self.ids)

    def __len__(self) -> int:
        return len(self.ids)

    def of_rows(self, rows: npt.ArrayLike) -> list[str]:
        """The article of each row."""
        places = np.searchsorted(self.bounds, np.asarray(rows, dtype=np.uint64), side="right") - 1
        return [self.ids[place] for place in places.tolist()]


@dataclass(frozen=True, eq=False)
class Corpus:
    """The default passages of all articles, in order, and their features."""

    key: str
    """Changes whenever an article changes."""
    articles: Articles
    starts: npt.NDArray[np.uint32]
    ends: npt.NDArray[np.uint32]
    checks: npt.NDArray[np.uint32]
    """Of each passage's text, to tell whether a label's quote is still what stands there."""
    draws: npt.NDArray[np.uint64]
    """Of each passage its number in the audit, see `model.coding.audit`."""
    stamps: npt.NDArray[np.uint64]
    """Of each article, to tell whether it has changed, see `model.index.Index.versions`."""
    features: ThemeClassifier
    """Holds the fitted vectorizer; themes were not fitted."""
    matrix: csr_matrix
    strange: int = 0
    """Passages that came or went since the features were learned."""

    def __len__(self) -> int:
        """Number of passages."""
        return len(self.starts)

    @cached_property
    def digest(self) -> str:
        """SHA-256 over what the features were learned from, as far as `checks` can tell texts apart."""
        return hashlib.sha256(self.checks.tobytes()).hexdigest()

    @cached_property
    def layout(self) -> str:
        """Another one where any passage has another row, or its row is in another batch."""
        digest = hashlib.sha256(self.articles.bounds.tobytes())
        digest.update(str(BATCH).encode())
        digest.update(json.dumps(self.articles.ids).encode())
        return digest.hexdigest()

    def ranges(self, article: str) -> list[Range]:
        """The default passages of an article; none where it is not in the corpus."""
        first, behind = self.articles.get(article, (0, 0))
        return list(zip(self.starts[first:behind].tolist(), self.ends[first:behind].tolist(), strict=True))

    def row(self, place: Place, text: str) -> int:
        """The row of exactly this range, or -1 where there is none or its text is another by now."""
        article, start, end = place
        first, behind = self.articles.get(article, (0, 0))
        row = first + int(np.searchsorted(self.starts[first:behind], start))
        if row >= behind or (self.starts[row], self.ends[row]) != (start, end):
            return -1
        return row if self.checks[row] == _check(text) else -1


class Listing:
    """Articles and their passages, while a corpus is made of them."""

    def __init__(self) -> None:
        self.ids: list[str] = []
        self._bounds = array("Q", [0])
        self._starts, self._ends, self._checks = (array("I") for _ in range(3))
        self._draws, self._stamps = array("Q"), array("Q")

    def __len__(self) -> int:
        """Number of passages."""
        return len(self._starts)

    def add(self, article: str, text: str, spans: Sequence[Range], stamp: int = 0) -> list[str]:
        """One more article; its passages."""
        passages = [text[start:end] for start, end in spans]
        self.ids.append(article)
        self._starts.extend([start for start, _ in spans])
        self._ends.extend([end for _, end in spans])
        self._checks.extend([_check(passage) for passage in passages])
        self._draws.extend([number(article, passage) for passage in passages])
        self._stamps.append(stamp)
        self._bounds.append(len(self._starts))
        return passages

    def keep(self, corpus: Corpus, first: int, behind: int) -> slice:
        """Articles of another corpus, by their places, as they are there; their rows."""
        bounds = corpus.articles.bounds
        rows = slice(int(bounds[first]), int(bounds[behind]))
        moved = bounds[first + 1 : behind + 1].astype(np.int64) + (len(self) - rows.start)
        self.ids.extend(corpus.articles.ids[first:behind])
        for mine, theirs in (
            (self._starts, corpus.starts[rows]),
            (self._ends, corpus.ends[rows]),
            (self._checks, corpus.checks[rows]),
            (self._draws, corpus.draws[rows]),
            (self._stamps, corpus.stamps[first:behind]),
            (self._bounds, moved),
        ):
            mine.frombytes(theirs.tobytes())
        return rows

    def arrays(self) -> dict[str, npt.NDArray[Any]]:
        """All but the ids, by their names in a Corpus, and "bounds"."""
        singles = {"starts": self._starts, "ends": self._ends, "checks": self._checks}
        doubles = {"draws": self._draws, "stamps": self._stamps, "bounds": self._bounds}
        return {name: np.array(found, dtype=np.uint32) for name, found in singles.items()} | {
            name: np.array(found, dtype=np.uint64) for name, found in doubles.items()
        }


def corpus_of(
    key: str,
    ids: Sequence[str],
    arrays: Mapping[str, npt.NDArray[Any]],
    features: ThemeClassifier,
    matrix: csr_matrix,
    strange: int = 0,
) -> Corpus:
    """A corpus of what `Listing.arrays` gives."""
    named = {name: arrays[name] for name in ("starts", "ends", "checks", "draws", "stamps")}
    articles = Articles(ids, arrays["bounds"])
    return Corpus(key, articles, **named, features=features, matrix=matrix, strange=strange)


def build_corpus(key: str, texts: Iterable[ArticleText], encoder: Encoder | None = None) -> Corpus:
    """Read all texts once and learn the features from their passages, embeddings by `encoder` among them."""
    listing = Listing()
    passages = (passage for article in texts for passage in listing.add(*article))
    features = ThemeClassifier(encoder=encoder)
    matrix = features.fit_features(passages)
    return corpus_of(key, listing.ids, listing.arrays(), features, matrix)


def _check(text: str) -> int:
    return zlib.crc32(text.encode("utf-8", "surrogatepass"))


def labelled_matrix(corpus: Corpus, training: TrainingSet) -> csr_matrix:
    """The features of the labelled rows: of the corpus where the passage is one of its own, else computed."""
    pairs = zip(training.places, training.texts, strict=True)
    rows = np.array([corpus.row(place, text) for place, text in pairs], dtype=np.intp)
    own = np.flatnonzero(rows >= 0)
    custom = np.flatnonzero(rows < 0)
    computed = corpus.features.transform([training.texts[row] for row in custom])
    back = np.argsort(np.concatenate([own, custom]), kind="stable")
    return vstack([corpus.matrix[rows[own]], computed], format="csr")[back]


class Batch(NamedTuple):
    """A run of whole articles."""

    articles: slice
    """Their places."""
    rows: slice


def batches(corpus: Corpus) -> list[Batch]:
    """Runs of whole articles of about BATCH passages."""
    bounds = corpus.articles.bounds
    found: list[Batch] = []
    first = 0
    while first < len(corpus.articles):
        behind = int(np.searchsorted(bounds, bounds[first] + np.uint64(BATCH)))
        behind = min(max(behind, first + 1), len(corpus.articles))
        found.append(Batch(slice(first, behind), slice(int(bounds[first]), int(bounds[behind]))))
        first = behind
    return found
