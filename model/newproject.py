"""Make a new project, empty or with the sample articles. Nothing that is there already is changed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from model.coding import codebook_file
from model.coding.codebook import Codebook
from model.coding.codebook_store import CODEBOOK
from model.coding.saving import LABELS
from model.errors import RubricateError

SEEDS = "seeds"
SAMPLE_CODER = "sample"
"""Whose labels belong to the sample."""

_SUFFIXES = (".txt", ".md", ".jsonl", ".yaml")


def create(root: Path, *, sample: bool = False) -> None:
    """Make a project of the folder `root`; folders and files are for this user only.

    Args:
        root: the folder; made if missing. It may hold articles in `seeds/` already.
        sample: bring the sample articles, codebook and labels.

    Raises:
        RubricateError: it is a project already, or there are other articles where the sample's would go.
        OSError: it can't be written.
    """
    if (root / LABELS / CODEBOOK).exists():
        raise RubricateError("is a project already", file=root, cure=f"rubricate {root} opens it")
    if sample and (root / SEEDS).is_dir() and any((root / SEEDS).iterdir()):
        cure = "take another folder for the sample, or leave out --sample"
        raise RubricateError("there are articles already", file=root / SEEDS, cure=cure)
    files = list(_sample_files()) if sample else []
    for folder in (root, root / SEEDS, root / LABELS):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for origin, name in files:
        _put(root / name, origin.read_bytes())
    if not sample:
        _put(root / LABELS / CODEBOOK, codebook_file.emit(Codebook()))


def sample_project() -> Path:
    """The folder with the sample's `seeds/` and `labels/`: in the package, or, in a checkout, the repository.

    Raises:
        RubricateError: it was not installed.
    """
    package = Path(__file__).parent
    for folder in (package / "sample_project", package.parent):
        if (folder / LABELS / CODEBOOK).is_file():
            return folder
    raise RubricateError("the sample project is not installed", cure="install rubricate again")


def _sample_files() -> Iterator[tuple[Path, Path]]:
    """The sample's files, and their names within the project; the codebook last: it makes it a project."""
    origin = sample_project()
    # In a checkout other coders' folders may stand beside the sample's.
    for part in (Path(SEEDS), Path(LABELS, SAMPLE_CODER)):
        for path in sorted((origin / part).rglob("*")):
            if path.suffix in _SUFFIXES and path.is_file() and not path.is_symlink():
                yield path, path.relative_to(origin)
    yield origin / LABELS / CODEBOOK, Path(LABELS, CODEBOOK)


def _put(path: Path, data: bytes) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    with os.fdopen(os.open(path, flags, 0o600), "wb") as file:
        file.write(data)
