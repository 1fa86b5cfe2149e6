"""Where this user's cache and state of a project live; never inside the project.

Derived things (index, suggestions, models) are cache: deleting them loses nothing. Remembered things
(journal, ledger) are state. Both are keyed by the project's real path.
"""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path

from platformdirs import user_cache_path, user_state_path

from model.digests import sha256
from model.errors import RubricateError

LEDGER = "models.json"
"""In the state folder: which trained models are this program's own, see `model.learning.modelcache`."""
EMBEDDINGS = "embeddings.json"
"""In the state folder: which model gives embeddings, see `model.learning.embeddings`."""
FEATURES = "features.json"
"""In the state folder: which features of a corpus are this program's own, see `model.learning.kept`."""
OTHERS_MAY_WRITE = 0o022


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
    digest = sha256(os.fsencode(real)).hex()[:16]
    return f"{Path(real).name[:40] or 'root'}-{digest}"


def cache_folder(root: Path) -> Path:
    """This user's cache folder for the project at `root`, made if missing (mode 0700).

    A link in its place goes, and so does all that is in it where others could write: it is derived.

    Raises:
        RubricateError: it would lie inside the project, or is not this user's.
        OSError: it can't be made.
    """
    folder = _place(user_cache_path("rubricate"), root)
    if folder.is_symlink():
        folder.unlink()
    if _was_open(_own(folder)):
        for entry in folder.iterdir():
            if not entry.is_dir() or entry.is_symlink():
                entry.unlink()
    return folder


def state_folder(root: Path) -> Path:
    """This user's state folder for the project at `root`, made if missing (mode 0700).

    Where others could write in it, what vouches for trained models goes, and what names a pretrained one.

    Raises:
        RubricateError: it would lie inside the project, or is not this user's.
        OSError: it can't be made.
    """
    folder = _place(user_state_path("rubricate"), root)
    if _was_open(_own(folder)):
        for name in (LEDGER, EMBEDDINGS, FEATURES):
            (folder / name).unlink(missing_ok=True)
    return folder


def _place(base: Path, root: Path) -> Path:
    """Where the folder is. Whoever made the project must not have made that, too."""
    folder = base / _key(root)
    if Path(os.path.realpath(folder)).is_relative_to(os.path.realpath(root)):
        what = "your folder for what the program remembers would lie inside the project"
        cure = "open a folder that does not hold it, or set XDG_CACHE_HOME and XDG_STATE_HOME elsewhere"
        raise RubricateError(what, file=base, cure=cure)
    return folder


def _own(folder: Path) -> Path:
    """The folder, made if missing; it must be this user's, and no link."""
    folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    status = folder.lstat()
    if not stat.S_ISDIR(status.st_mode) or status.st_uid != os.getuid():
        raise RubricateError("is a link, or not a folder of your own", file=folder, cure="move it away")
    return folder


def _was_open(folder: Path) -> bool:
    """Whether others could write in it; from now on they can't."""
    if not folder.lstat().st_mode & OTHERS_MAY_WRITE:
        return False
    folder.chmod(0o700)
    return True


def is_foreign(path: Path) -> bool:
    """Whether something is there that is not a regular file of this user's, or that others may write."""
    try:
        found = path.lstat()
    except OSError:
        return False
    mine = stat.S_ISREG(found.st_mode) and found.st_uid == os.getuid()
    return not mine or bool(found.st_mode & OTHERS_MAY_WRITE)
