"""The thread that reads the folder: whatever happens in it is told, and it can begin again."""

from __future__ import annotations

import json
import re
import sqlite3
from pathlib import Path

import pytest

from model.errors import RubricateError
from tests.tui.shelf import study
from tui.indexer import Indexer
from tui.messages import Indexed


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (ValueError("a mistake of ours"), "ValueError: a mistake of ours"),
        (RubricateError("no folder", cure="make it"), "no folder"),
        (OSError(5, "input/output error"), "input/output error"),
        (sqlite3.OperationalError("database is locked"), "locked"),
    ],
)
def test_what_stops_it_is_told_and_it_begins_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: Exception, said: str
) -> None:
    project = study(tmp_path)
    told: list[Indexed] = []
    indexer = Indexer(project, told.append)

    def broken(*_: object) -> bool:
        raise fault

    with monkeypatch.context() as patch:
        patch.setattr(project, "refresh", broken)
        indexer.start()
        assert indexer._thread is not None
        indexer._thread.join()
    (end,) = told
    assert end.finished and said in end.problem
    indexer.start()
    indexer._thread.join()
    assert told[-1].finished and not told[-1].problem


def test_what_is_asked_for_while_it_is_at_work_is_done_after_that(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Until its thread had ended, a key that asks for it was lost: also once it had told its end."""
    project = study(tmp_path)
    asked = 0

    def report(message: Indexed) -> None:
        nonlocal asked
        if message.finished and asked < 2:
            asked += 1
            (tmp_path / "seeds" / f"new{asked}.txt").write_text("Something new was seen.")
            indexer.start()

    indexer = Indexer(project, report)
    indexer.start()
    assert indexer._thread is not None
    indexer._thread.join()
    assert project.row_of("new1.txt") is not None and project.row_of("new2.txt") is not None


def test_closing_it_stops_the_reading(tmp_path: Path) -> None:
    project = study(tmp_path)
    (tmp_path / "seeds" / "new.txt").write_text("Something new.")
    indexer = Indexer(project, lambda _: None)
    indexer._cancelled.set()
    indexer.start()
    indexer.close()
    assert project.row_of("new.txt") is None


def test_it_says_how_far_it_is_and_whoever_quits_keeps_what_was_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = study(tmp_path)
    entries = (json.dumps({"id": str(number), "text": f"Lorry {number} waits."}) for number in range(500))
    (tmp_path / "seeds" / "big.jsonl").write_text("\n".join(entries))
    before = project.totals().articles
    told: list[Indexed] = []
    monkeypatch.setattr("tui.indexer.PACE", 0.0)

    def report(message: Indexed) -> None:
        told.append(message)
        if len(told) == 100:
            indexer._cancelled.set()

    indexer = Indexer(project, report)
    indexer.start()
    assert indexer._thread is not None
    indexer._thread.join()
    assert re.match(r"1 \(\d+ %\)", told[0].far)
    assert told[-1].finished
    assert before < project.totals().articles <= before + 100
    Indexer(project, told.append)._work()
    assert project.totals().articles == before + 500


def test_only_the_newest_progress_is_heard_and_every_end() -> None:
    progress, end = Indexed("10 (1 %)"), Indexed(finished=True, problem="the disk is full")
    assert progress.can_replace(Indexed("20 (2 %)"))
    assert progress.can_replace(end)
    assert not end.can_replace(progress)
    assert not end.can_replace(Indexed(finished=True))
