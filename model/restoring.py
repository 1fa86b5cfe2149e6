"""What a damaged or overwritten label file held: from what is left of it, and from the journal."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from model.coding import sheets, strictyaml
from model.coding.history import Known, history
from model.coding.journal import Journal
from model.coding.marks import Sheet
from model.coding.names import label_path
from model.coding.saving import LABELS
from model.errors import RubricateError
from model.folders import state_folder
from model.reading import files

_END = re.compile(rb"(?:\A|\n)\.\.\.[ \t\r\n]*\Z")
_ITEM = re.compile(r"^  - start:", re.MULTILINE)


def known_to_journal(root: Path, coder: str) -> dict[str, Known]:
    """By article, what the journal on this computer knows of the coder's label files."""
    try:
        return history(Journal(state_folder(root), coder).path)
    except OSError:
        return {}


def find_known(known: dict[str, Known], path: str) -> Known | None:
    """What is known of the label file at `path` below the coder's folder."""
    return next((one for one in known.values() if "/".join(label_path(one.article)) == path), None)


def torn(root: Path, coder: str, path: str) -> bool:
    """Whether a label file was cut off, emptied or overwritten with NUL bytes: no person wrote that."""
    file = root / LABELS / coder / path
    try:
        return is_torn(files.read_bytes(file, strictyaml.MAX_BYTES, root))
    except (OSError, RubricateError):
        return False


def is_torn(data: bytes) -> bool:
    """As `torn`, of a file's bytes."""
    return b"\0" in data or not _END.search(data)


@dataclass(frozen=True, slots=True)
class Restored:
    """What a torn file held."""

    sheet: Sheet
    proven: bool
    """Whether it is all that the file held after the last operation of this computer."""


def restore(data: bytes, known: Known) -> Restored:
    """What the file `data` held when it was whole, as far as is known."""
    sheet = known.sheet()
    for left in salvage(data):
        if (left.article, left.digest) == (known.article, known.digest):
            sheet = known.sheet(left)
            if known.proves(sheet):
                return Restored(sheet, proven=True)
    return Restored(sheet, known.proves(sheet))


def salvage(data: bytes) -> Iterator[Sheet]:
    """What is left before the tear: with the passage that it is in, if that can be read, then without.

    A passage that ends with the file may have lost lines, and still be read.
    """
    text = data.partition(b"\0")[0].decode("utf-8", "ignore")
    last = max((match.start() for match in _ITEM.finditer(text)), default=len(text))
    for cut in (len(text), last):
        head = text[:cut].removesuffix("unplaced:\n")
        if head.endswith("passages:\n"):
            head = head.removesuffix("passages:\n") + "passages: []\n"
        with suppress(RubricateError):
            yield sheets.parse(f"{head.rstrip()}\n...\n".encode(), "")


def count_differences(sheet: Sheet, newer: Sheet) -> str:
    """How many marks differ between two states of one sheet, in words."""
    now, then = ({(mark.start, mark.end): mark for mark in one.marks} for one in (sheet, newer))
    number = sum(1 for span in now.keys() | then.keys() if now.get(span) != then.get(span))
    return "1 decision" if number == 1 else f"{number} decisions"
