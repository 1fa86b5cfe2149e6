"""Names that are two on this computer and one on another."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

from model.errors import RubricateError


def twins(paths: Iterable[Path]) -> Iterator[RubricateError]:
    """A problem for each path that only capitals or the form of its accents tell from one before it.

    Where a file system ignores these (macOS, Windows) one of the two would take the place of the other, and
    its labels that of the other's.
    """
    seen: dict[str, Path] = {}
    for path in paths:
        first = seen.setdefault(_folded(str(path)), path)
        if first != path:
            what = f"differs from {first.name} only in capitals or accents"
            yield RubricateError(what, file=path, cure="rename one of the two: other systems keep only one")


def _folded(path: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", path).casefold())
