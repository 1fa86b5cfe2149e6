"""What one coder did, an operation a line, in the user's state folder: undo that outlives the program.

Lines are only ever appended, so two programs may share the file, and a torn line harms only itself. It
remembers every mark before and after, so it also tells what an editor's stale copy overwrote.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from model.coding import disk
from model.coding.codebook import Codebook, Theme
from model.coding.describe import describe
from model.coding.marks import Change, Decision, Mark, Sheet, now

VERSION = 1
TAIL = 4 * 1024 * 1024
"""Bytes at the end of the journal in which undo looks: some thousands of operations."""

_OPEN = os.O_RDWR | os.O_APPEND | os.O_NOFOLLOW | os.O_CLOEXEC


@dataclass(frozen=True, slots=True)
class Operation:
    """A recorded operation: a change of a mark, or (with `change` None) of the codebook."""

    id: str
    what: str
    """It in a few words, for people."""
    change: Change | None = None
    codebooks: tuple[Codebook, Codebook] = (Codebook(), Codebook())
    """Before and after; both empty for a change of a mark."""


class Journal:
    """The journal of `coder` in `folder` (the project's state folder). Nothing is read before undo is asked.

    Every method may raise OSError.
    """

    def __init__(self, folder: Path, coder: str) -> None:
        """Nothing is read or made yet."""
        self.path = folder / f"journal-{coder}.jsonl"
        self._undo: dict[str, Operation] = {}
        self._redo: dict[str, Operation] = {}
        self._read_to: tuple[int, int] | None = None
        """Inode, and offset up to which its lines have been played."""

    # --- writing ---

    def record_change(self, change: Change, file: str = "") -> str:
        """Remember a change of a mark; its id, empty for one that changed nothing.

        `file` is the digest of the label file then, by which `history` can prove what it held.
        """
        if change.before == change.after:
            return ""
        return self._append({"do": "change", "change": asdict(change), "file": file})

    def record_sheet(self, sheet: Sheet, file: str, *, settled: bool = True) -> str:
        """Remember all that a label file holds; its id. Undo does not look at it, `history` does.

        Unless `settled`, what was recorded before and is not in it counts as overwritten, not as deleted.
        """
        return self._append({"do": "sheet", "sheet": asdict(sheet), "file": file, "settled": settled})

    def record_codebook(self, before: Codebook, after: Codebook, what: str) -> str:
        """Remember a change of the codebook; its id, empty for one that changed nothing."""
        if before == after:
            return ""
        books = [[asdict(theme) for theme in book.themes] for book in (before, after)]
        return self._append({"do": "codebook", "what": what, "codebooks": books})

    def undone(self, operation: Operation, file: str = "") -> None:
        """Remember that `operation` was undone: it can be redone now. `file` as in `record_change`."""
        self._append({"do": "undone", "of": operation.id, "file": file})

    def redone(self, operation: Operation, file: str = "") -> None:
        """Remember that `operation` was redone: it can be undone now. `file` as in `record_change`."""
        self._append({"do": "redone", "of": operation.id, "file": file})

    def dropped(self, operation: Operation) -> None:
        """Remember that `operation` can be neither undone nor redone, because others changed what it did."""
        self._append({"do": "dropped", "of": operation.id})

    # --- reading ---

    def undo_top(self) -> Operation | None:
        """The operation that undo would take back; None where there is none."""
        self._catch_up()
        return next(reversed(self._undo.values()), None)

    def redo_top(self) -> Operation | None:
        """The operation that redo would do again; None where there is none."""
        self._catch_up()
        return next(reversed(self._redo.values()), None)

    # --- how ---

    def _append(self, record: dict[str, Any]) -> str:
        made = os.urandom(8).hex()
        line = json.dumps({"v": VERSION, "id": made, "at": now(), **record}).encode() + b"\n"
        with self._locked(os.O_CREAT) as fd:
            size = os.fstat(fd).st_size
            if size and os.pread(fd, 1, size - 1) != b"\n":
                line = b"\n" + line  # what a crash left stays a line of its own
            try:
                _write(fd, line)
            except OSError:
                with suppress(OSError):
                    os.ftruncate(fd, size)
                raise
            if not size:
                _sync_folder(self.path.parent)
        return made

    @contextmanager
    def _locked(self, flags: int = 0) -> Iterator[int]:
        fd = os.open(self.path, _OPEN | flags, 0o600)
        try:
            try:
                disk.wait_for_lock(fd)
            except OSError as error:
                if error.errno not in disk.NO_LOCKS:  # appending is nearly atomic without a lock, too
                    raise
            yield fd
        finally:
            with suppress(OSError):
                fcntl.flock(fd, fcntl.LOCK_UN)
            os.close(fd)

    def _catch_up(self) -> None:
        """Play what was appended since the last time, by this program or others."""
        try:
            with self._locked() as fd:
                status = os.fstat(fd)
                start = self._start(status)
                data = _read(fd, start, status.st_size - start)
        except FileNotFoundError:
            self._undo, self._redo, self._read_to = {}, {}, None
            return
        whole = data[: data.rfind(b"\n") + 1]
        self._read_to = status.st_ino, start + len(whole)
        for line in whole.splitlines():
            self._play(line)

    def _start(self, status: os.stat_result) -> int:
        """Where to read on; from near the end where it is another file than before."""
        inode, offset = self._read_to or (None, 0)
        if inode == status.st_ino and offset <= status.st_size:
            return offset
        self._undo, self._redo = {}, {}
        return max(0, status.st_size - TAIL)  # a line cut there does not parse, and is left out

    def _play(self, line: bytes) -> None:
        try:
            record = json.loads(line)
            do = record["do"]
            operation = _operation(record) if do in ("change", "codebook") else None
            of = "" if operation else str(record["of"])
        except (ValueError, TypeError, KeyError, RecursionError):
            return  # torn, or not ours
        if operation is not None:
            self._undo[operation.id] = operation
            self._redo.clear()
        elif do == "undone" and of in self._undo:
            self._redo[of] = self._undo.pop(of)
        elif do == "redone" and of in self._redo:
            self._undo[of] = self._redo.pop(of)
        elif do == "dropped":
            self._undo.pop(of, None)
            self._redo.pop(of, None)


def _write(fd: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(fd, rest) :]
    os.fsync(fd)


def _read(fd: int, start: int, size: int) -> bytes:
    parts: list[bytes] = []
    while size > 0 and (part := os.pread(fd, size, start)):
        parts.append(part)
        start, size = start + len(part), size - len(part)
    return b"".join(parts)


def _sync_folder(path: Path) -> None:
    with disk.opened(path, ()) as folder:
        folder.sync(above=False)


def _operation(record: dict[str, Any]) -> Operation:
    if record["do"] == "change":
        change = change_of(record["change"])
        return Operation(str(record["id"]), describe(change), change)
    before, after = (Codebook(tuple(Theme(**theme) for theme in book)) for book in record["codebooks"])
    return Operation(str(record["id"]), str(record["what"]), None, (before, after))


def change_of(data: dict[str, Any]) -> Change:
    """The change that `asdict` made `data` of."""
    return Change(**{**data, "before": mark_of(data["before"]), "after": mark_of(data["after"])})


def mark_of(data: dict[str, Any] | None) -> Mark | None:
    """The mark that `asdict` made `data` of."""
    if data is None:
        return None
    themes, rejected = (tuple(Decision(**d) for d in data[key]) for key in ("themes", "rejected"))
    return Mark(**{**data, "themes": themes, "rejected": rejected})
