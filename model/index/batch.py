"""Changes of the index, gathered while files are read and written in short transactions.

Reading takes longer than writing. A transaction that waited for it would keep a label from being counted, and
the program from ending, until a file of a million articles is read.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from model.index.connection import Connected

MANY = 100
"""Changes after which they are written."""
SECONDS = 0.1
"""Seconds after which they are written, however few."""


class Batch:
    """Changes of `index` that wait to be written, in the order in which they were added."""

    def __init__(self, index: Connected) -> None:
        """Nothing waits yet."""
        self._index = index
        self._changes: list[Callable[[], object]] = []
        self._began = time.monotonic()

    def add(self, change: Callable[[], object]) -> None:
        """Another change. It is called inside a transaction, now or with those that follow."""
        self._changes.append(change)
        if len(self._changes) >= MANY or time.monotonic() - self._began >= SECONDS:
            self.flush()

    def flush(self) -> None:
        """Write what waits."""
        changes, self._changes = self._changes, []
        if changes:
            with self._index.writing():
                for change in changes:
                    change()
        self._began = time.monotonic()
