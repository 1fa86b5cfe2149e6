"""The file of the index: connections, and transactions."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from model.index.schema import connect

PATIENCE = 10.0
"""Seconds to wait for another one that writes, where nobody waits for the answer."""
CACHE = 256
"""KiB of the file in memory where a page is hardly ever needed twice; 2,000 would stay with the process."""
STEPS = 20_000
"""Instructions of SQLite after which it is asked whether to go on: about a millisecond."""


class Connected:
    """The index in `folder`. One connection a thread."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "index.sqlite"
        self._local = threading.local()

    @property
    def _db(self) -> sqlite3.Connection:
        db: sqlite3.Connection | None = getattr(self._local, "db", None)
        if db is None:
            db = self._local.db = connect(self._path)
        return db

    def query(self, sql: str, values: Sequence[object] = ()) -> list[Any]:
        """The rows that `sql` gives."""
        return self._db.execute(sql, values).fetchall()

    def version(self) -> int:
        """Another number than before once another connection than this thread's has changed anything."""
        return int(self._db.execute("PRAGMA data_version").fetchone()[0])

    @contextmanager
    def stoppable(self, cancelled: Callable[[], bool]) -> Iterator[None]:
        """For a thread that goes through much, and closes its connection then: with little memory.

        What it asks meanwhile ends early when `cancelled` says so.

        Raises:
            sqlite3.OperationalError: it did.
        """
        self._db.execute(f"PRAGMA cache_size = {-CACHE}")
        self._db.set_progress_handler(cancelled, STEPS)
        try:
            yield
        finally:
            self._db.set_progress_handler(None, 0)

    @contextmanager
    def writing(self, patience: float = PATIENCE) -> Iterator[None]:
        """One transaction around many changes.

        Args:
            patience: seconds to wait for another one that writes.

        Raises:
            sqlite3.OperationalError: it writes for longer than that.
        """
        self._db.execute(f"PRAGMA busy_timeout = {round(patience * 1000)}")
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._db.execute("COMMIT")
        except BaseException:
            if self._db.in_transaction:  # what failed may have ended it; one left open would block all others
                self._db.execute("ROLLBACK")
            raise

    def tidy(self) -> None:
        """Write what SQLite's log has into the file, unless others are at it; both stay as they are then."""
        self._db.execute("PRAGMA busy_timeout = 0")
        self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def close(self) -> None:
        """Close this thread's connection."""
        db = getattr(self._local, "db", None)
        if db is not None:
            db.close()
            self._local.db = None
