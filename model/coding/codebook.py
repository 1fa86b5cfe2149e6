"""The codebook: the themes, their keys and colours, and the rules that keep them usable. Pure data."""

from __future__ import annotations

from dataclasses import dataclass

RESERVED_KEYS = frozenset("jknNvtx0emugGbqo[]?/12345 +-")
"""Keys that reader and queue use themselves; a theme can't have them."""

COLOURS = (
    "red",
    "orange",
    "amber",
    "lime",
    "green",
    "teal",
    "cyan",
    "blue",
    "indigo",
    "violet",
    "magenta",
    "rose",
)
"""Names that a theme's `colour` may have; what they look like is the screen's affair."""


@dataclass(frozen=True, slots=True)
class Theme:
    """An entry of the codebook. `id` never changes and is never reused."""

    id: str
    name: str
    key: str = ""
    """One letter that toggles the theme in the reader; empty for none."""
    colour: str = ""
    """One of COLOURS, or empty."""
    definition: str = ""
    include: str = ""
    exclude: str = ""
    since: str = ""
    """ISO 8601 UTC; a passage coded before is unknown for this theme, not a negative."""
    parent: str = ""
    archived: bool = False
    merged_into: str = ""

    @property
    def active(self) -> bool:
        """Whether it can be applied to passages."""
        return not self.archived and not self.merged_into


@dataclass(frozen=True, slots=True)
class Codebook:
    """The themes in the coder's order, archived ones included. Snapshots are never changed."""

    themes: tuple[Theme, ...] = ()

    @property
    def active(self) -> tuple[Theme, ...]:
        """The themes that can be applied, in order."""
        return tuple(theme for theme in self.themes if theme.active)

    def get(self, theme_id: str) -> Theme | None:
        """The theme with this id."""
        return next((theme for theme in self.themes if theme.id == theme_id), None)

    def by_key(self, key: str) -> Theme | None:
        """The active theme that this key toggles."""
        return next((theme for theme in self.active if theme.key == key), None)
