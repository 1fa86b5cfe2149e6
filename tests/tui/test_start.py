"""What the start costs: each row is made once, and what works behind the screen begins after it."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot

from model.project import Project
from tests.tui.shelf import lines, study
from tui.app import RubricateApp
from tui.widgets import row_list

FORTY = {f"a{n:02}.txt": f"Article {n}\n\nIt says little." for n in range(40)}


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> RubricateApp:
    """The app on forty articles, as it is before what works behind it begins."""
    monkeypatch.setattr("tui.app.AFTER_PAINT", 3600.0)
    study(tmp_path, FORTY)
    return RubricateApp(Project.open(tmp_path, "ann"), learn=False)


async def painted(pilot: Pilot[None]) -> list[str]:
    """The screen once it is whole."""
    while not any("Article 0" in line for line in lines(pilot.app)):
        await pilot.pause(0.01)
    await pilot.pause()
    return lines(pilot.app)


async def test_each_row_on_the_screen_is_made_once(
    app: RubricateApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[int] = []
    strip = row_list.row_strip

    def count_strip(*given: object, **named: object) -> object:
        made.append(given[1])  # type: ignore[arg-type]
        return strip(*given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(row_list, "row_strip", count_strip)
    async with app.run_test(size=(80, 24)) as pilot:
        shown = [line for line in await painted(pilot) if "Article" in line]
        # The current row once more: it is drawn with and without the focus.
        assert len(shown) <= len(made) <= len(shown) + 1
    app.finish()


async def test_nothing_is_begun_before_the_first_paint(app: RubricateApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await painted(pilot)
        assert app._crew is None
    app.finish()


async def test_a_codebook_that_is_broken_is_told_when_it_has_been_read(tmp_path: Path) -> None:
    study(tmp_path, FORTY)
    (tmp_path / "labels" / "codebook.yaml").write_text("themes: [", encoding="utf-8")
    project = Project.open(tmp_path, "ann")
    assert project.problems == ()
    assert project.codebook_problem is not None
    assert project.problems == (str(project.codebook_problem),)
    assert project.codebook.themes == ()
