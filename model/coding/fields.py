"""Take the values out of a mapping that was read, each checked, each error with file and line."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import NoReturn

from model.coding.strictyaml import Block, Items
from model.errors import FormatError

_WHOLE = re.compile(r"[0-9]{1,9}")
_TIME = re.compile(r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d)?Z)?", re.ASCII)


@lru_cache(maxsize=4096)
def is_time(text: str) -> bool:
    """Whether `text` is a day or a moment in UTC as these files write it (ISO 8601)."""
    if not _TIME.fullmatch(text):
        return False
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class Fields:
    """A mapping of a file, its values taken out one by one."""

    block: Block
    file: str
    """Its name, for errors."""

    def line(self, key: str | None = None) -> int:
        """The line of `key`, or of the mapping."""
        return self.block.line if key is None else self.block.lines.get(key, self.block.line)

    def fail(self, what: str, cure: str, key: str | None = None) -> NoReturn:
        """Raise the FormatError for `key`, or for the mapping."""
        raise FormatError(what, file=self.file, line=self.line(key), cure=cure)

    def only(self, known: Collection[str]) -> None:
        """Refuse keys that the format does not have."""
        for key in self.block:
            if key not in known:
                self.fail(f"unknown key {key[:40]!r}", f"known keys: {', '.join(known)}", key)

    def need(self, keys: Collection[str]) -> None:
        """Refuse a mapping in which one of `keys` is missing."""
        for key in keys:
            if key not in self.block:
                self.fail(f"{key} is missing", f"add a line {key}:")

    def text(self, key: str, default: str | None = None) -> str:
        """The text of `key`; with no default it must be there."""
        value = self.block.get(key, default)
        if isinstance(value, str):
            return value
        if value is None:
            self.fail(f"{key} is missing", f"add a line {key}:")
        self.fail(f"{key} is not text", "give one value, in quotes if it has special characters", key)

    def whole(self, key: str) -> int:
        """The whole number of `key`, 0 or more."""
        value = self.text(key)
        if not _WHOLE.fullmatch(value):
            self.fail(f"{key} is not a whole number: {value[:20]!r}", "write digits only", key)
        return int(value)

    def choice(self, key: str, known: Collection[str], default: str | None = None) -> str:
        """The text of `key`, one of `known`."""
        value = self.text(key, default)
        if value not in known:
            self.fail(f"unknown {key} {value[:40]!r}", f"one of: {', '.join(known)}", key)
        return value

    def time(self, key: str) -> str:
        """The moment of `key`, or empty."""
        value = self.text(key, "")
        if value and not is_time(value):
            self.fail(f"{key} is not a time: {value[:40]!r}", "write it as 2025-01-31T12:00:00Z", key)
        return value

    def flag(self, key: str) -> bool:
        """Whether `key` says true; false where it is missing."""
        return self.choice(key, ("true", "false"), "false") == "true"

    def items(self, key: str) -> Iterator[Fields]:
        """The mappings in the list of `key`; none where it is missing."""
        items = self.block.get(key)
        if items is None:
            return
        if not isinstance(items, Items):
            self.fail(f"{key} is not a list", "write one item a line, each after a dash; [] for none", key)
        for item, line in zip(items, items.lines, strict=True):
            if not isinstance(item, Block):
                cure = "write its keys, one a line"
                raise FormatError(f"an item of {key} is not a mapping", file=self.file, line=line, cure=cure)
            yield Fields(item, self.file)
