"""Commands: one object is the key, the palette entry, the help text and the action that runs.

Help and palette are made from the same objects that bind the keys, so they can't disagree with what a key
does. A screen (or widget) lists its own in `commands` and binds them with `bindings(commands)`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from textual.binding import Binding, BindingType

_SHOWN = {
    "question_mark": "?",
    "exclamation_mark": "!",
    "slash": "/",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "pageup": "page up",
    "pagedown": "page down",
}


class Command(NamedTuple):
    """Something a person can ask for."""

    id: str
    """Stable name, such as "library.sort": what a keymap refers to."""
    action: str
    """Textual action; "sort" runs `action_sort` of whoever binds it, "app.go('queue')" the app's."""
    keys: str
    """Keys as Textual names them, separated by commas; empty for a command of the palette only."""
    title: str
    """Palette entry: a few words that begin with a capital letter."""
    help: str
    """One sentence for the help screen and the palette."""

    @property
    def shown_keys(self) -> str:
        """The keys as a person reads them, such as `1 F1` or `ctrl+p`."""
        return " ".join(_shown(key) for key in self.keys.split(",")) if self.keys else ""


def _shown(key: str) -> str:
    if len(key) > 1 and key[0] == "f" and key[1:].isdigit():
        return key.upper()
    return _SHOWN.get(key, key)


def bindings(commands: Iterable[Command], priority: bool = False) -> list[BindingType]:
    """What `BINDINGS` of a screen or widget says for these commands."""
    return [
        Binding(command.keys, command.action, command.title, show=False, id=command.id, priority=priority)
        for command in commands
        if command.keys
    ]


PLACES = ("library", "reader", "queue", "codebook", "model")
"""The screens, in the order of their digits."""

_PLACE_HELP = {
    "library": "The list of articles.",
    "reader": "The article you are reading.",
    "queue": "The passages the classifier asks about, one at a time.",
    "codebook": "The themes: add, edit, rename, archive, order.",
    "model": "What the suggestions were learned from, and how good they are.",
}

APP_COMMANDS: tuple[Command, ...] = (
    *(
        Command(f"app.{place}", f"app.go('{place}')", f"{n},f{n}", place.capitalize(), _PLACE_HELP[place])
        for n, place in enumerate(PLACES, 1)
    ),
    Command("app.help", "app.help", "question_mark", "Help", "The keys of where you are, and the themes."),
    Command("app.palette", "app.command_palette", "ctrl+p", "Palette", "Every command, article and theme."),
    Command("app.undo", "app.undo", "u", "Undo", "Take the last change back; it also works after a restart."),
    Command("app.redo", "app.redo", "ctrl+r", "Redo", "Do again what was undone."),
    Command("app.search", "app.search", "slash", "Search", "Find articles by their words."),
    Command("app.back", "app.back", "q", "Back", "Back to the library; quit there. Nothing is lost."),
    Command("app.light", "app.light", "", "Light or dark", "Switch between the light and the dark look."),
    Command(
        "app.reread", "app.reread", "", "Read the folder again", "Find new and changed articles and labels."
    ),
    Command("app.quit", "app.quit", "", "Quit", "Save what is still being saved, then quit."),
    Command("app.suspend", "app.suspend", "ctrl+z", "Suspend", "Go to the shell; its command fg comes back."),
)
"""What works everywhere."""
