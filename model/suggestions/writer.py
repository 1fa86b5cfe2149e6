"""The training process' hand on the file of suggestions."""

from __future__ import annotations

import fcntl
import json
import os
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

from model.suggestions.data import Place, TrainingStatus
from model.suggestions.records import FILE, LOCK, SCHEMA, Vocabulary, is_ours, understood


class SuggestionWriter:
    """The training process' hand on the file. A file that is damaged or not ours is replaced.

    One pass is `begin`, `lay_out`, any number of `put`, `finish`; each is committed by itself, so that
    readers see the visible article before the rest is computed.

    Only one writes at a time, from when it is made until `close`: two would drop each other's suggestions.

    Args:
        folder: the project's cache folder.
        coder: for whom they were learned.

    Raises:
        BlockingIOError: another one writes.
        OSError, sqlite3.Error: the file can't be written.
    """

    def __init__(self, folder: Path, coder: str) -> None:
        self._path = folder / FILE.format(coder)
        self._vocabulary = 0
        self._lock = _locked(folder / LOCK.format(coder))
        try:
            self._connection = self._anew()
        except BaseException:
            os.close(self._lock)
            raise

    def begin(self, vocabulary: Vocabulary) -> None:
        """Start a pass whose records number the themes as `vocabulary` does."""
        with self._connection:
            cursor = self._connection.execute(
                "INSERT INTO vocabulary (themes) VALUES (?)", (json.dumps(list(vocabulary)),)
            )
        self._vocabulary = cursor.lastrowid or 0

    def lay_out(self, key: str, places: Iterable[tuple[str, int, int, int]]) -> None:
        """Say where in the chunks the articles stand: (article, chunk, first byte, bytes).

        Written once for as long as `key` is the same; another one empties all chunks.
        """
        known = self._connection.execute("SELECT value FROM meta WHERE key = 'layout'").fetchone()
        if known == (key,):
            return
        with self._connection:
            self._connection.execute("DELETE FROM chunk")
            self._connection.execute("DELETE FROM place")
            self._connection.executemany("INSERT INTO place VALUES (?, ?, ?, ?)", places)
            self._connection.execute("INSERT OR REPLACE INTO meta VALUES ('layout', ?)", (key,))

    def put(self, blobs: Iterable[tuple[str, bytes]], chunk: tuple[int, bytes] | None = None) -> None:
        """Write a chunk (number, content), and blobs of some articles' own (see `pack`), and commit."""
        rows = ((article, self._vocabulary, blob) for article, blob in blobs)
        with self._connection:
            self._connection.executemany("INSERT OR REPLACE INTO article VALUES (?, ?, ?)", rows)
            if chunk is not None:
                values = (chunk[0], self._vocabulary, chunk[1])
                self._connection.execute("INSERT OR REPLACE INTO chunk VALUES (?, ?, ?)", values)

    def finish(self, status: TrainingStatus, queues: Mapping[str, Sequence[Place]]) -> None:
        """End the pass: its status and queue orders; articles that were not put in it are gone."""
        orders = [(name, json.dumps(list(places))) for name, places in queues.items()]
        with self._connection:
            for table in ("article", "chunk", "vocabulary"):
                sql = f"DELETE FROM {table} WHERE vocabulary < ?"  # noqa: S608 - our own names
                self._connection.execute(sql, (self._vocabulary,))
            self._connection.executemany("INSERT OR REPLACE INTO queue VALUES (?, ?)", orders)
            self._connection.execute(
                "INSERT OR REPLACE INTO meta VALUES ('status', ?)", (json.dumps(asdict(status)),)
            )

    def close(self) -> None:
        """Let go of the file, and let others write."""
        self._connection.close()
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1

    def _anew(self) -> sqlite3.Connection:
        try:
            return self._connect()
        except (sqlite3.Error, ValueError):
            self._remove()
            return self._connect()

    def _connect(self) -> sqlite3.Connection:
        fresh = not self._path.exists()
        if fresh:
            self._remove()  # a dangling link, or what is left beside a file that is gone
            os.close(os.open(self._path, os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_WRONLY, 0o600))
        elif not is_ours(self._path):
            raise ValueError("not a file of suggestions")
        connection = sqlite3.connect(self._path)
        try:
            if fresh:
                connection.executescript(SCHEMA)
            elif not understood(connection):
                raise ValueError("not a file of suggestions")
            # All of it can be computed again: no need to wait for the disk. Readers go on meanwhile.
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = OFF")
            connection.execute("SELECT count(*) FROM meta, queue, vocabulary").fetchone()
        except BaseException:
            connection.close()
            raise
        return connection

    def _remove(self) -> None:
        for suffix in ("", "-wal", "-shm", "-journal"):
            with suppress(FileNotFoundError):
                self._path.with_name(self._path.name + suffix).unlink()


def _locked(path: Path) -> int:
    """The file at `path`, open and locked. SQLite's own can't be: closing it would drop SQLite's locks."""
    fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(fd)
        raise
    except OSError:
        pass  # this file system can't lock: an earlier pass still drops nothing of a later one
    return fd
