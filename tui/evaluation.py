"""What the training process says about the quality of the suggestions, as the model screen shows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Event = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Score:
    """Cross-validated, grouped by article; None where there are too few labels."""

    precision: float | None = None
    recall: float | None = None
    f1: float | None = None
    need: int = 0
    """Labels still missing until it can be measured."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Scores by theme id, the learning curve as (labelled passages, F1), and a summary in words."""

    scores: Mapping[str, Score] = field(default_factory=dict)
    curve: tuple[tuple[float, float], ...] = ()
    summary: str = ""
    problem: str = ""
    """Why nothing was measured."""


def evaluation_of(event: Event) -> Evaluation:
    """The evaluation in an "evaluated" event of the process."""
    scores = {str(theme): _score(found) for theme, found in dict(event.get("themes") or {}).items()}
    curve = tuple((float(x), float(y)) for x, y in event.get("curve") or ())
    problem = str(event.get("problem") or "")
    return Evaluation(scores, curve, problem or str(event.get("summary") or ""), problem)


def _score(found: Event) -> Score:
    return Score(found.get("precision"), found.get("recall"), found.get("f1"), int(found.get("need") or 0))
