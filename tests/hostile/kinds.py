"""What a hostile file is, and what `rubricate check` has to say about it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

FALLEN = "CANARY"
"""Stands in the data of hostile files for a folder in which whatever runs leaves a file."""


@dataclass(frozen=True, slots=True)
class Hostile:
    """A file below the project.

    Attributes:
        path: its name from the project's folder; bytes that are not UTF-8 as surrogates.
        data: what it holds.
        wrong: a pattern for what `rubricate check` says of it; empty where it is harmless.
        line: the line that it names.
        named: the file that it names, if not `path`.
    """

    path: str
    data: bytes
    wrong: str = ""
    line: int | None = None
    named: str = ""

    def make(self, root: Path, canary: Path) -> None:
        """Put it below `root`."""
        path = os.path.join(os.fsencode(root), os.fsencode(self.path))  # noqa: PTH118 - bytes
        os.makedirs(os.path.dirname(path), exist_ok=True)  # noqa: PTH103, PTH120 - bytes
        with open(path, "wb") as file:  # noqa: PTH123 - bytes
            file.write(self.data.replace(FALLEN.encode(), os.fsencode(canary)))


@dataclass(frozen=True, slots=True)
class Damage:
    """What has to be said of one file."""

    file: str
    wrong: str
    line: int | None
