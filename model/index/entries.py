"""Articles as the index keeps them: made from what was read, before anything is written."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple, overload

from model.coding.names import label_path
from model.errors import RubricateError
from model.reading.lines import NOWHERE, Line
from model.safetext import utf8

if TYPE_CHECKING:
    from model.reading.article import Article

Range = tuple[int, int]
"""Start and end of a passage."""


class Entry(NamedTuple):
    """A row of `articles` without its number, in the order of the columns; then the text to search."""

    id: str
    path: str
    title: str
    date: str
    words: int
    digest: str | None
    passages: int
    bounds: bytes
    label_path: str | None
    problem: str | None
    offset: int
    length: int
    line: int
    mark: bytes
    text: str


class Known(NamedTuple):
    """A line of a container as the index has it."""

    number: int
    """Row number of its article."""
    mark: bytes
    """Digest of its bytes."""
    line: Line
    """Where it was."""


def pack(ranges: Iterable[Range]) -> bytes:
    """Ranges as the index keeps them."""
    return array("q", [offset for pair in ranges for offset in pair]).tobytes()


class Ranges(Sequence[Range]):
    """The ranges of `pack`, each made when it is asked for: a label on a long article needs only a few.

    Args:
        blob: as the index has it.
    """

    def __init__(self, blob: bytes) -> None:
        self._flat = array("q", blob)

    @property
    def edges(self) -> tuple[Sequence[int], Sequence[int]]:
        """Where they start, and where they end: a search in these makes no pairs."""
        flat = memoryview(self._flat)
        return flat[::2], flat[1::2]

    def __len__(self) -> int:
        return len(self._flat) // 2

    @overload
    def __getitem__(self, place: int) -> Range: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Range, ...]: ...
    def __getitem__(self, place: int | slice) -> Range | tuple[Range, ...]:
        if isinstance(place, slice):
            return unpack(self._flat.tobytes())[place]
        first = 2 * range(len(self))[place]
        return self._flat[first], self._flat[first + 1]


def unpack(blob: bytes) -> tuple[Range, ...]:
    """The ranges of `pack`, all of them."""
    flat = array("q", blob)
    return tuple(zip(flat[::2], flat[1::2], strict=True))


def entry(path: str, article: Article, line: Line = NOWHERE, mark: bytes = b"") -> Entry:
    """The row of an article of the seed file `path`.

    Args:
        path: below `seeds`.
        article: as it was read.
        line: where it stands in a container.
        mark: digest of that line, by which it is known again.
    """
    ranges = [(span.start, span.end) for span in article.passages]
    return Entry(
        article.id,
        path,
        article.title,
        article.date,
        len(article.text.split()),
        article.digest,
        len(ranges),
        pack(ranges),
        "/".join(label_path(article.id)),
        None,
        *line,
        mark,
        article.text,
    )


def unreadable(path: str, article_id: str, problem: RubricateError, line: Line = NOWHERE) -> Entry:
    """The row of an article that can't be read, with the reason. It has no mark: it is tried again."""
    said = utf8(str(problem))
    return Entry(article_id, path, article_id, "", 0, None, 0, b"", None, said, *line, b"", "")
