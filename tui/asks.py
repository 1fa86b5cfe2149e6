"""What a screen asks of the app. They bubble up; the app answers by the messages of `tui.messages`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message

from tui.widgets.status_line import Tone

if TYPE_CHECKING:
    from model.coding.codebook import Codebook


@dataclass(eq=False, repr=False)
class Read(Message):
    """Show an article in the reader, at a range where one is given."""

    article: str
    start: int = -1
    end: int = -1


@dataclass(eq=False, repr=False)
class EditCodebook(Message):
    """Change the themes; `what` names the change for undo and the status line."""

    edit: Callable[[Codebook], Codebook]
    what: str


@dataclass(eq=False, repr=False)
class Say(Message):
    """Say something in the status line. `text` is safe for the screen."""

    text: str
    tone: Tone = "plain"


class Train(Message):
    """Train now, even if nothing has changed."""


class Evaluate(Message):
    """Measure how good the suggestions are."""


class Audit(Message):
    """Go to the queue of the audit."""
