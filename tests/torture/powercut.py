"""A disk that keeps after a power cut only what POSIX promises, and every state that it may then be in.

`Recorder` writes down what an operation asks of the operating system. `survivors` plays that up to a moment
and gives every disk that a power cut could leave there: of a file that is not synced nothing, a part, the
length without the bytes, or all; of the changes of a folder that is not synced any subset.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import combinations, islice, product
from pathlib import Path

import pytest

MOST = 1000
"""States of one moment that are looked at."""


@dataclass(frozen=True)
class File:
    """Its bytes as written, and each that may be found instead while it is not synced."""

    data: bytes = b""
    found: tuple[bytes, ...] = ()


@dataclass(frozen=True)
class Folder:
    """Names and nodes: those on disk for sure, and the changes since, oldest first."""

    sure: tuple[tuple[str, int], ...] = ()
    changes: tuple[tuple[tuple[str, int | None], ...], ...] = ()

    def with_changes(self, changes: tuple[tuple[tuple[str, int | None], ...], ...]) -> dict[str, int]:
        names = dict(self.sure)
        for name, node in (one for change in changes for one in change):
            if node is None:
                names.pop(name, None)
            else:
                names[name] = node
        return names


@dataclass
class Disk:
    """Files and folders by number; 0 is the outermost folder."""

    nodes: dict[int, File | Folder] = field(default_factory=lambda: {0: Folder()})

    def folder(self, node: int) -> Folder:
        found = self.nodes[node]
        assert isinstance(found, Folder)
        return found

    def entry(self, node: int, *names: tuple[str, int | None]) -> None:
        folder = self.folder(node)
        self.nodes[node] = replace(folder, changes=(*folder.changes, names))

    def write(self, node: int, data: bytes) -> None:
        old = self.nodes[node]
        assert isinstance(old, File)
        sure = old.found or (old.data,)
        torn = (data[: (len(old.data) + len(data)) // 2], old.data + bytes(len(data) - len(old.data)))
        self.nodes[node] = File(data, (*sure, *torn, data))

    def sync(self, node: int) -> None:
        found = self.nodes[node]
        if isinstance(found, File):
            self.nodes[node] = File(found.data)
        else:
            self.nodes[node] = Folder(tuple(found.with_changes(found.changes).items()))


def survivors(disk: Disk) -> Iterator[dict[str, bytes | None]]:
    """Every tree that may be there after a power cut now: bytes by path, None for a folder."""
    yield from islice(_trees(disk, 0, ""), MOST)


def _trees(disk: Disk, node: int, path: str) -> Iterator[dict[str, bytes | None]]:
    here = disk.nodes[node]
    if isinstance(here, File):
        for data in dict.fromkeys(here.found or (here.data,)):
            yield {path: data}
        return
    seen: set[tuple[tuple[str, int], ...]] = set()
    for number in range(len(here.changes) + 1):
        for chosen in combinations(here.changes, number):
            names = tuple(sorted(here.with_changes(chosen).items()))
            if names not in seen:
                seen.add(names)
                below = (list(_trees(disk, child, f"{path}/{name}")) for name, child in names)
                for parts in product(*below):
                    tree: dict[str, bytes | None] = {path: None}
                    for part in parts:
                        tree |= part
                    yield tree


def lay(tree: dict[str, bytes | None], root: Path) -> None:
    """Put a tree on a real disk."""
    for path, data in sorted(tree.items(), key=lambda item: item[0].count("/")):
        there = root / path.lstrip("/")
        if data is None:
            there.mkdir(parents=True, exist_ok=True)
        else:
            there.write_bytes(data)


class Recorder:
    """Stands between the program and `os`, and plays each call on a `Disk` too.

    Args:
        top: the folder that is the disk; empty when it begins. Calls elsewhere are not recorded.
        patch: undoes it in the end.
        deaf: fsync says so but does nothing, for "file" or "folder": what a program without it would do.
    """

    def __init__(self, top: Path, patch: pytest.MonkeyPatch, deaf: str = "") -> None:
        self.top = os.path.realpath(top)
        self.deaf = deaf
        self.disk = Disk()
        self.moments: list[tuple[str, Disk]] = []
        """What was done, and the disk then."""
        self._fds: dict[int, int] = {}
        self._offsets: dict[int, bool] = {}
        self._real = {
            name: getattr(os, name)
            for name in ("open", "close", "write", "fsync", "replace", "mkdir", "unlink", "ftruncate", "dup")
        }
        for name in self._real:
            patch.setattr(os, name, getattr(self, f"_{name}"))

    def note(self, what: str) -> None:
        """A moment at which the power may fail."""
        self.moments.append((what, Disk(dict(self.disk.nodes))))

    # --- where ---

    def _place(self, path: object, parent: int | None) -> tuple[int, str] | None:
        """The folder's node and the name in it; None outside the disk."""
        name = os.fsdecode(path) if isinstance(path, str | bytes | Path) else ""
        if parent is not None:
            return (self._fds[parent], name) if parent in self._fds else None
        real = os.path.join(os.path.realpath(os.path.dirname(name)), os.path.basename(name))  # noqa: PTH118, PTH119, PTH120
        if real == self.top:
            return 0, "."
        if not real.startswith(self.top + "/"):
            return None
        node, (*folders, last) = 0, real[len(self.top) + 1 :].split("/")
        for folder in folders:
            node = self._names(node)[folder]
        return node, last

    def _names(self, node: int) -> dict[str, int]:
        folder = self.disk.folder(node)
        return folder.with_changes(folder.changes)

    def _new(self, node: File | Folder) -> int:
        number = len(self.disk.nodes)
        self.disk.nodes[number] = node
        return number

    # --- calls ---

    def _open(self, path: object, flags: int, mode: int = 0o777, *, dir_fd: int | None = None) -> int:
        place = self._place(path, dir_fd)
        fd: int = self._real["open"](path, flags, mode, dir_fd=dir_fd)
        if place is not None:
            node, name = place
            if name != "." and name not in self._names(node):
                self.disk.entry(node, (name, self._new(File())))
                self.note(f"create {name}")
            self._fds[fd] = node if name == "." else self._names(node)[name]
            if flags & os.O_TRUNC:
                self.disk.write(self._fds[fd], b"")
        return fd

    def _close(self, fd: int) -> None:
        self._fds.pop(fd, None)
        self._real["close"](fd)

    def _dup(self, fd: int) -> int:
        other: int = self._real["dup"](fd)
        if fd in self._fds:
            self._fds[other] = self._fds[fd]
        return other

    def _write(self, fd: int, data: bytes) -> int:
        written: int = self._real["write"](fd, data)
        if fd in self._fds:
            node = self.disk.nodes[self._fds[fd]]
            assert isinstance(node, File)
            self.disk.write(self._fds[fd], node.data + bytes(data)[:written])
            self.note("write")
        return written

    def _ftruncate(self, fd: int, size: int) -> None:
        self._real["ftruncate"](fd, size)
        if fd in self._fds:
            node = self.disk.nodes[self._fds[fd]]
            assert isinstance(node, File)
            self.disk.write(self._fds[fd], node.data[:size])

    def _fsync(self, fd: int) -> None:
        self._real["fsync"](fd)
        if fd in self._fds:
            node = self._fds[fd]
            kind = "file" if isinstance(self.disk.nodes[node], File) else "folder"
            if kind != self.deaf:
                self.disk.sync(node)
            self.note(f"fsync {kind}")

    def _replace(
        self, source: str, target: str, *, src_dir_fd: int | None = None, dst_dir_fd: int | None = None
    ) -> None:
        places = self._place(source, src_dir_fd), self._place(target, dst_dir_fd)
        self._real["replace"](source, target, src_dir_fd=src_dir_fd, dst_dir_fd=dst_dir_fd)
        if places[0] is not None and places[1] is not None:
            node, old = places[0]
            into, new = places[1]
            assert node == into, "the program renames within a folder"
            self.disk.entry(node, (new, self._names(node)[old]), (old, None))
            self.note(f"rename to {new}")

    def _mkdir(self, path: object, mode: int = 0o777, *, dir_fd: int | None = None) -> None:
        place = self._place(path, dir_fd)
        self._real["mkdir"](path, mode, dir_fd=dir_fd)
        if place is not None:
            self.disk.entry(place[0], (place[1], self._new(Folder())))
            self.note(f"mkdir {place[1]}")

    def _unlink(self, path: object, *, dir_fd: int | None = None) -> None:
        place = self._place(path, dir_fd)
        self._real["unlink"](path, dir_fd=dir_fd)
        if place is not None:
            self.disk.entry(place[0], (place[1], None))
            self.note(f"unlink {place[1]}")
