"""The app's end of the pipe to the training process.

The process reads texts and labels itself; the pipe carries "train at revision N" and what came of it, a line
of JSON each. It is started after the first paint, restarted a few times if it dies, and never left behind.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from model.folders import state_folder
from model.safetext import safe_line

Event = dict[str, Any]
"""One line of the process: {"event": "done", "revision": 12, ...}."""

DEBOUNCE = 0.2
"""Seconds without a further label before training is asked for."""
RESTARTS = 3
"""Times a process that died is started again by itself; after that only when something is asked."""
LINE_LIMIT = 1 << 20
"""Bytes of one line; what is longer is not ours."""
PAUSE = 0.5
"""Seconds before the first of those starts; longer before each further one."""
PATIENCE = 2.0
"""Seconds that the process has to end by itself when asked to."""


def engine_command(root: Path, coder: str) -> list[str]:
    """How the training process is started. `-P`: nothing in a project folder can be imported."""
    program = [sys.executable, "-P", "-m", "model.learning.engine"]
    return [*program, "--project", os.path.realpath(root), "--coder", coder]


def engine_environment() -> dict[str, str]:
    """What the training process inherits: `-P` for all that it may start, and no relative import path."""
    inherited = {**os.environ, "PYTHONSAFEPATH": "1"}
    paths = [path for path in inherited.pop("PYTHONPATH", "").split(os.pathsep) if Path(path).is_absolute()]
    return {**inherited, "PYTHONPATH": os.pathsep.join(paths)} if paths else inherited


class EngineClient:
    """Keeps one training process and talks to it. Everything runs in the app's event loop.

    Args:
        root: the project's folder.
        command: what to run.
        heard: called with each event of the process, stale ones left out.
        trouble: called with a few words when the process died.
    """

    def __init__(
        self,
        root: Path,
        command: Sequence[str],
        heard: Callable[[Event], object],
        trouble: Callable[[str], object],
    ) -> None:
        self._folder = state_folder(root)
        self._command = command
        self._heard = heard
        self._trouble = trouble
        self._process: Process | None = None
        self._running: asyncio.Task[None] | None = None
        self._due: asyncio.TimerHandle | None = None
        self._closing = False
        self._revision = -1
        self._first = ""
        self._asked = 0
        self._ready = False
        self._slept = False
        self._deaths = 0
        self._unsent: list[Event] = []
        self._wanted = asyncio.Event()

    @property
    def log(self) -> Path:
        """Where the process writes what went wrong."""
        return self._folder / "engine.log"

    def start(self) -> None:
        """Start the process; returns at once."""
        if self._running is None:
            self._running = asyncio.get_running_loop().create_task(self._keep_running(), name="engine")

    # --- asking ---

    def train(self, revision: int, first: str = "", delay: float = DEBOUNCE) -> None:
        """Ask for training at `revision`, the article `first` before the others, once `delay` has gone by."""
        self._revision, self._first = max(revision, self._revision), first or self._first
        if self._due is not None:
            self._due.cancel()
        self._due = asyncio.get_running_loop().call_later(delay, self._train_now)

    def ask(self, do: str, **details: object) -> int:
        """Ask for something else ("explain", "evaluate"); the number that the answer will carry."""
        self._asked += 1
        self._send({"do": do, "ask": self._asked, **details})
        return self._asked

    def _train_now(self) -> None:
        self._due = None
        self._send({"do": "train", "revision": self._revision, "first": self._first})

    def _send(self, message: Event) -> None:
        """Send now, or as soon as a process listens; one that went to sleep is woken."""
        if not self._ready:
            if message["do"] == "train":  # the newest is enough
                self._unsent = [other for other in self._unsent if other["do"] != "train"]
            self._unsent.append(message)
            self._wanted.set()
            return
        process = self._process
        if process is not None and process.stdin is not None and not process.stdin.is_closing():
            with suppress(ConnectionError, RuntimeError):
                process.stdin.write(json.dumps(message).encode() + b"\n")

    def _send_unsent(self) -> None:
        messages, self._unsent = self._unsent, []
        for message in messages:
            self._send(message)

    # --- running ---

    async def _keep_running(self) -> None:
        while not self._closing:
            self._slept = False
            try:
                await self._run_once()
            except OSError as error:
                self._trouble(safe_line(f"suggestions are off: {error.strerror or error}"))
                return
            if not self._closing:
                await (self._wanted.wait() if self._slept else self._pause())

    async def _pause(self) -> None:
        """Between a death and the next start; after too many of them wait until something is asked."""
        self._deaths += 1
        if self._deaths <= RESTARTS:
            self._trouble("the classifier stopped; starting it again")
            # What it may have died of, or not come to: train again.
            self._train_now()
            await asyncio.sleep(PAUSE * self._deaths)
            return
        self._trouble(safe_line(f"suggestions are off: the classifier keeps stopping (see {self.log})"))
        self._wanted.clear()
        await self._wanted.wait()

    async def _run_once(self) -> None:
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC
        log = os.open(self.log, flags, 0o600)
        try:
            self._process = await asyncio.create_subprocess_exec(
                *self._command,
                stdin=PIPE,
                stdout=PIPE,
                stderr=log,
                cwd=self._folder,
                limit=LINE_LIMIT,
                env=engine_environment(),
            )
        finally:
            os.close(log)
        try:
            await self._listen(self._process)
            await self._end(self._process)
        finally:
            self._kill()

    async def _listen(self, process: Process) -> None:
        assert process.stdout is not None  # noqa: S101 - for the type checker: it is a pipe
        while True:
            try:
                line = await process.stdout.readline()
            except ValueError:  # longer than LINE_LIMIT
                continue
            if not line:
                return
            with suppress(ValueError):
                self._hear(json.loads(line))

    def _hear(self, event: object) -> None:
        if not isinstance(event, dict):
            return
        match event.get("event"):
            case "ready":
                self._ready = True
                self._send_unsent()
            case "idle":
                self._ready, self._slept = False, True
                self._wanted.clear()
            case "done":
                self._deaths = 0
        if not self._stale(event):
            self._heard(event)

    def _stale(self, event: Event) -> bool:
        revision = event.get("revision")
        about = event.get("event") in ("visible", "done")
        return about and isinstance(revision, int) and revision < self._revision

    async def _end(self, process: Process) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(process.wait(), PATIENCE)

    def _kill(self) -> None:
        process, self._process, self._ready = self._process, None, False
        if process is not None and process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()

    async def close(self) -> None:
        """End the process, by force where it does not listen, and wait until it is gone."""
        self._closing = True
        if self._due is not None:
            self._due.cancel()
        self._wanted.set()
        running, process = self._running, self._process
        if running is None:
            return
        if self._ready:
            self._send({"do": "quit"})
        if process is not None and process.stdin is not None:
            process.stdin.close()
        done, _ = await asyncio.wait({running}, timeout=PATIENCE)
        if not done:
            self._kill()
            running.cancel()
            with suppress(asyncio.CancelledError):
                await running
        if process is not None:
            await process.wait()
