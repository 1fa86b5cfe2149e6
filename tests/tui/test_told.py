"""What a newcomer is told: the signs, that there are no themes, what is odd about an article, how to quit."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from model.project import Project
from tests.tui.shelf import lines, press, running, study, text
from tui.screens.label_commands import SIGNS
from tui.widgets.article_lines import BAR, STATE_SIGNS, STRIPE


@pytest.mark.parametrize("size", [(80, 24), (160, 50)])
async def test_without_themes_reader_and_legend_say_where_to_add_one(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    project = study(tmp_path, themes=False)
    async with running(project, size=size) as (app, pilot):
        await press(pilot, "enter")
        assert app.status.text == "no themes yet: 4, then a"
        assert "no themes yet: 4, then a" in "\n".join(lines(app)[:-1])
        await press(pilot, "4", "a", *"First", "enter", "2")
        assert "no themes yet" not in "\n".join(lines(app)[:-1])


async def test_a_broken_codebook_is_not_called_empty_in_the_reader(tmp_path: Path) -> None:
    study(tmp_path)
    (tmp_path / "labels/codebook.yaml").write_text("nonsense")
    async with running(Project.open(tmp_path, "ann")) as (app, pilot):
        await press(pilot, "enter")
        assert "no themes yet" not in text(app) and "read-only" in text(app)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (("Der Bäcker grüßt die Gäste und schließt die Türen. " * 4).encode("latin-1"), "read as cp1252"),
        ("Der Bäcker grüßt.".encode("utf-16"), "read as utf-16"),
        (
            b"The baker greets. \xff " + "Bäcker grüßen Gäste. ".encode() * 9,
            "read as utf-8 with damaged bytes",
        ),
        (b"", "no text to label"),
        (b"The baker greets his guests.", ""),
    ],
)
async def test_what_is_odd_about_an_article_is_said_when_it_opens(
    tmp_path: Path, data: bytes, said: str
) -> None:
    study(tmp_path, {})
    (tmp_path / "seeds/one.txt").write_bytes(data)
    project = Project.open(tmp_path, "ann")
    project.refresh()
    async with running(project) as (app, pilot):
        await press(pilot, "enter")
        assert app.page.place == "reader"
        assert said in app.status.text and bool(said) == bool(app.status.text)


@pytest.mark.parametrize("place", ["2", "3"])
async def test_help_explains_every_sign_beside_the_text(tmp_path: Path, place: str) -> None:
    async with running(study(tmp_path), size=(110, 120)) as (app, pilot):
        await press(pilot, place, "question_mark")
        shown = " ".join(text(app).split())
        for sign, means in SIGNS:
            assert sign in shown and all(word in shown for word in means.split()), sign
        known = {sign[0] for sign, _ in SIGNS} | {STRIPE if STRIPE in sign else "" for sign, _ in SIGNS}
        assert known >= {sign for sign in STATE_SIGNS.values() if sign.strip()} | set('?~x"') | {BAR, STRIPE}
        assert re.search(r"Previous article, as the library lists them", shown) or place == "3"


@pytest.mark.parametrize("place", list("12345"))
async def test_ctrl_c_says_how_to_quit_and_loses_nothing(tmp_path: Path, place: str) -> None:
    async with running(study(tmp_path)) as (app, pilot):
        await press(pilot, place, "ctrl+c")
        assert app.status.text.startswith("q ") and "quits" in app.status.text
        assert app.return_code is None and "ctrl+q" not in text(app)
