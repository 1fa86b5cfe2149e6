from __future__ import annotations

import threading
from pathlib import Path
from typing import cast

import pytest
from textual.widgets import Input, Select, TextArea

from model.coding.codebook import Codebook, add, edit
from model.errors import NotSavedError
from model.project import Project
from tests.tui.shelf import lines, press, running, study, text
from tui.screens.codebook import CodebookScreen, Edit
from tui.screens.theme_editor import NameDialog, ThemeEditor


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return study(tmp_path)


def on_disk(project: Project) -> Codebook:
    return Project.open(project.root, "ann").codebook


def flat(app: object) -> str:
    """What stands on the screen, without frames, as one line."""
    return " ".join(text(app).replace("│", " ").split())


def names(project: Project) -> list[str]:
    return [theme.name for theme in on_disk(project).active]


async def test_it_lists_key_name_count_and_definition(project: Project) -> None:
    async with running(project, size=(119, 30)) as (app, pilot):
        await press(pilot, "4")
        (row,) = [line for line in lines(app) if "Talks" in line]
        talks = project.codebook.get("talks")
        assert talks is not None
        assert row.split()[0] == talks.key
        assert "Negotiation instead of force." in row
        assert "3 themes" in text(app)


@pytest.mark.parametrize("size", [(80, 24), (160, 50)])
async def test_all_of_the_current_theme_s_notes_are_shown(project: Project, size: tuple[int, int]) -> None:
    fields = {"include": "talks about talks", "exclude": "mere greetings"}
    project.edit_codebook(lambda book: edit(book, "talks", **fields), "notes")  # type: ignore[misc]
    async with running(project, size=size) as (app, pilot):
        await press(pilot, "4", "j")
        assert "also when: talks about talks" in text(app)
        assert "but not when: mere greetings" in text(app)
        await press(pilot, "k")
        assert "talks about talks" not in text(app)


async def test_a_adds_a_theme_and_u_takes_it_away(project: Project) -> None:
    async with running(project) as (app, pilot):
        await press(pilot, "4", "a", *"Refugees", "enter")
        assert names(project) == ["Aid", "Talks", "Border", "Refugees"]
        theme = on_disk(project).get("refugees")
        assert theme is not None and theme.key and theme.colour and theme.since
        assert any(line.startswith(">") and "Refugees" in line for line in lines(app))
        await press(pilot, "u")
        assert names(project) == ["Aid", "Talks", "Border"]
        assert "Refugees" not in "\n".join(lines(app)[:-1])
        await press(pilot, "ctrl+r")
        assert names(project)[-1] == "Refugees"


async def test_enter_edits_every_field(project: Project) -> None:
    async with running(project) as (app, pilot):
        await press(pilot, "4", "j", "enter")
        dialog = cast(ThemeEditor, app.screen)
        dialog.query_one("#name", Input).value = "Peace talks"
        for name in ("definition", "include", "exclude"):
            dialog.query_one(f"#{name}", TextArea).text = f"the {name}\nin two lines"
        dialog.query_one("#key", Select).value = "z"
        dialog.query_one("#colour", Select).value = "rose"
        await press(pilot, "ctrl+s")
        theme = on_disk(project).get("talks")
        assert theme is not None
        assert (theme.name, theme.key, theme.colour) == ("Peace talks", "z", "rose")
        assert theme.definition == "the definition in two lines"
        assert theme.include == "the include in two lines"
        assert theme.exclude == "the exclude in two lines"
        assert "saved" in text(app) and "Peace talks" in text(app)


async def test_an_edit_that_changes_nothing_writes_nothing(project: Project) -> None:
    before = (project.root / "labels" / "codebook.yaml").stat().st_mtime_ns
    async with running(project) as (_, pilot):
        await press(pilot, "4", "enter", "ctrl+s", "enter", "escape", "r", "enter", "r", "escape")
    assert (project.root / "labels" / "codebook.yaml").stat().st_mtime_ns == before


async def test_only_free_keys_are_offered(project: Project) -> None:
    async with running(project) as (app, pilot):
        await press(pilot, "4", "enter")
        editor = cast(ThemeEditor, app.screen)
        offered = {key for _, key in editor._keys()}
        mine, *others = [theme.key for theme in project.codebook.active]
        assert mine in offered
        assert not offered & set(others)
        assert not offered & set("jknNvtx0emugGbqo")


async def test_a_refused_edit_says_why_and_keeps_what_was_typed(project: Project) -> None:
    async with running(project) as (app, pilot):
        await press(pilot, "4", "a", "ctrl+s")
        assert isinstance(app.screen, ThemeEditor)
        assert "name" in text(app)
        await press(pilot, *"Trade", "ctrl+s")
        assert names(project)[-1] == "Trade"


async def test_a_key_that_was_taken_meanwhile_is_refused_with_both_names(project: Project) -> None:
    async with running(project) as (app, pilot):
        await press(pilot, "4", "a", *"Trade")
        app.screen.query_one("#key", Select).value = "z"
        other = Project.open(project.root, "ann")
        other.edit_codebook(lambda book: edit(book, "aid", key="z"), "another program")
        await press(pilot, "ctrl+s")
        assert "NOT saved" in text(app)
        assert "'Aid'" in text(app) and "'Trade'" in text(app)
        assert names(project) == ["Aid", "Talks", "Border"]


async def test_r_renames_and_the_id_stays(project: Project) -> None:
    async with running(project) as (app, pilot):
        await press(pilot, "4", "r")
        assert isinstance(app.screen, NameDialog)
        app.screen.query_one(Input).value = ""
        await press(pilot, "enter")
        assert isinstance(app.screen, NameDialog)
        await press(pilot, *"Help", "enter")
        theme = on_disk(project).get("aid")
        assert theme is not None and theme.name == "Help"
        await press(pilot, "u")
        assert names(project)[0] == "Aid"
        assert "undone: rename of Aid to Help" in text(app)


async def test_d_archives_and_brings_back(project: Project) -> None:
    async with running(project) as (app, pilot):
        await press(pilot, "4", "j", "d")
        assert names(project) == ["Aid", "Border"]
        assert "Talks (archived)" in text(app) and "1 archived" in text(app)
        assert cast(CodebookScreen, app.page).current is not None
        await press(pilot, "end", "enter")
        assert "d brings it back" in text(app)
        await press(pilot, "d")
        assert names(project) == ["Aid", "Talks", "Border"]


async def test_K_and_J_order_and_the_cursor_goes_along(project: Project) -> None:
    async with running(project) as (app, pilot):
        await press(pilot, "4", "J", "J")
        assert names(project) == ["Talks", "Border", "Aid"]
        assert any(line.startswith(">") and "Aid" in line for line in lines(app))
        await press(pilot, "K")
        assert names(project) == ["Talks", "Aid", "Border"]
        await press(pilot, "u", "u", "u")
        assert names(project) == ["Aid", "Talks", "Border"]


async def test_the_first_theme_of_an_empty_codebook(tmp_path: Path) -> None:
    project = study(tmp_path, themes=False)
    async with running(project) as (app, pilot):
        await press(pilot, "4")
        assert "No themes yet" in text(app)
        await press(pilot, "d", "r", "K", "enter", *"First", "enter")
        assert names(project) == ["First"]


async def test_names_can_neither_style_nor_steer(project: Project) -> None:
    async with running(project) as (app, pilot):
        await press(pilot, "4", "a")
        app.screen.query_one("#name", Input).value = "[@click=app.quit]x[/] ["
        await press(pilot, "enter", "enter", "escape", "question_mark", "escape", "ctrl+p", *"click")
        assert "[@click=app.quit]x[/] [" in text(app)


# --- what can't be saved, or read ---


async def test_what_was_typed_stays_in_the_form_until_it_is_on_disk(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: Project, *_: object) -> Codebook:
        raise NotSavedError("no space left on device", file="labels/codebook.yaml", cure="make room")

    async with running(project) as (app, pilot):
        await press(pilot, "4", "a", *"Trade", "tab", "tab", "tab", *"Goods that cross.")
        with monkeypatch.context() as patch:
            patch.setattr(Project, "edit_codebook", full)
            await press(pilot, "ctrl+s", "ctrl+s")
        assert isinstance(app.screen, ThemeEditor)
        assert "NOT saved: labels/codebook.yaml: no space left on device (make room)" in flat(app)
        assert app.screen.query_one("#definition", TextArea).text == "Goods that cross."
        await press(pilot, "ctrl+s")
        assert len(app.screen_stack) == 1
        theme = on_disk(project).get("trade")
        assert theme is not None and theme.definition == "Goods that cross."
        with monkeypatch.context() as patch:
            patch.setattr(Project, "edit_codebook", full)
            await press(pilot, "r", *"rs", "enter")
        assert isinstance(app.screen, NameDialog) and "NOT saved" in text(app)
        await press(pilot, "enter")
        assert names(project)[-1] == "Traders"


async def test_a_form_that_was_closed_meanwhile_stays_closed(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    go = threading.Event()
    real = Project.edit_codebook

    def slow(self: Project, edit: Edit, what: str) -> Codebook:
        assert go.wait(20)
        return real(self, edit, what)

    async with running(project) as (app, pilot):
        monkeypatch.setattr(Project, "edit_codebook", slow)
        for key in ("4", "a", *"Trade", "ctrl+s"):
            await pilot.press(key)
        await pilot.pause()
        assert "saving…" in text(app) and isinstance(app.screen, ThemeEditor)
        await pilot.press("escape")
        go.set()
        await press(pilot)
        assert len(app.screen_stack) == 1
        assert names(project)[-1] == "Trade"


async def test_a_broken_codebook_is_not_shown_as_an_empty_one(project: Project) -> None:
    path = project.root / "labels" / "codebook.yaml"
    path.write_text("rubricate: 1\nthemes:\n  - id: aid\n    nonsense: x\n")
    before = path.read_bytes()
    broken = Project.open(project.root, "ann")
    async with running(broken) as (app, pilot):
        for place in "45":
            await press(pilot, place)
            assert "labels/codebook.yaml:4: unknown key 'nonsense' (" in flat(app)
            assert "No themes yet" not in text(app) and "read-only" in text(app)
        for key in ("a", "enter", "r", "d", "K"):
            await press(pilot, "1", "4", key)
            assert len(app.screen_stack) == 1
        await press(pilot, "a")
        assert app.status.text.startswith("read-only: labels/codebook.yaml:4: ")
    assert path.read_bytes() == before


async def test_a_codebook_that_breaks_meanwhile_is_read_only_with_its_themes(project: Project) -> None:
    async with running(project) as (app, pilot):
        await press(pilot, "4")
        (project.root / "labels" / "codebook.yaml").write_text("rubricate: 1\nthemes: nonsense\n...\n")
        project.read_codebook()
        await press(pilot, "1", "4", "j", "d")
        assert "read-only: labels/codebook.yaml:2: " in lines(app)[1]
        assert "Talks" in text(app)
        assert app.status.text.startswith("read-only: labels/codebook.yaml:2: ")


# --- the cursor ---


async def test_a_theme_that_somebody_else_adds_does_not_move_the_cursor(project: Project) -> None:
    async with running(project) as (app, pilot):
        await press(pilot, "4", "j")
        other = Project.open(project.root, "ann")
        other.edit_codebook(lambda book: add(book, name="Theirs"), "another program")
        await press(pilot, "J")
        screen = cast(CodebookScreen, app.page)
        assert screen.current is not None and screen.current.id == "talks"
        assert "Theirs" in text(app)
        await press(pilot, "u", "u")
        assert screen.current.id == "talks"
        await press(pilot, "a", *"Mine", "ctrl+s")
        assert screen.current.id == "mine"


async def test_G_goes_to_the_last_theme_and_help_tells_the_keys_there_are(project: Project) -> None:
    async with running(project) as (app, pilot):
        screen = cast(CodebookScreen, app.page)
        await press(pilot, "4", "G")
        screen = cast(CodebookScreen, app.page)
        assert screen.current is not None and screen.current.id == "border"
        await press(pilot, "home")
        assert screen.current.id == "aid"
        await press(pilot, "end")
        assert screen.current.id == "border"
        keys = [key for command in screen.commands for key in command.keys.split(",")]
        assert "G" in keys and "g" not in keys


# --- what is said ---


async def test_archiving_says_what_and_how_to_take_it_back(project: Project) -> None:
    async with running(project) as (app, pilot):
        await press(pilot, "4", "j", "d")
        assert app.status.text == "saved · archived Talks · u takes it back"
        await press(pilot, "u")
        assert names(project) == ["Aid", "Talks", "Border"]


async def test_the_letter_that_will_be_chosen_is_shown(project: Project) -> None:
    async with running(project) as (app, pilot):
        await press(pilot, "4", "a", *"Zoo")
        assert "chosen for you: z" in text(app)
        await press(pilot, "enter")
        theme = on_disk(project).get("zoo")
        assert theme is not None and theme.key == "z"


async def test_a_name_that_is_taken_is_refused_in_the_form(project: Project) -> None:
    async with running(project) as (app, pilot):
        await press(pilot, "4", "a", *"TALKS", "enter")
        assert "'Talks' and 'TALKS' would be two themes of the same name" in flat(app)
        assert names(project) == ["Aid", "Talks", "Border"]
