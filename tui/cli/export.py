"""`rubricate export jsonl|csv`: labels out."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from tui.cli import output
from tui.cli.parsing import add_coder, add_project, project_folder

if TYPE_CHECKING:
    from collections.abc import Iterable

DESCRIPTION = """\
Print the labels of a project, sorted by article and place.

jsonl: one object a labelled passage, with article, start, end, text, themes, not (rejected themes), state
(labelled, none, skipped or untouched), coder, at, and from (theme: hand or suggestion).
csv: one row a passage, with a column a theme: 1 applies, 0 does not, empty unknown. Cells that a spreadsheet
would run as a formula begin with an apostrophe.

start and end count code points of the article's text, end exclusive."""
EXAMPLES = """\
  rubricate export jsonl > labels.jsonl
  rubricate export csv my-study --coder ann -o labels.csv"""


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("format", choices=("jsonl", "csv"), help="what to write")
    add_project(parser)
    add_coder(parser, "only this coder's labels (default: everybody's)")
    parser.add_argument(
        "-o", "--output", metavar="FILE", type=Path, help="write a file that only you may read"
    )


def run(args: Namespace) -> int:
    """Write the labels; 2 if some label files could not be read."""
    from model.export import csv_lines, jsonl, passages  # noqa: PLC0415
    from model.project import Project  # noqa: PLC0415

    unreadable: list[Exception] = []
    project = Project.open(project_folder(args))
    if args.format == "csv" and project.codebook_problem is not None:
        raise project.codebook_problem
    rows = passages(project, args.coder, unreadable.append)
    _write(args.output, csv_lines(rows, project.codebook) if args.format == "csv" else jsonl(rows))
    for error in unreadable:
        output.complain(f"rubricate: left out: {error}")
    return 2 if unreadable else 0


def _write(path: Path | None, lines: Iterable[str]) -> None:
    from model.export import write_file  # noqa: PLC0415
    from model.safetext import safe  # noqa: PLC0415
    from tui.training_words import count  # noqa: PLC0415

    if path is not None and path != Path("-"):
        output.complain(f"rubricate: {count(write_file(path, lines), 'line')} written to {path}")
        return
    if sys.stdout is None:
        return
    # A file or a program gets the text as it is, a terminal what can't drive it.
    live = sys.stdout.isatty()
    for line in lines:
        print(safe(line) if live else line)
