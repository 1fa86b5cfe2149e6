"""The trained model between two commands: in the user's cache, and opened only if the user's ledger vouches.

A joblib file can run code when it is loaded. So the ledger in the user's state folder holds the digest of
what was saved, for which labels and by which versions; the file's bytes are read once, compared, and loaded
from memory. Whatever does not agree means: train again.
"""

from __future__ import annotations

import hashlib
import hmac
import io
import json
import os
import platform
import stat
from collections.abc import Callable, Sequence
from contextlib import suppress
from copy import copy
from pathlib import Path
from typing import BinaryIO

import joblib
import numpy as np
import sklearn

from model.classifier import ThemeClassifier
from model.folders import LEDGER, OTHERS_MAY_WRITE, cache_folder, state_folder
from model.learning.trainingset import TrainingSet

FILE = "model.joblib"
SIZE_LIMIT = 4 << 30
"""Bytes of a model file; a larger one is not ours."""
LEDGER_LIMIT = 1 << 16

Key = dict[str, str]


def model_key(training: TrainingSet, definitions: Sequence[str], corpus: str, embeddings: str = "") -> Key:
    """What a model stands for: the labels it learned from, the texts, their embeddings, and the versions that
    made it.
    """
    digest = hashlib.sha256()
    plain = [training.themes, list(definitions), training.places, training.texts]
    digest.update(json.dumps(plain, ensure_ascii=True).encode())
    digest.update(training.targets.tobytes())
    return {
        "labels": digest.hexdigest(),
        "corpus": corpus,
        "embeddings": embeddings,
        "scikit-learn": sklearn.__version__,
        "joblib": joblib.__version__,
        "numpy": np.__version__,
        "python": platform.python_version(),
    }


def save_model(root: Path, classifier: ThemeClassifier, key: Key) -> None:
    """Keep `classifier` for the project at `root`, without its encoder, and enter it in the ledger.

    Raises:
        OSError: it can't be kept; what was kept before may be gone.
    """
    buffer = io.BytesIO()
    joblib.dump(copy(classifier).set_params(encoder=None), buffer)
    content = buffer.getvalue()
    write_own(cache_folder(root) / FILE, content)
    entry = {"digest": hashlib.sha256(content).hexdigest(), "key": key}
    write_own(state_folder(root) / LEDGER, json.dumps(entry, indent=1).encode())


def load_model(root: Path, key: Key) -> ThemeClassifier | None:
    """The model kept for exactly this `key`; None where there is none that the ledger vouches for."""
    with suppress(OSError, ValueError, TypeError, KeyError):
        entry = json.loads(read_own(state_folder(root), LEDGER, LEDGER_LIMIT))
        if entry["key"] != key:
            return None
        content = read_own(cache_folder(root), FILE, SIZE_LIMIT)
        if hmac.compare_digest(hashlib.sha256(content).hexdigest(), str(entry["digest"])):
            found = joblib.load(io.BytesIO(content))
            return found if isinstance(found, ThemeClassifier) else None
    return None


def write_own(path: Path, content: bytes) -> None:
    """Replace a file of this user's that no one else can read, as a whole."""
    beside = path.with_name(f"{path.name}.{os.getpid()}.new")
    with suppress(FileNotFoundError):
        beside.unlink()
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        beside.replace(path)
    except BaseException:
        with suppress(OSError):
            beside.unlink()
        raise


def read_own(folder: Path, name: str, limit: int) -> bytes:
    """The bytes of a file as `open_own` opens it.

    Raises:
        OSError: it is not there, or is not such a file, or has more bytes than `limit`.
    """
    with open_own(folder, name) as file:
        if os.fstat(file.fileno()).st_size > limit:
            raise OSError("too large")
        return file.read(limit)


def open_own(folder: Path, name: str) -> BinaryIO:
    """A regular file of this user's that no one else can write, in a folder of the same kind; to be read.

    Raises:
        OSError: it is not there, or is not such a file.
    """
    _own(folder.lstat(), stat.S_ISDIR)
    handle = os.open(folder / name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        _own(os.fstat(handle), stat.S_ISREG)
        return os.fdopen(handle, "rb")
    except BaseException:
        os.close(handle)
        raise


def _own(status: os.stat_result, kind: Callable[[int], bool]) -> None:
    if not kind(status.st_mode):
        raise OSError("not a file of the right kind")
    if status.st_uid != os.getuid() or status.st_mode & OTHERS_MAY_WRITE:
        raise OSError("others may have written it")
