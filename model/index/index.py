"""Queries and changes of the index."""

from __future__ import annotations

import sqlite3
import threading
from array import array
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from model.coding.names import label_path
from model.coding.progress import Progress, Range
from model.errors import RubricateError
from model.index.rows import GONE, ROW, SORT_SQL, STATE_SQL, ArticleRow, Filter, Totals, match
from model.index.schema import PUT_ARTICLE, connect
from model.reading.article import Article
from model.safetext import utf8

Stamp = tuple[int, int]
"""Modification time in nanoseconds, and size in bytes, of a file."""
UNREAD: Stamp = (-1, -1)
"""The stamp of no file."""
PATIENCE = 10.0
"""Seconds to wait for another one that writes, where nobody waits for the answer."""


def pack(ranges: Iterable[Range]) -> bytes:
    """Ranges as the index keeps them."""
    return array("q", [offset for pair in ranges for offset in pair]).tobytes()


def unpack(blob: bytes) -> tuple[Range, ...]:
    """The ranges of `pack`."""
    flat = array("q", blob)
    return tuple(zip(flat[::2], flat[1::2], strict=True))


class Index:
    """The index in `folder`. One connection a thread; safe to use from several."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "index.sqlite"
        self._local = threading.local()

    @property
    def _db(self) -> sqlite3.Connection:
        db: sqlite3.Connection | None = getattr(self._local, "db", None)
        if db is None:
            db = self._local.db = connect(self._path)
        return db

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

    # --- files and articles ---

    def files(self) -> dict[str, Stamp]:
        """The seed files that the index knows, with their stamps; UNREAD where one was not read to its end."""
        return {
            path: (mtime, size) if whole else UNREAD
            for path, mtime, size, whole in self._db.execute("SELECT path, mtime_ns, size, whole FROM files")
        }

    def begin_file(self, path: str, stamp: Stamp) -> int:
        """Begin to read a seed file, or go on where it was left; the number of this reading of it.

        Its articles are put by `put_article`, what is left of an earlier reading is dropped by `drop_article`,
        and `put_file` ends it.
        """
        found = self._db.execute(
            "SELECT reading, whole, mtime_ns, size FROM files WHERE path = ?", (path,)
        ).fetchone()
        reading, whole, *before = found or (0, 1)
        if not whole and tuple(before) == stamp:
            return int(reading)
        sql = "REPLACE INTO files(path, mtime_ns, size, reading, whole) VALUES(?, ?, ?, ?, 0)"
        self._db.execute(sql, (path, *stamp, reading + 1))
        return int(reading) + 1

    def put_file(self, path: str, stamp: Stamp, problems: Sequence[RubricateError] = ()) -> None:
        """Note a seed file as read to its end."""
        said = "\n".join(str(problem) for problem in problems)
        self._db.execute(
            "INSERT INTO files(path, mtime_ns, size, problem) VALUES(?, ?, ?, ?) ON CONFLICT(path) DO UPDATE"
            " SET mtime_ns = excluded.mtime_ns, size = excluded.size, problem = excluded.problem, whole = 1",
            (path, *stamp, said or None),
        )

    def drop_file(self, path: str) -> None:
        """Forget a seed file, whose articles were dropped before (labels are files of their own and stay)."""
        self._db.execute("DELETE FROM files WHERE path = ?", (path,))

    def rows_of(self, path: str, other_than: int = -1) -> list[int]:
        """Row numbers of a seed file's articles, but for those of the reading `other_than`."""
        sql = "SELECT n FROM articles WHERE path = ? AND reading <> ?"
        return [n for (n,) in self._db.execute(sql, (path, other_than))]

    def drop_article(self, number: int) -> None:
        """Forget the article of a row number, which no other article gets."""
        self._db.execute("DELETE FROM search WHERE rowid = ?", (number,))
        self._db.execute("DELETE FROM articles WHERE n = ?", (number,))

    def was_read(self, article_id: str, reading: int) -> bool:
        """Whether this reading of its file has put the article."""
        sql = "SELECT 1 FROM articles WHERE id = ? AND reading = ?"
        return self._db.execute(sql, (article_id, reading)).fetchone() is not None

    def put_article(self, path: str, article: Article, reading: int = 0) -> None:
        """Add an article of the seed file `path`, or replace it; it keeps its row number."""
        ranges = [(span.start, span.end) for span in article.passages]
        values: dict[str, object] = {
            "id": article.id,
            "path": path,
            "reading": reading,
            "title": article.title,
            "date": article.date,
            "words": len(article.text.split()),
            "digest": article.digest,
            "passages": len(ranges),
            "bounds": pack(ranges),
            "label": "/".join(label_path(article.id)),
            "problem": None,
        }
        if self._put(values):
            # Progress was counted on other passages: its label files are to be counted again.
            self._db.execute("UPDATE label_files SET size = -1 WHERE path = ?", (values["label"],))
            self._db.execute(
                "REPLACE INTO search(rowid, title, text) SELECT n, title, ? FROM articles WHERE id = ?",
                (article.text, article.id),
            )

    def put_unreadable(self, path: str, article_id: str, problem: RubricateError, reading: int = 0) -> None:
        """Add an article that can't be read, with the reason, or replace it."""
        values = dict.fromkeys(("digest", "label"), None) | {
            "id": article_id,
            "path": path,
            "reading": reading,
            "title": article_id,
            "date": "",
            "words": 0,
            "passages": 0,
            "bounds": b"",
            "problem": str(problem),
        }
        if self._put(values):
            sql = "DELETE FROM search WHERE rowid = (SELECT n FROM articles WHERE id = ?)"
            self._db.execute(sql, (article_id,))

    def _put(self, values: dict[str, object]) -> bool:
        """Write a row of `articles`; whether its title, text or passages are others than before."""
        found = self._db.execute(
            "SELECT digest, bounds, title, problem FROM articles WHERE id = :id", values
        ).fetchone()
        self._db.execute(PUT_ARTICLE, values)
        return found != tuple(values[key] for key in ("digest", "bounds", "title", "problem"))

    def problems(self) -> list[str]:
        """What is wrong in seed files and label files, a line each."""
        said = self._db.execute(
            "SELECT problem FROM files WHERE problem IS NOT NULL"
            " UNION ALL SELECT problem FROM label_files WHERE problem IS NOT NULL"
        )
        return [line for (text,) in said for line in text.split("\n")]

    def article(self, article_id: str) -> tuple[str, tuple[Range, ...]] | None:
        """Digest (empty if it can't be read) and default passages of an article; None for an unknown one."""
        sql = "SELECT digest, bounds FROM articles WHERE id = ?"
        row = self._db.execute(sql, (article_id,)).fetchone()
        return (row[0] or "", unpack(row[1])) if row else None

    def text(self, article_id: str) -> str:
        """The text of an article; empty for an unknown one."""
        sql = "SELECT s.text FROM articles a JOIN search s ON s.rowid = a.n WHERE a.id = ?"
        row = self._db.execute(sql, (article_id,)).fetchone()
        return str(row[0]) if row else ""

    def texts(self) -> Iterator[tuple[str, str, tuple[Range, ...]]]:
        """Of every article: id, text, default passages; in the order of the ids."""
        sql = (
            "SELECT a.id, s.text, a.bounds FROM articles a JOIN search s ON s.rowid = a.n"
            " WHERE a.problem IS NULL ORDER BY a.id"
        )
        for article_id, text, bounds in self._db.execute(sql):
            yield article_id, text, unpack(bounds)

    def corpus_key(self) -> str:
        """Changes whenever an article comes, goes or changes."""
        return str(self.sums().get("generation", 0))

    # --- labels ---

    def label_files(self, coder: str) -> dict[str, Stamp]:
        """By path below the coder's folder: the stamp of each label file when it was last counted."""
        sql = "SELECT path, mtime_ns, size FROM label_files WHERE coder = ?"
        return {path: (mtime, size) for path, mtime, size in self._db.execute(sql, (coder,))}

    def put_label_file(
        self, coder: str, path: str, stamp: Stamp, article_id: str | None, problem: str = ""
    ) -> None:
        """Note a label file as read: the article it is about, or why it can't be read."""
        values = (coder, path, article_id, *stamp, utf8(problem) or None)
        self._db.execute("REPLACE INTO label_files VALUES(?, ?, ?, ?, ?, ?)", values)

    def drop_label_file(self, coder: str, path: str) -> None:
        """Forget a label file and what it said."""
        key = (coder, path)
        found = self._db.execute(
            "SELECT article FROM label_files WHERE coder = ? AND path = ?", key
        ).fetchone()
        if found and found[0] is not None:
            self._drop_progress(coder, found[0])
        self._db.execute("DELETE FROM label_files WHERE coder = ? AND path = ?", key)

    def put_progress(self, coder: str, article_id: str, count: Progress) -> None:
        """Note how far `coder` is with an article."""
        self._drop_progress(coder, article_id)
        key = (coder, article_id)
        counts = (count.passages, count.skipped, count.none, count.labelled)
        self._db.execute("INSERT INTO progress VALUES(?, ?, ?, ?, ?, ?)", (*key, *counts))
        rows = [(*key, theme, number) for theme, number in count.themes.items()]
        self._db.executemany("INSERT INTO tally VALUES(?, ?, ?, ?)", rows)

    def _drop_progress(self, coder: str, article_id: str) -> None:
        self._db.execute("DELETE FROM progress WHERE coder = ? AND article = ?", (coder, article_id))
        self._db.execute("DELETE FROM tally WHERE coder = ? AND article = ?", (coder, article_id))

    def theme_counts(self, coder: str) -> dict[str, int]:
        """Labels of the coder by theme id."""
        return dict(
            self._db.execute("SELECT theme, count FROM totals WHERE coder = ? AND count > 0", (coder,))
        )

    def with_theme(self, coder: str, theme: str, limit: int) -> list[str]:
        """Ids of articles in which the coder applied the theme."""
        sql = "SELECT article FROM tally WHERE coder = ? AND theme = ? ORDER BY article LIMIT ?"
        return [article for (article,) in self._db.execute(sql, (coder, theme, limit))]

    # --- the library ---

    def sums(self) -> dict[str, int]:
        """Number of "articles" and of default "passages"."""
        return dict(self._db.execute("SELECT name, count FROM sums"))

    def totals(self, coder: str) -> Totals:
        """Articles, passages, and what `coder` has not touched yet."""
        sums = self.sums()
        touched, restored = self._db.execute(
            "SELECT coalesce(sum(p.skipped + p.none + p.labelled), 0),"
            " coalesce(sum(p.passages - a.passages), 0)"
            " FROM progress p JOIN articles a ON a.id = p.article WHERE p.coder = ?",
            (coder,),
        ).fetchone()
        passages = sums.get("passages", 0) + restored
        return Totals(sums.get("articles", 0), passages, passages - touched)

    def order(self, coder: str, sort: str = "name", only: Filter | None = None) -> array[int]:
        """Row numbers of the library in the order `sort` (one of SORTS), filtered."""
        only = only or Filter()
        where: list[str] = []
        values: dict[str, str] = {"coder": only.coder or coder}
        if only.theme:
            where.append("a.id IN (SELECT article FROM tally WHERE coder = :coder AND theme = :theme)")
            values["theme"] = only.theme
        if only.state:
            where.append(STATE_SQL[only.state])
        if only.words:
            where.append("a.n IN (SELECT rowid FROM search WHERE search MATCH :words)")
            values["words"] = match(only.words)
        sql = "SELECT a.n FROM articles a"
        if sort not in ("name", "date") or only.state:
            sql += " LEFT JOIN progress p ON p.coder = :coder AND p.article = a.id"
        if where:
            sql += f" WHERE {' AND '.join(where)}"
        return array("q", [n for (n,) in self._db.execute(f"{sql} ORDER BY {SORT_SQL[sort]}", values)])

    def row(self, coder: str, number: int) -> ArticleRow:
        """The library's line of a row number; one that says so where its article has gone."""
        found = self._db.execute(f"{ROW} WHERE a.n = :n", {"coder": coder, "n": number}).fetchone()
        return ArticleRow(*found) if found else GONE

    def row_of(self, coder: str, article_id: str) -> ArticleRow | None:
        """The library's line of an article."""
        found = self._db.execute(f"{ROW} WHERE a.id = :id", {"coder": coder, "id": article_id}).fetchone()
        return ArticleRow(*found) if found else None

    def number(self, article_id: str) -> int | None:
        """The row number of an article; None for an unknown one."""
        found = self._db.execute("SELECT n FROM articles WHERE id = ?", (article_id,)).fetchone()
        return int(found[0]) if found else None

    def search(self, words: str, limit: int = 40) -> list[str]:
        """Ids of articles in which all words occur (the last as a prefix), best first."""
        if not match(words):
            return []
        sql = (
            "SELECT a.id FROM search s JOIN articles a ON a.n = s.rowid WHERE search MATCH ?"
            " ORDER BY rank LIMIT ?"
        )
        return [article for (article,) in self._db.execute(sql, (match(words), limit))]

    def close(self) -> None:
        """Close this thread's connection."""
        db = getattr(self._local, "db", None)
        if db is not None:
            db.close()
            self._local.db = None
