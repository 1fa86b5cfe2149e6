"""The file of suggestions: its tables, its records, and how to tell that it is ours."""

from __future__ import annotations

import os
import sqlite3
import stat
import struct
from collections.abc import Iterable, Sequence
from pathlib import Path

from model.suggestions.data import Range, Suggestion

FILE = "suggestions-{}.sqlite"
"""Name of the file of a coder: each learns from what is their own first."""
LOCK = "suggestions-{}.lock"
"""Name of the file that is locked while one writes."""
APPLICATION = 0x52756271
"""SQLite's application_id of the file: "Rubq"."""
FORMAT = 1
"""SQLite's user_version of the file."""
BEST = 5
"""Themes kept for each range."""
RECORD = struct.Struct(f"<II{BEST}H{BEST}H")
"""Start, end, numbers of the best themes in the vocabulary, their probabilities in 1/P_STEPS."""
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
COMMIT;
"""

Vocabulary = Sequence[tuple[str, bool]]
"""Theme id, and whether it was learned from labels; records hold places in this list."""


def pack(ranges: Iterable[tuple[Range, Sequence[tuple[int, float]]]]) -> bytes:
    """The blob of one article: of each range the best themes (number in the vocabulary, probability)."""
    blob = bytearray()
    for (start, end), best in ranges:
        themes = [number for number, _ in best[:BEST]]
        steps = [round(min(1.0, max(0.0, p)) * P_STEPS) for _, p in best[:BEST]]
        missing = BEST - len(themes)
        blob += RECORD.pack(start, end, *themes, *[NO_THEME] * missing, *steps, *[0] * missing)
    return bytes(blob)


def unpack(blob: bytes, vocabulary: Vocabulary) -> dict[Range, tuple[Suggestion, ...]]:
    """The suggestions of a blob, likeliest first.

    Raises:
        struct.error, IndexError: the blob is not one of ours.
    """
    found: dict[Range, tuple[Suggestion, ...]] = {}
    for start, end, *rest in RECORD.iter_unpack(blob):
        best = zip(rest[:BEST], rest[BEST:], strict=True)
        found[start, end] = tuple(
            Suggestion(vocabulary[number][0], step / P_STEPS, vocabulary[number][1])
            for number, step in best
            if number != NO_THEME
        )
    return found


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
