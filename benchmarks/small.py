"""Do labels ever make it worse? On corpora of a few articles, with definitions."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from model.classifier import ThemeClassifier
from model.learning.dataset import DataSet
from model.learning.measures import Floats, Targets, mean_average_precision

BUDGETS = (5, 10, 20, 40, 60)
CORPORA, ARTICLES = 6, 5


def small_corpora(data: DataSet, orders: int) -> dict[int, float]:
    """mAP on the passages not yet labelled / that of the zero-label suggestions on the same passages.

    Corpora of five articles; figures of all orders are added up before they are divided.
    """
    ratios: dict[int, list[float]] = defaultdict(list)
    articles = sorted(set(data.articles))
    for number in range(CORPORA):
        chosen = np.random.default_rng(number).choice(articles, ARTICLES, replace=False)
        rows = [row for row, article in enumerate(data.articles) if article in chosen]
        texts = [data.texts[row] for row in rows]
        for budget, ratio in one_small(texts, data.Y[rows], data.definitions or [], orders).items():
            ratios[budget].append(ratio)
    return {budget: float(np.mean(found)) for budget, found in ratios.items()}


def one_small(texts: list[str], Y: Targets, definitions: list[str], orders: int) -> dict[int, float]:
    """The ratio of `small_corpora` for one corpus."""
    features = ThemeClassifier()
    X = features.fit_features(texts)
    zero = ThemeClassifier(definitions).share_features(features).fit_matrix(X[:0], Y[:0]).predict_proba_of(X)
    sums: dict[int, Floats] = defaultdict(lambda: np.zeros(2))
    for seed in range(orders):
        order = np.random.default_rng(seed).permutation(len(texts))
        for budget in BUDGETS:
            train, rest = order[:budget], order[budget:]
            if len(rest) and Y[rest].any():
                model = ThemeClassifier(definitions).share_features(features).fit_matrix(X[train], Y[train])
                pair = (model.predict_proba_of(X[rest]), zero[rest])
                sums[budget] += [mean_average_precision(P, Y[rest]) for P in pair]
    return {budget: float(total[0] / total[1]) for budget, total in sums.items()}
