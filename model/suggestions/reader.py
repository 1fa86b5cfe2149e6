"""The app's view of the suggestions: read-only, and never in the way of the screen."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import fields
from pathlib import Path
from typing import Any

from model.errors import MALFORMED
from model.suggestions.data import Place, Range, Suggestion, ThemeStatus, TrainingStatus
from model.suggestions.records import FILE, Unpacked, is_ours, understood

BUSY_SECONDS = 0.2
"""How long a read may wait for the writer before it counts as "no suggestions"."""

_NEWEST = """
SELECT blob, themes FROM (
    SELECT vocabulary, 1 AS own, blob FROM article WHERE id = ?
    UNION ALL
    SELECT c.vocabulary, 0, substr(c.blob, p.first + 1, p.size)
    FROM place p JOIN chunk c ON c.chunk = p.chunk WHERE p.id = ?
) JOIN vocabulary USING (vocabulary) ORDER BY vocabulary DESC, own DESC LIMIT 1
"""
"""Of the same pass, the blob of the article itself holds more than its part of a chunk."""

_DAMAGE = (sqlite3.Error, OSError, *MALFORMED)
"""What reading a damaged file can raise."""


class SuggestionReader:
    """The app's view of the suggestions. Safe to use from any thread; never raises for a bad file.

    Args:
        folder: the project's cache folder.
        coder: for whom they were learned.
    """

    def __init__(self, folder: Path, coder: str) -> None:
        self._path = folder / FILE.format(coder)
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._inode = -1

    def status(self) -> TrainingStatus | None:
        """What the suggestions were learned from; None where there are none."""
        with suppress(*_DAMAGE):
            rows = self._rows("SELECT value FROM meta WHERE key = 'status'")
            if rows:
                plain = json.loads(rows[0][0])
                themes = tuple(ThemeStatus(**_own(ThemeStatus, theme)) for theme in plain["themes"])
                return TrainingStatus(**{**_own(TrainingStatus, plain), "themes": themes})
        return None

    def of(self, article_id: str) -> Mapping[Range, tuple[Suggestion, ...]]:
        """The suggestions of each range of an article, likeliest first; empty where there are none."""
        with suppress(*_DAMAGE):
            rows = self._rows(_NEWEST, (article_id, article_id))
            if rows:
                return Unpacked(rows[0][0], json.loads(rows[0][1]))
        return {}

    def queue(self, order: str) -> list[Place]:
        """The first passages of an order ("uncertain", "likely", "rare", "random"); or nothing."""
        with suppress(*_DAMAGE):
            rows = self._rows("SELECT places FROM queue WHERE name = ?", (order,))
            if rows:
                return [
                    (str(article), int(start), int(end)) for article, start, end in json.loads(rows[0][0])
                ]
        return []

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._drop()

    def _rows(self, query: str, values: tuple[str, ...] = ()) -> list[tuple[Any, ...]]:
        with self._lock:
            try:
                connection = self._open()
                return connection.execute(query, values).fetchall() if connection else []
            except _DAMAGE:
                self._drop()
                raise

    def _open(self) -> sqlite3.Connection | None:
        if not is_ours(self._path):
            self._drop()
            return None
        inode = self._path.stat().st_ino
        if self._connection is not None and inode != self._inode:  # the writer had to begin a new file
            self._drop()
        if self._connection is None:
            uri = f"{self._path.absolute().as_uri()}?mode=ro"
            self._connection = sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS, check_same_thread=False)
            self._inode = inode
            if not understood(self._connection):
                raise ValueError("not a file of suggestions")
        return self._connection

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection = None


def _own(made: type, plain: dict[str, Any]) -> dict[str, Any]:
    """What a class has fields for: other versions of the program say other things besides."""
    return {one.name: plain[one.name] for one in fields(made) if one.name in plain}
