from __future__ import annotations

import asyncio
import sys
import threading
from pathlib import Path
from typing import cast

import pytest
from textual import events
from textual.command import CommandPalette
from textual.message import Message
from textual.widgets import OptionList

from model import storage
from model.coding.marks import Request
from model.coding.store import LabelStore
from model.errors import NotSavedError
from model.outcomes import Saved
from model.project import Project
from model.reading import sources
from model.reading.article import Article
from model.reading.jsonlines import Record
from tests.tui.shelf import lines, press, running, study, text, until
from tui import telling
from tui.app import RubricateApp
from tui.asks import Read
from tui.commands import APP_COMMANDS, PLACES
from tui.learning import Learning
from tui.messages import Indexed, SuggestionsChanged, Working
from tui.screens.codebook import CodebookScreen
from tui.screens.help import HelpScreen
from tui.screens.reader import ReaderScreen
from tui.screens.theme_card import ThemeCard
from tui.widgets.palette import ThemeInks

FAKE = Path(__file__).with_name("fake_engine.py")


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return study(tmp_path)


def themes(project: Project, article: str = "alpha.txt") -> list[str]:
    """What is on disk: the themes of the article, in order of the passages."""
    marks = Project.open(project.root, "ann").read(article).sheet.marks
    return [decision.theme for mark in marks for decision in mark.themes]


def key(project: Project, theme: str) -> str:
    found = project.codebook.get(theme)
    assert found is not None
    return found.key


# --- reading ---


async def test_a_long_article_that_changed_is_read_beside_the_screen_and_keys_wait_for_it(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, go_on, threads = sources.article_of, threading.Event(), []

    def article_of(article_id: str, record: Record) -> Article:
        threads.append(threading.current_thread() is threading.main_thread())
        assert go_on.wait(30)
        return real(article_id, record)

    async with running(project) as (app, pilot):
        monkeypatch.setattr(sources, "article_of", article_of)
        monkeypatch.setattr(storage, "LONG", 10)
        file = project.root / "seeds" / "alpha.txt"
        more = "It was said again on Friday, and nobody who was there heard it."
        file.write_text(f"{file.read_text()}\n\n{more}")
        app.post_message(Read("alpha.txt"))
        async with asyncio.timeout(30):
            while "reading the article…" not in text(app):  # the pilot would wait until it is read
                await asyncio.sleep(0.01)
        app.post_message(events.Key("j", "j"))
        go_on.set()
        await until(pilot, lambda: "2/2" in text(app))
        assert "reading the article…" not in text(app)
        assert threads == [False]


# --- going places ---


@pytest.mark.parametrize("keys", [("1", "2", "3", "4", "5"), ("f1", "f2", "f3", "f4", "f5")])
async def test_digits_and_function_keys_show_the_screens(project: Project, keys: tuple[str, ...]) -> None:
    async with running(project) as (app, pilot):
        for pressed, place in [*zip(keys, PLACES, strict=True), *zip(keys[::-1], PLACES[::-1], strict=True)]:
            await press(pilot, pressed)
            assert app.page.place == place
            assert f"{PLACES.index(place) + 1} {place}" in lines(app)[0]


async def test_q_goes_back_and_quits_at_the_library(project: Project) -> None:
    async with running(project) as (app, pilot):
        for number in "2345":
            await press(pilot, number, "q")
            assert app.page.place == "library"
        assert app.return_code is None
        await pilot.press("q")
        await until(pilot, lambda: app.return_code == 0)


async def test_a_dialog_keeps_the_keys_for_itself(project: Project) -> None:
    async with running(project) as (app, pilot):
        await press(pilot, "question_mark", "4")
        assert isinstance(app.screen, HelpScreen)
        assert app.page.place == "library"


@pytest.mark.parametrize("number", list("12345"))
async def test_help_shows_every_key_of_where_you_are(project: Project, number: str) -> None:
    async with running(project, size=(110, 100)) as (app, pilot):
        await press(pilot, number, "question_mark")
        shown = " ".join(text(app).split())
        for command in (*app.page.commands, *APP_COMMANDS):
            if command.keys:
                assert command.shown_keys in shown, command
                assert all(word in shown for word in command.help.split()), command
        for theme in project.codebook.active:
            assert theme.name in shown and theme.definition in shown


async def test_every_action_exists_where_its_key_is_bound(project: Project) -> None:
    async with running(project) as (app, pilot):
        for number in "12345":
            await press(pilot, number)
            page = app.page
            nodes = [app, page, *page.query("*")]
            for command in (*page.commands, *APP_COMMANDS):
                name = command.action.partition("(")[0].removeprefix("app.")
                assert any(hasattr(node, f"action_{name}") for node in nodes), command


async def test_an_open_article_is_read_again_only_where_its_file_has_changed(project: Project) -> None:
    async with running(project) as (app, pilot):
        await press(pilot, "enter")
        page = cast(ReaderScreen, app.page).page
        before = page.blocks.opened.article
        app.post_message(Indexed(finished=True))
        await pilot.pause()
        assert page.blocks.opened.article is before
        file = project.root / "seeds" / before.id
        file.write_text("Something else.\n")
        app.post_message(Indexed(finished=True))
        await until(pilot, lambda: page.blocks.opened.article.text == "Something else.\n")


# --- saving, undo and redo ---


async def test_a_label_is_on_disk_and_then_the_status_says_saved(project: Project) -> None:
    async with running(project) as (app, pilot):
        await press(pilot, "enter", key(project, "aid"))
        assert themes(project) == ["aid"]
        assert app.status.text.startswith("saved · ") and app.status.tone == "good"
        assert "saved · " in lines(app)[-1]


async def test_the_status_says_saving_until_the_disk_has_it(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    go = threading.Event()
    real = Project.apply

    def slow(self: Project, asked: Request) -> Saved:
        assert go.wait(20)
        return real(self, asked)

    async with running(project) as (app, pilot):
        monkeypatch.setattr(Project, "apply", slow)
        await pilot.press("enter", key(project, "aid"))
        await pilot.pause()
        assert app.status.text == "saving…"
        assert themes(project) == []
        go.set()
        await press(pilot)
        assert app.status.text.startswith("saved")
        assert themes(project) == ["aid"]


async def test_what_did_not_reach_the_disk_is_said_and_memory_goes_back(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: LabelStore, asked: Request) -> Saved:
        raise NotSavedError("no space left on device", file="labels/ann/alpha.txt.yaml", cure="make room")

    async with running(project, size=(120, 30)) as (app, pilot):
        await press(pilot, "enter", "j")
        with monkeypatch.context() as patch:
            patch.setattr(LabelStore, "apply", full)
            await press(pilot, key(project, "aid"))
        assert "NOT saved: labels/ann/alpha.txt.yaml: no space left on device (make room)" in lines(app)[-1]
        assert app.status.tone == "error"
        assert app.session.open("alpha.txt").sheet.marks == ()
        assert app.session.theme_counts.get("aid", 0) == 0
        monkeypatch.setattr(telling, "READING", 0.0)
        await press(pilot, "1", "4", "2", "0")  # small talk does not hide it, the next save does
        assert app.status.text.startswith("saved")
        assert themes(project) == []


async def test_an_error_stays_through_small_talk(project: Project) -> None:
    async with running(project) as (app, pilot):
        app.telling.say("NOT saved: no space", "error")
        await press(pilot, "s", "4", "1")
        assert app.status.text == "NOT saved: no space"
        assert "NOT saved" in lines(app)[-1]


async def test_work_in_the_background_hides_nothing_that_was_said(project: Project) -> None:
    async with running(project, size=(120, 30)) as (app, pilot):
        app.telling.say("undone: label aid", "good")
        app.post_message(Indexed("120 (3 %), 60/s, 1 min left"))
        await press(pilot)
        assert "undone: label aid" in lines(app)[-1]
        assert lines(app)[-1].endswith("reading the articles: 120 (3 %), 60/s, 1 min left")
        app.post_message(Indexed(finished=True))
        await press(pilot)
        assert "undone: label aid" in lines(app)[-1] and "reading" not in lines(app)[-1]


async def test_u_undoes_from_anywhere_says_what_and_shows_where(project: Project) -> None:
    async with running(project, size=(120, 30)) as (app, pilot):
        await press(pilot, "enter", "n", key(project, "aid"), "]", key(project, "talks"), "4")
        assert (themes(project), themes(project, "beta.txt")) == (["aid"], ["talks"])
        await press(pilot, "u")
        assert "undone: label talks on passage 1 of beta.txt" in lines(app)[-1]
        assert themes(project, "beta.txt") == []
        assert cast(ReaderScreen, app.page).article == "beta.txt"
        await press(pilot, "1", "u")
        assert themes(project) == []
        assert cast(ReaderScreen, app.page).article == "alpha.txt"
        await press(pilot, "ctrl+r", "ctrl+r")
        assert "redone: " in lines(app)[-1]
        assert (themes(project), themes(project, "beta.txt")) == (["aid"], ["talks"])


async def test_undo_works_after_a_restart(project: Project) -> None:
    async with running(project) as (_, pilot):
        await press(pilot, "enter", key(project, "aid"))
    assert themes(project) == ["aid"]
    async with running(Project.open(project.root, "ann")) as (app, pilot):
        await press(pilot, "u")
        assert themes(project) == []
        assert app.page.place == "reader"
        await press(pilot, "ctrl+r")
        assert themes(project) == ["aid"]


async def test_nothing_to_undo_is_said(tmp_path: Path) -> None:
    async with running(study(tmp_path, themes=False)) as (app, pilot):
        await press(pilot, "u")
        assert "nothing to undo" in lines(app)[-1]
        await press(pilot, "ctrl+r")
        assert "nothing to redo" in lines(app)[-1]


# --- ending ---


async def test_quitting_waits_for_the_disk(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    go = threading.Event()
    real = Project.apply

    def slow(self: Project, asked: Request) -> Saved:
        assert go.wait(20)
        return real(self, asked)

    async with running(project) as (app, pilot):
        monkeypatch.setattr(Project, "apply", slow)
        await pilot.press("enter", key(project, "aid"), "q", "q")
        await pilot.pause()
        assert app.return_code is None
        go.set()
        await until(pilot, lambda: app.return_code == 0)
    assert themes(project) == ["aid"]


async def test_quitting_stays_when_the_last_label_is_not_saved(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    go = threading.Event()

    def fail(self: Project, asked: Request) -> Saved:
        assert go.wait(20)
        raise NotSavedError("read-only file system", file="x.yaml")

    async with running(project) as (app, pilot):
        monkeypatch.setattr(Project, "apply", fail)
        await pilot.press("enter", key(project, "aid"), "q", "q")
        go.set()
        await until(pilot, lambda: "NOT saved" in lines(app)[-1])
        assert app.return_code is None
        await pilot.press("q")
        await until(pilot, lambda: app.return_code == 0)


async def test_what_is_in_the_saver_when_the_app_ends_is_written(project: Project) -> None:
    async with running(project) as (app, pilot):
        await pilot.press("enter", key(project, "aid"))
        app.exit()
    assert themes(project) == ["aid"]


# --- palette ---


async def test_the_palette_runs_commands(project: Project) -> None:
    async with running(project, size=(120, 50)) as (app, pilot):
        await press(pilot, "ctrl+p")
        assert isinstance(app.screen, CommandPalette)
        await press(pilot, *"codebook")
        await until(pilot, lambda: app.screen.query_one(OptionList).option_count > 0)
        await press(pilot, "enter")
        await until(pilot, lambda: app.page.place == "codebook")


async def test_the_palette_offers_all_commands_of_where_you_are(project: Project) -> None:
    async with running(project, size=(120, 80)) as (app, pilot):
        await press(pilot, "ctrl+p")
        wanted = {command.title for command in (*app.page.commands, *APP_COMMANDS)} - {"Palette"}
        await until(pilot, lambda: app.screen.query_one(OptionList).option_count >= len(wanted))
        options = app.screen.query_one(OptionList)
        shown = {str(options.get_option_at_index(i).prompt) for i in range(options.option_count)}
        for title in wanted:
            assert any(line.startswith(title) for line in shown), title


@pytest.mark.parametrize(("typed", "article"), [("lorries", "gamma.md"), ("beta", "beta.txt")])
async def test_the_palette_finds_articles_by_their_words(project: Project, typed: str, article: str) -> None:
    async with running(project, size=(120, 50)) as (app, pilot):
        await press(pilot, "ctrl+p", *typed)
        await until(pilot, lambda: "Article: " in text(app))
        await press(pilot, "enter")
        await until(pilot, lambda: app.page.place == "reader")
        assert cast(ReaderScreen, app.page).article == article


async def test_the_palette_shows_themes(project: Project) -> None:
    async with running(project, size=(120, 50)) as (app, pilot):
        await press(pilot, "ctrl+p", *"talks")
        await until(pilot, lambda: "Theme: Talks" in text(app))
        await press(pilot, "enter")
        await until(pilot, lambda: isinstance(app.screen, ThemeCard))
        assert "Negotiation instead of force." in text(app)


async def test_light_and_dark(project: Project) -> None:
    async with running(project) as (app, pilot):
        assert app.current_theme.dark
        await press(pilot, "ctrl+p", *"light or")
        await until(pilot, lambda: app.screen.query_one(OptionList).option_count > 0)
        await press(pilot, "enter")
        await until(pilot, lambda: not app.current_theme.dark)


# --- what comes from outside ---


async def test_new_articles_appear_when_the_folder_is_read_again(project: Project) -> None:
    async with running(project) as (app, pilot):
        (project.root / "seeds" / "zeta.txt").write_text("Zeta is new\n\nSomething happened. It was seen.")
        app.action_reread()
        await until(pilot, lambda: "Zeta is new" in text(app))


async def test_the_whole_way_from_a_label_to_new_suggestions(
    project: Project, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    log = tmp_path / "requests"
    heard: list[int] = []
    app = RubricateApp(project)
    command = [sys.executable, str(FAKE), "good", str(log)]
    app.crew.learning = Learning(project, app.session, app._tell, app.telling.trouble, command)
    try:
        async with app.run_test(
            message_hook=lambda m: heard.append(m.revision) if isinstance(m, SuggestionsChanged) else None
        ) as pilot:
            await until(pilot, lambda: bool(heard))
            await press(pilot, "enter", key(project, "aid"))
            await until(pilot, lambda: project.revision in heard)
            assert '"first": "alpha.txt"' in log.read_text()
    finally:
        await asyncio.to_thread(app.finish)


async def test_the_training_process_may_die_and_the_app_goes_on(project: Project, tmp_path: Path) -> None:
    app = RubricateApp(project)
    command = [sys.executable, str(FAKE), "dies", str(tmp_path / "requests")]
    app.crew.learning = Learning(project, app.session, app._tell, app.telling.trouble, command)
    try:
        async with app.run_test(size=(120, 30)) as pilot:
            await until(pilot, lambda: "the classifier stopped" in lines(app)[-1])
            await press(pilot, "enter", key(project, "aid"))
            assert themes(project) == ["aid"]
    finally:
        await asyncio.to_thread(app.finish)


async def test_a_codebook_of_another_look_has_the_inks_of_that_look(project: Project) -> None:
    async with running(project) as (app, pilot):
        await press(pilot, "4")
        app.action_light()
        await press(pilot)
        page = cast(CodebookScreen, app.page)
        assert page._rows._inks.of("aid") == ThemeInks(project.codebook.active, dark=False).of("aid")


async def test_what_comes_in_when_the_screens_have_gone_is_no_error(project: Project) -> None:
    app = RubricateApp(project, learn=False)
    late: list[Message] = [Working("training…"), Working(""), SuggestionsChanged(1), Indexed("1")]
    async with app.run_test():
        pass
    assert not app.has_page
    for message in late:
        app._tell(message)
    app.telling.trouble("the classifier stopped")
    app.telling.say("NOT saved", "error")
    app._indexed(Indexed(finished=True, problem="x"))
    await asyncio.to_thread(app.finish)
    assert app.status.text == "NOT saved"


async def test_a_mistake_while_the_folder_is_read_is_said(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(self: Project, *args: object) -> bool:
        raise ValueError("a mistake")

    async with running(project) as (app, pilot):
        monkeypatch.setattr(Project, "refresh", broken)
        app.action_reread()
        await until(pilot, lambda: "a mistake" in app.status.text)
        assert "reading" not in app.status.training


async def test_reading_the_folder_again_is_not_said_for_ever(project: Project) -> None:
    async with running(project) as (app, pilot):
        app.action_reread()
        assert "reading the folder" in app.status.training
        await until(pilot, lambda: "reading" not in lines(app)[-1])


async def test_what_the_classifier_does_is_said_as_long_as_it_does_it(project: Project) -> None:
    async with running(project) as (app, _):
        for event in ({"event": "training", "revision": 0}, {"event": "done", "revision": 0}):
            app.crew.learning._heard(event)
            assert ("training" in app.status.training) == (event["event"] == "training")
        app.telling.trouble("suggestions are off: the classifier keeps stopping")
        app._indexed(Indexed(finished=True))
        app.telling.renew()
        assert "suggestions are off" in app.status.training
