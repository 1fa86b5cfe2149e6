"""Labels out: exactly the promised fields, sorted, and no cell that a spreadsheet would run."""

from __future__ import annotations

import csv
import json
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.coding import codebook
from model.coding.marks import Intent, Reject, SetMemo, SetState, SetTheme, request
from model.errors import NotSavedError, RubricateError
from model.export import COLUMNS, csv_lines, defused, jsonl, passages, write_file
from model.newproject import create
from model.project import Project

TEXT = "Aid came late. The gates were shut. =Nobody spoke. It rained."
FIRST, SECOND, THIRD = (0, 14), (15, 35), (36, 50)
FIELDS = {"article", "start", "end", "text", "themes", "not", "state", "coder", "at", "from"}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project with two articles and three themes, and no labels."""
    create(tmp_path)
    for name in ("a.txt", "b.txt"):
        (tmp_path / "seeds" / name).write_text(TEXT)
    project = Project.open(tmp_path, "ann")
    for name in ("aid", "border", "text"):
        project.edit_codebook(lambda book, name=name: codebook.add(book, name=name, at="2020-01-01"), "add")  # type: ignore[misc]
    return tmp_path


def decide(root: Path, coder: str, article: str, span: tuple[int, int], *intents: Intent) -> None:
    project = Project.open(root, coder)
    opened = project.read(article).article
    for intent in intents:
        project.apply(request(opened.id, opened.digest, opened.text, *span, intent))


def lines_of(root: Path, coder: str | None = None) -> list[dict[str, object]]:
    return [json.loads(line) for line in jsonl(passages(Project.open(root), coder))]


def table(root: Path) -> list[dict[str, str]]:
    project = Project.open(root)
    return list(csv.DictReader(csv_lines(passages(project), project.codebook)))


def test_a_line_has_exactly_the_promised_fields(root: Path) -> None:
    decide(root, "ann", "a.txt", FIRST, SetTheme("aid", origin="suggestion", p=0.7), Reject("border"))
    (line,) = lines_of(root)
    assert line.keys() == FIELDS
    assert line.pop("at")
    assert line == {
        "article": "a.txt",
        "start": 0,
        "end": 14,
        "text": "Aid came late.",
        "themes": ["aid"],
        "not": ["border"],
        "state": "labelled",
        "coder": "ann",
        "from": {"aid": "suggestion", "border": "suggestion"},
    }


def test_lines_are_sorted_by_article_and_place_over_all_coders(root: Path) -> None:
    decide(root, "zoe", "a.txt", FIRST, SetTheme("aid"))
    decide(root, "ann", "b.txt", SECOND, SetTheme("aid"))
    decide(root, "ann", "a.txt", THIRD, SetState("none"))
    decide(root, "ann", "a.txt", SECOND, SetState("skipped"))
    found = [(line["article"], line["start"], line["coder"], line["state"]) for line in lines_of(root)]
    assert found == [
        ("a.txt", 0, "zoe", "labelled"),
        ("a.txt", 15, "ann", "skipped"),
        ("a.txt", 36, "ann", "none"),
        ("b.txt", 15, "ann", "labelled"),
    ]
    assert [line["coder"] for line in lines_of(root, "zoe")] == ["zoe"]


def test_an_unknown_coder_is_refused_with_the_names_there_are(root: Path) -> None:
    decide(root, "zoe", "a.txt", FIRST, SetTheme("aid"))
    with pytest.raises(RubricateError, match="there are labels of: zoe"):
        lines_of(root, "bob")


def test_a_damaged_label_file_is_told_and_the_others_are_given(root: Path) -> None:
    decide(root, "ann", "a.txt", FIRST, SetTheme("aid"))
    decide(root, "ann", "b.txt", FIRST, SetTheme("aid"))
    (root / "labels/ann/a.txt.yaml").write_text("rubricate: 1\n")
    trouble: list[RubricateError] = []
    found = passages(Project.open(root), None, trouble.append)
    assert [passage.article for passage in found] == ["b.txt"]
    assert [error.file for error in trouble] == ["labels/ann/a.txt.yaml"]


def test_a_memo_alone_is_a_row_of_the_table_but_no_line(root: Path) -> None:
    decide(root, "ann", "a.txt", FIRST, SetMemo("ask Zoe"))
    assert lines_of(root) == []
    assert [row["memo"] for row in table(root)] == ["ask Zoe"]


def test_columns_say_applies_does_not_and_unknown(root: Path) -> None:
    decide(root, "ann", "a.txt", FIRST, SetTheme("aid"))
    decide(root, "ann", "a.txt", SECOND, Reject("border"))
    decide(root, "ann", "a.txt", THIRD, SetState("none"))
    rows = table(root)
    assert list(rows[0]) == [*COLUMNS, "aid", "border", "theme:text"]
    assert [(row["aid"], row["border"]) for row in rows] == [("1", "0"), ("", "0"), ("0", "0")]


def test_a_theme_younger_than_the_decision_is_unknown(root: Path) -> None:
    decide(root, "ann", "a.txt", FIRST, SetTheme("aid"))
    Project.open(root).edit_codebook(lambda book: codebook.add(book, name="new", at="2999-01-01"), "add")
    assert [(row["border"], row["new"]) for row in table(root)] == [("0", "")]


def test_labels_of_themes_that_are_not_in_the_codebook_are_kept(root: Path) -> None:
    decide(root, "ann", "a.txt", FIRST, SetTheme("stranger"))
    decide(root, "ann", "a.txt", SECOND, SetState("none"))
    assert [row["stranger"] for row in table(root)] == ["1", ""]


def test_cells_that_a_spreadsheet_would_run_are_defused(root: Path) -> None:
    decide(root, "ann", "a.txt", THIRD, SetTheme("aid"), SetMemo('=HYPERLINK("x")'))
    (row,) = table(root)
    assert row["text"] == "'=Nobody spoke."
    assert row["memo"] == '\'=HYPERLINK("x")'


@given(st.text())
def test_no_cell_begins_like_a_formula(cell: str) -> None:
    shown = defused(cell)
    assert shown in (cell, f"'{cell}")
    assert not shown or shown[0] not in "=+-@\t\r\n＝＋－＠"


def test_a_file_is_written_for_its_owner_only_and_in_one_go(tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    target.write_text("old")
    target.chmod(0o644)
    assert write_file(target, ["a", "b"]) == 2
    assert target.read_text() == "a\nb\n"
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [target]


def test_what_stood_there_stays_when_writing_fails(tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    target.write_text("old")

    def lines() -> object:
        yield "new"
        raise OSError(28, "No space left on device")

    with pytest.raises(NotSavedError, match="NOT written: no space left"):
        write_file(target, lines())  # type: ignore[arg-type]
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


def test_links_folders_and_missing_folders_are_refused(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "folder").mkdir()
    for name in ("link", "folder", "missing/out.csv"):
        with pytest.raises(NotSavedError, match="NOT written"):
            write_file(tmp_path / name, ["x"])
    assert not (tmp_path / "elsewhere").exists()


def test_labels_of_an_article_that_changed_are_given_where_they_are_now(root: Path) -> None:
    decide(root, "ann", "a.txt", FIRST, SetTheme("aid"))
    decide(root, "ann", "a.txt", SECOND, SetTheme("border"))
    for refreshed in (False, True):
        if refreshed:
            Project.open(root).refresh()
        head = "Long before that. " * (2 if refreshed else 1)
        (root / "seeds/a.txt").write_text(head + TEXT)
        assert [line["start"] for line in lines_of(root)] == [len(head), len(head) + SECOND[0]]


def test_labels_without_a_place_are_told(root: Path) -> None:
    decide(root, "ann", "a.txt", FIRST, SetTheme("aid"))
    decide(root, "ann", "a.txt", SECOND, SetTheme("border"))
    (root / "seeds/a.txt").write_text(TEXT.partition("Aid came late. ")[2])
    told: list[RubricateError] = []
    assert [row.mark.quote for row in passages(Project.open(root), trouble=told.append)] == [
        "The gates were shut."
    ]
    assert [str(one) for one in told] == [
        "labels/ann/a.txt.yaml: 1 labelled passage of an earlier text could not be placed"
        " (rubricate check lists them)"
    ]
