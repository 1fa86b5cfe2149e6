"""Bringing the index up to date, in a thread, while the library already shows what is known."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable

from model.errors import RubricateError
from model.pace import Pace, Reached
from model.project import Project
from tui.messages import Indexed

PACE = 0.5
"""Seconds between two reports of progress."""


class Indexer:
    """Reads what has changed on disk.

    Args:
        project: whose index it is.
        report: called from the thread.
    """

    def __init__(self, project: Project, report: Callable[[Indexed], object]) -> None:
        self._project = project
        self._report = report
        self._cancelled = threading.Event()
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()
        self._asked = self._working = False
        self._told = 0.0
        self._pace = Pace()

    def start(self) -> None:
        """Begin; once more, if it is at work already: what changed may be what it has passed."""
        with self._lock:
            self._asked = True
            if not self._working:
                self._working = True
                self._thread = threading.Thread(target=self._go_on, name="indexer", daemon=False)
                self._thread.start()

    def close(self) -> None:
        """Stop after the article that is being read; what was read is kept."""
        self._cancelled.set()
        if self._thread is not None:
            self._thread.join()

    def _go_on(self) -> None:
        while self._is_asked():
            self._told = time.monotonic()
            self._pace = Pace()
            self._work()

    def _is_asked(self) -> bool:
        with self._lock:
            self._working, self._asked = self._asked, False
            return self._working

    def _work(self) -> None:
        try:
            self._project.refresh(self._progress, self._cancelled.is_set)
        except (RubricateError, OSError, sqlite3.Error) as error:
            self._report(Indexed(finished=True, problem=str(error)))
        except Exception as error:  # noqa: BLE001 - whatever a file holds: the list has to say that it is old
            self._report(Indexed(finished=True, problem=f"{type(error).__name__}: {error}"))
        else:
            self._report(Indexed(finished=True))

    def _progress(self, reached: Reached) -> None:
        now = time.monotonic()
        if now - self._told >= PACE:
            self._told = now
            self._report(Indexed(self._pace.words(reached)))
