"""The rows of the codebook: active themes in the coder's order, archived ones below them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from textwrap import wrap

from model.coding.codebook import Codebook, Theme
from model.errors import RubricateError
from tui.text import one_line
from tui.widgets.palette import ThemeInks
from tui.widgets.rows import Cell, Column

COLUMNS = (
    Column("key", 3),
    Column("theme", share=2),
    Column("labels", 6, "right", from_width=40),
    Column("definition", share=3, from_width=50),
)

BROKEN = "The codebook is broken, and its themes can't be shown:"
WIDTH = 70
"""Columns of the words that stand where there are no rows."""


def nothing(problem: RubricateError | None, otherwise: str) -> str:
    """What stands where no themes are: why the codebook can't be read, or else `otherwise`; lines."""
    if problem is None:
        return otherwise
    said = wrap(one_line(str(problem)), WIDTH, break_on_hyphens=False)
    return "\n".join([BROKEN, " ", *said, " ", "Until it is mended everything is read-only."])


class CodebookRows:
    """All themes of a codebook.

    Args:
        codebook: the themes.
        counts: labels by theme id.
        dark: whether the page is dark.
    """

    columns = COLUMNS

    def __init__(self, codebook: Codebook, counts: Mapping[str, int], dark: bool = True) -> None:
        put_away = tuple(theme for theme in codebook.themes if not theme.active)
        self.themes: tuple[Theme, ...] = codebook.active + put_away
        self._counts = counts
        self._inks = ThemeInks(codebook.active, dark)

    def __len__(self) -> int:
        return len(self.themes)

    def place(self, theme_id: str) -> int | None:
        """Where a theme stands; None where it is not there."""
        return next((i for i, theme in enumerate(self.themes) if theme.id == theme_id), None)

    def row(self, index: int) -> Sequence[Cell]:
        """The cells of a theme."""
        theme = self.themes[index]
        ink = self._inks.of(theme.id)
        count = self._counts.get(theme.id, 0)
        if not theme.active:
            fate = "merged" if theme.merged_into else "archived"
            return ("", ((f"{one_line(theme.name)} ({fate})", "muted"),), f"{count}", "")
        return (
            ((f" {theme.key or '-'}", ink),),
            ((one_line(theme.name), ink),),
            f"{count}" if count else "",
            one_line(theme.definition),
        )
