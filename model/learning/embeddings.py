"""Embeddings of a project's texts: which model gives them, and what it gave, so that it is asked once a text.

Which model stands in this user's state folder, what it gave in the cache; nothing of either in the project.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, suppress
from itertools import islice
from pathlib import Path
from typing import Any, Protocol, TypeVar

import numpy as np
import numpy.typing as npt

from model.folders import EMBEDDINGS, cache_folder, is_foreign, state_folder
from model.learning.modelcache import read_own, write_own
from model.learning.pretrained import find

NONE = "none"
"""In place of a name: words only."""
FILE = "embeddings-{}.sqlite"
"""Name of the cache of a model's embeddings."""
BATCH = 128
"""Texts encoded and committed at once."""
LOOKED_UP = 500
"""Texts looked up at once."""
PATIENCE = 10.0
"""Seconds to wait for another program that writes the cache."""
LIMIT = 1 << 16
SCHEMA = "CREATE TABLE IF NOT EXISTS vector (text BLOB PRIMARY KEY, vector BLOB NOT NULL)"
Singles = npt.NDArray[np.float32]
Item = TypeVar("Item")
Heard = Callable[[int, int], object]
"""Called with the texts done and all texts."""


def silent(done: int, of: int) -> None:
    """Tell nobody."""


class Model(Protocol):
    """What gives embeddings; those of two models with the same key are the same."""

    @property
    def key(self) -> str:
        """Letters and digits."""

    def encode(self, texts: list[str], /) -> npt.NDArray[np.floating]:
        """(n, d)"""


class Embeddings:
    """An encoder (see `ThemeClassifier`) that asks its model only for texts that are new to it.

    Args:
        model: gives the embeddings.
        folder: of this user's cache, where they are kept.
        name: what people call the model.
    """

    def __init__(self, model: Model, folder: Path, name: str = "") -> None:
        self.name = name
        self._model = model
        self._path = folder / FILE.format(model.key[:16])
        self.hear: Heard = silent
        """Told between two batches; may raise to stop: what was done is kept."""

    @property
    def key(self) -> str:
        """Of the model."""
        return self._model.key

    def encode(self, texts: list[str], /) -> Singles:
        """(n, d), as the model gave them when it first saw each text.

        Raises:
            RubricateError: the model can't be used.
            OSError, sqlite3.OperationalError: the cache can't be written.
        """
        if not texts:
            return np.asarray(self._model.encode([]), dtype=np.float32)
        try:
            return self._encode(texts)
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError):
                raise
            self._path.unlink(missing_ok=True)  # damaged; it is derived
            return self._encode(texts)

    def _encode(self, texts: list[str]) -> Singles:
        keys = [
            hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest() for text in texts
        ]
        with closing(self._open()) as cache:
            known = {key for part in _parts(keys, LOOKED_UP) for (key,) in _look_up(cache, "text", part)}
            new = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
            self._add(cache, new)
            return np.concatenate([_vectors(cache, part) for part in _parts(keys, LOOKED_UP)])

    def _add(self, cache: sqlite3.Connection, new: dict[bytes, str]) -> None:
        done = 0
        # Texts of one length side by side: a model fills up what is shorter.
        for part in _parts(sorted(new.items(), key=lambda item: len(item[1])), BATCH):
            if done:
                self.hear(done, len(new))
            found = np.asarray(self._model.encode([text for _, text in part]), dtype="<f4")
            rows = [(key, vector.tobytes()) for (key, _), vector in zip(part, found, strict=True)]
            with cache:
                cache.executemany("INSERT OR REPLACE INTO vector VALUES (?, ?)", rows)
            done += len(part)

    def _open(self) -> sqlite3.Connection:
        """The cache; what others may have put in its place goes unopened."""
        if is_foreign(self._path):
            self._path.unlink()
        os.close(os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600))
        cache = sqlite3.connect(self._path, timeout=PATIENCE)
        try:
            cache.execute(SCHEMA)
        except sqlite3.Error:
            cache.close()
            raise
        return cache


def _parts(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    rest = iter(items)
    while part := list(islice(rest, size)):
        yield part


def _look_up(cache: sqlite3.Connection, columns: str, keys: list[bytes]) -> list[tuple[Any, ...]]:
    marks = ",".join("?" * len(keys))
    return cache.execute(f"SELECT {columns} FROM vector WHERE text IN ({marks})", keys).fetchall()  # noqa: S608


def _vectors(cache: sqlite3.Connection, keys: list[bytes]) -> Singles:
    found: dict[bytes, bytes] = dict(_look_up(cache, "text, vector", keys))
    blobs = [found.get(key, b"") for key in keys]
    if len({len(blob) for blob in blobs}) != 1 or len(blobs[0]) % 4:
        raise sqlite3.DatabaseError("vectors of several lengths")
    return np.frombuffer(b"".join(blobs), dtype="<f4").reshape(len(keys), -1)


# --- of a project ---


def open_embeddings(root: Path, name: str) -> Embeddings:
    """What gives texts embeddings by the model `name`, see `find`; `root` is their project, or their file.

    Raises:
        RubricateError: there is no such model, or it can't be trusted.
    """
    return Embeddings(find(name, root), cache_folder(root), name)


def remembered(root: Path) -> str:
    """The name of the model that this user chose for the project; NONE as a rule."""
    with suppress(OSError, ValueError, TypeError, KeyError):
        name = json.loads(read_own(state_folder(root), EMBEDDINGS, LIMIT))["model"]
        return name if isinstance(name, str) else NONE
    return NONE


def remember(root: Path, name: str) -> None:
    """Use this model from now on.

    Raises:
        OSError: it can't be written.
    """
    path = state_folder(root) / EMBEDDINGS
    if name == NONE:
        path.unlink(missing_ok=True)
    else:
        write_own(path, json.dumps({"model": name}).encode())
