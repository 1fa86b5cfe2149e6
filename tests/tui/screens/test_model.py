from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from model.project import Project
from model.suggestions import ThemeStatus, TrainingStatus
from tests.tui.shelf import lines, press, running, study, text
from tui.app import RubricateApp
from tui.evaluation import evaluation_of
from tui.learning import Evaluated
from tui.widgets.plot import Plot

STATUS = TrainingStatus(
    4,
    30,
    "2026-01-01T00:00:00Z",
    0.25,
    (ThemeStatus("aid", 12, 18, 0, 0.4), ThemeStatus("talks", 1, 29, 4, 0.5)),
)
REPORT: Mapping[str, Any] = {
    "themes": [
        {"theme": "aid", "precision": 0.75, "recall": 0.6, "f1": 0.67, "why": ""},
        {
            "theme": "talks",
            "precision": None,
            "recall": None,
            "f1": None,
            "why": "too few labels (need 4 more)",
        },
    ],
    "curve": [{"labels": 10, "hits": 0.3}, {"labels": 20, "hits": 0.7}],
    "f1": 0.67,
    "hits": 0.9,
    "why": "",
}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    project = study(tmp_path)
    monkeypatch.setattr(project.suggestions, "status", lambda: STATUS)
    return project


def row(app: RubricateApp, name: str) -> str:
    return next(line for line in lines(app) if name in line and "trained" not in line)


async def test_it_says_what_was_learned_theme_by_theme(project: Project) -> None:
    async with running(project) as (app, pilot):
        await press(pilot, "5")
        assert "trained on 30 passages" in text(app)
        assert "1 theme too thin (need 4 more)" in text(app)
        assert row(app, "Aid").split()[-3:] == ["12", "18", "learned"]
        assert "need 4 more" in row(app, "Talks")
        assert "not seen yet" in row(app, "Border")
        assert "Not measured yet" in text(app)


async def test_figures_and_the_curve_appear_when_they_are_measured(project: Project) -> None:
    async with running(project) as (app, pilot):
        await press(pilot, "5")
        app.page.post_message(Evaluated({"event": "evaluated", "report": REPORT}))
        await press(pilot)
        assert {"0.75", "0.60", "0.67"} <= set(row(app, "Aid").split())
        assert "0." not in row(app, "Talks")
        assert "90% of the passages" in text(app)
        curve = app.page.query_one(Plot).region
        dots = [line for line in lines(app)[curve.y : curve.bottom] if any("⠀" < c <= "⣿" for c in line)]
        assert len(dots) > 1


async def test_too_early_is_said_instead_of_figures(project: Project) -> None:
    async with running(project) as (app, pilot):
        await press(pilot, "5")
        report = {
            "themes": [],
            "curve": [],
            "f1": None,
            "hits": None,
            "why": "too early: labels from 2 articles",
        }
        app.page.post_message(Evaluated({"report": report}))
        await press(pilot)
        assert text(app).count("too early: labels from 2 articles") == 2


async def test_r_trains_and_e_measures(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    async with running(project) as (app, pilot):
        monkeypatch.setattr(app.learning, "train", lambda *a, **k: asked.append("train"))
        monkeypatch.setattr(app.learning, "evaluate", lambda: asked.append("evaluate"))
        await press(pilot, "5", "r", "e")
        assert asked == ["train", "evaluate"]


async def test_what_was_measured_while_another_screen_was_shown_is_kept(project: Project) -> None:
    async with running(project, size=(120, 40)) as (app, pilot):
        await press(pilot, "5", "e", "r", "1")
        app.learning._heard({"event": "evaluated", "report": REPORT})
        await press(pilot, "5")
        assert evaluation_of({"report": REPORT}).summary in " ".join(text(app).split())
        assert "measuring" not in app.status.text and "training" not in app.status.text
