"""What the colours of themes look like, and the styles of the reader's page, in dark and in light."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from rich.color import Color
from rich.style import Style

from model.coding.codebook import COLOURS, Theme

DARK: Mapping[str, str] = MappingProxyType(
    {
        "red": "#ff7b6b",
        "orange": "#f5944a",
        "amber": "#e5b83c",
        "lime": "#b5cf4a",
        "green": "#74c476",
        "teal": "#4fc3ab",
        "cyan": "#56c2e0",
        "blue": "#7fb0ff",
        "indigo": "#a3a0ff",
        "violet": "#c79bff",
        "magenta": "#f08be0",
        "rose": "#ff8fae",
    }
)
"""On a dark page."""

LIGHT: Mapping[str, str] = MappingProxyType(
    {
        "red": "#a8201a",
        "orange": "#8f4300",
        "amber": "#6f5200",
        "lime": "#4e5c08",
        "green": "#27632a",
        "teal": "#005f53",
        "cyan": "#005a70",
        "blue": "#1c4fa6",
        "indigo": "#4640ad",
        "violet": "#6c2dab",
        "magenta": "#8d1e81",
        "rose": "#9c1a4b",
    }
)
"""On a light page."""


class ThemeInks:
    """Theme id -> style, for one codebook on a dark or a light page.

    A theme that names no colour gets one by its place, so that neighbours differ.
    """

    def __init__(self, themes: Iterable[Theme] = (), dark: bool = True) -> None:
        hexes = DARK if dark else LIGHT
        self._styles: dict[str, Style] = {}
        for place, theme in enumerate(themes):
            name = theme.colour if theme.colour in hexes else COLOURS[place * 5 % len(COLOURS)]
            self._styles[theme.id] = Style(color=Color.parse(hexes[name]))

    def of(self, theme_id: str) -> Style:
        """The colour of a theme; no colour for a theme the codebook does not know."""
        return self._styles.get(theme_id, Style.null())
