"""What the index has of a `.jsonl` file, compared with the file line by line, without holding either."""

from __future__ import annotations

from collections import deque

from model.index import Index, Known, Numbers
from model.reading.jsonlines import mark

FIRST, MOST = 8, 1024
"""Lines fetched at a time: few after a jump, since a file in another order is full of jumps; then more."""


class StoredLines:
    """The lines of a container in the order in which they stood, from the first on.

    Lines that were added to the file are passed over by `next_is`; a line that is found elsewhere (`find`) is
    where the comparison goes on: lines that were deleted or moved cost one search, not one each.

    Args:
        index: which has them.
        path: of the container, below `seeds`.
        seen: row numbers of the lines that were met; they are not met again.
    """

    def __init__(self, index: Index, path: str, seen: Numbers) -> None:
        self._index = index
        self._path = path
        self._seen = seen
        self._ahead: deque[Known] = deque()
        self._behind, self._size = -1, FIRST
        self.none = self._first() is None
        """Whether the index had none of this container when the comparison began."""

    def next_is(self, data: bytes, number: int) -> Known | None:
        """The next stored line if it has these bytes (and this number, where that is its id). It is seen."""
        known = self._first()
        if known is None or (known.mark != mark(data) and known.mark != mark(data, number)):
            return None
        self._ahead.popleft()
        self._seen.add(known.number)
        return known

    def find(self, article_id: str) -> Known | None:
        """The stored line of an article, wherever it stood. The comparison goes on behind it."""
        known = None if self.none else self._index.line(article_id)
        if known is not None and known.number not in self._seen:
            self._go_behind(known.line.offset)
        return known

    def _first(self) -> Known | None:
        while True:
            while self._ahead and self._ahead[0].number in self._seen:
                self._ahead.popleft()
            if self._ahead or self._size == 0:
                return self._ahead[0] if self._ahead else None
            self._fetch()

    def _fetch(self) -> None:
        self._ahead.extend(self._index.lines(self._path, self._behind, self._size))
        if self._ahead:
            self._behind = self._ahead[-1].line.offset
            self._size = min(2 * self._size, MOST)
        else:
            self._size = 0

    def _go_behind(self, offset: int) -> None:
        ahead = self._ahead
        if ahead and ahead[0].line.offset <= offset < ahead[-1].line.offset:
            while ahead[0].line.offset <= offset:
                ahead.popleft()
        else:
            ahead.clear()
            self._behind, self._size = offset, FIRST
