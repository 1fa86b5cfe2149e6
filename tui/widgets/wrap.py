"""Lines of a passage: an own wrap, since Rich's is two hundred times slower.

The text is safe already. What is shown may be shorter than the text (line breaks inside a paragraph become
one space, joiners of emoji are left out because terminals count them differently), so `Wrapped` knows
what stands where.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from dataclasses import dataclass

from rich.cells import get_character_cell_size

SHORT_LINE = 40
"""A line of the text shorter than this was broken on purpose (a list, an address) and stays broken."""

_BREAK = re.compile(r"[^\S\n]*\n\s*|[\u200b\u200d\ufe0e\ufe0f\u00ad]")
# Blocks in which every character takes one cell (a test asks Rich about each of them).
_NOT_NARROW = re.compile(
    "[^\n\x20-\x7e\xa0-\xac\xae-\u02ff\u0370-\u0482\u048a-\u052f\u1e00-\u1eff\u2010-\u2027\u2030-\u205e"
    "\u20a0-\u20bf\u2190-\u21ff\u2500-\u257f\ufffd]"
)


@dataclass(frozen=True, slots=True)
class Wrapped:
    """A text in lines of a width."""

    shown: str
    """What stands on the screen, all lines."""
    lines: tuple[tuple[int, int], ...]
    """(start, end) of each line in `shown`; at least one line. Spaces around a break belong to no line."""
    offsets: array[int] | None
    """For each code point of `shown` its offset in the text; None where they are the same."""

    def to_shown(self, offset: int) -> int:
        """Where the text's code point `offset` stands in `shown` (or where the next shown one does)."""
        return offset if self.offsets is None else bisect_left(self.offsets, offset)


def _squeeze(text: str) -> tuple[str, array[int] | None]:
    """What is shown of `text`, and where each of its code points comes from."""
    pieces: list[str] = []
    offsets: array[int] = array("q")
    done = 0
    for match in _BREAK.finditer(text):
        pieces.append(text[done : match.start()])
        offsets.extend(range(done, match.start()))
        done = match.end()
        if "\n" in match[0]:
            line = match.start() - (text.rfind("\n", 0, match.start()) + 1)
            pieces.append("\n" if line < SHORT_LINE and match[0].count("\n") == 1 else " ")
            offsets.append(match.start())
    if not done:
        return text, None
    pieces.append(text[done:])
    offsets.extend(range(done, len(text)))
    return "".join(pieces), offsets


def _reach(text: str, start: int, end: int, width: int) -> int:
    """The furthest position at which `text[start:position]` still fits into `width` cells."""
    room = width
    for position in range(start, end):
        room -= get_character_cell_size(text[position])
        if room < 0:
            return max(position, start + 1)
    return end


def _is_wide(character: str) -> bool:
    return get_character_cell_size(character) > 1


def _wrap_run(text: str, start: int, end: int, width: int, narrow: bool) -> list[tuple[int, int]]:
    """Lines of `text[start:end]`, in which there is no hard break."""
    lines: list[tuple[int, int]] = []
    while start < end and text[start] == " ":
        start += 1
    while start < end:
        cut = min(start + width, end) if narrow else _reach(text, start, end, width)
        if cut < end and text[cut] != " " and (narrow or not _is_wide(text[cut])):
            # Inside a word: back to the space before it, or through it where it is longer than a line.
            space = text.rfind(" ", start, cut)
            cut = space if space > start else cut
        last = cut
        while last > start and text[last - 1] == " ":
            last -= 1
        lines.append((start, last))
        start = cut
        while start < end and text[start] == " ":
            start += 1
    return lines


def wrap(text: str, width: int) -> Wrapped:
    """`text` (safe for the screen) in lines of at most `width` cells.

    A single character wider than `width` stands in a line by itself.
    """
    shown, offsets = (text, None) if text.isascii() and "\n" not in text else _squeeze(text)
    narrow = shown.isascii() or not _NOT_NARROW.search(shown)
    width = max(1, width)
    lines: list[tuple[int, int]] = []
    start = 0
    while start <= len(shown):
        end = shown.find("\n", start)
        end = len(shown) if end < 0 else end
        lines += _wrap_run(shown, start, end, width, narrow)
        start = end + 1
    return Wrapped(shown, tuple(lines) or ((0, 0),), offsets)
