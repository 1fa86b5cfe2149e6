"""Words as they are typed: what is found, how soon, and that nothing typed is an operator."""

from __future__ import annotations

from pathlib import Path

import pytest

from model.index import Batch, Filter, Index, entry
from model.index.search import ENDINGS
from model.reading.article import Article, Spans


def put(index: Index, texts: dict[str, tuple[str, str]]) -> None:
    """Articles by id: title and text."""
    batch = Batch(index)
    for name, (title, text) in texts.items():
        batch.put(entry(name, Article(name, text, Spans.of([(0, len(text))]), title=title)))
    batch.flush()


@pytest.fixture
def index(tmp_path: Path) -> Index:
    made = Index(tmp_path)
    put(
        made,
        {
            "a.txt": ("Bread", "Refugees wait at the border for bread."),
            "b.txt": ("The border is closed", "Lorries turned back."),
            "c.txt": ("Café Müller", "Ein Kaffee, ein Brot. Refuge for all."),
        },
    )
    return made


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("border", ["b.txt", "a.txt"]),  # in the title first
        ("bord", ["b.txt", "a.txt"]),
        ("BORDER bre", ["a.txt"]),
        ("refug", ["c.txt", "a.txt"]),  # endings by alphabet: refuge, refugees
        ("cafe mull", ["c.txt"]),
        ("Cafe\u0301", ["c.txt"]),
        ("bor the", []),  # only the last word is a beginning
        ("", []),
        ("!? --", []),
    ],
)
def test_what_is_found(index: Index, words: str, found: list[str]) -> None:
    assert index.search(words) == found


@pytest.mark.parametrize(
    "words", ['"', "AND", "a* OR b", "NEAR(", "title:x", "^", "-", "'; DROP", "a\x00b", "\ud7ff"]
)
def test_no_word_is_an_operator(index: Index, words: str) -> None:
    assert index.search(words) == []
    assert len(index.order("me", "name", Filter(words=words))) == 0


def test_hits_follow_what_changes(index: Index) -> None:
    put(index, {"b.txt": ("Open again", "The road is free.")})
    assert index.search("border") == ["a.txt"]
    assert index.search("open") == ["b.txt"]
    known = index.line("b.txt")
    assert known is not None
    index.drop_article(known.number)
    assert index.search("open") == index.search("road") == []


def test_all_hits_are_gathered_whatever_they_begin_with(tmp_path: Path) -> None:
    index, many = Index(tmp_path), 3 * ENDINGS
    put(index, {f"{n}.txt": ("", f"word{n:03} stands here") for n in range(many)})
    assert len(index.search("word", many)) == ENDINGS  # a look at some of the words that begin so
    assert len(index.order("me", "name", Filter(words="word"))) == many


def test_a_frequent_word_costs_as_many_rows_as_are_asked_for(tmp_path: Path) -> None:
    index = Index(tmp_path)
    put(index, {f"{n}.txt": ("frequent", f"frequent words {n}") for n in range(300)})
    queries: list[str] = []
    index._db.set_trace_callback(queries.append)
    assert len(index.first_hits("freq", 5)) == 5
    own = [sql for sql in queries if not sql.startswith("--")]  # FTS5 says what it does itself as a comment
    assert len(own) == 2  # which word begins so, and where it stands
    assert "rank" not in " ".join(queries)
