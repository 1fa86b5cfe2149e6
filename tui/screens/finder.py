"""Find a theme by typing a part of its name, its key, or a word of its definition."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.getters import query_one
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from model.coding.codebook import Theme
from tui.commands import Command, bindings
from tui.screens.dialog import DIALOG_COMMANDS, Dialog
from tui.text import content

MOVE_COMMANDS: tuple[Command, ...] = (
    Command("finder.down", "move(1)", "down", "Down", "The next theme."),
    Command("finder.up", "move(-1)", "up", "Up", "The theme before."),
)
CARD_COMMANDS: tuple[Command, ...] = (
    Command("finder.card", "card", "question_mark", "Card", "Definition and own examples of the theme."),
)


def find(themes: Sequence[Theme], typed: str) -> list[Theme]:
    """The themes that match, best first: by the beginning of a name, within it, by key, by the definition."""
    words = typed.casefold().split()

    def rank(theme: Theme) -> int | None:
        name, definition = theme.name.casefold(), theme.definition.casefold()
        if name.startswith(" ".join(words)):
            return 0
        if all(word in name for word in words):
            return 1
        if words == [theme.key.casefold()]:
            return 2
        return 3 if all(word in name or word in definition for word in words) else None

    ranked = [(rank(theme), place, theme) for place, theme in enumerate(themes)]
    return [theme for _, _, theme in sorted((r, p, t) for r, p, t in ranked if r is not None)]


class NameInput(Input):
    """Leaves `?` to the dialog: it is in no name worth typing."""

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Whether the key is text here."""
        return key != "question_mark" and super().check_consume_key(key, character)


class FinderScreen(Dialog[str]):
    """Asks for a theme; the result is its id.

    Args:
        themes: to choose from.
        counts: labels of the coder by theme.
        applied: the themes that the passage has already.
        card: shows a theme's card.
    """

    commands = MOVE_COMMANDS + CARD_COMMANDS + DIALOG_COMMANDS
    BINDINGS = [*bindings(MOVE_COMMANDS), *bindings(CARD_COMMANDS, priority=True)]  # noqa: RUF012 - as Textual has it
    title_text = "Theme"
    hint = "enter labels or takes the label away, ? shows the card"
    DEFAULT_CSS = """
    FinderScreen {
        & OptionList { height: auto; max-height: 12; margin-top: 1; }
        & OptionList { background: $surface; border: none; padding: 0; }
        & #definition { color: $text-muted; margin-top: 1; max-height: 4; }
    }
    """
    options = query_one(OptionList)
    definition = query_one("#definition", Static)

    def __init__(
        self,
        themes: Sequence[Theme],
        counts: Mapping[str, int],
        applied: frozenset[str],
        card: Callable[[str], object],
    ) -> None:
        super().__init__()
        self._themes = {theme.id: theme for theme in themes}
        self._counts = counts
        self._applied = applied
        self._card = card

    def fields(self) -> ComposeResult:
        """The line to type in, what matches, the definition of the one that stands out."""
        yield NameInput(placeholder="type a part of its name")
        yield OptionList()
        yield Static(id="definition")

    def on_mount(self) -> None:
        """Show all themes."""
        self.options.can_focus = False
        self._show(list(self._themes.values()))

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        self._show(find(list(self._themes.values()), event.value))

    @on(Input.Submitted)
    def _submitted(self) -> None:
        if (theme := self._highlighted()) is not None:
            self.dismiss(theme.id)

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(event.option_id)

    @on(OptionList.OptionHighlighted)
    def _moved(self) -> None:
        theme = self._highlighted()
        self.definition.update(content(theme.definition if theme else ""))

    def action_move(self, by: int) -> None:
        """Another of the themes found."""
        if by > 0:
            self.options.action_cursor_down()
        else:
            self.options.action_cursor_up()

    def action_card(self) -> None:
        """Definition and examples of the theme that stands out."""
        if (theme := self._highlighted()) is not None:
            self._card(theme.id)

    def _highlighted(self) -> Theme | None:
        option = self.options.highlighted_option
        return self._themes.get(option.id or "") if option else None

    def _show(self, themes: Sequence[Theme]) -> None:
        self.options.clear_options()
        self.options.add_options([Option(self._line(theme), id=theme.id) for theme in themes])
        self.options.highlighted = 0 if themes else None
        if not themes:
            self.definition.update(content("no theme matches"))

    def _line(self, theme: Theme) -> Content:
        sign = "+" if theme.id in self._applied else " "
        count = content(f"  {self._counts.get(theme.id, 0)}", "$text-muted")
        return content(f"{sign} {theme.key or ' '}  {theme.name}") + count
