"""The power fails after any system call of an operation: what the disk may then hold."""

from __future__ import annotations

import shutil
from functools import partial
from pathlib import Path

import pytest

from model.coding import codebook
from model.coding.journal import Journal
from model.coding.marks import Request, SetMemo, Sheet
from model.coding.store import LabelStore
from model.errors import RubricateError

from .powercut import Disk, Recorder, lay, survivors

MEMOS = ("one", "two", "three")


def ask(number: int) -> Request:
    return Request(
        "deep/er/a.txt", "d", number * 10, number * 10 + 5, "quote", "", "", SetMemo(MEMOS[number])
    )


def study(top: Path, record: Recorder) -> list[tuple[int, int, str, Disk]]:
    """A codebook and labels, each in the journal: with each moment how much had been acknowledged by then."""
    project, state = top / "project", top / "state"
    project.mkdir()
    state.mkdir()
    for node in list(record.disk.nodes):
        record.disk.sync(node)  # they were there before
    record.moments.clear()
    store, journal = LabelStore(project, "ann"), Journal(state, "ann")
    told: list[tuple[int, int, str, Disk]] = []

    def tell(themes: int, labels: int) -> None:
        told.extend((themes, labels, what, disk) for what, disk in record.moments)
        record.moments.clear()

    for number in range(2):
        pair = store.edit_codebook(partial(codebook.add, name=f"Theme {number}"))
        tell(number, 0)
        journal.record_codebook(*pair, "add")
        record.note("acknowledged")
        tell(number + 1, 0)
    for number in range(3):
        change = store.apply(ask(number))[1]
        journal.record_change(change)
        tell(2, number)
        record.note("acknowledged")
        tell(2, number + 1)
    return told


def held(root: Path) -> tuple[int, int, str]:
    """Themes and labels in a project, all of which must parse, and what undo would take back."""
    store = LabelStore(root / "project", "ann")
    memos: list[str] = []
    for sheet in store.sheets():
        assert isinstance(sheet, Sheet), sheet
        memos += [mark.memo for mark in sheet.marks]
    assert tuple(memos) == MEMOS[: len(memos)]
    top = Journal(root / "state", "ann").undo_top()
    memo = top.change.after.memo if top and top.change and top.change.after else ""
    return len(store.read_codebook().themes), len(memos), memo


def cut(told: list[tuple[int, int, str, Disk]], arena: Path) -> tuple[int, list[str]]:
    """How many states were looked at, and in which of them something was lost."""
    looked, lost = 0, []
    for themes, labels, what, disk in told:
        for tree in survivors(disk):
            root = arena / "survivor"
            lay(tree, root)
            looked += 1
            try:
                found = held(root)
                # No less than was acknowledged, and no more than was under way.
                kept = found[0] in (themes, themes + 1) and found[1] in (labels, labels + 1)
                if not kept or (what == "acknowledged" and labels and found[2] != MEMOS[labels - 1]):
                    lost.append(f"{what}: {found} of {themes, labels}")
            except (RubricateError, AssertionError) as error:
                lost.append(f"{what}: {error}")
            shutil.rmtree(root)
    return looked, lost


@pytest.fixture
def disk(arena: Path) -> Path:
    folder = arena / "disk"
    folder.mkdir()
    return folder


def test_a_power_cut_at_any_moment_loses_nothing_acknowledged(arena: Path, disk: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        told = study(disk, Recorder(disk, patch))
    looked, lost = cut(told, arena)
    print(f"{looked} disks after power cuts at {len(told)} moments, {len(lost)} lost")
    assert lost == []
    assert looked > 100


@pytest.mark.parametrize("deaf", ["file", "folder"])
def test_the_oracle_notices_a_missing_fsync(deaf: str, arena: Path, disk: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        told = study(disk, Recorder(disk, patch, deaf))
    _, lost = cut([moment for moment in told if moment[2] == "acknowledged"][-1:], arena)
    assert lost


def test_the_order_of_the_calls(disk: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        told = study(disk, Recorder(disk, patch))
    last = [what for _, labels, what, _ in told if labels == 2]
    start = next(i for i, what in enumerate(last) if what.startswith("create .rubricate-"))
    label = ["write", "fsync file", "rename to a.txt.yaml", "fsync folder"]
    assert last[start + 1 :] == [*label, "write", "fsync file"]  # the journal's line
