"""`rubricate check`: every file of the project."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from tui.cli import output
from tui.cli.parsing import add_json, add_project, project_folder

DESCRIPTION = """\
Read every file of the project and say what is wrong, where, and what to do: the codebook, the articles, and
each coder's labels, which must fit both. Nothing is changed. The exit code is 1 if anything is wrong."""
EXAMPLES = """\
  rubricate check
  rubricate check my-study --json"""


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    add_project(parser)
    add_json(parser)


def run(args: Namespace) -> int:
    """Check; 1 if anything is wrong."""
    from model.check import inspect  # noqa: PLC0415
    from tui.training_words import count  # noqa: PLC0415

    progress = output.Progress("checking articles")
    try:
        found = inspect(project_folder(args), progress)
    finally:
        progress.close()
    if args.json:
        problems = [
            {"file": one.file, "line": one.line, "what": one.what, "cure": one.cure} for one in found.problems
        ]
        output.say_json(
            {"ok": not problems, "articles": found.articles, "labels": found.labels, "problems": problems}
        )
    else:
        for problem in found.problems:
            output.say(str(problem))
        summary = count(len(found.problems), "problem") if found.problems else "nothing wrong"
        seen = f"{count(found.articles, 'article')}, {count(found.labels, 'label file')}"
        output.say(f"{summary} ({seen})")
    return 1 if found.problems else 0
