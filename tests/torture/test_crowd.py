"""Four programs label one article at once; with them an editor that saves what it read before."""

from __future__ import annotations

import subprocess
from contextlib import ExitStack
from pathlib import Path

import pytest

from model.coding.history import history
from model.coding.marks import Sheet
from model.coding.store import LabelStore

from .crowd import ARTICLE
from .running import said, start

WRITERS = 4
TIMES = 40


@pytest.fixture
def project(arena: Path) -> Path:
    (arena / "study" / "seeds").mkdir(parents=True)
    return arena / "study"


def crowd(arena: Path, project: Path, times: int, editor: str = "") -> tuple[set[str], int]:
    """What the writers said to be saved, and how often the editor saved."""
    home, until = arena / "home", arena / "until"
    with ExitStack() as stack:

        def run(*words: object) -> subprocess.Popen[str]:
            program = start("crowd", *words, home=home)
            stack.callback(program.kill)  # none outlives the test, however it ends
            return program

        writers = [run("write", project, name, times) for name in range(WRITERS)]
        edits = run("edit", project, editor, until) if editor else None
        acknowledged = {line for writer in writers for line in said(writer).splitlines()}
        until.touch()
        assert len(acknowledged) == WRITERS * times
        return acknowledged, int(said(edits)) if edits else 0


def memos(sheet: Sheet) -> set[str]:
    return {mark.memo for mark in sheet.marks}


def found(project: Path) -> Sheet:
    return LabelStore(project, "ann").read(ARTICLE, "d")


def restored(project: Path, home: Path) -> Sheet:
    """The label file as `rubricate check --repair` offers to put it back."""
    (journal,) = home.rglob("journal-ann.jsonl")
    sheet = found(project)
    return history(journal)[ARTICLE].overwritten(sheet) or sheet


def test_four_writers_lose_no_label(arena: Path, project: Path) -> None:
    acknowledged, _ = crowd(arena, project, TIMES)
    assert memos(found(project)) == acknowledged
    assert memos(restored(project, arena / "home")) == acknowledged


@pytest.mark.parametrize("editor", ["place", "rename"])
def test_what_an_editor_overwrites_can_be_restored(editor: str, arena: Path, project: Path) -> None:
    acknowledged, saves = crowd(arena, project, TIMES, editor)
    lost = acknowledged - memos(found(project))
    print(f"{saves} saves of the editor; {len(lost)} of {len(acknowledged)} overwritten, all restored")
    assert saves > 2
    assert memos(restored(project, arena / "home")) == acknowledged


@pytest.mark.torture
@pytest.mark.parametrize("editor", ["", "place", "rename"])
def test_a_crowd_for_long(editor: str, arena: Path, project: Path) -> None:
    acknowledged, _ = crowd(arena, project, 3 * TIMES, editor)
    assert editor or memos(found(project)) == acknowledged
    assert memos(restored(project, arena / "home")) == acknowledged
