"""The real program in a real pseudo-terminal: keys in, a screen out."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType

import pyte

PATIENCE = 60.0
"""Seconds until something that should appear counts as missing: far above what it takes."""


def spawn(
    command: Sequence[str | Path],
    *,
    columns: int = 80,
    rows: int = 24,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
) -> tuple[int, int]:
    """Start a program in a pseudo-terminal of its own: its process, and the end to read and write."""
    environment = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", **(env or {})}
    pid, fd = pty.fork()
    if pid == 0:
        try:
            if cwd is not None:
                os.chdir(cwd)
            os.execvpe(str(command[0]), [str(part) for part in command], environment)
        finally:
            os._exit(127)
    set_size(fd, columns, rows)
    return pid, fd


def set_size(fd: int, columns: int, rows: int) -> None:
    """Make a terminal as large."""
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))


def shown(screen: pyte.Screen) -> str:
    """What a screen shows, a line each, trailing space removed."""
    # Not its `display`, which stumbles over marks that stand on a wide character.
    columns = range(screen.columns)
    lines = (screen.buffer[row] for row in range(screen.lines))
    return "\n".join("".join(line[column].data for column in columns).rstrip() for line in lines)


class Terminal:
    """A program that runs in a pseudo-terminal, and the screen that it draws.

    Everything it wrote is kept in `output`, so that a test can look for bytes that must not be there. Where
    only these count, `draw` can be False: megabytes take long to draw.
    """

    def __init__(
        self,
        command: Sequence[str | Path],
        *,
        columns: int = 80,
        rows: int = 24,
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
        draw: bool = True,
    ) -> None:
        self.output = b""
        self.status: int | None = None
        self._draw = draw
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self.pid, self._fd = spawn(command, columns=columns, rows=rows, env=env, cwd=cwd)

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.status is None:
            self.kill()
        os.close(self._fd)

    @property
    def settings(self) -> list[object]:
        """What `stty` would say: echo, signals and the like."""
        return termios.tcgetattr(self._fd)

    def resize(self, columns: int, rows: int) -> None:
        """Make it as large, as a window that is dragged; what it shows stays where it is."""
        self._screen.resize(rows, columns)
        set_size(self._fd, columns, rows)

    def hang_up(self) -> None:
        """Close the terminal, as a window that is closed or a line that is cut."""
        os.close(self._fd)
        self._fd = os.open(os.devnull, os.O_RDWR)

    def wait_stop(self, patience: float = PATIENCE) -> int:
        """Read until the program has been stopped; the number of the signal that did it."""
        until = time.monotonic() + patience
        while time.monotonic() < until:
            self._read(0.02)
            pid, status = os.waitpid(self.pid, os.WNOHANG | os.WUNTRACED)
            if pid and os.WIFSTOPPED(status):
                while self._read(0.05):
                    pass
                return os.WSTOPSIG(status)
        raise AssertionError(f"it was not stopped:\n{self.text}")

    @property
    def text(self) -> str:
        """What the screen shows, a line each, trailing space removed."""
        return shown(self._screen)

    def send(self, keys: str) -> None:
        """Type `keys`."""
        os.write(self._fd, keys.encode())

    def wait_for(self, pattern: str, patience: float = PATIENCE) -> re.Match[str]:
        """Read until the screen shows `pattern`."""
        until = time.monotonic() + patience
        while time.monotonic() < until:
            found = re.search(pattern, self.text)
            if found:
                return found
            if not self._read(0.05) and self.status is not None:
                break
        raise AssertionError(f"{pattern!r} did not appear (exit status {self.status}):\n{self.text}")

    def wait_until(self, true: Callable[[str], bool], patience: float = 1.0) -> bool:
        """Read until something is true of the screen, for a short while only; whether it came true."""
        until = time.monotonic() + patience
        while not (done := true(self.text)) and self.status is None and time.monotonic() < until:
            self._read(0.02)
        return done

    def settle(self, patience: float = 1.0) -> None:
        """Read the rest of a frame that has begun to arrive."""
        until = time.monotonic() + patience
        while self._read(0.01) and time.monotonic() < until:
            pass

    def wait_output(self, data: bytes, patience: float = PATIENCE) -> None:
        """Read until the program has written `data`."""
        until = time.monotonic() + patience
        while data not in self.output and self.status is None and time.monotonic() < until:
            self._read(0.05)
        if data not in self.output:
            raise AssertionError(f"{data!r} was not written (exit status {self.status})")

    def press(self, keys: str, pattern: str) -> re.Match[str]:
        """Type `keys` and wait for what they bring."""
        self.send(keys)
        return self.wait_for(pattern)

    def wait_exit(self, patience: float = PATIENCE) -> int:
        """Read until the program has ended; its exit status, negative for a signal."""
        until = time.monotonic() + patience
        while self.status is None and time.monotonic() < until:
            self._read(0.05)
        if self.status is None:
            raise AssertionError(f"it did not end:\n{self.text}")
        return self.status

    def kill(self, number: int = signal.SIGKILL) -> int:
        """Send a signal and wait for the end."""
        os.kill(self.pid, number)
        return self.wait_exit()

    def _read(self, seconds: float) -> bool:
        ready, _, _ = select.select([self._fd], [], [], seconds)
        if ready:
            try:
                data = os.read(self._fd, 65536)
            except OSError:  # Linux says EIO when the last writer has gone
                data = b""
            if data:
                self.output += data
                if self._draw:
                    self._stream.feed(data)
                return True
        if self.status is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.status = os.waitstatus_to_exitcode(status)
        return False


def rubricate(*arguments: str | Path) -> list[str | Path]:
    """The command line of the program under test."""
    return [sys.executable, "-P", "-m", "tui.cli", *arguments]
