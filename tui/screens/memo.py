"""A note of the coder's on a passage."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.getters import query_one
from textual.widgets import Input, Label

from tui.commands import Command, bindings
from tui.screens.dialog import DIALOG_COMMANDS, Dialog
from tui.text import content, one_line

MEMO_COMMANDS: tuple[Command, ...] = (Command("memo.save", "save", "enter", "Save", "Keep what was typed."),)


class MemoScreen(Dialog[str]):
    """Asks for the memo; the answer is its text (empty to remove it), or None where it was left.

    Args:
        memo: what the memo says so far.
        quote: the passage's first words, to show what it is about.
    """

    commands = MEMO_COMMANDS + DIALOG_COMMANDS
    BINDINGS = bindings(MEMO_COMMANDS)
    title_text = "Memo"
    hint = "enter saves, empty removes, escape leaves it as it was"
    memo = query_one(Input)

    def __init__(self, memo: str, quote: str) -> None:
        super().__init__()
        self._memo = one_line(memo)
        self._quote = one_line(quote)

    def fields(self) -> ComposeResult:
        """The passage, and the line to type in."""
        yield Label(content(self._quote, "$text-muted"))
        yield Input(self._memo, placeholder="a note on this passage")

    # The line says so behind the letters before it; a binding that goes before all would overtake them.
    @on(Input.Submitted)
    def action_save(self) -> None:
        """Close with what was typed; a memo left as it is may have lines that one line can't show."""
        self.dismiss(self.memo.value.strip() if self.memo.value != self._memo else None)
