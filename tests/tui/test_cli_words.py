"""The command line takes its words in any order, and knows what a slip of the finger meant."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from model.newproject import create
from tests.tui.test_cli import failure, label
from tui.cli.entry import main

Captured = pytest.CaptureFixture[str]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project with one article, one theme and one label of ann's."""
    root = tmp_path / "study"
    create(root)
    (root / "seeds/a.txt").write_text("Aid came late. The gates were shut.")
    assert main(["codebook", "add", "Aid", "--project", str(root)]) == 0
    label(root)
    return root


@pytest.mark.parametrize(
    "words",
    [
        "export csv --coder ann STUDY",
        "export csv STUDY --coder ann",
        "export --coder ann csv STUDY",
        "--coder ann export csv STUDY",
        "--project STUDY export csv --coder=ann",
        "export --coder ann csv -- STUDY",
    ],
)
def test_options_may_stand_anywhere(words: str, root: Path, capsys: Captured) -> None:
    capsys.readouterr()
    assert main(words.replace("STUDY", str(root)).split()) == 0
    assert len(capsys.readouterr().out.splitlines()) == 2


def test_an_output_file_before_the_project(root: Path, tmp_path: Path) -> None:
    assert main(["export", "csv", "-o", str(tmp_path / "x.csv"), str(root)]) == 0
    assert (tmp_path / "x.csv").read_text().count("\n") == 2


def test_a_folder_may_begin_with_a_dash(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root.rename(root.with_name("-x"))
    monkeypatch.chdir(root.parent)
    assert main(["check", "--", "-x"]) == 0


def test_options_before_the_project_of_a_command_of_a_command(root: Path, capsys: Captured) -> None:
    capsys.readouterr()
    assert main(["codebook", "list", "--json", str(root)]) == 0
    assert json.loads(capsys.readouterr().out)["themes"][0]["id"] == "aid"


def test_an_option_s_value_is_not_taken_for_a_command(root: Path, capsys: Captured) -> None:
    capsys.readouterr()
    assert "there are labels of: ann" in failure(capsys, "--coder", "train", "export", "csv", root)


def test_the_help_of_a_command_is_whole_and_its_errors_are_one_line(capsys: Captured) -> None:
    assert main(["--help", "export"]) == 0
    shown = capsys.readouterr().out
    assert "[PROJECT]" in shown and "{jsonl,csv" in shown
    assert "required: format" in failure(capsys, "export", "--coder", "ann")


@pytest.mark.parametrize(
    ("typed", "meant"), [("trian", "train"), ("cehck", "check"), ("codebok", "codebook"), ("Train", "train")]
)
def test_a_slip_of_the_finger_is_told_what_it_may_have_meant(
    typed: str, meant: str, root: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(root)
    for words in ([typed], [typed, str(root)], ["--coder", "ann", typed]):
        said = failure(capsys, *words)
        assert f"rubricate {meant}" in said and repr(typed) in said


def test_a_folder_that_is_there_is_no_slip(
    root: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    root.rename(root.with_name("trian"))
    monkeypatch.chdir(root.parent)
    assert "not a terminal" in failure(capsys, "trian")


def test_a_name_that_two_themes_have_is_called_ambiguous(root: Path, capsys: Captured) -> None:
    path = root / "labels/codebook.yaml"
    before = path.read_text()
    second = before[before.index("  - id: aid") : before.rindex("...")]
    for old, new in (("id: aid", "id: other"), ("key: a", "key: z"), ("name: Aid", "name: AID")):
        second = second.replace(old, new)
    path.write_text(before.replace("...", second + "..."))
    said = failure(capsys, "codebook", "archive", "aiD", "--project", root)
    assert "ambiguous" in said and "aid" in said and "other" in said
    assert main(["codebook", "archive", "other", "--project", str(root)]) == 0


def test_a_second_theme_of_the_same_name_is_refused(root: Path, capsys: Captured) -> None:
    said = failure(capsys, "codebook", "add", " aID ", "--project", root)
    assert "'Aid'" in said and "'aID'" in said
