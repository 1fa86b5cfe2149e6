"""What others change while the app is open comes to the screen, and what is on its way there is not lost."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from model.coding.codebook import Codebook, Theme
from model.coding.marks import Request, SetTheme, request
from model.outcomes import Saved
from model.project import Project
from tests.tui.shelf import press, running, study, text, until
from tui import watch
from tui.app import RubricateApp


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    monkeypatch.setattr("tui.app.LOOK", 0.1)  # more often, and a pilot never sees the app idle
    return study(tmp_path)


def label(root: Path, passage: int, theme: str, coder: str = "ann") -> None:
    """Another program labels a passage of the first article."""
    other = Project.open(root, coder)
    found = other.read("alpha.txt")
    article = found.article
    span = [*found.passages, *article.sentences][passage]
    other.apply(request(article.id, article.digest, article.text, span.start, span.end, SetTheme(theme)))


def shown(app: RubricateApp) -> list[str]:
    """The themes of the article on the screen."""
    marks = app.session.open("alpha.txt").sheet.marks
    return [decision.theme for mark in marks for decision in mark.themes]


async def test_labels_that_come_in_are_shown(project: Project) -> None:
    async with running(project) as (app, pilot):
        await press(pilot, "enter")
        before = text(app)
        label(project.root, 0, "aid")
        await until(pilot, lambda: shown(app) == ["aid"])
        await until(pilot, lambda: "labels were changed by another program" in text(app))
        await until(pilot, lambda: text(app).splitlines()[2:-2] != before.splitlines()[2:-2])


async def test_the_own_labels_are_no_news(project: Project) -> None:
    theme = project.codebook.active[0]
    async with running(project) as (app, pilot):
        await press(pilot, "enter", theme.key)
        looked = await looks(app, pilot, 3)
        assert looked
        assert app.status.text.startswith("saved · ")


async def looks(app: RubricateApp, pilot: object, times: int) -> bool:
    """Wait for some looks at the disk."""
    for _ in range(times):
        await app.crew.watcher.look()
    return True


async def test_what_is_on_its_way_to_the_disk_stays_on_the_screen(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    go = threading.Event()
    real = Project.apply

    def slow(self: Project, asked: Request) -> Saved:
        if self is project:
            assert go.wait(20)
        return real(self, asked)

    monkeypatch.setattr(Project, "apply", slow)
    first, second = project.codebook.active[:2]
    async with running(project) as (app, pilot):
        await press_only(pilot, "enter", first.key)
        label(project.root, 1, second.id)
        await until(pilot, lambda: set(shown(app)) == {first.id, second.id})
        go.set()
        await until(pilot, lambda: app.crew.saving.saver.waiting == 0)
        await looks(app, pilot, 2)
        assert set(shown(app)) == {first.id, second.id}
    assert {d.theme for m in project.read("alpha.txt").sheet.marks for d in m.themes} == {first.id, second.id}


async def press_only(pilot: object, *keys: str) -> None:
    """Press keys, and wait for no disk."""
    for key in keys:
        await pilot.press(key)  # type: ignore[attr-defined]
        await pilot.pause()  # type: ignore[attr-defined]


async def test_themes_that_come_in_are_shown_and_can_be_used(project: Project) -> None:
    async with running(project) as (app, pilot):
        await press(pilot, "enter")
        other = Project.open(project.root, "ben")
        other.edit_codebook(lambda book: Codebook((*book.themes, Theme("zeal", "Zeal", "z"))), "add")
        await until(pilot, lambda: "Zeal" in text(app))
        await press(pilot, "z")
        assert shown(app) == ["zeal"]


async def test_a_codebook_that_breaks_makes_read_only_until_it_is_mended(project: Project) -> None:
    file = project.root / "labels/codebook.yaml"
    whole = file.read_text()
    async with running(project) as (app, pilot):
        await press(pilot, "enter")
        file.write_text("<<<<<<< HEAD\n" + whole)
        await until(pilot, lambda: "read-only" in app.status.text)
        await press(pilot, project.codebook.active[0].key)
        assert shown(app) == []
        file.write_text(whole)
        await until(pilot, lambda: app.session.open("alpha.txt").problem is None)
        await press(pilot, project.codebook.active[0].key)
        assert shown(app) == [project.codebook.active[0].id]


async def test_a_label_file_that_breaks_is_read_only_and_not_overwritten(project: Project) -> None:
    label(project.root, 0, "aid")
    file = project.root / "labels/ann/alpha.txt.yaml"
    async with running(project) as (app, pilot):
        await press(pilot, "enter")
        file.write_text("<<<<<<< HEAD\n")
        await until(pilot, lambda: app.session.open("alpha.txt").problem is not None)
        await press(pilot, project.codebook.active[0].key)
        assert file.read_text() == "<<<<<<< HEAD\n"


async def test_an_article_that_changes_is_shown_anew_with_its_labels(project: Project) -> None:
    label(project.root, 0, "aid")
    file = project.root / "seeds/alpha.txt"
    before = project.read("alpha.txt").sheet.marks[0]
    async with running(project) as (app, pilot):
        await press(pilot, "enter")
        head = (
            "A new first paragraph came in from elsewhere, and it is long enough to be a passage of its own. "
            * 3
        )
        file.write_text(head.strip() + "\n\n" + file.read_text())
        await until(pilot, lambda: "A new first paragraph" in text(app) or "article was changed" in text(app))
        await until(pilot, lambda: app.session.open("alpha.txt").article.text.startswith("A new first"))
        (mark,) = app.session.open("alpha.txt").sheet.marks
        assert (mark.quote, mark.start > before.start) == (before.quote, True)
        await press(pilot, project.codebook.active[1].key)
        assert len(shown(app)) >= 1
        assert app.status.text.startswith("saved · ")


async def test_an_article_that_goes_leaves_the_screen_and_says_so(project: Project) -> None:
    async with running(project) as (app, pilot):
        await press(pilot, "enter")
        (project.root / "seeds/alpha.txt").unlink()
        await until(pilot, lambda: "no such article" in app.status.text)


async def test_labels_that_could_not_be_placed_are_said_when_the_article_opens(project: Project) -> None:
    label(project.root, 0, "aid")
    (project.root / "seeds/alpha.txt").write_text("Something else altogether is told here now, of birds.\n")
    async with running(project) as (app, pilot):
        await press(pilot, "enter")
        await until(pilot, lambda: "1 label of an earlier text could not be placed" in text(app))


async def test_the_list_is_brought_up_to_date_when_the_terminal_gets_the_focus(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(project) as (app, pilot):
        (project.root / "seeds/omega.txt").write_text("A text that came in.\n")
        app.crew.watcher.focused()
        await pilot.pause(0.1)
        assert "omega.txt" not in [row.id for row in project.rows()]
        monkeypatch.setattr(watch, "LIST_AGE", -1.0)
        app.crew.watcher.focused()
        await until(pilot, lambda: "omega.txt" in [row.id for row in project.rows()])
