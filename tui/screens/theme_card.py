"""What a theme means: its definition and notes, and the coder's own examples."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from model.coding.codebook import Theme
from tui.commands import Command, bindings
from tui.screens.dialog import DIALOG_COMMANDS, Dialog
from tui.text import content, one_line

if TYPE_CHECKING:
    from model.project import Example

QUOTE = 240
"""Characters of an example that are shown."""

CARD_COMMANDS: tuple[Command, ...] = (
    Command("card.close", "close", "q,enter,question_mark", "Close", "Back to where you were."),
    Command("card.down", "scroll(1)", "j,down", "Down", "Scroll down."),
    Command("card.up", "scroll(-1)", "k,up", "Up", "Scroll up."),
)


class ThemeCard(Dialog[None]):
    """A theme, its notes and examples.

    Args:
        theme: the theme.
        count: how many passages the coder gave it.
        examples: some of them.
    """

    commands = CARD_COMMANDS + DIALOG_COMMANDS
    BINDINGS = bindings(CARD_COMMANDS)
    DEFAULT_CSS = """
    ThemeCard VerticalScroll { height: auto; max-height: 18; }
    """

    def __init__(self, theme: Theme, count: int, examples: Sequence[Example]) -> None:
        super().__init__()
        self._theme = theme
        self._count = count
        self._examples = examples
        self.title_text = one_line(f"{theme.key}  {theme.name}" if theme.key else theme.name)

    def fields(self) -> ComposeResult:
        """One text that scrolls."""
        with VerticalScroll():
            yield Static(Content("\n\n").join(self._parts()))

    def action_scroll(self, by: int) -> None:
        """Scroll by lines."""
        self.query_one(VerticalScroll).scroll_relative(y=by, animate=False)

    def _parts(self) -> Iterator[Content]:
        theme = self._theme
        key = f"{theme.key}  " if theme.key else ""
        yield content(f"{key}{theme.name}", "bold $primary") + content(
            f"   {self._count} labelled", "$text-muted"
        )
        yield content(theme.definition or "no definition yet (4 opens the codebook)")
        for title, note in (("include", theme.include), ("exclude", theme.exclude)):
            if note:
                yield content(f"{title}: ", "bold") + content(note)
        yield content(
            "your own examples" if self._examples else "no passage of yours has this theme yet", "bold"
        )
        for example in self._examples:
            quote = " ".join(example.quote.split())
            cut = quote if len(quote) <= QUOTE else quote[:QUOTE] + "..."
            yield content(f'"{cut}"') + content(f"\n{example.article}", "$text-muted")
