"""Small dialogs over the page share one look: a framed slip in the middle, closed by escape."""

from __future__ import annotations

from typing import ClassVar, Generic, TypeVar

from textual.binding import Binding, BindingType
from textual.screen import ModalScreen

Result = TypeVar("Result")


class Slip(ModalScreen[Result | None], Generic[Result]):
    """A dialog whose content stands in a container of class `slip`. Escape closes it with no result."""

    DEFAULT_CSS = """
    Slip {
        align: center middle;
        background: $background 60%;
        & .slip {
            width: 90%;
            max-width: 76;
            height: auto;
            max-height: 90%;
            padding: 1 2;
            background: $surface;
            border: round $border;
        }
        & .slip--title { text-style: bold; color: $primary; height: 1; }
        & .slip--hint { color: $text-muted; margin-top: 1; }
        & Input, & TextArea { background: $panel; border: none; height: 1; padding: 0 1; }
        & Input:focus, & TextArea:focus { border: none; }
        & OptionList { background: $surface; border: none; padding: 0; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", "Close", id="slip.close", priority=True, show=False)
    ]

    def action_close(self) -> None:
        """Close without a result."""
        self.dismiss(None)
