"""Changes of the index, gathered while files are read and written in short transactions.

Reading takes longer than writing. A transaction that waited for it would keep a label from being counted, and
the program from ending, until a file of a million articles is read.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from model.index.articles import Articles
from model.index.entries import Entry
from model.index.numbers import Numbers
from model.reading.lines import Line

MANY = 4000
"""Changes after which they are written: a few tenths of a second's work."""
SIZE = 4_000_000
"""Code points of the articles after which they are written."""
SECONDS = 2.0
"""Seconds after which they are written, however few."""


class Batch:
    """Changes of `index` that wait to be written: articles first, then the others in their order.

    Args:
        index: where to.
        refused: called with each article whose id another one had before (see `Articles.put_articles`).
    """

    def __init__(self, index: Articles, refused: Callable[[Entry], object] = lambda entry: None) -> None:
        """Nothing waits yet."""
        self.seen = Numbers()
        """Row numbers of the articles that were read."""
        self._index = index
        self._refused = refused
        self._empty()

    def _empty(self) -> None:
        self._entries: list[Entry] = []
        self._replaced: list[int] = []
        self._moves: list[tuple[Line, int]] = []
        self._changes: list[Callable[[], object]] = []
        self._size = 0
        self._began = time.monotonic()

    def __len__(self) -> int:
        """How many changes wait."""
        return len(self._entries) + len(self._moves) + len(self._changes)

    def put(self, entry: Entry, replaced: int | None = None) -> None:
        """An article; `replaced` is the row number that it is known to have, which is seen by now."""
        self._entries.append(entry)
        self._replaced.extend([] if replaced is None else [replaced])
        self._size += len(entry.text)
        self._look()

    def move(self, number: int, line: Line) -> None:
        """The article of a row number stands elsewhere in its container."""
        self._moves.append((line, number))
        self._look()

    def add(self, change: Callable[[], object]) -> None:
        """Another change. It is called inside a transaction, now or with those that follow."""
        self._changes.append(change)
        self._look()

    def _look(self) -> None:
        if len(self) >= MANY or self._size >= SIZE or time.monotonic() - self._began >= SECONDS:
            self.flush()

    def flush(self) -> None:
        """Write what waits."""
        entries, moves, changes = self._entries, self._moves, self._changes
        for number in self._replaced:
            self.seen.discard(number)
        self._empty()
        if not (entries or moves or changes):
            return
        with self._index.writing():
            again = self._index.put_articles(entries, self.seen)
            self._index.move_lines(moves)
            for change in changes:
                change()
        for entry in again:
            self._refused(entry)
