"""What a start imports: nothing heavy, in the app's process never, and before the first paint not at all."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from model.newproject import create

HEAVY = ("numpy", "scipy", "sklearn", "joblib", "pandas", "matplotlib")


def imported(script: str, *words: str | Path) -> set[str]:
    """The top-level modules that are there after `script` ran in a fresh process."""
    script += "\nprint('\\n'.join({name.split('.')[0] for name in sys.modules}))"
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


def test_the_command_line_waits_with_everything_it_does_not_need() -> None:
    there = imported("from tui.cli import main\nmain(['--help'])")
    assert "tui" in there
    assert there.isdisjoint({*HEAVY, "textual", "rich", "yaml", "sqlite3", "sentencex", "platformdirs"})


def test_the_model_needs_no_screen() -> None:
    there = imported(
        "import pkgutil, importlib, model\n"
        "for found in pkgutil.walk_packages(model.__path__, 'model.'):\n"
        "    importlib.import_module(found.name)"
    )
    assert "sklearn" in there
    # Not Rich: scikit-learn imports that for its progress bars; import-linter holds our modules to it.
    assert there.isdisjoint({"tui", "textual"})
