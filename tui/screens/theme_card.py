"""What a theme means: its definition and notes, and the coder's own examples."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from model.coding.codebook import Theme
from tui.commands import Command, bindings
from tui.screens.dialog import DIALOG_COMMANDS, SCROLL_COMMANDS, Dialog
from tui.text import content, one_line

if TYPE_CHECKING:
    from model.outcomes import Example
    from tui.session import Session

QUOTE = 240
"""Characters of an example that are shown."""

CARD_COMMANDS: tuple[Command, ...] = (
    Command("card.close", "close", "enter,question_mark", "Close", "Back to where you were."),
)


class ThemeCard(Dialog[None]):
    """A theme, its notes and examples.

    Args:
        theme: the theme.
        count: how many passages the coder gave it.
        examples: some of them.
    """

    commands = CARD_COMMANDS + SCROLL_COMMANDS + DIALOG_COMMANDS
    BINDINGS = bindings(CARD_COMMANDS + SCROLL_COMMANDS)
    hint = "j and k scroll, escape closes"

    def __init__(self, theme: Theme, count: int, examples: Sequence[Example]) -> None:
        super().__init__()
        self._theme = theme
        self._count = count
        self._examples = examples
        self.title_text = one_line(f"{theme.key}  {theme.name}" if theme.key else theme.name)

    def fields(self) -> ComposeResult:
        """One text."""
        yield Static(Content("\n\n").join(self._parts()))

    def _parts(self) -> Iterator[Content]:
        theme = self._theme
        yield content(theme.definition or "no definition yet (4 opens the codebook)")
        for title, note in (("include", theme.include), ("exclude", theme.exclude)):
            if note:
                yield content(f"{title}: ", "bold") + content(note)
        own = f"your own labels: {self._count}" if self._count else "no passage of yours has this theme yet"
        yield content(own, "bold")
        for example in self._examples:
            quote = " ".join(example.quote.split())
            cut = quote if len(quote) <= QUOTE else quote[:QUOTE] + "..."
            yield content(f'"{cut}"') + content(f"\n{example.article}", "$text-muted")


def theme_card(session: Session, theme_id: str) -> ThemeCard | None:
    """The card of a theme, with the coder's own examples; None for an unknown theme."""
    theme = session.codebook.get(theme_id)
    if theme is None:
        return None
    return ThemeCard(theme, session.theme_counts.get(theme_id, 0), session.project.examples(theme_id))
