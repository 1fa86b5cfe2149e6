"""The index: what goes in comes out, counts follow, damage is made good."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.coding.progress import Progress
from model.digests import blake2b
from model.errors import RubricateError
from model.index import Filter, Index, Numbers, entry, unreadable
from model.index.articles import BLOCK, UNREAD
from model.index.entries import dump_excluded, load_excluded, unpack
from model.index.schema import SCHEMA_VERSION
from model.reading.article import Article, Excluded, Span, Spans
from model.reading.build import build_article

ME = "me"

spans = st.builds(Span, st.integers(0, 2**40), st.integers(0, 2**40))


def article(name: str, text: str, passages: int = 2, date: str = "") -> Article:
    size = max(1, len(text) // passages)
    spans = Spans.of((i * size, (i + 1) * size) for i in range(passages))
    return Article(name, text, spans, title=text[:12], date=date)


def put(index: Index, *articles: Article) -> None:
    assert index.put_articles([entry(made.id, made) for made in articles], Numbers()) == []


@pytest.fixture
def index(tmp_path: Path) -> Index:
    made = Index(tmp_path)
    with made.writing():
        put(
            made,
            article("a.txt", "the border was closed", date="2021-08-02"),
            article("b.txt", "trucks wait at the crossing", 4, date="2021-08-01"),
        )
        made.put_file("a.txt", (1, 10))
        made.put_file("b.txt", (2, 20))
    return made


def ids(index: Index, sort: str = "name", only: Filter | None = None) -> list[str]:
    order = index.order(ME, sort, only)
    return [order.row(place).id for place in range(len(order))]


def test_lists_in_each_order(index: Index) -> None:
    index.put_progress(ME, "b.txt", Progress(4, labelled=4))
    assert ids(index) == ["a.txt", "b.txt"]
    assert ids(index, "date") == ["b.txt", "a.txt"]
    assert ids(index, "untouched") == ["a.txt", "b.txt"]
    assert ids(index, "progress") == ["b.txt", "a.txt"]


def test_filters(index: Index) -> None:
    index.put_progress(ME, "b.txt", Progress(4, none=1, labelled=3, themes={"border": 3}))
    index.put_progress("you", "a.txt", Progress(2, skipped=1))
    assert ids(index, only=Filter(theme="border")) == ["b.txt"]
    assert ids(index, only=Filter(state="untouched")) == ["a.txt"]
    assert ids(index, only=Filter(state="none")) == ["b.txt"]
    assert ids(index, only=Filter(state="skipped", coder="you")) == ["a.txt"]
    assert ids(index, only=Filter(coder="you")) == ["a.txt"]
    assert ids(index, only=Filter(coder=ME)) == ["b.txt"]
    assert ids(index, only=Filter(coder="nobody")) == []
    assert ids(index, only=Filter(words="border clo")) == ["a.txt"]
    assert ids(index, only=Filter(theme="border", words="closed")) == []


def test_untouched_tiles_of_a_restored_range_count(index: Index) -> None:
    index.put_progress(ME, "a.txt", Progress(7, labelled=2))
    index.put_progress(ME, "b.txt", Progress(4, labelled=4))
    assert ids(index, only=Filter(state="untouched")) == ["a.txt"]
    assert ids(index, "untouched") == ["a.txt", "b.txt"]
    assert ids(index, "progress") == ["b.txt", "a.txt"]


def test_a_coder_who_touched_nothing_is_told_apart(index: Index) -> None:
    index.put_progress("you", "a.txt", Progress(2))
    assert ids(index, only=Filter(coder="you")) == []


def test_row_counts(index: Index) -> None:
    index.put_progress(ME, "b.txt", Progress(4, skipped=1, none=1, labelled=1))
    row = index.row_of(ME, "b.txt")
    assert row is not None
    assert (row.passages, row.untouched, row.labelled, row.words) == (4, 1, 1, 5)


def test_theme_counts_follow_every_change(index: Index) -> None:
    index.put_progress(ME, "a.txt", Progress(2, labelled=2, themes={"border": 2, "trade": 1}))
    index.put_progress(ME, "b.txt", Progress(4, labelled=1, themes={"border": 1}))
    index.put_progress(ME, "a.txt", Progress(2, labelled=1, themes={"border": 1}))
    index.put_progress("you", "a.txt", Progress(2, labelled=1, themes={"border": 1}))
    assert index.theme_counts(ME) == {"border": 2}


def test_files_are_told_in_the_order_of_paths_and_may_change_meanwhile(index: Index) -> None:
    names = [f"n/{number:05}.txt" for number in range(2 * BLOCK)]
    with index.writing():
        for name in names:
            index.put_file(name, (5, 5))
    index.begin_file(names[0])
    told: dict[str, tuple[int, int]] = {}
    for name, stamp in index.files():
        told[name] = stamp
        index.drop_file(name)
    assert list(told) == ["a.txt", "b.txt", *names]
    assert (told["a.txt"], told[names[0]], told[names[1]]) == ((1, 10), UNREAD, (5, 5))
    assert list(index.files()) == []


def test_of_two_articles_with_one_id_the_first_counts(index: Index) -> None:
    seen = Numbers()
    first, again = (entry("n.jsonl", article("n.jsonl#1", text)) for text in ("one text", "another"))
    other = entry("n.jsonl", article("n.jsonl#2", "a third one"))
    assert index.put_articles([first, again, other], seen) == [again]
    assert index.put_articles([again], seen) == [again]
    assert index.text("n.jsonl#1") == "one text"
    before = index.line("n.jsonl#1")
    assert index.put_articles([again], Numbers()) == []  # read anew: it has changed
    assert (index.text("n.jsonl#1"), index.line("n.jsonl#1").number) == ("another", before.number)
    assert index.sums()["articles"] == 4


@given(st.lists(st.integers(0, 300)))
def test_a_set_of_numbers(numbers: list[int]) -> None:
    bits, plain = Numbers(), set[int]()
    for number in numbers:
        assert bits.add(number) == (number not in plain)
        plain.add(number)
    assert {number for number in range(400) if number in bits} == plain


def test_sums_follow_what_comes_and_goes(index: Index) -> None:
    before = index.corpus_key()
    for number in index.numbers("b.txt"):
        index.drop_article(number)
    assert (index.sums()["articles"], index.sums()["passages"]) == (1, 2)
    assert index.corpus_key() != before
    assert index.search("trucks") == []


def test_texts_come_back_whole(index: Index) -> None:
    assert [(name, text, len(ranges)) for name, text, ranges in index.texts()] == [
        ("a.txt", "the border was closed", 2),
        ("b.txt", "trucks wait at the crossing", 4),
    ]


def test_problem_of_an_article_and_of_a_label_file_show_on_the_row(index: Index) -> None:
    problem = RubricateError("not text", file="seeds/c.txt")
    index.put_articles([unreadable("c.txt", "c.txt", problem)], Numbers())
    index.put_label_file(ME, "a.txt.yaml", (1, 1), None, "labels/me/a.txt.yaml:3: broken")
    broken = index.row_of(ME, "c.txt")
    locked = index.row_of(ME, "a.txt")
    assert broken is not None and "not text" in broken.problem
    assert locked is not None and "a.txt.yaml:3" in locked.problem
    assert index.problems() == ["labels/me/a.txt.yaml:3: broken"]


@pytest.mark.parametrize("words", ['"', "AND", "a* OR b", "NEAR(", "title:x", "^", "-", "'; DROP"])
def test_search_takes_any_words_for_words(index: Index, words: str) -> None:
    assert index.search(words) == []


@pytest.mark.parametrize("damage", [b"", b"not a database at all, but long enough to be read" * 30])
def test_damaged_index_is_made_anew(tmp_path: Path, damage: bytes) -> None:
    first = Index(tmp_path)
    first.put_file("a.txt", (1, 1))
    first.close()
    (tmp_path / "index.sqlite").write_bytes(damage)
    assert list(Index(tmp_path).files()) == []


def test_index_of_another_version_is_made_anew(tmp_path: Path) -> None:
    first = Index(tmp_path)
    first.put_file("a.txt", (1, 1))
    first._db.execute("PRAGMA user_version = 99")
    first.close()
    assert list(Index(tmp_path).files()) == []


def test_link_in_place_of_the_index_is_not_followed(tmp_path: Path) -> None:
    target = tmp_path / "elsewhere.sqlite"
    (tmp_path / "index.sqlite").symlink_to(target)
    assert list(Index(tmp_path).files()) == []
    assert not target.exists()
    assert not (tmp_path / "index.sqlite").is_symlink()


def test_made_by_several_threads_at_once(tmp_path: Path) -> None:
    found: list[list[tuple[str, tuple[int, int]]]] = []
    threads = [threading.Thread(target=lambda: found.append(list(Index(tmp_path).files()))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [[]] * 8


@given(st.lists(st.tuples(st.integers(0, 2**40), st.integers(0, 2**40))))
def test_ranges_are_unpacked_as_they_were(ranges: list[tuple[int, int]]) -> None:
    blob = Spans.of(ranges).flat.tobytes()
    assert unpack(blob) == tuple(ranges) == tuple(Spans(blob))


@given(
    st.lists(st.builds(Excluded, spans, st.sampled_from(["metadata", "boilerplate"]), st.just("a few words")))
)
def test_excluded_ranges_come_back_as_they_were(excluded: list[Excluded]) -> None:
    assert load_excluded(dump_excluded(excluded)) == tuple(excluded)


def test_texts_are_fetched_article_by_article_in_order(index: Index) -> None:
    """Never all of them sorted anew for each block."""
    told: list[str] = []
    index._db.set_trace_callback(told.append)
    stamped = list(index.stamped_texts())
    versions = list(index.versions())
    index._db.set_trace_callback(None)
    assert [(name, stamp) for name, _, _, stamp in stamped] == [(name, stamp) for name, stamp, _ in versions]
    assert [passages for *_, passages in versions] == [2, 4]
    for sql in (sql for sql in told if sql.startswith("SELECT")):
        plan = [step for *_, step in index._db.execute(f"EXPLAIN QUERY PLAN {sql}")]
        assert "(id>?)" in plan[0] and not any("TEMP B-TREE" in step for step in plan), sql


def test_a_stamp_changes_with_the_text_and_with_the_passages(index: Index) -> None:
    seen = {index.stamped_text("a.txt")}
    for text, passages in (("the border was opened", 2), ("the border was opened", 3)):
        put(index, article("a.txt", text, passages))
        seen.add(index.stamped_text("a.txt"))
    assert len({found[2] for found in seen if found}) == 3
    assert index.stamped_text("none.txt") is None


def test_a_spread_is_of_all_parts(index: Index) -> None:
    put(index, *(article(f"n{number:03}.txt", "some words") for number in range(200)))
    found = index.spread(20)
    assert len(found) == len(set(found)) and 20 <= len(found) <= 22
    assert found[0] == "a.txt" and found[-1] > "n180.txt"


def test_an_index_made_anew_has_another_key(index: Index, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    other = Index(tmp_path / "other")
    with other.writing():
        put(other, article("a.txt", "the border was closed"), article("b.txt", "x" * 27, 4))
    assert other.sums()["generation"] == index.sums()["generation"]
    assert other.corpus_key() != index.corpus_key()


KNOWN = """Islanders ask for a second ferry

By Ann Lee
2021-08-13

“The boat left early,” said Dr. Reed. “Nobody was on board.” She had waited since 4 a.m. with her two children
and a crate of plums, and so had about forty others, most of whom were going to the market in the capital.

What the company promises:
- a timetable, e.g. on paper;
- a second boat in May.

He declined to comment.

Leave a Reply

Your email address will not be published. Required fields are marked *
"""
"""Of what the rules of segmentation are about, a little of each."""
SEGMENTED = {5: "d77beba402bc8525"}
"""By version of the index, a digest of how it is segmented."""


def test_another_way_of_segmenting_is_another_version_of_the_index() -> None:
    """Where this fails, raise SCHEMA_VERSION and note the digest: the index would show what was before."""
    made = entry("a.txt", build_article("a.txt", KNOWN))
    found = blake2b(f"{unpack(made.bounds)} {made.excluded}".encode(), 8).hex()
    assert {SCHEMA_VERSION: found} == SEGMENTED
