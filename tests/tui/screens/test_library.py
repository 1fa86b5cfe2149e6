from __future__ import annotations

import asyncio
import threading
from pathlib import Path
from typing import cast

import pytest
from textual.widgets import Input, Select

from model.coding.marks import SetTheme
from model.project import Project
from tests.tui.shelf import lines, press, running, study, text, until
from tui.app import RubricateApp
from tui.screens.library import LibraryScreen
from tui.screens.library_filter import FilterDialog
from tui.screens.library_rows import progress_cell
from tui.screens.problems import ProblemsDialog
from tui.screens.reader import ReaderScreen
from tui.session import Session


def label(project: Project, article: str, theme: str, passage: int = 0) -> None:
    session = Session(project, save=project.apply, ask=lambda question: None)
    span = session.open(article).passages[passage]
    session.decide(article, span.start, span.end, SetTheme(theme))


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return study(tmp_path)


async def test_it_lists_every_article_with_what_is_untouched(project: Project) -> None:
    label(project, "beta.txt", "aid")
    async with running(project) as (app, _):
        rows = [line for line in lines(app) if "Alpha" in line or "Beta" in line or "Gamma" in line]
        assert [row.split()[0].lstrip(">") for row in rows] == ["Alpha", "Beta", "Gamma"]
        of = len(project.read("beta.txt").passages)
        assert f"1/{of}" in rows[1]
        assert f"0/{len(project.read('alpha.txt').passages)}" in rows[0]
        totals = project.totals()
        assert f"3 articles · {totals.passages} passages · {totals.untouched} untouched" in text(app)


async def test_enter_reads_the_article_under_the_cursor(project: Project) -> None:
    async with running(project) as (app, pilot):
        await press(pilot, "j", "enter")
        assert app.page.place == "reader"
        assert cast(ReaderScreen, app.page).article == "beta.txt"
        assert "Talks began on Monday" in text(app)


async def test_s_goes_through_the_orders_and_the_cursor_stays_on_its_article(project: Project) -> None:
    label(project, "gamma.md", "aid")
    async with running(project) as (app, pilot):
        page = cast(LibraryScreen, app.page)
        await press(pilot, "G")
        seen = []
        for _ in range(4):
            await press(pilot, "s")
            seen.append(page.sort)
            assert any(line.startswith(">Gamma") for line in lines(app))
            assert f"by {page.sort}" in text(app)
        assert set(seen) == {"name", "date", "untouched", "progress"}
        await press(pilot, "s", "s", "s")  # by progress: the one that was touched is first
        assert page.sort == "progress"
        assert any("Gamma" in line for line in lines(app)[3:4])


async def test_f_filters_by_theme_and_says_so(project: Project) -> None:
    label(project, "beta.txt", "aid")
    async with running(project) as (app, pilot):
        await press(pilot, "f")
        dialog = cast(FilterDialog, app.screen)
        dialog.query_one("#choice-theme", Select).value = "aid"
        await press(pilot, "ctrl+s")
        assert "1 of 3 articles (Aid)" in text(app)
        assert "Beta" in text(app) and "Alpha" not in text(app)
        await press(pilot, "escape")
        assert "3 articles" in text(app) and "Alpha" in text(app)


async def test_f_filters_by_state_and_coder(project: Project) -> None:
    label(project, "beta.txt", "aid")
    label(Project.open(project.root, "bob"), "gamma.md", "talks")
    project.refresh()
    async with running(project) as (app, pilot):
        await press(pilot, "f")
        app.screen.query_one("#choice-state", Select).value = "labelled"
        await press(pilot, "ctrl+s")
        assert "Beta" in text(app) and "Gamma" not in text(app)
        await press(pilot, "f")
        app.screen.query_one("#choice-labels", Select).value = "bob"
        await press(pilot, "ctrl+s")
        assert "Gamma" in text(app) and "Beta" not in text(app)
        await press(pilot, "f", "ctrl+x")
        assert "3 articles" in text(app)


async def test_the_filter_works_by_keys_alone(project: Project) -> None:
    label(project, "beta.txt", "aid")
    async with running(project) as (app, pilot):
        await press(pilot, "f", "enter", "down", "enter", "ctrl+s")
        assert "(Aid)" in text(app)


async def test_search_filters_as_one_types(project: Project) -> None:
    async with running(project) as (app, pilot):
        await press(pilot, "slash", *"lorr")
        await until(pilot, lambda: "1 of 3 articles (lorr)" in text(app))
        assert "Gamma" in text(app)
        await press(pilot, "enter", "enter")
        assert cast(ReaderScreen, app.page).article == "gamma.md"


async def test_search_of_nothing_or_signs_shows_all(project: Project) -> None:
    async with running(project) as (app, pilot):
        await press(pilot, "slash", "!", "*")
        assert "3 articles" in text(app)
        await press(pilot, "escape")
        assert not app.page.query_one("#search", Input).has_class("open")
        await press(pilot, "j")
        assert any(line.startswith(">Beta") for line in lines(app))


async def test_words_that_no_article_has(project: Project) -> None:
    async with running(project) as (app, pilot):
        await press(pilot, "slash", *"zebra")
        await until(pilot, lambda: "No article matches" in text(app))
        await press(pilot, "escape", "enter")
        assert app.page.place == "reader"


async def test_an_empty_project_says_how_to_begin(tmp_path: Path) -> None:
    async with running(study(tmp_path, {}, themes=False), size=(160, 30)) as (app, pilot):
        assert "No articles yet" in text(app)
        assert str(tmp_path / "seeds") in text(app)
        await press(pilot, "j", "enter", "s", "G")
        assert app.page.place == "library"


async def test_problems_are_on_the_row_and_in_a_list(tmp_path: Path) -> None:
    project = study(tmp_path)
    (tmp_path / "seeds" / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\xff\xfe" * 40)
    path = tmp_path / "labels" / "ann" / "beta.txt.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("rubricate: 1\n<<<<<<< HEAD\n")
    async with running(project, size=(160, 40)) as (app, pilot):
        await until(pilot, lambda: "problem" in lines(app)[1])
        assert any(line.lstrip(" >").startswith("! ") and "picture.txt" in line for line in lines(app))
        assert any(line.lstrip(" >").startswith("! ") and "Beta" in line for line in lines(app))
        await press(pilot, "exclamation_mark")
        assert isinstance(app.screen, ProblemsDialog)
        shown = " ".join(" ".join(line.strip(" │╭╮╰╯─") for line in lines(app)).split())
        assert "picture.txt" in shown and "beta.txt.yaml:2" in shown
        await press(pilot, "escape", "j", "enter")
        assert "read-only" in text(app)


async def test_a_name_can_neither_style_nor_steer(tmp_path: Path) -> None:
    hostile = "[red]A[/red] [@click=app.quit]x[/] \x1b]10;?\x07 \u202e title"
    project = study(tmp_path, {"[bold]a.txt": f"{hostile}\n\nText of it. More of it."})
    async with running(project, size=(160, 24)) as (app, pilot):
        assert "[@click=app.quit]" in text(app)
        assert not set(text(app)) & set("\x1b\x07\u202e")
        await press(pilot, "slash", *"text", "escape", "question_mark", "escape", "ctrl+p", *"text")
        assert not set(text(app)) & set("\x1b\x07\u202e")


@pytest.mark.parametrize("size", [(1, 1), (20, 5), (40, 10), (250, 70)])
async def test_it_works_at_any_size(project: Project, size: tuple[int, int]) -> None:
    async with running(project, size=size) as (app, pilot):
        await press(pilot, "j", "s", "f", "escape", "question_mark", "escape", "exclamation_mark", "escape")
        await press(pilot, "enter", "q", "4", "q", "5", "q")
        assert app.page.place == "library"


@pytest.mark.parametrize(("touched", "of"), [(0, 0), (0, 9), (1, 1000), (5, 9), (999, 1000), (9, 9)])
def test_the_bar_is_full_only_when_nothing_is_left(touched: int, of: int) -> None:
    pieces = progress_cell(touched, of)
    bar = "".join(piece for piece, _ in pieces)
    if of:
        assert bar.endswith(f"{touched}/{of}")
        assert ("─" in bar) == (touched < of)
        assert ("━" in bar) == (touched > 0)


async def test_a_dialog_does_not_move_the_cursor_back_to_what_was_read(project: Project) -> None:
    async with running(project) as (app, pilot):
        page = cast(LibraryScreen, app.page)
        await press(pilot, "enter", "q", "j", "j")
        await press(pilot, "question_mark", "escape")
        assert page.list.cursor == 2
        await press(pilot, "4", "1")
        assert page.list.cursor == 2


async def test_the_cursor_follows_the_reader_through_any_order(project: Project) -> None:
    async with running(project) as (app, pilot):
        page = cast(LibraryScreen, app.page)
        await press(pilot, "enter", "right_square_bracket", "q")
        assert page.list.cursor == 1
        await press(pilot, "s", "s", "s", "s", "g", "2", "right_square_bracket")
        assert cast(ReaderScreen, app.page).article == "gamma.md"
        await press(pilot, "1")
        assert any(line.startswith(">Gamma") for line in lines(app))


async def test_next_and_previous_count_in_the_order_that_is_shown(tmp_path: Path) -> None:
    dated = {f"{n}.txt": f"Title {n}\nJanuary {9 - n}, 2021\n\nText {n} stands here." for n in (1, 2, 3)}
    project = study(tmp_path, dated)
    async with running(project) as (app, pilot):
        await press(pilot, "enter", "q", "s")
        assert cast(LibraryScreen, app.page).sort == "date"
        order = app.session.order
        assert order is not None
        assert [order.row(place).id for place in range(3)] == ["3.txt", "2.txt", "1.txt"]
        await press(pilot, "2", "left_square_bracket")
        assert cast(ReaderScreen, app.page).article == "2.txt"


async def test_next_and_previous_go_on_from_what_the_palette_opened(project: Project) -> None:
    async with running(project) as (app, pilot):
        await app.read_article("alpha.txt")
        await press(pilot, "right_square_bracket")
        assert cast(ReaderScreen, app.page).article == "beta.txt"


async def test_an_article_outside_the_list_has_no_next(project: Project) -> None:
    async with running(project) as (app, pilot):
        await press(pilot, "slash", *"lorr")
        await until(pilot, lambda: "1 of 3 articles (lorr)" in text(app))
        await app.read_article("alpha.txt")
        await press(pilot, "right_square_bracket")
        assert cast(ReaderScreen, app.page).article == "alpha.txt"
        assert "not in the library's list" in app.status.text


async def test_articles_that_were_read_anew_are_still_neighbours(project: Project) -> None:
    async with running(project) as (app, pilot):
        await press(pilot, "enter")
        file = project.root / "seeds/beta.txt"
        file.write_text("Beta follows anew\n\nTalks never began on Monday. They ended on Tuesday.")
        app.action_reread()
        await until(pilot, lambda: bool(app.project.search("anew")))
        await press(pilot, "right_square_bracket")
        assert cast(ReaderScreen, app.page).article == "beta.txt"


async def test_while_the_folder_is_first_read_no_one_says_that_it_is_empty(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds/a.txt").write_text("Some text here. And more.")
    go = threading.Event()
    real = Project.refresh

    def slow(self: Project, *args: object) -> bool:
        assert go.wait(20)
        return real(self, *args)  # type: ignore[arg-type]

    monkeypatch.setattr(Project, "refresh", slow)
    app = RubricateApp(Project.open(tmp_path, "ann"), learn=False)
    try:
        async with app.run_test(size=(80, 24)) as pilot:
            await until(pilot, lambda: "Reading the articles" in text(app))
            assert "No articles yet" not in text(app)
            go.set()
            await until(pilot, lambda: "Some text here" in text(app))
    finally:
        go.set()
        await asyncio.to_thread(app.finish)
