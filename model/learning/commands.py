"""What the commands `train`, `suggest` and `evaluate` do, as plain functions over an open project.

Its index is taken as it is: whoever calls brings it up to date first.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from model.learning.embeddings import Heard, remember, silent
from model.learning.evaluation import Report
from model.learning.modelcache import load_model, save_model
from model.learning.outcome import Fitted, untouched
from model.learning.records import best_themes
from model.learning.trainer import Trainer
from model.project import Project
from model.suggestions import Range, TrainingStatus
from model.suggestions.records import NO_THEME, P_STEPS


def train(project: Project, model: str | None = None, progress: Heard = silent) -> TrainingStatus:
    """Learn, write all suggestions, keep the model.

    Args:
        project: what to learn from.
        model: what gives embeddings (see `pretrained.find`), or NONE; it is remembered. Default: what is.
        progress: told how many new texts have their embeddings, and of how many.

    Raises:
        RubricateError: the model that gives embeddings can't be used; what was remembered still is.
        OSError, sqlite3.Error: the suggestions can't be written.
    """
    trainer = Trainer(project, model, progress)
    status = trainer.train(project.revision)
    if trainer.fitted is not None:
        with suppress(OSError):  # only the next command takes longer
            save_model(project.root, trainer.fitted.classifier, trainer.fitted.key)
    if model is not None:
        remember(project.root, model)
    return status


def evaluate(project: Project, model: str | None = None, progress: Heard = silent) -> Report:
    """Honest scores, theme by theme, and the learning curve.

    Arguments as of `train`; nothing is remembered.
    """
    return Trainer(project, model, progress).evaluate()


def suggest(project: Project, model: str | None = None, progress: Heard = silent) -> Iterator[dict[str, Any]]:
    """Suggestions for every passage that the project's coder has not decided about, article by article.

    Arguments as of `train`; nothing is remembered.

    Yields:
        {"article", "start", "end", "text", "suggestions": [{"theme", "p", "learned"}, ...]}, likeliest first.
    """
    trainer = Trainer(project, model, progress)
    fitted = trainer.fit(lambda key: load_model(project.root, key))
    open_ = untouched(fitted)
    for article, text, spans in project.texts():
        first, behind = fitted.corpus.articles.get(article, (0, 0))
        if behind - first != len(spans):
            continue  # changed since: the next run has it
        p = fitted.classifier.predict_proba_of(fitted.corpus.matrix[first:behind])
        rows = zip(
            spans, *(part.tolist() for part in best_themes(p)), open_[first:behind].tolist(), strict=True
        )
        for span, themes, steps, wanted in rows:
            if wanted:
                yield _plain(article, span, text, fitted, list(zip(themes, steps, strict=True)))


def _plain(
    article: str, span: Range, text: str, fitted: Fitted, best: list[tuple[int, int]]
) -> dict[str, Any]:
    learned = fitted.classifier.learned_
    return {
        "article": article,
        "start": span[0],
        "end": span[1],
        "text": text[slice(*span)],
        "suggestions": [
            {
                "theme": fitted.training.themes[theme],
                "p": round(step / P_STEPS, 4),
                "learned": bool(learned[theme]),
            }
            for theme, step in best
            if theme != NO_THEME
        ],
    }
