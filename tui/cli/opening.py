"""`rubricate [PROJECT]`: open it in the terminal."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser, Namespace

from model import __version__
from model.errors import RubricateError
from tui import garbage
from tui.cli.entry import COMMANDS
from tui.cli.parsing import add_coder, add_project, project_folder

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
    add_project(parser)
    add_coder(parser, "who labels (default: your login name)")
    parser.add_argument("--version", action="version", version=f"rubricate {__version__}")


def run(args: Namespace) -> int:
    """Open the app, if there is a project and a terminal to show it in."""
    root = project_folder(args)
    try:
        need_terminal()
    except RubricateError:
        # Where both are wrong, a missing project is what the person wants to know first.
        from model.project import Project  # noqa: PLC0415

        Project.open(root, args.coder)
        raise
    with garbage.held():
        from tui.app import run as run_app  # noqa: PLC0415

        return run_app(root, args.coder)


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
