"""Replay the screening of a literature: one rare theme, the most likely passage read next.

Reported as screening tools do: NDCG, and WSS@95, the work saved when 95 % of what counts is found.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence

import numpy as np

from model.classifier import ThemeClassifier
from model.errors import RubricateError
from model.learning import baselines
from model.learning.baselines import Rows
from model.learning.dataset import DataSet
from model.learning.measures import Floats, Targets, ndcg, work_saved

Scorer = Callable[[Rows, Targets], Floats]
"""From the rows read and what they turned out to be: a score of every passage."""
RIVAL = "ELAS u4 settings"
PART = 20
"""Refitted after every such part more of what is read; at first after each passage."""


def screen(
    data: DataSet, seeds: Sequence[int], progress: Callable[[int, int], object] = lambda done, of: None
) -> dict[str, dict[str, float]]:
    """NDCG and WSS@95 by method, from one passage of either side on; means over the seeds.

    Args:
        data: of one theme.
        seeds: each draws another start.
        progress: called with the orders done and all orders.

    Raises:
        RubricateError: all passages, or none, have the theme.
    """
    y = data.Y[:, 0]
    if y.all() or not y.any():
        raise RubricateError("needs passages with the theme and without", file=data.name)
    methods = _methods(data)
    found: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for turn, seed in enumerate(seeds):
        rng = np.random.default_rng(seed)
        start = np.array([rng.choice(np.flatnonzero(y == side)) for side in (1, 0)])
        for number, (name, score) in enumerate(methods.items()):
            progress(turn * len(methods) + number, len(seeds) * len(methods))
            read = y[_read(score, y, start)]
            found[name].append((ndcg(read), work_saved(read)))
    return {
        name: dict(zip(("NDCG", "WSS@95"), np.mean(runs, axis=0).tolist(), strict=True))
        for name, runs in found.items()
    }


def _methods(data: DataSet) -> dict[str, Scorer]:
    features = ThemeClassifier()
    X = features.fit_features(data.texts)

    def ours(definitions: list[str] | None) -> Scorer:
        def score(train: Rows, known: Targets) -> Floats:
            model = ThemeClassifier(definitions).share_features(features).fit_matrix(X[train], known[:, None])
            return model.scores_of(X)[:, 0]

        return score

    defined = {} if data.definitions is None else {"definitions": ours(data.definitions)}
    return {"labels only": ours(None), **defined, RIVAL: baselines.elas_u4(data.texts)}


def _read(score: Scorer, y: Targets, start: Rows) -> Rows:
    """The order in which passages are read."""
    order = start
    while len(order) < len(y):
        scores = score(order, y[order])
        scores[order] = -np.inf
        batch = min(max(1, len(order) // PART), len(y) - len(order))
        order = np.concatenate([order, np.argsort(-scores, kind="stable")[:batch]])
    return order
