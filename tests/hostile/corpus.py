"""The whole corpus as one project, and what has to be said of it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from tests.hostile import codebooks, special
from tests.hostile.articles import articles
from tests.hostile.kinds import FALLEN, Damage
from tests.hostile.labels import labelled, labels
from tests.hostile.lines import records
from tests.hostile.names import names
from tests.hostile.strangers import strangers

MANY = 190
"""Hostile files that the corpus has at the very least."""


@dataclass(frozen=True, slots=True)
class Corpus:
    """A hostile project on disk.

    Attributes:
        root: the project.
        canary: a folder that stays empty unless something in the project was run.
        files: how many hostile files there are.
        damages: what `rubricate check` has to say.
        impossible: what could not be made here, and why.
    """

    root: Path
    canary: Path
    files: int
    damages: tuple[Damage, ...]
    impossible: tuple[str, ...]

    @property
    def fallen(self) -> list[str]:
        """What was run."""
        return sorted(path.name for path in self.canary.iterdir())


def make(folder: Path) -> Corpus:
    """The corpus in `folder`, which exists and is empty."""
    root, canary = folder / "project", folder / "canary"
    root.mkdir(mode=0o700)
    canary.mkdir()
    hostile = list(chain(articles(), records(), names(), labels(), strangers()))
    for one in chain(hostile, labelled()):
        one.make(root, canary)
    (root / "labels/codebook.yaml").write_text(codebooks.VALID.replace(FALLEN, str(canary)))
    damages, impossible = special.make(root)
    damages += [Damage(one.named or one.path, one.wrong, one.line) for one in hostile if one.wrong]
    files = len(hostile) + 1 + len(special.MADE) - len(impossible)
    return Corpus(root, canary, files, tuple(damages), tuple(impossible))
