"""What the commands' argument parsers have in common."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any, NoReturn

from model.safetext import safe_line
from tui.cli.output import UsageError


class Parser(argparse.ArgumentParser):
    """A parser whose errors are one line, and whose help keeps the lines of its examples.

    Args:
        examples: lines for the end of the help.
        **named: as of `argparse.ArgumentParser`.
    """

    def __init__(self, *, examples: str = "", **named: Any) -> None:  # noqa: ANN401 - what argparse takes
        named["formatter_class"] = argparse.RawDescriptionHelpFormatter
        named["epilog"] = f"examples:\n{examples}" if examples else None
        super().__init__(**named, allow_abbrev=False)
        self._mixing = False

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:  # noqa: ANN401 - as argparse
        """As argparse does, but words and options may stand in any order.

        Left alone, argparse gives an optional word nothing as soon as an option follows the word before it.
        """
        # What it does underneath calls this again; a parser of commands leaves the order to theirs; and what
        # stands behind `--` has its order already.
        if self._mixing or self._subparsers is not None or "--" in (args or ()):
            return super().parse_known_args(args, namespace)
        self._mixing = True
        try:
            return self.parse_known_intermixed_args(args, namespace)
        finally:
            self._mixing = False

    def error(self, message: str) -> NoReturn:
        """Raise what `main` prints."""
        raise UsageError(safe_line(f"{self.prog}: {message} (see {self.prog} --help)"))


def add_project(parser: argparse.ArgumentParser, positional: bool = True) -> None:
    """Where the project is: an argument, or `--project`; default the folder you stand in."""
    where = "the project's folder (default: the one you stand in)"
    if positional:
        parser.add_argument("folder", metavar="PROJECT", nargs="?", type=Path, help=where)
        where = "the same, as an option"
    parser.add_argument("--project", metavar="DIR", type=Path, help=where)


def add_coder(parser: argparse.ArgumentParser, what: str) -> None:
    """`--coder`, with `what` it means here."""
    parser.add_argument("--coder", metavar="NAME", help=what)


def add_json(parser: argparse.ArgumentParser) -> None:
    """`--json`."""
    parser.add_argument("--json", action="store_true", help="print JSON instead of text for people")


def add_learner(parser: argparse.ArgumentParser, coder: str) -> None:
    """What the commands that learn from a project take; `coder`: what `--coder` means here."""
    add_project(parser)
    add_coder(parser, coder)
    add_json(parser)
    add_embeddings(parser, "what train was given last; at first none")


def add_embeddings(parser: argparse.ArgumentParser, default: str) -> None:
    """`--embeddings` and `--download`; `default`: what holds without the first."""
    parser.add_argument(
        "--embeddings",
        metavar="MODEL",
        help="go by meaning, too: a folder with a sentence embedding model (begin it with /, . or ~), the "
        f"name of one on the Hugging Face hub, or none (default: {default})",
    )
    parser.add_argument(
        "--download",
        action="store_true",
        help="fetch the MODEL of that name from the hub first; without this nothing is ever downloaded",
    )


def project_folder(args: argparse.Namespace) -> Path:
    """The project that the arguments name."""
    folder: Path | None = getattr(args, "folder", None)
    option: Path | None = getattr(args, "project", None)
    if folder is not None and option is not None:
        raise UsageError("rubricate: two projects are named (give PROJECT or --project)")
    return folder or option or Path()
