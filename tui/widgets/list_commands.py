"""The keys of a list."""

from __future__ import annotations

from tui.commands import Command

LIST_COMMANDS: tuple[Command, ...] = (
    Command("list.down", "move(1)", "j,down", "Down", "The next row."),
    Command("list.up", "move(-1)", "k,up", "Up", "The row before."),
    Command("list.page_down", "page(1)", "pagedown,ctrl+f", "Page down", "A page further."),
    Command("list.page_up", "page(-1)", "pageup,ctrl+b", "Page up", "A page back."),
    Command("list.home", "edge(False)", "home", "First row", "The first row."),
    Command("list.end", "edge(True)", "end,G", "Last row", "The last row."),
)
LETTER_COMMANDS: tuple[Command, ...] = (
    Command("list.first", "edge(False)", "g", "First row", "The first row."),
)
