"""Textual's driver, with four more duties.

It takes the terminal over from `tui.early`; while the first screen comes up it holds back what is typed,
which would find nobody there, and sends nothing that is shown already; and a screen can be drawn unseen.
"""

from __future__ import annotations

import signal
import threading
from typing import TYPE_CHECKING, Any, cast

from textual import events
from textual.drivers.linux_driver import LinuxDriver

from tui.early import ENTER
from tui.shown import Shown

if TYPE_CHECKING:
    from textual.app import App
    from textual.message import Message

    from tui.app import RubricateApp
    from tui.early import Early

_PLACE = "\x1b[1;1H"
"""Is in the first frame, and not before."""


class Driver(LinuxDriver):
    """Made by Textual.

    Attributes:
        unseen: where set, it takes what would be drawn.
    """

    def __init__(self, app: App[Any], **named: Any) -> None:  # noqa: ANN401 - as Textual's
        super().__init__(app, **named)
        ours = cast("RubricateApp", app)
        ours.terminal = self
        self._early = ours.early
        self.unseen: Shown | None = None
        self._typed: list[Message] | None = []
        """What was typed until now; None once somebody is there to take it."""
        self._typing = threading.Lock()
        self._size_at_first = self._get_terminal_size()
        lines = self._early.lines if self._early is not None and self._still(self._early) else ()
        self._shown: Shown | None = Shown(self._size_at_first[0], lines)

    def _still(self, early: Early) -> bool:
        """Whether the terminal shows what was kept."""
        return early.current and self._size_at_first == early.shape[-2:]

    def write(self, data: str) -> None:
        """As Textual's."""
        if self.unseen is not None:
            self.unseen.news(data)
            return
        if self._early is not None and data == ENTER:
            return  # entering it again would clear it
        if self._typed is not None and _PLACE in data:
            self._hand_over()
        if self._shown is not None:
            data = self._shown.news(data)
        super().write(data)

    def process_message(self, message: Message) -> None:
        """As Textual's, from the thread that reads; what is typed waits for the first frame."""
        with self._typing:
            if self._typed is None or not isinstance(message, (events.InputEvent, events.Paste)):
                super().process_message(message)
            else:
                self._typed.append(message)

    def _hand_over(self) -> None:
        with self._typing:
            typed, self._typed = self._typed or [], None
            for message in typed:
                super().process_message(message)

    def settled(self) -> None:
        """From now on all is sent: what a terminal has been made to show by others is not known."""
        self._shown = None

    def start_application_mode(self) -> None:
        """As Textual's; at the end the terminal is to be as it was before the frame that was kept."""
        super().start_application_mode()  # type: ignore[no-untyped-call]
        early, self._early = self._early, None
        if early is not None:
            early.over = True
            self.attrs_before = early.attributes
        resized = signal.getsignal(signal.SIGWINCH)

        def resize(*given: Any) -> None:  # noqa: ANN401 - as signal handlers have it
            self.settled()
            if callable(resized):
                resized(*given)

        signal.signal(signal.SIGWINCH, resize)
        if (early is not None and not early.current) or self._size_at_first != self._get_terminal_size():
            self.settled()

    def stop_application_mode(self) -> None:
        """As Textual's; whoever has the terminal then may write to it."""
        self.unseen = self._shown = None
        super().stop_application_mode()
