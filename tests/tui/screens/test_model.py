from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from model.project import Project
from model.suggestions import ThemeStatus, TrainingStatus
from tests.tui.shelf import lines, press, running, study, text
from tui.app import RubricateApp
from tui.evaluation import evaluation_of
from tui.messages import Evaluated, SuggestionsChanged
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


async def test_it_says_whether_suggestions_go_by_meaning(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(project) as (app, pilot):
        await press(pilot, "5")
        assert "meaning" not in text(app)
        named = replace(STATUS, embeddings="org/[@click=app.quit]small\x1b")
        monkeypatch.setattr(project.suggestions, "status", lambda: named)
        app.page.post_message(SuggestionsChanged(5))
        await press(pilot, "j")
        said = " ".join(text(app).split())
        assert "by words, and by the meaning that org/[@click=app.quit]small� gives." in said


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
        monkeypatch.setattr(app.crew.learning, "train", lambda *a, **k: asked.append("train"))
        monkeypatch.setattr(app.crew.learning, "evaluate", lambda: asked.append("evaluate"))
        await press(pilot, "5", "r", "e")
        assert asked == ["train", "evaluate"]


async def test_what_was_measured_while_another_screen_was_shown_is_kept(project: Project) -> None:
    async with running(project, size=(120, 40)) as (app, pilot):
        await press(pilot, "5", "e", "r", "1")
        app.crew.learning._heard({"event": "evaluated", "report": REPORT})
        await press(pilot, "5")
        assert evaluation_of({"report": REPORT}).summary in " ".join(text(app).split())
        assert "measuring" not in app.status.text and "training" not in app.status.text


def share(right: int, of: int, low: float, high: float) -> dict[str, float]:
    return {"right": right, "of": of, "low": low, "high": high}


MORE: Mapping[str, Any] = {
    **REPORT,
    "reliability": [{"said": 0.25, "true": 0.5, "count": 40}],
    "suspects": [
        {
            "article": "beta.txt",
            "start": 14,
            "end": 60,
            "quote": "Talks began",
            "theme": "talks",
            "applies": True,
            "p": 0.03,
        }
    ],
    "audit": {
        "sample": 40,
        "blind": 10,
        "assisted": 20,
        "need": 10,
        "waiting": 10,
        "skipped": 0,
        "unread": 412,
        "themes": [
            {
                "theme": "aid",
                "present": 6,
                "precision": share(4, 5, 0.28, 0.995),
                "recall": share(4, 6, 0.22, 0.96),
                "at_most": 7,
            },
            {
                "theme": "talks",
                "present": 0,
                "precision": share(0, 0, 0, 1),
                "recall": share(0, 0, 0, 1),
                "at_most": None,
            },
        ],
        "agreement_blind": share(8, 10, 0.44, 0.97),
        "agreement_assisted": share(0, 0, 0, 1),
    },
}


async def test_the_arrows_go_through_the_sections(project: Project) -> None:
    async with running(project) as (app, pilot):
        await press(pilot, "5")
        app.page.post_message(Evaluated({"report": MORE}))
        await press(pilot, "right")
        assert "[audit]" in text(app) and "40 passages, 10 untouched" in text(app)
        assert "top suggestion right when decided unaided: 8 of 10 (.44 to .97)" in text(app)
        assert "suggestions were seen" not in text(app), "nothing to say of them"
        assert {".80", "(.28-1.0)", ".67", "most", "7"} <= set(row(app, "Aid").split())
        assert "of 412 unread" in text(app)
        assert row(app, "Talks").split()[-3:] == ["0", "-", "-"]
        await press(pilot, "right")
        assert "[curve]" in text(app) and app.page.query_one(Plot).size.height > 10
        await press(pilot, "right")
        step = next(line for line in lines(app) if "40" in line and "▇" in line)
        assert step.split()[:3] == [">", ".25", ".50"] and "|" in step
        await press(pilot, "right", "right", "left")
        assert "[suspects]" in text(app) and "applies" in row(app, "Talks")


async def test_enter_opens_the_passage_of_a_suspect_label(project: Project) -> None:
    async with running(project) as (app, pilot):
        await press(pilot, "5")
        app.page.post_message(Evaluated({"report": MORE}))
        await press(pilot, "enter")
        assert app.page.place == "model", "a theme is no passage"
        await press(pilot, "left", "enter")
        assert app.page.place == "reader" and "Beta" in text(app)


async def test_a_goes_to_the_audit(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    span = project.read("beta.txt").passages[0]
    queues = {"audit": [("beta.txt", span.start, span.end)], "uncertain": [("alpha.txt", 19, 40)]}
    monkeypatch.setattr(project.suggestions, "queue", lambda order: queues.get(order, []))
    async with running(project) as (app, pilot):
        await press(pilot, "5", "a")
        assert app.page.place == "queue" and "1 of 1, audit" in text(app)
        queues["audit"] = []
        await press(pilot, "j")
        assert "the audit is done" in text(app)
        await press(pilot, "o")
        assert "uncertain first" in text(app)
