"""A program in a pseudo-terminal, every byte it writes with the time at which it was read.

The clock is read right after `read()` in a thread that does nothing else, and right before a key is written.
What the bytes mean is found out by `frames.py`, later: it supplies the meaning of a chunk, never its time.
"""

from __future__ import annotations

import os
import re
import select
import signal
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from benchmarks.frames import Chunk, Frames
from tests.terminal import shown, spawn

ROWS, COLUMNS = 40, 120
PATIENCE = 60.0
"""Seconds until what should appear counts as missing."""
QUIET = 0.05
"""Seconds of silence after which nothing more is expected."""
ASKED, ANSWER = re.compile(rb"\x1b\[\?2026\$p"), b"\x1b[?2026;2$y"
"""A program asks whether frames can be marked (mode 2026); yes."""
SPIN = 0.0003
"""Seconds before a key is due from which sleeping is too coarse."""
now = time.perf_counter


class Recording:
    """Starts a program and records it.

    Args:
        command: the program and its arguments.
        folder: where it is started.
        env: further environment variables.

    Attributes:
        began: when it was about to be started, in seconds of `now`.
        chunks: what it wrote.
        frames: the screen, as far as the recording has been gone through.
        pid: of the program itself.
    """

    def __init__(self, command: Sequence[str], folder: Path, env: Mapping[str, str] | None = None) -> None:
        sys.setswitchinterval(5e-5)  # an emulation at work delays a stamp by less than this
        self.chunks: list[Chunk] = []
        self.frames = Frames(ROWS, COLUMNS)
        self._read = 0
        self._over = False
        self._gone = False
        self._news = threading.Condition()
        self.began = now()
        self.pid, self._fd = spawn(command, columns=COLUMNS, rows=ROWS, env=env, cwd=folder)
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def _listen(self) -> None:
        tail = b""
        poll = select.poll()
        poll.register(self._fd, select.POLLIN)
        while not self._over:
            if not poll.poll(100):
                continue
            try:
                data = os.read(self._fd, 65536)
            except OSError:  # Linux says EIO when the last writer has gone
                data = b""
            at = now()
            with self._news:
                self._over = self._over or not data
                if data:
                    self.chunks.append((at, data))
                self._news.notify_all()
            tail += data
            if ASKED.search(tail):
                os.write(self._fd, ANSWER)
                tail = b""
            tail = tail[-16:]

    def __enter__(self) -> Recording:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the program as a terminal does that is closed, and by force if it stays."""
        for number in (signal.SIGHUP, signal.SIGKILL) if not self._gone else ():
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)
            if self._ended(5.0):
                break
        self._over = True
        self._thread.join()
        os.close(self._fd)

    def _ended(self, patience: float) -> bool:
        until = now() + patience
        while now() < until:
            try:
                if os.waitpid(self.pid, os.WNOHANG)[0]:
                    return True
            except ChildProcessError:
                return True
            time.sleep(0.01)
        return False

    def quit(self, keys: str) -> None:
        """Type what ends the program, and wait for that.

        Raises:
            TimeoutError: it went on.
        """
        self.send(keys)
        self._gone = self._ended(PATIENCE)
        if not self._gone:
            raise TimeoutError(f"{keys!r} did not end it:\n{self.text}")

    # --- keys ---

    def send(self, keys: str) -> float:
        """Type; when that was."""
        at = now()
        os.write(self._fd, keys.encode())
        return at

    def hold(self, keys: Sequence[str], rate: float) -> list[float]:
        """Type the keys at so many a second whatever the program does; when each was sent."""
        sent, start = [], now() + 0.02
        for number, key in enumerate(keys):
            due = start + number / rate
            while (left := due - now()) > 0:
                if left > SPIN:
                    time.sleep(left - SPIN)
            sent.append(self.send(key))
        return sent

    def pace(self, keys: Sequence[str]) -> list[float]:
        """Type each key when the one before has been answered and the program is silent."""
        sent = []
        for key in keys:
            before = len(self.chunks)
            sent.append(self.send(key))
            until = now() + 5.0
            while len(self.chunks) == before and now() < until:
                self._wait(0.01)
            self.settle()
        return sent

    # --- the screen ---

    def settle(self, quiet: float = QUIET, patience: float = 5.0) -> None:
        """Wait until nothing was written for `quiet` seconds."""
        until = now() + patience
        last = now()
        while now() < until and now() - last < quiet:
            if self._wait(quiet / 4):
                last = now()

    def _wait(self, seconds: float) -> bool:
        """Whether something is written within so many seconds."""
        with self._news:
            number = len(self.chunks)
            return self._news.wait_for(lambda: len(self.chunks) > number or self._over, seconds)

    @property
    def pending(self) -> bool:
        """Whether there is something that was not gone through."""
        return self._read < len(self.chunks)

    def skip(self) -> None:
        """Go through what was recorded until now."""
        while self.pending:
            for _ in self.step():
                pass

    def step(self) -> Frames.Played:
        """Go through the next chunk, to its end: (time, screen) of each frame in it."""
        self._read += 1
        return self.frames.feed(*self.chunks[self._read - 1])

    @property
    def text(self) -> str:
        """The screen as of the last frame gone through."""
        return shown(self.frames.screen)

    def wait(self, true: Callable[[float, str], object], patience: float = PATIENCE) -> float:
        """When the first frame was complete of whose time and text something is true.

        Raises:
            TimeoutError: there was none.
        """
        until = now() + patience
        while now() < until:
            if not self.pending:
                if self._over:
                    break
                self._wait(0.02)
                continue
            hits = [at for at, screen in self.step() if true(at, shown(screen))]
            if hits:
                return hits[0]
        raise TimeoutError(f"it did not appear:\n{self.text}")
