"""Arrays in one file of the user's cache, mapped into memory, and opened only if the user's ledger vouches.

Plain numbers and JSON: nothing in it can run code. The list of its parts, with the SHA-256 of the whole, is
in the state folder; a file that is not exactly the one that was written is not used, because numbers that
are wrong, such as the place of a word, would be followed by compiled code.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import math
import mmap
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from model.learning.modelcache import open_own

Array = npt.NDArray[Any]
Plan = dict[str, tuple[str, tuple[int, ...], int]]
"""By name of the part: type, shape, first byte."""

ALIGNED = 64
"""Each part begins at a multiple of so many bytes."""


class PartsWriter:
    """Writes such a file part by part; `finish` puts it in its place.

    Args:
        path: where it shall be.

    Raises:
        OSError: it can't be written.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._beside = path.with_name(f"{path.name}.{os.getpid()}.new")
        self._plan: Plan = {}
        self._next: dict[str, int] = {}
        self._size = 0
        with suppress(FileNotFoundError):
            self._beside.unlink()
        flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
        self._handle = os.open(self._beside, flags, 0o600)

    def declare(self, name: str, kind: npt.DTypeLike, *shape: int) -> None:
        """Make room for an array, to be filled by `append`."""
        first = -(-self._size // ALIGNED) * ALIGNED
        dtype = np.dtype(kind)
        self._plan[name] = (dtype.str, shape, first)
        self._next[name] = first
        self._size = first + dtype.itemsize * math.prod(shape)

    def append(self, name: str, values: Array) -> None:
        """The next values of a declared array."""
        content = memoryview(np.ascontiguousarray(values, dtype=self._plan[name][0]).data).cast("B")
        while content:
            written = os.pwrite(self._handle, content, self._next[name])
            self._next[name] += written
            content = content[written:]

    def put(self, name: str, values: Array) -> None:
        """A whole array."""
        self.declare(name, values.dtype, *values.shape)
        if values.size:
            self.append(name, values)

    def put_plain(self, name: str, plain: object) -> None:
        """What JSON can hold."""
        self.put(name, np.frombuffer(json.dumps(plain).encode(), dtype=np.uint8))

    def finish(self) -> tuple[dict[str, Any], dict[str, Array]]:
        """The entry for the ledger, and the arrays, mapped."""
        os.ftruncate(self._handle, self._size)
        content = mmap.mmap(self._handle, self._size, access=mmap.ACCESS_READ)
        self._beside.replace(self._path)
        entry = {"digest": hashlib.sha256(content).hexdigest(), "parts": self._plan}
        self.close()
        return entry, _arrays(content, self._plan)

    def close(self) -> None:
        """Let go of the file; what was not finished is gone."""
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1
            with suppress(FileNotFoundError):
                self._beside.unlink()


def read_parts(path: Path, entry: Mapping[str, Any]) -> dict[str, Array]:
    """The arrays of the file at `path`, mapped.

    Raises:
        OSError: it is not there, or not this user's alone.
        ValueError, KeyError, TypeError: it is not the one that `entry` is about.
    """
    with open_own(path.parent, path.name) as file:
        content = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    if not hmac.compare_digest(hashlib.sha256(content).hexdigest(), str(entry["digest"])):
        raise ValueError("another file than was written")
    return _arrays(content, entry["parts"])


def plain_part(values: Array) -> Any:  # noqa: ANN401 - whatever JSON holds
    """What `put_plain` was given."""
    return json.loads(values.tobytes())


def _arrays(content: mmap.mmap, plan: Mapping[str, Any]) -> dict[str, Array]:
    return {
        name: np.ndarray(tuple(shape), dtype=kind, buffer=content, offset=first)
        for name, (kind, shape, first) in plan.items()
    }
