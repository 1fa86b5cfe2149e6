"""Seed files and their articles in the index: what `model.refresh` writes."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence

from model.coding.names import label_path
from model.coding.progress import Range
from model.errors import RubricateError
from model.index.connection import Connected
from model.index.schema import PUT_ARTICLE
from model.reading.article import Article
from model.safetext import utf8

Stamp = tuple[int, int]
"""Modification time in nanoseconds, and size in bytes, of a file."""
UNREAD: Stamp = (-1, -1)
"""The stamp of no file."""


def pack(ranges: Iterable[Range]) -> bytes:
    """Ranges as the index keeps them."""
    return array("q", [offset for pair in ranges for offset in pair]).tobytes()


def unpack(blob: bytes) -> tuple[Range, ...]:
    """The ranges of `pack`."""
    flat = array("q", blob)
    return tuple(zip(flat[::2], flat[1::2], strict=True))


class Articles(Connected):
    """Seed files and their articles."""

    def files(self) -> dict[str, Stamp]:
        """The seed files that the index knows, with their stamps; UNREAD for one not read to its end."""
        return {
            path: (mtime, size) if whole else UNREAD
            for path, mtime, size, whole in self._db.execute("SELECT path, mtime_ns, size, whole FROM files")
        }

    def begin_file(self, path: str, stamp: Stamp) -> int:
        """Begin to read a seed file, or go on where it was left; the number of this reading of it.

        Its articles are put by `put_article`, what is left of an earlier reading is dropped by
        `drop_article`, and `put_file` ends it.
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
        said = utf8("\n".join(str(problem) for problem in problems))
        self._db.execute(
            "INSERT INTO files(path, mtime_ns, size, problem) VALUES(?, ?, ?, ?) ON CONFLICT(path) DO UPDATE"
            " SET mtime_ns = excluded.mtime_ns, size = excluded.size, problem = excluded.problem, whole = 1",
            (path, *stamp, utf8(said) or None),
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
        """Whether this reading of its file has put the article, and it could be read."""
        sql = "SELECT 1 FROM articles WHERE id = ? AND reading = ? AND problem IS NULL"
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
            "problem": utf8(str(problem)),
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
        return tuple(found or ()) != tuple(values[key] for key in ("digest", "bounds", "title", "problem"))
