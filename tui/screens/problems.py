"""The dialog behind `!`: everything that is wrong in the project, a line each."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.widgets import Static

from tui.commands import bindings
from tui.screens.dialog import DIALOG_COMMANDS, SCROLL_COMMANDS, Dialog
from tui.text import content

SHOWN = 200
"""Problems that are listed; `rubricate check` lists all."""


class ProblemsDialog(Dialog[None]):
    """The problems, each with its file, line and cure.

    Args:
        problems: a line each.
    """

    commands = SCROLL_COMMANDS + DIALOG_COMMANDS
    BINDINGS = bindings(SCROLL_COMMANDS)
    hint = "j and k scroll · escape closes · rubricate check reads every file anew"
    DEFAULT_CSS = """
    ProblemsDialog .slip { max-width: 110; }
    ProblemsDialog .line { margin-bottom: 1; }
    """

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__()
        self._problems = problems
        self.title_text = f"{len(problems):,} problems" if len(problems) != 1 else "1 problem"
        if not problems:
            self.title_text = "No problems"

    def fields(self) -> ComposeResult:
        """The list."""
        for problem in self._problems[:SHOWN]:
            yield Static(content(problem), classes="line")
        if len(self._problems) > SHOWN:
            yield Static(content(f"and {len(self._problems) - SHOWN:,} more"), classes="label")
