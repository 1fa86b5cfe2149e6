"""What the terminal shows, row by row, so that what it shows already is not sent again.

Textual draws the first screen four times, and a frame that was kept may stand there before that.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from rich.cells import cell_len
from textual._ansi_sequences import SYNC_END, SYNC_START

_PIECE = re.compile(r"\x1b\[(\d+);(\d+)H([^\x1b\n]*(?:\x1b\[[\d;]*m[^\x1b\n]*)*)\n?")
"""A place, and what is written there on one row."""
_OTHER = re.compile(r"\x1b\[[?<>][^H\x1b]*|\x1b\][^\x1b]*\x07")
"""A mode, the mark of a frame, a question, the shape of the pointer: one of these, and nothing else."""
_COLOURS = re.compile(r"\x1b\[[\d;]*m")


class Shown:
    """A terminal of so many columns.

    Args:
        columns: its width.
        lines: what it shows from the top, as far as it is known.

    Attributes:
        rows: by row, from 1: what it was sent last, from its first cell to its last.
    """

    def __init__(self, columns: int, lines: Sequence[str] = ()) -> None:
        self._columns = columns
        self.rows: dict[int, str] = dict(enumerate(lines, 1))

    def lines(self, count: int) -> list[str]:
        """The first rows; empty where one of them is not known."""
        found = [self.rows[row] for row in range(1, count + 1) if row in self.rows]
        return found if len(found) == count else []

    def news(self, data: str) -> str:
        """What of `data`, written in one go, shows anything new. It is taken for written."""
        if data.startswith(SYNC_START) and data.endswith(SYNC_END) and len(data) > len(SYNC_START):
            news = self.news(data[len(SYNC_START) : -len(SYNC_END)])
            return f"{SYNC_START}{news}{SYNC_END}" if news else ""
        if _OTHER.fullmatch(data):
            return data
        pieces = list(_PIECE.finditer(data))
        if sum(len(piece[0]) for piece in pieces) != len(data):
            self.rows.clear()
            return data
        by_row: dict[int, list[re.Match[str]]] = {}
        for piece in pieces:
            if piece[3]:
                by_row.setdefault(int(piece[1]), []).append(piece)
        told = self._told(by_row)
        if not told:
            return ""
        return "".join(piece[0] for piece in pieces if not piece[3] or int(piece[1]) in told)

    def _told(self, by_row: Mapping[int, Sequence[re.Match[str]]]) -> set[int]:
        """Which rows look different now."""
        told = set()
        for row, pieces in by_row.items():
            whole = self._whole(pieces)
            if whole is None:
                self.rows.pop(row, None)
            elif self.rows.get(row) == whole:
                continue
            else:
                self.rows[row] = whole
            told.add(row)
        return told

    def _whole(self, pieces: Sequence[re.Match[str]]) -> str | None:
        """All that a row shows; None where something of it was not written."""
        end = 1
        for piece in pieces:
            if int(piece[2]) != end:
                return None
            end += cell_len(_COLOURS.sub("", piece[3]))
        return "".join(piece[3] for piece in pieces) if end == self._columns + 1 else None
