"""How long a refit takes beside liblinear, label by label and afresh, and how long a score of everything.

Seconds are of processor time, in one thread: other work on the machine does not count.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import numpy as np
from scipy.sparse import vstack

from model.classifier import ThemeClassifier
from model.learning import baselines
from model.learning.dataset import DataSet

ROUNDS = 5
BLOCK = 100_000
"""Passages of the matrix that is scored many times over."""


class Refit(NamedTuple):
    """Seconds at `n` labels; the best of ROUNDS."""

    n: int
    next_label: float
    """One label more than at the last fit: what happens while someone labels."""
    afresh: float
    """Nothing kept but the features."""
    liblinear: float
    """One-vs-rest on TF-IDF that is computed already, C fixed."""


def refits(data: DataSet, themes: int = 40, sizes: tuple[int, ...] = (300, 1000)) -> list[Refit]:
    """Refit with all left-out scores, at several numbers of labels."""
    features = ThemeClassifier()
    X = features.fit_features(data.texts)
    field = baselines.field_features(data.texts)
    Y = data.Y[:, np.argsort(-data.Y.sum(axis=0))[:themes]]
    order = np.random.default_rng(0).permutation(len(data.texts))

    def fit(n: int) -> None:
        rows = order[:n]
        ThemeClassifier().share_features(features).fit_matrix(X[rows], Y[rows])

    found = []
    for n in sizes:
        rows = order[:n]
        make = partial(baselines.balanced, 10.0)
        theirs = _best(partial(baselines.one_vs_rest, field[rows], Y[rows], field[rows[:1]], make), 2)
        afresh = []
        for _ in range(ROUNDS):
            features.forget_kernels()
            afresh.append(_seconds(partial(fit, n)))
        fit(n - ROUNDS)
        nexts = [_seconds(partial(fit, n - ROUNDS + more)) for more in range(1, ROUNDS + 1)]
        found.append(Refit(n, min(nexts), min(afresh), theirs))
    return found


def rescores(data: DataSet, passages: int, themes: int = 20, labels: int = 300) -> float:
    """Seconds to score so many passages (the same ones again and again) for 20 themes, features ready."""
    features = ThemeClassifier()
    X = features.fit_features(data.texts)
    model = ThemeClassifier().share_features(features).fit_matrix(X[:labels], data.Y[:labels, :themes])
    block = vstack([X] * (1 + BLOCK // X.shape[0]), format="csr")[:BLOCK]

    def score() -> None:
        for first in range(0, passages, BLOCK):
            model.predict_proba_of(block[: min(BLOCK, passages - first)])

    return _best(score, 3)


def _best(work: Callable[[], object], rounds: int) -> float:
    return min(_seconds(work) for _ in range(rounds))


def _seconds(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began
