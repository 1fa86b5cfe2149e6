"""Because of which labels: the labelled passages of a theme that resemble a passage most."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from model.classifying.features import gram
from model.learning.outcome import Fitted
from model.learning.trainingset import APPLIES, Place

SHOWN = 2
QUOTED = 120
"""Code points of a quote that are kept to recognise the passage."""
LEAST = 0.05
"""Likeness (a passage and itself have about 1) below which a label is no reason."""


@dataclass(frozen=True, slots=True)
class Nearest:
    """A labelled passage to which the theme applies."""

    article: str
    start: int
    end: int
    quote: str
    """How it begins."""
    own: bool
    """Whether this coder labelled it."""
    likeness: float
    """By the classifier's own measure."""


def nearest(fitted: Fitted, place: Place, text: str, theme: int) -> list[Nearest]:
    """The labels of a theme nearest to the passage at `place`, the nearest first; none that overlap it."""
    training = fitted.training
    rows = np.flatnonzero(training.targets[:, theme] == APPLIES)
    rows = np.array([row for row in rows.tolist() if _apart(training.places[row], place)], dtype=np.intp)
    if not len(rows):
        return []
    classifier = fitted.classifier
    alike = gram(classifier.metric, classifier.transform([text]), fitted.X[rows])[0]
    best = [i for i in np.argsort(-alike, kind="stable")[:SHOWN].tolist() if alike[i] >= LEAST]
    return [_found(fitted, int(rows[i]), float(alike[i])) for i in best]


def _apart(one: Place, other: Place) -> bool:
    return one[0] != other[0] or one[2] <= other[1] or other[2] <= one[1]


def _found(fitted: Fitted, row: int, likeness: float) -> Nearest:
    article, start, end = fitted.training.places[row]
    sheet = fitted.own.get(article)
    mark = sheet.at(start, end) if sheet else None
    quote = fitted.training.texts[row][:QUOTED]
    return Nearest(article, start, end, quote, mark is not None and bool(mark.themes), likeness)
