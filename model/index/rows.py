"""What the library lists: rows, filters, sums."""

from __future__ import annotations

from typing import NamedTuple

ROW = """
SELECT a.n, a.id, a.title, a.date, a.words, coalesce(p.passages, a.passages), coalesce(p.skipped, 0),
       coalesce(p.none, 0), coalesce(p.labelled, 0), coalesce(a.problem, l.problem, '')
FROM articles a
LEFT JOIN progress p ON p.coder = ? AND p.article = a.id
LEFT JOIN label_files l ON l.coder = ? AND l.path = a.label_path
"""

SORTS = ("name", "date", "untouched", "progress")
"""Names of the orders of the library."""


class ArticleRow(NamedTuple):
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


class Filter(NamedTuple):
    """What the library shows. Empty fields do not filter."""

    theme: str = ""
    state: str = ""
    words: str = ""
    coder: str = ""
    """Whose labels `theme` and `state` mean; by itself, what they have touched. Empty for one's own."""


class Totals(NamedTuple):
    """The whole library in three numbers."""

    articles: int
    passages: int
    untouched: int
    """Passages on which the coder decided nothing yet."""
