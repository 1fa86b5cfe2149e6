"""What a start imports: nothing heavy, in the app's process never, and before the first paint not at all."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from model.newproject import create
from model.project import Project

HEAVY = ("numpy", "scipy", "sklearn", "joblib", "pandas", "matplotlib")


def imported(script: str, *words: str | Path, whole: bool = False) -> set[str]:
    """The modules (with `whole` their full names) that are there after `script` ran in a fresh process."""
    name = "name" if whole else "name.split('.')[0]"
    script += f"\nprint('\\n'.join({{{name} for name in sys.modules}}))"
    found = subprocess.run(
        [sys.executable, "-P", "-c", f"import sys\n{script}", *words],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert found.returncode == 0, found.stderr
    return set(found.stdout.split())


@pytest.mark.parametrize(
    "module", ["tui.app", "tui.cli.entry", "model.project", "model.check", "model.export"]
)
def test_the_app_s_process_has_nothing_heavy(module: str) -> None:
    there = imported(f"import {module}")
    assert module.split(".", maxsplit=1)[0] in there
    assert there.isdisjoint(HEAVY)


def test_the_app_s_process_has_nothing_heavy_after_its_first_paint(tmp_path: Path) -> None:
    create(tmp_path, sample=True)
    script = """
import asyncio
from pathlib import Path
from model.project import Project
from tui.app import RubricateApp

async def paint():
    app = RubricateApp(Project.open(Path(sys.argv[1]), "ann"), learn=False)
    try:
        async with app.run_test() as pilot:
            await pilot.pause()
            await pilot.press("j", "enter")
            await pilot.pause()
    finally:
        app.finish()

asyncio.run(paint())
"""
    there = imported(script, tmp_path)
    assert "textual" in there
    assert there.isdisjoint(HEAVY)


LATER = {
    "yaml": "the codebook is read after the first paint",
    "json": "what the training process says, and the journal",
    "sentencex": "articles are segmented when they are read",
    "charset_normalizer": "articles that are not UTF-8",
    "rapidfuzz": "labels of an article that changed",
    "model.storage": "files are read and written after the first paint",
    "model.refresh": "so are those that changed",
    "model.coding.store": "as above",
    "model.coding.marks": "rows of the list are plain numbers",
    "model.coding.journal": "nothing is undone yet",
    "model.opened": "no article is open",
    "model.reading.sources": "no article is read",
    "model.reading.segment": "",
    "model.reading.metadata": "",
    "model.suggestions": "the status line speaks of them later",
    "tui.crew": "nothing is saved, indexed or learned yet",
    "tui.answers": "nothing is explained",
    "tui.screens.reader": "shown later, as are the others",
    "tui.screens.queue": "",
    "tui.screens.codebook": "",
    "tui.screens.model": "",
    "tui.screens.theme_editor": "",
    "tui.screens.dialog": "no dialog is open",
    "tui.widgets.article_view": "no article is open",
    "tui.palette_provider": "the palette is not open",
    "textual.widgets._text_area": "nothing is edited",
}
"""What the first paint of the library does without, and why it can."""

PAINT = """
import asyncio
from pathlib import Path
from model.project import Project
import tui.app

tui.app.AFTER_PAINT = {wait}

async def paint():
    app = tui.app.RubricateApp(Project.open(Path(sys.argv[1]), "ann"), learn=False)
    try:
        async with app.run_test() as pilot:
            while not app.page.list.size.height:
                await pilot.pause(0.01)
            {then}
    finally:
        app.finish()

asyncio.run(paint())
"""


def test_the_first_paint_imports_what_it_shows_and_no_more(tmp_path: Path) -> None:
    create(tmp_path, sample=True)
    there = imported(PAINT.format(wait=3600, then="await pilot.pause()"), tmp_path, whole=True)
    assert {"tui.screens.library", "model.index.index"} <= there
    assert there.isdisjoint(LATER)


def test_no_key_waits_for_an_import_once_the_rest_is_there(tmp_path: Path) -> None:
    create(tmp_path, sample=True)
    then = """
            while not app.page.indexed:
                await pilot.pause(0.01)
            before = set(sys.modules)
            await pilot.press("enter", "j", "a", "m", "u")
            await pilot.pause()
            late = sorted(name for name in set(sys.modules) - before if name[:4] in ("tui.", "mode"))
            assert not late, late
    """
    imported(PAINT.format(wait=0.001, then=then), tmp_path)


def test_an_article_that_the_index_knows_is_read_and_labelled_without_what_finds_sentences(
    tmp_path: Path,
) -> None:
    create(tmp_path, sample=True)
    Project.open(tmp_path, "ann").refresh()
    then = """
            while not app.page.indexed:
                await pilot.pause(0.01)
            await pilot.press("enter", "j", "a", "u", "right_square_bracket", "j")
            await pilot.pause()
            assert app.page.ready
    """
    there = imported(PAINT.format(wait=0.001, then=then), tmp_path, whole=True)
    unneeded = {
        "sentencex",
        *(f"model.reading.{name}" for name in ("sentences", "tiling", "metadata", "boilerplate")),
    }
    assert there.isdisjoint(unneeded), there & unneeded


def test_the_themes_are_shown_without_what_edits_them(tmp_path: Path) -> None:
    create(tmp_path, sample=True)
    then = """
            await pilot.press("4")
            await pilot.pause()
            assert app.page.place == "codebook"
            assert "textual.widgets._text_area" not in sys.modules
    """
    imported(PAINT.format(wait=3600, then=then), tmp_path)


def test_the_command_line_waits_with_everything_it_does_not_need() -> None:
    there = imported("from tui.cli import main\nmain(['--help'])")
    assert "tui" in there
    assert there.isdisjoint({*HEAVY, "textual", "rich", "yaml", "sqlite3", "sentencex", "platformdirs"})


def test_the_first_frame_is_painted_before_anything_dear_is_imported() -> None:
    there = imported("import tui.cli.opening, tui.early")
    assert "tui" in there
    assert there.isdisjoint({*HEAVY, "textual", "rich", "yaml", "sqlite3", "json", "asyncio", "argparse"})


def test_the_model_needs_no_screen() -> None:
    there = imported(
        "import pkgutil, importlib, model\n"
        "for found in pkgutil.walk_packages(model.__path__, 'model.'):\n"
        "    importlib.import_module(found.name)"
    )
    assert "sklearn" in there
    # Not Rich: scikit-learn imports that for its progress bars; import-linter holds our modules to it.
    assert there.isdisjoint({"tui", "textual"})
