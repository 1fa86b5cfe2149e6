"""A slip with a title, some fields, and a line that says which keys do what."""

from __future__ import annotations

from typing import ClassVar, Generic, TypeVar

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tui.commands import Command
from tui.screens.slip import Slip

Result = TypeVar("Result")

DIALOG_COMMANDS: tuple[Command, ...] = (
    Command("slip.close", "close", "escape", "Close", "Close this without an answer."),
)
SCROLL_COMMANDS: tuple[Command, ...] = (
    Command("slip.down", "scroll(1)", "j,down", "Down", "Scroll down."),
    Command("slip.up", "scroll(-1)", "k,up", "Up", "Scroll up."),
    Command("slip.page_down", "scroll(10)", "pagedown,space", "Page down", "Scroll down a page."),
    Command("slip.page_up", "scroll(-10)", "pageup", "Page up", "Scroll up a page."),
    Command("slip.shut", "close", "q", "Close", "Close this."),
)
"""For those that have nothing to type into."""


class Dialog(Slip[Result], Generic[Result]):
    """Subclasses give `title_text`, `hint` and `fields`. The answer is None when it was closed."""

    commands: ClassVar[tuple[Command, ...]] = DIALOG_COMMANDS
    title_text: str = ""
    """Above the content; safe for the screen."""
    hint: str = "escape closes"
    """Below the content: which keys do what."""
    DEFAULT_CSS = """
    Dialog {
        & .slip { padding: 0 1; max-height: 100%; scrollbar-size-vertical: 1; }
        & .slip--title { margin-bottom: 1; }
        & .label { color: $text-muted; }
        & .problem { color: $error; text-style: bold; }
        & Input, & TextArea { height: 1; }
        & Input:focus, & TextArea:focus { background: $boost; }
    }
    """

    def compose(self) -> ComposeResult:
        """Title, the fields, a line on the keys."""
        with VerticalScroll(classes="slip", can_focus=False):
            yield Static(Content(self.title_text), classes="slip--title")
            yield from self.fields()
            yield Static(Content(self.hint), classes="slip--hint")

    def fields(self) -> ComposeResult:
        """What the dialog is about."""
        yield from ()

    def action_scroll(self, by: int) -> None:
        """Scroll by lines."""
        self.query_one(".slip", VerticalScroll).scroll_relative(y=by, animate=False)
