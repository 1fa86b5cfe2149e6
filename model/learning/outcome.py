"""What a training leaves behind: the fitted classifier, its status, the queue orders."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix

from model.classifier import ThemeClassifier
from model.coding.marks import Sheet, now
from model.coding.progress import passage_states
from model.learning.corpus import Corpus
from model.learning.modelcache import Key
from model.learning.queue import Pool, Seen, orders
from model.learning.trainingset import MIN_POSITIVES, Place, TrainingSet
from model.suggestions import ThemeStatus, TrainingStatus

Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Fitted:
    """A classifier and what it was learned from."""

    classifier: ThemeClassifier
    training: TrainingSet
    own: dict[str, Sheet]
    """This coder's sheets by article."""
    corpus: Corpus
    key: Key
    """What the model cache calls it."""
    X: csr_matrix
    """Features of the labelled passages."""


def status_of(fitted: Fitted, revision: int, seconds: float, embeddings: str) -> TrainingStatus:
    """What the app says of it."""
    targets = fitted.training.targets
    positives, negatives = (targets == 1).sum(axis=0), (targets == 0).sum(axis=0)
    themes = tuple(
        ThemeStatus(
            theme,
            int(positives[i]),
            int(negatives[i]),
            max(0, MIN_POSITIVES - int(positives[i])),
            float(fitted.classifier.thresholds_[i]),
        )
        for i, theme in enumerate(fitted.training.themes)
    )
    return TrainingStatus(revision, len(targets), now(), round(seconds, 3), themes, embeddings)


def queue_places(fitted: Fitted, seen: Seen, open_: Bools) -> dict[str, list[Place]]:
    """The queue orders as places of untouched passages.

    Args:
        fitted: what was learned.
        seen: the probabilities.
        open_: see `untouched`.
    """
    corpus = fitted.corpus
    classifier = fitted.classifier
    pool = Pool(
        seen,
        (fitted.training.targets == 1).sum(axis=0),
        open_,
        corpus.draws,
        classifier.metric,
        corpus.matrix,
        fitted.X,
        bool(classifier.definitions),
    )
    return {name: _places(corpus, rows) for name, rows in orders(pool).items()}


def _places(corpus: Corpus, rows: npt.NDArray[np.intp]) -> list[Place]:
    bounds = corpus.starts[rows].tolist(), corpus.ends[rows].tolist()
    return list(zip(corpus.articles.of_rows(rows), *bounds, strict=True))


def untouched(fitted: Fitted) -> Bools:
    """Of each default passage, whether this coder has not decided anything about it."""
    open_ = np.ones(len(fitted.corpus), dtype=bool)
    for article, sheet in fitted.own.items():
        rows = slice(*fitted.corpus.articles.get(article, (0, 0)))
        states = passage_states(fitted.corpus.ranges(article), sheet.marks)
        open_[rows] = [state == "untouched" for state in states]
    return open_
