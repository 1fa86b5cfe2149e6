"""Seed files and their articles in the index: what `model.refresh` writes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from model.errors import RubricateError
from model.index.connection import Connected
from model.index.entries import Entry, Known
from model.index.numbers import Numbers
from model.index.schema import DATES, PUT_ARTICLE, SET_ARTICLE, SORT_DATES
from model.reading.lines import Line
from model.safetext import utf8

Stamp = tuple[int, int]
"""Modification time in nanoseconds, and size in bytes, of a file."""
UNREAD: Stamp = (-1, -1)
"""The stamp of no file."""
BLOCK = 1000
"""Rows that are fetched at a time where there may be a million."""
ASKED = 500
"""Articles that are asked for by one query: one each took a tenth of the time that an article costs."""

Before = tuple[int, str | None, bytes, str, str | None]
"""What the index has of an article: row number, digest, passages, title, problem."""

_LINE = "SELECT n, mark, offset, length, line FROM articles"


class Articles(Connected):
    """Seed files and their articles."""

    # --- files ---

    def files(self) -> Iterator[tuple[str, Stamp]]:
        """The seed files that the index knows, in the order of paths; UNREAD for one not read to its end.

        It may be written to meanwhile.
        """
        sql = "SELECT path, mtime_ns, size, whole FROM files WHERE path > ? ORDER BY path LIMIT ?"
        last = ""
        while block := self._db.execute(sql, (last, BLOCK)).fetchall():
            yield from ((path, (mtime, size) if whole else UNREAD) for path, mtime, size, whole in block)
            last = block[-1][0]

    def stamp(self, path: str) -> Stamp:
        """The stamp with which a seed file was read to its end, or UNREAD."""
        sql = "SELECT mtime_ns, size FROM files WHERE path = ? AND whole"
        return self._db.execute(sql, (path,)).fetchone() or UNREAD

    def begin_file(self, path: str) -> None:
        """Begin to read a seed file, or go on: until `put_file` it is not read to its end."""
        sql = "INSERT INTO files(path, whole) VALUES(?, 0) ON CONFLICT DO UPDATE SET whole = 0"
        self._db.execute(sql, (path,))

    def put_file(self, path: str, stamp: Stamp, problems: Sequence[RubricateError] = ()) -> None:
        """Note a seed file as read to its end."""
        said = utf8("\n".join(str(problem) for problem in problems))
        self._db.execute(
            "INSERT INTO files(path, mtime_ns, size, problem) VALUES(?, ?, ?, ?) ON CONFLICT(path) DO UPDATE"
            " SET mtime_ns = excluded.mtime_ns, size = excluded.size, problem = excluded.problem, whole = 1",
            (path, *stamp, said or None),
        )

    def drop_file(self, path: str) -> None:
        """Forget a seed file, whose articles were dropped before (labels are files of their own and stay)."""
        self._db.execute("DELETE FROM files WHERE path = ?", (path,))

    # --- the order by date ---

    @property
    def dates_sorted(self) -> bool:
        """Whether an index keeps the articles by date."""
        return bool(self.query("SELECT 1 FROM sqlite_master WHERE name = ?", (DATES,)))

    def leave_dates(self) -> None:
        """Leave articles by date for `sort_dates`, if there are none yet.

        Dates come in any order, so each article would write a page of its own, twice: at a million that is
        half of all that is written.
        """
        with self.writing():
            if not self.query("SELECT 1 FROM articles LIMIT 1"):
                self._db.execute(f"DROP INDEX IF EXISTS {DATES}")

    def sort_dates(self) -> None:
        """Have an index keep the articles by date from now on; at a million it takes a second or two."""
        if not self.dates_sorted:
            with self.writing():
                self._db.execute(SORT_DATES)

    # --- lines of containers ---

    def numbers(self, path: str) -> Iterator[int]:
        """Row numbers of a seed file's articles, in their order. They may be dropped meanwhile."""
        sql = (
            "SELECT offset, n FROM articles WHERE path = ? AND (offset, n) > (?, ?)"
            " ORDER BY offset, n LIMIT ?"
        )
        last = (-1, -1)
        while block := self._db.execute(sql, (path, *last, BLOCK)).fetchall():
            yield from (number for _, number in block)
            last = block[-1]

    def lines(self, path: str, behind: int, limit: int) -> list[Known]:
        """The next lines of a container: those that begin behind the byte `behind`, at most `limit`."""
        rows = self._db.execute(
            f"{_LINE} WHERE path = ? AND offset > ? ORDER BY offset LIMIT ?", (path, behind, limit)
        )
        return [Known(number, mark, Line(*line)) for number, mark, *line in rows]

    def line(self, article_id: str) -> Known | None:
        """Where the article stands in its container; None for an unknown one."""
        row = self._db.execute(f"{_LINE} WHERE id = ?", (article_id,)).fetchone()
        return Known(row[0], row[1], Line(*row[2:])) if row else None

    def place(self, article_id: str) -> Line | None:
        """Where the article stood in its container when that was read; None for an unknown one, or a file."""
        known = self.line(article_id)
        if known is None or not known.line.number:
            return None
        if not all(isinstance(number, int) for number in known.line):
            raise TypeError("a place that is no number")
        return known.line

    def move_lines(self, moves: Iterable[tuple[Line, int]]) -> None:
        """Note where the articles of row numbers stand now."""
        self._db.executemany(
            "UPDATE articles SET offset = ?, length = ?, line = ? WHERE n = ?",
            ((*line, number) for line, number in moves),
        )

    # --- articles ---

    def put_articles(self, entries: Iterable[Entry], seen: Numbers) -> list[Entry]:
        """Add articles, or replace them: they keep their row numbers, which no other article ever gets.

        Args:
            entries: what was read.
            seen: row numbers of what was read before; those of the entries are added.

        Returns:
            The entries that were not put, because an article of their id was seen before: the first counts.
        """
        entries = list(entries)
        before = self._known([entry.id for entry in entries])
        again: list[Entry] = []
        new: dict[str, tuple[int, Entry]] = {}
        number = self._last_number()
        for entry in entries:
            found = before.get(entry.id)
            if entry.id in new or (found and found[0] in seen):
                again.append(entry)
            elif found:
                self._replace(found[0], entry, found[1:])
                seen.add(found[0])
            else:
                number += 1
                new[entry.id] = (number, entry)
                seen.add(number)
        if new:
            self._insert(list(new.values()))
        return again

    def _known(self, ids: list[str]) -> dict[str, Before]:
        """What the index has of these articles, by id."""
        found: dict[str, Before] = {}
        for first in range(0, len(ids), ASKED):
            some = ids[first : first + ASKED]
            places = ", ".join("?" * len(some))
            sql = f"SELECT id, n, digest, bounds, title, problem FROM articles WHERE id IN ({places})"  # noqa: S608
            found.update({id: (n, *rest) for id, n, *rest in self._db.execute(sql, some)})
        return found

    def _last_number(self) -> int:
        found = self._db.execute("SELECT seq FROM sqlite_sequence WHERE name = 'articles'").fetchone()
        return found[0] if found else 0

    def _insert(self, rows: list[tuple[int, Entry]]) -> None:
        self._db.executemany(PUT_ARTICLE, [(number, *entry[:-1]) for number, entry in rows])
        found = [(number, entry.title, entry.text) for number, entry in rows if entry.problem is None]
        self._db.executemany("INSERT INTO search(rowid, title, text) VALUES(?, ?, ?)", found)
        self._db.executemany("INSERT INTO titles(rowid, title) VALUES(?, ?)", (row[:2] for row in found))
        # Here and not by a trigger of each row: that costs as much as the row.
        self._db.executemany(
            "INSERT INTO sums VALUES(?, ?) ON CONFLICT DO UPDATE SET count = count + excluded.count",
            [
                ("articles", len(rows)),
                ("passages", sum(entry.passages for _, entry in rows)),
                ("generation", 1),
            ],
        )
        self._recount(entry for _, entry in rows)

    def _replace(self, number: int, entry: Entry, before: tuple[object, ...]) -> None:
        self._db.execute(SET_ARTICLE, (*entry[:-1], number))
        if before == (entry.digest, entry.bounds, entry.title, entry.problem):
            return
        self._recount([entry])
        if entry.problem is None:
            sql = "REPLACE INTO search(rowid, title, text) VALUES(?, ?, ?)"
            self._db.execute(sql, (number, entry.title, entry.text))
        else:
            self._db.execute("DELETE FROM search WHERE rowid = ?", (number,))

    def _recount(self, entries: Iterable[Entry]) -> None:
        """Progress was counted on other passages, or on none: label files are to be counted again."""
        if self._db.execute("SELECT 1 FROM label_files LIMIT 1").fetchone():
            sql = "UPDATE label_files SET size = -1 WHERE path = ?"
            self._db.executemany(sql, ((entry.label_path,) for entry in entries))

    def drop_article(self, number: int) -> None:
        """Forget the article of a row number, which no other article gets."""
        self._db.execute("DELETE FROM search WHERE rowid = ?", (number,))
        self._db.execute("DELETE FROM articles WHERE n = ?", (number,))
