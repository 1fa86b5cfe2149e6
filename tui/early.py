"""The terminal before Textual is there: it shows the frame that was kept, and gathers the keys typed at it.

Nothing is imported here that a command without a screen would not have. See docs/decisions/0017.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
import termios
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from model.coding.names import login_coder
from model.errors import RubricateError
from model.folders import cache_folder, need_project
from tui import frame, look
from tui.slim import slim

ENTER = "\x1b[?1049h"
"""Into the alternate screen, which is empty then."""
_BEGIN = f"{ENTER}\x1b[?25l\x1b[?7l"
_END = "\x1b[0m\x1b[?7h\x1b[?1049l\x1b[?25h"
HELD = (signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGTSTP)
"""Signals that wait until the app can end, or stop, in good order."""
_IFLAG, _LFLAG = 0, 3
_INPUT = termios.IXON | termios.IXOFF | termios.ICRNL | termios.INLCR | termios.IGNCR
_LINES = termios.ECHO | termios.ICANON | termios.IEXTEN | termios.ISIG


class Early:
    """A terminal that shows a frame.

    Args:
        lines: its rows.
        shape: what it was made for.

    Attributes:
        attributes: of the terminal as it was before.
        current: whether the terminal still shows what it was sent.
        over: whether Textual has the terminal now, and will put it back.
    """

    def __init__(self, lines: Sequence[str], shape: frame.Shape) -> None:
        self.lines = lines
        self.shape = shape
        self.attributes: list[Any] = termios.tcgetattr(sys.__stdin__.fileno())  # type: ignore[union-attr]
        self.current = True
        self.over = False
        self._resized = signal.getsignal(signal.SIGWINCH)

    def enter(self) -> None:
        """Show it; from now on keys wait to be read one by one, as Textual will have it."""
        signal.signal(signal.SIGWINCH, self._resize)
        ours = list(self.attributes)
        ours[_IFLAG] &= ~_INPUT
        ours[_LFLAG] &= ~_LINES
        self._set(ours)
        placed = (f"\x1b[{row};1H{line}" for row, line in enumerate(self.lines, 1))
        _write(f"{_BEGIN}{slim(''.join(placed))}\x1b[0m\x1b[1;1H")

    def _resize(self, *_: object) -> None:
        self.current = False

    def leave(self) -> None:
        """Put everything back, unless that is Textual's to do."""
        if not self.over:
            signal.signal(signal.SIGWINCH, self._resized)
            _write(_END)
            self._set(self.attributes)

    def _set(self, attributes: list[Any]) -> None:
        with suppress(OSError, termios.error):
            termios.tcsetattr(sys.__stdin__.fileno(), termios.TCSANOW, attributes)  # type: ignore[union-attr]


def _write(text: str) -> None:
    """Write all of it; a terminal that has gone is noticed by others."""
    data = text.encode("utf-8", "replace")
    with suppress(OSError):
        while data:
            data = data[os.write(sys.__stderr__.fileno(), data) :]  # type: ignore[union-attr]


@contextmanager
def early(root: Path, coder: str | None) -> Iterator[Early | None]:
    """Show the frame that was kept for this project, coder and terminal, if there is one that is true.

    Where an error ends this, the terminal is as it was.
    """
    shown = _find(root, coder)
    if shown is None:
        yield None
        return
    held = signal.pthread_sigmask(signal.SIG_BLOCK, HELD)
    try:
        shown.enter()
        yield shown
    finally:
        shown.leave()
        signal.pthread_sigmask(signal.SIG_SETMASK, held)


def _find(root: Path, coder: str | None) -> Early | None:
    """The frame; whatever is wrong is for the app to say, on a terminal as it was."""
    if not _usual():
        return None
    try:
        need_project(root)
        # As Textual finds out how large it is.
        shape = frame.Shape(coder or login_coder(), look.remembered(), *shutil.get_terminal_size())
        lines = frame.kept(cache_folder(root), shape)
        return Early(lines, shape) if lines else None
    except (RubricateError, OSError, ValueError, termios.error):
        return None


def _usual() -> bool:
    """Whether the program has the terminal for itself, may write UTF-8 to it, and draws with our driver."""
    streams = (sys.__stdin__, sys.__stdout__, sys.__stderr__)
    if any(stream is None or stream.closed for stream in streams) or "TEXTUAL_DRIVER" in os.environ:
        return False
    with suppress(OSError):
        alone = os.tcgetpgrp(sys.__stdin__.fileno()) == os.getpgrp()  # type: ignore[union-attr]
        return alone and sys.__stderr__.encoding.lower() == "utf-8"  # type: ignore[union-attr]
    return False
