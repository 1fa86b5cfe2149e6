"""How good the classifier is, beside what the field uses: python -m benchmarks.classifier --help."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

for _library in ("OMP", "OPENBLAS", "MKL"):  # read when numpy is imported
    os.environ.setdefault(f"{_library}_NUM_THREADS", "1")

import numpy as np  # noqa: E402

from benchmarks import timing  # noqa: E402
from benchmarks.datasets import SAMPLE, generated, load, sample  # noqa: E402
from benchmarks.small import one_small, small_corpora  # noqa: E402
from model.classifying.features import Encoder  # noqa: E402
from model.learning import baselines  # noqa: E402
from model.learning.baselines import Rows  # noqa: E402
from model.learning.dataset import DataSet  # noqa: E402
from model.learning.embeddings import open_embeddings  # noqa: E402
from model.learning.measures import Floats  # noqa: E402
from model.learning.screening import RIVAL, screen  # noqa: E402
from model.learning.simulate import (  # noqa: E402
    EMBEDDED,
    OURS,
    TUNED,
    Bench,
    Method,
    Point,
    listed,
    means,
    one_seed,
)

SETS = ("opp115", "reuters_news", "goemotions", "nyt_cap")
REVIEWS = ("review_Nagtegaal_2019", "review_ACEInhibitors")
BUDGETS = (0, 10, 40, 80, 160)
SEEDS = 5
POOL = 1000
"""Passages from which labels are drawn; the others are the test."""
ORDERS = 20
Goal = tuple[str, str, int, int, str]
"""Measure, method, its labels, the rival's labels, what is wanted of the ratio."""
GOALS: tuple[Goal, ...] = (
    *(("hit@3", "labels only", n, n, ">= 1.12") for n in (40, 80, 160)),
    ("hit@3", "names", 40, 40, ">= 1.2"),
    ("hit@3", "definitions", 0, 80, ">= 1.0"),
    ("ECE", "labels only", 40, 40, "<= 0.5"),
    ("ECE", "labels only", 160, 160, "<= 0.35"),
)
RIVALS = ("tuned", "tuned pipeline")
EMBEDDED_RIVAL = TUNED + EMBEDDED
EMBEDDED_GOALS: tuple[Goal, ...] = tuple(
    ("hit@3", method, n, n, ">= 1.05") for method in (OURS[0], OURS[0] + EMBEDDED) for n in (40, 80, 160)
)
"""Beside embeddings with logistic regression: without pretrained weights, and with them."""
Curves = Mapping[tuple[str, str, int], Mapping[str, float]]
"""Mean figures by data set, method and number of labels."""


def learning(data: DataSet, seeds: int, pool: int = POOL, encoder: Encoder | None = None) -> list[Point]:
    """Learning curves of all methods on one set; the same passages for all, a seed at a time."""
    bench = Bench(data, encoder)
    methods = {**bench.methods(), **_further(data)}
    found: list[Point] = []
    for seed in range(seeds):
        order = np.random.default_rng(seed).permutation(len(data.texts))
        budgets = [budget for budget in BUDGETS if budget <= pool]
        found.extend(one_seed(data, methods, budgets, listed(order[:pool]), order[pool:]))
    return means(found)


def _further(data: DataSet) -> dict[str, Method]:
    def pipeline(train: Rows, test: Rows) -> tuple[Floats, Floats]:
        return baselines.tuned_pipeline(data.texts, data.Y, train, test), np.array(0.5)

    def defaults(train: Rows, test: Rows) -> tuple[Floats, Floats]:
        return baselines.defaults(data.texts, data.Y, train, test), np.array(0.5)

    return {"tuned pipeline": pipeline, "defaults": defaults}


def tables(found: Curves, sets: Iterable[str]) -> None:
    """Learning curves, means over the sets."""
    sets = list(sets)
    budgets = sorted({labels for *_, labels in found})
    for measure in ("hit@1", "hit@3", "mAP", "ECE", "macro-F1"):
        title = f"\n{measure}, mean of {', '.join(sets)}" if len(sets) > 1 else f"\n{measure}, {sets[0]}"
        print(title + f"\n{'labels':16s}" + "".join(f"{budget:>8d}" for budget in budgets))
        for method in dict.fromkeys(method for _, method, _ in found):
            cells = [[found[s, method, b][measure] for s in sets if (s, method, b) in found] for b in budgets]
            line = "".join(f"{np.mean(cell):8.3f}" if cell else f"{'-':>8s}" for cell in cells)
            print(f"{method:16s}{line}")


def goals(found: Curves, sets: Iterable[str]) -> None:
    """What was wanted and what was measured, the ratio set by set."""
    sets = list(sets)
    print(f"\nratios, mean (of {', '.join(sets)})")
    pairs = [(goal, rival) for goal in GOALS for rival in RIVALS]
    pairs += [(goal, EMBEDDED_RIVAL) for goal in EMBEDDED_GOALS]
    for (measure, method, labels, against, wanted), rival in pairs:
        each = [
            found[s, method, labels][measure] / found[s, rival, against][measure]
            for s in sets
            if (s, method, labels) in found and (s, rival, against) in found
        ]
        if each:
            title = f"{measure}, {method}, {labels} labels / {rival}, {against} labels (goal {wanted})"
            print(f"{title}: {np.mean(each):.2f} ({', '.join(f'{ratio:.2f}' for ratio in each)})")


def _by_key(name: str, points: Iterable[Point]) -> dict[tuple[str, str, int], Mapping[str, float]]:
    return {(name, point.method, point.labels): point.figures for point in points}


def _curves(data: list[DataSet], seeds: int, pool: int = POOL, encoder: Encoder | None = None) -> None:
    found: dict[tuple[str, str, int], Mapping[str, float]] = {}
    for one in data:
        found |= _by_key(one.name, learning(one, seeds, pool, encoder))
    tables(found, [one.name for one in data])
    goals(found, [one.name for one in data])


def _small(name: str, ratios: Mapping[int, float]) -> None:
    print(f"\nmAP after labels / without, same passages, {name} (goal >= 1.0 at every n, >= 1.05 at 60):")
    print("  ".join(f"{n}: {ratio:.3f}" for n, ratio in ratios.items()))


def _times(data: DataSet) -> None:
    print(f"\nrefit and leave-one-out, 40 themes, {data.name} (goal: 10 times as fast as liblinear)")
    for n, step, afresh, theirs in timing.refits(data):
        times = f"next label {step:.3f} s, afresh {afresh:.3f} s, liblinear {theirs:.3f} s"
        print(f"{n} labels: {times}; {theirs / step:.1f} and {theirs / afresh:.1f} times")
    for passages, goal in ((100_000, 0.1), (1_000_000, 1.0)):
        print(f"scores of {passages:,} x 20: {timing.rescores(data, passages):.3f} s (goal {goal} s)")


def _screening(data: list[DataSet], seeds: int) -> None:
    ratios = []
    print("\nscreening, most likely first")
    for one in data:
        found = screen(one, range(seeds))
        for method, figures in found.items():
            print(f"{one.name} {method}: NDCG {figures['NDCG']:.3f}, WSS@95 {figures['WSS@95']:.3f}")
        ratios.append([found["labels only"][name] / found[RIVAL][name] for name in ("NDCG", "WSS@95")])
    gain, saved = np.mean(ratios, axis=0)
    print(f"labels only / {RIVAL} (goal >= 1.0): NDCG {gain:.2f}, WSS@95 {saved:.2f}")


def main() -> None:
    """Print everything that is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--data", type=Path, help="folder of the data sets; without it, our own small ones only"
    )
    parser.add_argument("--quick", action="store_true", help="one seed, fewer orders")
    parser.add_argument("--only", choices=("learning", "small", "screening", "time"), help="one part of it")
    parser.add_argument(
        "--embeddings", metavar="MODEL", help="a folder or a name; measure with its embeddings, too"
    )
    parser.add_argument("--sets", nargs="+", choices=SETS, default=SETS, help="only these of the data sets")
    asked = parser.parse_args()
    seeds, orders = (1, 4) if asked.quick else (SEEDS, ORDERS)
    own, folder = sample(), asked.data
    encoder = open_embeddings(folder or SAMPLE, asked.embeddings) if asked.embeddings else None
    ours: dict[str, Callable[[], None]] = {
        "learning": lambda: _curves([own], orders, 2 * len(own.texts) // 3, encoder),
        "small": lambda: _small(
            "the sample project", one_small(own.texts, own.Y, own.definitions or [], orders)
        ),
        "time": lambda: _times(generated(4000)),
    }
    theirs: dict[str, Callable[[Path], None]] = {
        "learning": lambda data: _curves([load(data, name) for name in asked.sets], seeds, encoder=encoder),
        "small": lambda data: _small("privacy policies by five", small_corpora(load(data, "opp115"), orders)),
        "time": lambda data: _times(load(data, "reuters_news")),
        "screening": lambda data: _screening([load(data, name) for name in REVIEWS], seeds),
    }
    for name, measure in theirs.items():
        if asked.only in (None, name):
            if name in ours:
                ours[name]()
            if folder:
                measure(folder)


if __name__ == "__main__":
    main()
