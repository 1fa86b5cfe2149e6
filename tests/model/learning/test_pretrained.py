"""Models are found on this machine, checked, and never downloaded unasked; no library of theirs is needed."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np
import pytest

from model.errors import RubricateError
from model.learning import pretrained
from model.learning.pretrained import FILES, OFFLINE, Pretrained, download, find


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is set for the libraries is taken back."""
    monkeypatch.setattr(os, "environ", {**os.environ, "HF_HUB_OFFLINE": "0"})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A model in sentence-transformers' layout, as far as anything is looked at."""
    made = tmp_path / "models" / "small"
    made.mkdir(parents=True)
    (made / "config.json").write_text('{"model_type": "bert"}')
    (made / "model.safetensors").write_bytes(b"weights")
    (made / "pytorch_model.bin").write_bytes(b"the same, pickled")
    parts = [{"idx": 0, "path": "", "type": "sentence_transformers.models.Transformer"}]
    (made / "modules.json").write_text(json.dumps(parts))
    return made


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "study").mkdir()
    return tmp_path / "study"


def library(monkeypatch: pytest.MonkeyPatch, name: str, **parts: Any) -> None:
    module = ModuleType(name)
    module.__dict__.update(parts)
    monkeypatch.setitem(sys.modules, name, module)


def missing(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setitem(sys.modules, name, None)


def test_loads_offline_safely_and_late(monkeypatch: pytest.MonkeyPatch, folder: Path, root: Path) -> None:
    asked: list[tuple[Any, dict[str, Any]]] = []

    class SentenceTransformer:
        def __init__(self, where: str, **how: Any) -> None:
            asked.append((where, how))

        def encode(self, texts: list[str], **how: Any) -> np.ndarray:
            return np.ones((len(texts), 3))

    library(monkeypatch, "sentence_transformers", SentenceTransformer=SentenceTransformer)
    model = find(str(folder), root)
    assert model.key and not asked
    assert model.encode(["a", "b"]).shape == (2, 3) and model.encode(["c"]).shape == (1, 3)
    ((where, how),) = asked
    assert where == os.path.realpath(folder)
    assert how["trust_remote_code"] is False and how["local_files_only"] is True
    assert how["model_kwargs"] == {"use_safetensors": True}
    assert {name: os.environ[name] for name in OFFLINE} == dict.fromkeys(OFFLINE, "1")


def test_a_static_model_needs_model2vec_only(
    monkeypatch: pytest.MonkeyPatch, folder: Path, root: Path
) -> None:
    sentences = find(str(folder), root).key
    (folder / "config.json").write_text('{"model_type": "model2vec"}')
    loaded = SimpleNamespace(encode=lambda texts, use_multiprocessing: np.zeros((len(texts), 2)))
    library(monkeypatch, "model2vec", StaticModel=SimpleNamespace(from_pretrained=lambda where: loaded))
    missing(monkeypatch, "sentence_transformers")
    model = find(str(folder), root)
    assert model.encode(["a"]).shape == (1, 2) and model.key != sentences


@pytest.mark.parametrize(
    ("settings", "package"), [("{}", "sentence-transformers"), ('{"model_type": "model2vec"}', "model2vec")]
)
def test_without_the_extra_the_cure_is_named(
    monkeypatch: pytest.MonkeyPatch, folder: Path, root: Path, settings: str, package: str
) -> None:
    (folder / "config.json").write_text(settings)
    missing(monkeypatch, package.replace("-", "_"))
    with pytest.raises(
        RubricateError, match=rf"embeddings need {package}.*pip install 'rubricate\[embeddings\]'"
    ):
        find(str(folder), root).encode(["a"])


def test_whatever_a_library_raises_is_told(monkeypatch: pytest.MonkeyPatch, folder: Path, root: Path) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise KeyError("weights")

    library(monkeypatch, "sentence_transformers", SentenceTransformer=fail)
    with pytest.raises(RubricateError, match=r"small: the model can't be used: KeyError.*--embeddings none"):
        find(str(folder), root).encode(["a"])


# --- names ---


class Hub:
    """In place of huggingface_hub."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, has: dict[str, Path]) -> None:
        self.has, self.asked, self.offline = has, [], []
        library(monkeypatch, "huggingface_hub", snapshot_download=self._get)

    def _get(self, name: str, allow_patterns: list[str], local_files_only: bool) -> str:
        self.asked.append((name, local_files_only))
        self.offline.append(os.environ["HF_HUB_OFFLINE"])
        assert allow_patterns == list(FILES) and not {"*.bin", "*.py", "*"} & set(allow_patterns)
        if local_files_only and name not in self.has:
            raise FileNotFoundError(name)
        if not local_files_only and name == "org/gone":
            raise ConnectionError("no network\nat all")
        return str(self.has.get(name, "/nowhere"))


def test_a_name_is_looked_up_among_what_is_there(
    monkeypatch: pytest.MonkeyPatch, folder: Path, root: Path
) -> None:
    hub = Hub(monkeypatch, {"org/small": folder})
    assert find("org/small", root).folder == Path(os.path.realpath(folder))
    with pytest.raises(RubricateError, match=r"org/other: no such model on this machine \(--download"):
        find("org/other", root)
    assert hub.asked == [("org/small", True), ("org/other", True)] and hub.offline == ["1", "1"]


def test_download_only_when_asked(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    hub = Hub(monkeypatch, {"org/small": folder})
    download("org/small")
    assert hub.asked == [("org/small", False)] and hub.offline == ["0"]
    with pytest.raises(
        RubricateError, match=r"^org/gone: could not be downloaded: ConnectionError: no network \("
    ):
        download("org/gone")
    with pytest.raises(RubricateError, match="is a folder"):
        download(str(folder))
    assert len(hub.asked) == 2


def test_a_name_never_becomes_a_folder_by_where_you_stand(
    monkeypatch: pytest.MonkeyPatch, folder: Path, root: Path
) -> None:
    Hub(monkeypatch, {})
    monkeypatch.chdir(folder.parent.parent)
    with pytest.raises(RubricateError, match=r"for the folder write \./models/small"):
        find("models/small", root)
    assert find("./models/small", root).key
    with pytest.raises(RubricateError, match="neither a folder nor the name"):
        find("a/b/c", root)


# --- trust ---


def test_the_key_follows_every_file_that_is_read(folder: Path) -> None:
    keys = [Pretrained(folder).key]
    for name, content in (
        ("model.safetensors", b"other"),
        ("tokenizer.json", b"{}"),
        ("1_Pooling/config.json", b"1"),
    ):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(content)
        keys.append(Pretrained(folder).key)
    assert len(set(keys)) == len(keys)
    (folder / "README.md").write_text("not read")
    assert Pretrained(folder).key == keys[-1]


def test_no_model_of_a_project_is_opened(folder: Path, root: Path) -> None:
    folder.rename(root / "small")
    (root.parent / "link").symlink_to(root / "small")
    for way in (root / "small", root.parent / "link"):
        with pytest.raises(RubricateError, match="in a project folder is not opened"):
            find(str(way), root)


@pytest.mark.parametrize("weights", ["pytorch_model.bin", "2_Dense/pytorch_model.bin", "model.pt", "x.pkl"])
def test_weights_that_are_only_pickled_are_refused(folder: Path, root: Path, weights: str) -> None:
    (folder / "model.safetensors").unlink()
    (folder / "pytorch_model.bin").unlink()
    (folder / weights).parent.mkdir(exist_ok=True)
    (folder / weights).write_bytes(b"cos\nsystem\n.")
    with pytest.raises(RubricateError, match="could run code"):
        find(str(folder), root)


@pytest.mark.parametrize(
    "parts",
    ['[{"type": "custom.Module"}]', '[{"type": "os.system"}]', '[{"path": ""}]', "[1]", '[{"type": 1}]'],
)
def test_code_of_its_own_is_refused(folder: Path, root: Path, parts: str) -> None:
    (folder / "modules.json").write_text(parts)
    with pytest.raises(RubricateError, match="code of its own, which is not run"):
        find(str(folder), root)


def test_no_model_and_no_json(folder: Path, root: Path) -> None:
    with pytest.raises(RubricateError, match="no folder with an embeddings model"):
        find(str(root.parent / "nowhere"), root)
    (folder / "modules.json").write_text("{")
    with pytest.raises(RubricateError, match="not JSON"):
        find(str(folder), root)


def test_pretrained_imports_no_library_by_itself() -> None:
    assert not {"sentence_transformers", "model2vec", "huggingface_hub", "torch"} & set(vars(pretrained))
