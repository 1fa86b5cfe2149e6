"""`rubricate check`: every file of the project, and what can be mended."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from tui.cli import output
from tui.cli.parsing import add_coder, add_json, add_project, project_folder

if TYPE_CHECKING:
    from model.errors import RubricateError
    from model.repair import Repaired

DESCRIPTION = """\
Read every file of the project and say what is wrong, where, and what to do: the codebook, the articles, and
each coder's labels, which must fit both. Nothing is changed. The exit code is 1 if anything is wrong. Notes
tell what is not wrong but worth a look: articles that are not UTF-8, articles without text.

--repair mends what can be mended without guessing: labels of an article that changed are put where their
passages are now, torn label files are restored from the journal of this computer, misplaced ones renamed, and
what killed programs left behind is removed. It touches one coder's files only, asks where it is in doubt (if
there is a terminal), and keeps a copy of everything that it changes."""
EXAMPLES = """\
  rubricate check
  rubricate check my-study --json
  rubricate check --repair --coder ann"""


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    add_project(parser)
    parser.add_argument("--repair", action="store_true", help="mend what can be mended")
    add_coder(parser, "whose files --repair may change (default: your login name)")
    add_json(parser)


def run(args: Namespace) -> int:
    """Check; 1 if anything is wrong."""
    from model.check import inspect  # noqa: PLC0415
    from tui.training_words import count  # noqa: PLC0415

    root = project_folder(args)
    repaired = _repair(root, args.coder) if args.repair else None
    progress = output.Progress("checking articles")
    try:
        found = inspect(root, progress)
    finally:
        progress.close()
    if args.json:
        said: dict[str, object] = {
            "ok": not found.problems,
            "articles": found.articles,
            "labels": found.labels,
        }
        said |= {"problems": _listed(found.problems), "notes": _listed(found.notes)}
        output.say_json(said | (_plain(repaired) if repaired else {}))
    else:
        if repaired:
            _tell(repaired)
        for problem in found.problems:
            output.say(str(problem))
        for note in found.notes:
            output.say(f"note: {note}")
        summary = count(len(found.problems), "problem") if found.problems else "nothing wrong"
        summary += f", {count(len(found.notes), 'note')}" if found.notes else ""
        seen = f"{count(found.articles, 'article')}, {count(found.labels, 'label file')}"
        output.say(f"{summary} ({seen})")
    return 1 if found.problems or (repaired and repaired.failed) else 0


def _listed(problems: list[RubricateError]) -> list[dict[str, object]]:
    return [{"file": one.file, "line": one.line, "what": one.what, "cure": one.cure} for one in problems]


def _repair(root: Path, coder: str | None) -> Repaired:
    from model.coding.names import login_coder  # noqa: PLC0415
    from model.repair import repair  # noqa: PLC0415

    return repair(root, coder or login_coder(), _ask)


def _ask(question: str) -> bool | None:
    """The person's answer; None where there is no terminal to ask at."""
    if not (sys.stdin and sys.stdin.isatty() and sys.stderr and sys.stderr.isatty()):
        return None
    output.complain(question)
    while True:
        output.complain("y (yes) or n (no), or enter to leave it for now:")
        answer = sys.stdin.readline().strip().lower()
        if not answer:
            return None
        if answer in ("y", "yes", "n", "no"):
            return answer.startswith("y")


def _tell(repaired: Repaired) -> None:
    for mended in repaired.mended:
        output.say(f"{mended.file}: {mended.what}")
    for failed in repaired.failed:
        output.complain(str(failed))
    if repaired.copies is not None:
        output.say(f"what was changed is kept as it was in {repaired.copies}")


def _plain(repaired: Repaired) -> dict[str, object]:
    return {
        "repaired": [{"file": mended.file, "what": mended.what} for mended in repaired.mended],
        "not_repaired": [str(failed) for failed in repaired.failed],
        "copies": str(repaired.copies) if repaired.copies else None,
    }
