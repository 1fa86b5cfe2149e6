"""The queue: one passage at a time, in its article, in an order."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from textual.pilot import Pilot

from model.coding.marks import SetState, SetTheme
from model.suggestions import Suggestion
from tests.tui.study import FakeProject, ScreenApp, Study, article, text
from tui.screens.queue import QueueScreen

FIRST = article("a.txt", [f"First {n}. " + "word " * 30 + "end." for n in range(12)])
SECOND = article("b.txt", ["Second 0. Tail.", "Second 1."])


def at(of: str, n: int) -> tuple[str, int, int]:
    """A passage as the queue names it."""
    span = {"a": FIRST, "b": SECOND}[of].passages[n]
    return (f"{of}.txt", span.start, span.end)


@asynccontextmanager
async def queue(size: tuple[int, int] = (100, 30)) -> AsyncIterator[tuple[Study, QueueScreen, Pilot[None]]]:
    """A running queue."""
    project = FakeProject({FIRST.id: FIRST, SECOND.id: SECOND})
    project.suggestions.queues = {"uncertain": [at("a", 7), at("b", 1), at("a", 2)], "likely": [at("b", 0)]}
    project.suggestions.by_article["b.txt"] = {at("b", 1)[1:]: (Suggestion("aid", 0.5, True),)}
    study = Study(project)
    screen = QueueScreen(study.session)
    async with ScreenApp(screen).run_test(size=size) as pilot:
        await pilot.pause()
        yield study, screen, pilot


def where(screen: QueueScreen) -> tuple[str, int, int]:
    """What a decision would be for."""
    target = screen.page.target
    return (screen.article, target.start, target.end)


async def test_it_walks_through_its_order_and_shows_the_context() -> None:
    async with queue() as (_, screen, pilot):
        assert where(screen) == at("a", 7)
        assert "1 of 3, uncertain first" in text(pilot.app)
        shown = text(pilot.app)
        assert shown.index("end.") < shown.index("First 7.") < shown.index("First 8.")
        for key, expected in (("j", at("b", 1)), ("n", at("a", 2)), ("k", at("b", 1)), ("up", at("a", 7))):
            await pilot.press(key)
            assert where(screen) == expected


async def test_labelling_does_not_move_it() -> None:
    async with queue() as (study, screen, pilot):
        await pilot.press("r", "p", "j", "enter", "j", "0")
        assert where(screen) == at("a", 2)
        assert [((one.article, one.start, one.end), one.intent) for one in study.sent] == [
            (at("a", 7), SetTheme("refugees")),
            (at("a", 7), SetTheme("proxy")),
            (at("b", 1), SetTheme("aid", origin="suggestion", p=0.5)),
            (at("a", 2), SetState("none")),
        ]


async def test_o_changes_the_order_and_an_empty_one_says_so() -> None:
    async with queue() as (_, screen, pilot):
        await pilot.press("o")
        assert where(screen) == at("b", 0)
        assert "1 of 1, likely first" in text(pilot.app)
        await pilot.press("o")
        assert "the queue is empty" in text(pilot.app)
        await pilot.press("o", "o")
        assert screen.order == "uncertain"


async def test_at_its_end_it_asks_again() -> None:
    async with queue() as (study, screen, pilot):
        await pilot.press("j", "j")
        study.project.suggestions.queues["uncertain"] = [at("b", 0)]  # type: ignore[attr-defined]
        await pilot.press("j")
        assert where(screen) == at("b", 0)


async def test_sentences_can_be_selected() -> None:
    async with queue() as (study, screen, pilot):
        await pilot.press("o", "v", "r", "j", "escape")
        first = SECOND.sentences[0]
        assert [(one.start, one.end) for one in study.sent] == [(first.start, first.end)]
        assert where(screen) == at("b", 0)
