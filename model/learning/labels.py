"""The sheets of all human coders, each label file parsed once for as long as it does not change."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from model.coding.marks import Sheet
from model.coding.store import LabelStore
from model.errors import RubricateError

MODEL_CODER = "model"
"""Folder of what a model decided; never learned from."""

Stamp = tuple[int, int]
"""Modification time in nanoseconds, size in bytes."""


class Labels:
    """Reads label files; a file that can't be read is left out and named in `problems`.

    Args:
        root: the project's folder.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._parsed: dict[tuple[str, str], tuple[Stamp, Sheet | RubricateError]] = {}
        self.problems: tuple[str, ...] = ()

    def read(self, coders: list[str]) -> dict[str, list[Sheet]]:
        """The sheets of each human coder, as they are on disk now."""
        parsed: dict[tuple[str, str], tuple[Stamp, Sheet | RubricateError]] = {}
        for coder in coders:
            if coder != MODEL_CODER:
                parsed.update(self._coder(coder))
        self._parsed = parsed
        self.problems = tuple(str(found) for _, found in parsed.values() if not isinstance(found, Sheet))
        sheets: dict[str, list[Sheet]] = {coder: [] for coder, _ in parsed}
        for (coder, _), (_, found) in parsed.items():
            if isinstance(found, Sheet):
                sheets[coder].append(found)
        return sheets

    def _coder(self, coder: str) -> Iterator[tuple[tuple[str, str], tuple[Stamp, Sheet | RubricateError]]]:
        store = LabelStore(self._root, coder)
        for path, stamp in store.files():
            known = self._parsed.get((coder, path))
            if known is None or known[0] != stamp or not any(stamp):
                known = (stamp, _parse(store, path))
            yield (coder, path), known


def _parse(store: LabelStore, path: str) -> Sheet | RubricateError:
    try:
        return store.read_file(path)
    except RubricateError as error:
        return error
