"""`rubricate train`: learn from the labels."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from tui.cli import output
from tui.cli.parsing import add_coder, add_json, add_project

DESCRIPTION = """\
Learn from the labels of all coders, and keep the suggestions and the model in your cache folder, where the
app and the other commands find them. Themes without labels are ranked by their definitions."""
EXAMPLES = """\
  rubricate train
  rubricate train my-study --json"""


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    add_project(parser)
    add_coder(parser, "whose decisions count before those of others (default: your login name)")
    add_json(parser)


def run(args: Namespace) -> int:
    """Learn, and say from what."""
    from dataclasses import asdict  # noqa: PLC0415
    from datetime import UTC, datetime  # noqa: PLC0415

    from tui.cli.working import ready_project  # noqa: PLC0415
    from tui.training_words import training_words  # noqa: PLC0415

    project = ready_project(args)
    from model.learning import commands  # noqa: PLC0415

    status = commands.train(project)
    if args.json:
        output.say_json(asdict(status))
        return 0
    output.say(training_words(status, datetime.now(UTC)))
    for theme in status.themes:
        thin = f"  too few labels (need {theme.need} more)" if theme.need else ""
        output.say(f"  {theme.theme:<28} {theme.positives:>6,} yes {theme.negatives:>6,} no{thin}")
    return 0
