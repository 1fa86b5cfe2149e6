"""From label files on disk to suggestions on disk, by the trainer and by the commands."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from model.classifier import ThemeClassifier
from model.coding.marks import Intent, Reject, Restore, SetState, SetTheme, Sheet, request
from model.coding.progress import passage_states
from model.errors import RubricateError
from model.folders import cache_folder
from model.index import Index
from model.learning import commands, labels
from model.learning import trainer as trainer_module
from model.learning.corpus import build_corpus
from model.learning.modelcache import FILE
from model.learning.stale import Stale
from model.learning.trainer import Trainer
from model.project import Project
from model.suggestions import SuggestionWriter
from tests.model.learning.synthetic import make_project, mark, sheet, theme_of


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return make_project(tmp_path / "study")


def decide(project: Project, article: str, start: int, end: int, intent: Intent) -> None:
    found = project.read(article).article
    project.apply(request(found.id, found.digest, found.text, start, end, intent))


def label(project: Project, article: str, count: int) -> None:
    """Label the first `count` passages of an article as they should be."""
    opened = project.read(article)
    for span in opened.passages[:count]:
        theme = theme_of(span.of(opened.article.text))
        decide(project, article, span.start, span.end, SetTheme(theme))


def right(project: Project, article: str, skip: int = 0) -> float:
    """Share of the passages whose first suggestion is right."""
    opened, found = project.read(article), project.suggestions.of(article)
    passages = opened.passages[skip:]
    return float(
        np.mean([found[s.start, s.end][0].theme == theme_of(s.of(opened.article.text)) for s in passages])
    )


def test_suggests_from_definitions_then_from_labels(project: Project) -> None:
    trainer = Trainer(project)
    status = trainer.train(1, "a0.txt")
    assert (status.revision, status.passages) == (1, 0) and len(status.thin) == 3
    assert not any(s.learned for found in project.suggestions.of("a3.txt").values() for s in found)
    label(project, "a0.txt", 9)
    status = trainer.train(2, "a0.txt")
    assert project.suggestions.status() == status
    assert status.passages == 9 and [theme.need for theme in status.themes] == [2, 2, 2]
    assert all(s.learned for found in project.suggestions.of("a3.txt").values() for s in found)
    assert np.mean([right(project, f"a{number}.txt") for number in range(1, 6)]) > 0.8


def test_queue_holds_what_is_untouched(project: Project) -> None:
    label(project, "a0.txt", 4)
    span = project.read("a1.txt").passages[0]
    decide(project, "a1.txt", span.start, span.end, SetState("skipped"))
    Trainer(project).train(1)
    every = {(f"a{n}.txt", s.start, s.end) for n in range(6) for s in project.read(f"a{n}.txt").passages}
    for order in ("uncertain", "likely", "rare", "random"):
        found = project.suggestions.queue(order)
        assert len(found) == len(set(found)) == 54 - 5 and set(found) <= every
        assert ("a1.txt", span.start, span.end) not in found


def test_visible_article_is_written_first(project: Project) -> None:
    seen: list[bool] = []
    trainer = Trainer(project)
    trainer.train(
        1,
        "a4.txt",
        visible=lambda: seen.append(
            bool(project.suggestions.of("a4.txt")) and not project.suggestions.of("a0.txt")
        ),
    )
    assert seen == [True] and project.suggestions.of("a0.txt")


def test_stale_is_dropped(project: Project) -> None:
    trainer = Trainer(project)
    trainer.train(1)
    with pytest.raises(Stale):
        trainer.train(2, stale=lambda: True)
    status = project.suggestions.status()
    assert status is not None and status.revision == 1
    with pytest.raises(Stale):
        label(project, "a0.txt", 9), label(project, "a1.txt", 9), label(project, "a2.txt", 9)
        label(project, "a3.txt", 9), label(project, "a4.txt", 9)
        trainer.evaluate(lambda: True)


def test_two_programs_of_one_coder_write_one_after_the_other(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = SuggestionWriter(cache_folder(project.root), "ann")
    monkeypatch.setattr(trainer_module, "PAUSE", 0.0)
    asked: list[bool] = []

    def stale() -> bool:
        if not asked:
            label(project, "a0.txt", 3)
            other.close()
        asked.append(True)
        return False

    assert Trainer(project).train(1, stale=stale).passages == 3, "what it learns from is read after waiting"
    assert project.suggestions.of("a0.txt")


def test_another_program_that_never_ends_is_named(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    other = SuggestionWriter(cache_folder(project.root), "ann")
    with pytest.raises(Stale):
        Trainer(project).train(1, stale=lambda: True)
    monkeypatch.setattr(trainer_module, "WAIT", 0.0)
    with pytest.raises(RubricateError, match="another program"):
        Trainer(project).train(1)
    Trainer(Project.open(project.root, "bob")).train(1)
    other.close()


def test_a_training_that_stops_lets_others_write(project: Project) -> None:
    with pytest.raises(Stale):
        Trainer(project).train(1, stale=lambda: True)
    Trainer(project).train(2)
    assert project.suggestions.status() is not None


def test_custom_and_restored_ranges_get_suggestions(project: Project, tmp_path: Path) -> None:
    opened = project.read("a0.txt")
    first, second = opened.passages[:2]
    decide(project, "a0.txt", first.start, second.end, SetTheme("aid"))
    trainer = Trainer(project)
    trainer.train(1, "a0.txt")
    assert (first.start, second.end) in project.suggestions.of("a0.txt")
    assert trainer.fitted is not None and trainer.fitted.training.places == (
        ("a0.txt", first.start, second.end),
    )


def test_restored_range_gets_suggestions(tmp_path: Path) -> None:
    project = make_project(tmp_path / "study")
    text = (project.root / "seeds" / "a0.txt").read_text(encoding="utf-8")
    (project.root / "seeds" / "a0.txt").write_text(f"https://example.org/relief\n\n{text}", encoding="utf-8")
    project.refresh()
    excluded = project.read("a0.txt").excluded[0].span
    decide(project, "a0.txt", excluded.start, excluded.end, Restore())
    Trainer(project).train(1)
    tiles = [span for span in project.read("a0.txt").passages if span.overlaps(excluded)]
    assert tiles and all((span.start, span.end) in project.suggestions.of("a0.txt") for span in tiles)


def test_changed_article_is_noticed(project: Project) -> None:
    trainer = Trainer(project)
    trainer.train(1)
    before = trainer.corpus()
    assert trainer.corpus() is before, "features are kept while nothing changes"
    (project.root / "seeds" / "a6.txt").write_text("A tent and a clinic.\n", encoding="utf-8")
    project.refresh()
    trainer.train(2)
    assert project.suggestions.of("a6.txt") and len(trainer.corpus()) == len(before) + 1


def test_a_label_on_text_that_changed_is_learned_by_its_quote(project: Project) -> None:
    label(project, "a0.txt", 9)
    path = project.root / "seeds" / "a0.txt"
    path.write_text(path.read_text(encoding="utf-8").swapcase().replace("E", "X"), encoding="utf-8")
    project.refresh()
    trainer = Trainer(project)
    trainer.train(1)
    assert trainer.fitted is not None
    assert {theme_of(text) for text in trainer.fitted.training.texts} == {"aid", "border", "money"}


def test_labels_of_an_article_that_grew_are_where_they_are_now(project: Project) -> None:
    trainer = Trainer(project)
    label(project, "a0.txt", 3)
    trainer.train(1)
    path = project.root / "seeds" / "a0.txt"
    path.write_text("A new head, of a line that nobody has read yet.\n\n" + path.read_text(encoding="utf-8"))
    project.refresh()
    trainer.train(2)
    opened = project.read("a0.txt")
    read = {("a0.txt", mark.start, mark.end) for mark in opened.sheet.marks}
    assert trainer.fitted is not None and set(trainer.fitted.training.places) == read and len(read) == 3
    queue = project.suggestions.queue("random")
    asked = {place for place in queue if place[0] == "a0.txt"}
    states = zip(opened.passages, passage_states(opened.passages, opened.sheet.marks), strict=True)
    assert asked == {("a0.txt", span.start, span.end) for span, state in states if state == "untouched"}
    assert 0 < len(asked) < len(opened.passages)
    assert len(queue) == project.totals().untouched
    suggested = {(one["article"], one["start"], one["end"]) for one in commands.suggest(project)}
    assert suggested == set(queue)


def test_labels_of_a_passage_that_is_gone_are_learned_but_stand_nowhere(project: Project) -> None:
    label(project, "a0.txt", 3)
    path = project.root / "seeds" / "a0.txt"
    paragraphs = path.read_text(encoding="utf-8").split("\n\n")
    path.write_text("\n\n".join(paragraphs[1:]), encoding="utf-8")
    project.refresh()
    trainer = Trainer(project)
    trainer.train(1)
    assert trainer.fitted is not None
    opened = project.read("a0.txt")
    assert len(opened.orphans) == 1 and len(opened.sheet.marks) == 2
    assert trainer.fitted.own["a0.txt"].marks == opened.sheet.marks
    asked = {place[1:] for place in project.suggestions.queue("random") if place[0] == "a0.txt"}
    assert asked == {(s.start, s.end) for s in opened.passages} - {
        (m.start, m.end) for m in opened.sheet.marks
    }


def test_two_marks_of_different_texts_are_not_taken_for_two_opinions() -> None:
    placed = sheet("a", mark(0, 5, "new", themes=["aid"]))
    lost = replace(
        sheet("a"),
        unplaced=(
            mark(0, 5, "old", rejected=["aid"]),
            mark(9, 12, "gone", themes=["aid"]),
            mark(20, 30, ""),
        ),
    )
    mine, theirs = labels.examples(([placed], [lost]))
    assert mine == [placed]
    assert [[m.quote for m in one.marks] for one in theirs] == [["gone"]]
    assert labels.examples(([placed], [])) == [[placed], []]


def test_labels_are_brought_to_a_changed_text_once(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    label(project, "a0.txt", 2)
    label(project, "a1.txt", 2)
    path = project.root / "seeds" / "a0.txt"
    path.write_text("A new head.\n\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    project.refresh()
    brought: list[str] = []
    real = labels.indexed

    def spy(one: Sheet, index: Index) -> Sheet:
        brought.append(one.article)
        return real(one, index)

    monkeypatch.setattr(labels, "indexed", spy)
    trainer = Trainer(project)
    trainer.train(1)
    assert sorted(brought) == ["a0.txt", "a1.txt"]
    label(project, "a1.txt", 3)
    trainer.train(2)
    assert len(brought) == 3


def test_bad_label_file_is_left_out(project: Project) -> None:
    label(project, "a0.txt", 3)
    label(project, "a1.txt", 3)
    bad = next((project.root / "labels" / "ann").glob("a1*"))
    bad.write_text("<<<<<<< HEAD\n", encoding="utf-8")
    status = Trainer(project).train(1)
    assert status.passages == 3
    assert project.suggestions.status() == status


def test_learns_from_other_people_but_not_from_a_model(project: Project) -> None:
    for coder, article in (("bob", "a0.txt"), (labels.MODEL_CODER, "a1.txt")):
        label(Project.open(project.root, coder), article, 3)
    trainer = Trainer(project)
    assert trainer.train(1).passages == 3
    assert trainer.fitted is not None and set(trainer.fitted.training.groups) == {"a0.txt"}
    assert "a0.txt" in {place[0] for place in project.suggestions.queue("random")}, (
        "bob's reading is not ann's"
    )


def test_label_files_are_parsed_once(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    label(project, "a0.txt", 2)
    label(project, "a1.txt", 2)
    parsed: list[str] = []
    real = labels._parse

    def spy(store: object, path: str) -> object:
        parsed.append(path)
        return real(store, path)  # type: ignore[arg-type]

    monkeypatch.setattr(labels, "_parse", spy)
    trainer = Trainer(project)
    trainer.train(1)
    assert len(parsed) == 2
    label(project, "a1.txt", 3)
    status = trainer.train(2)
    assert len(parsed) == 3 and status.passages == 5


def test_explains_in_offsets_of_the_article(project: Project) -> None:
    label(project, "a0.txt", 9)
    trainer = Trainer(project)
    opened = project.read("a1.txt")
    span, text = opened.passages[4], opened.article.text
    words = trainer.explain("a1.txt", span.start, span.end, theme_of(span.of(text)))
    assert words and all(text[start:end] == word and span.start <= start for word, start, end, _ in words)
    assert sum(share for *_, share in words) > 0
    with pytest.raises(RubricateError, match="no such theme"):
        trainer.explain("a1.txt", 0, 5, "nonsense")
    with pytest.raises(RubricateError):
        trainer.explain("nonsense.txt", 0, 5, "aid")


def test_no_codebook_and_no_articles(tmp_path: Path) -> None:
    (tmp_path / "seeds").mkdir()
    empty = Project.open(tmp_path, "ann")
    empty.refresh()
    assert Trainer(empty).train(1).themes == ()
    assert empty.suggestions.queue("likely") == []
    (tmp_path / "seeds" / "a.txt").write_text("Some words.\n", encoding="utf-8")
    empty.refresh()
    Trainer(empty).train(2)
    assert list(empty.suggestions.of("a.txt").values()) == [()]


def test_batches_change_nothing(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    label(project, "a0.txt", 9)
    Trainer(project).train(1)
    whole = {article: project.suggestions.of(article) for article in ("a0.txt", "a3.txt", "a5.txt")}
    monkeypatch.setattr("model.learning.corpus.BATCH", 10)
    Trainer(project).train(2)
    assert {article: project.suggestions.of(article) for article in whole} == whole


def test_corpus_finds_the_row_of_a_range_and_its_text() -> None:
    corpus = build_corpus(
        "1", [("a", "one two three", ((0, 3), (4, 7))), ("b", "four", ((0, 4),)), ("c", "", ())]
    )
    assert len(corpus) == 3 and corpus.ranges("a") == [(0, 3), (4, 7)] and corpus.ranges("none") == []
    assert corpus.row(("a", 4, 7), "two") == 1 and corpus.row(("b", 0, 4), "four") == 2
    assert (
        corpus.row(("a", 4, 7), "owt") == corpus.row(("a", 4, 9), "two") == corpus.row(("c", 0, 1), "x") == -1
    )


# --- commands ---


def test_train_suggest_evaluate(project: Project) -> None:
    for number in range(5):
        label(project, f"a{number}.txt", 6)
    assert commands.train(project).passages == 30
    assert (cache_folder(project.root) / FILE).exists()
    found = list(commands.suggest(project))
    assert len(found) == 54 - 30
    for one in found:
        text = project.read(one["article"]).article.text
        assert one["text"] == text[one["start"] : one["end"]]
        assert [s["p"] for s in one["suggestions"]] == sorted(
            (s["p"] for s in one["suggestions"]), reverse=True
        )
    assert np.mean([one["suggestions"][0]["theme"] == theme_of(one["text"]) for one in found]) > 0.8
    report = commands.evaluate(project)
    assert report.why == "too early: labels from only 5 articles (need 20)"


def test_suggest_uses_the_kept_model_and_only_that(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    label(project, "a0.txt", 9)
    commands.train(project)
    expected = list(commands.suggest(project))
    fits: list[int] = []
    real = ThemeClassifier.fit_matrix
    monkeypatch.setattr(ThemeClassifier, "fit_matrix", lambda *a: (fits.append(1), real(*a))[1])
    assert list(commands.suggest(project)) == expected and not fits
    label(project, "a1.txt", 1)
    list(commands.suggest(project))
    assert fits, "a label more: the kept model is out of date"


def test_reject_is_learned_from(project: Project) -> None:
    label(project, "a0.txt", 9)
    trainer = Trainer(project)
    trainer.train(1)
    span = project.read("a1.txt").passages[0]
    before = project.suggestions.of("a1.txt")[span.start, span.end][0]
    decide(project, "a1.txt", span.start, span.end, Reject(before.theme))
    trainer.train(2)
    after = {s.theme: s.p for s in project.suggestions.of("a1.txt")[span.start, span.end]}
    assert after[before.theme] < before.p
