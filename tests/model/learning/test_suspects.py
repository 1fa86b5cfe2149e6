"""Labels that do not fit the others, and the labels a suggestion comes from."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from model.coding.marks import SetTheme, request
from model.learning.trainer import Trainer
from tests.model.learning.synthetic import make_project, theme_of


def test_a_wrong_label_is_the_first_suspect_and_reasons_are_the_nearest_labels(tmp_path: Path) -> None:
    project = make_project(tmp_path / "study")
    wrong = ("a2.txt", 4)
    for number in range(4):
        opened = project.read(f"a{number}.txt")
        article = opened.article
        for row, span in enumerate(opened.passages):
            theme = theme_of(span.of(article.text))
            if (article.id, row) == wrong:
                theme = {"aid": "border", "border": "money", "money": "aid"}[theme]
            asked = request(article.id, article.digest, article.text, span.start, span.end, SetTheme(theme))
            project.apply(replace(asked, audit=""))
    trainer = Trainer(project)
    found = trainer.evaluate().suspects
    span = project.read("a2.txt").passages[4]
    assert {(one.article, one.start, one.end) for one in found[:2]} == {("a2.txt", span.start, span.end)}
    assert {one.applies for one in found[:2]} == {True, False}, "what it has, and what it lacks"
    assert all(one.p < 0.5 for one in found[:2] if one.applies)

    asked_about = project.read("a5.txt").passages[0]
    text = project.read("a5.txt").article.text
    theme = theme_of(asked_about.of(text))
    near = trainer.because("a5.txt", asked_about.start, asked_about.end, theme)
    assert near and near[0].likeness >= near[-1].likeness
    for one in near:
        whole = project.read(one.article).article.text[one.start : one.end]
        assert one.own and whole.startswith(one.quote)
        assert theme_of(whole) == theme or (one.article, one.start) == ("a2.txt", span.start)
    own = project.read("a0.txt").passages[0]
    theme = theme_of(own.of(project.read("a0.txt").article.text))
    places = [(one.article, one.start) for one in trainer.because("a0.txt", own.start, own.end, theme)]
    assert places and ("a0.txt", own.start) not in places, "a label is no reason for itself"
