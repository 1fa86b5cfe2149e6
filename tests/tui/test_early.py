"""What stands on the terminal before Textual is there, and what becomes of keys and signals meanwhile.

The program is made to wait where it begins to import Textual: what is on the screen then is the frame that
was kept.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
from pathlib import Path

import pytest

from model.coding.marks import SetTheme
from model.project import Project
from tests import oracle
from tests.terminal import Terminal
from tests.tui.shelf import study
from tui.session import Session

PROGRAM = """
import os, sys, time

class Gate:
    def find_spec(self, name, path=None, target=None):
        if name == "textual":
            while not os.path.exists(os.environ["GATE"]):
                time.sleep(0.01)
            if "BROKEN" in os.environ:
                raise RuntimeError("no good")

sys.meta_path.insert(0, Gate())
from tui.cli import main
sys.exit(main(sys.argv[1:]))
"""
PAINTED = b"\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[1;1H"
"""How a frame that was kept begins."""
TEXTUAL = b"\x1b[?1000h"
"""How Textual begins."""
FIRST = "Alpha comes first"
LIST = r"> ?Alpha comes first(.*\n)*.*Gamma is last"


class Study:
    """A project, its user's folders, and the program on it.

    Args:
        folder: an empty one.
    """

    def __init__(self, folder: Path) -> None:
        self.root = folder / "study"
        self.gate = folder / "gate"
        self.env = {f"XDG_{kind}_HOME": str(folder / kind) for kind in ("CACHE", "STATE", "CONFIG")}

    def start(self, open_: bool = True, coder: str = "ann", columns: int = 80, **env: str) -> Terminal:
        """The program on a terminal; it waits for `let_in` before Textual unless `open_`."""
        self.gate.touch()
        if not open_:
            self.gate.unlink()
        command = [sys.executable, "-P", "-c", PROGRAM, self.root, "--coder", coder]
        # Tests that run in parallel have COLUMNS and LINES, which a size would not count against.
        env = {"COLUMNS": "", "LINES": "", **self.env, **env, "GATE": str(self.gate)}
        return Terminal(command, env=env, columns=columns)

    def let_in(self) -> None:
        self.gate.touch()

    def use(self, *keys: tuple[str, str]) -> bytes:
        """Go through a session, which ends at the library; each key is waited for. What was written."""
        with self.start() as terminal:
            terminal.wait_for(LIST)
            for key, pattern in keys:
                terminal.press(key, pattern)
            terminal.send("q")
            assert terminal.wait_exit() == 0
            return terminal.output

    @property
    def frame(self) -> Path:
        """The file in the cache."""
        (found,) = Path(self.env["XDG_CACHE_HOME"]).glob("rubricate/*/index.sqlite")
        return found.with_name("frame")


def made(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Study:
    found = Study(folder)
    for name, value in found.env.items():
        monkeypatch.setenv(name, value)
    study(found.root).index.close()
    found.use()
    return found


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Study:
    """One with a frame, which no test changes."""
    with pytest.MonkeyPatch.context() as patch:
        return made(tmp_path_factory.mktemp("kept"), patch)


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Study:
    """One with a frame, for one test."""
    return made(tmp_path, monkeypatch)


def as_it_was(terminal: Terminal, settings: list[object], columns: int = 80) -> None:
    assert oracle.restored(terminal.output) == []
    assert oracle.faults(terminal.output, columns, 24) == []
    assert terminal.settings == settings


def test_the_library_stands_there_before_textual_is_imported(kept: Study) -> None:
    with kept.start(open_=False) as terminal:
        settings = terminal.settings
        terminal.wait_for(LIST)
        early = terminal.text
        assert terminal.output.startswith(PAINTED)
        assert TEXTUAL not in terminal.output
        before = len(terminal.output)
        kept.let_in()
        terminal.wait_output(b"\x1b[?1006h")
        terminal.press("j", r"> ?Beta follows")  # the first screen is complete
        terminal.press("k", r"> ?Alpha comes first")
        assert terminal.text.splitlines()[:23] == early.splitlines()[:23]
        drawn = terminal.output[before:]
        assert b"rubricate" not in drawn and b"Gamma" not in drawn  # what stands there is not sent again
        terminal.send("q")
        assert terminal.wait_exit() == 0
        as_it_was(terminal, settings)


def test_keys_typed_at_it_arrive_once_and_in_order(kept: Study) -> None:
    with kept.start(open_=False) as terminal:
        settings = terminal.settings
        terminal.wait_for(LIST)
        early = terminal.text
        terminal.send("\x03jjk\r")
        terminal.settle()
        assert terminal.text == early  # no echo
        kept.let_in()
        terminal.wait_for("Talks began on Monday")
        terminal.wait_for("q quits")  # what ctrl+c says
        terminal.press("q", r"> ?Beta follows")
        terminal.send("q")
        assert terminal.wait_exit() == 0
        as_it_was(terminal, settings)


def test_a_terminal_of_another_size_meanwhile_is_drawn_anew(kept: Study) -> None:
    with kept.start(open_=False) as terminal:
        terminal.wait_for(LIST)
        before = len(terminal.output)
        for columns in (100, 80):  # and as it was again: what it shows is not known any more
            terminal.resize(columns, 24)
            terminal.settle()
        kept.let_in()
        terminal.wait_output(b"\x1b[?1006h")
        terminal.wait_until(lambda _: b"Gamma" in terminal.output[before:], 20)
        assert b"rubricate" in terminal.output[before:] and b"Gamma" in terminal.output[before:]
        terminal.resize(100, 24)
        terminal.wait_for(rf"{FIRST}.{{60,}}")
        assert terminal.kill(signal.SIGTERM) == 128 + signal.SIGTERM


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT])
def test_a_signal_at_it_ends_the_program_in_good_order(kept: Study, number: signal.Signals) -> None:
    with kept.start(open_=False) as terminal:
        settings = terminal.settings
        terminal.wait_for(LIST)
        os.kill(terminal.pid, number)
        kept.let_in()
        assert terminal.wait_exit() == 128 + number
        as_it_was(terminal, settings)


@pytest.mark.parametrize("how", ["typed", "sent"])
def test_it_stops_and_goes_on(kept: Study, how: str) -> None:
    with kept.start(open_=False) as terminal:
        settings = terminal.settings
        terminal.wait_for(LIST)
        if how == "typed":
            terminal.send("\x1a")
        else:
            os.kill(terminal.pid, signal.SIGTSTP)
        kept.let_in()
        assert terminal.wait_stop() == signal.SIGSTOP
        as_it_was(terminal, settings)
        os.kill(terminal.pid, signal.SIGCONT)
        terminal.wait_for(LIST)
        terminal.press("j", r"> ?Beta follows")
        terminal.send("q")
        assert terminal.wait_exit() == 0
        as_it_was(terminal, settings)


def test_an_interrupt_from_outside_ends_it_at_once(kept: Study) -> None:
    with kept.start(open_=False) as terminal:
        settings = terminal.settings
        terminal.wait_for(LIST)
        assert terminal.kill(signal.SIGINT) == 130
        as_it_was(terminal, settings)


def test_an_error_is_told_on_the_terminal_as_it_was(kept: Study) -> None:
    with kept.start(open_=False, BROKEN="yes") as terminal:
        settings = terminal.settings
        terminal.wait_for(LIST)
        kept.let_in()
        assert terminal.wait_exit() == 2
        as_it_was(terminal, settings)
        assert b"RuntimeError: no good" in terminal.output.rpartition(b"\x1b[?1049l")[2]


@pytest.mark.parametrize(
    "other",
    [
        {"coder": "bob"},
        {"columns": 90},
        {"COLUMNS": "70"},
        {"NO_COLOR": "1"},
        {"PYTHONIOENCODING": "latin-1"},
    ],
    ids=str,
)
def test_for_anything_else_there_is_none(kept: Study, other: dict[str, str]) -> None:
    with kept.start(**other) as terminal:  # type: ignore[arg-type]
        terminal.wait_output(TEXTUAL)
        assert PAINTED not in terminal.output


def test_it_is_the_library_as_it_will_be_not_as_it_was_left(own: Study) -> None:
    own.use(
        ("\r", "The camp by the river"), ("a", "saved "), ("q", FIRST), ("s", "by date"), ("j", "> ?Beta")
    )
    with own.start(open_=False) as terminal:
        terminal.wait_for(LIST)
        early = terminal.text
        assert terminal.wait_for(r"Alpha comes first.* 1/\d")
        assert "by name" in early and "saved" not in early
        before = len(terminal.output)
        own.let_in()
        terminal.wait_output(b"\x1b[?1006h")
        terminal.press("j", r"> ?Beta follows")
        assert b"Gamma" not in terminal.output[before:]  # the same as the program shows


def test_what_others_have_changed_is_not_shown_as_it_was(own: Study) -> None:
    project = Project.open(own.root, "ann")
    session = Session(project, save=project.apply, ask=lambda question: None)
    passage = session.open("alpha.txt").passages[0]
    session.decide("alpha.txt", passage.start, passage.end, SetTheme("aid"))
    with own.start() as terminal:
        terminal.wait_for(r"Alpha comes first.* 1/\d")
        assert PAINTED not in terminal.output
    project.index.close()


def test_after_a_session_that_was_ended_by_a_signal_it_is_shown_only_if_nothing_changed(own: Study) -> None:
    for keys, painted in ((), True), (("\r", "a"), False):
        with own.start() as terminal:
            terminal.wait_for(LIST)
            for key in keys:
                terminal.press(key, "The camp by the river")
            if keys:
                terminal.wait_for("saved ")
            terminal.kill(signal.SIGTERM)
        with own.start() as terminal:
            terminal.wait_output(TEXTUAL)
            assert (PAINTED in terminal.output) is painted


def test_a_file_that_is_not_ours_is_no_frame_and_is_replaced(own: Study) -> None:
    first = own.frame.read_bytes().partition(b"\n")[0]
    own.frame.write_bytes(first + b"\n" + b"\n".join([b"\x1b]10;?\x07"] * 24))
    output = own.use()
    assert PAINTED not in output and b"\x1b]10" not in output
    assert own.use().startswith(PAINTED)


def test_where_there_is_no_project_any_more_that_is_all_that_is_said(own: Study) -> None:
    shutil.rmtree(own.root / "seeds")
    with own.start() as terminal:
        assert terminal.wait_exit() == 2
        assert b"\x1b" not in terminal.output
