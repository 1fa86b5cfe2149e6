"""What the library lists: rows, orders, filters."""

from __future__ import annotations

import re
from dataclasses import dataclass

_PASSAGES = "coalesce(p.passages, a.passages)"
"""Tiles of restored ranges included, which only the coder's progress knows."""
_TOUCHED = "coalesce(p.skipped + p.none + p.labelled, 0)"
ROW = """
SELECT a.id, a.title, a.date, a.words, coalesce(p.passages, a.passages), coalesce(p.skipped, 0),
       coalesce(p.none, 0), coalesce(p.labelled, 0), coalesce(a.problem, l.problem, '')
FROM articles a
LEFT JOIN progress p ON p.coder = :coder AND p.article = a.id
LEFT JOIN label_files l ON l.coder = :coder AND l.path = a.label_path
"""

SORT_SQL = {
    "name": "a.id",
    "date": "a.date, a.id",
    "untouched": f"{_PASSAGES} - {_TOUCHED} DESC, a.id",
    "progress": f"{_TOUCHED} * 1.0 / max({_PASSAGES}, 1) DESC, a.id",
}
SORTS = tuple(SORT_SQL)
"""Names of the orders of the library."""

STATE_SQL = {
    "untouched": f"{_PASSAGES} > {_TOUCHED}",
    "skipped": "p.skipped > 0",
    "none": "p.none > 0",
    "labelled": "p.labelled > 0",
}

TOUCHED_SQL = "a.id IN (SELECT article FROM progress WHERE coder = :coder AND skipped + none + labelled > 0)"


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """One line of the library."""

    id: str
    title: str
    date: str
    words: int
    passages: int
    skipped: int
    none: int
    labelled: int
    problem: str = ""
    """Why it can't be read, or is read-only; empty where all is well."""

    @property
    def untouched(self) -> int:
        """Passages on which this coder decided nothing yet."""
        return self.passages - self.skipped - self.none - self.labelled


GONE = ArticleRow("", "", "", 0, 0, 0, 0, 0, "it has gone: read the folder again")
"""What stands in the place of an article that is not in the index any more."""


@dataclass(frozen=True, slots=True)
class Filter:
    """What the library shows. Empty fields do not filter."""

    theme: str = ""
    state: str = ""
    words: str = ""
    coder: str = ""
    """Whose labels `theme` and `state` mean; by itself, what they have touched. Empty for one's own."""


def match(words: str) -> str:
    """An FTS5 query for all words, the last as a prefix, without operators; empty for no words."""
    terms = [f'"{word}"' for word in re.findall(r"\w+", words)]
    return " ".join(terms) + "*" if terms else ""


@dataclass(frozen=True, slots=True)
class Totals:
    """The whole library in three numbers."""

    articles: int
    passages: int
    untouched: int
    """Passages on which the coder decided nothing yet."""
