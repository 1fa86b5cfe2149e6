"""The library in an order: rows by position, a block of them at a time, wherever in a million they stand.

An order that an index of the database keeps is walked by keys: every `STRIDE`th is an anchor, and a block
is one range from the anchor before it. Nothing is copied, so there is nothing that could be out of date.
All other orders are lists of row numbers.
"""

# ruff: noqa: S608 - what is put together are constants
from __future__ import annotations

from abc import ABC, abstractmethod
from array import array
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from model.index.connection import Connected
from model.index.rows import GONE, ROW, ArticleRow

BLOCK = 128
"""Rows that are read at a time."""
BLOCKS = 16
"""Blocks kept in memory."""
STRIDE = 1024
"""Rows between two anchors."""

KEYS = {"name": ("a.id",), "date": ("a.date", "a.id")}
"""Of the orders that an index keeps: its columns."""

Key = tuple[str, ...]


class Order(ABC):
    """Articles in an order, with what `coder` did on each. To be used from any thread, one at a time."""

    def __init__(self, index: Connected, coder: str, size: int) -> None:
        self._index = index
        self._coder = coder
        self._size = size
        self._blocks: OrderedDict[int, list[ArticleRow]] = OrderedDict()

    def __len__(self) -> int:
        return self._size

    def row(self, place: int) -> ArticleRow:
        """The line of the article at `place`, from 0; `GONE` where it is not in the index any more."""
        number, within = divmod(place, BLOCK)
        block = self._blocks.get(number)
        if block is None:
            block = self._blocks[number] = self._load(number * BLOCK, min(BLOCK, self._size - number * BLOCK))
            if len(self._blocks) > BLOCKS:
                self._blocks.popitem(last=False)
        return block[within] if within < len(block) else GONE

    def forget(self) -> None:
        """What was read of rows may be out of date: read them again. Their order stays."""
        self._blocks.clear()

    def prepare(self, cancelled: Callable[[], bool] = lambda: False) -> None:  # noqa: B027 - often nothing
        """Do what makes later questions cheap: in a thread where there are many articles."""

    def holds(self) -> bool:
        """Whether it is prepared, and certain to be in order still."""
        return False

    @abstractmethod
    def place(self, article_id: str) -> int | None:
        """Where an article stands; None where it does not."""

    def beside(self, article_id: str, place: int, step: int) -> tuple[int, str] | None:
        """The article after (step 1) or before (-1) the one at `place`, and its own; None at an end."""
        return self.onward(place + step, step)

    def onward(self, place: int, step: int) -> tuple[int, str] | None:
        """The first article from `place` on, in that direction, that is still in the index, and its place."""
        while 0 <= place < len(self):
            if article_id := self.row(place).id:
                return place, article_id
            place += step
        return None

    @abstractmethod
    def _load(self, start: int, count: int) -> list[ArticleRow]:
        """`count` lines from the place `start`, fewer where articles have gone."""

    def _query(self, sql: str, *values: object) -> list[Any]:
        return self._index.query(sql, values)


class KeyOrder(Order):
    """All articles by a key of which there is an index: `sort` is one of `KEYS`.

    Made at once, with one anchor; far from both ends a block costs a walk from there until `prepare` has set
    the others.
    """

    def __init__(self, index: Connected, coder: str, sort: str, size: int) -> None:
        super().__init__(index, coder, size)
        columns = KEYS[sort]
        self._columns = ", ".join(columns)
        self._down = ", ".join(f"{column} DESC" for column in columns)
        self._marks = ", ".join("?" for _ in columns)
        self._anchors: list[Key] = [("",) * len(columns)]
        self._prepared: list[Any] | None = None
        """The index's generation before it was prepared."""

    def prepare(self, cancelled: Callable[[], bool] = lambda: False) -> None:
        """Set an anchor at every `STRIDE`th article, and count them."""
        before = self._generation()
        key: Key | None = self._anchors[-1]
        while key is not None and not cancelled():
            key = self._step(self._anchors[-1], STRIDE)
            if key is not None:
                self._anchors.append(key)
        if key is None:
            (rest,) = self._query(f"SELECT count(*) FROM articles a WHERE {self._from}", *self._anchors[-1])
            self._size = (len(self._anchors) - 1) * STRIDE + rest[0]
            self._prepared = before

    def holds(self) -> bool:
        """Whether it is prepared, and no article has come, gone or changed since; never certain of dates."""
        return self._columns == "a.id" and self._prepared == self._generation()

    def _generation(self) -> list[Any]:
        return self._query("SELECT count FROM sums WHERE name = 'generation'")

    def place(self, article_id: str) -> int | None:
        """Where an article stands; None where it does not."""
        key = self._key_of(article_id)
        if key is None:
            return None
        anchor = bisect_right(self._anchors, key) - 1
        sql = f"SELECT count(*) FROM articles a WHERE {self._from} AND ({self._columns}) < ({self._marks})"
        ((between,),) = self._query(sql, *self._anchors[anchor], *key)
        return anchor * STRIDE + int(between)

    def beside(self, article_id: str, place: int, step: int) -> tuple[int, str] | None:
        """As `Order.beside`, by keys: places are those of another time where articles came or went since."""
        key = self._key_of(article_id)
        if key is None:
            return super().beside(article_id, place, step)
        way, columns = (">", self._columns) if step > 0 else ("<", self._down)
        sql = f"SELECT a.id FROM articles a WHERE ({self._columns}) {way} ({self._marks})"
        found = self._query(f"{sql} ORDER BY {columns} LIMIT 1", *key)
        return (max(0, place + step), found[0][0]) if found else None

    def _key_of(self, article_id: str) -> Key | None:
        found = self._query(f"SELECT {self._columns} FROM articles a WHERE a.id = ?", article_id)
        return tuple(found[0]) if found else None

    @property
    def _from(self) -> str:
        return f"({self._columns}) >= ({self._marks})"

    def _load(self, start: int, count: int) -> list[ArticleRow]:
        key = self._key(start)
        if key is None:
            return []
        sql = f"{ROW} WHERE {self._from} ORDER BY {self._columns} LIMIT ?"
        return [ArticleRow(*row[1:]) for row in self._query(sql, self._coder, self._coder, *key, count)]

    def _key(self, start: int) -> Key | None:
        """The key of the article at the place `start`, from the nearest anchor or from the end."""
        anchor = min(start // STRIDE, len(self._anchors) - 1)
        onward, back = start - anchor * STRIDE, self._size - 1 - start
        if onward <= back:
            return self._step(self._anchors[anchor], onward)
        sql = f"SELECT {self._columns} FROM articles a ORDER BY {self._down} LIMIT 1 OFFSET ?"
        return next(iter(self._query(sql, back)), None)

    def _step(self, key: Key, by: int) -> Key | None:
        """The key `by` articles after `key`; None behind the last."""
        sql = f"SELECT {self._columns} FROM articles a WHERE {self._from} ORDER BY {self._columns}"
        return next(iter(self._query(f"{sql} LIMIT 1 OFFSET ?", *key, by)), None)


class ListOrder(Order):
    """Articles by their row numbers in `numbers`; 4 bytes each."""

    def __init__(self, index: Connected, coder: str, numbers: array[int]) -> None:
        super().__init__(index, coder, len(numbers))
        self._numbers = numbers

    def place(self, article_id: str) -> int | None:
        """Where an article stands; None where it does not."""
        found = self._query("SELECT n FROM articles WHERE id = ?", article_id)
        try:
            return self._numbers.index(found[0][0]) if found else None
        except ValueError:
            return None

    def _load(self, start: int, count: int) -> list[ArticleRow]:
        numbers = self._numbers[start : start + count]
        sql = f"{ROW} WHERE a.n IN ({', '.join('?' for _ in numbers)})"
        rows = self._query(sql, self._coder, self._coder, *numbers)
        found = {n: ArticleRow(*row) for n, *row in rows}
        return [found.get(number, GONE) for number in numbers]
