"""The page: what it draws, what it costs, and that nothing in a text can reach the terminal."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import pytest
from textual import events

import tui.widgets.article_lines as drawing
from model.coding.marks import SetTheme
from model.reading.article import Article
from tests.tui.shelf import until
from tests.tui.study import FakeProject, ScreenApp, Study, article, lines, text
from tui.screens.reader import ReaderScreen
from tui.widgets.wrap import Wrapped, wrap

FORBIDDEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def long_article(passages: int, words: int = 40) -> Article:
    """An article of many passages that all say their number."""
    return article("a.txt", [f"Passage {n} begins. " + "word " * words + "end." for n in range(passages)])


@dataclass
class Shown:
    """A reader that shows an article."""

    study: Study
    screen: ReaderScreen
    app: ScreenApp
    start: tuple[str, tuple[int, int] | None] = field(default=("a.txt", None))


def reader(shown: Article, at: tuple[int, int] | None = None) -> Shown:
    """A reader of one article."""
    study = Study(FakeProject({shown.id: shown}))
    screen = ReaderScreen(study.session)
    screen.read(shown.id, at)
    return Shown(study, screen, ScreenApp(screen))


async def test_moves_by_passages_and_stays_in_the_article() -> None:
    shown = reader(long_article(5))
    async with shown.app.run_test(size=(100, 30)) as pilot:
        cursors = []
        for key in ("k", "j", "down", "up", "G", "j", "g", "end", "home"):
            await pilot.press(key)
            cursors.append(shown.screen.page.cursor)
        assert cursors == [0, 1, 2, 1, 4, 4, 0, 4, 0]


async def test_the_cursor_is_always_on_the_screen() -> None:
    shown = reader(long_article(60))
    async with shown.app.run_test(size=(80, 24)) as pilot:
        for key in [*"jjjjjjjjkkkkkkkk", "pagedown", "ctrl+d", "G", "pageup", "g", "n", "N"]:
            await pilot.press(key)
            assert f"Passage {shown.screen.page.cursor} begins" in text(shown.app), key


@pytest.mark.parametrize("size", [(1, 1), (19, 8), (40, 12), (160, 50), (250, 70)])
async def test_every_size_works_and_keeps_the_cursor(size: tuple[int, int]) -> None:
    shown = reader(long_article(30))
    async with shown.app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*"jjjjj")
        await pilot.resize_terminal(*size)
        await pilot.press("r")
        assert [asked.intent for asked in shown.study.sent] == [SetTheme("refugees")]
        assert shown.screen.page.cursor == 5
        await until(pilot, lambda: all(len(line) <= size[0] for line in lines(shown.app)))
        await pilot.press("j", "k", "v", "j", "escape", "pagedown", "G")
        await pilot.resize_terminal(80, 24)
        await until(pilot, lambda: "Passage 29 begins" in text(shown.app))


async def test_the_text_column_is_comfortable() -> None:
    shown = reader(long_article(3))
    for width, least, most in ((80, 50, 84), (120, 50, 84), (160, 84, 84), (250, 84, 84)):
        async with reader(long_article(3)).app.run_test(size=(width, 24)) as pilot:
            page = pilot.app.screen.query_one("ArticleView")
            assert least <= page.lines.columns.text <= most  # type: ignore[attr-defined]
    assert shown.screen.article == ""


async def test_a_passage_longer_than_the_page_is_read_by_parts() -> None:
    shown = reader(article("a.txt", ["Short one.", "Long " + "word " * 600 + "tail.", "Last one."]))
    async with shown.app.run_test(size=(80, 24)) as pilot:
        await pilot.press("j")
        seen = []
        while shown.screen.page.cursor == 1:
            seen.append(text(shown.app))
            await pilot.press("j")
        assert len(seen) > 2
        assert "tail." in seen[-1]
        assert "Last one." in text(shown.app)
        await pilot.press("k")
        assert "Long word" in text(shown.app)


async def test_cost_follows_the_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = reader(long_article(20_000, words=30))
    calls: list[int] = []

    def counted(given: str, width: int) -> Wrapped:
        calls.append(len(given))
        return wrap(given, width)

    monkeypatch.setattr(drawing, "wrap", counted)
    async with shown.app.run_test(size=(80, 24)) as pilot:
        for key in ("j", "G", "k", "n", "N", "g", "r", "pagedown", "v", "j", "escape", "x", "0", "space"):
            calls.clear()
            await pilot.press(key)
            assert len(calls) <= 3 * 24, key


async def test_only_what_changed_is_drawn_again(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = reader(long_article(50))
    async with shown.app.run_test(size=(80, 40)) as pilot:
        await pilot.press("j")
        drawn: list[int] = []
        page = shown.screen.page
        draw = page.line

        def counted(y: int) -> object:
            drawn.append(y)
            return draw(y)

        monkeypatch.setattr(page, "line", counted)
        await pilot.press("r")
        assert drawn
        assert set(drawn) <= set(page.viewport.span(1))


HOSTILE = [
    "A \x1b]10;?\x07 and \x1b[2J and \x9b31m and \x00.",
    "Right \u202eto left\u202c and \u2066isolate\u2069 [@click=app.bell]press me[/] [bold red]x[/].",
    "Zalgo " + "a" + "\u0301" * 40 + " done.",
    "字化け" * 30 + " 👩\u200d👩\u200d👧 \ufe0f end.",
    "\ud800 lone surrogate \U000e0041 tags.",
]


@pytest.mark.parametrize("size", [(160, 50), (30, 10)])
async def test_hostile_text_is_shown_safely(size: tuple[int, int]) -> None:
    hostile = article("a\x1b[2J.txt", HOSTILE, {0: "evil \x1b]0;x\x07 [b]reason"})
    shown = reader(hostile)
    async with shown.app.run_test(size=size) as pilot:
        await pilot.press("j", "r", "j", "v", "j", "a", "escape", "k", "k", "k", "b")
        for _ in HOSTILE:
            await pilot.press("j")
            assert not FORBIDDEN.search("".join(lines(shown.app)))
        shown_lines = [strip.cell_length for strip in shown.app.screen._compositor.render_strips()]
        assert set(shown_lines) == {size[0]}


async def test_markup_is_text() -> None:
    shown = reader(article("a.txt", HOSTILE))
    async with shown.app.run_test(size=(160, 50)):
        assert "[@click=app.bell]press me[/] [bold red]x[/]" in text(shown.app)


async def test_a_click_chooses_a_passage_and_the_wheel_scrolls() -> None:
    shown = reader(long_article(30))
    async with shown.app.run_test(size=(80, 24)) as pilot:
        page = shown.screen.page
        y = page.viewport.span(1).start
        await pilot.click("ArticleView", offset=(20, y))
        assert page.cursor == 1
        top = page.viewport.top
        for _ in range(10):
            page.post_message(events.MouseScrollDown(page, 5, 5, 0, 0, 0, False, False, False))
        await pilot.pause()
        assert page.viewport.top > top
        assert page.cursor in page.viewport.blocks()
        page.post_message(events.MouseScrollUp(page, 5, 5, 0, 0, 0, False, False, False))
        await pilot.pause()


async def test_stripes_say_where_labelled_ranges_are() -> None:
    shown = reader(article("a.txt", ["One one. Two two.", "Three three. Four four.", "Five."]))
    async with shown.app.run_test(size=(80, 24)) as pilot:
        await pilot.press("r", "v", "j", "j", "a", "escape")
        rows = [line for line in lines(shown.app) if "One one" in line or "Three three" in line]
        assert rows[0].split()[:3] == ["+", "ra", "One"]
        assert "│" in rows[1]
        assert "3 sentences: a" in rows[1]


async def test_colours_follow_the_look() -> None:
    shown, other = reader(long_article(3)), reader(long_article(3))
    async with other.app.run_test(size=(80, 24)) as pilot:
        dark = other.screen.page.lines.inks
        other.app.theme = "rubricate-light"
        await pilot.pause()
        await pilot.resize_terminal(81, 24)
        light = other.screen.page.lines.inks
    async with shown.app.run_test(size=(80, 24)) as pilot:
        assert shown.screen.page.lines.inks == dark
        shown.app.theme = "rubricate-light"
        await pilot.pause()
        assert shown.screen.page.lines.inks == light != dark
