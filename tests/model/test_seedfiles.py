"""A container that changed is indexed by its changes: with the result of reading it anew, not the work."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.errors import RubricateError
from model.index import Index
from model.pace import Reached
from model.project import Project
from model.reading import jsonlines, sources
from model.reading.article import Article
from model.reading.jsonlines import Record
from model.seedfiles import SeedFiles

SHORT, LONG = "The gate was shut. Nobody came.", "Lorries wait at the crossing.\n\nThey wait still."

PIECES = st.one_of(
    st.tuples(st.integers(0, 9), st.sampled_from([SHORT, LONG])).map(
        lambda made: json.dumps({"id": made[0], "text": made[1]})
    ),
    st.sampled_from([SHORT, LONG]).map(lambda text: json.dumps({"text": text})),
    st.just(json.dumps({"id": "3", "text": "Of another length by far, and with the id of others."})),
    st.sampled_from(["", "{", '{"id": "x"}']),
)
"""Lines with ids that recur, with none, without anything, and broken ones."""
VERSIONS = st.tuples(st.lists(PIECES, max_size=9), st.booleans(), st.integers(-1, 9))
"""Lines, whether the last one ends, and how many articles are read before it is cancelled (-1: all)."""


class Shelf:
    """A folder of articles and its index."""

    def __init__(self, folder: Path) -> None:
        self.seeds = folder / "seeds"
        self.seeds.mkdir(parents=True)
        self.file = self.seeds / "n.jsonl"
        self.index = Index(folder)
        self.told: list[Reached] = []
        self._clock = 0

    def write(self, lines: list[str], end: str = "\n") -> None:
        self.file.write_text("\n".join(lines) + (end if lines else ""))
        self._clock += 1
        os.utime(self.file, ns=(self._clock, self._clock))

    def refresh(self, stop_after: int = -1) -> bool:
        left = iter(range(stop_after)) if stop_after >= 0 else None
        self.told = []

        def cancelled() -> bool:
            return left is not None and next(left, None) is None

        return SeedFiles(self.seeds, self.index, self.told.append, cancelled).read()

    def known(self) -> list[tuple[object, ...]]:
        """All that is known of the articles, but for their row numbers."""
        rows = self.index._db.execute(
            "SELECT a.id, a.path, a.title, words, digest, passages, bounds, problem, offset, length, line,"
            " mark, s.title, s.text FROM articles a LEFT JOIN search s ON s.rowid = a.n ORDER BY a.id"
        )
        sums = self.index.sums()
        return [*rows, (sums.get("articles", 0), sums.get("passages", 0)), tuple(self.index.problems())]


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "shelf")


@pytest.fixture
def read(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Ids of the articles that are segmented."""
    done: list[str] = []
    real = sources.article_of

    def article_of(article_id: str, record: Record) -> Article:
        done.append(article_id.partition("#")[2])
        return real(article_id, record)

    monkeypatch.setattr(sources, "article_of", article_of)
    return done


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Numbers of the lines that are parsed."""
    done: list[int] = []
    real = jsonlines.parse

    def parse(data: bytes, number: int, path: Path) -> Record:
        done.append(number)
        return real(data, number, path)

    monkeypatch.setattr(jsonlines, "parse", parse)
    return done


def line(number: int, text: str = SHORT) -> str:
    return json.dumps({"id": f"{number:04}", "text": f"{number}. {text}"})


@settings(deadline=None, max_examples=60)
@given(st.lists(VERSIONS, min_size=1, max_size=4))
def test_changes_lead_to_what_reading_anew_leads_to(
    tmp_path_factory: pytest.TempPathFactory, versions: list[tuple[list[str], bool, int]]
) -> None:
    changed = Shelf(tmp_path_factory.mktemp("changed") / "shelf")
    for lines, ended, stop_after in versions:
        changed.write(lines, "\n" if ended else "")
        changed.refresh(stop_after)
    changed.refresh()
    anew = Shelf(tmp_path_factory.mktemp("anew") / "shelf")
    anew.write(versions[-1][0], "\n" if versions[-1][1] else "")
    anew.refresh()
    here, there = str(changed.seeds), str(anew.seeds)
    assert repr(changed.known()).replace(here, there) == repr(anew.known())
    assert not changed.refresh()


@pytest.mark.parametrize(
    ("after", "segmented"),
    [
        ([*range(50), 90, 91], ["0090", "0091"]),
        ([90, *range(50)], ["0090"]),
        ([*range(20), 90, *range(20, 50)], ["0090"]),
        ([*range(10), *range(30, 50)], []),
        ([*range(49, -1, -1)], []),
        ([*range(0, 50, 2), *range(1, 50, 2)], []),
        ([], []),
    ],
    ids=["appended", "put first", "inserted", "deleted", "turned round", "shuffled", "emptied"],
)
def test_only_lines_that_changed_are_segmented(
    shelf: Shelf, read: list[str], after: list[int], segmented: list[str]
) -> None:
    shelf.write([line(number) for number in range(50)])
    shelf.refresh()
    before = {id: shelf.index.line(id).number for id, *_ in shelf.known()[:-2] if isinstance(id, str)}
    read.clear()
    shelf.write([line(number) for number in after])
    assert shelf.refresh()
    assert read == segmented
    for number in after:
        id = f"n.jsonl#{number:04}"
        assert before.get(id) in (None, shelf.index.line(id).number)
        place = shelf.index.place(id)
        assert place is not None
        data = shelf.file.read_bytes()[place.offset : place.offset + place.length]
        assert data.decode().strip() == line(number)
        assert place.number == after.index(number) + 1


def test_a_line_that_changed_in_place_is_segmented_alone(shelf: Shelf, read: list[str]) -> None:
    lines = [line(number) for number in range(50)]
    shelf.write(lines)
    shelf.refresh()
    read.clear()
    lines[20] = line(20, LONG)
    shelf.write(lines)
    shelf.refresh()
    assert read == ["0020"]
    assert "Lorries" in shelf.index.text("n.jsonl#0020")


def test_appending_writes_nothing_about_the_lines_before(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("model.index.batch.MANY", 500)
    lines = [line(number) for number in range(1500)]
    shelf.write(lines)
    shelf.refresh()
    said: list[str] = []
    shelf.index._db.set_trace_callback(said.append)
    shelf.write([*lines, line(9000)])
    shelf.refresh()
    changes = [sql for sql in said if sql.startswith(("UPDATE", "INSERT INTO articles", "DELETE"))]
    assert len(changes) == 1 and "9000" in changes[0]


# --- the order by date ---


def dated(number: int) -> str:
    return json.dumps({"id": f"{number:04}", "date": f"20{97 - number}-01-31", "text": f"{number}. {SHORT}"})


@pytest.fixture
def much(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every first reading is a long one."""
    monkeypatch.setattr("model.seedfiles.MUCH", 0)
    monkeypatch.setattr("model.index.batch.MANY", 10)


def by_date(shelf: Shelf) -> list[str]:
    order = shelf.index.order("ann", "date")
    order.prepare()
    return [order.row(place).id.partition("#")[2] for place in range(len(order))]


@pytest.mark.usefixtures("much")
def test_dates_are_sorted_at_the_end_of_a_first_reading_and_listed_all_the_while(shelf: Shelf) -> None:
    shelf.write([dated(number) for number in range(60)])
    seen: list[tuple[bool, int]] = []

    def report(_: Reached) -> None:
        listed = by_date(shelf)
        assert listed == sorted(listed, reverse=True)
        seen.append((shelf.index.dates_sorted, len(listed)))

    SeedFiles(shelf.seeds, shelf.index, report, lambda: False).read()
    assert {dates_sorted for dates_sorted, _ in seen} == {False}
    assert seen[-1][1] == 50
    assert shelf.index.dates_sorted
    assert by_date(shelf) == [f"{number:04}" for number in range(59, -1, -1)]


@pytest.mark.usefixtures("much")
def test_dates_that_were_left_unsorted_are_sorted_by_the_next_reading(shelf: Shelf) -> None:
    shelf.write([dated(number) for number in range(40)])
    shelf.refresh(stop_after=30)
    assert not shelf.index.dates_sorted
    assert 25 < len(by_date(shelf)) < 35
    shelf.refresh()
    assert shelf.index.dates_sorted and len(by_date(shelf)) == 40


@pytest.mark.usefixtures("much")
def test_killed_before_the_dates_were_sorted(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf.write([dated(number) for number in range(40)])
    monkeypatch.setattr(shelf.index, "sort_dates", lambda: None)  # it never came to that
    shelf.refresh()
    monkeypatch.undo()
    assert not shelf.index.dates_sorted
    assert not shelf.refresh()  # nothing has changed
    assert shelf.index.dates_sorted


def test_what_is_there_stays_sorted(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf.write([dated(number) for number in range(5)])
    shelf.refresh()
    monkeypatch.setattr("model.seedfiles.MUCH", 0)
    kept: list[bool] = []
    shelf.write([dated(number) for number in range(60)])
    SeedFiles(shelf.seeds, shelf.index, lambda _: kept.append(shelf.index.dates_sorted), lambda: False).read()
    assert set(kept) == {True}


def test_a_small_folder_is_read_with_its_dates(shelf: Shelf) -> None:
    shelf.write([dated(number) for number in range(5)])
    kept: list[bool] = []
    SeedFiles(shelf.seeds, shelf.index, lambda _: kept.append(shelf.index.dates_sorted), lambda: False).read()
    assert kept == [True] * 5


def test_what_was_read_in_part_is_passed_over_without_parsing(shelf: Shelf, parsed: list[int]) -> None:
    shelf.write([line(number) for number in range(100)])
    shelf.refresh(stop_after=60)
    parsed.clear()
    shelf.refresh()
    assert parsed == list(range(min(parsed), 101))
    assert 55 <= min(parsed) <= 61
    assert len(shelf.known()) == 100 + 2


def test_of_two_lines_with_one_id_the_first_counts_also_if_the_other_was_there_before(shelf: Shelf) -> None:
    shelf.write([line(1), line(2)])
    shelf.refresh()
    shelf.write([line(1, LONG), line(1), line(1, "A third."), line(2)])
    shelf.refresh()
    assert "Lorries" in shelf.index.text("n.jsonl#0001")
    assert [":2: id" in problem or ":3: id" in problem for problem in shelf.index.problems()] == [True, True]


def test_progress_goes_by_bytes_within_a_file(shelf: Shelf) -> None:
    (shelf.seeds / "a.txt").write_text(SHORT)
    shelf.write([line(number) for number in range(100)])
    shelf.refresh()
    assert [now.articles for now in shelf.told] == list(range(1, 102))
    assert {now.of for now in shelf.told} == {len(SHORT) + shelf.file.stat().st_size}
    done = [now.done for now in shelf.told]
    assert done == sorted(done) and done[0] == len(SHORT) and done[-1] < shelf.told[-1].of


def test_what_is_held_does_not_grow_with_the_file(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("model.index.batch.MANY", 20)
    held: list[int] = []

    def look(reader: SeedFiles) -> int:
        return len(reader._batch) + len(reader._batch._replaced) + len(reader._faults.told())

    for count in (100, 800):
        shelf.write([line(number, LONG) for number in range(count)])
        most = 0

        def report(_: Reached) -> None:
            nonlocal most
            most = max(most, look(reader))  # noqa: B023 - called within this turn

        reader = SeedFiles(shelf.seeds, shelf.index, report, lambda: False)
        reader.read()
        held.append(most)
    assert held[0] == held[1] <= 20 + 1


@pytest.fixture
def project(tmp_path: Path) -> Project:
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "n.jsonl").write_text("".join(line(number) + "\n" for number in range(100)))
    made = Project.open(tmp_path, "ann")
    made.refresh()
    return made


def test_an_article_is_opened_without_reading_the_lines_before_it(
    project: Project, parsed: list[int]
) -> None:
    parsed.clear()
    assert project.read("n.jsonl#0090").article.text.startswith("90.")
    assert set(parsed) == {91}


def test_an_article_that_stands_elsewhere_by_now_is_found(project: Project) -> None:
    file = project.root / "seeds" / "n.jsonl"
    file.write_text(line(500) + "\n" + file.read_text())
    assert project.read("n.jsonl#0090").article.text.startswith("90.")
    assert project.read("n.jsonl#0500").article.text.startswith("500.")
    file.write_text(line(500))
    with pytest.raises(RubricateError, match="no such article"):
        project.read("n.jsonl#0090")


def test_a_line_without_an_id_is_opened_as_the_index_knows_it(project: Project, read: list[str]) -> None:
    file = project.root / "seeds" / "n.jsonl"
    file.write_text(json.dumps({"text": SHORT}) + "\n" + json.dumps({"text": LONG}) + "\n")
    project.refresh()
    assert read == ["1", "2"]
    assert [project.read(f"n.jsonl#{number}").article.text for number in (1, 2)] == [SHORT, LONG]
    assert read == ["1", "2"]


def test_many_files_are_compared_without_a_list_of_all(shelf: Shelf) -> None:
    for name in ("a.txt", "b/c.txt", "b.txt", "z.txt"):
        path = shelf.seeds / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(SHORT)
    (shelf.seeds / "link.txt").symlink_to("a.txt")
    assert shelf.refresh()
    assert not shelf.refresh()
    assert [path for path, _ in shelf.index.files()] == [
        str(shelf.seeds / "link.txt"),
        "a.txt",
        "b.txt",
        "b/c.txt",
        "z.txt",
    ]
    (shelf.seeds / "b.txt").unlink()
    (shelf.seeds / "link.txt").unlink()
    (shelf.seeds / "b" / "aa.txt").write_text(LONG)
    (shelf.seeds / "z.txt").write_text(LONG)
    assert shelf.refresh()
    assert [path for path, _ in shelf.index.files()] == ["a.txt", "b/aa.txt", "b/c.txt", "z.txt"]
    assert shelf.index.sums()["articles"] == 4
    assert "Lorries" in shelf.index.text("z.txt")
    assert shelf.index.problems() == []
    assert not shelf.refresh()
