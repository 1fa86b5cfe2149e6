"""What happened: told to the app, and by the app to the active screen.

Workers post to the app; the app updates the session, then passes it on. Messages are neither compared nor
printed: methods for that, compiled class by class, took a sixth of what importing our modules takes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from model.coding.codebook import Codebook
    from model.coding.marks import Change, Sheet
    from model.errors import RubricateError
    from tui.answers import Answer
    from tui.engine_client import Event
    from tui.saver import Job, Result

# --- from the threads and the training process, to the app ---


@dataclass(eq=False, repr=False)
class Done(Message, bubble=False):
    """A job of the saver's is on disk."""

    job: Job
    result: Result


@dataclass(eq=False, repr=False)
class Failed(Message, bubble=False):
    """A job of the saver's is not on disk, and why."""

    job: Job
    error: RubricateError


@dataclass(eq=False, repr=False)
class Indexed(Message, bubble=False):
    """Some articles were read, or (with `finished`) all of them."""

    far: str = ""
    """How far the reading is, for people: "312,400 (31 %), 5,120/s, 2 min left"."""
    finished: bool = False
    problem: str = ""

    def can_replace(self, message: Message) -> bool:
        """Only the newest progress counts; the end is never dropped."""
        return isinstance(message, Indexed) and not self.finished


@dataclass(eq=False, repr=False)
class Working(Message, bubble=False):
    """The process trains, measures, or (with an empty `what`) waits."""

    what: str


@dataclass(eq=False, repr=False)
class Evaluated(Message, bubble=False):
    """How good the suggestions are, as the process measured it: plain data of its "evaluated" event."""

    result: Event


# --- from the app to the screen ---


@dataclass(eq=False, repr=False)
class Saved(Message, bubble=False):
    """A request is on disk. `sheet` is what to show (the session's, requests still on their way included)."""

    change: Change
    sheet: Sheet
    note: str = ""


@dataclass(eq=False, repr=False)
class NotSaved(Message, bubble=False):
    """A request did not reach the disk; the session is back at what is on disk."""

    article: str
    error: RubricateError


@dataclass(eq=False, repr=False)
class SheetChanged(Message, bubble=False):
    """Undo, redo or another program changed the marks of an article."""

    sheet: Sheet


@dataclass(eq=False, repr=False)
class SuggestionsChanged(Message, bubble=False):
    """Newer suggestions are on disk."""

    revision: int

    def can_replace(self, message: Message) -> bool:
        """Only the newest counts."""
        return isinstance(message, SuggestionsChanged)


@dataclass(eq=False, repr=False)
class CodebookChanged(Message, bubble=False):
    """Themes were added, changed or reordered, or all that the session holds may be another now."""

    codebook: Codebook
    edit: Callable[[Codebook], Codebook] | None = None
    """What `EditCodebook` asked for; None for what undo, redo or another program did."""


@dataclass(eq=False, repr=False)
class CodebookNotSaved(Message, bubble=False):
    """A change of the themes did not reach the disk, or was refused."""

    edit: Callable[[Codebook], Codebook]
    error: RubricateError


@dataclass(eq=False, repr=False)
class ArticleChanged(Message, bubble=False):
    """Another program changed the text of an article; the session has it as it is now."""

    article: str


@dataclass(eq=False, repr=False)
class Explained(Message, bubble=False):
    """The engine answered a question of the reader's."""

    answer: Answer
