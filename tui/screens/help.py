"""Help: the keys of where you are, made from the commands themselves, and the themes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from textwrap import wrap

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from model.coding.codebook import Theme
from tui.commands import APP_COMMANDS, Command, bindings
from tui.screens.dialog import DIALOG_COMMANDS, SCROLL_COMMANDS, Dialog
from tui.text import content
from tui.widgets.palette import ThemeInks

KEYS = 18
"""Cells for the keys of a line."""
TEXT = 46
"""Cells for its text: what fits in 80 columns."""


def _lines(commands: Iterable[Command]) -> Iterator[Content]:
    seen: set[str] = set()
    for command in commands:
        if command.keys and command.id not in seen:
            seen.add(command.id)
            yield _line(command.shown_keys, command.help)


def _line(keys: str, text: str) -> Content:
    lines = f"\n{' ' * KEYS}".join(wrap(text, TEXT))
    return content(f"{keys:<{KEYS - 1}} ", "bold $primary") + content(lines)


def _theme_lines(themes: Iterable[Theme], inks: ThemeInks) -> Iterator[Content]:
    for theme in themes:
        colour = inks.of(theme.id).color
        style = f"bold {colour.name}" if colour else "bold"
        key = content(f"{theme.key or '-':<4}", style)
        yield key + content(theme.name, "bold") + content(f"  {theme.definition}", "$text-muted")


class HelpScreen(Dialog[None]):
    """All keys of a place, those that work everywhere, the themes, and the signs of a page.

    Args:
        place: the name of where you are.
        commands: what works there.
        themes: the active themes.
        signs: (sign, what it means) of what stands on the screen there.
        dark: whether the page is dark.
    """

    commands = SCROLL_COMMANDS + DIALOG_COMMANDS
    BINDINGS = bindings(
        (*SCROLL_COMMANDS, Command("help.close", "close", "question_mark", "Close", "Close the help."))
    )
    hint = "j and k scroll · escape closes"
    DEFAULT_CSS = """
    HelpScreen .slip { max-width: 100; }
    HelpScreen .part { margin-bottom: 1; }
    """

    def __init__(
        self,
        place: str,
        commands: Sequence[Command],
        themes: Sequence[Theme],
        signs: Sequence[tuple[str, str]] = (),
        dark: bool = True,
    ) -> None:
        super().__init__()
        self.title_text = f"Help: {place}"
        self._here = commands
        self._themes = themes
        self._signs = signs
        self._inks = ThemeInks(themes, dark)

    def fields(self) -> ComposeResult:
        """Here, everywhere, themes, signs."""
        yield from _part("Here", _lines(self._here))
        yield from _part("Everywhere", _lines(APP_COMMANDS))
        yield from _part("Themes", _theme_lines(self._themes, self._inks))
        yield from _part("Signs beside the text", (_line(*sign) for sign in self._signs))


def _part(title: str, lines: Iterable[Content]) -> ComposeResult:
    found = list(lines)
    if found:
        yield Static(content(title, "bold underline"))
        yield Static(Content("\n").join(found), classes="part")
