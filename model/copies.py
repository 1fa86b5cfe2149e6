"""Copies of what a repair changes, as it was before, in the user's state folder."""

from __future__ import annotations

import errno
from contextlib import suppress
from pathlib import Path

from model.coding import disk
from model.coding.marks import now
from model.folders import state_folder


class Copies:
    """A folder named with the time, made when the first file comes in."""

    def __init__(self, root: Path) -> None:
        """Nothing is made yet."""
        self._top = state_folder(root) / "repairs"
        self.folder: Path | None = None

    def keep(self, file: str, data: bytes) -> None:
        """Keep a file as it is, durably; the first copy of a file is the one from before the repair.

        Raises:
            OSError: it could not be kept.
        """
        if self.folder is None:
            self.folder = self._new()
        *folders, name = file.split("/")
        with disk.opened(self.folder, folders, make=True) as folder:
            folder.replace(name, data, None)  # does nothing where there is one already

    def _new(self) -> Path:
        name = now().replace(":", "-")
        for number in range(1, 1000):
            made = self._top / (name if number == 1 else f"{name}-{number}")
            with suppress(FileExistsError):
                made.mkdir(mode=0o700, parents=True)
                return made
        raise FileExistsError(errno.EEXIST, "too many repairs at once")
