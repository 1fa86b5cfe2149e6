"""How good the classifier is, beside what the field uses: python -m benchmarks.classifier --help."""

from __future__ import annotations

import argparse
import time
from collections import defaultdict
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from benchmarks import baselines
from benchmarks.datasets import DataSet, load
from benchmarks.measures import (
    Floats,
    Targets,
    calibration_error,
    hit,
    macro_f1,
    mean_average_precision,
    ndcg,
    work_saved,
)
from model.classifier import ThemeClassifier

SETS = ("opp115", "reuters_news", "goemotions", "nyt_cap")
REVIEWS = ("review_Nagtegaal_2019", "review_ACEInhibitors")
BUDGETS = (0, 10, 40, 80, 160)
SEEDS = 5
POOL = 1000
"""Passages from which labels are drawn; the others are the test."""
SMALL_BUDGETS = (5, 10, 20, 40, 60)
SMALL_CORPORA, SMALL_ARTICLES, ORDERS = 6, 5, 20
Goal = tuple[str, str, int, int, str]
"""Measure, method, its labels, the rival's labels, what is wanted of the ratio."""
GOALS: tuple[Goal, ...] = (
    *(("hit@3", "none", n, n, ">= 1.12") for n in (40, 80, 160)),
    ("hit@3", "names", 40, 40, ">= 1.2"),
    ("hit@3", "definitions", 0, 80, ">= 1.0"),
    ("ECE", "none", 40, 40, "<= 0.5"),
    ("ECE", "none", 160, 160, "<= 0.35"),
)
Scorer = Callable[[baselines.Rows, Targets], Floats]
Figures = dict[tuple[str, str, int], dict[str, float]]
"""Mean figures by method, data set and number of labels."""


def learning(data: DataSet, seeds: int) -> Figures:
    """Learning curves of all methods on one set; the same passages for all, a seed at a time."""
    found: dict[tuple[str, str, int], list[dict[str, float]]] = defaultdict(list)
    ours = ThemeClassifier()
    X, field = ours.fit_features(data.texts), baselines.field_features(data.texts)
    given = {"none": None, "names": data.names, "definitions": data.definitions}
    for seed in range(seeds):
        order = np.random.default_rng(seed).permutation(len(data.texts))
        test = order[POOL:]
        for budget in BUDGETS:
            train = order[:budget]
            for method, definitions in given.items():
                if not budget and definitions is None:
                    continue  # nothing is known, and nothing is claimed
                model = ThemeClassifier(definitions).share_features(ours).fit_matrix(X[train], data.Y[train])
                P = model.predict_proba_of(X[test])
                found[method, data.name, budget].append(figures(P, data.Y[test], model.thresholds_))
            if budget:
                others = {
                    "tuned": baselines.tuned(field, data.Y, train, test),
                    "tuned pipeline": baselines.tuned_pipeline(data.texts, data.Y, train, test),
                    "defaults": baselines.defaults(data.texts, data.Y, train, test),
                    "most frequent": baselines.most_frequent(data.Y, train, test),
                }
                for method, P in others.items():
                    found[method, data.name, budget].append(figures(P, data.Y[test], np.array(0.5)))
    return {key: _mean(runs) for key, runs in found.items()}


def figures(P: Floats, Y: Targets, thresholds: Floats) -> dict[str, float]:
    """All measures of one fit."""
    return {
        "hit@3": hit(P, Y),
        "mAP": mean_average_precision(P, Y),
        "ECE": calibration_error(P, Y),
        "macro-F1": macro_f1((thresholds <= P).astype(np.int8), Y),
    }


def _mean(runs: list[dict[str, float]]) -> dict[str, float]:
    return {name: float(np.mean([run[name] for run in runs])) for name in runs[0]}


def small_corpora(data: DataSet, orders: int) -> dict[int, float]:
    """mAP on the passages not yet labelled / that of the zero-label suggestions on the same passages.

    Corpora of five articles; figures of all orders and corpora are added up before they are divided.
    """
    ratios: dict[int, list[float]] = defaultdict(list)
    articles = sorted(set(data.articles))
    for number in range(SMALL_CORPORA):
        chosen = np.random.default_rng(number).choice(articles, SMALL_ARTICLES, replace=False)
        rows = [row for row, article in enumerate(data.articles) if article in chosen]
        for budget, ratio in one_small(
            [data.texts[r] for r in rows], data.Y[rows], data.definitions, orders
        ).items():
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
        for budget in SMALL_BUDGETS:
            train, rest = order[:budget], order[budget:]
            if len(rest) and Y[rest].any():
                model = ThemeClassifier(definitions).share_features(features).fit_matrix(X[train], Y[train])
                pair = [
                    mean_average_precision(P, Y[rest]) for P in (model.predict_proba_of(X[rest]), zero[rest])
                ]
                sums[budget] += pair
    return {budget: float(total[0] / total[1]) for budget, total in sums.items()}


def screening(data: DataSet, seeds: int) -> dict[str, tuple[float, ...]]:
    """NDCG and WSS@95 of reading in the order of likeliness, from one passage of either side on."""
    features = ThemeClassifier()
    X = features.fit_features(data.texts)
    field, y = baselines.elas_u4(data.texts), data.Y[:, 0]

    def ours(definitions: list[str] | None) -> Scorer:
        def score(train: baselines.Rows, known: Targets) -> Floats:
            model = ThemeClassifier(definitions).share_features(features).fit_matrix(X[train], known[:, None])
            return model.scores_of(X)[:, 0]

        return score

    methods = {"ELAS u4": field, "none": ours(None), "definitions": ours(data.definitions)}
    found: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for seed in range(seeds):
        rng = np.random.default_rng(seed)
        start = np.array([rng.choice(np.flatnonzero(y == side)) for side in (1, 0)])
        for name, score in methods.items():
            read = y[_screened(score, y, start)]
            found[name].append((ndcg(read), work_saved(read)))
    return {name: tuple(np.mean(runs, axis=0)) for name, runs in found.items()}


def _screened(score: Scorer, y: Targets, start: baselines.Rows) -> baselines.Rows:
    """The order of reading; refitted after every twentieth part more, at first after each passage."""
    order = start
    while len(order) < len(y):
        scores = score(order, y[order])
        scores[order] = -np.inf
        batch = min(max(1, len(order) // 20), len(y) - len(order))
        order = np.concatenate([order, np.argsort(-scores, kind="stable")[:batch]])
    return order


def refit_times(data: DataSet, themes: int = 40) -> dict[int, tuple[float, float]]:
    """Seconds of refit with leave-one-out, and of liblinear one-vs-rest; the better of three."""
    features = ThemeClassifier()
    X = features.fit_features(data.texts)
    Y = data.Y[:, np.argsort(-data.Y.sum(axis=0))[:themes]]
    order = np.random.default_rng(0).permutation(len(data.texts))
    found = {}
    for n in (300, 1000):
        rows, Y_rows = X[order[:n]], Y[order[:n]]
        model = ThemeClassifier().share_features(features)
        ours = _seconds(partial(model.fit_matrix, rows, Y_rows))
        make = partial(baselines.balanced, 10.0)
        theirs = _seconds(partial(baselines.one_vs_rest, rows, Y_rows, rows[:1], make))
        found[n] = (ours, theirs)
    return found


def _seconds(work: Callable[[], object]) -> float:
    times = []
    for _ in range(3):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return min(times)


def report(found: Figures) -> None:
    """Learning curves, then the goals."""
    for measure in ("hit@3", "mAP", "ECE", "macro-F1"):
        print(
            f"\n{measure}, mean of {', '.join(SETS)}\n{'labels':16s}" + "".join(f"{b:>8d}" for b in BUDGETS)
        )
        for method in dict.fromkeys(method for method, _, _ in found):
            cells = [[found[method, s, b][measure] for s in SETS if (method, s, b) in found] for b in BUDGETS]
            line = "".join(f"{np.mean(cell):8.3f}" if cell else f"{'-':>8s}" for cell in cells)
            print(f"{method:16s}{line}")
    print("\nratios, mean over the sets (each set)")
    for goal in GOALS:
        for rival in ("tuned", "tuned pipeline"):
            print(_ratio(found, goal, rival))


def _ratio(found: Figures, goal: Goal, rival: str) -> str:
    measure, method, labels, against, wanted = goal
    each = [found[method, s, labels][measure] / found[rival, s, against][measure] for s in SETS]
    sets = ", ".join(f"{ratio:.2f}" for ratio in each)
    title = f"{measure}, {method}, {labels} labels / {rival}, {against} labels (goal {wanted})"
    return f"{title}: {np.mean(each):.2f} ({sets})"


def main() -> None:
    """Print everything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"), help="folder of the data sets")
    parser.add_argument("--quick", action="store_true", help="one seed, fewer orders")
    parser.add_argument("--only", choices=("learning", "small", "screening", "time"), help="one part of it")
    asked = parser.parse_args()
    seeds, orders = (1, 4) if asked.quick else (SEEDS, ORDERS)
    with threadpool_limits(1):
        if asked.only in (None, "learning"):
            found: Figures = {}
            for name in SETS:
                found |= learning(load(asked.data, name), seeds)
            report(found)
        if asked.only in (None, "small"):
            ratios = small_corpora(load(asked.data, "opp115"), orders)
            print(
                "\nmAP after labels / without, same passages, privacy policies by five (>= 1.0, 1.05 at 60):"
            )
            print("  ".join(f"{n}: {ratio:.3f}" for n, ratio in ratios.items()))
        if asked.only in (None, "time"):
            for n, (ours, theirs) in refit_times(load(asked.data, "reuters_news")).items():
                times = f"{ours:.3f} s; liblinear {theirs:.3f} s; {theirs / ours:.1f} times (goal 10)"
                print(f"refit and leave-one-out, {n} labels, 40 themes: {times}")
        if asked.only in (None, "screening"):
            for name in REVIEWS:
                for method, (gain, saved) in screening(load(asked.data, name), seeds).items():
                    print(f"{name} {method}: NDCG {gain:.3f}, WSS@95 {saved:.3f}")


if __name__ == "__main__":
    main()
