"""What the commands that learn have in common: an open project, and its index up to date."""

from __future__ import annotations

import os
from argparse import Namespace
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tui.cli import output
from tui.cli.output import UsageError
from tui.cli.parsing import project_folder
from tui.cli.reading import read_articles

if TYPE_CHECKING:
    from model.project import Project

TOLD = 5
"""Things left out that are told one by one."""


def one_thread() -> None:
    """Let numpy, imported later, use one thread: matrices are small, and more threads wait for each other."""
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")


def ready_project(args: Namespace) -> Project:
    """The project that the arguments name, with its articles read and themes to learn.

    Raises:
        RubricateError: there is no project, its codebook can't be read, or has no themes.
    """
    from model.errors import RubricateError  # noqa: PLC0415
    from model.project import Project  # noqa: PLC0415

    one_thread()
    project = Project.open(project_folder(args), args.coder)
    if project.codebook_problem is not None:
        raise project.codebook_problem
    if not project.codebook.active:
        cure = "rubricate codebook add NAME adds one"
        raise RubricateError("no theme to learn", file="labels/codebook.yaml", cure=cure)
    read_articles(project)
    left_out(project.problems)
    return project


def embeddings_of(args: Namespace) -> str | None:
    """The model that `--embeddings` names, a folder by its whole path; None where it was not given.

    Raises:
        UsageError: there is nothing to download.
        RubricateError: it can't be downloaded.
    """
    name: str | None = args.embeddings
    if args.download and name in (None, "none"):
        raise UsageError("rubricate: --download needs the name of a model (--embeddings MODEL)")
    if name is None:
        return None
    from model.learning.pretrained import download, is_folder  # noqa: PLC0415

    if args.download:
        download(name)
    return os.path.abspath(os.path.expanduser(name)) if is_folder(name) else name  # noqa: PTH100, PTH111


@contextmanager
def embedding() -> Iterator[output.Progress]:
    """Progress of what is embedded for the first time."""
    progress = output.Progress("embedding passages")
    try:
        yield progress
    finally:
        progress.close()


def left_out(problems: Sequence[str]) -> None:
    """Say on standard error what could not be read."""
    for problem in problems[:TOLD]:
        output.complain(f"rubricate: left out: {problem}")
    if len(problems) > TOLD:
        output.complain(f"rubricate: left out: {len(problems) - TOLD:,} more (rubricate check lists all)")
