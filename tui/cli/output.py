"""Standard output and standard error: safe lines for people, JSON for programs, progress for terminals."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import TextIO

from model.safetext import safe_line

INTERVAL = 0.1
"""Seconds between two updates of the progress line."""


class UsageError(Exception):
    """The command line asks for something that does not exist."""


def prepare() -> None:
    """Make the streams take any text: UTF-8 where it goes to a program, what the terminal knows where not.

    PYTHONIOENCODING may say UTF-16 or worse: no terminal knows that.
    """
    for stream in (sys.stdout, sys.stderr):
        if stream is not None and hasattr(stream, "reconfigure"):
            if stream.isatty() and "a\n".encode(stream.encoding) == b"a\n":
                stream.reconfigure(errors="replace")
            else:
                stream.reconfigure(encoding="utf-8", errors="replace")


def say(line: str) -> None:
    """Print one line for people on standard output."""
    if sys.stdout is not None:
        print(safe_line(line))


def say_json(value: object) -> None:
    """Print one line of JSON on standard output."""
    from model.jsontext import json_line  # noqa: PLC0415

    if sys.stdout is not None:
        print(json_line(value))


def complain(line: str) -> None:
    """Print one line on standard error."""
    # print() would fall back to standard output where standard error is closed.
    if sys.stderr is not None:
        print(safe_line(line), file=sys.stderr, flush=True)


class Progress:
    """One line on standard error that says how far long work is; nothing where that is no terminal."""

    def __init__(self, what: str, stream: TextIO | None = None) -> None:
        self._what = what
        self._stream = stream or sys.stderr
        self._live = self._stream is not None and self._stream.isatty()
        self._next = 0.0
        self._shown = False

    def __call__(self, done: int, of: int) -> None:
        """Show `done` of `of` (0: nobody knows)."""
        self.tell(lambda: f"{done:,} of {of:,}" if of else f"{done:,}")

    def tell(self, far: Callable[[], str]) -> None:
        """Show how far it is; `far` is called only when it is time for an update."""
        now = time.monotonic()
        if self._live and now >= self._next:
            self._next, self._shown = now + INTERVAL, True
            self._stream.write(f"\r{safe_line(self._what)}: {far()}\x1b[K")
            self._stream.flush()

    def close(self) -> None:
        """Take the line away."""
        if self._shown:
            self._stream.write("\r\x1b[K")
            self._stream.flush()
            self._shown = False
