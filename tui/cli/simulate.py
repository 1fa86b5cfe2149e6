"""`rubricate simulate`: how good after 10, 20, 40 ... labels."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from tui.cli import output
from tui.cli.output import UsageError
from tui.cli.parsing import add_embeddings, add_json
from tui.training_words import count

if TYPE_CHECKING:
    from collections.abc import Sequence

    from model.learning.dataset import DataSet
    from model.learning.embeddings import Embeddings
    from model.learning.simulate import Point

DESCRIPTION = """\
Replay a labelled data set, lines of {"text", "labels": [...], "article"?}: how good the suggestions are after
so many labels. A third of the passages (of the articles, where they are named) is kept to test on.

Beside this program (labels only; with the labels' names; with their definitions, if given) stand, learning
from the same passages: TF-IDF with a tuned logistic regression a theme, and the most frequent three themes.

With --embeddings, the methods marked +E have them, too: this program, and the tuned logistic regression on
embeddings in place of words.

hit@1, hit@3: share of passages with a right theme among the first one, three; mAP: mean average precision;
F1: mean of the themes, at each theme's own threshold; error: calibration error of the three shown.
--order likely is for one theme: passages are read most likely first; NDCG, and the work saved when 95 % is
found (WSS@95), beside the settings of ASReview's ELAS u4."""
EXAMPLES = """\
  rubricate simulate news.jsonl
  rubricate simulate news.jsonl --definitions labels/codebook.yaml --order queue --budgets 0 20 80
  rubricate simulate review.jsonl --theme relevant --order likely --json"""

COLUMNS = {"hit@1": "hit@1", "hit@3": "hit@3", "mAP": "mAP", "macro-F1": "F1", "ECE": "error"}


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("data", metavar="DATA.jsonl", type=Path, help="the labelled data set")
    parser.add_argument(
        "--order",
        choices=("random", "queue", "article", "likely"),
        default="random",
        help="in which passages are labelled (default: random)",
    )
    parser.add_argument("--definitions", metavar="FILE", type=Path, help="a codebook with the labels' themes")
    parser.add_argument("--theme", metavar="LABEL", help="only this label")
    parser.add_argument("--budgets", metavar="N", type=_count, nargs="+", help="numbers of labels")
    parser.add_argument(
        "--seeds", metavar="N", type=_count, nargs="+", help="one replay for each (default: 0 1 2)"
    )
    add_json(parser)
    add_embeddings(parser, "none")


def _count(word: str) -> int:
    if not word.isascii() or not word.isdigit() or len(word) > 9:  # noqa: PLR2004 - numpy's seeds end there
        raise ArgumentTypeError(f"not a whole number from 0 to 999999999: {word!r}")
    return int(word)


def run(args: Namespace) -> int:
    """Replay, and print."""
    from tui.cli.working import embeddings_of, one_thread  # noqa: PLC0415

    one_thread()
    if args.embeddings is not None and args.order == "likely":
        raise UsageError("rubricate simulate: --order likely is measured without embeddings")
    model = embeddings_of(args)
    from model.learning import dataset  # noqa: PLC0415

    data = dataset.read_data(args.data)
    if args.definitions is not None:
        data = dataset.with_definitions(data, args.definitions)
    if args.theme is not None:
        data = data.only(args.theme)
    if args.order == "likely":
        _screen(args, data)
    else:
        _curves(args, data, _encoder(args.data, model))
    return 0


def _encoder(data: Path, model: str | None) -> Embeddings | None:
    from model.learning.embeddings import NONE, open_embeddings  # noqa: PLC0415

    return open_embeddings(data, model) if model not in (None, NONE) else None


def _curves(args: Namespace, data: DataSet, encoder: Embeddings | None) -> None:
    from dataclasses import asdict  # noqa: PLC0415

    from model.learning.simulate import BUDGETS, SEEDS, simulate  # noqa: PLC0415
    from tui.cli.working import embedding  # noqa: PLC0415

    if args.order == "article" and not any(data.articles):
        raise UsageError(f"rubricate simulate: {args.data} names no article, which --order article needs")
    seeds = args.seeds or SEEDS
    progress = output.Progress("replaying")
    with embedding() as heard:
        if encoder is not None:
            encoder.hear = heard
        try:
            points = simulate(data, args.order, args.budgets or BUDGETS, seeds, progress, encoder)
        finally:
            progress.close()
    if args.json:
        said = {
            "passages": len(data.texts),
            "themes": len(data.names),
            "order": args.order,
            "seeds": list(seeds),
        }
        output.say_json(said | {"points": [asdict(point) for point in points]})
        return
    size = f"{len(data.texts):,} passages, {len(data.names):,} themes"
    output.say(f"{size}; order {args.order}; {count(len(seeds), 'replay')}")
    for measure, title in COLUMNS.items():
        _table(points, measure, title, ".3f")
    _table(points, "seconds", "seconds", ".2f")


def _table(points: Sequence[Point], measure: str, title: str, form: str) -> None:
    cells = {(point.method, point.labels): format(point.figures[measure], form) for point in points}
    budgets = sorted({point.labels for point in points})
    output.say("")
    output.say(f"{title:<16}" + "".join(f"{budget:>8,}" for budget in budgets))
    for method in dict.fromkeys(point.method for point in points):
        output.say(f"{method:<16}" + "".join(f"{cells.get((method, b), '-'):>8}" for b in budgets))


def _screen(args: Namespace, data: DataSet) -> None:
    from model.learning.screening import screen  # noqa: PLC0415
    from model.learning.simulate import SEEDS  # noqa: PLC0415

    if len(data.names) != 1:
        raise UsageError(
            f"rubricate simulate: --order likely is for one theme of {len(data.names)} (--theme LABEL)"
        )
    seeds = args.seeds or SEEDS
    progress = output.Progress("reading")
    try:
        found = screen(data, seeds, progress)
    finally:
        progress.close()
    if args.json:
        output.say_json(
            {"passages": len(data.texts), "theme": data.names[0], "seeds": list(seeds), "methods": found}
        )
        return
    size = f"{len(data.texts):,} passages, {int(data.Y.sum()):,} with {data.names[0]}"
    output.say(f"{size}; {count(len(seeds), 'replay')}")
    output.say(f"{'':<18}{'NDCG':>8}{'WSS@95':>8}")
    for method, figures in found.items():
        output.say(f"{method:<18}{figures['NDCG']:>8.3f}{figures['WSS@95']:>8.3f}")
