"""The control of every ratio: the smallest Textual app that answers a key."""

from __future__ import annotations

from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.widgets import Static


class Bare(App[None]):
    """One line of text, counted up by `j`."""

    BINDINGS: ClassVar[list[BindingType]] = [("j", "count", "count"), ("q", "quit", "quit")]
    row = 0

    def compose(self) -> ComposeResult:
        """The line."""
        yield Static("ROW 0")

    def action_count(self) -> None:
        """Count."""
        self.row += 1
        self.query_one(Static).update(f"ROW {self.row}")


if __name__ == "__main__":
    Bare().run()
