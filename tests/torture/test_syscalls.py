"""Each system call of an operation fails, or is where the process dies. strace does both in truth."""

from __future__ import annotations

import errno
import json
import os
import shutil
import sqlite3
from pathlib import Path

import pytest

from model.errors import NotSavedError
from model.folders import state_folder
from model.project import Project
from model.refresh import Refresh

from .deeds import act, found
from .injecting import CASES, CODER
from .running import said, start


def inject(arena: Path, case: str, shard: int, shards: int, how: str) -> None:
    counts = json.loads(
        said(start("injecting", arena / "trials", case, shard, shards, how, home=arena / "home"))
    )
    if "skipped" in counts:
        pytest.skip(f"NOT TESTED: failing system calls; {counts['skipped']}")
    print(f"{case}: {counts}; 0 lost, 0 unreadable, 0 uncaught")
    assert counts["calls"] > 30
    assert counts["killed"] > 20
    assert counts["not saved"] > 20
    assert counts["saved"] > 20


@pytest.mark.parametrize(
    ("case", "shard", "shards", "how"),
    [("first", 0, 1, "some"), ("next", 0, 2, "most"), ("next", 1, 2, "most")],
)
def test_no_call_of_a_label_operation_may_fail_or_be_the_last_and_lose(
    case: str, shard: int, shards: int, how: str, arena: Path
) -> None:
    inject(arena, case, shard, shards, how)


@pytest.mark.torture
@pytest.mark.parametrize("case", CASES)
def test_no_call_of_any_operation_may_fail_or_be_the_last_and_lose(case: str, arena: Path) -> None:
    inject(arena, case, 0, 1, "all")


@pytest.mark.parametrize("error", [errno.EIO, errno.EMFILE, errno.EACCES])
def test_an_undo_that_cannot_be_looked_up_says_so(
    error: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, projects = found(tmp_path)
    act(projects[CODER], CASES["first"].deed)
    real = os.open

    def failing(path: str, *args: int, **kwargs: int) -> int:
        if "journal-" in str(path):
            raise OSError(error, os.strerror(error))
        return real(path, *args, **kwargs)

    with monkeypatch.context() as patch:
        patch.setattr(os, "open", failing)
        with pytest.raises(NotSavedError, match="NOT saved") as caught:
            projects[CODER].undo()
    assert caught.value.file and "journal-ann.jsonl" in caught.value.file
    assert caught.value.cure
    assert projects[CODER].undo() is not None


def test_a_state_folder_that_went_away_takes_no_label_back(tmp_path: Path) -> None:
    project = found(tmp_path)[1][CODER]
    above = state_folder(tmp_path).parent
    shutil.rmtree(above)
    above.touch()  # now none can be made
    act(project, CASES["first"].deed)
    assert len(project.store.read("deep/er/b.txt").marks) == 1


def full(*_: object) -> None:
    raise sqlite3.OperationalError("database or disk is full")


def test_a_full_disk_below_the_index_takes_nothing_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = found(tmp_path)[1][CODER]
    with monkeypatch.context() as patch:
        patch.setattr(Refresh, "count", full)
        act(project, CASES["first"].deed)
    assert len(Project.open(tmp_path, CODER).store.read("deep/er/b.txt").marks) == 1
    assert project.undo() is not None


def test_a_transaction_that_fails_is_not_left_open(tmp_path: Path) -> None:
    index = found(tmp_path)[1][CODER].index
    with pytest.raises(sqlite3.OperationalError), index.writing():
        index._db.execute("ROLLBACK")  # as SQLite itself does on a full disk
    with index.writing():
        index.drop_file("none")
