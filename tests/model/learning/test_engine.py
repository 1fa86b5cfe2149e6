"""The training process as the app meets it: a real process, and JSON lines."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from model.coding.marks import SetTheme, request
from model.learning.engine import AT_FIRST, LATER, PACE, Engine, Telling
from model.learning.preparing import Told
from model.learning.stale import Asked, Stale
from model.project import Project
from tests.model.learning.synthetic import make_project, theme_of

PATIENCE = 60.0
"""Seconds until a test gives up on an answer; not a measure of speed."""


class Client:
    """Talks to a training process."""

    def __init__(self, root: Path, *more: str, priority: str = "--full-priority") -> None:
        command = [
            sys.executable,
            "-P",
            "-m",
            "model.learning.engine",
            "--project",
            str(root),
            "--coder",
            "ann",
        ]
        self.process = subprocess.Popen(
            [*command, *filter(None, [priority]), *more],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd="/",
        )
        self.heard: queue.Queue[dict[str, Any]] = queue.Queue()
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self.heard.put(json.loads(line))
        self.heard.put({"event": "end"})

    def say(self, **message: object) -> None:
        self.send(json.dumps(message).encode() + b"\n")

    def send(self, line: bytes) -> None:
        assert self.process.stdin
        self.process.stdin.write(line)
        self.process.stdin.flush()

    def until(self, event: str) -> list[dict[str, Any]]:
        """Everything heard up to that event."""
        found: list[dict[str, Any]] = []
        while not found or found[-1]["event"] not in (event, "end"):
            found.append(self.heard.get(timeout=PATIENCE))
        assert found[-1]["event"] == event, found
        return found


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return make_project(tmp_path / "study")


@pytest.fixture
def client(project: Project) -> Iterator[Client]:
    found = Client(project.root)
    yield found
    found.process.kill()
    found.process.wait()


def label(project: Project, article: str, count: int) -> None:
    opened = project.read(article)
    found = opened.article
    for span in opened.passages[:count]:
        theme = SetTheme(theme_of(span.of(found.text)))
        project.apply(request(found.id, found.digest, found.text, span.start, span.end, theme))


def test_trains_explains_evaluates_and_ends(project: Project, client: Client) -> None:
    client.until("ready")
    label(project, "a0.txt", 6)
    client.say(do="train", revision=6, first="a0.txt")
    heard = client.until("done")
    assert [event["event"] for event in heard] == ["training", "visible", "done"]
    assert {event["revision"] for event in heard} == {6} and heard[-1]["passages"] == 6
    before = project.suggestions.of("a1.txt")

    label(project, "a2.txt", 3)
    client.say(do="train", revision=9, first="a1.txt")
    client.until("done")
    assert project.suggestions.of("a1.txt") != before, "more labels, other suggestions"
    status = project.suggestions.status()
    assert status is not None and (status.revision, status.passages) == (9, 9)

    span = project.read("a1.txt").passages[0]
    client.say(do="explain", ask=1, article="a1.txt", start=span.start, end=span.end, theme="aid")
    answer = client.until("explained")[-1]
    text = project.read("a1.txt").article.text
    assert answer["ask"] == 1 and answer["words"] and answer["meaning"] == 0.0
    assert all(text[start:end] == word for word, start, end, _ in answer["words"])
    for near in answer["because"]:
        whole = project.read(near["article"]).article.text
        assert near["own"] and whole[near["start"] : near["end"]].startswith(near["quote"])

    client.say(do="evaluate", ask=2)
    answer = client.until("evaluated")[-1]
    assert (
        answer["ask"] == 2 and answer["report"]["why"] == "too early: labels from only 2 articles (need 20)"
    )

    client.say(do="quit")
    client.until("end")
    assert client.process.wait(PATIENCE) == 0


def test_ends_when_nobody_listens_any_more(client: Client) -> None:
    client.until("ready")
    assert client.process.stdin
    client.process.stdin.close()
    assert client.process.wait(PATIENCE) == 0


def test_ends_when_idle(project: Project) -> None:
    client = Client(project.root, "--idle-seconds", "0.05")
    client.until("idle")
    assert client.process.wait(PATIENCE) == 0


@pytest.mark.skipif(not hasattr(os, "SCHED_BATCH"), reason="no such scheduling here")
def test_gives_way_and_more_so_once_there_is_something_to_see(project: Project) -> None:
    client = Client(project.root, priority="")
    pid = client.process.pid
    before = os.getpriority(os.PRIO_PROCESS, 0)
    client.until("ready")
    assert os.getpriority(os.PRIO_PROCESS, pid) == max(before, AT_FIRST)
    assert os.sched_getscheduler(pid) == os.SCHED_BATCH
    client.say(do="train", revision=1, first="a0.txt")
    client.until("done")
    assert os.getpriority(os.PRIO_PROCESS, pid) == max(before, LATER)
    client.process.kill()
    client.process.wait()


def test_goes_on_after_nonsense(project: Project, client: Client) -> None:
    client.until("ready")
    client.send(b'not json\n[1]\n{"do": "dance"}\n{"do": "train"}\n')
    assert client.until("failed")[-1]["why"].startswith("KeyError")
    client.say(do="explain", ask=5, article="\x1b]0;a1.txt\n", start=0, end=5, theme="\x1b[31mno")
    failed = client.until("failed")[-1]
    assert failed["ask"] == 5 and "\x1b" not in failed["why"] and "\n" not in failed["why"]
    client.say(do="train", revision=1, first="no such article")
    client.until("done")
    assert project.suggestions.of("a0.txt")


def test_no_project_is_said_in_a_line(tmp_path: Path) -> None:
    client = Client(tmp_path / "nowhere")
    heard = client.until("failed")
    assert "nowhere" in heard[-1]["why"]
    assert client.process.wait(PATIENCE) == 2


def test_nothing_in_the_folder_it_starts_in_is_imported(project: Project, tmp_path: Path) -> None:
    for name in ("model.py", "numpy.py", "json.py", "sklearn.py"):
        (tmp_path / name).write_text("raise SystemExit('imported')\n", encoding="utf-8")
        (project.root / name).write_text("raise SystemExit('imported')\n", encoding="utf-8")
    command = [sys.executable, "-P", "-m", "model.learning.engine", "--project", ".", "--coder", "ann"]
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=project.root, env={**os.environ}
    )
    out, _ = process.communicate(b"", timeout=PATIENCE)
    assert process.returncode == 0 and b"imported" not in out


# --- which request is served when, without a process ---


class Work:
    """A trainer that notes what it is asked, and meanwhile lets further requests come in."""

    def __init__(
        self, inbox: queue.SimpleQueue[dict[str, Any]], arriving: dict[str, list[dict[str, Any]]]
    ) -> None:
        self.inbox, self.arriving = inbox, arriving
        self.did: list[str] = []
        self.fitted: object | None = None

    def _meanwhile(self, what: str) -> None:
        self.did.append(what)
        for message in self.arriving.pop(what, []):
            self.inbox.put(message)

    def train(self, revision: int, first: str, stale: Asked, visible: Asked, told: Told) -> object:
        self._meanwhile(f"train {revision}")
        self.fitted = object()
        visible()
        if stale():
            raise Stale
        return type("Status", (), {"passages": 0, "seconds": 0.0})

    def because(self, article: str, start: int, end: int, theme: str) -> list[Any]:
        return []

    def meaning(self, article: str, start: int, end: int, theme: str) -> float:
        return 0.0

    def explain(self, article: str, *_: object) -> list[object]:
        self._meanwhile(f"explain {article}")
        return []

    def evaluate(self, stale: Asked) -> object:
        self._meanwhile("evaluate")
        if stale():
            raise Stale
        return type("Report", (), {"plain": staticmethod(dict)})


def served(
    first: list[dict[str, Any]], arriving: dict[str, list[dict[str, Any]]]
) -> tuple[list[str], list[dict[str, Any]]]:
    inbox: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
    events: list[dict[str, Any]] = []
    work = Work(inbox, arriving)
    for message in first:
        inbox.put(message)
    Engine(work, events.append, inbox).run(idle_seconds=0.01)  # type: ignore[arg-type]
    return work.did, events


def train(revision: int) -> dict[str, Any]:
    return {"do": "train", "revision": revision, "first": ""}


EXPLAIN = {"do": "explain", "ask": 1, "article": "a", "start": 0, "end": 1, "theme": "t"}
EVALUATE = {"do": "evaluate", "ask": 2}


def test_only_the_newest_training_is_done() -> None:
    did, events = served([train(1), train(2), train(3)], {"train 3": [train(4), train(5)]})
    assert did == ["train 3", "train 5"]
    assert [event["revision"] for event in events if event["event"] == "done"] == [5]


def test_explanations_are_given_while_it_trains() -> None:
    did, events = served([train(1)], {"train 1": [EXPLAIN]})
    assert did == ["train 1", "explain a"]
    names = [event["event"] for event in events]
    assert names.index("explained") < names.index("done")


def test_an_evaluation_gives_way_to_training_and_is_done_after_it() -> None:
    did, events = served([EVALUATE], {"evaluate": [train(1), EXPLAIN]})
    assert did == ["evaluate", "train 1", "explain a", "evaluate"]
    assert [event["event"] for event in events][-2:] == ["evaluated", "idle"]


def test_quit_drops_what_is_being_done() -> None:
    did, events = served([train(1)], {"train 1": [{"do": "quit"}, EVALUATE]})
    assert did == ["train 1"]
    assert [event["event"] for event in events] == ["ready", "training", "visible"]


def test_progress_is_told_now_and_then_with_the_time_left() -> None:
    events: list[dict[str, Any]] = []
    now = iter([1.0, 1.0 + PACE / 2, 2.0, 2.0 + PACE / 2, 4.0])
    tell = Telling(events.append, 7, lambda: next(now))
    for share in (0.1, 0.15, 0.2, 0.25, 0.4):
        tell(share)
    assert [(event["share"], event["left"]) for event in events] == [(0.2, 8.0), (0.4, 6.0)]
    assert {(event["event"], event["revision"]) for event in events} == {("learning", 7)}
