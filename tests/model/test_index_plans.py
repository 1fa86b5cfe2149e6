"""What the app asks the index in answer to a key, or at the start, is found by an index and sorts nothing.

Times would depend on the machine; how SQLite goes about a query does not depend on how much there is, because
the index holds no statistics.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from model.coding.marks import SetTheme, request
from model.index import SORTS, Filter
from model.project import Project
from tests.tui.shelf import study

SMALL = {"sums", "totals", "standings", "hits", "sqlite_sequence", "sqlite_master"}
"""Tables with a row a coder, a theme, a hit or a table."""
PARTIAL = ("files_problem", "label_files_problem")
"""Indexes of what is wrong only: to go through them is to list it."""
FROM_THE_END = re.compile(r"SELECT a\.\S+(, a\.\S+)? FROM articles a ORDER BY .* DESC LIMIT 1 OFFSET \d+")
"""Goes no further than it is from the end; the end is chosen where it is nearer than an anchor."""


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Three articles, one of them labelled."""
    project = study(tmp_path)
    label(project)
    return project


def label(project: Project) -> None:
    article = project.read("alpha.txt").article
    span, intent = article.passages[0], SetTheme(project.codebook.active[0].id)
    project.apply(request(article.id, article.digest, article.text, span.start, span.end, intent))


def asked(project: Project, action: Callable[[], object]) -> list[str]:
    """The queries that an action asks the index, with their values."""
    found: list[str] = []
    db = project.index._db
    db.set_trace_callback(found.append)
    try:
        action()
    finally:
        db.set_trace_callback(None)
    return [sql for sql in found if re.match(r"\s*(SELECT|UPDATE|DELETE)\b", sql)]


def slow(project: Project, sql: str) -> list[str]:
    """Steps of the plan that go through a table, or sort."""
    steps = [step for *_, step in project.index._db.execute(f"EXPLAIN QUERY PLAN {sql}")]
    return [step for step in steps if is_slow(step) and not FROM_THE_END.fullmatch(sql)]


def is_slow(step: str) -> bool:
    table = re.match(r"SCAN (\w+)(.*)", step)
    if table is None:
        return step.startswith("USE TEMP B-TREE")
    by_words = "VIRTUAL TABLE INDEX" in step and not step.endswith("INDEX 0:")
    return table[1] not in SMALL and not by_words and not any(name in step for name in PARTIAL)


def see(project: Project, sort: str) -> None:
    """All that the library and the reader ask of an order."""
    order = project.order(sort)
    order.row(0), order.row(len(order) - 1), order.place("beta.txt")
    order.prepare()
    order.forget()
    order.row(1), order.place("beta.txt")


KEYS: dict[str, Callable[[Project], object]] = {
    "start": lambda project: (project.totals(), project.problems),
    "by name": lambda project: see(project, "name"),
    "by date": lambda project: see(project, "date"),
    "letters of a search": lambda project: project.first("camp riv", 40).row(0),
    "palette": lambda project: [project.row_of(found) for found in project.search("al", 20)],
    "a theme": lambda project: project.rows(Filter(theme=project.codebook.active[0].id)),
    "counts of themes": lambda project: project.theme_counts(),
    "card of a theme": lambda project: project.examples(project.codebook.active[0].id),
    "read": lambda project: project.read("alpha.txt"),
    "label": label,
    "undo": lambda project: project.undo(),
    "look": lambda project: project.look("alpha.txt"),
}


@pytest.mark.parametrize("key", KEYS)
def test_no_key_goes_through_a_table(project: Project, key: str) -> None:
    queries = asked(project, lambda: KEYS[key](project))
    assert {sql: steps for sql in queries if (steps := slow(project, sql))} == {}


def test_the_keys_do_ask_the_index(project: Project) -> None:
    silent = {key for key, action in KEYS.items() if not asked(project, lambda: action(project))}  # noqa: B023
    assert silent <= {"look", "read"}


WHOLE = [
    ("untouched", Filter()),
    ("progress", Filter()),
    *((sort, Filter(state="untouched")) for sort in SORTS),
]


@pytest.mark.parametrize(("sort", "only"), WHOLE)
def test_orders_of_all_are_the_exception(project: Project, sort: str, only: Filter) -> None:
    """They go through every article, which is why `tui.lister` makes them in a thread."""
    assert any(slow(project, sql) for sql in asked(project, lambda: project.order(sort, only)))


@pytest.mark.parametrize("sort", ["untouched", "progress"])
def test_orders_of_all_read_indexes_and_sort_only_what_was_touched(project: Project, sort: str) -> None:
    for sql in asked(project, lambda: project.order(sort)):
        steps = [step for *_, step in project.index._db.execute(f"EXPLAIN QUERY PLAN {sql}")]
        assert all("COVERING INDEX" in step for step in steps if step.startswith("SCAN"))
        ends = steps.index("RIGHT") if "RIGHT" in steps else len(steps)  # behind it is what was touched
        if any(step.startswith("SCAN") for step in steps):
            assert not any(step.startswith("USE TEMP B-TREE") for step in steps[:ends])


@pytest.mark.parametrize(
    "step", ["SCAN a", "SCAN articles USING INDEX articles_date", "USE TEMP B-TREE FOR ORDER BY"]
)
def test_what_is_slow_is_told(step: str) -> None:
    assert is_slow(step)
