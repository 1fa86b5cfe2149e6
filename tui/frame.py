"""The library as the next session will show it first, kept in the cache: painted before Textual is there.

A frame is rows of text and colours. What is read back is as hostile as any file: nothing but safe text and
the colours that this program sets is accepted. See docs/decisions/0017.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple
from unicodedata import category

from model import __version__
from model.digests import sha256
from model.folders import OTHERS_MAY_WRITE
from model.safetext import safe

NAME = "frame"
"""Of the file."""
LIMIT = 1 << 18
"""Bytes: ten times what a large screen needs."""
_FORMAT = 1
_COLOURS = re.compile(r"\x1b\[([0-9;]{1,60})m")
"""Select Graphic Rendition (ECMA-48, 8.3.117)."""
_CODES = {
    *("0", "1", "2", "3", "4", "7", "9", "21", "22", "23", "24", "27", "29", "39", "49"),
    *(f"{tens}{ones}" for tens in (3, 4, 9, 10) for ones in range(8)),
}
"""What may stand in it: nothing that blinks or hides."""
_NUMBERS = {"2": 3, "5": 1}
"""How many numbers a colour has, by its kind: red, green and blue; or one of 256."""
_LOOKS = (
    *("TERM", "COLORTERM", "NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE"),
    *("TEXTUAL_COLOR_SYSTEM", "TEXTUAL_DIM_FACTOR", "TEXTUAL_FILTERS"),
)
"""Environment variables by which Rich and Textual choose colours."""
_INDEX = ("index.sqlite", "index.sqlite-wal")


class Shape(NamedTuple):
    """What a frame was made for; another shape is another frame."""

    coder: str
    theme: str
    columns: int
    rows: int


def key(folder: Path, shape: Shape) -> str:
    """What has to be the same for a frame to be what the program would show; `folder` has the index."""
    looks = [os.environ.get(name) for name in _LOOKS]
    stamps = [_stamp(folder / name) for name in _INDEX]
    return sha256(repr((_FORMAT, __version__, shape, looks, stamps)).encode("utf-8", "replace")).hex()


def _stamp(path: Path) -> tuple[int, int, int] | None:
    """Changes when a file does; None for none, and for an empty one: SQLite's log with nothing in it."""
    try:
        found = path.lstat()
    except OSError:
        return None
    return (found.st_ino, found.st_size, found.st_mtime_ns) if found.st_size else None


def is_frame(lines: Sequence[str]) -> bool:
    """Whether it holds nothing but safe text and colours."""
    text = "\n".join(lines)
    rest = _COLOURS.sub("", text)
    colours = set(_COLOURS.findall(text))
    return all(map(_is_colour, colours)) and rest.count("\n") == len(lines) - 1 and _is_safe(rest)


def _is_colour(codes: str) -> bool:
    words = iter(codes.split(";"))
    for word in words:
        if word in ("38", "48"):
            numbers = [next(words, "") for _ in range(_NUMBERS.get(next(words, ""), 0))]
            if not numbers or not all(0 < len(number) <= 3 for number in numbers):  # noqa: PLR2004 - up to 255
                return False
        elif word not in _CODES:
            return False
    return True


def _is_safe(text: str) -> bool:
    # What nearly all text is can be told without the patterns of `safe`, which take milliseconds to compile.
    plain = all(c.isprintable() and category(c)[0] != "M" for c in set(text) - {"\n"})
    return plain or safe(text) == text


def keep(folder: Path, shape: Shape, lines: Sequence[str]) -> bool:
    """Keep a frame in `folder` for the next session; whether that went well. There is one a project."""
    data = "\n".join([key(folder, shape), *lines]).encode("utf-8", "replace")
    if len(lines) != shape.rows or not is_frame(lines) or len(data) > LIMIT:
        return False
    half = folder / f"{NAME}.{os.getpid()}"
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    try:
        with os.fdopen(os.open(half, flags, 0o600), "wb") as file:
            file.write(data)
        half.replace(folder / NAME)
    except OSError:
        with suppress(OSError):
            half.unlink()
        return False
    return True


def kept(folder: Path, shape: Shape) -> list[str] | None:
    """The rows of the frame that was kept for this shape and the index as it is; None where there is none.

    What is not of this program's making is deleted.
    """
    path = folder / NAME
    try:
        wanted, *lines = _read(path).split("\n")
    except (OSError, ValueError):
        return None
    if wanted != key(folder, shape):
        return None
    if len(lines) != shape.rows or not is_frame(lines):
        with suppress(OSError):
            path.unlink()
        return None
    return lines


def _read(path: Path) -> str:
    """The file, if it is one of this user's alone and no longer than a frame can be.

    Raises:
        OSError: it is not.
        ValueError: it is not UTF-8.
    """
    with os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as file:
        found = os.fstat(file.fileno())
        mine = stat.S_ISREG(found.st_mode) and found.st_uid == os.getuid()
        if not mine or found.st_mode & OTHERS_MAY_WRITE or found.st_size > LIMIT:
            raise OSError("not a frame of this user's")
        return file.read(LIMIT).decode("utf-8")
