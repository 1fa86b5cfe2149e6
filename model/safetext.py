"""Make text from outside safe to show: one code point for one, so offsets stay offsets.

A terminal obeys control characters, and answers some of them as if keys had been pressed. Whatever
comes from an article, a file name, a label file or an exception passes through `safe` (text of
several lines) or `safe_line` (one line) before it reaches Textual, stderr or a log.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
"""Stands for what cannot be shown."""

FIRST_MARK = "\u0300"
_PRINTABLE = bytes(range(0x20, 0x7F))
MAX_STACKED_MARKS = 4
"""Combining marks kept on one base character; the rest are replaced."""


@cache  # compiled with the first text that is not plain ASCII: it takes milliseconds
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What can't be shown, and what may be too many marks on one character."""
    # C0 but for line feed, DEL, C1, bidi controls, separators that move the cursor, byte order mark,
    # surrogates, interlinear annotation, tags and noncharacters.
    unsafe = re.compile(
        "[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u180e\u200e\u200f\u2028-\u202e\u2060-\u206f"
        "\ud800-\udfff\ufeff\ufff0-\ufffb\ufffe\uffff\U000e0000-\U000e007f]"
    )
    # Unicode has marks up to U+1E94A, and the variation selectors far above.
    marks = re.compile("[\u0300-\U0001ffff\U000e0100-\U000e01ef]{" + str(MAX_STACKED_MARKS + 1) + ",}")
    return unsafe, marks


def _replace(match: re.Match[str]) -> str:
    # A tab, carriage return, vertical tab or form feed is white space to a reader, not a fault.
    return " " if match[0] in "\t\r\v\f\x85\u2028\u2029" else REPLACEMENT


def _thin_marks(match: re.Match[str]) -> str:
    out: list[str] = []
    stacked = 0
    for character in match[0]:
        stacked = stacked + 1 if unicodedata.category(character) in ("Mn", "Me") else 0
        out.append(character if stacked <= MAX_STACKED_MARKS else REPLACEMENT)
    return "".join(out)


def printable(text: str) -> bool:
    """As `text.isprintable()`; of ASCII, which it asks for each character, in half the time or less."""
    return not text.encode().translate(None, _PRINTABLE) if text.isascii() else text.isprintable()


def utf8(text: str) -> str:
    """`text` with what UTF-8 can't hold written out, such as `\\udce9` in a file name of another encoding."""
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode("utf-8")


def safe(text: str) -> str:
    """Text of the same length in which every code point can be shown; line feeds stay."""
    # What a terminal obeys can't be printed, and marks come late in Unicode.
    if text.isprintable() and (text.isascii() or max(text) < FIRST_MARK):
        return text
    unsafe, marks = _patterns()
    text = unsafe.sub(_replace, text)
    return text if text.isascii() else marks.sub(_thin_marks, text)


def safe_line(text: str) -> str:
    """As `safe`, and line feeds become spaces."""
    return safe(text).replace("\n", " ")
