"""What the training process says about the quality of the suggestions, as the model screen shows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from model.suggestions import Suspect

Event = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Score:
    """One theme's figures on articles that were not learned from, or why there are none."""

    precision: float | None = None
    recall: float | None = None
    f1: float | None = None
    why: str = ""
    labels: int = 0
    accepted: int = 0
    """Of the labels, those that were accepted suggestions."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """How good the suggestions are."""

    scores: Mapping[str, Score] = field(default_factory=dict)
    """By theme id."""
    curve: tuple[tuple[float, float], ...] = ()
    """Labelled passages, and the share of passages with a right theme among the first three suggestions."""
    summary: str = ""
    why: str = ""
    """Why there are no figures of cross-validation; empty where there are."""
    reliability: tuple[tuple[float, float, int], ...] = ()
    """What suggestions said, what share of them was right, and how many there were."""
    suspects: tuple[Suspect, ...] = ()
    audit: Event | None = None
    """See `tui.audit_words`; None where nothing is known of it."""


def evaluation_of(event: Event) -> Evaluation:
    """The evaluation in an "evaluated" event of the process."""
    report: Event = event.get("report") or {}
    themes = report.get("themes") or ()
    scores = {
        str(found["theme"]): Score(
            found.get("precision"),
            found.get("recall"),
            found.get("f1"),
            str(found.get("why") or ""),
            int(found.get("positives") or 0),
            int(found.get("accepted") or 0),
        )
        for found in themes
    }
    curve = tuple(
        (float(point["labels"]), float(point["hits"]))
        for point in report.get("curve") or ()
        if point.get("hits") is not None
    )
    why = str(report.get("why") or "")
    steps = tuple((s["said"], s["true"], s["count"]) for s in report.get("reliability") or ())
    suspects = tuple(Suspect(**found) for found in report.get("suspects") or ())
    summary = why or _summary(report, scores)
    return Evaluation(scores, curve, summary, why, steps, suspects, report.get("audit"))


def _summary(report: Event, scores: Mapping[str, Score]) -> str:
    """The figures in a sentence."""
    f1, hits = report.get("f1"), report.get("hits")
    measured = sum(score.f1 is not None for score in scores.values())
    parts = []
    if hits is not None:
        parts.append(f"{hits:.0%} of the passages have a right theme among the first three suggestions")
    if f1 is not None:
        parts.append(f"mean F1 {f1:.2f} of {measured} theme{'s' * (measured != 1)}")
    return "; ".join(parts) or "no theme has labels enough to be measured"
