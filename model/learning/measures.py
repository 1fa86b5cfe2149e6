"""Measures: what a suggestion, a ranking, a probability and a screening order are worth. Arrays: (n, k)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Targets = npt.NDArray[np.int8]

SHOWN = 3
BINS = 15
RECALL = 0.95


def hit(P: Floats, Y: Targets, shown: int = SHOWN) -> float:
    """Of the passages with a theme, the share with one of theirs among the `shown` most probable."""
    some = Y.any(axis=1)
    top = np.argsort(-P[some], axis=1, kind="stable")[:, :shown]
    return float(np.take_along_axis(Y[some], top, axis=1).max(axis=1).mean())


def average_precision(score: Floats, y: Targets) -> float:
    """Mean precision at the ranks of the passages that count (1-d)."""
    found = y[np.argsort(-score, kind="stable")]
    return float((np.cumsum(found) / np.arange(1, len(found) + 1))[found > 0].mean())


def mean_average_precision(P: Floats, Y: Targets) -> float:
    """Mean over the themes that occur in `Y`."""
    return float(np.mean([average_precision(P[:, t], Y[:, t]) for t in np.flatnonzero(Y.any(axis=0))]))


def calibration_error(P: Floats, Y: Targets) -> float:
    """Expected calibration error of the three shown: |mean probability - share right| over BINS equal
    bins.
    """
    top = np.argsort(-P, axis=1, kind="stable")[:, :SHOWN]
    p, y = (np.take_along_axis(of, top, axis=1).ravel() for of in (P, Y))
    bins = np.minimum((p * BINS).astype(int), BINS - 1)
    return float(sum(abs(p[bins == b].sum() - y[bins == b].sum()) for b in range(BINS)) / len(p))


def figures(P: Floats, Y: Targets, thresholds: Floats) -> dict[str, float]:
    """All measures of probabilities (n, k); themes are taken to apply from `thresholds` on."""
    return {
        "hit@1": hit(P, Y, 1),
        "hit@3": hit(P, Y),
        "mAP": mean_average_precision(P, Y),
        "macro-F1": macro_f1((thresholds <= P).astype(np.int8), Y),
        "ECE": calibration_error(P, Y),
    }


def macro_f1(predicted: Targets, Y: Targets) -> float:
    """Mean F1 over the themes that occur in `Y`."""
    both, either = (predicted & Y).sum(axis=0), predicted.sum(axis=0) + Y.sum(axis=0)
    return float((2 * both / np.maximum(either, 1))[Y.any(axis=0)].mean())


def ndcg(y: Targets) -> float:
    """Normalised discounted cumulative gain of an order of screening, `y` in that order (1-d)."""
    discount = 1 / np.log2(np.arange(2, len(y) + 2))
    return float((y * discount).sum() / discount[: int(y.sum())].sum())


def work_saved(y: Targets) -> float:
    """WSS@95: the share not yet read when 95 % is found, beyond the 5 % that random order would save."""
    read = int(np.searchsorted(np.cumsum(y), np.ceil(RECALL * y.sum()))) + 1
    return 1 - read / len(y) - (1 - RECALL)
