"""Replay a labelled data set: how good the suggestions would have been after 10, 20, 40 ... labels.

The same passages are learned from and tested on by all methods: this program, and what the field uses.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix

from model.classifier import ThemeClassifier
from model.classifying.features import Encoder
from model.learning import baselines
from model.learning.baselines import Rows
from model.learning.dataset import DataSet
from model.learning.measures import Floats, Targets, figures
from model.learning.queue import Pool, Seen, orders

BUDGETS = (0, 10, 20, 40, 80, 160, 320)
SEEDS = (0, 1, 2)
TESTED = 3
"""Of so many passages (articles, where they are known) one is kept to test on."""
BATCH = 10
"""Labels between two fits where the queue asks for them."""
OURS = ("labels only", "names", "definitions")
TUNED, FREQUENT = "tuned", "most frequent"
EMBEDDED = " +E"
"""Behind the name of a method that has embeddings."""

Method = Callable[[Rows, Rows], tuple[Floats, Floats]]
"""From the rows to learn from and to test on: probabilities (n, k) and thresholds."""
Ask = Callable[[Rows, int], Rows]
"""From the rows labelled so far: the next ones, at most as many as given."""


@dataclass(frozen=True, slots=True)
class Point:
    """One method after so many labels: means over the seeds."""

    method: str
    labels: int
    figures: Mapping[str, float]
    """hit@1, hit@3, mAP, macro-F1, ECE (of the three shown), seconds (to learn and to predict)."""


class Bench:
    """Methods that share what they learned of one data set without its labels.

    Args:
        data: the data set.
        encoder: gives embeddings, to the queue, and to each method's twin that is named with EMBEDDED.
    """

    def __init__(self, data: DataSet, encoder: Encoder | None = None) -> None:
        self.data = data
        self.field: csr_matrix = baselines.field_features(data.texts)
        self._featured = {"": _featured(data)}
        if encoder is not None:
            self._featured[EMBEDDED] = _featured(data, encoder)
        self.features, self.X = list(self._featured.values())[-1]

    def fitted(self, definitions: Sequence[str] | None, train: Rows) -> ThemeClassifier:
        """This program's classifier, with these labels; with embeddings, if there are any."""
        return _fitted(self.features, self.X[train], self.data.Y[train], definitions)

    def methods(self) -> dict[str, Method]:
        """By name: this program (without definitions, with names, with definitions if given), and others."""
        given = dict(zip(OURS, (None, self.data.names, self.data.definitions), strict=True))
        found = {
            name + kind: self._ours(kind, definitions)
            for kind in self._featured
            for name, definitions in given.items()
            if name == OURS[0] or definitions is not None
        }
        found[TUNED] = self._tuned(self.field)
        if EMBEDDED in self._featured:
            words = self.features.metric.words
            found[TUNED + EMBEDDED] = self._tuned(self.X[:, words:].toarray())
        return found | {FREQUENT: self._frequent}

    def _ours(self, kind: str, definitions: Sequence[str] | None) -> Method:
        features, X = self._featured[kind]

        def method(train: Rows, test: Rows) -> tuple[Floats, Floats]:
            model = _fitted(features, X[train], self.data.Y[train], definitions)
            return model.predict_proba_of(X[test]), model.thresholds_

        return method

    def _tuned(self, X: csr_matrix | Floats) -> Method:
        def method(train: Rows, test: Rows) -> tuple[Floats, Floats]:
            return baselines.tuned(X, self.data.Y, train, test), np.array(0.5)

        return method

    def _frequent(self, train: Rows, test: Rows) -> tuple[Floats, Floats]:
        return baselines.most_frequent(self.data.Y, train, test), np.array(0.5)


def _featured(data: DataSet, encoder: Encoder | None = None) -> tuple[ThemeClassifier, csr_matrix]:
    features = ThemeClassifier(encoder=encoder)
    return features, features.fit_features(data.texts)


def _fitted(
    features: ThemeClassifier, X: csr_matrix, Y: Targets, definitions: Sequence[str] | None
) -> ThemeClassifier:
    return ThemeClassifier(definitions).share_features(features).fit_matrix(X, Y)


def one_seed(
    data: DataSet, methods: Mapping[str, Method], budgets: Sequence[int], ask: Ask, test: Rows
) -> Iterator[Point]:
    """The curve of every method for one order of labels."""
    train = np.zeros(0, dtype=np.intp)
    for budget in budgets:
        train = np.concatenate([train, ask(train, budget - len(train))])
        if len(train) < budget:
            return  # no more passages to label
        for name, method in methods.items():
            if (
                budget or name.removesuffix(EMBEDDED) in OURS[1:]
            ):  # the others know nothing before the first label
                began = time.perf_counter()
                P, thresholds = method(train, test)
                seconds = time.perf_counter() - began
                yield Point(name, budget, figures(P, data.Y[test], thresholds) | {"seconds": seconds})


def means(points: Sequence[Point]) -> list[Point]:
    """Points of several seeds, averaged by method and number of labels, in the order in which they came."""
    found: dict[tuple[str, int], list[Mapping[str, float]]] = defaultdict(list)
    for point in points:
        found[point.method, point.labels].append(point.figures)
    return [
        Point(method, labels, {name: float(np.mean([run[name] for run in runs])) for name in runs[0]})
        for (method, labels), runs in found.items()
    ]


def simulate(
    data: DataSet,
    order: str,
    budgets: Sequence[int],
    seeds: Sequence[int],
    progress: Callable[[int, int], object] = lambda done, of: None,
    encoder: Encoder | None = None,
) -> list[Point]:
    """Learning curves.

    Args:
        data: what to replay.
        order: of the labels: "random"; "article", one article after the other; "queue", as the queue asks.
        budgets: numbers of labels to stop at.
        seeds: each draws other passages to test on, and another order.
        progress: called with the steps done and all steps.
        encoder: gives embeddings; the methods that have them stand beside those that have not.
    """
    bench = Bench(data, encoder)
    budgets = sorted(set(budgets))
    points: list[Point] = []
    for turn, seed in enumerate(seeds):
        pool, test = split(data, seed)
        ask = queued(bench, pool) if order == "queue" else listed(_in_order(data, pool, order))
        for point in one_seed(data, bench.methods(), budgets, ask, test):
            points.append(point)
            progress(turn * len(budgets) + budgets.index(point.labels), len(seeds) * len(budgets))
    return means(points)


def split(data: DataSet, seed: int) -> tuple[Rows, Rows]:
    """Rows to label, in random order, and rows to test on: whole articles where there are several."""
    rng = np.random.default_rng(seed)
    articles = sorted(set(data.articles))
    if len(articles) < TESTED:
        shuffled = rng.permutation(len(data.texts))
        kept = len(shuffled) // TESTED
        return shuffled[kept:], shuffled[:kept]
    tests = set(rng.permutation(articles)[: len(articles) // TESTED].tolist())
    tested = np.array([article in tests for article in data.articles])
    return rng.permutation(np.flatnonzero(~tested)), np.flatnonzero(tested)


def _in_order(data: DataSet, pool: Rows, order: str) -> Rows:
    """One article after the other, the passages of each as they stand in it; or as they come."""
    if order != "article":
        return pool
    first: dict[str, int] = {}
    for row in pool.tolist():
        first.setdefault(data.articles[row], len(first))
    return np.array(sorted(pool.tolist(), key=lambda row: (first[data.articles[row]], row)), dtype=np.intp)


def listed(rows: Rows) -> Ask:
    """Labels in a fixed order."""
    return lambda train, wanted: rows[len(train) : len(train) + wanted]


def queued(bench: Bench, pool: Rows) -> Ask:
    """Labels as the queue asks for them, most uncertain first; before it has anything to go by, at random."""

    def ask(train: Rows, wanted: int) -> Rows:
        asked = train
        while len(asked) < len(train) + wanted and len(asked) < len(pool):
            left = np.zeros(len(bench.data.texts), dtype=bool)
            left[pool] = True
            left[asked] = False
            step = min(BATCH, len(train) + wanted - len(asked))
            asked = np.concatenate([asked, _next(bench, asked, left, pool)[:step]])
        return asked[len(train) :]

    return ask


def _next(bench: Bench, asked: Rows, left: npt.NDArray[np.bool_], pool: Rows) -> Rows:
    if not len(asked) and bench.data.definitions is None:
        return pool
    model = bench.fitted(bench.data.definitions, asked)
    nothing_audited = np.full(len(left), np.iinfo(np.uint64).max)
    seen = Seen(left, model.thresholds_)
    seen.add(0, model.predict_proba_of(bench.X))
    return orders(
        Pool(
            seen,
            (bench.data.Y[asked] == 1).sum(axis=0),
            left,
            nothing_audited,
            model.metric,
            bench.X,
            bench.X[asked],
            bench.data.definitions is not None,
        )
    )["uncertain"]
