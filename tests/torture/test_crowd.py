"""Four programs label one article at once; with them an editor that saves what it read before."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from model.coding.store import LabelStore

from .crowd import ARTICLE
from .running import said, start

WRITERS = 4
TIMES = 60


@pytest.fixture
def project(arena: Path) -> Path:
    (arena / "study" / "seeds").mkdir(parents=True)
    return arena / "study"


def crowd(arena: Path, project: Path, times: int, editor: str = "") -> tuple[set[str], int]:
    """What the writers said to be saved, and how often the editor saved."""
    home, until = arena / "home", arena / "until"
    writers = [start("crowd", "write", project, name, times, home=home) for name in range(WRITERS)]
    edits = start("crowd", "edit", project, editor, until, home=home) if editor else None
    try:
        acknowledged = {line for writer in writers for line in said(writer).splitlines()}
    finally:
        until.touch()
    assert len(acknowledged) == WRITERS * times
    return acknowledged, int(said(edits)) if edits else 0


def in_file(project: Path) -> set[str]:
    return {mark.memo for mark in LabelStore(project, "ann").read(ARTICLE, "d").marks}


def in_journal(home: Path) -> set[str]:
    """What can be restored."""
    (journal,) = home.rglob("journal-ann.jsonl")
    records = [json.loads(line) for line in journal.read_text().splitlines()]
    return {record["change"]["after"]["memo"] for record in records if record["do"] == "change"}


def test_four_writers_lose_no_label(arena: Path, project: Path) -> None:
    acknowledged, _ = crowd(arena, project, TIMES)
    assert in_file(project) == acknowledged
    assert in_journal(arena / "home") == acknowledged


@pytest.mark.parametrize("editor", ["place", "rename"])
def test_what_an_editor_overwrites_can_be_restored(editor: str, arena: Path, project: Path) -> None:
    acknowledged, saves = crowd(arena, project, TIMES, editor)
    there, kept = in_file(project), in_journal(arena / "home")
    print(f"{saves} saves of the editor; {len(acknowledged - there)} of {len(acknowledged)} overwritten")
    assert saves > 2
    assert acknowledged <= there | kept  # every acknowledged label is there or restorable
    assert kept == acknowledged


@pytest.mark.torture
@pytest.mark.parametrize("editor", ["", "place", "rename"])
def test_a_crowd_for_long(editor: str, arena: Path, project: Path) -> None:
    acknowledged, _ = crowd(arena, project, 10 * TIMES, editor)
    there = in_file(project)
    assert acknowledged <= there | in_journal(arena / "home")
    assert editor or there == acknowledged
