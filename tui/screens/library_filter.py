"""The dialog behind `f`: which articles the library shows."""

from __future__ import annotations

from typing import get_args

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Select, Static

from model.coding.codebook import Codebook
from model.coding.marks import State
from model.index import Filter
from tui.commands import Command, bindings
from tui.screens.dialog import DIALOG_COMMANDS, Dialog
from tui.text import content

FILTER_COMMANDS: tuple[Command, ...] = (
    Command("filter.apply", "apply", "ctrl+s", "Apply", "Show only these articles."),
    Command("filter.clear", "clear", "ctrl+x", "Show all", "Show all articles again."),
)

Options = list[tuple[Content, str]]


def _choice(id: str, options: Options, value: str, label: str = "") -> ComposeResult:
    yield Static(content(label or id), classes="label")
    known = any(value == option for _, option in options)
    # A theme or state may stay open; whose labels they are may not.
    yield Select(
        options,
        prompt="any",
        allow_blank=not label,
        value=value if known else Select.NULL,
        compact=True,
        id=f"choice-{id}",
    )


class FilterDialog(Dialog[Filter]):
    """Theme, state and coder; the answer is the new filter.

    Args:
        only: the filter as it is.
        codebook: the themes to choose from.
        coders: names of those who have labels; `only.coder` empty means the first.
    """

    commands = FILTER_COMMANDS + DIALOG_COMMANDS
    BINDINGS = bindings(FILTER_COMMANDS)
    title_text = "Show only articles that have …"
    hint = "enter opens a list · ctrl+s shows these · ctrl+x shows all · escape closes"
    DEFAULT_CSS = """
    FilterDialog Select { height: auto; margin-bottom: 1; }
    """

    def __init__(self, only: Filter, codebook: Codebook, coders: list[str]) -> None:
        super().__init__()
        self._only = only
        self._codebook = codebook
        self._coders = coders

    def fields(self) -> ComposeResult:
        """One list each for theme, state and coder."""
        themes = [(content(theme.name), theme.id) for theme in self._codebook.active]
        states = [(content(f"{state} passages"), state) for state in get_args(State)]
        coders = [(content(coder), coder) for coder in self._coders]
        yield from _choice("theme", themes, self._only.theme)
        yield from _choice("state", states, self._only.state)
        yield from _choice("labels", coders, self._only.coder or self._coders[0], "labels of")

    def _value(self, name: str) -> str:
        value = self.query_one(f"#choice-{name}", Select).value
        return value if isinstance(value, str) else ""

    def action_apply(self) -> None:
        """Answer with what is chosen."""
        coder = self._value("labels")
        self.dismiss(
            Filter(
                self._value("theme"),
                self._value("state"),
                self._only.words,
                "" if coder == self._coders[0] else coder,
            )
        )

    def action_clear(self) -> None:
        """Answer with a filter that lets everything through."""
        self.dismiss(Filter())
