"""Embeddings are computed once a text; the project knows nothing of them, this user's folders do."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from model.errors import RubricateError
from model.folders import cache_folder, state_folder
from model.learning import commands, embeddings
from model.learning.embeddings import BATCH, FILE, LOOKED_UP, NONE, Embeddings, remember, remembered
from model.learning.modelcache import load_model, model_key
from model.learning.stale import Stale
from model.learning.trainer import Trainer
from model.learning.trainingset import training_set
from model.project import Project
from tests.model.learning.encoder import FakeEncoder
from tests.model.learning.synthetic import make_project


class FakeModel(FakeEncoder):
    """A model with a name."""

    def __init__(self, key: str = "fake") -> None:
        super().__init__()
        self.key = key


@pytest.fixture
def model() -> FakeModel:
    return FakeModel()


@pytest.fixture
def encoder(model: FakeModel, tmp_path: Path) -> Embeddings:
    return Embeddings(model, tmp_path)


def test_only_new_texts_are_encoded(encoder: Embeddings, model: FakeModel, tmp_path: Path) -> None:
    first = encoder.encode(["relief", "fence", "relief"])
    assert sorted(model.asked[0]) == ["fence", "relief"] and first.dtype == np.float32
    again = Embeddings(model, tmp_path).encode(["wages and prices", "fence", "relief"])
    assert model.asked[1:] == [["wages and prices"]]
    assert np.array_equal(again[[2, 1, 2]], first)
    assert np.array_equal(
        again, np.float32([FakeModel.one(t) for t in ("wages and prices", "fence", "relief")])
    )
    encoder.encode(["fence"])
    assert len(model.asked) == 2


def test_models_do_not_share(tmp_path: Path) -> None:
    for key in ("one", "other"):
        model = FakeModel(key)
        Embeddings(model, tmp_path).encode(["relief"])
        assert model.asked == [["relief"]]


def test_many_texts_go_in_batches_and_what_is_done_is_kept(
    encoder: Embeddings, model: FakeModel, tmp_path: Path
) -> None:
    texts = [f"relief {number}" for number in range(BATCH + LOOKED_UP)]

    def stop(done: int, of: int) -> None:
        assert (done, of) == (BATCH, len(texts))
        raise Stale

    encoder.hear = stop
    with pytest.raises(Stale):
        encoder.encode(texts)
    encoder.hear = lambda done, of: None
    assert encoder.encode(texts).shape == (len(texts), 4)
    assert sorted(text for asked in model.asked for text in asked) == sorted(texts)
    assert max(map(len, model.asked)) == BATCH


def damaged(path: Path) -> None:
    path.write_bytes(b"SQLite format 3\0 no more")


def empty(path: Path) -> None:
    path.write_bytes(b"")


def linked(path: Path) -> None:
    path.rename(path.with_suffix(".there"))
    path.symlink_to(path.with_suffix(".there"))


def writable(path: Path) -> None:
    path.chmod(0o666)


@pytest.mark.parametrize("tamper", [damaged, empty, linked, writable])
def test_a_cache_that_is_not_ours_is_made_anew(encoder, model, tmp_path, tamper) -> None:  # noqa: ANN001
    path = tmp_path / FILE.format("fake")
    before = encoder.encode(["relief"])
    assert path.stat().st_mode & 0o777 == 0o600
    tamper(path)
    assert np.array_equal(encoder.encode(["relief"]), before)
    assert model.asked == [["relief"], ["relief"]]
    assert path.stat().st_mode & 0o777 == 0o600 and not path.is_symlink()


def test_no_text_and_odd_text(encoder: Embeddings) -> None:
    assert encoder.encode([]).shape == (0, 4)
    assert encoder.encode(["", "\ud800", "relief"]).shape == (3, 4)


# --- of a project ---


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return make_project(tmp_path / "study")


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch) -> dict[str, FakeModel]:
    """Models by name; others can't be found."""
    models = {"/models/a": FakeModel("a"), "/models/b": FakeModel("b")}

    def find(name: str, root: Path) -> FakeModel:
        if name not in models:
            raise RubricateError("no such model on this machine", file=name, cure="--download")
        return models[name]

    monkeypatch.setattr(embeddings, "find", find)
    return models


def test_what_train_was_given_is_remembered_outside_the_project(
    project: Project, known: dict[str, FakeModel]
) -> None:
    before = sorted(project.root.rglob("*"))
    assert remembered(project.root) == NONE
    commands.train(project, "/models/a")
    assert remembered(project.root) == "/models/a" and sorted(project.root.rglob("*")) == before
    assert (state_folder(project.root) / "embeddings.json").stat().st_mode & 0o777 == 0o600
    assert len(known["/models/a"].asked) > 1, "passages, and definitions"
    fitted = Trainer(project).fit()
    assert fitted.corpus.features.metric.words < fitted.X.shape[1], "as the app trains"
    commands.train(project, NONE)
    assert remembered(project.root) == NONE
    assert Trainer(project).fit().classifier.encoder is None


def test_what_cannot_be_found_is_not_remembered(project: Project, known: dict[str, FakeModel]) -> None:
    with pytest.raises(RubricateError, match="no such model"):
        commands.train(project, "nowhere")
    assert remembered(project.root) == NONE


def test_only_train_remembers(project: Project, known: dict[str, FakeModel]) -> None:
    list(commands.suggest(project, "/models/a"))
    commands.evaluate(project, "/models/a")
    assert remembered(project.root) == NONE and known["/models/a"].asked


@pytest.mark.parametrize("content", ["{", "[]", '{"model": 1}', "{}"])
def test_a_broken_memory_is_none(project: Project, content: str) -> None:
    remember(project.root, "/models/a")
    path = state_folder(project.root) / "embeddings.json"
    path.write_text(content)
    assert remembered(project.root) == NONE


def test_a_memory_that_others_may_write_is_forgotten(project: Project) -> None:
    remember(project.root, "/models/a")
    (state_folder(project.root) / "embeddings.json").chmod(0o666)
    assert remembered(project.root) == NONE
    remember(project.root, "/models/a")
    os.chmod(state_folder(project.root), 0o777)  # noqa: PTH101 - as a stranger would
    assert remembered(project.root) == NONE


def test_one_trainer_follows_the_memory(project: Project, known: dict[str, FakeModel]) -> None:
    """The training process lives longer than a choice of model."""
    trainer = Trainer(project)
    widths = []
    for name in (NONE, "/models/a", "/models/a", "/models/b", NONE):
        remember(project.root, name)
        fitted = trainer.fit()
        widths.append(fitted.X.shape[1])
        assert getattr(fitted.classifier.encoder, "name", NONE) == name
    assert len(set(widths)) == 2
    assert len(known["/models/a"].asked) == len(known["/models/b"].asked) == 2


def test_suggestions_go_by_meaning_too(project: Project, known: dict[str, FakeModel]) -> None:
    trainer = Trainer(project, "/models/a")
    assert trainer.train(1).embeddings == "/models/a"
    span = project.read("a1.txt").passages[0]
    where = ("a1.txt", span.start, span.end, "aid")
    words = sum(share for *_, share in trainer.explain(*where))
    fitted = trainer.fitted
    assert fitted is not None
    text = span.of(project.read("a1.txt").article.text)
    score = fitted.classifier.decision_function([text])[0, 0] - fitted.classifier.intercept_[0]
    assert trainer.meaning(*where) == pytest.approx(score - words, abs=1e-4)
    assert abs(trainer.meaning(*where)) > 0.01
    without = Trainer(project, NONE)
    assert without.train(2).embeddings == ""
    assert without.meaning(*where) == 0.0


def test_new_articles_cost_their_own_passages_only(project: Project, known: dict[str, FakeModel]) -> None:
    commands.train(project, "/models/a")
    known["/models/a"].asked.clear()
    (project.root / "seeds" / "new.txt").write_text("Relief for the city, and a clinic.\n")
    project.refresh()
    commands.train(project)
    assert known["/models/a"].asked == [["Relief for the city, and a clinic."]]


def test_the_kept_model_belongs_to_its_embeddings(project: Project, known: dict[str, FakeModel]) -> None:
    commands.train(project, "/models/a")
    with_a = Trainer(project).fit().key
    found = load_model(project.root, with_a)
    assert found is not None and found.encoder is None, "the encoder is not a part of the file"
    assert load_model(project.root, Trainer(project, "/models/b").fit().key) is None
    assert load_model(project.root, Trainer(project, NONE).fit().key) is None
    nothing = training_set([], [], [])
    assert model_key(nothing, [], "1", "a") != model_key(nothing, [], "1", "b") != model_key(nothing, [], "1")


def test_a_kept_model_suggests_the_same(project: Project, known: dict[str, FakeModel]) -> None:
    commands.train(project, "/models/a")
    fresh = list(commands.suggest(project, "/models/a"))
    kept: list[bool] = []

    def load(key: dict[str, str]):  # noqa: ANN202
        found = load_model(project.root, key)
        kept.append(found is not None)
        return found

    fitted = Trainer(project).fit(load)
    assert kept == [True]
    p = fitted.classifier.predict_proba([fresh[0]["text"]])[0]
    assert p.max() == pytest.approx(fresh[0]["suggestions"][0]["p"], abs=1e-3)


def test_stale_while_embedding_keeps_the_place(
    project: Project, known: dict[str, FakeModel], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embeddings, "BATCH", 10)
    trainer = Trainer(project, "/models/a")
    with pytest.raises(Stale):
        trainer.train(1, stale=lambda: True)
    assert len(known["/models/a"].asked) == 1, "the first batch, and no more"
    trainer.train(2)
    asked = [text for texts in known["/models/a"].asked for text in texts]
    assert len(asked) == len(set(asked))
    assert (cache_folder(project.root) / FILE.format("a")).exists()
