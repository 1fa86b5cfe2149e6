"""A page of an article and the disk: what others changed is shown, no decision is for another text."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import cast

import pytest

from model.coding import codebook as edits
from model.coding.marks import Intent, Restore, SetMemo, SetTheme, request
from model.folders import cache_folder
from model.project import Project
from model.reading.article import Span
from model.suggestions import SuggestionWriter, TrainingStatus, pack
from tests.tui.shelf import lines, press, running, study, text, until
from tui.screens.article_screen import again
from tui.screens.reader import ReaderScreen


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    # What is looked at every two seconds is tested with `tui.watch`; here nothing comes in by itself.
    monkeypatch.setattr("tui.app.LOOK", 3600.0)
    return study(tmp_path)


def label(project: Project, intent: Intent, passage: int = 0, article: str = "alpha.txt") -> None:
    """Another program of the same coder decides."""
    other = Project.open(project.root, project.coder)
    found = other.read(article)
    span = [*found.passages, *(excluded.span for excluded in found.excluded)][passage]
    other.apply(request(article, found.article.digest, found.article.text, span.start, span.end, intent))


def edit(project: Project, change: Callable[[str], str], article: str = "alpha.txt") -> None:
    """An editor changes the article."""
    path = project.root / "seeds" / article
    path.write_text(change(path.read_text()))


def page(app: object) -> ReaderScreen:
    return cast(ReaderScreen, app.page)  # type: ignore[attr-defined]


# --- reading the folder again is a cure ---


async def test_labels_of_another_program_are_shown_and_counted(project: Project) -> None:
    async with running(project) as (app, pilot):
        await press(pilot, "enter")
        assert app.session.theme_counts == {}
        label(project, SetTheme("aid"))
        app.action_reread()
        await until(pilot, lambda: page(app).page.mark is not None)
        assert app.session.theme_counts == project.theme_counts() == {"aid": 1}


async def test_a_codebook_that_was_mended_can_be_used(project: Project) -> None:
    file = project.root / "labels/codebook.yaml"
    whole = file.read_bytes()
    file.write_text("rubricate: 1\nnonsense: 2\n")
    broken = Project.open(project.root, "ann")
    async with running(broken) as (app, pilot):
        await press(pilot, "enter")
        assert "read-only" in app.status.text
        file.write_bytes(whole)
        app.action_reread()
        await until(pilot, lambda: bool(broken.codebook.themes))
        await until(pilot, lambda: page(app).opened.problem is None)  # type: ignore[union-attr]
        await press(pilot, "a")
        assert app.session.theme_counts == {"aid": 1}


async def test_a_label_file_that_was_mended_can_be_used_when_the_article_is_opened_again(
    project: Project,
) -> None:
    label(project, SetMemo("x"))
    file = project.root / "labels/ann/alpha.txt.yaml"
    whole = file.read_bytes()
    file.write_text("garbage")
    async with running(project) as (app, pilot):
        await press(pilot, "enter")
        assert "read-only" in app.status.text
        file.write_bytes(whole)
        await press(pilot, "1", "enter", "a")
        assert app.status.text.startswith("saved")


async def test_a_text_that_changed_is_shown_with_the_cursor_on_the_same_words(tmp_path: Path) -> None:
    long = " ".join(f"People number {n} wait for bread and for news of the war." for n in range(9))
    project = study(tmp_path, {"alpha.txt": "A title\n\n" + "\n\n".join(long for _ in range(4))})
    async with running(project) as (app, pilot):
        await press(pilot, "enter", "j")
        before = page(app).page.target
        new = f"Something new. {long}\n\n"
        edit(project, lambda said: new + said)
        app.action_reread()
        await until(pilot, lambda: page(app).page.target != before)
        meant = page(app).page.target
        assert (meant.start, meant.end) == (before.start + len(new), before.end + len(new))
        await press(pilot, "a")
        assert [mark.start for mark in project.store.read("alpha.txt").marks] == [meant.start]


async def test_an_article_that_was_forgotten_and_has_gone_is_no_crash(tmp_path: Path) -> None:
    project = study(tmp_path, {f"a{n:02}.txt": f"Title {n}\n\nThe camp {n} is full." for n in range(12)})
    async with running(project) as (app, pilot):
        await press(pilot, "enter", "1")
        for n in range(1, 11):
            app.session.open(f"a{n:02}.txt")
        (tmp_path / "seeds/a00.txt").unlink()
        app.session.forget()
        await press(pilot, "2", "j", "e", "t", "m", "b", "a")
        assert "The camp 0 is full" in text(app)
        assert "read-only" in app.status.text and "no such article" in app.status.text


# --- a decision is for what was looked at ---


async def test_a_key_on_a_text_that_the_page_does_not_show_any_more_labels_nothing(project: Project) -> None:
    async with running(project) as (app, pilot):
        await press(pilot, "enter")
        edit(project, lambda said: "Another beginning stands here now. It is long.\n\n" + said)
        assert app.session.reload("alpha.txt")  # the message about it is still on its way
        page(app).toggle("aid")
        await press(pilot)
        assert project.store.read("alpha.txt").marks == ()
        assert "not labelled: the article has changed" in app.status.text
        assert "Another beginning" in text(app)


async def test_the_finders_theme_goes_to_no_text_that_came_in_meanwhile(project: Project) -> None:
    async with running(project) as (app, pilot):
        await press(pilot, "enter", "t")
        edit(project, lambda said: said.replace("bread", "grain"))
        app.session.reload("alpha.txt")
        page(app).take_over()
        await press(pilot, "enter")
        assert project.store.read("alpha.txt").marks == ()
        assert "not labelled" in app.status.text


async def test_the_cure_that_a_conflict_names_works(project: Project) -> None:
    async with running(project) as (app, pilot):
        await press(pilot, "enter")
        edit(project, lambda said: "An editor wrote this first.\n\n" + said)
        label(project, SetMemo("x"), passage=-1)
        await press(pilot, "a")
        assert app.status.text.startswith("NOT saved") and "open it again" in app.status.text
        await press(pilot, "1", "enter", "a")
        (mark,) = (mark for mark in project.store.read("alpha.txt").marks if mark.has("aid"))
        assert mark.quote == mark.quote.strip() and mark.quote in page(app).page.blocks.opened.article.text


async def test_enter_never_accepts_an_archived_theme(project: Project) -> None:
    span = project.read("alpha.txt").passages[0]
    writer = SuggestionWriter(cache_folder(project.root), project.coder)
    writer.begin([("aid", True)])
    writer.put([("alpha.txt", pack([((span.start, span.end), [(0, 0.9)])]))])
    writer.finish(TrainingStatus(0, 1, "", 0.0), {})
    async with running(project) as (app, pilot):
        await press(pilot, "enter")
        assert "a Aid" in text(app)
        project.edit_codebook(lambda book: edits.archive(book, "aid"), "x")
        await press(pilot, "1", "2", "enter", "x")
        assert project.store.read("alpha.txt").marks == ()
        assert "no suggestion here" in app.status.text


async def test_a_memo_that_was_only_looked_at_keeps_its_lines(project: Project) -> None:
    label(project, SetMemo("one\ntwo \u200fx"))
    async with running(project) as (_, pilot):
        await press(pilot, "enter", "m", "enter")
        assert project.read("alpha.txt").sheet.marks[0].memo == "one\ntwo \u200fx"
        await press(pilot, "m", "!", "enter")
        assert project.read("alpha.txt").sheet.marks[0].memo.endswith("!")


# --- the page ---


async def test_the_heading_counts_passages_and_an_excluded_range_is_none(tmp_path: Path) -> None:
    said = (
        "Aug. 13, 2021\nA title of it\nhttps://example.org/x\n\nThe camp by the river is full. People wait."
        "\n\nAnother paragraph stands here. It is short.\n\nLeave a Reply\n\n"
        "Your email address will not be published."
    )
    project = study(tmp_path, {"a.txt": said})
    opened = project.read("a.txt")
    assert opened.excluded and opened.excluded[0].span < opened.passages[0]
    async with running(project) as (app, pilot):
        await press(pilot, "enter")
        assert f" 1/{len(opened.passages)} " in lines(app)[1]
        await press(pilot, "a", "u")
        assert "on passage 1 of a.txt" in app.status.text
        await press(pilot, "g")
        assert f" -/{len(opened.passages)} " in lines(app)[1]


@pytest.mark.parametrize("keys", [("j",), ("j", "j"), ("j", "j", "j", "j")])
async def test_the_page_stays_where_it_is_when_a_dialog_closes(tmp_path: Path, keys: tuple[str, ...]) -> None:
    long = " ".join(f"Sentence number {n} of a very long passage goes on and on" for n in range(40)) + "."
    project = study(tmp_path, {"a.txt": "A title\n\n" + "\n\n".join(long for _ in range(3))})
    async with running(project, size=(50, 14)) as (app, pilot):
        await press(pilot, "enter", *keys)
        before = page(app).page.viewport.top, page(app).page.cursor
        await press(pilot, "question_mark", "escape")
        assert (page(app).page.viewport.top, page(app).page.cursor) == before


async def test_restored_ranges_count_as_passages(tmp_path: Path) -> None:
    said = (
        "A title\n\nThe camp by the river is full.\n\n"
        "Leave a Reply\n\nYour email address will not be published."
    )
    project = study(tmp_path, {"a.txt": said})
    before = len(project.read("a.txt").passages)
    label(project, Restore(True), passage=-1, article="a.txt")
    async with running(project) as (app, pilot):
        await press(pilot, "enter", "G")
        of = len(project.read("a.txt").passages)
        assert of > before and f" {of}/{of} " in lines(app)[1]


def test_the_same_words_are_found_again_and_not_their_like() -> None:
    before = "one. two. one."
    assert again(Span(10, 14), before, "new. " + before) == (15, 19)
    assert again(Span(0, 4), before, before + " one.") == (0, 4)
    assert again(Span(0, 4), before, before[5:]) == (5, 9)
    assert again(Span(5, 9), before, "on. two. on.") == (4, 8)
    assert again(Span(0, 4), before, "else") is None
    assert again(Span(0, 0), "", "else") is None


async def test_a_save_that_comes_back_for_a_newer_text_is_shown_on_that_text(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    go = threading.Event()
    real = project.undo
    label(project, SetTheme("aid"))

    def slow() -> object:
        assert go.wait(20)
        return real()

    async with running(project) as (app, pilot):
        await press(pilot, "enter")
        monkeypatch.setattr(project, "undo", slow)
        await pilot.press("u")
        edit(project, lambda said: "Another beginning stands here now. It is long.\n\n" + said)
        go.set()
        await until(pilot, lambda: app.status.text.startswith("undone"))
        await press(pilot)
        assert "Another beginning" in text(app)
        assert page(app).page.mark is None
