"""Orders of the library: the same rows at the same places as in a sorted list, wherever one looks first."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from model.index import GONE, ArticleRow, Batch, Index, Order, entry
from model.index import orders as module
from model.index.orders import KeyOrder
from model.reading.article import Article, Spans

COUNT = 100
DAYS = 9


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small blocks, few of them, and several anchors among a hundred articles."""
    monkeypatch.setattr(module, "BLOCK", 4)
    monkeypatch.setattr(module, "BLOCKS", 3)
    monkeypatch.setattr(module, "STRIDE", 16)


def put(index: Index, ids: list[str]) -> None:
    batch = Batch(index)
    for name in ids:
        date = f"2021-01-{hash_of(name):02}"
        batch.put(entry(name, Article(name, "text", Spans.of([(0, 4)]), title=name, date=date)))
    batch.flush()


def hash_of(name: str) -> int:
    return sum(map(ord, name)) % DAYS


@pytest.fixture
def index(tmp_path: Path) -> Index:
    made = Index(tmp_path)
    ids = [f"{n:03}.txt" for n in range(COUNT)]
    random.Random(5).shuffle(ids)
    put(made, ids)
    return made


def expected(sort: str) -> list[str]:
    ids = [f"{n:03}.txt" for n in range(COUNT)]
    return sorted(ids, key=lambda name: (hash_of(name), name)) if sort == "date" else ids


@pytest.mark.parametrize("sort", ["name", "date", "untouched", "progress"])
@pytest.mark.parametrize("prepared", [False, True])
def test_every_place_whatever_is_looked_at_first(index: Index, sort: str, prepared: bool) -> None:
    order = index.order("me", sort)
    if prepared:
        order.prepare()
    places = list(range(COUNT))
    random.Random(7).shuffle(places)
    found = {place: order.row(place).id for place in places}
    assert [found[place] for place in range(COUNT)] == expected(sort)
    assert [order.place(name) for name in expected(sort)] == list(range(COUNT))
    assert order.place("none.txt") is None


def test_an_order_of_nothing(tmp_path: Path) -> None:
    order = Index(tmp_path).order("me")
    order.prepare()
    assert (len(order), order.place("a.txt")) == (0, None)


def test_what_has_come_since_is_counted_when_it_is_prepared(index: Index) -> None:
    order = index.order("me")
    put(index, ["0000.txt", "zzz.txt"])
    assert len(order) == COUNT
    order.prepare()
    assert len(order) == COUNT + 2
    assert (order.row(1).id, order.row(COUNT + 1).id) == ("0000.txt", "zzz.txt")


def test_what_has_gone_since_moves_rows_as_far_as_the_next_anchor(index: Index) -> None:
    order = index.order("me")
    order.prepare()
    known = index.line("050.txt")
    assert known is not None
    index.drop_article(known.number)
    assert order.row(50).id == "051.txt"
    assert [order.row(place).id for place in (64, 80, COUNT - 1)] == ["064.txt", "080.txt", "099.txt"]


def test_what_has_gone_from_a_list_leaves_a_gap(index: Index) -> None:
    order = index.order("me", "progress")
    known = index.line("050.txt")
    assert known is not None
    index.drop_article(known.number)
    assert [order.row(place).id for place in (49, 50, 51)] == ["049.txt", GONE.id, "051.txt"]


def test_an_order_holds_until_articles_come(index: Index) -> None:
    order = index.order("me")
    assert not order.holds()
    order.prepare()
    assert order.holds()
    put(index, ["new.txt"])
    assert not order.holds()
    assert not index.order("me", "progress").holds()


def test_a_row_says_what_is_true_when_it_is_read_again(index: Index) -> None:
    order = index.order("me")
    before = order.row(0).title
    with index.writing():
        index._db.execute("UPDATE articles SET title = 'another' WHERE id = '000.txt'")
    assert order.row(0).title == before
    order.forget()
    assert order.row(0).title == "another"


@pytest.mark.parametrize("sort", ["name", "progress"])
def test_a_look_costs_a_few_queries_and_what_is_kept_is_bounded(index: Index, sort: str) -> None:
    order = index.order("me", sort)
    order.prepare()
    queries: list[str] = []
    index._db.set_trace_callback(queries.append)
    for place in range(COUNT):
        order.row(place)
    assert len(queries) <= 2 * COUNT / module.BLOCK  # a block: where it begins, and its rows
    assert len(order._blocks) == module.BLOCKS
    queries.clear()
    order.row(COUNT - 1)
    assert queries == []


def test_anchors_are_few(index: Index) -> None:
    order = index.order("me")
    assert isinstance(order, KeyOrder)
    order.prepare()
    assert len(order._anchors) == -(-COUNT // module.STRIDE)


def test_a_preparation_that_is_cancelled_leaves_a_good_order(index: Index) -> None:
    order = index.order("me")
    order.prepare(lambda: True)
    assert order.row(77).id == "077.txt"


@pytest.mark.parametrize("sort", ["name", "date"])
@pytest.mark.parametrize("prepared", [False, True])
def test_articles_beside_one_another_are_so_whatever_came_and_went_since(
    index: Index, sort: str, prepared: bool
) -> None:
    order = index.order("me", sort)
    if prepared:
        order.prepare()
    assert [order.row(place).id for place in range(COUNT)] == expected(sort)
    put(index, ["0101.txt", "0102.txt", "9999.txt"])
    gone = index.line("020.txt")
    assert gone is not None
    with index.writing():
        index.drop_article(gone.number)
    now = [row.id for row in rows_of(index.order("me", sort))]
    for step, ids in ((1, now), (-1, now[::-1])):
        walked = [ids[0]]
        while (place := order.place(walked[-1])) is not None:
            found = order.beside(walked[-1], place, step)
            if found is None:
                break
            walked.append(found[1])
        assert walked == ids


def rows_of(order: Order) -> list[ArticleRow]:
    return [order.row(place) for place in range(len(order))]
