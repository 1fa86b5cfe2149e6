"""The rows of the model screen: what the classifier knows of each theme, and how good it is. Plain data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from model.coding.codebook import Codebook, Theme
from model.suggestions import ThemeStatus, TrainingStatus
from tui.evaluation import Score
from tui.text import one_line
from tui.widgets.palette import ThemeInks
from tui.widgets.rows import Cell, Column

COLUMNS = (
    Column("key", 3),
    Column("theme", share=3),
    Column("labels", 6, "right"),
    Column("accepted", 8, "right", from_width=90),
    Column("not", 6, "right", from_width=60),
    Column("precision", 9, "right", from_width=76),
    Column("recall", 6, "right", from_width=70),
    Column("F1", 4, "right", from_width=50),
    Column("", share=2, from_width=40),
)


class ModelRows:
    """One row a theme.

    Args:
        codebook: the themes.
        status: what the suggestions were learned from; None where there are none yet.
        scores: by theme id; None where nothing was measured.
        dark: whether the page is dark.
    """

    columns = COLUMNS

    def __init__(
        self,
        codebook: Codebook,
        status: TrainingStatus | None,
        scores: Mapping[str, Score] | None = None,
        dark: bool = True,
    ) -> None:
        self.themes = codebook.active
        self._known = {theme.theme: theme for theme in status.themes} if status else {}
        self._scores = scores
        self._inks = ThemeInks(codebook.active, dark)

    def __len__(self) -> int:
        return len(self.themes)

    def row(self, index: int) -> Sequence[Cell]:
        """The cells of a theme."""
        theme = self.themes[index]
        known, ink = self._known.get(theme.id), self._inks.of(theme.id)
        return (
            ((f" {theme.key or '-'}", ink),),
            ((one_line(theme.name), ink),),
            f"{known.positives}" if known else "",
            f"{score.accepted}" if (score := (self._scores or {}).get(theme.id)) else "",
            f"{known.negatives}" if known else "",
            *self._figures(theme),
            self._state(known, (self._scores or {}).get(theme.id)),
        )

    @staticmethod
    def _state(known: ThemeStatus | None, score: Score | None) -> Cell:
        """What is missing until it is learned, or until it can be measured."""
        if known is None:
            return (("not seen yet", "muted"),)
        if known.need:
            return ((f"need {known.need} more", "warning"),)
        if score is not None and score.why:
            why = score.why.removeprefix("too few labels ").strip("()")
            # What holds for all themes is said at length above the list.
            return ((one_line("too early" if why.startswith("too early: labels") else why), "muted"),)
        return (("learned", "good"),)

    def _figures(self, theme: Theme) -> tuple[Cell, Cell, Cell]:
        score = (self._scores or {}).get(theme.id, Score())
        return _figure(score.precision), _figure(score.recall), _figure(score.f1)


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"
