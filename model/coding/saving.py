"""Read and change a project's files through `disk`, with errors that people can act on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from model.coding import disk
from model.coding.strictyaml import MAX_BYTES
from model.errors import FormatError, NotSavedError
from model.folders import state_folder

LABELS = "labels"

Parts = tuple[str, ...]
"""Names of folders (and a file) below the project, from the outermost."""


@contextmanager
def _readable(file: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        why, cure = disk.reason(error)
        raise FormatError(f"can't be read: {why}", file=file, cure=cure) from error


@contextmanager
def _saving(file: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        why, cure = disk.reason(error)
        raise NotSavedError(f"NOT saved: {why}", file=file, cure=cure) from error


class Files:
    """The files of the project at `root` that hold a study. Threads may share it."""

    def __init__(self, root: Path) -> None:
        """Nothing is read yet."""
        self.root = root
        self._swept: set[Parts] = set()

    def load(self, path: Parts) -> bytes | None:
        """The bytes of a file; None where there is none.

        Raises:
            FormatError: there is something that can't be read.
        """
        with _readable("/".join(path)):
            try:
                with disk.opened(self.root, path[:-1]) as folder:
                    found = folder.read(path[-1], MAX_BYTES)
            except FileNotFoundError:
                return None
        return None if found is None else found.data

    def update(self, lock: Parts, path: Parts, change: Callable[[bytes | None], bytes | None]) -> None:
        """Change a file under a lock, durably; on return it is on disk.

        Args:
            lock: the folder whose lock is held; made if missing.
            path: the file below that folder.
            change: as in `disk.update`; what it raises goes through, and nothing is written.

        Raises:
            NotSavedError: it is not on disk.
        """
        folders, name = path[:-1], path[-1]
        with (
            _saving("/".join((*lock, *path))),
            disk.opened(self.root, lock, make=True) as top,
            disk.locked(top, lambda: state_folder(self.root) / f"{'.'.join(lock)}.lock"),
            disk.opened(self.root, folders, make=True, above=top) as folder,
        ):
            self._sweep((*lock, *folders), folder)
            disk.update(folder, name, MAX_BYTES, change)

    def _sweep(self, parts: Parts, folder: disk.Folder) -> None:
        """Once for each folder: listing it costs time."""
        if parts not in self._swept:
            folder.sweep()
            self._swept.add(parts)


def fitting(data: bytes, file: str) -> bytes:
    """`data`, if it is not too large to be read again.

    Raises:
        NotSavedError: it is.
    """
    if len(data) > MAX_BYTES:
        what = f"NOT saved: the file would be larger than {MAX_BYTES:,} bytes"
        raise NotSavedError(what, file=file, cure="split the article")
    return data
