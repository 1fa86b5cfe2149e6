"""The program never opens a network connection: held to it as it runs, and by what it imports."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import model
import tui
from model.newproject import create

AUDITED = ("socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo")
AUDITED += ("socket.gethostbyname", "socket.gethostbyaddr", "urllib.Request", "webbrowser.open")

# Runs at the start of every Python process of the program, those that it starts itself included. An event
# loop talks to itself through a pair of AF_UNIX sockets, which are made connected and raise no event.
WATCH = f"""
import os, sys

def watch(event, arguments):
    if event in {AUDITED!r}:
        with open(os.environ["SEEN"], "a") as file:
            print(event, repr(arguments), file=file)
        raise ConnectionRefusedError("no network")

sys.addaudithook(watch)
with open(os.environ["SEEN"] + ".processes", "a") as file:
    print(sys.orig_argv, file=file)
"""

# In one process, since scikit-learn takes long to import.
COMMANDS = """
import sys
from tui.cli.entry import main

for words in ("check", "train", "suggest", "evaluate", "export csv", "codebook list"):
    assert main([*words.split(), sys.argv[1]]) == 0
    print("done")
"""

APP = """
import asyncio, sys
from pathlib import Path
from model.project import Project
from tui.app import RubricateApp

async def use():
    app = RubricateApp(Project.open(Path(sys.argv[1]), "ann"))
    try:
        async with app.run_test() as pilot:
            await pilot.pause()
            await pilot.press("j", "enter", "j", "p", "?", "escape", "3", "4", "5", "1")
            for _ in range(1500):
                if app.project.suggestions.status() is not None:
                    break
                await pilot.pause(0.05)
            else:
                raise SystemExit("the training process never answered")
    finally:
        app.finish()

asyncio.run(use())
"""


class Watched:
    """Runs programs that are watched for network use."""

    def __init__(self, folder: Path) -> None:
        self._seen = folder / "seen"
        (folder / "site").mkdir()
        (folder / "site/sitecustomize.py").write_text(WATCH)
        self._folder = folder
        tree = Path(model.__file__).parents[1]  # and not another one that happens to be installed
        path = [str(folder / "site"), str(tree), *filter(None, [os.environ.get("PYTHONPATH")])]
        self._env = {**os.environ, "SEEN": str(self._seen), "PYTHONPATH": os.pathsep.join(path)}

    def run(self, *command: str | Path) -> str:
        """What the command prints; it must succeed."""
        found = subprocess.run(
            [sys.executable, *command],
            cwd=self._folder,
            env=self._env,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert found.returncode == 0, found.stderr
        return found.stdout

    @property
    def seen(self) -> str:
        """The attempts to use the network."""
        return self._seen.read_text() if self._seen.exists() else ""

    @property
    def processes(self) -> list[str]:
        """The command lines of the processes that were watched."""
        return self._seen.with_suffix(".processes").read_text().splitlines()


@pytest.fixture
def watched(tmp_path: Path) -> Watched:
    """Nothing has run yet."""
    return Watched(tmp_path)


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    """The sample project."""
    create(tmp_path / "study", sample=True)
    return tmp_path / "study"


def test_the_watch_sees_what_it_should(watched: Watched) -> None:
    for attempt in (
        "socket.create_connection(('127.0.0.1', 9))",
        "socket.getaddrinfo('localhost', 80)",
        "urllib.request.urlopen('http://127.0.0.1:9')",
    ):
        with pytest.raises(AssertionError, match="no network"):
            watched.run("-c", f"import socket, urllib.request; {attempt}")
    assert "socket.getaddrinfo" in watched.seen


def test_what_is_watched_is_this_program(watched: Watched) -> None:
    assert watched.run("-c", "import model; print(model.__file__)").strip() == model.__file__


def test_an_event_loop_is_not_taken_for_a_network(watched: Watched) -> None:
    watched.run("-c", "import asyncio; asyncio.run(asyncio.sleep(0))")
    assert watched.seen == ""


def test_commands_use_no_network(watched: Watched, sample: Path) -> None:
    said = watched.run("-c", COMMANDS, sample)
    assert said.count("done\n") == 6
    assert watched.seen == ""
    assert len(watched.processes) == 1


def test_the_app_and_its_training_process_use_no_network(watched: Watched, sample: Path) -> None:
    watched.run("-c", APP, sample)
    assert watched.seen == ""
    assert any("model.learning.engine" in command for command in watched.processes), json.dumps(
        watched.processes
    )


# --- what is imported ---

FORBIDDEN = {"aiohttp", "ftplib", "http", "httpx", "imaplib", "poplib", "requests", "smtplib", "socket"}
FORBIDDEN |= {"socketserver", "ssl", "urllib3", "webbrowser", "websockets", "xmlrpc"}


def imports(path: Path) -> Iterator[str]:
    """The full names of all that a module imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def modules() -> list[Path]:
    """Every module of the program."""
    return [path for package in (model, tui) for path in Path(package.__path__[0]).rglob("*.py")]


def test_no_module_imports_what_could_reach_a_network() -> None:
    assert len(modules()) > 50
    found = {
        f"{path}: {name}"
        for path in modules()
        for name in imports(path)
        if name.split(".")[0] in FORBIDDEN or name.startswith("urllib.request")
    }
    assert found == set()
