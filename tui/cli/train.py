"""`rubricate train`: learn from the labels."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from tui.cli import output
from tui.cli.parsing import add_learner

DESCRIPTION = """\
Learn from the labels of all coders, and keep the suggestions and the model in your cache folder, where the
app and the other commands find them. Themes without labels are ranked by their definitions.

With --embeddings, passages are also alike by what they mean to a pretrained model. The choice is remembered
for this project in your state folder, and holds for the app and all commands until --embeddings none."""
EXAMPLES = """\
  rubricate train
  rubricate train my-study --json
  rubricate train --embeddings ~/models/all-MiniLM-L6-v2
  rubricate train --embeddings sentence-transformers/all-MiniLM-L6-v2 --download"""


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    add_learner(parser, "whose decisions count before those of others (default: your login name)")


def run(args: Namespace) -> int:
    """Learn, and say from what."""
    from dataclasses import asdict  # noqa: PLC0415
    from datetime import UTC, datetime  # noqa: PLC0415

    from tui.cli.working import embedding, embeddings_of, ready_project  # noqa: PLC0415
    from tui.training_words import meaning_words, training_words  # noqa: PLC0415

    model = embeddings_of(args)
    project = ready_project(args)
    from model.learning import commands  # noqa: PLC0415

    with embedding() as progress:
        status = commands.train(project, model, progress)
    if args.json:
        output.say_json(asdict(status))
        return 0
    output.say(training_words(status, datetime.now(UTC)))
    if meaning := meaning_words(status):
        output.say(meaning)
    for theme in status.themes:
        thin = f"  too few labels (need {theme.need} more)" if theme.need else ""
        output.say(f"  {theme.theme:<28} {theme.positives:>6,} yes {theme.negatives:>6,} no{thin}")
    return 0
