from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tui import engine_client
from tui.engine_client import EngineClient, engine_command

FAKE = Path(__file__).with_name("fake_engine.py")


class Listener:
    """A client of the fake process, and all that was heard of it."""

    def __init__(self, root: Path, behaviour: str = "good") -> None:
        self.log = root / "requests"
        self.events: list[dict[str, Any]] = []
        self.troubles: list[str] = []
        command = [sys.executable, str(FAKE), behaviour, str(self.log)]
        self.client = EngineClient(root, command, self.events.append, self.troubles.append)

    def requests(self, do: str) -> list[dict[str, Any]]:
        if not self.log.exists():
            return []
        lines = [json.loads(line) for line in self.log.read_text().splitlines()]
        return [request for request in lines if request["do"] == do]

    def heard(self, event: str) -> list[dict[str, Any]]:
        return [found for found in self.events if found["event"] == event]

    def alive(self) -> list[int]:
        return [pid for pid in (start["pid"] for start in self.requests("started")) if _alive(pid)]


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


async def until(true: Callable[[], object]) -> None:
    end = time.monotonic() + 15
    while not true():
        assert time.monotonic() < end
        await asyncio.sleep(0.01)


async def test_what_is_asked_before_it_listens_is_asked_when_it_does(tmp_path: Path) -> None:
    listener = Listener(tmp_path)
    listener.client.train(1, "beta.txt", delay=0)
    await asyncio.sleep(0)
    listener.client.start()
    await until(lambda: listener.heard("done"))
    assert listener.requests("train") == [{"do": "train", "revision": 1, "first": "beta.txt"}]
    await listener.client.close()
    assert not listener.alive()


async def test_many_labels_in_a_row_are_trained_once(tmp_path: Path) -> None:
    listener = Listener(tmp_path)
    listener.client.start()
    await until(lambda: listener.heard("ready"))
    for revision in range(1, 6):
        listener.client.train(revision, delay=0.05)
    await until(lambda: listener.heard("done"))
    assert [request["revision"] for request in listener.requests("train")] == [5]
    await listener.client.close()


async def test_answers_older_than_the_newest_revision_are_dropped(tmp_path: Path) -> None:
    listener = Listener(tmp_path)
    listener.client.start()
    await until(lambda: listener.heard("ready"))
    listener.client.train(1, delay=0)
    listener.client.train(2, delay=60)  # asked for later, but known already
    listener.client._train_now()
    await until(lambda: listener.heard("done"))
    listener.client._hear({"event": "done", "revision": 1})
    assert {event["revision"] for event in listener.heard("done")} == {2}
    await listener.client.close()


async def test_it_runs_outside_the_project_with_nothing_of_it_importable(tmp_path: Path) -> None:
    root = tmp_path / "study"
    root.mkdir()
    listener = Listener(root)
    listener.client.start()
    await until(lambda: listener.heard("ready"))
    assert not Path(listener.requests("started")[0]["cwd"]).is_relative_to(root)
    await listener.client.close()
    assert "-P" in engine_command(root, "ann")


async def test_one_that_dies_is_started_again_a_few_times(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine_client, "PAUSE", 0.01)
    listener = Listener(tmp_path, "dies")
    listener.client.start()
    await until(lambda: any("off" in trouble for trouble in listener.troubles))
    assert len(listener.requests("started")) == engine_client.RESTARTS + 1
    await listener.client.close()


async def test_one_that_went_to_sleep_is_woken_by_the_next_question(tmp_path: Path) -> None:
    listener = Listener(tmp_path, "sleeps")
    listener.client.start()
    listener.client.train(1, delay=0)
    await until(lambda: listener.heard("idle"))
    listener.client.train(2, delay=0)
    await until(lambda: len(listener.heard("done")) == 2)
    assert not listener.troubles
    await listener.client.close()


async def test_one_that_does_not_listen_is_not_left_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine_client, "PATIENCE", 0.2)
    listener = Listener(tmp_path, "deaf")
    listener.client.start()
    await until(lambda: listener.heard("ready"))
    await listener.client.close()
    assert not listener.alive()


async def test_it_can_be_closed_before_it_has_begun(tmp_path: Path) -> None:
    listener = Listener(tmp_path)
    listener.client.start()
    await listener.client.close()
    await asyncio.sleep(0.1)
    assert not listener.alive()


async def test_a_program_that_is_not_there_is_said(tmp_path: Path) -> None:
    troubles: list[str] = []
    client = EngineClient(tmp_path, [str(tmp_path / "nothing")], lambda event: None, troubles.append)
    client.start()
    await until(lambda: troubles)
    assert "suggestions are off" in troubles[0]
    await client.close()


def test_nothing_is_imported_from_where_it_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", ":.:lib:/opt/mine")
    found = engine_client.engine_environment()
    assert (found["PYTHONSAFEPATH"], found["PYTHONPATH"]) == ("1", "/opt/mine")
    monkeypatch.setenv("PYTHONPATH", ".")
    assert "PYTHONPATH" not in engine_client.engine_environment()
    assert "-P" in engine_client.engine_command(Path("/x"), "ann")
