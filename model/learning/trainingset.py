"""What to learn from: rows and targets, from the sheets of all human coders. Pure functions over plain data.

Target of a passage and theme: 1 where the theme applies; 0 where it was rejected, or where the passage's
state is `none` or `labelled` and the theme existed by then; else -1, unknown. The own decision counts; where
there is none, what the others say if they agree; where they disagree it is unknown. The audit sample, of any
coder, is left out, and so is what overlaps it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from model.coding.codebook import Theme
from model.coding.marks import Mark, Sheet
from model.coding.since import existed

APPLIES, DOES_NOT, UNKNOWN = 1, 0, -1
MIN_POSITIVES = 5
"""Positive labels below which a theme is too thin: it gets no figure."""

Place = tuple[str, int, int]
"""Article, start, end."""


@dataclass(frozen=True, eq=False)
class TrainingSet:
    """Labelled ranges, in the order in which they were decided.

    Custom ranges are rows like any other. A range of which nothing is known is no row.
    """

    texts: tuple[str, ...]
    targets: npt.NDArray[np.int8]
    """(n, k): 1 applies, 0 does not, -1 unknown."""
    places: tuple[Place, ...]
    themes: tuple[str, ...]
    """Ids of the k active themes, in the codebook's order."""
    at: tuple[str, ...]
    """When each row was last decided on; ISO 8601 UTC, or empty."""
    accepted: npt.NDArray[np.bool_]
    """(n, k): it applies, and whoever said so accepted a suggestion."""

    @property
    def groups(self) -> tuple[str, ...]:
        """The article of each row."""
        return tuple(article for article, _, _ in self.places)


def training_set(
    themes: Sequence[Theme],
    own_sheets: Iterable[Sheet],
    other_sheets: Iterable[Sheet],
    texts: Mapping[str, str] | None = None,
) -> TrainingSet:
    """Rows and targets.

    Args:
        themes: the whole codebook, merged and archived themes too; active ones get a column.
        own_sheets: those of the coder who is learned for.
        other_sheets: those of all other human coders.
        texts: article texts, for marks without a quote. A quote goes first: it is what was labelled.
    """
    active = [theme for theme in themes if theme.active]
    columns = columns_of(themes, active)
    own_sheets, other_sheets = _without_audit(own_sheets, other_sheets)
    own: dict[Place, list[Mark]] = _by_place(own_sheets)
    others = _by_place(other_sheets)
    rows: list[tuple[str, Place, str, list[int], list[bool]]] = []
    for place in {**own, **others}:
        mine = _agreed([targets_of(mark, active, columns) for mark in own.get(place, ())], len(active))
        theirs = _agreed([targets_of(mark, active, columns) for mark in others.get(place, ())], len(active))
        target = [theirs[i] if value == UNKNOWN else value for i, value in enumerate(mine)]
        marks = (*own.get(place, ()), *others.get(place, ()))
        text = _text(marks, place, texts or {})
        if text and any(value != UNKNOWN for value in target):
            accepted = _accepted(own.get(place) or marks, active, columns)
            rows.append((max(_decided(mark) for mark in marks), place, text, target, accepted))
    rows.sort(key=lambda row: row[:2])
    return TrainingSet(
        tuple(text for _, _, text, *_ in rows),
        np.array([target for *_, target, _ in rows], dtype=np.int8).reshape(len(rows), len(active)),
        tuple(place for _, place, *_ in rows),
        tuple(theme.id for theme in active),
        tuple(at for at, *_ in rows),
        np.array([accepted for *_, accepted in rows], dtype=bool).reshape(len(rows), len(active)),
    )


def _without_audit(*coders: Iterable[Sheet]) -> list[list[Sheet]]:
    """The sheets of each group without what any coder decided for the audit, and without what overlaps it."""
    groups = [list(sheets) for sheets in coders]
    audited: dict[str, list[Mark]] = defaultdict(list)
    for sheet in (sheet for group in groups for sheet in group):
        audited[sheet.article] += [mark for mark in sheet.marks if mark.audit]

    def clear(article: str, mark: Mark) -> bool:
        return all(mark.end <= other.start or other.end <= mark.start for other in audited[article])

    return [
        [
            replace(sheet, marks=tuple(mark for mark in sheet.marks if clear(sheet.article, mark)))
            if audited[sheet.article]
            else sheet
            for sheet in group
        ]
        for group in groups
    ]


def _accepted(marks: Iterable[Mark], active: Sequence[Theme], columns: Mapping[str, int]) -> list[bool]:
    """Of each theme whether it was given, and only ever by accepting a suggestion."""
    origins: dict[int, set[str]] = defaultdict(set)
    for decision in (decision for mark in marks for decision in mark.themes):
        if decision.theme in columns:
            origins[columns[decision.theme]].add(decision.origin)
    return [origins[theme] == {"suggestion"} for theme in range(len(active))]


def columns_of(themes: Sequence[Theme], active: Sequence[Theme]) -> dict[str, int]:
    """The column of each theme id; a merged theme counts for the one it became."""
    into = {theme.id: theme.merged_into for theme in themes if theme.merged_into}
    columns = {theme.id: column for column, theme in enumerate(active)}
    for theme in themes:
        target, steps = theme.id, 0
        while target in into and steps <= len(into):  # a circle, in a codebook edited by hand, ends too
            target, steps = into[target], steps + 1
        if target in columns:
            columns[theme.id] = columns[target]
    return columns


def _by_place(sheets: Iterable[Sheet]) -> dict[Place, list[Mark]]:
    found: dict[Place, list[Mark]] = defaultdict(list)
    for sheet in sheets:
        for mark in sheet.marks:
            found[sheet.article, mark.start, mark.end].append(mark)
    return found


def targets_of(mark: Mark, active: Sequence[Theme], columns: Mapping[str, int]) -> list[int]:
    """What one mark says of each active theme."""
    read = mark.state in ("none", "labelled")
    targets = [DOES_NOT if read and existed(theme.since, mark.at) else UNKNOWN for theme in active]
    for rejected in mark.rejected:
        column = columns.get(rejected.theme)
        # Who rejects a theme that was merged into a wider one has not rejected the wider one.
        if column is not None and active[column].id == rejected.theme:
            targets[column] = DOES_NOT
    for decision in mark.themes:
        if decision.theme in columns:
            targets[columns[decision.theme]] = APPLIES
    return targets


def _agreed(votes: Sequence[Sequence[int]], k: int) -> list[int]:
    """Theme by theme what all who know say; unknown where they disagree or no one knows."""
    said = [{vote[theme] for vote in votes} - {UNKNOWN} for theme in range(k)]
    return [values.pop() if len(values) == 1 else UNKNOWN for values in said]


def _text(marks: Iterable[Mark], place: Place, texts: Mapping[str, str]) -> str:
    article, start, end = place
    return next((mark.quote for mark in marks if mark.quote), texts.get(article, "")[start:end])


def _decided(mark: Mark) -> str:
    return max((mark.at, *(decision.at for decision in (*mark.themes, *mark.rejected))))
