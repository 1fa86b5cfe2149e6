"""The dialogs behind `a`, `enter` and `r` of the codebook: all of a theme, or just its name."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Input, Select, Static, TextArea

from model.coding.codebook import COLOURS, Codebook, Theme, ThemeFields, add, edit, free_key, free_keys
from model.errors import RubricateError
from tui.commands import Command, bindings
from tui.screens.dialog import DIALOG_COMMANDS, Dialog
from tui.text import content, one_line
from tui.widgets.palette import DARK, LIGHT

EDITOR_COMMANDS: tuple[Command, ...] = (
    Command("theme.save", "save", "ctrl+s", "Save", "Save the theme."),
    Command("theme.save_name", "save", "enter", "Save", "Save, from the line with the name."),
)
TEXTS = ("definition", "include", "exclude")
Keep = Callable[["ThemeForm", ThemeFields], object]
_NOTES = {"definition": "definition", "include": "also when", "exclude": "but not when"}


class ThemeForm(Dialog[None]):
    """Asks for something about a theme, and stays, with what was typed, until that is on disk.

    Args:
        codebook: the themes there are.
        theme: the theme to edit, or None for a new one.
        keep: takes this form and what was changed, and puts it on disk; then it closes the form, or calls
            `refuse`.
    """

    def __init__(self, codebook: Codebook, theme: Theme | None, keep: Keep) -> None:
        super().__init__()
        self._codebook = codebook
        self._theme = theme
        self._keep = keep
        self._saving = False

    def save(self, fields: ThemeFields) -> None:
        """Hand on what was changed, if the codebook would take it; else say why not."""
        if self._saving:
            return
        if self._theme is not None and not fields:
            self.dismiss(None)
            return
        try:
            if self._theme is None:
                add(self._codebook, **fields)
            else:
                edit(self._codebook, self._theme.id, **fields)
        except RubricateError as error:
            self._say(str(error))
            return
        self._saving = True
        self._say("saving…")
        self._keep(self, fields)

    def refuse(self, error: RubricateError) -> None:
        """It is not on disk: say why; everything typed is still there."""
        self._saving = False
        self._say(f"NOT saved: {error}")

    def _say(self, words: str) -> None:
        self.query_one(".problem", Static).update(content(words))


class ThemeEditor(ThemeForm):
    """Everything that can be said of a theme.

    Args:
        codebook: the themes there are.
        theme: the theme to edit, or None for a new one.
        keep: as of `ThemeForm`.
        dark: whether the page is dark.
    """

    commands: ClassVar[tuple[Command, ...]] = EDITOR_COMMANDS + DIALOG_COMMANDS
    BINDINGS = bindings(EDITOR_COMMANDS[:1])
    hint = "tab goes on · ctrl+s saves · escape closes without saving"
    DEFAULT_CSS = """
    ThemeEditor {
        & .pair { height: 2; margin-top: 1; }
        & .half { width: 1fr; height: 2; }
        & Select { width: 1fr; margin-right: 2; }
        & TextArea { height: 2; }
        & #definition { height: 4; }
    }
    """

    def __init__(self, codebook: Codebook, theme: Theme | None, keep: Keep, dark: bool = True) -> None:
        super().__init__(codebook, theme, keep)
        self._dark = dark
        self.title_text = f"Theme: {one_line(theme.name)}" if theme else "New theme"

    def fields(self) -> ComposeResult:
        """Name, key and colour, then the three texts."""
        theme = self._theme or Theme("", "")
        yield Static(Content("name"), classes="label")
        yield Input(one_line(theme.name), id="name", select_on_focus=False)
        with Horizontal(classes="pair"):
            with Vertical(classes="half"):
                yield Static(Content("key (only free ones)"), classes="label")
                yield self._select("key", self._keys(), theme.key)
            with Vertical(classes="half"):
                yield Static(Content("colour"), classes="label")
                yield self._select("colour", self._colours(), theme.colour)
        for name in TEXTS:
            yield Static(Content(_NOTES[name]), classes="label")
            yield TextArea(one_line(getattr(theme, name)), id=name, compact=True, highlight_cursor_line=False)
        yield Static("", classes="problem")

    def _select(self, id: str, options: list[tuple[Content, str]], value: str) -> Select[str]:
        known = any(option == value for _, option in options)
        prompt = "chosen for you" if self._theme is None else "none"
        return Select(
            options,
            id=id,
            prompt=prompt,
            value=value if known else Select.NULL,
            compact=True,
            allow_blank=True,
        )

    def _keys(self) -> list[tuple[Content, str]]:
        own = (self._theme.key,) if self._theme and self._theme.key else ()
        return [
            (content(key), key) for key in (*own, *(k for k in free_keys(self._codebook) if k not in own))
        ]

    def _colours(self) -> list[tuple[Content, str]]:
        hexes = DARK if self._dark else LIGHT
        return [(content(colour, hexes[colour]), colour) for colour in COLOURS]

    def answer(self) -> ThemeFields:
        """What was changed by hand; of a new theme, what was filled in.

        A field that was left alone is left as it is, with line feeds and all that one line can't show.
        """
        before = self._theme or Theme("", "")
        shown = {"name": self.query_one("#name", Input).value}
        for name in TEXTS:
            shown[name] = self.query_one(f"#{name}", TextArea).text
        changed = {
            name: " ".join(text.split())
            for name, text in shown.items()
            if text != one_line(getattr(before, name))
        }
        for name, options in (("key", self._keys()), ("colour", self._colours())):
            value = self.query_one(f"#{name}", Select).value
            was = getattr(before, name)
            chosen = value if isinstance(value, str) else ""
            if chosen != was and (chosen or any(was == option for _, option in options)):
                changed[name] = chosen
        return cast(ThemeFields, changed)

    @on(Input.Submitted, "#name")
    def action_save(self) -> None:
        """Save what was changed."""
        self.save(self.answer())

    @on(Input.Changed, "#name")
    def _named(self, event: Input.Changed) -> None:
        """Say which key will be chosen where none is."""
        if self._theme is None:
            letter = free_key(self._codebook, event.value)
            self.query_one("#key", Select).prompt = f"chosen for you: {letter}" if letter else "none is free"


class NameDialog(ThemeForm):
    """Another name for a theme.

    Args:
        codebook: the themes there are.
        theme: the one to rename.
        keep: as of `ThemeForm`; the fields are the name.
    """

    commands: ClassVar[tuple[Command, ...]] = EDITOR_COMMANDS[1:] + DIALOG_COMMANDS
    hint = "enter renames; labels stay as they are · escape closes"

    def __init__(self, codebook: Codebook, theme: Theme, keep: Keep) -> None:
        super().__init__(codebook, theme, keep)
        self._before = one_line(theme.name)
        self.title_text = f"Rename {self._before}"

    def fields(self) -> ComposeResult:
        """The name."""
        yield Input(self._before, id="name", select_on_focus=False)
        yield Static("", classes="problem")

    @on(Input.Submitted, "#name")
    def _submitted(self, event: Input.Submitted) -> None:
        name = event.value.strip()
        self.save({} if name == self._before.strip() else {"name": name})
