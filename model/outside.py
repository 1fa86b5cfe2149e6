"""What others changed on disk while the project is open (an editor, git, a second program), by file times.

A look costs a few `stat` calls, so it can be had every second or two.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from model.coding.codebook_store import CODEBOOK
from model.coding.saving import LABELS
from model.coding.store import LabelStore
from model.reading.sources import LINES_SUFFIX, MARK

Stamp = tuple[int, int, int]
"""Inode, modification time in nanoseconds, size; zeros where there is no file."""


@dataclass(frozen=True, slots=True)
class Changed:
    """Which files are others than they were when they were last read or looked at. Own writes count too."""

    labels: bool = False
    article: bool = False
    codebook: bool = False

    def __bool__(self) -> bool:
        """Whether anything changed."""
        return self.labels or self.article or self.codebook


class Outside:
    """Remembers the stamps of what is open of the project at `root`. Threads may share it."""

    def __init__(self, root: Path, store: LabelStore) -> None:
        """Nothing is looked at yet."""
        self._root = root
        self._store = store
        self._seen: dict[str, tuple[Stamp, Stamp]] = {}
        """Of each article read: its label file and its own file, as last looked at."""
        self._read: dict[str, Stamp] = {}
        """Of each article whose text was read: its own file as it was before that."""
        self._codebook: Stamp | None = None

    @contextmanager
    def reading(self, article_id: str) -> Iterator[None]:
        """An article is read meanwhile, then its labels: what changes from the beginning on is news."""
        self._read.pop(article_id, None)
        self._seen[article_id] = stamps = self._stamps(article_id)
        yield
        self._read[article_id] = stamps[1]  # not where it could not be read

    def is_as_read(self, article_id: str) -> bool:
        """Whether the file of an article is the one that was last read; its labels are about to be read."""
        stamps = self._stamps(article_id)
        same = self._read.get(article_id) == stamps[1] != (0, 0, 0)
        if same:
            self._seen[article_id] = stamps
        return same

    def reading_codebook(self) -> None:
        """As `reading`, of the codebook."""
        self._codebook = _stamp(self._root / LABELS / CODEBOOK)

    def look(self, article_id: str = "") -> Changed:
        """What changed since the last look or reading: the codebook, and an article if it was read."""
        codebook = _stamp(self._root / LABELS / CODEBOOK)
        news = self._codebook is not None and codebook != self._codebook
        self._codebook = codebook
        before = self._seen.get(article_id)
        if before is None:
            return Changed(codebook=news)
        now = self._seen[article_id] = self._stamps(article_id)
        return Changed(before[0] != now[0], before[1] != now[1], news)

    def stamp_of(self, seed_file: str) -> tuple[int, int]:
        """Modification time in nanoseconds, and size, of a file below `seeds`; zeros where there is none."""
        return _stamp(self._root / "seeds" / seed_file)[1:]

    def _stamps(self, article_id: str) -> tuple[Stamp, Stamp]:
        path, (mtime, size) = self._store.stamp(article_id)
        labels = _stamp(self._root / LABELS / self._store.coder / path)
        return (labels[0], mtime, size), _stamp(self._root / "seeds" / container(article_id))


def container(article_id: str) -> str:
    """The file below `seeds` that holds an article."""
    at = article_id.lower().find(LINES_SUFFIX + MARK)
    return article_id if at < 0 else article_id[: at + len(LINES_SUFFIX)]


def _stamp(path: Path) -> Stamp:
    try:
        status = path.lstat()
    except (OSError, ValueError):
        return (0, 0, 0)
    return status.st_ino, status.st_mtime_ns, status.st_size
