"""Articles as the index keeps them: made from what was read, before anything is written."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple, cast

from model.coding.names import label_path
from model.errors import RubricateError
from model.reading.lines import NOWHERE, Line
from model.safetext import utf8

if TYPE_CHECKING:
    from model.reading.article import Article, Excluded, ExcludedKind, Spans

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
    excluded: str | None
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


class Segmented(NamedTuple):
    """What the index knows of an article beside its text."""

    passages: Spans
    excluded: tuple[Excluded, ...]
    title: str
    date: str


def dump_excluded(excluded: Sequence[Excluded]) -> str | None:
    """Excluded ranges as the index keeps them."""
    return "\n".join(f"{one.span.start} {one.span.end} {one.kind} {one.reason}" for one in excluded) or None


def load_excluded(text: str | None) -> tuple[Excluded, ...]:
    """The ranges of `dump_excluded`."""
    if text is None:
        return ()
    from model.reading.article import Excluded, Span  # noqa: PLC0415 - listing articles asks for none

    fields = (line.split(" ", 3) for line in text.split("\n"))
    return tuple(
        Excluded(Span(int(start), int(end)), cast("ExcludedKind", kind), reason)
        for start, end, kind, reason in fields
    )


def load_spans(blob: bytes) -> Spans:
    """Passages as the index keeps them; ValueError or TypeError where they are no pairs of numbers."""
    from model.reading.article import Spans  # noqa: PLC0415 - as above

    spans = Spans(blob)
    if len(spans.flat) % 2:
        raise ValueError("a start without an end")
    return spans


def unpack(blob: bytes) -> tuple[Range, ...]:
    """Passages as the index keeps them."""
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
    return Entry(
        article.id,
        path,
        article.title,
        article.date,
        len(article.text.split()),
        article.digest,
        len(article.passages),
        article.passages.flat.tobytes(),
        dump_excluded(article.excluded),
        "/".join(label_path(article.id)),
        None,
        *line,
        mark,
        article.text,
    )


def unreadable(path: str, article_id: str, problem: RubricateError, line: Line = NOWHERE) -> Entry:
    """The row of an article that can't be read, with the reason. It has no mark: it is tried again."""
    said = utf8(str(problem))
    return Entry(article_id, path, article_id, "", 0, None, 0, b"", None, None, said, *line, b"", "")
