"""Words looked for in titles and texts while they are typed.

The first hits cost what is asked for, however frequent the words are: hits come in the order of row numbers,
which FTS5 streams, and are not ranked by weight, which reads every one of them. The last word may be the
beginning of others. FTS5 would gather all hits of all of them before the first; here the words are looked up
in its vocabulary, a few at a time.
"""

# ruff: noqa: S608 - what is put together are constants
from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import islice

from model.index.connection import Connected
from model.words import fold

ENDINGS = 16
"""Words of one beginning that are looked for, where a few hits are enough, or in one query."""
FEW = 4
"""As many where there are other words, which make each of them dearer."""
TITLES = 100
"""Titles that are looked at for a beginning."""
WORD = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f])*")
TABLES = {"search": "search_words", "titles": "title_words"}
"""The tables with words, and the vocabulary of each."""


class Search(Connected):
    """What the tables `search` and `titles` find."""

    def search(self, words: str, limit: int = 40) -> list[str]:
        """Ids of articles with all words (the last as a beginning), those with them in the title first.

        Not all are looked at: of several words the first `TITLES` titles, and texts as `first_hits` does.
        """
        numbers = self._first_titles(words, limit)
        if len(numbers) < limit:
            numbers += self.first_hits(words, limit)
        sql = "SELECT id FROM articles WHERE n = ?"
        found = [self.query(sql, (number,)) for number in islice(dict.fromkeys(numbers), limit)]
        return [rows[0][0] for rows in found if rows]

    def first_hits(self, words: str, limit: int, table: str = "search") -> list[int]:
        """Row numbers of articles with all words (the last as a beginning), at most `limit`.

        Words that begin like the last are tried by alphabet: `ENDINGS` of them, or `FEW` beside other words.
        """
        sql = f"SELECT rowid FROM {table} WHERE {table} MATCH ? LIMIT ?"
        found: dict[int, None] = {}
        # One by one: what it costs to go on from a word grows with its places, and a frequent one is enough.
        at_once, tries = (FEW, 1) if WORD.findall(words)[1:] else (1, ENDINGS)
        for match in islice(self._matches(words, table, at_once), tries):
            found.update((n, None) for (n,) in self.query(sql, (match, limit)))
            if len(found) >= limit:
                break
        return list(found)[:limit]

    def _first_titles(self, words: str, limit: int) -> list[int]:
        """Row numbers of articles with all words in the title."""
        *whole, last = WORD.findall(words) or [""]
        if not whole:
            return self.first_hits(words, limit, "titles")
        sql = (
            "SELECT articles.n, articles.title FROM titles JOIN articles ON articles.n = titles.rowid"
            " WHERE titles MATCH ? LIMIT ?"
        )
        found = self.query(sql, (_all_of(whole), TITLES))
        beginning = _folded(last)
        return [
            number
            for number, title in found
            if any(word.startswith(beginning) for word in WORD.findall(_folded(title)))
        ][:limit]

    def gather_hits(self, words: str) -> None:
        """Put the row numbers of all articles with all words into this connection's table `hits`."""
        self.query("CREATE TEMP TABLE IF NOT EXISTS hits(n INTEGER PRIMARY KEY)")
        self.query("DELETE FROM temp.hits")
        for match in self._matches(words, "search", ENDINGS):
            self.query(
                "INSERT OR IGNORE INTO temp.hits SELECT rowid FROM search WHERE search MATCH ?", (match,)
            )

    def _matches(self, words: str, table: str, at_once: int) -> Iterator[str]:
        """FTS5 queries that together find all hits, each for `at_once` words that begin like the last."""
        *whole, last = WORD.findall(words) or [""]
        if not last:
            return
        all_of = f"{_all_of(whole)} AND " if whole else ""
        endings = self._endings(_folded(last), TABLES[table])
        while some := list(islice(endings, at_once)):
            any_of = " OR ".join(f'"{word}"' for word in some)
            yield f"{all_of}({any_of})"

    def _endings(self, beginning: str, vocabulary: str) -> Iterator[str]:
        """The words that begin so, by alphabet."""
        sql = f"SELECT term FROM {vocabulary} WHERE term >= ? AND term < ? LIMIT 1"
        start = beginning
        while found := self.query(sql, (start, beginning + chr(0x10FFFF))):
            yield (word := found[0][0])
            start = word + "\x01"  # not "> word": the vocabulary would go through every place of the word


def _all_of(words: list[str]) -> str:
    return " AND ".join(f'"{word}"' for word in words)


def _folded(text: str) -> str:
    """As the vocabulary has it: lower case, without accents."""
    return unicodedata.normalize("NFC", fold(text)[0])
