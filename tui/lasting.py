"""The terminal that the app draws on may go away at any moment; the app must then still end in good order."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TextIO

from tui.slim import slim


class _Lasting:
    """A stream whose writes are short and never fail: what a terminal that has gone would show is lost.

    Args:
        stream: the terminal.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Write what can be written."""
        with suppress(OSError, ValueError):
            self._stream.write(slim(text))
        return len(text)

    def flush(self) -> None:
        """Write what is still in memory, if it can be written."""
        with suppress(OSError, ValueError):
            self._stream.flush()

    def isatty(self) -> bool:
        """Whether it is a terminal."""
        return self._stream.isatty()

    def fileno(self) -> int:
        """Its descriptor."""
        return self._stream.fileno()


@contextmanager
def lasting_terminal() -> Iterator[None]:
    """Let the app write to a terminal that may go away.

    Textual's driver takes `sys.__stderr__`. A thread of its own writes there; when a write fails that thread
    ends, and whoever writes next waits for it for ever.
    """
    terminal = sys.__stderr__
    if terminal is None:
        yield
        return
    # A plain assignment is not allowed to a type checker, which takes the name for a constant.
    vars(sys)["__stderr__"] = _Lasting(terminal)
    try:
        yield
    finally:
        vars(sys)["__stderr__"] = terminal
