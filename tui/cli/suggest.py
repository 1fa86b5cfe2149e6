"""`rubricate suggest`: themes for what is not labelled yet."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from tui.cli import output
from tui.cli.parsing import add_learner

DESCRIPTION = """\
Print a JSON object for each passage on which the coder has not decided: article, start, end, text, and
suggestions, a list of theme, p (probability, 0 to 1) and learned (false where it comes from the definition
only), likeliest first. Suggestions are not labels until a coder accepts them."""
EXAMPLES = """\
  rubricate suggest > suggestions.jsonl
  rubricate suggest my-study --coder ann | head"""


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    add_learner(parser, "for whom (default: your login name)")


def run(args: Namespace) -> int:
    """Print them."""
    from tui.cli.working import embedding, embeddings_of, ready_project  # noqa: PLC0415

    model = embeddings_of(args)
    project = ready_project(args)
    from model.learning import commands  # noqa: PLC0415

    with embedding() as progress:
        for passage in commands.suggest(project, model, progress):
            output.say_json(passage)
    return 0
