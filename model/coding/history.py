"""What the journal knows of each label file: what it held after the last operation, and before. Read only.

It tells what a torn file held, and what an editor's older copy overwrote.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from model.coding import sheets
from model.coding.journal import change_of, mark_of
from model.coding.marks import Change, Mark, Sheet
from model.digests import sha256

Range = tuple[int, int]


def file_digest(sheet: Sheet) -> str:
    """Digest of the label file for a sheet."""
    return sha256(sheets.emit(sheet)).hex()[:32]


@dataclass
class Known:
    """What is known of one label file."""

    article: str
    digest: str
    """Of the text that the offsets belong to."""
    marks: dict[Range, Mark | None] = field(default_factory=dict)
    """By range, what was last recorded; None where there is no mark any more."""
    earlier: dict[Range, list[Mark | None]] = field(default_factory=dict)
    """By range, what was there before that."""
    unplaced: tuple[Mark, ...] = ()
    file: str = ""
    """`file_digest` after the last operation, or empty."""
    at: str = ""
    """When that was; ISO 8601 UTC."""

    def sheet(self, found: Sheet | None = None) -> Sheet:
        """What the file held as far as is known, and what is `found` of it and is not older than that."""
        marks = {(mark.start, mark.end): mark for mark in found.marks} if found else {}
        for span, mark in self.marks.items():
            if span in marks and marks[span] not in self.earlier.get(span, ()):
                continue  # it was changed elsewhere since
            marks.pop(span, None)
            if mark is not None:
                marks[span] = mark
        unplaced = self.unplaced or (found.unplaced if found else ())
        return Sheet(self.article, self.digest, tuple(marks[span] for span in sorted(marks)), unplaced)

    def proves(self, sheet: Sheet) -> bool:
        """Whether that, and nothing else, is what the file held after the last operation."""
        return bool(self.file) and file_digest(sheet) == self.file

    def overwritten(self, sheet: Sheet) -> Sheet | None:
        """`sheet` with what was recorded later than what it holds; None where it holds nothing older.

        A mark that the journal never saw was made elsewhere, and stays; so does one that was moved by hand.
        """
        if sheet.digest != self.digest:
            return None
        # That the last operation left it so proves nothing: that one may have begun from the older copy.
        mended = sheet
        there = {(mark.start, mark.end): mark for mark in sheet.marks}
        strange = {mark.quote for span, mark in there.items() if span not in self.marks}
        for span, mark in self.marks.items():
            now = there.get(span)
            moved = now is None and mark is not None and mark.quote in strange
            if now != mark and now in self.earlier.get(span, ()) and not moved:
                mended = mended.put(*span, mark)
        return mended if mended != sheet else None

    def play(self, change: Change, file: str) -> None:
        """Take a change over."""
        if change.digest != self.digest:
            self.digest, self.marks, self.earlier, self.unplaced = change.digest, {}, {}, ()
        span = change.start, change.end
        self.earlier.setdefault(span, []).append(change.before)
        self.marks[span] = change.after
        self.file = file

    def take(self, sheet: Sheet, file: str, settled: bool) -> None:
        """Take all that a file held over; where it is an older copy only if a person settled that."""
        if sheet.digest != self.digest:
            self.digest, self.marks, self.earlier = sheet.digest, {}, {}
        now: dict[Range, Mark | None] = {(mark.start, mark.end): mark for mark in sheet.marks}
        for span, mark in self.marks.items():
            if mark == now.setdefault(span, None):
                continue
            if now[span] in self.earlier.get(span, ()) and not settled:
                now[span] = mark
            else:
                self.earlier.setdefault(span, []).append(mark)
        self.marks, self.unplaced, self.file = now, sheet.unplaced, file


def history(journal: Path) -> dict[str, Known]:
    """By article, what the journal in that file knows; nothing where there is none.

    Raises:
        OSError: it can't be read.
    """
    found: dict[str, Known] = {}
    changes: dict[str, Change] = {}
    for record in _records(journal):
        try:
            _play(record, found, changes)
        except (KeyError, TypeError, ValueError):
            continue  # not ours, or of another version
    return found


def _play(record: dict[str, Any], found: dict[str, Known], changes: dict[str, Change]) -> None:
    do, file = record["do"], str(record.get("file", ""))
    if do == "sheet":
        sheet = _sheet(record["sheet"])
        known = found.setdefault(sheet.article, Known(sheet.article, sheet.digest))
        known.take(sheet, file, bool(record.get("settled")))
    elif do in ("change", "undone", "redone"):
        change = changes[record["of"]] if do != "change" else change_of(record["change"])
        changes.setdefault(str(record["id"]), change)
        known = found.setdefault(change.article, Known(change.article, change.digest))
        known.play(change.inverse() if do == "undone" else change, file)
    else:
        return
    known.at = str(record["at"])


def _records(journal: Path) -> Iterator[dict[str, Any]]:
    try:
        stream = journal.open("rb")
    except FileNotFoundError:
        return
    with stream:
        for line in stream:
            try:
                record = json.loads(line)
            except (ValueError, RecursionError):
                continue  # torn
            if isinstance(record, dict):
                yield record


def _sheet(data: dict[str, Any]) -> Sheet:
    marks, unplaced = (
        tuple(mark for mark in map(mark_of, data[key]) if mark is not None) for key in ("marks", "unplaced")
    )
    return Sheet(str(data["article"]), str(data["digest"]), marks, unplaced)
