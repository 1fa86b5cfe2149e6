"""Figures only where the labels can carry them, and never from an article that was learned from."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from model.classifier import ThemeClassifier
from model.learning import evaluation
from model.learning.evaluation import Material, evaluate, hits
from tests.model.learning.synthetic import DEFINITIONS, passages


def material(n: int = 60, articles: int = 20, definitions: list[str] = DEFINITIONS) -> Material:
    texts, Y = passages(n)
    features = ThemeClassifier()
    X = features.fit_features(texts)
    groups = [f"a{number * articles // n}" for number in range(n)]
    return Material(features, definitions, ["aid", "border", "money"], X, Y, groups)


def test_scores_each_theme_and_draws_the_curve() -> None:
    report = evaluate(material())
    assert report.why == "" and (report.passages, report.articles) == (60, 20)
    for score in report.themes:
        assert score.why == "" and (score.positives, score.negatives, score.articles) == (20, 40, 20)
        assert score.average_precision is not None and score.average_precision > 0.8
        assert score.precision is not None and score.recall is not None and score.f1 is not None
        assert score.f1 == pytest.approx(
            2 * score.precision * score.recall / (score.precision + score.recall)
        )
    assert report.f1 == pytest.approx(np.mean([score.f1 for score in report.themes]))
    assert [point.labels for point in report.curve] == [10, 20, 39]
    assert sum(step.count for step in report.reliability) == 60 * 3
    assert all(0 <= step.said <= 1 and 0 <= step.true <= 1 for step in report.reliability)
    likely = [step for step in report.reliability if step.said > 0.6]
    assert likely and all(step.true > 0.5 for step in likely)
    assert json.loads(json.dumps(report.plain()))["themes"][0]["theme"] == "aid"


def test_what_is_too_thin_gets_no_figure() -> None:
    found = material()
    found.Y[3:, 0] = 0
    found.Y[:, 1] = np.where(found.Y[:, 1] == 1, 1, -1)
    few, unopposed, fine = evaluate(found).themes
    assert few.why == "too few labels (need 4 more)" and few.f1 is None and few.average_precision is None
    assert unopposed.why == "no passage is known to be without it" and unopposed.f1 is None
    assert fine.why == "" and fine.f1 is not None


def test_too_few_articles_are_said_so() -> None:
    report = evaluate(material(articles=19))
    assert report.why == "too early: labels from only 19 articles (need 20)"
    assert {score.why for score in report.themes} == {report.why}
    assert report.reliability == () and report.curve == () and report.f1 is None and report.hits is None
    assert evaluate(material(articles=1)).why == "too early: labels from only 1 article (need 20)"


def test_a_theme_of_one_article_is_not_scored() -> None:
    found = material()
    found.Y[:, 0] = 0
    found.Y[:6, 0] = 1
    groups = [*["a0"] * 6, *(f"a{1 + row % 20}" for row in range(54))]
    found = replace(found, groups=groups)
    assert evaluate(found).themes[0].why == "too early: it applies in one article only"


def test_no_labels_and_no_themes() -> None:
    empty = material()
    nothing = Material(empty.features, DEFINITIONS, empty.themes, empty.X[:0], empty.Y[:0], [])
    assert evaluate(nothing).why == "too early: labels from only 0 articles (need 20)"
    themeless = Material(empty.features, [], [], empty.X, empty.Y[:, :0], empty.groups)
    assert evaluate(themeless).themes == ()


def test_unseen_articles_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """What tells articles apart must not help: with labels that follow the article nothing can be known."""
    found = material(60, 20)
    learned: list[set[str]] = []
    fitted = Material.fitted

    def spy(self: Material, rows: np.ndarray) -> ThemeClassifier:
        learned.append({self.groups[row] for row in rows})
        return fitted(self, rows)

    monkeypatch.setattr(Material, "fitted", spy)
    evaluate(found)
    folds = learned[: evaluation.FOLDS]
    left_out = [{f"a{number}" for number in range(20)} - seen for seen in folds]
    assert all(left_out) and set().union(*left_out) == {f"a{number}" for number in range(20)}
    assert sum(map(len, left_out)) == 20, "each article is tested once, by what has not seen it"
    tested = {f"a{number}" for number in range(20)} - learned[-1]
    assert tested and not any(tested & seen for seen in learned[evaluation.FOLDS :]), (
        "the curve's test stays apart"
    )


def test_hits() -> None:
    Y = np.array([[1, 0, 0, 0], [0, 0, 0, 1], [0, 0, 0, 0], [-1, -1, -1, 1]])
    p = np.array([[0.9, 0.5, 0.4, 0.1]] * 4)
    assert hits(p, Y) == pytest.approx(1 / 3)
    assert hits(p, Y, shown=4) == 1.0
    assert hits(p[:0], Y[:0]) is None
