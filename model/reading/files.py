"""From a file to text: opened without following links, limited in size, decoded, line ends as LF."""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Sequence
from pathlib import Path

from model.errors import NotTextError
from model.safetext import printable

MAX_ARTICLE_BYTES = 64 * 1024 * 1024
"""Size limit of an article, in bytes."""

UTF8 = "utf-8"
DAMAGED_UTF8 = "utf-8 with damaged bytes"

_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_SAVE_AS_UTF8 = "save it as UTF-8 text, or move it out of seeds/"
_REGULAR_ONLY = "put a plain copy of the file there, or remove it"
# UTF-32 first: its little-endian mark begins with that of UTF-16.
_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
# Short western texts fit dozens of code pages, and charset-normalizer names a rare one (French as Baltic).
_WESTERN = "cp1252"
_CLOSE = 0.1
_WIDESPREAD = {
    "cp1250",
    "cp1251",
    "cp1253",
    "cp1254",
    "cp1255",
    "cp1256",
    "iso8859_2",
    "iso8859_5",
    "iso8859_7",
}
_WIDESPREAD |= {
    "cp874",
    "cp932",
    "cp949",
    "big5",
    "gb18030",
    "euc_jp",
    "euc_kr",
    "shift_jis",
    "koi8_r",
    "koi8_u",
}
_SAMPLE_BYTES = 256 * 1024
_MAX_CONTROL_SHARE = 0.1
_CONTROL = re.compile("[\x01-\x08\x0e-\x1f\x7f]")
_SURROGATE = re.compile("[\ud800-\udfff]")


def open_regular(path: Path, root: Path | None = None) -> int:
    """File descriptor of a regular file; links, FIFOs, devices and folders are refused.

    With `root` no folder on the way from `root` to `path` may be a link either. The caller closes it.

    Raises:
        FileNotFoundError: there is no such file.
        NotTextError: anything else that keeps it from being read.
    """
    try:
        descriptor = _open_below(root, _parts(path, root)) if root else os.open(path, _FLAGS)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise _cannot_open(path, error) from error
    except ValueError as error:
        raise NotTextError("is not inside the project", file=path, cure="check the name") from error
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise NotTextError("is not a regular file", file=path, cure=_REGULAR_ONLY)
    return descriptor


def _parts(path: Path, root: Path) -> Sequence[str]:
    inside, outside = os.fspath(path), os.fspath(root) + "/"
    if inside.startswith(outside):
        return inside[len(outside) :].split("/")  # a tenth of the time of what follows
    return path.relative_to(root).parts


def _open_below(root: Path, parts: Sequence[str]) -> int:
    if not parts or ".." in parts:
        raise ValueError("leaves the folder")
    # The root itself may be reached by a link: it is what the user asked to open.
    folder = os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        for part in parts[:-1]:
            deeper = os.open(part, _FLAGS | os.O_DIRECTORY, dir_fd=folder)
            os.close(folder)
            folder = deeper
        return os.open(parts[-1], _FLAGS, dir_fd=folder)
    finally:
        os.close(folder)


def _cannot_open(path: Path, error: OSError) -> NotTextError:
    if error.errno in (errno.ELOOP, errno.EMLINK, errno.ENOTDIR):
        return NotTextError("is a link, or lies behind one", file=path, cure=_REGULAR_ONLY)
    if error.errno in (errno.ENXIO, errno.ENODEV):
        return NotTextError("is not a regular file", file=path, cure=_REGULAR_ONLY)
    if error.errno in (errno.EACCES, errno.EPERM):
        return NotTextError("may not be read", file=path, cure="allow reading: chmod u+r")
    reason = error.strerror or "cannot be opened"
    return NotTextError(f"cannot be opened: {reason.lower()}", file=path, cure="check the file and its disk")


def read_bytes(path: Path, limit: int, root: Path | None = None) -> bytes:
    """All bytes of a regular file of at most `limit` bytes; for articles and label files alike.

    Raises:
        FileNotFoundError: there is no such file.
        NotTextError: a link, not a regular file, too large, or unreadable.
    """
    with os.fdopen(open_regular(path, root), "rb") as file:
        size = os.fstat(file.fileno()).st_size
        if size > limit:
            raise _too_large(path, limit)
        try:
            # Not the limit at once: room for all of it would be made, and given back, for each small file.
            data = file.read(size + 1)
            if len(data) > size:
                data += file.read(limit + 1 - len(data))
        except OSError as error:
            raise _cannot_open(path, error) from error
    if len(data) > limit:  # it grew meanwhile, or is of a kind that states no size
        raise _too_large(path, limit)
    return data


def _too_large(path: Path, limit: int) -> NotTextError:
    size = f"{limit // (1024 * 1024)} MiB" if limit >= 1024 * 1024 else f"{limit} bytes"
    return NotTextError(f"is larger than {size}", file=path, cure="split it into several files")


def read_article_bytes(path: Path, root: Path) -> bytes:
    """All bytes of an article's file below `root`.

    Raises:
        NotTextError: it is missing, or cannot be read.
    """
    try:
        return read_bytes(path, MAX_ARTICLE_BYTES, root)
    except FileNotFoundError as error:
        raise NotTextError(
            "is not there", file=path, cure="it was moved or deleted; look in seeds/"
        ) from error


def decode(data: bytes, file: str | Path = "") -> tuple[str, str]:
    """Normalised text of `data`, and the name of its encoding: "utf-8", or what was detected.

    A byte order mark decides; else UTF-8 if it fits; else charset-normalizer's best guess.

    Raises:
        NotTextError: `data` is not text as far as its encoding tells; `need_text` looks at its characters.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return normalise(data.decode(encoding, "replace")), encoding.removesuffix("-sig")
    try:
        return normalise(data.decode(UTF8)), UTF8
    except UnicodeDecodeError:
        text, encoding = _detect(data, file)
        return normalise(text), encoding


def _detect(data: bytes, file: str | Path) -> tuple[str, str]:
    if b"\0" in data:
        raise NotTextError("is not text (it holds NUL bytes)", file=file, cure=_SAVE_AS_UTF8)
    damaged = data.decode(UTF8, "replace")
    # Mostly valid UTF-8 with a few broken bytes: any other encoding would garble every good character.
    broken = damaged.count("\ufffd")
    if sum(1 for character in damaged if character > "\x7f") > 10 * broken:
        return damaged, DAMAGED_UTF8
    from charset_normalizer import from_bytes  # noqa: PLC0415 - 30 ms, and hardly ever needed

    matches = from_bytes(data[:_SAMPLE_BYTES])
    best = matches.best()
    if best is None:
        raise NotTextError("is not text in any known encoding", file=file, cure=_SAVE_AS_UTF8)
    western = [m for m in matches if _WESTERN in m.could_be_from_charset and m.chaos <= best.chaos + _CLOSE]
    same = best in western
    encoding = _WESTERN if western and (same or best.encoding not in _WIDESPREAD) else best.encoding
    return data.decode(encoding, "replace"), encoding


def need_text(text: str, file: str | Path) -> None:
    """Raise NotTextError where `text` is binary data. Of a long text that takes longer than reading it."""
    fault = not_text(text)
    if fault:
        raise NotTextError(fault, file=file, cure=_SAVE_AS_UTF8)


def not_text(text: str) -> str:
    """Why `text` is no text for reading (binary data), or empty."""
    if "\0" in text:
        return "is not text (it holds NUL characters)"
    plain = printable(text.replace("\n", ""))  # of most articles, and much faster found out
    if not plain and sum(1 for _ in _CONTROL.finditer(text)) > _MAX_CONTROL_SHARE * len(text):
        return "is not text (too many control characters)"
    return ""


def normalise(text: str) -> str:
    """Text without leading byte order marks, CRLF and CR as LF, lone surrogates as U+FFFD. Idempotent."""
    text = text.lstrip("\ufeff")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text if text.isascii() else _SURROGATE.sub("\ufffd", text)
