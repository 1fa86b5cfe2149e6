"""`rubricate export jsonl|csv|model`: labels out, or what was learned from them."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from tui.cli import output
from tui.cli.output import UsageError
from tui.cli.parsing import add_coder, add_project, project_folder

if TYPE_CHECKING:
    from collections.abc import Iterable

DESCRIPTION = """\
Print the labels of a project, sorted by article and place.

jsonl: one object a labelled passage, with article, start, end, text, themes, not (rejected themes), state
(labelled, none, skipped or untouched), coder, at, and from (theme: hand or suggestion).
csv: one row a passage, with a column a theme: 1 applies, 0 does not, empty unknown. Cells that a spreadsheet
would run as a formula begin with an apostrophe.

start and end count code points of the article's text, end exclusive.

model FILE: what was learned from all labels, as a scikit-learn pipeline for joblib.load, which needs
scikit-learn but not this program: predict(texts) by each theme's threshold, predict_proba(texts), and
themes_, the ids of the columns. Whoever opens such a file runs what is in it: take it only from people whom
you trust. It is learned without embeddings, which scikit-learn alone can't give."""
EXAMPLES = """\
  rubricate export jsonl > labels.jsonl
  rubricate export csv my-study --coder ann -o labels.csv
  rubricate export model themes.joblib my-study"""


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("format", choices=("jsonl", "csv", "model"), help="what to write")
    add_project(parser)
    parser.add_argument(
        "after", metavar="PROJECT", nargs="?", type=Path, help="the same, after the FILE of `model`"
    )
    add_coder(
        parser, "only this coder's labels; for a model, whose decisions count before others' (default: all)"
    )
    parser.add_argument(
        "-o", "--output", metavar="FILE", type=Path, help="write a file that only you may read"
    )


def run(args: Namespace) -> int:
    """Write it; 2 if some label files could not be read."""
    if args.format == "model":
        return _model(args)
    if args.after is not None:
        raise UsageError(f"rubricate export: {args.format} takes one PROJECT (-o names a file)")
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


def _model(args: Namespace) -> int:
    from tui.cli.working import ready_project  # noqa: PLC0415
    from tui.training_words import count  # noqa: PLC0415

    file = args.output or args.folder
    if file is None or (args.output and args.after):
        raise UsageError(
            "rubricate export: name the file of the model: rubricate export model FILE [PROJECT]"
        )
    if args.output is None:
        args.folder = args.after
    project = ready_project(args)
    from model.learning.portable import export_model  # noqa: PLC0415

    fitted = export_model(project, file)
    themes, labels = len(fitted.training.themes), len(fitted.training.targets)
    learned = f"{count(themes, 'theme')}, learned from {count(labels, 'passage')}"
    output.complain(f"rubricate: {learned}, written to {file}")
    return 0


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
