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
from model.learning.queue import Pool, orders
from model.learning.trainingset import MIN_POSITIVES, Place, TrainingSet
from model.suggestions import ThemeStatus, TrainingStatus


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


def status_of(fitted: Fitted, revision: int, seconds: float, problems: tuple[str, ...]) -> TrainingStatus:
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
    return TrainingStatus(revision, len(targets), now(), round(seconds, 3), themes, problems)


def queue_places(fitted: Fitted, p: npt.NDArray[np.floating]) -> dict[str, list[Place]]:
    """The queue orders as places of untouched passages."""
    corpus = fitted.corpus
    ids = list(corpus.articles)
    sizes = [behind - first for first, behind in corpus.articles.values()]
    numbers = np.repeat(np.arange(len(ids)), sizes)
    classifier = fitted.classifier
    pool = Pool(
        p,
        classifier.thresholds_,
        (fitted.training.targets == 1).sum(axis=0),
        untouched(fitted),
        corpus.draws,
        classifier.metric,
        corpus.matrix,
        fitted.X,
        bool(classifier.definitions),
    )
    return {
        name: [(ids[numbers[row]], int(corpus.starts[row]), int(corpus.ends[row])) for row in rows]
        for name, rows in orders(pool).items()
    }


def untouched(fitted: Fitted) -> npt.NDArray[np.bool_]:
    """Of each default passage, whether this coder has not decided anything about it."""
    open_ = np.ones(len(fitted.corpus), dtype=bool)
    for article, sheet in fitted.own.items():
        rows = slice(*fitted.corpus.articles.get(article, (0, 0)))
        states = passage_states(fitted.corpus.ranges(article), sheet.marks)
        open_[rows] = [state == "untouched" for state in states]
    return open_
