"""A model file is opened only where the ledger vouches for it; everything else means: train again."""

from __future__ import annotations

import hashlib
import io
import json
import os
import pickle
from collections.abc import Callable
from pathlib import Path

import joblib
import pytest

from model.classifier import ThemeClassifier
from model.coding.codebook import Theme
from model.folders import cache_folder, state_folder
from model.learning.modelcache import FILE, LEDGER, load_model, model_key, save_model
from model.learning.trainingset import training_set
from tests.model.learning.synthetic import mark, passages, sheet

KEY = {"labels": "1", "python": "3"}


class Bomb:
    """Runs code when it is unpickled."""

    def __init__(self, target: Path) -> None:
        self.target = target

    def __reduce__(self) -> tuple[Callable[[str], object], tuple[str]]:
        return os.mkdir, (str(self.target),)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    texts, Y = passages(12)
    save_model(tmp_path, ThemeClassifier().fit(texts, Y), KEY)
    return tmp_path


def test_comes_back_the_same(root: Path) -> None:
    texts, Y = passages(12)
    found = load_model(root, KEY)
    assert found is not None
    assert (found.predict_proba(texts) == ThemeClassifier().fit(texts, Y).predict_proba(texts)).all()
    assert (cache_folder(root) / FILE).stat().st_mode & 0o777 == 0o600
    assert (state_folder(root) / LEDGER).stat().st_mode & 0o777 == 0o600


def test_another_key_or_nothing_kept(root: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    assert load_model(root, {**KEY, "python": "4"}) is None
    assert load_model(tmp_path_factory.mktemp("other"), KEY) is None


def swapped(model: Path, ledger: Path, bomb: Bomb) -> None:
    model.write_bytes(pickle.dumps(bomb))


def linked(model: Path, ledger: Path, bomb: Bomb) -> None:
    model.rename(model.with_suffix(".there"))
    model.symlink_to(model.with_suffix(".there"))


def writable_file(model: Path, ledger: Path, bomb: Bomb) -> None:
    model.chmod(0o666)


def writable_folder(model: Path, ledger: Path, bomb: Bomb) -> None:
    model.parent.chmod(0o777)


def writable_ledger(model: Path, ledger: Path, bomb: Bomb) -> None:
    ledger.chmod(0o666)


def no_ledger(model: Path, ledger: Path, bomb: Bomb) -> None:
    ledger.unlink()


def broken_ledger(model: Path, ledger: Path, bomb: Bomb) -> None:
    ledger.write_bytes(b'{"key": {"labels"')


def fifo(model: Path, ledger: Path, bomb: Bomb) -> None:
    model.unlink()
    os.mkfifo(model, 0o600)


@pytest.mark.parametrize(
    "tamper",
    [swapped, linked, writable_file, writable_folder, writable_ledger, no_ledger, broken_ledger, fifo],
)
def test_tampered_is_not_opened(
    root: Path, tmp_path: Path, tamper: Callable[[Path, Path, Bomb], None]
) -> None:
    bomb = Bomb(tmp_path / "ran")
    tamper(cache_folder(root) / FILE, state_folder(root) / LEDGER, bomb)
    assert load_model(root, KEY) is None
    assert not bomb.target.exists()


def test_what_is_no_classifier_is_not_given_out(root: Path) -> None:
    buffer = io.BytesIO()
    joblib.dump({"not": "a classifier"}, buffer)
    (cache_folder(root) / FILE).write_bytes(buffer.getvalue())
    entry = {"digest": hashlib.sha256(buffer.getvalue()).hexdigest(), "key": KEY}
    (state_folder(root) / LEDGER).write_text(json.dumps(entry))
    assert load_model(root, KEY) is None


def test_key_follows_labels_definitions_texts_and_versions() -> None:
    themes = [Theme("a", "A")]
    yes = training_set(themes, [sheet("x", mark(0, 5, state="labelled", themes=["a"]))], [])
    no = training_set(themes, [sheet("x", mark(0, 5, state="none"))], [])
    keys = [
        model_key(yes, ["A"], "1"),
        model_key(no, ["A"], "1"),
        model_key(yes, ["B"], "1"),
        model_key(yes, ["A"], "2"),
    ]
    assert len({json.dumps(key) for key in keys}) == 4
    assert model_key(yes, ["A"], "1") == keys[0]
    assert {"scikit-learn", "joblib", "numpy", "python"} < set(keys[0])
