"""Where this user's cache and state of a project live; never inside the project.

Derived things (index, suggestions, models) are cache: deleting them loses nothing. Remembered things
(journal, ledger) are state. Both are keyed by the project's real path.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from platformdirs import user_cache_path, user_state_path

from model.errors import RubricateError


def need_project(root: Path) -> None:
    """Go on only if there is a project at `root`.

    Raises:
        RubricateError: there is none; the cure makes one.
    """
    cure = f"rubricate init {root} makes one"
    if not root.is_dir():
        raise RubricateError("no such folder", file=root, cure=cure)
    if not (root / "seeds").is_dir():
        raise RubricateError("not a project: it has no folder seeds/", file=root, cure=cure)


def _key(root: Path) -> str:
    real = os.path.realpath(root)
    digest = hashlib.sha256(os.fsencode(real)).hexdigest()[:16]
    return f"{Path(real).name[:40] or 'root'}-{digest}"


def _private(folder: Path) -> Path:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def cache_folder(root: Path) -> Path:
    """This user's cache folder for the project at `root`, made if missing (mode 0700)."""
    return _private(user_cache_path("rubricate") / _key(root))


def state_folder(root: Path) -> Path:
    """This user's state folder for the project at `root`, made if missing (mode 0700)."""
    return _private(user_state_path("rubricate") / _key(root))
