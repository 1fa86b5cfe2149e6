"""A picture of each screen and dialog of the shell: to see that something changed, and what it looks like.

After a deliberate change: `pytest tests/tui/test_snapshots.py --snapshot-update`, and look at them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from model.coding.marks import SetState, SetTheme
from model.project import Project
from model.suggestions import ThemeStatus, TrainingStatus
from tests.tui.shelf import press, study, until
from tui.app import RubricateApp
from tui.messages import Evaluated
from tui.session import Session

SIZES = ((80, 24), (160, 50))
LOOKS = ("rubricate-dark", "rubricate-light")
STATUS = TrainingStatus(
    4,
    30,
    "",  # no time: "3 s ago" would be another picture each time
    0.25,
    (ThemeStatus("aid", 12, 18, 0, 0.4), ThemeStatus("talks", 1, 29, 4, 0.5)),
)
REPORT: Mapping[str, Any] = {
    "themes": [
        {"theme": "aid", "precision": 0.75, "recall": 0.6, "f1": 0.67, "why": ""},
        {"theme": "border", "precision": 0.5, "recall": 0.4, "f1": 0.44, "why": ""},
    ],
    "curve": [{"labels": n, "hits": h} for n, h in ((10, 0.3), (20, 0.55), (40, 0.6), (80, 0.78))],
    "f1": 0.56,
    "hits": 0.78,
    "why": "",
    "reliability": [
        {"said": s, "true": t, "count": n}
        for s, t, n in ((0.05, 0.04, 812), (0.25, 0.31, 96), (0.75, 0.7, 40))
    ],
    "suspects": [
        {
            "article": "talks.md",
            "start": 13,
            "end": 60,
            "quote": "Talks began on Monday.",
            "theme": "talks",
            "applies": True,
            "p": 0.03,
        }
    ],
    "audit": {
        "sample": 96,
        "blind": 40,
        "assisted": 30,
        "need": 8,
        "waiting": 24,
        "skipped": 2,
        "unread": 412,
        "themes": [
            {
                "theme": "aid",
                "present": 12,
                "precision": {"right": 9, "of": 11, "low": 0.48, "high": 0.98},
                "recall": {"right": 9, "of": 12, "low": 0.43, "high": 0.95},
                "at_most": 57,
            },
            {
                "theme": "border",
                "present": 0,
                "precision": {"right": 0, "of": 0, "low": 0.0, "high": 1.0},
                "recall": {"right": 0, "of": 0, "low": 0.0, "high": 1.0},
                "at_most": 7,
            },
        ],
        "agreement_blind": {"right": 22, "of": 30, "low": 0.54, "high": 0.88},
        "agreement_assisted": {"right": 20, "of": 22, "low": 0.71, "high": 0.99},
    },
}
ARTICLES = {
    "2026-01-05-the-camp.txt": "The camp by the river\n2026-01-05\n\n"
    "The camp by the river is full. People wait for bread. A minister promised grain. Nobody saw it.\n\n"
    "The road to the border was closed. Lorries turned back. Drivers slept in their cabins.",
    "interviews/a-driver.txt": "A driver speaks\n\nI waited for nine days. Then they let me through.",
    "talks.md": "Talks begin\n\nTalks began on Monday. They ended on Tuesday. Nobody said why.\n\n"
    "The minister thanked the neighbours for their patience.",
}


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[RubricateApp]:
    """The app on a small study with a few labels."""
    root = tmp_path / "border-study"
    root.mkdir()
    project = study(root, ARTICLES)
    session = Session(project, save=project.apply, ask=lambda question: None)
    for article, intent in (("talks.md", SetTheme("talks")), ("2026-01-05-the-camp.txt", SetState("none"))):
        passage = session.open(article).passages[0]
        session.decide(article, passage.start, passage.end, intent)
    project = Project.open(root, "ann")
    monkeypatch.setattr(project.suggestions, "status", lambda: STATUS)
    app = RubricateApp(project, learn=False)
    yield app
    app.finish()


def steps(
    app: RubricateApp, look: str, keys: list[str], more: tuple[str, ...] = ()
) -> Callable[[Pilot[None]], Any]:
    """What is done before the picture is taken; `more` keys on the model screen, once it was measured."""

    async def run(pilot: Pilot[None]) -> None:
        app.theme = look
        await until(pilot, lambda: bool(getattr(app.page, "indexed", True)))
        await press(pilot, *keys)
        if app.page.place == "model":
            app.page.post_message(Evaluated({"report": REPORT}))
            await press(pilot)
            await press(pilot)
            await press(pilot, *more)
        for field in app.screen.query(Input):
            field.cursor_blink = False
        await press(pilot)

    return run


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("keys", [["j"], ["4", "j"], ["5"]], ids=["library", "codebook", "model"])
def test_screens(
    snap_compare: Any, app: RubricateApp, keys: list[str], size: tuple[int, int], look: str
) -> None:
    assert snap_compare(app, terminal_size=size, run_before=steps(app, look, keys))


@pytest.mark.parametrize(
    "keys",
    [
        ["question_mark"],
        ["4", "question_mark"],
        ["f"],
        ["exclamation_mark"],
        ["slash", *"bread"],
        ["4", "enter"],
        ["4", "a"],
        ["4", "r"],
        ["ctrl+p"],
    ],
    ids="-".join,
)
def test_dialogs(snap_compare: Any, app: RubricateApp, keys: list[str]) -> None:
    assert snap_compare(app, terminal_size=(80, 24), run_before=steps(app, LOOKS[0], keys))


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("section", range(1, 5), ids=["audit", "curve", "reliability", "suspects"])
def test_sections_of_the_model_screen(
    snap_compare: Any, app: RubricateApp, section: int, size: tuple[int, int]
) -> None:
    more = ("right",) * section
    assert snap_compare(app, terminal_size=size, run_before=steps(app, LOOKS[0], ["5"], more))


def test_an_empty_project(snap_compare: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "my-study").mkdir()
    monkeypatch.chdir(tmp_path)
    project = study(Path("my-study"), {}, themes=False)
    app = RubricateApp(project, learn=False)
    try:
        assert snap_compare(app, terminal_size=(80, 24), run_before=steps(app, LOOKS[0], []))
    finally:
        app.finish()
