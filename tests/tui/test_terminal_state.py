"""However the program ends or stops, the terminal is as it was, and the exit code says what happened."""

from __future__ import annotations

import os
import re
import signal
import sys
import time
from pathlib import Path

import pytest

from tests import oracle
from tests.terminal import Terminal
from tests.tui.shelf import start, study

FIRST = "Alpha comes first"
PROGRAM = Path(sys.executable).with_name("rubricate")

IN_A_WORKER = """
from tui.app import RubricateApp
async def broken(self):
    raise ZeroDivisionError("an article said \\x1b]10;?\\x07")
RubricateApp._quit = broken
"""
IN_THE_SAVER = """
from model.project import Project
def broken(self, asked):
    raise ZeroDivisionError("an article said \\x1b]10;?\\x07")
Project.apply = broken
"""
IN_THE_INDEXER = """
from model.project import Project
def broken(self, *args):
    raise ZeroDivisionError("an article said \\x1b]10;?\\x07")
Project.refresh = broken
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return study(tmp_path).root


def as_it_was(terminal: Terminal, settings: list[object], bells: int = 0) -> None:
    """`bells`: how often it may ring; Textual does so once for an error that nobody caught."""
    output = re.sub(rb"(\x1b\][^\x07]*\x07)|\x07", rb"\1", terminal.output)
    rung = terminal.output.count(b"\x07") - output.count(b"\x07")
    assert oracle.restored(terminal.output) == []
    assert oracle.faults(output if rung <= bells else terminal.output, 80, 24) == []
    assert terminal.settings == settings


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT])
@pytest.mark.parametrize("moment", [b"\x1b[?1049h", b"\x1b[?2004h", b"rubricate"])
def test_a_signal_at_any_moment_of_the_start(root: Path, number: signal.Signals, moment: bytes) -> None:
    with start(root) as terminal:
        settings = terminal.settings
        terminal.wait_output(moment)
        assert terminal.kill(number) == 128 + number, terminal.output[-500:]
        as_it_was(terminal, settings)


def test_two_signals_are_as_one(root: Path) -> None:
    with start(root) as terminal:
        settings = terminal.settings
        terminal.wait_for(FIRST)
        os.kill(terminal.pid, signal.SIGTERM)
        assert terminal.kill(signal.SIGHUP) in (128 + signal.SIGTERM, 128 + signal.SIGHUP)
        as_it_was(terminal, settings)


def test_ctrl_z_and_back(root: Path) -> None:
    with start(root) as terminal:
        settings = terminal.settings
        terminal.wait_for(FIRST)
        for _ in range(2):
            terminal.send("\x1a")
            assert terminal.wait_stop() == signal.SIGSTOP
            as_it_was(terminal, settings)
            before = len(terminal.output)
            os.kill(terminal.pid, signal.SIGCONT)
            until = time.monotonic() + 20
            while FIRST.encode() not in terminal.output[before:] and time.monotonic() < until:
                terminal.wait_until(lambda _: False, 0.05)
            assert FIRST.encode() in terminal.output[before:]
        terminal.press("\r", "The camp by the river")
        terminal.press("a", r"saved · ")
        terminal.send("qq")
        assert terminal.wait_exit() == 0
        as_it_was(terminal, settings)


def test_stopped_from_outside(root: Path) -> None:
    with start(root) as terminal:
        settings = terminal.settings
        terminal.wait_for(FIRST)
        os.kill(terminal.pid, signal.SIGTSTP)
        assert terminal.wait_stop() == signal.SIGSTOP
        as_it_was(terminal, settings)
        os.kill(terminal.pid, signal.SIGCONT)
        assert terminal.kill(signal.SIGTERM) == 128 + signal.SIGTERM


def test_a_closed_terminal_ends_it(root: Path) -> None:
    with start(root) as terminal:
        terminal.wait_for(FIRST)
        terminal.hang_up()
        assert terminal.wait_exit() in (128 + signal.SIGHUP, 1)


def test_an_error_in_a_worker_is_one_safe_line(root: Path) -> None:
    with start(root, IN_A_WORKER) as terminal:
        settings = terminal.settings
        terminal.wait_for(FIRST)
        terminal.send("q")
        assert terminal.wait_exit() == 1
        as_it_was(terminal, settings, bells=1)
        said = terminal.output.rpartition(b"\x1b[?1049l")[2]
        assert b"ZeroDivisionError" in said and b"crash.log" in said and b"Traceback" not in said


def test_an_error_in_the_saver_is_told_and_the_program_lives(root: Path) -> None:
    with start(root, IN_THE_SAVER) as terminal:
        settings = terminal.settings
        terminal.wait_for(FIRST)
        terminal.press("\r", "The camp by the river")
        terminal.press("a", "NOT saved[^\n]*ZeroDivisionError")
        terminal.send("qq")
        assert terminal.wait_exit() == 0
        as_it_was(terminal, settings)


def test_an_error_in_the_indexer_is_told_and_the_program_lives(root: Path) -> None:
    with start(root, IN_THE_INDEXER) as terminal:
        settings = terminal.settings
        terminal.wait_for("the list may be old: ZeroDivisionError")
        terminal.send("q")
        assert terminal.wait_exit() == 0
        as_it_was(terminal, settings)


PLAIN = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}


@pytest.mark.parametrize(
    "env",
    [
        PLAIN,
        {"LC_ALL": "POSIX", "LANG": ""},
        {**PLAIN, "PYTHONIOENCODING": "ascii"},
        {"PYTHONIOENCODING": "utf-16"},
        {"PYTHONIOENCODING": "utf-8:surrogateescape"},
        {"TERM": "vt100", "COLORTERM": ""},
        {"TERM": "", "NO_COLOR": "1"},
        {"TERM": "no-such-terminal", "TERMINFO": "/nowhere", "COLUMNS": "x", "LINES": "-1"},
        {"COLUMNS": "0", "LINES": "0"},
    ],
    ids=str,
)
def test_odd_surroundings(root: Path, env: dict[str, str]) -> None:
    with Terminal([PROGRAM, root, "--coder", "ann"], env=env) as terminal:
        settings = terminal.settings
        terminal.wait_for(FIRST)
        terminal.press("\r", "The camp by the river")
        terminal.press("a", r"saved ")
        terminal.send("qq")
        assert terminal.wait_exit() == 0, terminal.text
        assert oracle.restored(terminal.output) == []
        assert terminal.settings == settings
        assert terminal.output.isascii() or terminal.output.decode("utf-8")
