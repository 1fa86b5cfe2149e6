"""What came back from the disk: failures are said and kept in mind, and undo moves nobody who has gone on."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import cast

import pytest
from textual.pilot import Pilot

from model.coding.marks import Request
from model.errors import NotSavedError
from model.outcomes import Saved, Undone
from model.project import Project
from tests.tui.shelf import lines, press, running, study, until
from tui import telling
from tui.app import RubricateApp
from tui.messages import Failed
from tui.saver import Travel
from tui.saving import not_saved
from tui.screens.finder import FinderScreen
from tui.screens.reader import ReaderScreen

LONG = " ".join(f"People number {n} wait for bread and for news of the war in the north." for n in range(7))
ARTICLES = {
    "alpha.txt": "Alpha title\n\n" + "\n\n".join(f"Part {n}. {LONG}" for n in range(6)),
    "beta.txt": "Beta title\n\nTalks began on Monday. They ended on Tuesday.",
}


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return study(tmp_path, ARTICLES)


class SlowUndo:
    """An undo that waits for a word."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.go = threading.Event()
        real = Project.undo

        def slow(project: Project) -> Undone | None:
            assert self.go.wait(20)
            return real(project)

        monkeypatch.setattr(Project, "undo", slow)

    async def come_back(self, app: RubricateApp, pilot: Pilot[None]) -> None:
        """Let it reach the disk and the screen."""
        self.go.set()
        await until(pilot, lambda: app.status.text.startswith("undone"))


def reader(app: RubricateApp) -> ReaderScreen:
    return cast(ReaderScreen, app.page)


def labelled(project: Project, article: str = "alpha.txt") -> dict[int, list[str]]:
    """What is on disk: themes by the start of the passage."""
    marks = project.store.read(article).marks
    return {mark.start: [decision.theme for decision in mark.themes] for mark in marks if mark.themes}


# --- undo ---


async def test_undo_brings_one_who_waits_to_its_place(project: Project) -> None:
    async with running(project) as (app, pilot):
        await press(pilot, "enter", "a", "j", "j", "u")
        span = project.read("alpha.txt").passages[0]
        assert reader(app).page.target == span
        assert labelled(project) == {}


async def test_a_late_undo_does_not_move_one_who_has_gone_on(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(project) as (app, pilot):
        await press(pilot, "enter", "a", "j", "j")
        undo = SlowUndo(monkeypatch)
        await pilot.press("u", "j")
        await pilot.pause()
        meant = reader(app).page.target
        await undo.come_back(app, pilot)
        assert reader(app).page.target == meant
        assert "on passage 1 of alpha.txt" in app.status.text  # where it was is said all the same
        await press(pilot, "l")
        assert labelled(project) == {meant.start: ["talks"]}


async def test_a_late_undo_does_not_turn_the_page_under_a_dialog(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(project) as (app, pilot):
        await press(pilot, "enter", "a", "j", "j")
        meant = reader(app).page.target
        undo = SlowUndo(monkeypatch)
        await pilot.press("u", "t")
        await until(pilot, lambda: isinstance(app.screen, FinderScreen))
        await undo.come_back(app, pilot)
        assert reader(app).page.target == meant
        await press(pilot, "enter")
        assert labelled(project) == {meant.start: ["aid"]}


async def test_a_late_undo_does_not_leave_the_article_one_went_to(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(project) as (app, pilot):
        await press(pilot, "enter", "a")
        undo = SlowUndo(monkeypatch)
        await pilot.press("u", "right_square_bracket")
        await until(pilot, lambda: reader(app).article == "beta.txt")
        await undo.come_back(app, pilot)
        assert reader(app).article == "beta.txt"
        assert labelled(project) == {}


async def test_what_could_not_be_recorded_is_said_with_the_undo(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("model.memory.Memory.travelled", lambda *args: "the redo is not remembered")
    async with running(project, size=(160, 30)) as (app, pilot):
        await press(pilot, "enter", "a", "u")
        assert app.status.text.endswith("the redo is not remembered")


# --- failures ---


async def test_a_failure_is_not_hidden_by_the_save_right_after_it(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    go, calls = threading.Event(), []
    real = Project.apply

    def sometimes(self: Project, asked: Request) -> Saved:
        assert go.wait(20)
        calls.append(asked)
        if len(calls) < 3:
            raise NotSavedError("disk full", file=f"x{len(calls)}")
        return real(self, asked)

    monkeypatch.setattr(Project, "apply", sometimes)
    async with running(project, size=(120, 30)) as (app, pilot):
        await pilot.press("enter", "a", "j", "l", "j", "h")
        await pilot.pause()
        go.set()
        await until(pilot, lambda: len(calls) == 3)
        await press(pilot)
        assert "NOT saved: x2: disk full · and 1 before it" in lines(app)[-1]
        assert app.crew.saving.unsaid == ["NOT saved: x1: disk full", "NOT saved: x2: disk full"]
        assert len(labelled(project)) == 1
        monkeypatch.setattr(telling, "READING", 0.0)
        await press(pilot, "k", "a")
        assert app.status.text.startswith("saved")
        assert app.crew.saving.unsaid == []


def test_not_saved_is_said_once() -> None:
    for what in ("NOT saved: a folder is missing", "a folder is missing"):
        failed = Failed(Travel(), NotSavedError(what, file="labels/x.yaml", cure="make it"))
        assert not_saved(failed) == "NOT saved: labels/x.yaml: a folder is missing (make it)"


async def test_memory_goes_back_even_where_nothing_can_be_read_any_more(project: Project) -> None:
    async with running(project) as (app, pilot):
        await press(pilot, "enter")
        (project.root / "labels/ann").write_text("")
        (project.root / "seeds/alpha.txt").unlink()
        await press(pilot, "a")
        assert app.status.text.startswith("NOT saved") and app.status.text.count("NOT saved") == 1
        assert app.session.open("alpha.txt").sheet.marks == ()
        assert reader(app).page.mark is None
