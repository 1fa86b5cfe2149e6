"""An article as everything else sees it. Pure data."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Literal, NamedTuple, overload

from model.digests import sha256

if TYPE_CHECKING:
    from model.reading.finding import SentenceFinder

ExcludedKind = Literal["metadata", "boilerplate"]


class Span(NamedTuple):
    """A range of code points of the article's normalised text, end exclusive."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The characters of the range."""
        return text[self.start : self.end]

    def overlaps(self, other: Span) -> bool:
        """Whether the two ranges share a code point."""
        return self.start < other.end and other.start < self.end


_new = tuple.__new__
"""A key asks for a hundred ranges: a third less for each."""


def spans(pairs: Iterable[tuple[int, int]]) -> Iterator[Span]:
    """A span for each pair; in a third of the time that `Span` takes for each."""
    return map(partial(_new, Span), pairs)


class Spans(Sequence[Span]):
    """Ranges in order, each made when it is asked for: of a long article the screen shows only a few.

    Args:
        flat: the start and the end of each, one behind the other, as numbers of 8 bytes.
    """

    __slots__ = ("flat",)

    def __init__(self, flat: bytes | array[int] = b"") -> None:
        self.flat = array("q", flat)

    @classmethod
    def of(cls, spans: Iterable[tuple[int, int]]) -> Spans:
        """These ranges."""
        return cls(array("q", list(chain.from_iterable(spans))))

    @property
    def edges(self) -> tuple[Sequence[int], Sequence[int]]:
        """Where they start, and where they end: a search in these makes no ranges."""
        flat = memoryview(self.flat)
        return flat[::2], flat[1::2]

    def __len__(self) -> int:
        return len(self.flat) // 2

    @overload
    def __getitem__(self, place: int) -> Span: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Span, ...]: ...
    def __getitem__(self, place: int | slice) -> Span | tuple[Span, ...]:
        if isinstance(place, slice):
            return tuple(self[each] for each in range(len(self))[place])
        flat = self.flat
        return _new(Span, (flat[2 * place], flat[2 * place + 1]))

    def __eq__(self, other: object) -> bool:
        return self.flat == other.flat if isinstance(other, Spans) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.flat.tobytes())

    def place(self, start: int, end: int) -> int | None:
        """Which of them this range is; None where it is none."""
        place = bisect_left(self.edges[0], start)
        return place if place < len(self) and self[place] == (start, end) else None

    def over(self, start: int, end: int) -> tuple[Span, ...]:
        """Those that overlap a range; they must not overlap each other."""
        starts, ends = self.edges
        return self[bisect_right(ends, start) : bisect_left(starts, end)]

    def with_others(self, others: Iterable[Span]) -> Spans:
        """These and a few others, in order."""
        starts, _ = self.edges
        whole: array[int] = array("q")
        done = 0
        for span in sorted(others):
            place = bisect_left(starts, span.start)
            whole += self.flat[2 * done : 2 * place]
            whole.extend(span)
            done = place
        return Spans(whole + self.flat[2 * done :]) if whole else self


@dataclass(frozen=True, slots=True)
class Excluded:
    """A range that is shown dimmed with its reason and not tiled into passages."""

    span: Span
    kind: ExcludedKind
    reason: str
    """A few words for a person: "date", "title", "URL", "newsletter form", "comment form"."""


@dataclass(frozen=True, slots=True)
class Article:
    """One text below `seeds/`, read and segmented.

    Sentences are in order, never overlap, and cover every code point that is not white space, excluded
    ranges included; they are found where they are asked for. `passages` are runs of whole sentences outside
    the excluded ranges; passages and excluded ranges together cover every code point that is not white space,
    without overlap.
    """

    id: str
    """Path below `seeds/` with `/`, and `#id` behind it for a line of a `.jsonl` file."""
    text: str
    """Decoded, without byte order mark, line ends as LF. All offsets count its code points."""
    passages: Spans
    excluded: tuple[Excluded, ...] = ()
    title: str = ""
    """The title found in text or metadata; else the first words. Not made safe for the screen."""
    date: str = ""
    """ISO 8601 calendar date (YYYY-MM-DD) or empty."""
    encoding: str = "utf-8"
    """What the bytes were decoded from; anything but utf-8 was detected and is said to the user."""

    known_digest: str = field(default="", repr=False, compare=False)
    """The digest, where it has been computed."""
    _finder: SentenceFinder | None = field(default=None, init=False, repr=False, compare=False)
    """What finds its sentences, where somebody asked for some."""

    @property
    def digest(self) -> str:
        """SHA-256 of the normalised text, as 64 hexadecimal digits."""
        if not self.known_digest:
            # Asked for at each label; of a long article it takes a tenth of a second.
            object.__setattr__(self, "known_digest", text_digest(self.text))
        return self.known_digest

    @property
    def sentences(self) -> tuple[Span, ...]:
        """All sentences: of a long article that takes a while."""
        from model.reading.segment import sentence_spans  # noqa: PLC0415 - as below

        return sentence_spans(self.text, self.excluded)

    def sentences_in(self, span: Span) -> list[Span]:
        """The sentences that overlap `span`, in order; the text around it is all that is looked at."""
        finder = self._finder
        if finder is None:
            # What finds them takes 3 MB of memory, and reading an article that the index knows asks for none.
            from model.reading.finding import SentenceFinder  # noqa: PLC0415

            finder = SentenceFinder(self.text, self.excluded)
            object.__setattr__(self, "_finder", finder)
        return finder.over(span)


def text_digest(text: str) -> str:
    """SHA-256 of `text` in UTF-8, as 64 hexadecimal digits."""
    return sha256(text.encode("utf-8", "surrogatepass")).hex()
