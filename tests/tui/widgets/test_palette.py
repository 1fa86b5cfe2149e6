"""Theme colours can be read on every background the page has."""

from __future__ import annotations

import pytest
from rich.style import Style
from textual.color import Color
from textual.theme import Theme as Look

from model.coding.codebook import COLOURS, Theme
from tui.themes import THEMES
from tui.widgets.palette import DARK, LIGHT, ThemeInks

READABLE = 4.5
"""WCAG 2.1, success criterion 1.4.3."""


@pytest.mark.parametrize("look", THEMES, ids=lambda look: look.name)
@pytest.mark.parametrize("name", COLOURS)
def test_contrast(look: Look, name: str) -> None:
    ink = Color.parse((DARK if look.dark else LIGHT)[name])
    for paper in (look.background, look.surface, look.panel):
        assert contrast(ink, Color.parse(paper or "")) >= READABLE, paper


def contrast(ink: Color, paper: Color) -> float:
    """Contrast ratio of WCAG 2.1."""

    def light(colour: Color) -> float:
        parts = [
            part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in colour.normalized
        ]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    high, low = sorted((light(ink), light(paper)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_every_colour_a_codebook_may_name_is_there() -> None:
    assert set(DARK) == set(LIGHT) == set(COLOURS)


def test_themes_without_a_colour_differ_from_their_neighbours() -> None:
    inks = ThemeInks([Theme(str(number), "") for number in range(len(COLOURS))])
    assert len({inks.of(str(number)) for number in range(len(COLOURS))}) == len(COLOURS)


def test_an_unknown_theme_has_no_colour() -> None:
    assert ThemeInks().of("gone") == Style.null()
