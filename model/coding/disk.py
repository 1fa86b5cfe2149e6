"""Change a file so that neither a crash nor another program loses anything. POSIX.

Every folder on the way is opened without following links, and files are reached from the opened folder
only, so nothing a project contains can make the program write elsewhere.
"""

from __future__ import annotations

import errno
import fcntl
import os
import stat
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

PATIENCE = 10.0
"""Seconds to wait for another program that holds the lock."""
ATTEMPTS = 8
"""Times to begin anew when the file changes while an operation is on its way."""
LITTER_AGE = 600.0
"""Seconds after which a temporary file is taken for one that a killed program left behind."""

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_READ = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC  # a FIFO must not block
_CREATE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
_TEMPORARY = (".rubricate-", ".tmp")

NO_LOCKS = {errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOLCK, errno.ENOSYS, errno.EINVAL, errno.EBADF}
"""Errors that mean: this file system can't lock."""
_NO_FOLDER_SYNC = {errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP}

_REASONS = {
    errno.ELOOP: ("it is a link", "put a file of its own in its place"),
    errno.ENOTDIR: ("a folder of it is a link or a file", "put a folder of its own in its place"),
    errno.ENOSPC: ("no space left on the disk", "free some space, then decide again"),
    errno.EDQUOT: ("disk quota exceeded", "free some space, then decide again"),
    errno.EROFS: ("the disk is read-only", "open the project where you may write"),
    errno.EACCES: ("permission denied", "give yourself the right to read and write it"),
    errno.EPERM: ("not permitted", "give yourself the right to read and write it"),
    errno.EIO: ("the disk reports an error", "copy the project to another disk"),
    errno.EMFILE: ("too many open files", "close other programs, then decide again"),
    errno.ENFILE: ("too many open files", "close other programs, then decide again"),
}


def reason(error: OSError) -> tuple[str, str]:
    """What an operating system's error means for a person, and what to do."""
    default = (error.strerror or type(error).__name__).lower(), "mend that, then decide again"
    return _REASONS.get(error.errno or 0, default)


@dataclass(frozen=True, slots=True)
class File:
    """A file's bytes, and what tells whether it has been changed since they were read."""

    data: bytes
    mode: int
    mark: tuple[int, int, int, int]
    """Inode, modification and change time in nanoseconds, size."""


def _mark(status: os.stat_result) -> tuple[int, int, int, int]:
    return status.st_ino, status.st_mtime_ns, status.st_ctime_ns, status.st_size


class Folder:
    """An open folder and those above it. Made by `opened`."""

    def __init__(self, fds: tuple[int, ...]) -> None:
        """`fds`: descriptors of the folders from the outermost to this one."""
        self.fds = fds
        self.fd = fds[-1]

    def read(self, name: str, limit: int) -> File | None:
        """The regular file `name`, or None where there is none.

        Raises:
            OSError: it is a link, a folder, a device, larger than `limit` bytes, or can't be read.
        """
        try:
            fd = os.open(name, _READ, dir_fd=self.fd)
        except FileNotFoundError:
            return None
        with os.fdopen(fd, "rb", buffering=0) as file:
            status = os.fstat(fd)
            if not stat.S_ISREG(status.st_mode):
                raise OSError(errno.EINVAL, "not a regular file")
            if status.st_size > limit:
                raise OSError(errno.EFBIG, f"larger than {limit:,} bytes")
            data = file.readall()
        if len(data) > limit:
            raise OSError(errno.EFBIG, f"larger than {limit:,} bytes")
        return File(data, stat.S_IMODE(status.st_mode), _mark(status))

    def unchanged(self, name: str, old: File | None) -> bool:
        """Whether `name` is still the file that `old` was read from (or still missing)."""
        try:
            status = os.stat(name, dir_fd=self.fd, follow_symlinks=False)
        except FileNotFoundError:
            return old is None
        return old is not None and _mark(status) == old.mark

    def replace(self, name: str, data: bytes, old: File | None) -> bool:
        """Put `data` in the place of `old`, durably; False, and nothing done, where `old` has changed.

        Raises:
            OSError: it may not be on disk.
        """
        beside = os.urandom(8).hex().join(_TEMPORARY)
        replaced = False
        fd = os.open(beside, _CREATE, 0o600, dir_fd=self.fd)
        try:
            _fill(fd, data, old)
            if self.unchanged(name, old):
                os.replace(beside, name, src_dir_fd=self.fd, dst_dir_fd=self.fd)
                replaced = True
        finally:
            if not replaced:
                with suppress(OSError):
                    os.unlink(beside, dir_fd=self.fd)
        if replaced:
            self.sync(above=old is None)
        return replaced

    def sync(self, *, above: bool) -> None:
        """Make the folder's entries durable; with `above` also those of the folders above it."""
        for fd in self.fds if above else self.fds[-1:]:
            try:
                os.fsync(fd)
            except OSError as error:
                if error.errno not in _NO_FOLDER_SYNC:
                    raise

    def entries(self) -> list[tuple[str, bool, tuple[int, int]]]:
        """Name, whether it is a folder, (modification time in ns, size) of all but hidden ones."""
        found: list[tuple[str, bool, tuple[int, int]]] = []
        with os.scandir(self.fd) as listing:
            for entry in listing:
                if entry.name.startswith("."):
                    continue
                with suppress(FileNotFoundError):
                    status = entry.stat(follow_symlinks=False)
                    stamp = status.st_mtime_ns, status.st_size
                    found.append((entry.name, stat.S_ISDIR(status.st_mode), stamp))
        return sorted(found)

    def litter(self) -> list[str]:
        """Names of the temporary files that killed programs left behind."""
        with os.scandir(self.fd) as listing:
            return sorted(entry.name for entry in listing if is_litter(entry))

    def remove(self, name: str) -> None:
        """Remove a file, durably."""
        os.unlink(name, dir_fd=self.fd)
        self.sync(above=False)

    def sweep(self) -> None:
        """Remove temporary files that killed programs left behind."""
        for name in self.litter():
            with suppress(OSError):
                os.unlink(name, dir_fd=self.fd)


def is_litter(entry: os.DirEntry[str]) -> bool:
    """Whether it is a temporary file of this program's that is too old to be in use."""
    if not (entry.name.startswith(_TEMPORARY[0]) and entry.name.endswith(_TEMPORARY[1])):
        return False
    try:
        return time.time() - entry.stat(follow_symlinks=False).st_mtime > LITTER_AGE
    except OSError:
        return False


def _fill(fd: int, data: bytes, old: File | None) -> None:
    """Write all of `data` to a new file, durably, and close it."""
    try:
        if old is not None:
            os.fchmod(fd, old.mode)  # whom its owner let read it may go on reading it
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(fd, rest) :]
        os.fsync(fd)
    except BaseException:
        with suppress(OSError):
            os.close(fd)
        raise
    os.close(fd)  # a network file system reports a failed write here


@contextmanager
def opened(
    root: Path, parts: Sequence[str], *, make: bool = False, above: Folder | None = None
) -> Iterator[Folder]:
    """The folder `parts` below `root` (or below the open folder `above`), no link on the way followed.

    Args:
        root: the project; may itself be reached through a link.
        parts: names of folders, from the outermost.
        make: make what is missing, mode 0700.
        above: begin here instead.

    Raises:
        OSError: one is missing, a link or not a folder.
    """
    with ExitStack() as stack:
        fds = list(above.fds) if above else [_open(stack, root, None)]
        for part in parts:
            if part in ("", ".", "..") or "/" in part:
                raise OSError(errno.EINVAL, "not the name of a folder")
            try:
                fds.append(_open(stack, part, fds[-1]))
            except FileNotFoundError:
                if not make:
                    raise
                with suppress(FileExistsError):
                    os.mkdir(part, 0o700, dir_fd=fds[-1])
                fds.append(_open(stack, part, fds[-1]))
        yield Folder(tuple(fds))


def _open(stack: ExitStack, path: str | Path, parent: int | None) -> int:
    flags = _FOLDER if parent is not None else _FOLDER & ~os.O_NOFOLLOW
    fd = os.open(path, flags, dir_fd=parent)
    stack.callback(_close, fd)
    return fd


def _close(fd: int) -> None:
    with suppress(OSError):  # a folder or a lock has nothing left to write
        os.close(fd)


@contextmanager
def locked(folder: Folder, fallback: Callable[[], Path]) -> Iterator[None]:
    """Hold the one lock of `folder`; where its file system can't lock, that of the file `fallback()`.

    Raises:
        OSError: another program holds it for longer than PATIENCE.
    """
    with ExitStack() as stack:
        fd = folder.fd
        try:
            wait_for_lock(fd)
        except OSError as error:
            if error.errno not in NO_LOCKS:
                raise
            flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
            fd = os.open(fallback(), flags, 0o600)
            stack.callback(_close, fd)
            wait_for_lock(fd)
        try:
            yield
        finally:
            with suppress(OSError):  # closing it unlocks it too
                fcntl.flock(fd, fcntl.LOCK_UN)


def wait_for_lock(fd: int) -> None:
    """Lock an open file or folder, waiting for others.

    Raises:
        OSError: another program holds it for longer than PATIENCE, or the file system can't lock.
    """
    until = time.monotonic() + PATIENCE
    pause = 0.0005
    while True:
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() > until:
                raise OSError(errno.EBUSY, "another program is writing there and does not end") from None
            time.sleep(pause)
            pause = min(pause * 1.5, 0.01)


def update(folder: Folder, name: str, limit: int, change: Callable[[bytes | None], bytes | None]) -> None:
    """Reread `name` as it is now, put what `change` makes of it in its place, durably. The lock is held.

    Args:
        folder: where it is.
        name: of the file.
        limit: largest file to read, in bytes.
        change: from the bytes (None: no file) to the new bytes (None: leave it as it is). Called again
            when another program changed the file meanwhile.

    Raises:
        OSError: it may not be on disk, or kept changing.
    """
    for _ in range(ATTEMPTS):
        old = folder.read(name, limit)
        data = change(None if old is None else old.data)
        if data is None or folder.replace(name, data, old):
            return
    raise OSError(errno.EBUSY, "it keeps changing while it is written")
