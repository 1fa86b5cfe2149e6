"""The façade: a project on disk, opened, labelled, undone, listed."""

from __future__ import annotations

import os
from array import array
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from model import storage
from model.coding.codebook import Codebook, Theme
from model.coding.history import history
from model.coding.marks import Intent, Restore, SetMemo, SetState, SetTheme, request
from model.coding.names import login_coder
from model.errors import ConflictError, FormatError, RubricateError
from model.folders import state_folder
from model.index import Filter
from model.outcomes import Saved
from model.project import Project
from model.reading import sources
from model.reading.article import Article
from model.reading.jsonlines import Record

TEXT = """The gate was shut before noon. Drivers slept under their lorries for a week, and the fruit rotted.

Families who had crossed with a nod were asked for papers. The office that writes them is in another town.

Leave a Reply

Your email address will not be published. Required fields are marked *
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    seeds = tmp_path / "study" / "seeds"
    seeds.mkdir(parents=True)
    (seeds / "gate.txt").write_text(TEXT)
    (seeds / "wire.jsonl").write_text('{"id": "1", "text": "A short brief about the crossing."}\n')
    return tmp_path / "study"


@pytest.fixture
def project(root: Path) -> Project:
    made = Project.open(root, "ann")
    themes = (Theme("border", "Border", "c"), Theme("trade", "Trade", "l"))
    made.edit_codebook(lambda _: Codebook(themes), "two themes")
    made.refresh()
    return made


def decide(project: Project, passage: int, intent: Intent, article: str = "gate.txt") -> Saved:
    found = project.read(article)
    span = found.passages[passage]
    text = found.article
    return project.apply(request(text.id, text.digest, text.text, span.start, span.end, intent))


def test_a_long_article_takes_long_to_read_where_the_places_of_labels_are_looked_for(
    project: Project, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not project.takes_long("gate.txt")
    monkeypatch.setattr(storage, "LONG", 10)
    assert not project.takes_long("gate.txt")
    decide(project, 0, SetTheme("border"))
    assert not project.takes_long("gate.txt")
    (root / "seeds/gate.txt").write_text("Another text of a long time ago, in which nobody shuts anything.\n")
    assert project.takes_long("gate.txt"), "the index does not know it"
    project.refresh()
    assert project.takes_long("gate.txt"), "labels are for the text before"
    decide(project, 0, SetTheme("border"))
    assert project.read("gate.txt").orphans
    assert project.takes_long("gate.txt"), "a label has no place"


def test_label_is_on_disk_counted_and_read_back(project: Project, root: Path) -> None:
    saved = decide(project, 0, SetTheme("border"))
    assert "theme: border" in (root / "labels" / "ann" / "gate.txt.yaml").read_text()
    row = project.row_of("gate.txt")
    assert row is not None
    assert (row.labelled, row.untouched) == (1, 1)
    assert project.theme_counts() == {"border": 1}
    assert project.examples("border")[0].quote.startswith("The gate was shut")
    assert Project.open(root, "ann").read("gate.txt").sheet == saved.sheet


@pytest.fixture
def segmented(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Ids of the articles that are segmented."""
    done: list[str] = []
    real = sources.article_of

    def article_of(article_id: str, record: Record) -> Article:
        done.append(article_id)
        return real(article_id, record)

    monkeypatch.setattr(sources, "article_of", article_of)
    return done


LINE = '{"id": "1", "title": "%s", "text": "The gate\\n\\nA short brief about the gate."}\n'


def test_an_article_that_the_index_knows_is_as_if_it_were_segmented_anew(
    project: Project, root: Path, segmented: list[str]
) -> None:
    (root / "seeds" / "wire.jsonl").write_text(LINE % "The gate")
    (root / "seeds" / "old.txt").write_bytes(
        "2021-05-02\n\nÉtat de siège, à Genève comme à Nîmes.".encode("cp1252")
    )
    names = ["gate.txt", "old.txt", "wire.jsonl#1"]
    anew = [project.read(name).article for name in names]
    assert segmented == names[1:]  # the index has these otherwise, or not yet
    project.refresh()
    segmented.clear()
    known = [project.read(name).article for name in names]
    assert segmented == []
    assert known == anew
    assert [article.digest for article in known] == [article.digest for article in anew]
    assert [len(article.excluded) for article in known] == [1, 1, 1]
    assert known[1].encoding != "utf-8"


def test_an_article_that_has_changed_since_is_segmented_anew(
    project: Project, root: Path, segmented: list[str]
) -> None:
    wire = root / "seeds" / "wire.jsonl"
    wire.write_text(LINE % "A title")
    project.refresh()
    stamp = wire.stat()
    segmented.clear()
    wire.write_text(LINE % "The gate")  # of the same text another line is the title now
    os.utime(wire, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    assert [one.reason for one in project.read("wire.jsonl#1").excluded] == ["title"]
    gate = root / "seeds" / "gate.txt"
    stamp = gate.stat()
    gate.write_text(TEXT.replace("Families who", "Families\n\nwho"[:12]))
    os.utime(gate, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    found = project.read("gate.txt").article
    assert found.text != TEXT
    assert segmented == ["wire.jsonl#1", "gate.txt"]


def test_a_damaged_index_keeps_no_article_from_being_read(
    project: Project, root: Path, segmented: list[str]
) -> None:
    with project.index.writing():
        project.index._db.execute("ALTER TABLE articles RENAME COLUMN bounds TO lost")
    assert len(project.read("gate.txt").passages) == 2
    assert segmented == ["gate.txt"]


PASSAGES = [0, 98, 100, 206]
CELLS = st.none() | st.text() | st.integers(-9, 9) | st.binary(max_size=40) | st.floats()
BOUNDS = st.lists(st.integers(-1, len(TEXT) + 1), max_size=8).map(lambda flat: array("q", flat).tobytes())
RANGES = st.lists(st.tuples(st.integers(0, 300), st.integers(0, 300)), max_size=3).map(
    lambda found: "\n".join(f"{start} {end} boilerplate form" for start, end in found)
)


def spoil(project: Project, article: str, column: str, cell: object) -> None:
    with project.index.writing():
        project.index._db.execute(f"UPDATE articles SET {column} = ? WHERE id = ?", (cell, article))


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        *(("bounds", cell) for cell in (b"7 bytes", None, "text", 7, b"")),
        *(("bounds", array("q", PASSAGES[:count]).tobytes()) for count in (1, 2, 3)),
        ("bounds", array("q", reversed(PASSAGES)).tobytes()),
        ("bounds", array("q", [0, 98, 100, 10**9]).tobytes()),
        ("bounds", array("q", [0, 98, 90, 206]).tobytes()),
        ("bounds", array("q", [-9, 98, 100, 206]).tobytes()),
        ("bounds", array("q", [0, 98, 100, 100]).tobytes()),
        ("bounds", array("q", [0, 98, 100, 210]).tobytes()),
        *(("excluded", cell) for cell in ("x", "", b"\0\xff", 3, None, "null", "a b metadata why")),
        *(
            ("excluded", f"{place} why")
            for place in ("208 293 weather", "293 208 metadata", "208 999 metadata")
        ),
        ("excluded", "208 240 boilerplate a\n230 293 boilerplate b"),
        ("excluded", f"208 {10**30} metadata why"),
        *((column, cell) for column in ("title", "date") for cell in (None, b"\xff")),
    ],
)
def test_what_is_wrong_in_a_row_of_the_index_is_segmented_anew(
    project: Project, segmented: list[str], column: str, cell: object
) -> None:
    known = project.read("gate.txt").article
    assert ([*known.passages.flat], known.excluded[0].span) == (PASSAGES, (208, 293)) and not segmented
    spoil(project, "gate.txt", column, cell)
    assert project.read("gate.txt").article == known
    assert segmented == ["gate.txt"]
    decide(project, 0, SetTheme("border"))


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(["title", "date", "bounds", "excluded"]), CELLS | BOUNDS | RANGES)
def test_whatever_the_index_says_the_ranges_of_an_article_are_sound(
    project: Project, column: str, cell: object
) -> None:
    before = project.index.query("SELECT bounds, excluded, title, date FROM articles WHERE id = 'gate.txt'")
    spoil(project, "gate.txt", column, cell)
    article = project.read("gate.txt").article
    flat = [
        edge for span in sorted([*article.passages, *(one.span for one in article.excluded)]) for edge in span
    ]
    assert flat == sorted(flat) and flat[0] == 0 and flat[-1] == len(TEXT.rstrip())
    assert isinstance(article.title, str) and isinstance(article.date, str)
    for name, cell_before in zip(("bounds", "excluded", "title", "date"), before[0], strict=True):
        spoil(project, "gate.txt", name, cell_before)


@pytest.mark.parametrize("column", ["offset", "length", "line"])
@pytest.mark.parametrize("cell", [None, "x", b"x", 1.5, -1, 5, 2**62])
def test_a_wrong_place_of_a_line_keeps_no_article_from_being_read(
    project: Project, column: str, cell: object
) -> None:
    spoil(project, "wire.jsonl#1", column, cell)
    assert project.read("wire.jsonl#1").article.text.startswith("A short brief")


def test_undo_and_redo_after_a_restart(project: Project, root: Path) -> None:
    decide(project, 0, SetTheme("border"))
    decide(project, 1, SetState("none"))
    project.edit_codebook(lambda book: Codebook((*book.themes, Theme("law", "Law", "w"))), "add Law")
    again = Project.open(root, "ann")
    undone = [again.undo() for _ in range(3)]
    assert [step.what for step in undone if step] == ["add Law", *[step.what for step in undone[1:] if step]]
    assert again.codebook.get("law") is None
    assert again.read("gate.txt").sheet.marks == ()
    assert again.theme_counts() == {}
    third = Project.open(root, "ann")
    for _ in range(3):
        assert third.redo() is not None
    assert third.redo() is None
    assert [mark.state for mark in third.read("gate.txt").sheet.marks] == ["labelled", "none"]
    assert third.codebook.get("law") is not None


def test_undo_of_what_others_changed_is_refused_and_does_not_block(project: Project, root: Path) -> None:
    decide(project, 0, SetTheme("border"))
    decide(project, 1, SetTheme("trade"))
    other = Project.open(root, "ann")
    file = root / "labels" / "ann" / "gate.txt.yaml"
    file.write_text(file.read_text().replace("theme: trade", "theme: border"))
    with pytest.raises(ConflictError):
        other.undo()
    assert "theme: border" in file.read_text()
    undone = other.undo()
    assert undone is not None and undone.sheet is not None
    assert len(undone.sheet.marks) == 1


def test_restored_range_is_tiled_and_counted(project: Project) -> None:
    found = project.read("gate.txt")
    tail = found.excluded[0].span
    asked = request("gate.txt", found.article.digest, found.article.text, tail.start, tail.end, Restore())
    saved = project.apply(asked)
    after = found.with_sheet(saved.sheet)
    assert len(after.passages) > len(found.passages)
    assert set(found.passages) <= set(after.passages)
    row = project.row_of("gate.txt")
    assert row is not None and row.passages == len(after.passages)
    project.undo()
    again = project.row_of("gate.txt")
    assert again is not None and again.passages == len(found.passages)


def test_damaged_label_file_is_read_only_and_left_alone(project: Project, root: Path) -> None:
    decide(project, 0, SetTheme("border"))
    file = root / "labels" / "ann" / "gate.txt.yaml"
    torn = file.read_text()[:-40]
    file.write_text(torn)
    project.refresh()
    found = project.read("gate.txt")
    assert found.problem is not None and "gate.txt.yaml" in str(found.problem)
    with pytest.raises(FormatError):
        decide(project, 1, SetTheme("border"))
    assert file.read_text() == torn
    row = project.row_of("gate.txt")
    assert row is not None and "gate.txt.yaml" in row.problem
    assert any("gate.txt.yaml" in line for line in project.problems)


HEAD = "A new head, of a line.\n\n"


def test_changed_article_opens_labelled_and_its_file_follows_with_the_next_operation(
    project: Project, root: Path
) -> None:
    made = decide(project, 1, SetTheme("border"))
    labels = root / "labels" / "ann" / "gate.txt.yaml"
    before = labels.read_bytes()
    (root / "seeds" / "gate.txt").write_text(HEAD + TEXT)
    found = project.read("gate.txt")
    assert found.problem is None
    assert [mark.start for mark in found.sheet.marks] == [made.change.start + len(HEAD)]
    assert found.sheet.digest == found.article.digest
    assert labels.read_bytes() == before
    span = found.passages[0]
    text = found.article
    asked = request(text.id, text.digest, text.text, span.start, span.end, SetTheme("trade"))
    after = project.apply(asked).sheet
    assert len(after.marks) == 2
    assert Project.open(root, "ann").store.read("gate.txt") == after
    assert f"digest: {text.digest}" in labels.read_text()


def test_what_is_not_in_the_article_any_more_is_kept_and_listed(project: Project, root: Path) -> None:
    made = decide(project, 0, SetTheme("border"))
    article = root / "seeds" / "gate.txt"
    rest = TEXT.partition("\n\n")[2]
    article.write_text(rest)
    found = project.read("gate.txt")
    assert found.problem is None
    assert (found.sheet.marks, found.orphans, found.unsure) == ((), (made.change.after,), ())
    after = decide(project, 0, SetTheme("trade"))
    assert after.sheet.unplaced == (made.change.after,)
    again = Project.open(root, "ann").read("gate.txt")
    assert again.orphans == (made.change.after,)
    assert found.with_sheet(after.sheet).orphans == again.orphans
    article.write_text(TEXT)
    back = project.read("gate.txt")
    assert (len(back.sheet.marks), back.orphans) == (2, ())
    assert found.with_sheet(back.sheet).orphans == ()


def test_undo_finds_its_passage_in_the_changed_article(project: Project, root: Path) -> None:
    decide(project, 1, SetTheme("border"))
    (root / "seeds" / "gate.txt").write_text(HEAD + TEXT)
    undone = project.undo()
    assert undone is not None and undone.sheet is not None and undone.change is not None
    assert undone.sheet == project.read("gate.txt").sheet
    assert undone.sheet.marks == ()
    redone = project.redo()
    assert redone is not None and redone.sheet is not None
    assert [mark.start for mark in redone.sheet.marks] == [undone.change.start]
    (root / "seeds" / "gate.txt").write_text("All of it is gone, and this is told instead.")
    with pytest.raises(ConflictError, match="not in the article any more"):
        project.undo()


def test_the_journal_knows_the_file_also_after_an_undo_across_texts(project: Project, root: Path) -> None:
    decide(project, 0, SetTheme("border"))
    decide(project, 1, SetTheme("trade"))
    (root / "seeds" / "gate.txt").write_text(HEAD + TEXT)
    decide(project, 0, SetState("none"))
    decide(project, 0, SetState("skipped"))
    for _ in range(3):
        project.undo()
    sheet = project.read("gate.txt").sheet
    decide(project, 0, SetMemo("m"))
    decide(project, 0, SetMemo("n"))
    known = history(next(state_folder(root).glob("journal-*")))["gate.txt"]
    now = project.read("gate.txt").sheet
    assert len(now.marks) == len(sheet.marks) + 1
    assert known.proves(known.sheet())
    assert known.sheet() == now


def test_an_operation_for_an_outdated_text_is_refused(project: Project, root: Path) -> None:
    decide(project, 0, SetTheme("border"))
    old = project.read("gate.txt").article
    (root / "seeds" / "gate.txt").write_text(HEAD + TEXT)
    decide(project, 0, SetTheme("trade"))
    before = (root / "labels" / "ann" / "gate.txt.yaml").read_bytes()
    asked = request(old.id, old.digest, old.text, 0, 5, SetTheme("trade"))
    with pytest.raises(ConflictError, match="open it again"):
        project.apply(asked)
    assert (root / "labels" / "ann" / "gate.txt.yaml").read_bytes() == before


def test_labels_of_a_changed_article_are_counted_where_they_are_now(project: Project, root: Path) -> None:
    decide(project, 0, SetTheme("border"))
    decide(project, 1, SetState("none"))
    (root / "seeds" / "gate.txt").write_text(HEAD + TEXT)
    project.refresh()
    row = project.row_of("gate.txt")
    assert row is not None
    found = project.read("gate.txt").progress()
    assert (row.labelled, row.none, row.untouched) == (found.labelled, found.none, found.untouched)
    assert (row.labelled, row.none) == (1, 1)


def test_broken_codebook_names_file_and_line_and_stops_labelling(project: Project, root: Path) -> None:
    file = root / "labels" / "codebook.yaml"
    broken = file.read_text().replace("key: c", "key: l")
    file.write_text(broken)
    again = Project.open(root, "ann")
    assert again.codebook_problem is not None and "codebook.yaml" in str(again.codebook_problem)
    with pytest.raises(RubricateError):
        decide(again, 0, SetTheme("border"))
    assert file.read_text() == broken


def test_index_follows_files(project: Project, root: Path) -> None:
    assert not project.refresh()
    decide(project, 0, SetTheme("border"))
    (root / "seeds" / "new.txt").write_text("Another text, of one sentence.")
    (root / "seeds" / "wire.jsonl").unlink()
    assert project.refresh()
    assert [row.id for row in project.rows()] == ["gate.txt", "new.txt"]
    (root / "seeds" / "gate.txt").write_text("Only one sentence is left of it here.")
    project.refresh()
    row = project.row_of("gate.txt")
    assert row is not None and row.passages == 1


def test_another_coders_labels_are_counted_apart(project: Project, root: Path) -> None:
    decide(Project.open(root, "ben"), 0, SetTheme("trade"))
    project.refresh()
    assert project.theme_counts() == {}
    assert project.coders() == ["ben"]
    assert [row.id for row in project.rows(Filter(theme="trade", coder="ben"))] == ["gate.txt"]
    assert [row.id for row in project.rows(Filter(coder="ben"))] == ["gate.txt"]
    assert not project.rows(Filter(coder="ann"))


def test_an_edit_of_the_codebook_that_changes_nothing_is_no_operation(project: Project) -> None:
    decide(project, 0, SetTheme("border"))
    project.edit_codebook(lambda book: book, "move Border")
    undone = project.undo()
    assert undone is not None and undone.change is not None


def test_no_project_says_how_to_make_one(tmp_path: Path) -> None:
    for place in (tmp_path, tmp_path / "missing"):
        with pytest.raises(RubricateError, match="rubricate init"):
            Project.open(place)


def test_cancelled_refresh_keeps_what_was_done(root: Path) -> None:
    project = Project.open(root, "ann")
    asked = iter([False, True, True])
    project.refresh(cancelled=lambda: next(asked))
    assert len(project.rows()) == 1
    project.refresh()
    assert len(project.rows()) == 2


def test_login_name_becomes_a_folder_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("getpass.getuser", lambda: "DOMAIN\\Åsa Björk")
    assert login_coder() == "domain-asa-bjork"
    monkeypatch.setattr("getpass.getuser", lambda: "///")
    assert login_coder() == "coder"


def test_codebook_edit_is_seen_by_the_next_operation(project: Project) -> None:
    project.edit_codebook(
        lambda book: Codebook(tuple(replace(t, archived=t.id == "trade") for t in book.themes)),
        "archive Trade",
    )
    assert [theme.id for theme in project.codebook.active] == ["border"]
