"""Pretrained models that turn texts into embeddings: found, checked, loaded; downloaded only when asked.

A model is a folder as sentence-transformers or model2vec write it. A name is looked up among what the Hugging
Face hub's library downloaded before. Such a folder comes from strangers: weights are read from safetensors
only, no code of it is run, and none is taken from a project. See docs/decisions/0010-embeddings.md.
"""

from __future__ import annotations

import hashlib
import importlib
import json
import os
import re
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import numpy.typing as npt

from model.errors import RubricateError

FILES = ("*.json", "*.txt", "*.model", "*.safetensors")
"""All that is read of a model, and downloaded: settings, vocabularies, weights."""
PICKLES = ("*.bin", "*.pt", "*.pth", "*.ckpt", "*.pkl", "*.pickle")
"""Weights that could run code when they are loaded."""
OURS = "sentence_transformers."
"""What the parts of a model may be classes of."""
HUB_NAME = re.compile(r"[\w.-]+(/[\w.-]+)?", re.ASCII)
QUIET = {
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
    "TRANSFORMERS_VERBOSITY": "error",
    "TOKENIZERS_PARALLELISM": "false",
    "TQDM_DISABLE": "1",
}
OFFLINE = {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1"}
INSTALL = "pip install 'rubricate[embeddings]'"


class Pretrained:
    """A model in a folder, loaded when first needed.

    Args:
        folder: the model.

    Raises:
        RubricateError: there is no model that can be trusted.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        _check(folder)

    @cached_property
    def key(self) -> str:
        """SHA-256 of all that is read of the model, and of how it is read."""
        digest = hashlib.sha256(b"static" if self._static else b"sentences")
        for path in sorted(path for pattern in FILES for path in self.folder.rglob(pattern)):
            with path.open("rb") as file:
                content = hashlib.file_digest(file, "sha256").digest()
            digest.update(str(path.relative_to(self.folder)).encode() + b"\0" + content)
        return digest.hexdigest()

    def encode(self, texts: list[str], /) -> npt.NDArray[np.floating]:
        """(n, d)

        Raises:
            RubricateError: the library is not installed, or can't load the model.
        """
        try:
            return np.asarray(self._model.encode(texts, **self._how))
        except RubricateError:
            raise
        except Exception as error:  # a library of its own, with errors of all kinds
            what = f"the model can't be used: {type(error).__name__}: {error}"
            raise RubricateError(what, file=self.folder, cure="try another, or --embeddings none") from error

    @cached_property
    def _static(self) -> bool:
        """Whether it has a vector for each word, and nothing else."""
        settings = _json(self.folder / "config.json")
        return isinstance(settings, dict) and settings.get("model_type") == "model2vec"

    @property
    def _how(self) -> dict[str, Any]:
        return {"use_multiprocessing": False} if self._static else {"show_progress_bar": False}

    @cached_property
    def _model(self) -> Any:  # noqa: ANN401 - of a library that may be missing
        if self._static:
            return _library("model2vec").StaticModel.from_pretrained(self.folder)
        return _library("sentence_transformers").SentenceTransformer(
            str(self.folder),
            device="cpu",
            trust_remote_code=False,
            local_files_only=True,
            model_kwargs={"use_safetensors": True},
        )


def find(name: str, root: Path) -> Pretrained:
    """The model of this name, on this machine.

    Args:
        name: a folder, written with a `/`, `.` or `~` at its beginning; anything else is a name on the hub.
        root: a project, in which no model may lie.

    Raises:
        RubricateError: there is none, or it can't be trusted.
    """
    folder = Path(name).expanduser() if is_folder(name) else _downloaded(name)
    real = Path(os.path.realpath(folder))
    if real.is_relative_to(os.path.realpath(root)):
        cure = "move it elsewhere, if you trust it"
        raise RubricateError("a model in a project folder is not opened", file=name, cure=cure)
    return Pretrained(real)


def is_folder(name: str) -> bool:
    """Whether this is how a folder is written; a name never becomes one by what lies where you stand."""
    return name.startswith(("/", ".", "~"))


def download(name: str) -> None:
    """Get the model of this name from the Hugging Face hub: the only connection that is ever opened.

    Raises:
        RubricateError: it is a folder, or can't be had.
    """
    if is_folder(name):
        raise RubricateError("is a folder, which can't be downloaded", file=name, cure="leave --download out")
    _fetch(_library("huggingface_hub", offline=False), name, local=False)


def _downloaded(name: str) -> Path:
    return _fetch(_library("huggingface_hub"), name, local=True)


def _fetch(hub: ModuleType, name: str, local: bool) -> Path:
    if not HUB_NAME.fullmatch(name):
        raise RubricateError("neither a folder nor the name of a model", file=name, cure=_as_folder(name))
    try:
        return Path(hub.snapshot_download(name, allow_patterns=list(FILES), local_files_only=local))
    except Exception as error:  # of the hub, the network, the disk
        if local:
            cure = f"--download gets it from the Hugging Face hub, if that is allowed here{_beside(name)}"
            raise RubricateError("no such model on this machine", file=name, cure=cure) from error
        what = f"could not be downloaded: {type(error).__name__}: {error}".splitlines()[0]
        raise RubricateError(what, file=name, cure="name a folder that holds the model") from error


def _beside(name: str) -> str:
    return f"; {_as_folder(name)}" if Path(name).is_dir() else ""


def _as_folder(name: str) -> str:
    return f"for the folder write ./{name}"


def _library(name: str, offline: bool = True) -> ModuleType:
    """The library of this name, told to stay offline before it is imported.

    Raises:
        RubricateError: it is not installed.
    """
    os.environ.update(QUIET | (OFFLINE if offline else {}))
    try:
        return importlib.import_module(name)
    except ImportError as error:
        package = name.replace("_", "-")
        raise RubricateError(f"embeddings need {package}: {error}", cure=INSTALL) from error


def _check(folder: Path) -> None:
    """Go on only with a model of which nothing would be run."""
    if not (folder / "config.json").is_file() and not (folder / "modules.json").is_file():
        cure = "name the folder that has config.json and model.safetensors"
        raise RubricateError("no folder with an embeddings model", file=folder, cure=cure)
    for weights in (path for pattern in PICKLES for path in folder.rglob(pattern)):
        if not any(weights.parent.glob("*.safetensors")):
            cure = "take a model whose weights are in safetensors"
            raise RubricateError("weights that could run code are not loaded", file=weights, cure=cure)
    modules = _json(folder / "modules.json") or []
    kinds = [part.get("type") if isinstance(part, dict) else None for part in modules]
    if not all(isinstance(kind, str) and kind.startswith(OURS) for kind in kinds):
        cure = "take a model that brings no code of its own"
        raise RubricateError(
            "names code of its own, which is not run", file=folder / "modules.json", cure=cure
        )


def _json(path: Path) -> Any:  # noqa: ANN401 - what a stranger wrote
    """What a file says; None where there is none.

    Raises:
        RubricateError: it is no JSON.
    """
    try:
        return json.loads(path.read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, ValueError, RecursionError) as error:
        raise RubricateError("not JSON", file=path, cure="take the model from where it came") from error
