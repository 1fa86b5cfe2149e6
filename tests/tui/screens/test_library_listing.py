"""The library where there are too many articles to list at once: what comes first, follows, is dropped."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path
from typing import cast

import pytest

from model.index import Filter, Order
from model.project import Project
from tests.tui.shelf import lines, press, running, study, text, until
from tui import lister
from tui.screens import library
from tui.screens.library import LibraryScreen

MANY = 60


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """Sixty articles, all of them too many."""
    monkeypatch.setattr(library, "AT_ONCE", 0)
    monkeypatch.setattr(lister, "PAUSE", 0.0)
    dated = {
        f"{n:02}.txt": f"Title {n:02}\nJanuary {30 - n % 28}, 2021\n\nText {n} stands here, of a camp."
        for n in range(MANY)
    }
    return study(tmp_path, dated)


async def test_the_first_rows_are_there_before_any_thread(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[lister.Wanted] = []
    monkeypatch.setattr(lister.Lister, "ask", lambda self, wanted: asked.append(wanted))
    async with running(project) as (app, pilot):
        assert any(line.startswith(">Title 00") for line in lines(app))
        await press(pilot, "G")
        assert any(line.startswith(">Title 59") for line in lines(app))
        await until(pilot, lambda: bool(asked))


async def test_each_order_comes_and_the_cursor_stays_on_its_article(project: Project) -> None:
    async with running(project) as (app, pilot):
        page = cast(LibraryScreen, app.page)
        await press(pilot, "j", "j")
        for sort in ("date", "untouched", "progress", "name"):
            await press(pilot, "s")
            await until(pilot, lambda sort=sort: f"by {sort}" in lines(app)[1])  # type: ignore[misc]
            assert any(line.startswith(">Title 02") for line in lines(app))
        assert page.list.cursor == 2


async def test_some_hits_come_first_and_are_said_to_be_some(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    go = threading.Event()
    real = Project.order

    def slow(self: Project, sort: str = "name", only: Filter | None = None) -> Order:
        assert only is None or not only.words or go.wait(20)
        return real(self, sort, only)

    monkeypatch.setattr(Project, "order", slow)
    async with running(project) as (app, pilot):
        try:
            await press(pilot, "slash", *"camp")
            await until(pilot, lambda: f"{lister.FIRST}+ of {MANY} articles (camp)" in text(app))
            assert "listing …" in text(app)
        finally:
            go.set()
        await until(pilot, lambda: f"{MANY} of {MANY} articles (camp)" in text(app))
        assert "by name" in text(app)
        assert any(line.startswith(">Title 00") for line in lines(app))


async def test_only_the_last_search_is_shown(project: Project) -> None:
    async with running(project) as (app, pilot):
        await press(pilot, "slash", *"camp zebra")
        await until(pilot, lambda: "0 of 60 articles (camp zebra)" in text(app) and "by name" in text(app))
        assert "No article matches" in text(app)
        await press(pilot, "escape")
        await until(pilot, lambda: f"{MANY} articles" in text(app) and "Title 00" in text(app))


async def test_what_the_thread_could_not_do_is_said(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(project) as (app, pilot):

        def broken(*args: object) -> None:
            raise sqlite3.DatabaseError("disk image is malformed")

        monkeypatch.setattr(Project, "order", broken)
        await press(pilot, "s")
        await until(pilot, lambda: "the list may be old: disk image is malformed" in text(app))
        assert any("Title 00" in line for line in lines(app))


def test_a_cancelled_thread_says_nothing(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[lister.Listed] = []
    one = lister.Lister(project, told.append)
    monkeypatch.setattr(lister, "PAUSE", 5.0)
    one.ask(lister.Wanted("name", Filter(words="camp")))
    one.cancel()
    for thread in threading.enumerate():
        if thread.name == "lister":
            thread.join(10)
            assert not thread.is_alive()
    assert all(not found.whole for found in told)


async def test_nothing_is_listed_again_where_no_article_came(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(project) as (app, pilot):
        page = cast(LibraryScreen, app.page)
        await until(pilot, lambda: page._wanted is None and page._rows.order is not None)
        await press(pilot, "j", "s", "s", "s", "s")  # round to where it began, faster than any thread
        await until(pilot, lambda: page._wanted is None and "by name" in lines(app)[1])
        asked: list[lister.Wanted] = []
        monkeypatch.setattr(lister.Lister, "ask", lambda self, wanted: asked.append(wanted))
        await press(pilot, "4", "1")
        assert asked == []
        assert [line for line in lines(app) if line.startswith(">Title 01")]
        (project.root / "seeds/new.txt").write_text("New article\n\nOf a sentence.")
        project.refresh()
        await press(pilot, "4", "1")
        await until(pilot, lambda: bool(asked))


async def test_what_comes_while_a_list_is_made_does_not_stop_it_and_one_more_is_made(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A first reading of many articles tells of news faster than a list of them is made."""
    made: list[str] = []
    go = threading.Semaphore(0)
    real = Project.order

    def slow(self: Project, sort: str = "name", only: Filter | None = None) -> Order:
        made.append(sort)
        assert go.acquire(timeout=20)
        return real(self, sort, only)

    async with running(project) as (app, pilot):
        page = cast(LibraryScreen, app.page)
        await until(pilot, lambda: page._wanted is None and page._rows.order is not None)
        monkeypatch.setattr(Project, "order", slow)
        try:
            await press(pilot, "s")
            await until(pilot, lambda: bool(made))
            for _ in range(5):
                page.reload()
                await pilot.pause()
            assert made == ["date"] and "listing …" in text(app)
            go.release()
            await until(pilot, lambda: "by date" in text(app) and len(made) == 2)
            go.release()
            await until(pilot, lambda: page._wanted is None)
            await pilot.pause()
            assert made == ["date", "date"]
            await press(pilot, "s")
            await until(pilot, lambda: len(made) == 3)
            page.reload()
            await press(pilot, "s")  # another order is another list: the one before is not waited for
            await until(pilot, lambda: len(made) == 4)
        finally:
            go.release(20)
        await until(pilot, lambda: page._wanted is None and "by progress" in text(app))
        assert made == ["date", "date", "untouched", "progress"]
