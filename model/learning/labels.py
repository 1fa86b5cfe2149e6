"""The sheets of all human coders, for the texts in the index.

Each label file is parsed once for as long as it does not change, and brought to the text of its article once
for as long as no article does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from model.coding.marks import Sheet
from model.coding.store import LabelStore
from model.errors import RubricateError
from model.index import Index
from model.indexed import indexed

MODEL_CODER = "model"
"""Folder of what a model decided; never learned from."""

Stamp = tuple[int, int]
"""Modification time in nanoseconds, size in bytes."""


class Labels:
    """Reads label files; a file that can't be read is left out.

    Args:
        root: the project's folder.
        index: of the project.
    """

    def __init__(self, root: Path, index: Index) -> None:
        self._root = root
        self._index = index
        self._key = ""
        self._placed: dict[tuple[str, str], tuple[Sheet, Sheet]] = {}
        self._parsed: dict[tuple[str, str], tuple[Stamp, Sheet | RubricateError]] = {}

    def read(self, coders: list[str]) -> dict[str, list[Sheet]]:
        """The sheets of each human coder as they are on disk now, brought to the texts in the index."""
        parsed: dict[tuple[str, str], tuple[Stamp, Sheet | RubricateError]] = {}
        for coder in coders:
            if coder != MODEL_CODER:
                parsed.update(self._coder(coder))
        self._parsed = parsed
        sheets: dict[str, list[Sheet]] = {coder: [] for coder, _ in parsed}
        for place, sheet in self._brought().items():
            sheets[place[0]].append(sheet)
        return sheets

    def _brought(self) -> dict[tuple[str, str], Sheet]:
        key = self._index.corpus_key()
        known = self._placed if key == self._key else {}
        self._key, self._placed = key, {}
        for place, (_, sheet) in self._parsed.items():
            if isinstance(sheet, Sheet):
                found = known.get(place)
                if found is None or found[0] is not sheet:
                    found = sheet, indexed(sheet, self._index)
                self._placed[place] = found
        return {place: sheet for place, (_, sheet) in self._placed.items()}

    def _coder(self, coder: str) -> Iterator[tuple[tuple[str, str], tuple[Stamp, Sheet | RubricateError]]]:
        store = LabelStore(self._root, coder)
        for path, stamp in store.files():
            known = self._parsed.get((coder, path))
            if known is None or known[0] != stamp or not any(stamp):
                known = (stamp, _parse(store, path))
            yield (coder, path), known


def examples(groups: Iterable[Iterable[Sheet]]) -> list[list[Sheet]]:
    """The sheets of each group to learn from: marks that have no place now are among the marks.

    What was labelled stays an example, by its quote; unless another mark stands where it stood, since two
    marks on one range are taken for two opinions on one text.
    """
    sheets = [list(group) for group in groups]
    if not any(sheet.unplaced for group in sheets for sheet in group):
        return sheets
    taken = {(s.article, m.start, m.end) for group in sheets for s in group for m in s.marks}

    def whole(sheet: Sheet) -> Sheet:
        lost = (m for m in sheet.unplaced if m.quote and (sheet.article, m.start, m.end) not in taken)
        return replace(sheet, marks=(*sheet.marks, *lost), unplaced=())

    return [[whole(sheet) if sheet.unplaced else sheet for sheet in group] for group in sheets]


def _parse(store: LabelStore, path: str) -> Sheet | RubricateError:
    try:
        return store.read_file(path)
    except RubricateError as error:
        return error
