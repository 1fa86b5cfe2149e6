"""Articles in a `.jsonl` file: one object a line, found and read by byte offset, never the whole file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from model.digests import blake2b
from model.errors import FormatError, NotTextError, RubricateError
from model.reading import files
from model.reading.lines import Line

MAX_ID = 200
"""Code points of the longest id."""
MAX_PROBLEMS = 1000
"""Broken lines of one file that are told one by one."""

_BOM = b"\xef\xbb\xbf"
_FIX_LINE = 'each line must be one object as {"text": "..."}; correct or remove this line'
_FIX_ID = f"give it a string or whole number of 1 to {MAX_ID} printable characters"


@dataclass(frozen=True, slots=True)
class Record:
    """One article as its line, or its file, has it."""

    id: str
    text: str
    title: str = ""
    date: str = ""
    encoding: str = files.UTF8
    """What it was decoded from; anything but that was detected."""
    mark: bytes = b""
    """Of a line that was read by itself: see `mark`."""
    numbered: bool = False
    """Whether its id is the number of its line, for want of another."""


class Faults:
    """What is wrong with the lines of one file; of very many broken ones only the number is kept."""

    def __init__(self, path: Path) -> None:
        """Nothing yet."""
        self._path = path
        self._told: list[RubricateError] = []
        self._more = 0

    def add(self, fault: RubricateError) -> None:
        """Another one."""
        if len(self._told) < MAX_PROBLEMS:
            self._told.append(fault)
        else:
            self._more += 1

    def told(self) -> list[RubricateError]:
        """All, in the order of their lines."""
        told = sorted(self._told, key=lambda fault: fault.line or 0)
        if self._more:
            what = f"{self._more} more lines are broken"
            told.append(FormatError(what, file=self._path, cure=_FIX_LINE))
        return told


def records(file: BinaryIO, path: Path, faults: Faults) -> Iterator[tuple[Line, Record]]:
    """The articles of an open file in order; what is wrong with a line that is none goes to `faults`.

    Empty lines are passed over. Ids must differ within the file: of two lines with one id the first counts.
    """
    seen: set[str] = set()
    try:
        for line, data in lines(file, path):
            try:
                record = parse(data, line.number, path)
            except RubricateError as error:
                faults.add(error)
                continue
            if record.id in seen:
                faults.add(used_before(record.id, line.number, path))
            else:
                seen.add(record.id)
                yield line, record
    except NotTextError as error:
        faults.add(error)


def used_before(id: str, number: int, path: Path) -> FormatError:
    """What is wrong with a line whose id a line before it has."""
    return FormatError(f"id {id!r} was used before", file=path, line=number, cure="give it another")


def mark(data: bytes, number: int = 0) -> bytes:
    """Digest of a line, 8 bytes, to know it again; with its number where that is its id."""
    key = number.to_bytes(8, "big") if number else b""
    return blake2b(data.rstrip(b"\r\n"), 8, key=key)


def lines(file: BinaryIO, path: Path) -> Iterator[tuple[Line, bytes]]:
    """Lines that hold anything; of one over the size limit only a part, which `parse` refuses.

    Raises:
        NotTextError: the file is in another encoding.
    """
    for line, data in _lines(file):
        if line.number == 1 and (b"\0" in data or data.startswith((b"\xff\xfe", b"\xfe\xff"))):
            raise NotTextError("is not UTF-8 text", file=path, cure="save it as UTF-8, without NUL bytes")
        yield line, data


def _lines(file: BinaryIO) -> Iterator[tuple[Line, bytes]]:
    offset, number = 0, 0
    while data := file.readline(files.MAX_ARTICLE_BYTES + 1):
        number += 1
        length = len(data) + (0 if data.endswith(b"\n") else _skip_line(file, len(data)))
        if data.strip():
            yield Line(offset, length, number), data
        offset += length


def _skip_line(file: BinaryIO, read: int) -> int:
    skipped = 0
    while read > files.MAX_ARTICLE_BYTES and (data := file.readline(1 << 20)):
        skipped += len(data)
        if data.endswith(b"\n"):
            break
    return skipped


def parse(data: bytes, number: int, path: Path) -> Record:
    """The article on one line.

    Raises:
        FormatError: the line is not an object with a text, or its id cannot be used.
        NotTextError: its text is binary data.
    """
    entry = _entry(data, number, path)
    text = entry.get("text")
    if not isinstance(text, str):
        raise FormatError('has no "text" string', file=path, line=number, cure=_FIX_LINE)
    fault = files.not_text(text)
    if fault:
        raise NotTextError(fault, file=path, line=number, cure="remove this line, or its binary data")
    return Record(
        id=_id(entry.get("id"), number, path),
        text=files.normalise(text),
        title=_string(entry, "title"),
        date=_string(entry, "date"),
        numbered=entry.get("id") is None,
    )


def _entry(data: bytes, number: int, path: Path) -> dict[str, object]:
    if len(data) > files.MAX_ARTICLE_BYTES:
        raise FormatError("line is larger than 64 MiB", file=path, line=number, cure="split the article")
    try:
        entry = json.loads(data.removeprefix(_BOM).decode("utf-8"))
    except UnicodeDecodeError as error:
        raise FormatError(
            "line is not UTF-8", file=path, line=number, cure="save the file as UTF-8"
        ) from error
    except (ValueError, RecursionError) as error:
        raise FormatError("line is not JSON", file=path, line=number, cure=_FIX_LINE) from error
    if not isinstance(entry, dict):
        raise FormatError("line is not a JSON object", file=path, line=number, cure=_FIX_LINE)
    return entry


def _id(value: object, number: int, path: Path) -> str:
    if value is None:
        return str(number)
    usable = isinstance(value, str | int) and not isinstance(value, bool)
    id = str(value) if usable else ""
    if not id.strip() or len(id) > MAX_ID or not id.isprintable():
        raise FormatError('has an "id" that cannot be used', file=path, line=number, cure=_FIX_ID)
    return id


def _string(entry: dict[str, object], key: str) -> str:
    value = entry.get(key)
    return files.normalise(value) if value and isinstance(value, str) else ""
