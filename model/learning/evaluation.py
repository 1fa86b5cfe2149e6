"""How good the suggestions are, said honestly: a figure only where the labels can carry it.

Every figure is for passages of articles that the classifier has not seen (cross-validation grouped by
article): passages of one article are so alike that anything else flatters. From fewer than MIN_ARTICLES no
figure is given at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix
from sklearn.metrics import average_precision_score
from sklearn.model_selection import GroupKFold, GroupShuffleSplit

from model.classifier import Floats, Targets, ThemeClassifier
from model.learning.auditing import AuditReport
from model.learning.trainingset import MIN_POSITIVES
from model.suggestions import Suspect

FOLDS = 5
"""Parts of the articles."""
MIN_ARTICLES = 20
"""Articles with labels below which there is no figure: their like would decide what it says."""
FIRST_POINT = 10
"""Labelled passages at the first point of the learning curve; each further point has twice as many."""
SHOWN = 3
"""Suggestions beside a passage, of which one should be right."""
SEED = 0
BINS = 10
"""Steps of probability in which reliability is told."""


@dataclass(frozen=True, slots=True)
class ThemeScore:
    """One theme's figures, 0 to 1, or why there are none."""

    theme: str
    positives: int
    negatives: int
    articles: int
    """Articles in which it applies somewhere."""
    accepted: int = 0
    """Of the positives, those that a person got by accepting a suggestion."""
    precision: float | None = None
    """Share of the passages suggested (probability at the theme's threshold or above) that are right."""
    recall: float | None = None
    """Share of the passages it applies to that are suggested."""
    f1: float | None = None
    average_precision: float | None = None
    """Of the order by probability; no threshold in it."""
    why: str = ""
    """"too few labels (need 4 more)", "too early: ..."; empty where there are figures."""


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """How good it would have been after that many labels, on articles kept apart."""

    labels: int
    hits: float | None
    """Share of passages with a theme of which one is among the first SHOWN suggestions."""
    average_precision: float | None
    """Mean over the themes that can be scored."""


@dataclass(frozen=True, slots=True)
class Said:
    """Suggestions of about one probability, and how often they were right."""

    said: float
    """Mean of the probabilities."""
    true: float
    """Share that applied."""
    count: int


@dataclass(frozen=True, slots=True)
class Report:
    """Scores of all themes, the learning curve, and how far probabilities can be believed."""

    passages: int
    articles: int
    themes: tuple[ThemeScore, ...]
    curve: tuple[CurvePoint, ...]
    f1: float | None
    """Mean over the themes that have one (macro)."""
    average_precision: float | None
    hits: float | None
    """As in CurvePoint, by cross-validation."""
    why: str = ""
    """Why there are no figures of cross-validation; empty where there are."""
    reliability: tuple[Said, ...] = ()
    """Of the SHOWN likeliest themes of each passage, by tenths of their probability."""
    suspects: tuple[Suspect, ...] = ()
    audit: AuditReport | None = None

    def plain(self) -> dict[str, Any]:
        """As JSON has it."""
        return asdict(self)


@dataclass(frozen=True, eq=False)
class Material:
    """What is evaluated: labelled passages in the order in which they were labelled."""

    features: ThemeClassifier
    """Holds the features that were learned from the whole corpus."""
    definitions: Sequence[str]
    themes: Sequence[str]
    X: csr_matrix
    Y: Targets
    groups: Sequence[str]
    """The article of each row."""
    accepted: npt.NDArray[np.bool_] | None = None
    """(n, k), see `TrainingSet`."""

    def fitted(self, rows: npt.NDArray[np.intp]) -> ThemeClassifier:
        """A classifier that has learned from these rows only."""
        classifier = ThemeClassifier(self.definitions).share_features(self.features)
        return classifier.fit_matrix(self.X[rows], self.Y[rows])


def evaluate(material: Material, pause: Callable[[], object] = lambda: None) -> Report:
    """Scores by cross-validation grouped by article, and the learning curve.

    Args:
        material: what to evaluate.
        pause: called between fits; may raise to stop.
    """
    articles = len(set(material.groups))
    why = _too_early(articles)
    p = picked = None
    curve: tuple[CurvePoint, ...] = ()
    if not why and material.Y.shape[1]:
        p, picked = _out_of_fold(material, pause)
        curve = tuple(_curve(material, pause))
    scores = tuple(_theme_score(material, theme, p, picked, why) for theme in range(material.Y.shape[1]))
    return Report(
        len(material.Y),
        articles,
        scores,
        curve,
        _mean([score.f1 for score in scores]),
        _mean([score.average_precision for score in scores]),
        None if p is None else hits(p, material.Y),
        why,
        () if p is None else tuple(_reliability(p, material.Y)),
    )


def _too_early(articles: int) -> str:
    if articles >= MIN_ARTICLES:
        return ""
    return f"too early: labels from only {articles} article{'s' * (articles != 1)} (need {MIN_ARTICLES})"


def _out_of_fold(material: Material, pause: Callable[[], object]) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """Probabilities and decisions of each row by a classifier that has not seen its article."""
    p = np.zeros(material.Y.shape)
    picked = np.zeros(material.Y.shape, dtype=bool)
    for train, test in GroupKFold(FOLDS).split(material.Y, groups=material.groups):
        pause()
        classifier = material.fitted(train)
        p[test] = classifier.predict_proba_of(material.X[test])
        picked[test] = p[test] >= classifier.thresholds_
    return p, picked


def _theme_score(
    material: Material, theme: int, p: Floats | None, picked: npt.NDArray[np.bool_] | None, why: str
) -> ThemeScore:
    target = material.Y[:, theme]
    positives, negatives = int((target == 1).sum()), int((target == 0).sum())
    articles = len({material.groups[row] for row in np.flatnonzero(target == 1).tolist()})
    accepted = 0 if material.accepted is None else int((material.accepted[:, theme] & (target == 1)).sum())
    counts = (material.themes[theme], positives, negatives, articles, accepted)
    if positives < MIN_POSITIVES:
        return ThemeScore(*counts, why=f"too few labels (need {MIN_POSITIVES - positives} more)")
    if p is None or picked is None:
        return ThemeScore(*counts, why=why)
    if articles < 2:  # noqa: PLR2004 - one to learn from, one to test on
        return ThemeScore(*counts, why="too early: it applies in one article only")
    if not negatives:
        return ThemeScore(*counts, why="no passage is known to be without it")
    known = target >= 0
    true, said = target[known] == 1, picked[known, theme]
    right = int((true & said).sum())
    precision = right / int(said.sum()) if said.any() else 0.0
    recall = right / positives
    f1 = 2 * right / (int(said.sum()) + positives)
    return ThemeScore(*counts, precision, recall, f1, float(average_precision_score(true, p[known, theme])))


def _curve(material: Material, pause: Callable[[], object]) -> Iterator[CurvePoint]:
    """Learn from the first 10, 20, 40 ... labels of two thirds of the articles, test on the others."""
    split = GroupShuffleSplit(1, test_size=1 / 3, random_state=SEED)
    train, test = next(split.split(material.Y, groups=material.groups))
    labels = FIRST_POINT
    while labels < 2 * len(train):
        pause()
        rows = train[:labels]  # rows are in the order in which they were labelled
        p = material.fitted(rows).predict_proba_of(material.X[test])
        yield CurvePoint(len(rows), hits(p, material.Y[test]), _mean_precision(p, material.Y[test]))
        labels *= 2


def _reliability(p: Floats, Y: Targets) -> Iterator[Said]:
    best = np.argsort(-p, axis=1, kind="stable")[:, :SHOWN]
    said, target = np.take_along_axis(p, best, axis=1), np.take_along_axis(Y, best, axis=1)
    said, true = said[target >= 0], target[target >= 0] == 1
    bins = np.minimum((said * BINS).astype(int), BINS - 1)
    for number in range(BINS):
        here = bins == number
        if here.any():
            yield Said(float(said[here].mean()), float(true[here].mean()), int(here.sum()))


def hits(p: Floats, Y: Targets, shown: int = SHOWN) -> float | None:
    """Share of the passages with a theme of which one is among the `shown` likeliest; None without any."""
    rows = np.flatnonzero((Y == 1).any(axis=1))
    if not len(rows):
        return None
    best = np.argsort(-p[rows], axis=1, kind="stable")[:, :shown]
    return float((np.take_along_axis(Y[rows], best, axis=1) == 1).any(axis=1).mean())


def _mean_precision(p: Floats, Y: Targets) -> float | None:
    found: list[float | None] = []
    for theme in range(Y.shape[1]):
        known = Y[:, theme] >= 0
        true = Y[known, theme] == 1
        if true.any() and not true.all():
            found.append(float(average_precision_score(true, p[known, theme])))
    return _mean(found)


def _mean(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None
