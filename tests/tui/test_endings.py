"""How the program ends: the terminal restored, the right exit code, nothing left behind, nothing lost."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import pytest

from model.project import Project
from tests.tui.shelf import start, study

RESTORED = b"\x1b[?1049l"
"""Back from the alternate screen."""

CRASH = """
from tui.screens.library import LibraryScreen
def broken(self):
    raise ZeroDivisionError("an article said \\x1b]10;?\\x07")
LibraryScreen.action_sort = broken
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return study(tmp_path).root


def engines(root: Path) -> list[int]:
    """Training processes for this project that are alive."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            words = (process / "cmdline").read_bytes()
        except OSError:
            continue
        if b"model.learning.engine" in words and str(root).encode() in words:
            found.append(int(process.name))
    return found


def gone(root: Path) -> bool:
    end = time.monotonic() + 20
    while engines(root) and time.monotonic() < end:
        time.sleep(0.05)
    return not engines(root)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT])
def test_a_signal_ends_it_with_the_terminal_restored(root: Path, number: signal.Signals) -> None:
    with start(root) as terminal:
        terminal.wait_for("Alpha comes first")
        assert terminal.kill(number) == 128 + number
        assert RESTORED in terminal.output
    assert gone(root)


def test_a_signal_right_after_a_label_loses_nothing(root: Path) -> None:
    with start(root) as terminal:
        terminal.wait_for("Alpha comes first")
        terminal.press("\r", "The camp by the river")
        terminal.press("a", "sav(ing|ed)")
        terminal.kill(signal.SIGTERM)
    sheet = Project.open(root, "ann").read("alpha.txt").sheet
    assert [decision.theme for mark in sheet.marks for decision in mark.themes] == ["aid"]


def test_an_error_nobody_caught_is_one_safe_line_and_a_log(root: Path) -> None:
    with start(root, CRASH) as terminal:
        terminal.wait_for("Alpha comes first")
        terminal.send("s")
        assert terminal.wait_exit() == 1
        assert RESTORED in terminal.output
        after = terminal.output.rpartition(RESTORED)[2]
    said = after.decode()
    assert "ZeroDivisionError" in said and "crash.log" in said
    assert "\x1b]10" not in said and "Traceback" not in said
    (log,) = Path(os.environ["XDG_STATE_HOME"]).rglob("crash.log")
    assert "broken" in log.read_text() and "\x1b" not in log.read_text()
    assert gone(root)


def test_quitting_leaves_no_process_behind(root: Path) -> None:
    with start(root) as terminal:
        terminal.wait_for("Alpha comes first")
        terminal.wait_for("from the definitions|trained on")
        assert engines(root)
        terminal.send("q")
        assert terminal.wait_exit() == 0
    assert gone(root)
