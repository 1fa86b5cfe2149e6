"""Queries of the index, and what it knows of labels."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from typing import TYPE_CHECKING

from model.digests import blake2b
from model.errors import MALFORMED
from model.index.articles import Articles, Stamp
from model.index.entries import Range, Segmented, load_excluded, load_spans, unpack
from model.index.orders import KEYS, KeyOrder, ListOrder, Order
from model.index.rows import ROW, ArticleRow, Filter, Totals
from model.index.search import Search
from model.index.selection import selection
from model.safetext import utf8

if TYPE_CHECKING:
    from model.coding.progress import Progress
    from model.reading.article import Spans

FETCHED = 1000
"""Articles whose texts are fetched at a time."""
_TEXT = "SELECT a.id, s.text, a.digest, a.bounds FROM articles a CROSS JOIN search s ON s.rowid = a.n"
"""CROSS: the articles in their order, each with its text; SQLite would look at all texts first."""


class Index(Articles, Search):
    """The index in `folder`. One connection a thread; safe to use from several."""

    # --- reading ---

    def problems(self) -> list[str]:
        """What is wrong in seed files and label files, a line each."""
        said = self._db.execute(
            "SELECT problem FROM files WHERE problem IS NOT NULL"
            " UNION ALL SELECT problem FROM label_files WHERE problem IS NOT NULL"
        )
        return [line for (text,) in said for line in text.split("\n")]

    def article(self, article_id: str) -> tuple[str, Spans] | None:
        """Digest (empty if it can't be read) and default passages of an article; None for an unknown one.

        Where what is kept of it is malformed, it counts as unknown.
        """
        sql = "SELECT digest, bounds FROM articles WHERE id = ?"
        row = self._db.execute(sql, (article_id,)).fetchone()
        if row is None:
            return None
        try:
            return row[0] or "", load_spans(row[1])
        except MALFORMED:
            return None

    def segmented(self, article_id: str, digest: str, mark: bytes) -> Segmented | None:
        """An article as it was segmented; None where that was of another text, or line, than these are of.

        Raises one of MALFORMED where the row is; whether its ranges can be those of the text is for
        `model.index.soundness` to say.
        """
        sql = (
            "SELECT passages, bounds, excluded, title, date FROM articles"
            " WHERE id = ? AND digest = ? AND mark = ?"
        )
        row = self._db.execute(sql, (article_id, digest, mark)).fetchone()
        if row is None:
            return None
        count, bounds, excluded, title, date = row
        passages = load_spans(bounds)
        if len(passages) != count:
            raise ValueError("passages are missing")
        return Segmented(passages, load_excluded(excluded), title, date)

    def text(self, article_id: str) -> str:
        """The text of an article; empty for an unknown one."""
        sql = "SELECT s.text FROM articles a JOIN search s ON s.rowid = a.n WHERE a.id = ?"
        row = self._db.execute(sql, (article_id,)).fetchone()
        return str(row[0]) if row else ""

    def texts(self) -> Iterator[tuple[str, str, tuple[Range, ...]]]:
        """Of every article: id, text, default passages; in the order of the ids."""
        return ((article_id, text, spans) for article_id, text, spans, _ in self.stamped_texts())

    def stamped_texts(self) -> Iterator[tuple[str, str, tuple[Range, ...], int]]:
        """As `texts`, each with its stamp (see `versions`). It may be written to meanwhile."""
        sql = f"{_TEXT} WHERE a.id > ? AND a.problem IS NULL ORDER BY a.id LIMIT ?"
        last = ""
        while block := self._db.execute(sql, (last, FETCHED)).fetchall():
            for article_id, text, digest, bounds in block:
                yield article_id, text, unpack(bounds), _stamp(digest, bounds)
            last = block[-1][0]

    def stamped_text(self, article_id: str) -> tuple[str, tuple[Range, ...], int] | None:
        """Text, default passages and stamp of an article; None where there is none that can be read."""
        row = self._db.execute(f"{_TEXT} WHERE a.id = ? AND a.problem IS NULL", (article_id,)).fetchone()
        return (row[1], unpack(row[3]), _stamp(*row[2:])) if row else None

    def versions(self) -> Iterator[tuple[str, int, int]]:
        """Of every article that can be read: id, stamp, number of passages; in the order of the ids.

        A stamp is a number that changes with the text or its passages.
        """
        sql = (
            "SELECT id, digest, bounds, passages FROM articles WHERE id > ? AND problem IS NULL"
            " ORDER BY id LIMIT ?"
        )
        last = ""
        while block := self._db.execute(sql, (last, FETCHED)).fetchall():
            for article_id, digest, bounds, passages in block:
                yield article_id, _stamp(digest, bounds), passages
            last = block[-1][0]

    def spread(self, count: int) -> list[str]:
        """Ids of about `count` articles that can be read, evenly spread over the row numbers."""
        most = self._db.execute("SELECT max(n) FROM articles").fetchone()[0] or 0
        sql = "SELECT id FROM articles WHERE n >= ? AND problem IS NULL ORDER BY n LIMIT 1"
        places = range(0, most + 1, max(1, most // max(1, count)))
        found = (self._db.execute(sql, (place,)).fetchone() for place in places)
        return list(dict.fromkeys(row[0] for row in found if row))

    def corpus_key(self) -> str:
        """Changes whenever an article comes, goes or changes, or the index is made anew."""
        sums = self.sums()
        return f"{sums.get('born', 0)}.{sums.get('generation', 0)}"

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
        """Note how far `coder` is with an article of the index."""
        self._drop_progress(coder, article_id)
        key = (coder, article_id)
        counts = (count.passages, count.skipped, count.none, count.labelled)
        self._db.execute(
            "INSERT INTO progress SELECT ?, id, ?, ?, ?, ?, ? - passages FROM articles WHERE id = ?",
            (coder, *counts, count.passages, article_id),
        )
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
        found = self.query("SELECT touched, restored FROM standings WHERE coder = ?", (coder,))
        touched, restored = found[0] if found else (0, 0)
        passages = sums.get("passages", 0) + restored
        return Totals(sums.get("articles", 0), passages, passages - touched)

    def order(self, coder: str, sort: str = "name", only: Filter | None = None) -> Order:
        """The library in the order `sort` (one of SORTS), filtered; see `Order.prepare`.

        At once for what `KEYS` names without a filter, but for dates while very many articles are first read.
        Other orders are gone through as a whole: in a thread, and inside `stoppable`, where there are many.
        """
        kept = sort in KEYS and (sort != "date" or self.dates_sorted)
        if kept and only in (None, Filter()):
            return KeyOrder(self, coder, sort, self.sums().get("articles", 0))
        return ListOrder(self, coder, array("I", self._numbers(coder, sort, only or Filter())))

    def first(self, coder: str, words: str, limit: int) -> Order:
        """At once: a few of the articles in which the words occur."""
        return ListOrder(self, coder, array("I", self.first_hits(words, limit)))

    def _numbers(self, coder: str, sort: str, only: Filter) -> Iterator[int]:
        if only.words:
            self.gather_hits(only.words)
        queries, values = selection(coder, sort, only)
        for sql in queries:
            yield from (number for number, *_ in self._db.execute(sql, values))

    def row_of(self, coder: str, article_id: str) -> ArticleRow | None:
        """The library's line of an article."""
        found = self.query(f"{ROW} WHERE a.id = ?", (coder, coder, article_id))
        return ArticleRow(*found[0][1:]) if found else None


def _stamp(digest: str, bounds: bytes) -> int:
    return int.from_bytes(blake2b(digest.encode() + bounds, 8), "little")
