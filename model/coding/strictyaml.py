"""The part of YAML that this program's files use, read by events (`yamlwriter` writes it).

Every scalar is a str (`no`, `12:30`, `2024-01-01` stay text); anchors, aliases, merge keys, tags,
directives, second documents and duplicate keys are refused; bytes, depth, nodes and scalars have limits.
Nothing is composed or constructed, so no object of the file's choosing ever comes into being.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NoReturn, Protocol, cast

from model.errors import FormatError

MAX_BYTES = 16 * 1024 * 1024
"""Size of a file, in bytes: about 30,000 labelled passages."""
MAX_SCALAR = 1_000_000
"""Length of one value, in code points."""
MAX_NODES = 3_000_000
MAX_DEPTH = 8
"""Mappings and lists within each other; label files need 5."""

_RESTORE = "restore an earlier version of the file, or mend the line"

# What YAML 1.1 does not allow unescaped in a file (section 5.1).
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_CONFLICTS = ("<<<<<<<", ">>>>>>>", "=======")
_CONFLICT = re.compile(r"^(?:<{7}|>{7}|={7}$)", re.MULTILINE)
_BRACKETS = re.compile(r"(?:[\[{]\s*){32}")
_MANY = 32


class Block(dict[str, "Node"]):
    """A mapping that remembers in which line (from 1) it and each of its keys stand."""

    __slots__ = ("line", "lines")

    def __init__(self, line: int = 1) -> None:
        """Empty, beginning in `line`."""
        super().__init__()
        self.line = line
        self.lines: dict[str, int] = {}


class Items(list["Node"]):
    """A list that remembers in which line (from 1) it and each of its items stand."""

    __slots__ = ("line", "lines")

    def __init__(self, line: int = 1) -> None:
        """Empty, beginning in `line`."""
        super().__init__()
        self.line = line
        self.lines: list[int] = []


Node = str | Block | Items


def storable(text: str) -> str:
    """`text` with lone surrogates, which UTF-8 cannot hold, replaced one for one by U+FFFD."""
    return text if text.isascii() else _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", text)


def read(data: bytes, file: str, *, ended: bool) -> Block:
    """The mapping that a file's bytes hold.

    Args:
        data: the whole file, UTF-8.
        file: its name, for errors.
        ended: whether the last line must be `...`, so that a torn file is noticed.

    Raises:
        FormatError: with file, line and cure.
    """
    import yaml  # noqa: PLC0415 - only when a file is read, never before the first paint

    text = _decoded(data, file)
    loader = (yaml.CLoader if yaml.__with_libyaml__ else yaml.Loader)(text)
    try:
        return _Reader(file, cast(Callable[[], _Event], loader.get_event)).document(ended)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark is not None else None
        raise FormatError(f"does not parse: {error.problem}", file=file, line=line, cure=_RESTORE) from None
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        raise FormatError(f"does not parse: {error}", file=file, cure=_RESTORE) from None


def too_deep(text: str) -> re.Match[str] | None:
    """Where more brackets open one after the other than any file needs.

    Some parsers end the whole process on very many of them, so they never see them.
    """
    return _BRACKETS.search(text) if text.count("[") + text.count("{") >= _MANY else None


def _line(text: str, offset: int) -> int:
    return text.count("\n", 0, offset) + 1


def _decoded(data: bytes, file: str) -> str:
    """The text of a file, after all that can be said without a parser."""
    if len(data) > MAX_BYTES:
        raise FormatError(f"larger than {MAX_BYTES:,} bytes", file=file, cure="split the article")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise FormatError("not UTF-8", file=file, line=line, cure="save the file as UTF-8") from None
    if not text.strip():
        raise FormatError("empty file", file=file, line=1, cure="restore an earlier version, or delete it")
    if match := _UNPRINTABLE.search(text):
        what = "NUL bytes" if match[0] == "\0" else f"control character U+{ord(match[0]):04X}"
        raise FormatError(what, file=file, line=_line(text, match.start()), cure=_RESTORE)
    if any(marker in text for marker in _CONFLICTS) and (match := _CONFLICT.search(text)):
        line = _line(text, match.start())
        cure = "choose one side and delete the marker lines"
        raise FormatError("conflict marker of a merge", file=file, line=line, cure=cure)
    if match := too_deep(text):
        raise FormatError("nested too deeply", file=file, line=_line(text, match.start()), cure=_RESTORE)
    return text


class _Mark(Protocol):
    line: int


class _Event(Protocol):
    """What events of PyYAML have; which of it depends on the kind."""

    start_mark: _Mark
    anchor: str | None
    tag: str | None
    value: str
    style: str | None
    explicit: bool
    version: object
    tags: object


class _Reader:
    """Turns parser events into Blocks, Items and str; refuses everything else."""

    def __init__(self, file: str, following: Callable[[], _Event]) -> None:
        self.file = file
        self.following = following
        self.nodes = 0

    def fail(self, what: str, event: _Event, cure: str = _RESTORE) -> NoReturn:
        raise FormatError(what, file=self.file, line=_at(event), cure=cure)

    def document(self, ended: bool) -> Block:
        self.following()  # the start of the stream
        start = self.following()
        if _kind(start) != "DocumentStartEvent":
            self.fail("holds no mapping", start)
        if start.version or start.tags:
            self.fail("directives (%) are not allowed", start, "delete the line")
        first = self.following()
        root = self.node(first, 0)
        if not isinstance(root, Block):
            self.fail("not a mapping of keys and values", first)
        end = self.following()
        if ended and not end.explicit:
            self.fail("the end mark ... is missing: the file is torn", end)
        last = self.following()
        if _kind(last) != "StreamEndEvent":
            self.fail("a second document", last, "delete what follows the end mark ...")
        return root

    def node(self, event: _Event, depth: int) -> Node:
        kind = _kind(event)
        if kind == "ScalarEvent":
            return self.scalar(event)
        self.check(event, kind)
        if depth == MAX_DEPTH:
            self.fail("nested too deeply", event)
        return self.block(event, depth) if kind == "MappingStartEvent" else self.items(event, depth)

    def check(self, event: _Event, kind: str = "") -> None:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            self.fail(f"more than {MAX_NODES:,} values", event)
        if kind == "AliasEvent" or event.anchor is not None:
            self.fail("anchors and aliases (& and *) are not allowed", event, "quote or spell out the value")
        if event.tag is not None:
            self.fail("tags (!) are not allowed", event, "quote the value or delete the tag")

    def scalar(self, event: _Event) -> str:
        self.check(event)
        value = event.value
        if len(value) > MAX_SCALAR:
            self.fail(f"value longer than {MAX_SCALAR:,} characters", event)
        if not value.isascii() and _SURROGATE.search(value):
            self.fail("escape of half a character (surrogate)", event)
        return value

    def block(self, start: _Event, depth: int) -> Block:
        block = Block(_at(start))
        while (kind := _kind(event := self.following())) != "MappingEndEvent":
            if kind != "ScalarEvent":
                self.fail("a key that is not plain text", event)
            key = self.scalar(event)
            if key == "<<" and not event.style:
                self.fail("merge keys (<<) are not allowed", event, "spell out the values")
            if key in block:
                first = block.lines[key]
                self.fail(
                    f"duplicate key {key[:40]!r}, first in line {first}", event, "delete one of the two"
                )
            block.lines[key] = _at(event)
            block[key] = self.node(self.following(), depth + 1)
        return block

    def items(self, start: _Event, depth: int) -> Items:
        items = Items(_at(start))
        while _kind(event := self.following()) != "SequenceEndEvent":
            items.lines.append(_at(event))
            items.append(self.node(event, depth + 1))
        return items


def _kind(event: _Event) -> str:
    return event.__class__.__name__


def _at(event: _Event) -> int:
    return event.start_mark.line + 1
