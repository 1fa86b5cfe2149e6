"""`rubricate`: finds the command, runs it, and turns what goes wrong into one line and an exit code.

Exit codes: 0 done, 1 the answer is no, 2 could not, 130 interrupted, 141 the reader of the output went away.
"""

from __future__ import annotations

import importlib
import os
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

from model.errors import RubricateError
from model.safetext import safe
from tui.cli import output
from tui.cli.output import UsageError

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

DONE, NO, COULD_NOT, INTERRUPTED, PIPE_CLOSED = 0, 1, 2, 130, 141

COMMANDS = {
    "init": "a new project",
    "train": "learn from the labels, and keep what was learned",
    "suggest": "themes for what is not labelled yet, one JSON object a passage",
    "evaluate": "how good the suggestions are, honestly",
    "simulate": "replay a labelled data set: how good after 10, 20, 40 ... labels",
    "export": "labels out, as JSONL or CSV",
    "codebook": "list, add, rename and archive themes",
    "check": "what is wrong in a project, where, and what to do",
}
"""Each is a module of this package with the same name. A folder of that name is opened as ./train."""

VALUED = ("--coder", "--embeddings", "--project")
"""Options that may stand before the command, each with a value."""
CLOSE = 0.7
"""How alike a word and a command must be (0 to 1) for a slip of the finger."""


class Command(Protocol):
    """What the module of a command offers."""

    DESCRIPTION: str
    EXAMPLES: str

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare its arguments."""

    def run(self, args: Namespace) -> int:
        """Do it; the exit code."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program with these arguments (default: those of the process); the exit code."""
    output.prepare()
    try:
        code = _run(list(sys.argv[1:] if argv is None else argv))
        if sys.stdout is not None:
            sys.stdout.flush()
    except SystemExit as stop:  # argparse, after --help and --version
        code = stop.code if isinstance(stop.code, int) else COULD_NOT
    except KeyboardInterrupt:
        code = INTERRUPTED
    except BrokenPipeError:
        code = PIPE_CLOSED
    except UsageError as error:
        output.complain(str(error))
        code = COULD_NOT
    except (RubricateError, OSError, MemoryError) as error:
        output.complain(f"rubricate: {_words(error)}")
        code = COULD_NOT
    except Exception as error:  # noqa: BLE001 - a fault of the program's own: told in one line, kept in full
        output.complain(f"rubricate: stopped by an error, {type(error).__name__}: {error}{_kept()}")
        code = COULD_NOT
    _let_go()
    return code


def _run(argv: list[str]) -> int:
    name, rest = _command(argv)
    plain = None if name else _plain(rest)
    if plain is not None:
        from tui.cli.opening import open_app  # noqa: PLC0415

        return open_app(*plain)
    from tui.cli.parsing import Parser  # noqa: PLC0415 - argparse costs more than opening the index

    # Each module offers what Command asks for; a test holds them to it.
    command = cast(Command, importlib.import_module(f"tui.cli.{name or 'opening'}"))
    parser = Parser(
        prog=f"rubricate {name}".strip(), description=command.DESCRIPTION, examples=command.EXAMPLES
    )
    command.add_arguments(parser)
    return command.run(parser.parse_args(rest))


def _command(argv: list[str]) -> tuple[str, list[str]]:
    """The command's name, or empty for none, and the other words; options may stand before it.

    Raises:
        UsageError: the first word is neither a command nor a folder, but looks like a command.
    """
    value = False
    for place, word in enumerate(argv):
        if value or (word.startswith("-") and word != "--"):
            value = not value and word in VALUED
        elif word in COMMANDS:
            return word, argv[:place] + argv[place + 1 :]
        else:
            _refuse_slip(word)
            break
    return "", argv


def _plain(words: list[str]) -> tuple[Path, str | None] | None:
    """Folder and coder, as the parser of `opening` would find them; None where that is to be asked."""
    match words:
        case []:
            folder, coder = ".", None
        case [folder]:
            coder = None
        case ["--coder", coder]:
            folder = "."
        case ["--coder", coder, folder] | [folder, "--coder", coder]:
            pass
        case _:
            return None
    if folder.startswith("-") or (coder or "").startswith("-"):
        return None
    return Path(folder), coder


def _refuse_slip(word: str) -> None:
    if Path(word).exists():
        return
    import difflib  # noqa: PLC0415 - nearly every word is a folder

    close = difflib.get_close_matches(word.lower(), COMMANDS, 1, CLOSE)
    if close:
        cure = f"did you mean rubricate {close[0]}? rubricate --help lists the commands"
        raise UsageError(f"rubricate: no command and no folder {word!r} ({cure})")


def _words(error: Exception) -> str:
    if isinstance(error, OSError):
        where = f"{os.fsdecode(error.filename)}: " if isinstance(error.filename, str | bytes) else ""
        return f"{where}{error.strerror or error}"
    return str(error) or "not enough memory"


def _kept() -> str:
    """Write the traceback into the state folder; a few words that say where."""
    from platformdirs import user_state_path  # noqa: PLC0415

    path = user_state_path("rubricate") / "crash.log"
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(path, flags, 0o600), "w", encoding="utf-8", errors="replace") as file:
            file.write(safe(traceback.format_exc()))
    except OSError:
        return ""
    return f" (details: {path})"


def _let_go() -> None:
    """Flush what is left, or give it up: Python would complain about it on its way out."""
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
