"""The file of suggestions: its tables, its records, and how to tell that it is ours."""

from __future__ import annotations

import os
import sqlite3
import stat
import struct
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from model.suggestions.data import Range, Suggestion

FILE = "suggestions-{}.sqlite"
"""Name of the file of a coder: each learns from what is their own first."""
LOCK = "suggestions-{}.lock"
"""Name of the file that is locked while one writes."""
APPLICATION = 0x52756271
"""SQLite's application_id of the file: "Rubq"."""
FORMAT = 2
"""SQLite's user_version of the file."""
BEST = 5
"""Themes kept for each range."""
RECORD = struct.Struct(f"<II{BEST}H{BEST}H")
"""Start, end, numbers of the best themes in the vocabulary, their probabilities in 1/P_STEPS."""
BOUNDS = struct.Struct("<II")
"""How a record begins."""
NO_THEME = 0xFFFF
P_STEPS = 0xFFFF
SCHEMA = f"""
BEGIN;
PRAGMA application_id = {APPLICATION};
PRAGMA user_version = {FORMAT};
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE queue (name TEXT PRIMARY KEY, places TEXT NOT NULL);
CREATE TABLE vocabulary (vocabulary INTEGER PRIMARY KEY AUTOINCREMENT, themes TEXT NOT NULL);
CREATE TABLE article (id TEXT PRIMARY KEY, vocabulary INTEGER NOT NULL, blob BLOB NOT NULL);
CREATE TABLE place (
    id TEXT PRIMARY KEY, chunk INTEGER NOT NULL, first INTEGER NOT NULL, size INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE chunk (chunk INTEGER PRIMARY KEY, vocabulary INTEGER NOT NULL, blob BLOB NOT NULL);
COMMIT;
"""
"""`article` has a blob for each article that is not like the rest: the one on the screen, which is written
first, and those with ranges of the coder's own. Of all others the records stand in one of few chunks, where
`place` says, in bytes: what a label changes is some long blobs, however many articles there are.
"""

Vocabulary = Sequence[tuple[str, bool]]
"""Theme id, and whether it was learned from labels; records hold places in this list."""


def pack(ranges: Iterable[tuple[Range, Sequence[tuple[int, float]]]]) -> bytes:
    """The blob of one article: of each range the best themes (number in the vocabulary, probability)."""
    blob = bytearray()
    for (start, end), best in sorted(ranges):
        themes = [number for number, _ in best[:BEST]]
        steps = [round(min(1.0, max(0.0, p)) * P_STEPS) for _, p in best[:BEST]]
        missing = BEST - len(themes)
        blob += RECORD.pack(start, end, *themes, *[NO_THEME] * missing, *steps, *[0] * missing)
    return bytes(blob)


class Unpacked(Mapping[Range, tuple[Suggestion, ...]]):
    """The suggestions of a blob by range, likeliest first. Only what is looked at is unpacked.

    Args:
        blob: records in the order of their ranges.
        vocabulary: what their numbers of themes stand for.

    Raises:
        ValueError: the blob is not one of ours.
    """

    def __init__(self, blob: bytes, vocabulary: Vocabulary) -> None:
        if len(blob) % RECORD.size:
            raise ValueError("not records of suggestions")
        self._blob = blob
        self._vocabulary = [(str(theme), bool(learned)) for theme, learned in vocabulary]

    def __getitem__(self, span: Range) -> tuple[Suggestion, ...]:
        at = bisect_left(range(len(self)), span, key=self._range)
        if at == len(self) or self._range(at) != span:
            raise KeyError(span)
        fields = RECORD.unpack_from(self._blob, at * RECORD.size)
        best = zip(fields[2 : 2 + BEST], fields[2 + BEST :], strict=True)
        known = len(self._vocabulary)
        return tuple(
            Suggestion(self._vocabulary[number][0], step / P_STEPS, self._vocabulary[number][1])
            for number, step in best
            if number < known
        )

    def _range(self, at: int) -> Range:
        start, end = BOUNDS.unpack_from(self._blob, at * RECORD.size)
        return start, end

    def __iter__(self) -> Iterator[Range]:
        return (self._range(at) for at in range(len(self)))

    def __len__(self) -> int:
        return len(self._blob) // RECORD.size


def is_ours(path: Path) -> bool:
    """A regular file of this user's that no one else may write; never a link."""
    try:
        found = path.lstat()
    except OSError:
        return False
    return stat.S_ISREG(found.st_mode) and found.st_uid == os.getuid() and not found.st_mode & 0o022


def understood(connection: sqlite3.Connection) -> bool:
    """Whether this program wrote the file, in this format."""
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    return (application, connection.execute("PRAGMA user_version").fetchone()[0]) == (APPLICATION, FORMAT)
