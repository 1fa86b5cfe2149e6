"""SQL that goes through the whole library: orders that no index keeps, and filters.

What nobody has touched comes from an index of `articles`, what the coder has from `progress`, which is as
long as what was done. No row of `articles` is read for an order of all of them.
"""

# ruff: noqa: S608 - what is put together are constants
from __future__ import annotations

from model.index.rows import Filter

_TOUCHED = "p.skipped + p.none + p.labelled"
_MINE = "FROM progress p WHERE p.coder = :coder"
_SHARE = f"({_TOUCHED}) * 1.0 / max(p.passages, 1)"

# Tiles of restored ranges are passages, too; only the coder's progress knows them.
ALL = {
    "untouched": (
        f"""
SELECT a.n, a.passages, a.id FROM articles a WHERE a.id NOT IN (SELECT p.article {_MINE})
UNION ALL SELECT a.n, p.passages - ({_TOUCHED}), a.id
FROM progress p JOIN articles a ON a.id = p.article WHERE p.coder = :coder
ORDER BY 2 DESC, 3""",
    ),
    "progress": (
        "SELECT a.n FROM progress p JOIN articles a ON a.id = p.article"
        f" WHERE p.coder = :coder AND {_TOUCHED} > 0 ORDER BY {_SHARE} DESC, a.id",
        f"SELECT a.n FROM articles a WHERE a.id NOT IN (SELECT p.article {_MINE} AND {_TOUCHED} > 0)"
        " ORDER BY a.id",
    ),
}
"""All articles in an order: queries, one after the other, whose first column is row numbers."""

SORT = {
    "name": "a.id",
    "date": "a.date, a.id",
    "untouched": f"coalesce(p.passages, a.passages) - coalesce({_TOUCHED}, 0) DESC, a.id",
    "progress": f"coalesce({_SHARE}, 0) DESC, a.id",
}

STATE = {
    "untouched": f"a.id NOT IN (SELECT p.article {_MINE} AND p.passages <= {_TOUCHED})"
    " AND a.id NOT IN (SELECT id FROM articles WHERE passages = 0"
    f" AND id NOT IN (SELECT p.article {_MINE} AND p.passages > {_TOUCHED}))",
    "skipped": f"a.id IN (SELECT p.article {_MINE} AND p.skipped > 0)",
    "none": f"a.id IN (SELECT p.article {_MINE} AND p.none > 0)",
    "labelled": f"a.id IN (SELECT p.article {_MINE} AND p.labelled > 0)",
}
THEME = "a.id IN (SELECT article FROM tally WHERE coder = :coder AND theme = :theme)"
ANY = f"a.id IN (SELECT p.article {_MINE} AND {_TOUCHED} > 0)"
WORDS = "a.n IN (SELECT n FROM temp.hits)"


def selection(coder: str, sort: str, only: Filter) -> tuple[tuple[str, ...], dict[str, str]]:
    """Queries, one after the other, whose first column is row numbers in the order `sort`, and their values.

    The hits of `only.words` are to be in the table `hits` (`Search.gather_hits`).
    """
    values = {"coder": only.coder or coder, "theme": only.theme}
    if only == Filter() and sort in ALL:
        return ALL[sort], values
    filters = {
        THEME: only.theme,
        STATE.get(only.state, ""): only.state,
        ANY: only.coder and not (only.theme or only.state),
        WORDS: only.words,
    }
    where = " AND ".join(condition for condition, wanted in filters.items() if wanted)
    joined = (
        "" if sort in ("name", "date") else " LEFT JOIN progress p ON p.coder = :coder AND p.article = a.id"
    )
    return (f"SELECT a.n FROM articles a{joined} WHERE {where or 1} ORDER BY {SORT[sort]}",), values
