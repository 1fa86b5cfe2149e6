"""Write the YAML that `strictyaml` reads: block style, one key a line, so that git shows what changed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from model.coding.strictyaml import storable, too_deep


@dataclass(frozen=True, slots=True)
class Written:
    """A list below a key of the outermost mapping, each item as `item` gave it: it need not be made again."""

    lines: Sequence[str]


Plain = str | int | float | Mapping[str, "Plain"] | Sequence["Plain"] | Written
"""What can be written. Numbers and truth values are written bare and read back as str."""

_KEY = 64
_BARE = 80
"""Longest text written without quotes; prose looks the same throughout a file then."""
# Reads back as the same str in YAML 1.1 and 1.2, in block context, after "key: " or "- ".
_SAFE = re.compile(
    r"""[^\W\d_](?:[\w./@+=,;()!?'"%&*-]|\#|:(?=[\w/.])|\ (?=[\w(]))*"""
    r"""|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ""",
    re.VERBOSE,
)
_WORDS = frozenset(["y", "n", "yes", "no", "on", "off", "true", "false", "null", "none", "nan", "inf"])
"""Words that other programs' readers take for something else than text."""
# Needs an escape in double quotes, or would make the file look different from what it says.
_ESCAPED = re.compile(
    '["\\\\\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f'
    "\ufeff\ufff0-\uffff\U000e0000-\U000e0fff]"
)
_SHORT = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r", "\0": "\\0"}


def emit(block: Mapping[str, Plain]) -> bytes:
    """The file for a mapping: block style, one key a line, UTF-8, ending in `...` and a line feed.

    What is emitted reads back equal (numbers as str; lone surrogates as U+FFFD).

    Raises:
        ValueError: a key is longer than a YAML key may be.
    """
    lines: list[str] = [] if block else ["{}"]
    _emit_block(block, "", "", lines)
    lines.append("...\n")
    return "\n".join(lines).encode("utf-8")


def item(block: Mapping[str, Plain]) -> str:
    """The lines of a mapping that is an item of `Written`. Raises as `emit`."""
    lines: list[str] = []
    _emit_items([block], "  ", lines)
    return "\n".join(lines)


def _emit_block(block: Mapping[str, Plain], first: str, indent: str, lines: list[str]) -> None:
    lead = first
    for key, value in block.items():
        if len(key) > _KEY:
            raise ValueError(f"a key of more than {_KEY} characters")
        _emit_value(value, f"{lead}{_scalar(key)}:", indent, lines)
        lead = indent


def _emit_items(items: Sequence[Plain], indent: str, lines: list[str]) -> None:
    for item in items:
        if isinstance(item, Mapping) and item:
            _emit_block(item, f"{indent}- ", f"{indent}  ", lines)
        else:
            _emit_value(item, f"{indent}-", indent, lines)


def _emit_value(value: Plain, lead: str, indent: str, lines: list[str]) -> None:
    if isinstance(value, str):
        lines.append(f"{lead} {_scalar(value)}")
    elif isinstance(value, Written):
        lines.extend([lead, *value.lines] if value.lines else [f"{lead} []"])
    elif isinstance(value, bool):
        lines.append(f"{lead} {'true' if value else 'false'}")
    elif isinstance(value, int | float):
        lines.append(f"{lead} {value!r}")
    elif not value:
        lines.append(f"{lead} {{}}" if isinstance(value, Mapping) else f"{lead} []")
    elif isinstance(value, Mapping):
        lines.append(lead)
        _emit_block(value, f"{indent}  ", f"{indent}  ", lines)
    else:
        lines.append(lead)
        _emit_items(value, f"{indent}  ", lines)


@lru_cache(maxsize=4096)  # keys, themes and times come again and again
def _scalar(text: str) -> str:
    text = storable(text)
    if len(text) <= _BARE and _SAFE.fullmatch(text) and text.casefold() not in _WORDS:
        return text
    quoted = _ESCAPED.sub(_escape, text)
    if too_deep(quoted):
        quoted = quoted.replace("[", "\\x5B").replace("{", "\\x7B")
    return f'"{quoted}"'


def _escape(match: re.Match[str]) -> str:
    character = match[0]
    code = ord(character)
    if character in _SHORT:
        return _SHORT[character]
    if code <= 0xFF:  # noqa: PLR2004 - what \x can hold
        return f"\\x{code:02X}"
    return f"\\u{code:04X}" if code <= 0xFFFF else f"\\U{code:08X}"  # noqa: PLR2004 - what \u can hold
