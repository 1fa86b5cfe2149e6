"""What is written at once is what Textual would have drawn: nothing less, nothing old, nothing in the way."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyte
import pytest
from pyte.screens import Char
from textual._compositor import Compositor, CompositorUpdate
from textual.app import App

from model.project import Project
from tests.terminal import shown
from tests.tui.shelf import press, running, study, until
from tui.app import RubricateApp
from tui.immediate import ImmediateApp

WIDE, MARKED, PLAIN = "字化け " * 9, "cafe\u0301 " * 9, "The minister said it again. "
PARAGRAPHS = [f"Passage {n} begins. {WIDE if n % 3 else MARKED}{PLAIN * (n % 5)}" for n in range(40)]
READING = [*"jjjknNalh0bvu", "space", "escape", "pagedown", "pageup"]
GOING = ["question_mark", "escape", "t", "escape", *"3j1", "slash", "c", "escape", *"jq"]


@pytest.fixture
def project(tmp_path: Path) -> Project:
    articles = {f"{name}.txt": f"{name} is a title\n\n" + "\n\n".join(PARAGRAPHS) for name in "abcdefg"}
    return study(tmp_path, articles)


class Watched:
    """A terminal that sees all that the app sends, and counts the frames written at once."""

    def __init__(self, columns: int, rows: int) -> None:
        self.screen = pyte.Screen(columns, rows)
        self._stream = pyte.Stream(self.screen)
        self.at_once = 0
        self.composed = 0

    def feed(self, frame: str) -> None:
        self._stream.feed(frame)


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[int, int], Watched]]:
    """Makes a terminal for the next app."""

    def made(columns: int, rows: int) -> Watched:
        terminal = Watched(columns, rows)

        def send(app: ImmediateApp, frame: str) -> None:
            terminal.at_once += 1
            terminal.feed(frame)

        def display(app: App[Any], screen: object, renderable: object) -> None:
            if isinstance(renderable, CompositorUpdate):
                terminal.composed += 1
                terminal.feed(renderable.render_segments(app.console))

        monkeypatch.setattr(ImmediateApp, "_send", send)
        monkeypatch.setattr(App, "_display", display)
        return terminal

    yield made


def cells(screen: pyte.Screen) -> list[list[Char]]:
    return [[screen.buffer[y][x] for x in range(screen.columns)] for y in range(screen.lines)]


def expected(app: RubricateApp, terminal: Watched) -> list[list[Char]]:
    """What the screen shows if Textual draws all of it."""
    fresh = Watched(terminal.screen.columns, terminal.screen.lines)
    compositor: Compositor = app.screen._compositor
    update = compositor.render_update(full=True, screen_stack=app._background_screens)
    assert isinstance(update, CompositorUpdate)
    fresh.feed(update.render_segments(app.console))
    return cells(fresh.screen)


@pytest.mark.parametrize("size", [(80, 24), (130, 40)])
async def test_the_terminal_shows_what_textual_would_draw(
    project: Project, watch: Callable[[int, int], Watched], size: tuple[int, int]
) -> None:
    terminal, choice = watch(*size), random.Random(20)
    async with running(project, size=size, notifications=True) as (app, pilot):
        await press(pilot, "j", "G", "k", "enter")
        for number in range(60):
            key = choice.choice(READING)
            await press(pilot, key)
            assert cells(terminal.screen) == expected(app, terminal), (number, key)
            if number % 20 == 10:
                app.notify("over the page")
            elif number % 20 == 15:
                app.clear_notifications()
        for key in [
            "question_mark",
            "escape",
            "t",
            "escape",
            "3",
            "j",
            "1",
            "slash",
            "c",
            "escape",
            "j",
            "q",
        ]:
            await press(pilot, key)
            assert cells(terminal.screen) == expected(app, terminal), key
    assert terminal.at_once > 40


async def test_a_key_is_one_frame_of_what_it_changed(
    project: Project, watch: Callable[[int, int], Watched]
) -> None:
    terminal = watch(130, 40)
    async with running(project, size=(130, 40)) as (_, pilot):
        await press(pilot, "enter", "j", "j")
        terminal.at_once = terminal.composed = 0
        await press(pilot, "j")
        assert (terminal.at_once, terminal.composed) == (1, 0)


async def test_what_stands_before_the_page_is_not_drawn_over(
    project: Project, watch: Callable[[int, int], Watched]
) -> None:
    terminal = watch(80, 24)
    async with running(project, notifications=True) as (app, pilot):
        await press(pilot, "enter", "j")
        app.notify("a word before the page")
        await until(pilot, lambda: "a word before the page" in shown(terminal.screen))
        for key in "jajaj":
            await press(pilot, key)
            assert "a word before the page" in shown(terminal.screen)


async def test_threads_wait_until_a_key_is_answered(project: Project) -> None:
    async with running(project) as (app, pilot):
        await press(pilot, "enter")
        seen: list[bool] = []
        saver = app.crew.saving.saver
        put = saver.put

        def noted(job: Any) -> None:
            seen.append(app._answered.is_set())
            put(job)

        saver.put = noted  # type: ignore[method-assign]
        await press(pilot, "a")
        assert seen == [False]
        await until(pilot, app._answered.is_set)
