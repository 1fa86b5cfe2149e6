"""A small project on disk and the whole app on it, for the tests of the shell and its screens."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from textual.pilot import Pilot

from model.coding import codebook as edits
from model.coding.codebook import Codebook
from model.project import Project
from tests.terminal import Terminal
from tui.app import RubricateApp

ARTICLES = {
    "alpha.txt": "Alpha comes first\n\nThe camp by the river is full. People wait for bread.\n\n"
    "A minister promised grain. Nobody saw it.",
    "beta.txt": "Beta follows\n\nTalks began on Monday. They ended on Tuesday.",
    "gamma.md": "Gamma is last\n\nThe road to the border was closed. Lorries turned back.",
}
PATIENCE = 30.0
RUN = """
import sys; from pathlib import Path; from tui.running import run
sys.exit(run(Path(sys.argv[1]), 'ann'))
"""


def fill(codebook: Codebook) -> Codebook:
    """Three themes with keys."""
    at = "2026-01-01T00:00:00Z"
    for name, key, definition in (
        ("Aid", "a", "Money, food or goods that are given."),
        ("Talks", "l", "Negotiation instead of force."),
        ("Border", "h", "A line that is crossed or closed."),
    ):
        codebook = edits.add(codebook, at, name=name, key=key, definition=definition)
    return codebook


def study(root: Path, articles: dict[str, str] | None = None, themes: bool = True) -> Project:
    """A project below `root`, its index up to date."""
    for name, text in (ARTICLES if articles is None else articles).items():
        path = root / "seeds" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (root / "seeds").mkdir(exist_ok=True)
    project = Project.open(root, "ann")
    if themes:
        project.edit_codebook(fill, "themes")
    project.refresh()
    return project


@asynccontextmanager
async def running(
    project: Project, size: tuple[int, int] = (80, 24), light: bool = False, notifications: bool = False
) -> AsyncIterator[tuple[RubricateApp, Pilot[None]]]:
    """The app on `project`, without the training process."""
    app = RubricateApp(project, learn=False)
    if light:
        app.theme = "rubricate-light"
    try:
        async with app.run_test(size=size, notifications=notifications) as pilot:
            await until(pilot, lambda: bool(getattr(app.page, "indexed", True)))
            yield app, pilot
    finally:
        await asyncio.to_thread(app.finish)


def start(root: Path, before: str = "") -> Terminal:
    """The app on a project in a terminal of its own; what `before` says is done first, in its process."""
    return Terminal([sys.executable, "-P", "-c", f"{before}\n{RUN}", root])


async def until(pilot: Pilot[None], true: Callable[[], bool]) -> None:
    """Wait until something has come true."""
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, f"never came true; the screen:\n{text(pilot.app)}"
        await pilot.pause(0.01)


async def press(pilot: Pilot[None], *keys: str) -> None:
    """Press keys and wait until everything that follows is on disk and on the screen."""
    app = pilot.app
    assert isinstance(app, RubricateApp)
    for key in keys:
        await pilot.press(key)
    await until(pilot, lambda: app.crew.saving.saver.waiting == 0)
    await pilot.pause()
    await pilot.pause()


def lines(app: object) -> list[str]:
    """What stands on the screen."""
    assert isinstance(app, RubricateApp)
    strips = app.screen._compositor.render_strips()
    return ["".join(segment.text for segment in strip).rstrip() for strip in strips]


def text(app: object) -> str:
    """What stands on the screen, as one string."""
    return "\n".join(lines(app))
