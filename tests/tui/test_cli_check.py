"""`rubricate check --repair`: what it says, asks and leaves."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from model.coding.codebook import Codebook, Theme
from model.coding.marks import SetTheme, request
from model.newproject import create
from model.project import Project
from tui.cli import main

Captured = pytest.CaptureFixture[str]

TEXT = "The gate was shut before noon, and the drivers slept under their lorries for a week.\n"
FILE = "labels/ann/gate.txt.yaml"


class Terminal(io.StringIO):
    """A stream that says that it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project with one label of ann's, at offsets of an earlier text."""
    root = tmp_path / "study"
    create(root)
    (root / "seeds/gate.txt").write_text(TEXT)
    project = Project.open(root, "ann")
    project.edit_codebook(lambda _: Codebook((Theme("border", "Border", "c"),)), "a theme")
    article = project.read("gate.txt").article
    project.apply(request(article.id, article.digest, article.text, 0, len(TEXT) - 1, SetTheme("border")))
    return root


def changed(root: Path, text: str) -> None:
    (root / "seeds/gate.txt").write_text(text)


def test_check_alone_changes_nothing_and_names_the_cure(root: Path, capsys: Captured) -> None:
    changed(root, "A head.\n\n" + TEXT)
    before = (root / FILE).read_bytes()
    assert main(["check", str(root)]) == 1
    first, last = capsys.readouterr().out.splitlines()
    assert first.startswith(f"{FILE}:3: the article has changed since it was labelled: 1 of 1")
    assert "rubricate check --repair --coder ann" in first
    assert last.startswith("1 problem")
    assert (root / FILE).read_bytes() == before


def test_repair_says_what_it_did_and_where_the_copies_are(root: Path, capsys: Captured) -> None:
    changed(root, "A head.\n\n" + TEXT)
    before = (root / FILE).read_bytes()
    assert main(["check", str(root), "--repair", "--coder", "ann"]) == 0
    mended, kept, last = capsys.readouterr().out.splitlines()
    assert mended.startswith(f"{FILE}: labels brought to the article as it is now: 1 at")
    assert (Path(kept.removeprefix("what was changed is kept as it was in ")) / FILE).read_bytes() == before
    assert last.startswith("nothing wrong")
    assert main(["check", str(root), "--repair", "--coder", "ann", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["ok"], said["repaired"], said["not_repaired"], said["copies"]) == (True, [], [], None)


HALF = TEXT.replace("and the drivers slept under their lorries for a", "so everybody waited a")


@pytest.mark.parametrize(("typed", "code"), [("y\n", 0), ("what\nyes\n", 0), ("n\n", 1), ("\n", 1), ("", 1)])
def test_in_doubt_a_person_is_asked(
    typed: str, code: int, root: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed(root, HALF)
    err = Terminal()
    monkeypatch.setattr("sys.stdin", Terminal(typed))
    monkeypatch.setattr("sys.stderr", err)
    assert main(["check", str(root), "--repair", "--coder", "ann"]) == code
    assert err.getvalue().count("Is this it now") == 1
    assert ("unplaced" in (root / FILE).read_text()) == (code == 1)


def test_where_nobody_can_be_asked_the_doubtful_is_left(root: Path, capsys: Captured) -> None:
    changed(root, HALF)
    assert main(["check", str(root), "--repair", "--coder", "ann"]) == 1
    out, err = capsys.readouterr()
    assert "a labelled passage may be at" in out
    assert err == ""


def test_questions_are_safe_for_the_terminal(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    changed(root, HALF.replace("waited", "wai\x1b]10;?\x07ted"))
    err = Terminal()
    monkeypatch.setattr("sys.stdin", Terminal(""))
    monkeypatch.setattr("sys.stderr", err)
    main(["check", str(root), "--repair", "--coder", "ann"])
    assert "Is this it now" in err.getvalue()
    assert "\x1b" not in err.getvalue().replace("\x1b[K", "").replace("\x1b[2K", "")


def test_notes_are_told_and_nothing_is_wrong(root: Path, capsys: Captured) -> None:
    (root / "seeds/empty.txt").write_text("")
    capsys.readouterr()
    assert main(["check", str(root)]) == 0
    first, last = capsys.readouterr().out.splitlines()
    assert first == "note: seeds/empty.txt: has no text to label (fill it, or move it out of seeds/)"
    assert last == "nothing wrong, 1 note (2 articles, 1 label file)"
    assert main(["check", str(root), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["ok"] and [note["file"] for note in said["notes"]] == ["seeds/empty.txt"]
