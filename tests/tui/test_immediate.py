"""What is written at once is what Textual would have drawn: nothing less, nothing old, nothing in the way."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pyte
import pytest
from pyte.screens import Char
from textual import events
from textual._compositor import Compositor, CompositorUpdate
from textual.app import App
from textual.pilot import Pilot

from model.project import Project
from tests.terminal import shown
from tests.tui.shelf import press, running, study, text, until
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


def mouse(kind: type[events.MouseEvent], x: int, y: int) -> events.MouseEvent:
    return kind(None, x, y, 0, 0, 1, False, False, False, x, y)


def click(x: int, y: int) -> list[events.Event]:
    return [mouse(events.MouseDown, x, y), mouse(events.MouseUp, x, y)]


async def labelled(app: RubricateApp, pilot: Pilot[None], typed: Sequence[events.Event]) -> list[int]:
    """Numbers of the passages that have a theme, after all of this came in one go."""
    for event in typed:
        app.post_message(event)
    await press(pilot)
    await until(pilot, lambda: not app._clicks and not app._held)
    await press(pilot)
    opened = app.session.open(app.reading)
    spans = [(span.start, span.end) for span in opened.passages]
    return [spans.index((mark.start, mark.end)) for mark in opened.sheet.marks if mark.themes]


@pytest.mark.parametrize(("keys", "found"), [("a", 2), ("ja", 3), ("jjkal", 3)])
async def test_keys_come_after_the_click_before_them(project: Project, keys: str, found: int) -> None:
    async with running(project, size=(100, 40)) as (app, pilot):
        await press(pilot, "enter")
        page = app.page.page  # type: ignore[attr-defined]
        y = page.region.y + page.viewport.span(2).start
        typed = [events.Key(key, key) for key in keys]
        assert await labelled(app, pilot, [*click(20, y), *typed]) == [found]


async def test_keys_come_after_the_wheel_before_them(project: Project) -> None:
    async with running(project, size=(100, 14)) as (app, pilot):
        await press(pilot, "enter")
        wheel = [mouse(events.MouseScrollDown, 20, 6) for _ in range(3)]
        (found,) = await labelled(app, pilot, [*wheel, events.Key("a", "a")])
        assert found == app.page.page.cursor > 0  # type: ignore[attr-defined]


async def test_a_click_on_an_article_and_keys_for_it(project: Project) -> None:
    async with running(project, size=(100, 40)) as (app, pilot):
        rows = app.page.list  # type: ignore[attr-defined]
        typed = [events.Key("enter", "\r"), events.Key("j", "j"), events.Key("a", "a")]
        assert await labelled(app, pilot, [*click(20, rows.region.y + 3), *typed]) == [1]
        assert app.reading == "c.txt"


async def test_keys_behind_enter_are_for_the_article(project: Project) -> None:
    async with running(project) as (app, pilot):
        keys = [events.Key(key, key) for key in ("j", "enter", "j", "j", "a")]
        assert await labelled(app, pilot, keys) == [2]
        assert (app.page.place, app.reading) == ("reader", "b.txt")


async def test_a_memo_is_what_was_typed_before_enter(project: Project) -> None:
    async with running(project) as (app, pilot):
        await press(pilot, "enter", "m")
        for character in "hello this is a memo":
            app.post_message(events.Key("space" if character == " " else character, character))
        app.post_message(events.Key("enter", "\r"))
        await until(pilot, lambda: app.screen is app.page)
        await press(pilot)
        assert [mark.memo for mark in app.session.open(app.reading).sheet.marks] == ["hello this is a memo"]


async def test_a_command_that_waits_says_so_on_the_screen(project: Project) -> None:
    """What changes while a command waits for something is drawn then, not when the command is done."""
    async with running(project) as (app, pilot):
        await press(pilot, "enter")
        go_on, begun = asyncio.Event(), asyncio.Event()

        async def waits() -> None:
            app.telling.murmur("this takes a while")
            begun.set()
            await go_on.wait()

        app.action_suspend = waits  # type: ignore[method-assign]
        app.post_message(events.Key("ctrl+z", None))
        async with asyncio.timeout(30):
            await begun.wait()
            while "this takes a while" not in text(app) or app._changed:
                await asyncio.sleep(0.01)
        assert not app._answering
        go_on.set()


async def test_the_thread_that_saves_waits_for_the_answer(project: Project) -> None:
    async with running(project) as (app, pilot):
        await press(pilot, "enter")
        began: list[bool] = []
        saver = app.crew.saving.saver
        run = saver._run

        def noted(job: Any) -> Any:
            began.append(app._answered.is_set())
            return run(job)

        saver._run = noted  # type: ignore[method-assign]
        await press(pilot, "a")
        assert began == [True]
