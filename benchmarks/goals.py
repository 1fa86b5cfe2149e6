"""What was wanted, what was measured, and the table that shows both."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.cases import Check, Goal

Medians = Mapping[str, float]
"""Medians over all rounds by "case.figure"."""
Runs = Mapping[str, Sequence[Mapping[str, float]]]
"""By case, the figures of each round."""
HEADINGS = ("", "goal", "wanted", "measured", "figure", "control", "")


@dataclass(frozen=True)
class Result:
    """What came of one check; `value` is None where it could not be measured."""

    goal: Goal
    check: Check
    value: float | None
    figure: float | None
    control: float | None

    @property
    def reached(self) -> bool | None:
        """Whether it is as good as wanted."""
        if self.value is None:
            return None
        most, least = self.check.most, self.check.least
        return (most is None or self.value <= most) and (least is None or self.value >= least)


def medians(runs: Runs) -> dict[str, float]:
    """The median over the rounds of each figure."""
    found = {}
    for case, rounds in runs.items():
        for name in dict.fromkeys(name for figures in rounds for name in figures):
            found[f"{case}.{name}"] = statistics.median(f[name] for f in rounds if name in f)
    return found


def results(goals: Sequence[Goal], figures: Medians) -> Iterator[Result]:
    """Each check of each goal."""
    for goal in goals:
        for check in goal.check:
            figure = figures.get(check.figure)
            control = figures.get(check.control or check.beside)
            value = figure
            if check.control:
                value = figure / control if figure is not None and control else None
            yield Result(goal, check, value, figure, control)


def table(found: Sequence[Result]) -> str:
    """In Markdown, a line a check."""
    lines = [HEADINGS, tuple("---" for _ in HEADINGS), *(_line(result) for result in found)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _line(result: Result) -> tuple[str, ...]:
    goal, check = result.goal, result.check
    words = f"{goal.words}: {check.words}" if check.words else goal.words
    limit = f"<= {check.most:g}" if check.most is not None else f">= {check.least:g}"
    times = " x" if check.control else f" {check.unit}"
    verdict = {True: "reached", False: "missed", None: "not measured"}[result.reached]
    return (
        str(goal.number),
        words,
        limit + times,
        f"{_number(result.value)}{times if result.value is not None else ''}",
        f"{_number(result.figure)} {check.unit}" if check.control else "",
        f"{_number(result.control)} {check.unit}" if check.control or check.beside else "",
        verdict,
    )


def _number(value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.2f}"  # noqa: PLR2004 - digits that mean something
