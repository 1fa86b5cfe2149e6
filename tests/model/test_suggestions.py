"""The file of suggestions: what is written is read, and a bad file is "no suggestions", never a crash."""

from __future__ import annotations

import errno
import json
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.suggestions import (
    BEST,
    Suggestion,
    SuggestionReader,
    SuggestionWriter,
    ThemeStatus,
    TrainingStatus,
    Unpacked,
    pack,
    records,
)

FILE = records.FILE.format("ann")

STATUS = TrainingStatus(
    7,
    12,
    "2026-01-02T03:04:05Z",
    0.25,
    (ThemeStatus("aid", 3, 9, 2, 0.4), ThemeStatus("water", 8, 4, 0, 0.5)),
)
VOCABULARY = [("aid", False), ("water", True)]


def written(folder: Path) -> SuggestionReader:
    writer = SuggestionWriter(folder, "ann")
    writer.begin(VOCABULARY)
    writer.put([("a.txt", pack([((0, 10), [(1, 0.75), (0, 0.25)])]))])
    writer.finish(STATUS, {"uncertain": [("a.txt", 0, 10)], "random": []})
    writer.close()
    return SuggestionReader(folder, "ann")


def test_reads_what_was_written(tmp_path: Path) -> None:
    reader = written(tmp_path)
    suggestions = reader.of("a.txt")[0, 10]
    assert [(s.theme, s.learned) for s in suggestions] == [("water", True), ("aid", False)]
    assert suggestions[0].p == pytest.approx(0.75, abs=1e-4)
    assert reader.status() == STATUS
    assert [theme.theme for theme in STATUS.thin] == ["aid"]
    assert reader.queue("uncertain") == [("a.txt", 0, 10)]
    assert reader.queue("random") == [] and reader.queue("no such order") == []
    assert reader.of("b.txt") == {}


@pytest.mark.parametrize("where", ["status", "theme"])
def test_what_an_earlier_version_says_besides_is_passed_over(tmp_path: Path, where: str) -> None:
    reader = written(tmp_path)
    plain = asdict(STATUS)
    (plain if where == "status" else plain["themes"][0])["problems"] = ["a.txt: damaged"]
    with sqlite3.connect(tmp_path / FILE) as connection:
        connection.execute("UPDATE meta SET value = ? WHERE key = 'status'", (json.dumps(plain),))
    connection.close()
    assert reader.status() == STATUS


def test_file_is_private(tmp_path: Path) -> None:
    written(tmp_path)
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600


ranges = st.tuples(st.integers(0, 2**32 - 1), st.integers(0, 2**32 - 1))
best = st.lists(st.tuples(st.integers(0, 3), st.floats(0, 1)), max_size=BEST)


@given(st.dictionaries(ranges, best))
def test_records_read_back(content: dict[tuple[int, int], list[tuple[int, float]]]) -> None:
    vocabulary = [("a", True), ("b", False), ("c", True), ("d", False)]
    found = Unpacked(pack(content.items()), vocabulary)
    assert list(found) == sorted(content)
    for place, themes in content.items():
        assert [(s.theme, s.learned) for s in found[place]] == [vocabulary[number] for number, _ in themes]
        assert [s.p for s in found[place]] == pytest.approx([p for _, p in themes], abs=1e-4)


def test_no_file_is_no_suggestions_and_makes_none(tmp_path: Path) -> None:
    reader = SuggestionReader(tmp_path, "ann")
    assert reader.status() is None and reader.of("a.txt") == {} and reader.queue("likely") == []
    assert list(tmp_path.iterdir()) == []


def _foreign(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE meta (key, value)")
        connection.execute("INSERT INTO meta VALUES ('status', '{}')")
    connection.close()


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5000])


def _wrong_json(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE meta SET value = '[1, {}]'")
        connection.execute("UPDATE queue SET places = '{\"a\": 1}'")
        connection.execute("UPDATE article SET blob = x'0102'")
    connection.close()


def _anyone_may_write(path: Path) -> None:
    path.chmod(0o666)


@pytest.mark.parametrize(
    "damage",
    [
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(b"not a database at all" * 100),
        lambda path: (path.unlink(), path.mkdir()),
        lambda path: (path.unlink(), path.symlink_to("/etc/hostname")),
        lambda path: (path.unlink(), _foreign(path)),
        _cut,
        _wrong_json,
        _anyone_may_write,
    ],
)
def test_damaged_file_is_no_suggestions(tmp_path: Path, damage: Callable[[Path], object]) -> None:
    old = written(tmp_path)
    assert old.status() is not None
    old.close()
    damage(tmp_path / FILE)
    reader = SuggestionReader(tmp_path, "ann")
    assert reader.status() is None
    assert reader.of("a.txt") == {}
    assert reader.queue("uncertain") == []


@pytest.mark.parametrize("content", [b"", b"not a database at all" * 100])
def test_writer_replaces_a_damaged_file_under_the_reader(tmp_path: Path, content: bytes) -> None:
    reader = written(tmp_path)
    assert reader.status() is not None
    (tmp_path / FILE).unlink()
    (tmp_path / FILE).write_bytes(content)
    assert reader.status() is None
    written(tmp_path)
    assert reader.status() == STATUS and reader.of("a.txt")


def test_link_is_replaced_not_followed(tmp_path: Path) -> None:
    target = tmp_path / "elsewhere"
    target.write_bytes(b"mine")
    folder = tmp_path / "cache"
    folder.mkdir()
    (folder / FILE).symlink_to(target)
    written(folder)
    assert target.read_bytes() == b"mine" and not (folder / FILE).is_symlink()


def test_readers_see_each_step_of_a_pass(tmp_path: Path) -> None:
    reader = written(tmp_path)
    writer = SuggestionWriter(tmp_path, "ann")
    writer.begin([("aid", True), ("water", True), ("roads", True)])
    assert reader.of("a.txt")[0, 10][0] == Suggestion("water", reader.of("a.txt")[0, 10][0].p, True)
    writer.put([("b.txt", pack([((5, 9), [(2, 0.5)])]))])
    assert [s.theme for s in reader.of("b.txt")[5, 9]] == ["roads"]
    assert [s.learned for s in reader.of("a.txt")[0, 10]] == [True, False], (
        "the old pass reads as it was written"
    )
    writer.finish(STATUS, {})
    assert reader.of("a.txt") == {}, "an article that is no longer there leaves no suggestions"
    writer.close()


def test_each_coder_has_suggestions_of_their_own(tmp_path: Path) -> None:
    ann = written(tmp_path)
    writer = SuggestionWriter(tmp_path, "bob")
    writer.begin(VOCABULARY)
    writer.finish(TrainingStatus(1, 2, "", 0.0), {})
    writer.close()
    assert SuggestionReader(tmp_path, "bob").of("a.txt") == {}
    assert ann.of("a.txt") and ann.status() == STATUS


def test_only_one_writes_at_a_time(tmp_path: Path) -> None:
    first = SuggestionWriter(tmp_path, "ann")
    with pytest.raises(BlockingIOError):
        SuggestionWriter(tmp_path, "ann")
    SuggestionWriter(tmp_path, "bob").close()
    first.close()
    SuggestionWriter(tmp_path, "ann").close()


def test_where_nothing_locks_a_pass_leaves_a_later_one_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_locks(*_: object) -> None:
        raise OSError(errno.ENOLCK, "no locks available")

    monkeypatch.setattr("fcntl.flock", no_locks)
    one = [((0, 5), [(0, 0.5)])]
    early, late = SuggestionWriter(tmp_path, "ann"), SuggestionWriter(tmp_path, "ann")
    early.begin(VOCABULARY)
    late.begin(VOCABULARY)
    late.put([("x", pack(one))])
    early.put([("y", pack(one))])
    early.finish(STATUS, {})
    late.put([("y", pack(one))])
    late.finish(STATUS, {})
    reader = SuggestionReader(tmp_path, "ann")
    assert reader.of("x") and reader.of("y")
    early.close()
    late.close()


def test_app_side_imports_no_numpy() -> None:
    heavy = "('numpy', 'scipy', 'sklearn', 'joblib')"
    program = f"import sys, model.suggestions; sys.exit(any(name in sys.modules for name in {heavy}))"
    assert subprocess.run([sys.executable, "-P", "-c", program], check=False).returncode == 0


def chunked(writer: SuggestionWriter, *articles: str) -> None:
    """A pass in which each article's only range has theme 0, in one chunk."""
    one = pack([((0, 5), [(0, 0.5)])])
    places = [(article, 1, number * len(one), len(one)) for number, article in enumerate(articles)]
    writer.lay_out(" ".join(articles), places)
    writer.put([], (1, one * len(articles)))


def test_an_article_is_read_from_its_place_in_a_chunk(tmp_path: Path) -> None:
    reader, writer = SuggestionReader(tmp_path, "ann"), SuggestionWriter(tmp_path, "ann")
    writer.begin(VOCABULARY)
    chunked(writer, "a", "b")
    for article in "ab":
        assert {span: [s.theme for s in best] for span, best in reader.of(article).items()} == {
            (0, 5): ["aid"]
        }
    assert reader.of("c") == {}
    writer.close()


def test_an_article_of_its_own_goes_before_its_chunk_until_a_later_pass(tmp_path: Path) -> None:
    reader, writer = SuggestionReader(tmp_path, "ann"), SuggestionWriter(tmp_path, "ann")
    more = pack([((0, 5), [(1, 0.5)]), ((0, 9), [(1, 0.5)])])
    writer.begin(VOCABULARY)
    writer.put([("a", more)])
    chunked(writer, "a")
    assert list(reader.of("a")) == [(0, 5), (0, 9)]
    writer.begin(VOCABULARY)
    chunked(writer, "a")
    assert list(reader.of("a")) == [(0, 5)]
    writer.close()


def test_places_are_written_once_for_the_same_articles(tmp_path: Path) -> None:
    writer = SuggestionWriter(tmp_path, "ann")
    writer.lay_out("1", [("a", 0, 0, 28)])
    writer.lay_out("1", (pytest.fail("written again") for _ in range(1)))
    writer.lay_out("2", [])
    writer.begin(VOCABULARY)
    writer.put([], (0, pack([((0, 5), [(0, 0.5)])])))
    assert SuggestionReader(tmp_path, "ann").of("a") == {}, "an article that has gone"
    writer.close()
