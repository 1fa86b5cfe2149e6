"""`rubricate evaluate`: how good the suggestions are."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from tui.audit_words import Audit, agreement, judged, progress, reliability, unread
from tui.cli import output
from tui.cli.parsing import add_learner

if TYPE_CHECKING:
    from model.learning.evaluation import Report, ThemeScore

DESCRIPTION = """\
Score the suggestions on articles that were not learned from (cross-validation grouped by article), theme by
theme, and show how the scores grew with the labels. Where there are too few labels it says so and gives no
figure. What the audit sample says stands below, with limits that hold with 95 % confidence."""
EXAMPLES = """\
  rubricate evaluate
  rubricate evaluate my-study --json"""


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    add_learner(parser, "whose decisions count before those of others (default: your login name)")


def run(args: Namespace) -> int:
    """Score, and print."""
    from tui.cli.working import embedding, embeddings_of, ready_project  # noqa: PLC0415

    model = embeddings_of(args)
    project = ready_project(args)
    from model.learning import commands  # noqa: PLC0415

    with embedding() as progress:
        report = commands.evaluate(project, model, progress)
    if args.json:
        output.say_json(report.plain())
    else:
        _show(report)
    return 0


def _show(report: Report) -> None:
    output.say(f"{report.passages:,} labelled passages in {report.articles:,} articles")
    if report.why:
        output.say(report.why)
    output.say(f"{'theme':<28} {'labels':>6} {'accepted':>8} {'precision':>9} {'recall':>6} {'F1':>6}")
    for score in report.themes:
        output.say(f"{score.theme:<28} {score.positives:>6,} {score.accepted:>8,} {_figures(score)}")
    output.say(f"{'mean of the themes':<28} {'':>6} {'':>8} {'':>9} {'':>6} {_figure(report.f1):>6}")
    if report.hits is not None:
        output.say(f"a right theme among the first three: {report.hits:.0%} of the passages")
    for point in report.curve:
        if point.hits is not None:
            output.say(f"  after {point.labels:,} labels: {point.hits:.0%}")
    plain = report.plain()
    for line in reliability(plain["reliability"]):
        output.say(f"  {line}")
    if plain["audit"] is not None:
        _show_audit(plain["audit"])
    if report.suspects:
        output.say(f"{len(report.suspects)} labels do not fit the others: the model screen lists them")


def _show_audit(audit: Audit) -> None:
    output.say("")
    output.say(progress(audit))
    for line in agreement(audit):
        output.say(line)
    if audit["blind"]:
        output.say(f"{'theme':<28} {'found':>6} {'precision':>16} {'recall':>16}")
        for score in audit["themes"]:
            figures = f"{judged(score['precision']):>16} {judged(score['recall']):>16}"
            output.say(f"{score['theme']:<28} {score['present']:>6,} {figures}")
    for line in unread(audit, str):
        output.say(line)


def _figures(score: ThemeScore) -> str:
    if score.why:
        return f"  {score.why}"
    return f"{_figure(score.precision):>9} {_figure(score.recall):>6} {_figure(score.f1):>6}"


def _figure(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"
