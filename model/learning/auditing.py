"""What the audit sample says: the only figures that no choice of what to label can flatter.

The sample is drawn by hash (`model.coding.audit`) and gone through from the lowest number on. It counts by
tens: the first ten passages once all of them are decided, then the first twenty. So what was read for
another reason, a favourite article say, does not weigh more than the rest. Half of the sample is shown blind
and is the yardstick; the other half shows suggestions, so that it can be seen how much they sway.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from model.coding.audit import SCALE, SHARE, kind
from model.coding.codebook import Theme
from model.coding.marks import Mark
from model.coding.progress import passage_states
from model.learning.intervals import Share, at_most, share
from model.learning.outcome import Fitted
from model.learning.trainingset import APPLIES, UNKNOWN, columns_of, targets_of

Ints = npt.NDArray[np.intp]

STEP = 10
"""Passages of a half by which it counts."""


@dataclass(frozen=True, slots=True)
class AuditScore:
    """One theme in the blind half."""

    theme: str
    present: int
    """Blind passages counted to which it applies."""
    precision: Share
    """Of the passages suggested."""
    recall: Share
    """Of the passages to which it applies."""
    at_most: int | None
    """Unread passages that carry it, at most (95 %); None where that can't be said yet."""


@dataclass(frozen=True, slots=True)
class AuditReport:
    """What was found in the sample."""

    sample: int
    """Passages of the sample, decided or not."""
    blind: int
    """Decided without suggestions, and counted."""
    assisted: int
    """The same for the half that shows suggestions."""
    need: int
    """Blind passages still to be decided before more of them count; 0 at the end."""
    waiting: int
    """Passages of the sample that are untouched."""
    skipped: int
    unread: int
    """Untouched passages of the corpus."""
    themes: tuple[AuditScore, ...]
    agreement_blind: Share
    """Of the passages with a theme, those whose top suggestion is right."""
    agreement_assisted: Share


class _Outcome(NamedTuple):
    """What the coder said of a passage; `targets` are all unknown where it was skipped."""

    targets: list[int]
    audit: str
    skipped: bool


def audit_report(fitted: Fitted, themes: Sequence[Theme]) -> AuditReport:
    """Figures of the audit.

    Args:
        fitted: what was learned, without the audit, and from whose labels.
        themes: the whole codebook.
    """
    outcomes = dict(_outcomes(fitted, themes))
    draws = fitted.corpus.draws
    rows = np.flatnonzero(draws < np.uint64(SHARE * SCALE))
    rows = rows[np.argsort(draws[rows], kind="stable")]
    halves = {name: _half(fitted, rows, name) for name in ("blind", "assisted")}
    blind, assisted = (_counted(half, outcomes) for half in halves.values())
    return AuditReport(
        len(rows),
        sum(outcomes[row].audit == "blind" for row in blind),
        sum(outcomes[row].audit == "assisted" for row in assisted),
        _need(halves["blind"], outcomes),
        sum(row not in outcomes for row in rows.tolist()),
        sum(outcomes[row].skipped for row in rows.tolist() if row in outcomes),
        len(fitted.corpus) - len(outcomes),
        tuple(_score(fitted, number, blind, outcomes) for number in range(len(fitted.training.themes))),
        _agreement(fitted, blind, outcomes, "blind"),
        _agreement(fitted, assisted, outcomes, "assisted"),
    )


def _outcomes(fitted: Fitted, themes: Sequence[Theme]) -> Iterator[tuple[int, _Outcome]]:
    """Of each default passage that is not untouched: its row, and what the coder said."""
    active = [theme for theme in themes if theme.active]
    columns = columns_of(themes, active)
    for article, sheet in fitted.own.items():
        first, _ = fitted.corpus.articles.get(article, (0, 0))
        ranges = fitted.corpus.ranges(article)
        marks = {(mark.start, mark.end): mark for mark in sheet.marks}
        for number, state in enumerate(passage_states(ranges, sheet.marks)):
            mark = marks.get(ranges[number])
            if state == "skipped":
                yield first + number, _Outcome([UNKNOWN] * len(active), mark.audit if mark else "", True)
            elif mark is not None and mark.state == state:
                yield first + number, _Outcome(targets_of(mark, active, columns), mark.audit, False)
            elif state == "labelled":
                over = [m for m in sheet.marks if m.start < ranges[number][1] and ranges[number][0] < m.end]
                yield first + number, _Outcome(_given(over, len(active), columns), "", False)


def _given(marks: Sequence[Mark], k: int, columns: dict[str, int]) -> list[int]:
    """Targets of a passage of which only parts, or more, were labelled: it has the themes of those labels."""
    given = {columns.get(decision.theme) for mark in marks for decision in mark.themes}
    return [int(theme in given) for theme in range(k)]


def _half(fitted: Fitted, rows: Ints, name: str) -> list[int]:
    return [row for row in rows.tolist() if kind(int(fitted.corpus.draws[row])) == name]


def _counted(half: list[int], outcomes: dict[int, _Outcome]) -> list[int]:
    """The rows of a half that count; those that were skipped are passed over."""
    decided = next((place for place, row in enumerate(half) if row not in outcomes), len(half))
    full = decided if decided == len(half) else decided - decided % STEP
    return [row for row in half[:full] if not outcomes[row].skipped]


def _need(half: list[int], outcomes: dict[int, _Outcome]) -> int:
    """How many of a half are still to be decided before more of it counts."""
    waiting = [place for place, row in enumerate(half) if row not in outcomes]
    if not waiting:
        return 0
    following = waiting[0] - waiting[0] % STEP + STEP
    return sum(place < following for place in waiting)


def _score(fitted: Fitted, theme: int, blind: list[int], outcomes: dict[int, _Outcome]) -> AuditScore:
    known = [row for row in blind if outcomes[row].targets[theme] != UNKNOWN]
    judged = [row for row in known if outcomes[row].audit == "blind"]
    true = np.array([outcomes[row].targets[theme] == APPLIES for row in judged], dtype=bool)
    p = fitted.classifier.predict_proba_of(fitted.corpus.matrix[judged])[:, theme] if judged else np.empty(0)
    said = p >= fitted.classifier.thresholds_[theme]
    right = int((said & true).sum())
    bound = None
    if known:
        present = sum(outcomes[row].targets[theme] == APPLIES for row in known)
        found = sum(outcome.targets[theme] == APPLIES for outcome in outcomes.values())
        unread = len(fitted.corpus) - len(outcomes)
        most = max(0, at_most(len(fitted.corpus), len(known), present) - found)
        bound = most if most < unread else None
    return AuditScore(
        fitted.training.themes[theme],
        int(true.sum()),
        share(right, int(said.sum())),
        share(right, int(true.sum())),
        bound,
    )


def _agreement(fitted: Fitted, rows: list[int], outcomes: dict[int, _Outcome], half: str) -> Share:
    """How often the top suggestion is right, where there is a theme at all."""
    rows = [row for row in rows if outcomes[row].audit == half and APPLIES in outcomes[row].targets]
    if not rows:
        return share(0, 0)
    top = fitted.classifier.predict_proba_of(fitted.corpus.matrix[rows]).argmax(axis=1)
    right = sum(outcomes[row].targets[best] == APPLIES for row, best in zip(rows, top.tolist(), strict=True))
    return share(int(right), len(rows))
