"""All passages of a project as a feature matrix: computed once, used until an article changes."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix, vstack

from model.classifier import ThemeClassifier
from model.classifying.features import Encoder
from model.coding.audit import number
from model.learning.trainingset import Place, TrainingSet
from model.suggestions import Range

BATCH = 20_000
"""Passages scored and committed at once; between batches a newer request is looked for."""
ArticleText = tuple[str, str, tuple[Range, ...]]
"""Article id, text, default passages."""


@dataclass(frozen=True, eq=False)
class Corpus:
    """The default passages of all articles, in order, and their features."""

    key: str
    """Changes whenever an article changes."""
    articles: dict[str, tuple[int, int]]
    """Of each article its first row and the one behind its last."""
    starts: npt.NDArray[np.uint32]
    ends: npt.NDArray[np.uint32]
    checks: npt.NDArray[np.uint32]
    """Of each passage's text, to tell whether a label's quote is still what stands there."""
    draws: npt.NDArray[np.uint64]
    """Of each passage its number in the audit, see `model.coding.audit`."""
    features: ThemeClassifier
    """Holds the fitted vectorizer; themes were not fitted."""
    matrix: csr_matrix

    def __len__(self) -> int:
        """Number of passages."""
        return len(self.starts)

    @property
    def digest(self) -> str:
        """SHA-256 over what the features were learned from, as far as `checks` can tell texts apart."""
        return hashlib.sha256(self.checks.tobytes()).hexdigest()

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


def build_corpus(key: str, texts: Iterable[ArticleText], encoder: Encoder | None = None) -> Corpus:
    """Read all texts once and learn the features from their passages, embeddings by `encoder` among them."""
    articles: dict[str, tuple[int, int]] = {}
    ranges: list[Range] = []
    checks: list[int] = []
    draws: list[int] = []

    def passages() -> Iterator[str]:
        for article, text, spans in texts:
            articles[article] = (len(ranges), len(ranges) + len(spans))
            ranges.extend(spans)
            for start, end in spans:
                passage = text[start:end]
                checks.append(_check(passage))
                draws.append(number(article, passage))
                yield passage

    features = ThemeClassifier(encoder=encoder)
    matrix = features.fit_features(passages())
    bounds = np.array(ranges, dtype=np.uint32).reshape(len(ranges), 2)
    told, drawn = np.array(checks, dtype=np.uint32), np.array(draws, dtype=np.uint64)
    return Corpus(key, articles, bounds[:, 0], bounds[:, 1], told, drawn, features, matrix)


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


def batches(corpus: Corpus) -> Iterator[tuple[list[str], slice]]:
    """Runs of whole articles of about BATCH passages, and their rows."""
    articles: list[str] = []
    first = 0
    for article, (_, behind) in corpus.articles.items():
        articles.append(article)
        if behind - first >= BATCH:
            yield articles, slice(first, behind)
            articles, first = [], behind
    if articles:
        yield articles, slice(first, len(corpus))
