"""`--embeddings` and `--download`: one meaning for all commands, remembered by train only."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from model.errors import RubricateError
from model.learning import embeddings, pretrained
from model.learning.embeddings import NONE, remembered
from tests.model.learning.encoder import FakeEncoder
from tests.model.learning.synthetic import WORDS, make_project, passages
from tests.tui.test_cli import failure
from tui.cli.entry import main

Captured = pytest.CaptureFixture[str]


class FakeModel(FakeEncoder):
    key = "fake"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return make_project(tmp_path / "study").root


@pytest.fixture
def found(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the models that were looked for; all are there."""
    names: list[str] = []

    def find(name: str, root: Path) -> FakeModel:
        names.append(name)
        return FakeModel()

    monkeypatch.setattr(embeddings, "find", find)
    return names


@pytest.fixture
def downloaded(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    names: list[str] = []
    monkeypatch.setattr(pretrained, "download", names.append)
    return names


def test_train_remembers_for_all_commands(
    root: Path, found: list[str], downloaded: list[str], capsys: Captured
) -> None:
    assert main(["--embeddings", "org/small", "train", str(root)]) == 0
    assert remembered(root) == "org/small"
    assert "and by the meaning that org/small gives" in capsys.readouterr().out
    for command in ("suggest", "evaluate", "train"):
        assert main([command, str(root)]) == 0
    assert found == ["org/small"] * 4
    capsys.readouterr()
    assert main(["train", "--embeddings", "none", str(root)]) == 0
    assert main(["suggest", str(root)]) == 0
    assert remembered(root) == NONE and len(found) == 4 and downloaded == []
    assert "meaning" not in capsys.readouterr().out


@pytest.mark.parametrize("command", ["suggest", "evaluate"])
def test_the_others_take_it_once(root: Path, found: list[str], command: str, capsys: Captured) -> None:
    assert main([command, "--embeddings", "org/small", str(root)]) == 0
    assert found == ["org/small"] and remembered(root) == NONE


def test_a_folder_is_remembered_by_its_whole_path(
    root: Path, found: list[str], monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.chdir(root.parent)
    assert main(["train", "--embeddings", "./models/small", str(root)]) == 0
    assert remembered(root) == str(root.parent / "models/small")


def test_download_is_asked_for(root: Path, found: list[str], downloaded: list[str], capsys: Captured) -> None:
    assert main(["train", "--embeddings", "org/small", "--download", str(root)]) == 0
    assert downloaded == ["org/small"]
    for words in (["--download"], ["--download", "--embeddings", "none"]):
        assert "--download needs the name of a model" in failure(capsys, "train", str(root), *words)
    assert downloaded == ["org/small"]


def test_what_is_missing_is_told_in_a_line(root: Path, tmp_path: Path, capsys: Captured) -> None:
    said = failure(capsys, "train", str(root), "--embeddings", str(tmp_path / "nowhere"))
    assert "nowhere: no folder with an embeddings model (name the folder" in said
    assert remembered(root) == NONE


def test_simulate_shows_both(tmp_path: Path, found: list[str], capsys: Captured) -> None:
    texts, Y = passages(60)
    rows = [{"text": text, "labels": [list(WORDS)[row.argmax()]]} for text, row in zip(texts, Y, strict=True)]
    data = tmp_path / "d.jsonl"
    data.write_text("\n".join(map(json.dumps, rows)))
    words = ["simulate", str(data), "--budgets", "0", "10", "--seeds", "0", "--embeddings", "org/small"]
    assert main([*words, "--json"]) == 0
    points = json.loads(capsys.readouterr().out)["points"]
    methods = {point["method"] for point in points}
    assert methods == {
        "labels only", "names", "labels only +E", "names +E", "tuned", "tuned +E", "most frequent"
    }  # fmt: skip
    assert {point["method"] for point in points if not point["labels"]} == {"names", "names +E"}
    assert main([*words, "--order", "queue"]) == 0
    assert "\ntuned +E" in capsys.readouterr().out
    assert "without embeddings" in failure(capsys, *words, "--order", "likely")


def test_export_model_leaves_them_out(
    root: Path, found: list[str], tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["train", "--embeddings", "org/small", str(root)]) == 0

    def gone(name: str, root: Path) -> FakeModel:
        raise RubricateError("gone", file=name)

    monkeypatch.setattr(embeddings, "find", gone)
    assert main(["export", "model", str(tmp_path / "m.joblib"), str(root)]) == 0
    assert "gone" in failure(capsys, "suggest", str(root))
