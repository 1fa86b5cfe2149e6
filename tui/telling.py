"""What the status line says: what became of operations on the left, what is being done on the right."""

from __future__ import annotations

import time
from collections.abc import Callable

from tui.text import one_line
from tui.widgets.status_line import Status, Tone

READING = 1.0
"""Seconds that a failure must have stood on the screen before a key means that it was seen."""


class Telling:
    """The status of the app.

    Args:
        show: brings a status to the screen.
        trained: what the classifier has learned, in a few words; it stands on the right when nothing is done.

    Attributes:
        status: what the line says.
    """

    def __init__(self, show: Callable[[Status], object], trained: Callable[[], str]) -> None:
        self._show = show
        self._trained = trained
        self.status = Status()
        self._failed_at = 0.0
        """When the failure that stands there was said, by the monotonic clock."""
        self._unseen = False
        self._reading = self._learning = self._trouble = ""

    # --- the left end ---

    def say(self, text: str, tone: Tone = "plain") -> bool:
        """Say what became of an operation; whether it could be said.

        A failure stays until it was seen, and then until the next operation: one that succeeds a moment later
        must not hide that another did not.
        """
        if self._unseen and tone != "error":
            return False
        if tone == "error":
            self._unseen, self._failed_at = True, time.monotonic()
        self._put(self.status._replace(text=one_line(text), tone=tone, stays=tone == "error"))
        return True

    def murmur(self, text: str, tone: Tone = "plain") -> None:
        """Say something that must not hide that something was not saved."""
        if not self.status.stays:
            self._put(self.status._replace(text=one_line(text), tone=tone))

    def touched(self) -> None:
        """A key was pressed, or the mouse: who does that has seen what has stood there for a while."""
        if self._unseen and time.monotonic() - self._failed_at >= READING:
            self._unseen = False

    # --- the right end ---

    def reading(self, words: str) -> None:
        """How far reading the folder is; empty when it is done."""
        self._reading = words
        self.renew()

    def learning(self, words: str) -> None:
        """What the classifier does; empty when it waits. It is at work, so trouble is over."""
        self._learning, self._trouble = words, ""
        self.renew()

    def trouble(self, words: str) -> None:
        """Why there are no suggestions."""
        self._learning, self._trouble = "", words
        self.renew()

    def renew(self) -> None:
        """Say anew what is being done, or else what has been learned, and how long ago."""
        work = " · ".join(words for words in (self._trouble, self._reading, self._learning) if words)
        self._put(self.status._replace(training=one_line(work or self._trained())))

    def _put(self, status: Status) -> None:
        self.status = status
        self._show(status)
