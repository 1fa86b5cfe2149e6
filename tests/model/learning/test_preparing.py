"""Features of large corpora: learned block by block, kept between starts, brought up to date by changes."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from model.classifier import ThemeClassifier
from model.classifying.features import fit_vectorizer
from model.folders import FEATURES, cache_folder, state_folder
from model.learning import preparing
from model.learning.corpus import Corpus
from model.learning.kept import FILE, load_corpus
from model.learning.preparing import prepare, sampled
from model.learning.stale import Stale
from model.learning.trainer import Trainer
from model.learning.vectorising import WordCounter, vectorizer
from model.project import Project
from tests.model.learning.synthetic import make_project, passages
from tests.model.learning.test_trainer import label


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A project that counts as a large one: it is learned in blocks of ten passages."""
    monkeypatch.setattr(preparing, "SMALL", 0)
    monkeypatch.setattr(preparing, "BLOCK", 10)
    monkeypatch.setattr("model.learning.wordcorpus.SMALL", 0)
    return make_project(tmp_path / "study", articles=12)


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Texts whose words are looked at."""
    seen: list[str] = []
    add, transform = WordCounter.add, ThemeClassifier.transform

    def adding(self: WordCounter, texts: list[str]) -> None:
        seen.extend(texts)
        add(self, texts)

    def transforming(self: ThemeClassifier, texts: list[str]) -> csr_matrix:
        seen.extend(texts)
        return transform(self, texts)

    monkeypatch.setattr(WordCounter, "add", adding)
    monkeypatch.setattr(ThemeClassifier, "transform", transforming)
    return seen


def prepared(project: Project, old: Corpus | None = None) -> Corpus:
    steps = prepare(project.root, project.index, old)
    while True:
        try:
            next(steps)
        except StopIteration as done:
            assert isinstance(done.value, Corpus)
            return done.value


def write(project: Project, name: str, text: str) -> None:
    (project.root / "seeds" / name).write_text(text, encoding="utf-8")
    project.refresh()


def test_blocks_give_what_all_at_once_gives(project: Project, tmp_path: Path) -> None:
    texts = [*passages(300, share=5)[0], "", "Crème brûlée, crème!", "unheard-of"]
    counter = WordCounter(tmp_path)
    for first in range(0, len(texts), 64):
        counter.add(texts[first : first + 64])
    vocabulary = counter.vocabulary()
    found = np.concatenate([block.toarray() for block in counter.weighted(vocabulary)])
    counter.close()
    fitted, expected = fit_vectorizer([*texts, *["once more"] * 2000])
    kept_words = fitted.get_feature_names_out().tolist()
    own = [kept_words.index(word) for word in vocabulary.words]
    assert vocabulary.entries == np.count_nonzero(found)
    assert sorted({"once", "more"} | set(vocabulary.words)) == kept_words
    mine = vectorizer(vocabulary.words, vocabulary.idf)
    np.testing.assert_allclose(mine.transform(texts).toarray(), found, atol=1e-6)
    alone = fit_vectorizer([*texts, *[""] * 2000])
    np.testing.assert_allclose(
        alone[0].idf_ - alone[0].idf_[0], vocabulary.idf - vocabulary.idf[0], atol=1e-5
    )
    assert expected.shape[1] == len(own) + 2


def test_the_most_frequent_words_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("model.learning.vectorising.MOST_WORDS", 2)
    counter = WordCounter(tmp_path)
    counter.add(["often seldom rare", "often seldom", "often rare", "often seldom"])
    assert counter.vocabulary().words == ["often", "seldom"]
    counter.close()


def test_each_text_is_looked_at_once_and_the_share_rises(project: Project, counted: list[str]) -> None:
    steps = prepare(project.root, project.index, None)
    shares = list(steps)
    every = [text[a:b] for _, text, spans in project.texts() for a, b in spans]
    assert counted == every and len(every) == 108
    assert shares == sorted(shares) and shares[0] < 0.1 and 0.8 < shares[-1] <= 1
    assert len(shares) >= len(every) // 10


def test_what_was_kept_is_what_was_learned(project: Project) -> None:
    made, found = prepared(project), load_corpus(project.root)
    assert found is not None and found.key == made.key == project.index.corpus_key()
    assert list(found.articles.items()) == list(made.articles.items())
    assert [found.ranges(name) for name in found.articles] == [made.ranges(name) for name in made.articles]
    assert (found.matrix != made.matrix).nnz == 0 and found.digest == made.digest
    text = "relief for people at the frontier"
    assert (found.features.transform([text]) != made.features.transform([text])).nnz == 0
    np.testing.assert_array_equal(found.features.vectors_, made.features.vectors_)
    for mine, theirs in zip(found.features.kernels.costly, made.features.kernels.costly, strict=True):
        assert np.array_equal(np.asarray(mine.sum(axis=0)), np.asarray(theirs.sum(axis=0)))


def test_a_label_costs_no_word(project: Project, counted: list[str]) -> None:
    trainer = Trainer(project)
    trainer.train(1, "a0.txt")
    counted.clear()
    label(project, "a0.txt", 5)
    assert trainer.train(2, "a0.txt").passages == 5
    assert counted == []


def test_a_start_costs_the_definitions_and_no_passage(project: Project, counted: list[str]) -> None:
    Trainer(project).train(1, "a0.txt")
    counted.clear()
    Trainer(project).train(2, "a0.txt")
    assert len(counted) == 3 and all(text.split("\n")[0] in ("Aid", "Border", "Money") for text in counted)


def test_an_article_more_costs_its_own_passages(project: Project, counted: list[str]) -> None:
    trainer = Trainer(project)
    trainer.train(1)
    counted.clear()
    texts = passages(2, seed=9)[0]
    write(project, "a05.txt", "\n\n".join(texts) + "\n")
    trainer.train(2)
    assert counted == texts
    corpus = trainer.corpus()
    assert list(corpus.articles) == sorted(corpus.articles) and corpus.strange == 2
    assert len(project.suggestions.of("a05.txt")) == 2
    expected = corpus.features.transform([text[a:b] for _, text, spans in project.texts() for a, b in spans])
    assert abs(corpus.matrix - expected).max() < 1e-6
    reloaded = load_corpus(project.root)
    assert reloaded is not None and reloaded.strange == 2 and (reloaded.matrix != corpus.matrix).nnz == 0


def test_changed_and_dropped_articles_are_followed(project: Project, counted: list[str]) -> None:
    old = prepared(project)
    (project.root / "seeds" / "a3.txt").unlink()
    write(project, "a7.txt", "Only a convoy is left.\n")
    counted.clear()
    new = prepared(project, old)
    assert counted == ["Only a convoy is left."]
    assert "a3.txt" not in new.articles and len(new) == len(old) - 9 - 8
    assert new.strange == 9 + 9 + 1
    rows = slice(*new.articles["a8.txt"])
    before = slice(*old.articles["a8.txt"])
    assert (new.matrix[rows] != old.matrix[before]).nnz == 0
    assert new.row(("a7.txt", 0, 22), "Only a convoy is left.") == new.articles["a7.txt"][0]


def test_too_many_changes_mean_to_learn_anew(project: Project, counted: list[str]) -> None:
    old = prepared(project)
    counted.clear()
    for number in range(3):
        text = (project.root / "seeds" / f"a{number}.txt").read_text(encoding="utf-8")
        write(project, f"b{number}.txt", text)
    new = prepared(project, old)
    assert new.strange == 0 and len(counted) == len(new) == 108 + 27


def test_the_same_articles_under_another_key_are_taken_over(project: Project, counted: list[str]) -> None:
    old = prepared(project)
    text = (project.root / "seeds" / "a1.txt").read_text(encoding="utf-8")
    write(project, "a1.txt", "Something else.\n")
    write(project, "a1.txt", text)
    counted.clear()
    new = prepared(project, old)
    assert new.key != old.key and new.matrix is old.matrix and counted == []


def test_a_stop_between_blocks_goes_on_where_it_was(project: Project, counted: list[str]) -> None:
    trainer = Trainer(project)
    left = [3]

    def soon() -> bool:
        left[0] -= 1
        return left[0] < 0

    with pytest.raises(Stale):
        trainer.corpus(soon)
    looked_at = len(counted)
    assert 0 < looked_at <= 40
    trainer.corpus()
    assert len(counted) == 108


def test_the_article_on_the_screen_has_suggestions_before_the_words_are_learned(project: Project) -> None:
    trainer = Trainer(project)
    seen: list[tuple[int, bool]] = []
    shares: list[float] = []

    def visible() -> None:
        found = project.suggestions.of("a5.txt")
        seen.append((len(found), bool(project.suggestions.of("a0.txt"))))

    trainer.train(1, "a5.txt", visible=visible, told=shares.append)
    assert seen == [(9, False), (9, False)] and shares
    assert len(project.suggestions.of("a0.txt")) == 9


def test_a_sample_is_of_all_parts(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preparing, "SAMPLED", 30)
    corpus = sampled(project.index)
    assert len(corpus) == 30 and len(corpus.articles) >= 4


def _other_versions(ledger: dict[str, object]) -> None:
    ledger["versions"] = {"numpy": "0.1"}


def _other_places(ledger: dict[str, object]) -> None:
    parts = ledger["parts"]
    assert isinstance(parts, dict)
    parts["data"][2] = 1 << 40


@pytest.mark.parametrize("change", [_other_versions, _other_places, dict.clear])
def test_a_ledger_that_does_not_fit_is_not_followed(
    project: Project, change: Callable[[dict[str, object]], object]
) -> None:
    prepared(project)
    path = state_folder(project.root) / FEATURES
    ledger = json.loads(path.read_text(encoding="utf-8"))
    change(ledger)
    path.write_text(json.dumps(ledger), encoding="utf-8")
    assert load_corpus(project.root) is None


@pytest.mark.parametrize(
    "damage", ["cut", "empty", "flipped", "gone", "others may write", "link", "no ledger"]
)
def test_a_foreign_or_damaged_file_is_not_loaded(project: Project, tmp_path: Path, damage: str) -> None:
    prepared(project)
    path = cache_folder(project.root) / FILE
    content = path.read_bytes()
    match damage:
        case "cut":
            path.write_bytes(content[:-9])
        case "empty":
            path.write_bytes(b"")
        case "flipped":
            at = len(content) // 2
            path.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
        case "gone":
            path.unlink()
        case "others may write":
            path.chmod(0o666)
        case "link":
            path.rename(tmp_path / "elsewhere")
            path.symlink_to(tmp_path / "elsewhere")
        case "no ledger":
            (state_folder(project.root) / FEATURES).unlink()
    assert load_corpus(project.root) is None
    assert Trainer(project).train(1).passages == 0, "it is learned again"
    assert load_corpus(project.root) is not None


def test_what_is_kept_is_private_and_nothing_is_left_beside(project: Project) -> None:
    prepared(project)
    folder = cache_folder(project.root)
    assert (folder / FILE).stat().st_mode & 0o777 == 0o600
    assert not [path for path in folder.iterdir() if ".new" in path.name or path.name.startswith("tmp")]


def test_no_room_is_said_and_nothing_is_left(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "pwrite", full)
        with pytest.raises(OSError, match="No space"):
            prepared(project)
    assert not [path for path in cache_folder(project.root).iterdir() if ".new" in path.name]
    trainer = Trainer(project)
    assert trainer.train(1).passages == 0, "and it can be tried again"


def test_a_small_corpus_is_kept_too(tmp_path: Path) -> None:
    project = make_project(tmp_path / "study")
    Trainer(project).train(1)
    found = load_corpus(project.root)
    assert found is not None and len(found) == 54 and found.matrix.shape[1] == len(found.features.stems_)
