"""The rows of the model screen's other sections: audit, reliability, suspect labels. Plain data."""

from __future__ import annotations

from collections.abc import Sequence

from model.coding.codebook import Codebook, Theme
from model.suggestions import Suspect
from tui.audit_words import Audit, figure, judged
from tui.text import one_line
from tui.widgets.palette import ThemeInks
from tui.widgets.rows import Cell, Column, Piece

BAR = 30
"""Cells of the bar that stands for all suggestions being right."""


class AuditRows:
    """One row a theme: what the sample says of it.

    Args:
        codebook: the themes.
        audit: what was found, or None.
        dark: whether the page is dark.
    """

    def __init__(self, codebook: Codebook, audit: Audit | None, dark: bool = True) -> None:
        themes = {theme.id: theme for theme in codebook.active}
        known = [(themes.get(str(score["theme"])), score) for score in audit["themes"]] if audit else []
        unread = f"of {audit['unread']:,} unread" if audit else ""
        self.columns = (
            Column("key", 3),
            Column("theme", share=3),
            Column("found", 5, "right"),
            Column("precision", 14, "right", from_width=66),
            Column("recall", 14, "right", from_width=50),
            Column(unread, max(12, len(unread)), "right"),
        )
        self._scores = [(theme, score) for theme, score in known if theme is not None]
        self._inks = ThemeInks(codebook.active, dark)

    def __len__(self) -> int:
        return len(self._scores)

    def row(self, index: int) -> Sequence[Cell]:
        """The cells of a theme."""
        theme, score = self._scores[index]
        bound = score["at_most"]
        return (
            *_names(theme, self._inks),
            f"{score['present']}",
            judged(score["precision"]),
            judged(score["recall"]),
            "" if bound is None else f"at most {bound}",
        )


class ReliabilityRows:
    """One row for each tenth of probability: what was said, and how often it was right.

    Args:
        steps: (said, right, number of suggestions).
    """

    columns = (
        Column("said", 5, "right"),
        Column("right", 5, "right"),
        Column("of", 7, "right"),
        Column(" 0 · · ·  said |  right ▇  · · · 1", share=1),
    )

    def __init__(self, steps: Sequence[tuple[float, float, int]]) -> None:
        self._steps = steps

    def __len__(self) -> int:
        return len(self._steps)

    def row(self, index: int) -> Sequence[Cell]:
        """The cells of a step; the bar is what was right, the stroke what was said."""
        said, right, number = self._steps[index]
        return figure(said), figure(right), f"{number:,}", self._bar(said, right)

    @staticmethod
    def _bar(said: float, right: float) -> Cell:
        bar = "▇" * round(right * BAR)
        stroke = min(BAR - 1, round(said * BAR))
        drawn = bar.ljust(BAR)
        before: Piece = (f" {drawn[:stroke]}", "accent")
        return (before, ("|", "warning"), (drawn[stroke + 1 :].rstrip(), "accent"))


class SuspectRows:
    """One row for each label that does not fit the others.

    Args:
        codebook: the themes.
        suspects: the worst first.
        dark: whether the page is dark.
    """

    columns = (
        Column("key", 3),
        Column("theme", share=2),
        Column("label", 7),
        Column("others", 6, "right"),
        Column("passage", share=4),
    )

    def __init__(self, codebook: Codebook, suspects: Sequence[Suspect], dark: bool = True) -> None:
        themes = {theme.id: theme for theme in codebook.active}
        self.suspects = [found for found in suspects if found.theme in themes]
        self._themes = themes
        self._inks = ThemeInks(codebook.active, dark)

    def __len__(self) -> int:
        return len(self.suspects)

    def row(self, index: int) -> Sequence[Cell]:
        """The cells of a label."""
        found = self.suspects[index]
        return (
            *_names(self._themes[found.theme], self._inks),
            "applies" if found.applies else "not",
            figure(found.p),
            one_line(found.quote),
        )


def _names(theme: Theme, inks: ThemeInks) -> tuple[Cell, Cell]:
    ink = inks.of(theme.id)
    return ((f" {theme.key or '-'}", ink),), ((one_line(theme.name), ink),)
