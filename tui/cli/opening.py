"""`rubricate [PROJECT]`: open it in the terminal."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from model import __version__
from model.errors import RubricateError
from tui import garbage
from tui.cli.entry import COMMANDS

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

FPS = "240"
"""Frames a second at most. A frame is painted only where something has changed."""

DESCRIPTION = (
    "Read articles in the terminal, label passages by theme with one key, and let a classifier suggest the "
    "rest. Opens the project in PROJECT; the commands below work without a screen."
)
EXAMPLES = "\n".join(
    [
        "  rubricate                     open the project in the folder you stand in",
        "  rubricate my-study --coder ann",
        "  rubricate ./train             open a folder that is named like a command",
        "",
        "commands (each has --help):",
        *(f"  {name:<12}{summary}" for name, summary in COMMANDS.items()),
        "",
        "exit codes: 0 done, 1 the answer is no, 2 could not",
    ]
)


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    from tui.cli.parsing import add_coder, add_project  # noqa: PLC0415 - most starts need no parser

    add_project(parser)
    add_coder(parser, "who labels (default: your login name)")
    parser.add_argument("--version", action="version", version=f"rubricate {__version__}")


def run(args: Namespace) -> int:
    """Open the app, as the arguments say."""
    from tui.cli.parsing import project_folder  # noqa: PLC0415

    return open_app(project_folder(args), args.coder)


def open_app(root: Path, coder: str | None) -> int:
    """Open the app for `coder` (default: the login name).

    Raises:
        RubricateError: there is no project at `root`, or no terminal.
    """
    try:
        need_terminal()
    except RubricateError:
        # Where both are wrong, a missing project is what the person wants to know first.
        from model.project import Project  # noqa: PLC0415

        Project.open(root, coder)
        raise
    # Textual paints at most so often, and at its default keeps the second change after a key for up to 33 ms.
    os.environ.setdefault("TEXTUAL_FPS", FPS)
    from tui.early import early  # noqa: PLC0415 - not for --help

    with garbage.held(), early(root, coder) as shown:
        from tui.running import run as run_app  # noqa: PLC0415

        return run_app(root, coder, early=shown)


def need_terminal() -> None:
    """Refuse what would hang or draw into a file.

    Raises:
        RubricateError: a stream is closed or not a terminal, or the terminal can't place its cursor.
    """
    streams = {"input": sys.stdin, "output": sys.stdout, "error": sys.stderr}
    for name, stream in streams.items():
        if stream is None or stream.closed or not stream.isatty():
            raise RubricateError(
                f"standard {name} is not a terminal",
                cure="start it in a terminal, or use a command, see rubricate --help",
            )
    if os.environ.get("TERM") == "dumb":
        raise RubricateError(
            "the terminal is too simple (TERM=dumb)", cure="set TERM to what it is, such as xterm-256color"
        )
