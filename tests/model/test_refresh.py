"""Bringing the index up to date: in short steps, resumed where it stopped, never in the way of a label."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from model.coding.codebook import Codebook, Theme
from model.coding.marks import Restore, SetTheme, request
from model.index import Batch, Entry, Numbers
from model.project import Project
from model.reading import sources
from model.reading.article import Article
from model.reading.jsonlines import Record
from model.refresh import BRIEF

MANY = 500
LINES = 2 * MANY + 50
TAIL = "\n\nLeave a Reply\n\nYour email address will not be published. Required fields are marked *\n"


def lines(count: int, first: int = 0, words: str = "waits at the gate") -> str:
    entries = ({"id": str(n), "text": f"Lorry {n} {words}."} for n in range(first, first + count))
    return "".join(json.dumps(entry) + "\n" for entry in entries)


@pytest.fixture(autouse=True)
def _few_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("model.index.batch.MANY", MANY)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "gate.txt").write_text("The gate was shut." + TAIL)
    return tmp_path


@pytest.fixture
def project(root: Path) -> Project:
    made = Project.open(root, "ann")
    made.edit_codebook(lambda _: Codebook((Theme("border", "Border", "c"),)), "a theme")
    made.refresh()
    return made


def label(project: Project, on: bool = True) -> None:
    found = project.read("gate.txt")
    span, text = found.passages[0], found.article
    project.apply(request(text.id, text.digest, text.text, span.start, span.end, SetTheme("border", on)))


@pytest.fixture
def read(project: Project, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Ids of the articles that are read; it must not happen while a transaction keeps others from writing."""
    done: list[str] = []
    real = sources.article_of

    def article_of(article_id: str, record: Record) -> Article:
        assert not project.index._db.in_transaction
        done.append(article_id)
        return real(article_id, record)

    monkeypatch.setattr(sources, "article_of", article_of)
    return done


@pytest.fixture
def commits(project: Project, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Of each transaction how many articles it put or dropped; the last one is still open."""
    sizes = [0]

    put, drop = project.index.put_articles, project.index.drop_article

    def put_articles(entries: list[Entry], seen: Numbers) -> list[Entry]:
        sizes[-1] += len(entries)
        return put(entries, seen)

    def drop_article(number: int) -> None:
        sizes[-1] += 1
        drop(number)

    monkeypatch.setattr(project.index, "put_articles", put_articles)
    monkeypatch.setattr(project.index, "drop_article", drop_article)
    project.index._db.set_trace_callback(lambda sql: sizes.append(0) if sql == "COMMIT" else None)
    return sizes


def test_a_big_file_is_written_in_short_transactions(
    project: Project, root: Path, read: list[str], commits: list[int]
) -> None:
    file = root / "seeds" / "big.jsonl"
    file.write_text(lines(LINES))
    project.refresh()
    assert sum(commits) == LINES == len(read)
    assert max(commits) <= MANY
    commits[:] = [0]
    file.unlink()
    project.refresh()
    assert sum(commits) == LINES
    assert max(commits) <= MANY
    assert len(project.rows()) == 1


def test_a_label_is_saved_and_counted_while_a_big_file_is_read(project: Project, root: Path) -> None:
    (root / "seeds" / "big.jsonl").write_text(lines(LINES))
    other = Project.open(root, "ann")
    counts: list[dict[str, int]] = []

    def while_reading() -> bool:
        if len(counts) < 3:
            label(other, on=len(counts) != 1)
            counts.append(other.theme_counts())
        return False

    project.refresh(cancelled=while_reading)
    assert counts == [{"border": 1}, {}, {"border": 1}]
    assert project.theme_counts() == {"border": 1}
    assert len(project.rows()) == LINES + 1


def test_whoever_quits_waits_for_one_article(project: Project, root: Path, read: list[str]) -> None:
    (root / "seeds" / "big.jsonl").write_text(lines(LINES))
    project.refresh(cancelled=lambda: len(read) >= 7)
    assert len(read) == 7
    assert len(project.rows()) == 1 + 7


def test_a_file_is_gone_on_with_where_it_was_left(project: Project, root: Path, read: list[str]) -> None:
    file = root / "seeds" / "big.jsonl"
    file.write_text(lines(LINES - 1) + "no line of ours\n")
    project.refresh(cancelled=lambda: len(read) >= 120)
    assert project.refresh()
    assert read == [f"big.jsonl#{n}" for n in range(LINES - 1)]
    assert len(project.problems) == 1
    assert not project.refresh()


def test_a_file_left_in_the_middle_can_go(project: Project, root: Path, read: list[str]) -> None:
    file = root / "seeds" / "big.jsonl"
    file.write_text(lines(LINES))
    project.refresh(cancelled=lambda: len(read) >= 120)
    file.unlink()
    project.refresh()
    assert [row.id for row in project.rows()] == ["gate.txt"]
    assert project.totals().articles == 1


def test_a_file_that_changed_while_it_was_read_is_read_anew(
    project: Project, root: Path, read: list[str]
) -> None:
    file = root / "seeds" / "big.jsonl"
    file.write_text(lines(LINES))
    project.refresh(cancelled=lambda: len(read) >= 120)
    file.write_text(lines(30, first=10, words="has passed the gate by now"))
    project.refresh()
    assert sorted(row.id for row in project.rows()) == sorted(
        ["gate.txt", *(f"big.jsonl#{n}" for n in range(10, 40))]
    )
    assert "has passed" in project.index.text("big.jsonl#20")


def test_an_article_keeps_its_row_number_and_no_other_gets_it(project: Project, root: Path) -> None:
    file = root / "seeds" / "big.jsonl"
    file.write_text(lines(3))
    project.refresh()
    before = {row.id: project.index.line(row.id).number for row in project.rows()}
    order = project.order("untouched")
    file.write_text(lines(2))
    project.refresh()  # the highest number of all is free now
    file.write_text(lines(2) + lines(1, first=7))
    (root / "seeds" / "gate.txt").write_text("Another text stands here now.")
    project.refresh()
    after = {row.id: project.index.line(row.id).number for row in project.rows()}
    assert {id: before[id] for id in ("gate.txt", "big.jsonl#0", "big.jsonl#1")}.items() <= after.items()
    (gone,) = (row for row in map(order.row, range(len(order))) if not row.id)
    assert after["big.jsonl#7"] not in before.values()
    assert gone.problem == "it has gone: read the folder again"


def test_what_did_not_change_is_no_news_to_the_classifier(project: Project, root: Path) -> None:
    file = root / "seeds" / "big.jsonl"
    file.write_text(lines(3))
    project.refresh()
    before = project.index.corpus_key()
    file.write_text(lines(3) + "\n")
    assert project.refresh()
    assert project.index.corpus_key() == before
    file.write_text(lines(3, words="has left"))
    project.refresh()
    assert project.index.corpus_key() != before
    assert project.totals().passages == len(project.read("gate.txt").passages) + 3
    assert project.search("left") and not project.search("waits")


def test_an_article_that_breaks_and_is_mended(project: Project, root: Path) -> None:
    file = root / "seeds" / "gate.txt"
    good = file.read_bytes()
    file.write_bytes(b"\0\1\2" * 99)
    project.refresh()
    (broken,) = project.rows()
    assert broken.problem and broken.passages == project.totals().passages == 0
    assert project.search("gate") == []
    file.write_bytes(good)
    project.refresh()
    (mended,) = project.rows()
    assert not mended.problem and project.search("gate") == ["gate.txt"]
    assert mended.passages == project.totals().passages > 0


def test_a_fault_in_reading_one_article_hides_no_other(
    project: Project, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (root / "seeds" / "big.jsonl").write_text(lines(4))
    real = sources.article_of

    def faulty(article_id: str, record: Record) -> Article:
        if article_id == "big.jsonl#1":
            raise ValueError("a mistake of ours")
        return real(article_id, record)

    monkeypatch.setattr(sources, "article_of", faulty)
    assert project.refresh()
    assert sum(not row.problem for row in project.rows()) == 4
    assert any("a mistake of ours" in line and ":2" in line for line in project.problems)
    assert not project.refresh()


def test_a_label_does_not_wait_for_an_index_that_is_being_written(
    project: Project, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[float] = []
    real = project.index.writing
    monkeypatch.setattr(
        project.index, "writing", lambda patience=10.0: (asked.append(patience), real(patience))[1]
    )
    blocking = sqlite3.connect(project.index._path, isolation_level=None)
    blocking.execute("BEGIN IMMEDIATE")
    label(project)
    assert asked == [BRIEF]
    assert project.theme_counts() == {}
    blocking.execute("ROLLBACK")
    project.refresh()
    assert project.theme_counts() == {"border": 1}


def test_what_is_labelled_while_labels_are_read_is_not_counted_as_it_was(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    label(project)
    project.index._db.execute("UPDATE label_files SET size = -1")
    other = Project.open(project.root, "ann")
    takes_it_back = iter([lambda: label(other, on=False)])
    real = Batch.flush

    def flush(batch: Batch) -> None:
        if batch._changes:
            next(takes_it_back, lambda: None)()
        real(batch)

    monkeypatch.setattr(Batch, "flush", flush)
    project.refresh()
    assert next(takes_it_back, None) is None
    assert project.theme_counts() == {}


def test_a_restored_range_is_counted_without_a_transaction(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = project.read("gate.txt")
    tail, text = found.excluded[0].span, found.article
    read: list[bool] = []
    real = sources.read_record
    monkeypatch.setattr(
        sources,
        "read_record",
        lambda source: (read.append(project.index._db.in_transaction), real(source))[1],
    )
    project.apply(request(text.id, text.digest, text.text, tail.start, tail.end, Restore()))
    row = project.row_of("gate.txt")
    assert row is not None and row.passages > len(found.passages)
    assert read == [False]


def test_dates_that_cannot_be_sorted_keep_no_label_from_being_counted(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    label(project)
    with project.index.writing():
        project.index.drop_label_file("ann", "gate.txt.yaml")
    assert project.theme_counts() == {}

    def full() -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(project.index, "sort_dates", full)
    assert project.refresh()
    assert project.theme_counts() == {"border": 1}
