"""An article as everything else sees it. Pure data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from model.digests import sha256

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

    `sentences` are in order, never overlap, and cover every code point that is not white space, excluded
    ranges included. `passages` are runs of whole sentences outside the excluded ranges; passages and
    excluded ranges together cover every code point that is not white space, without overlap.
    """

    id: str
    """Path below `seeds/` with `/`, and `#id` behind it for a line of a `.jsonl` file."""
    text: str
    """Decoded, without byte order mark, line ends as LF. All offsets count its code points."""
    sentences: tuple[Span, ...]
    passages: tuple[Span, ...]
    excluded: tuple[Excluded, ...] = ()
    title: str = ""
    """The title found in text or metadata; else the first words. Not made safe for the screen."""
    date: str = ""
    """ISO 8601 calendar date (YYYY-MM-DD) or empty."""
    url: str = ""
    byline: str = ""
    encoding: str = "utf-8"
    """What the bytes were decoded from; anything but utf-8 was detected and is said to the user."""

    _digest: str = field(default="", init=False, repr=False, compare=False)

    @property
    def digest(self) -> str:
        """SHA-256 of the normalised text, as 64 hexadecimal digits."""
        if not self._digest:
            # Asked for at each label; of a long article it takes a tenth of a second.
            object.__setattr__(self, "_digest", text_digest(self.text))
        return self._digest

    def sentences_in(self, span: Span) -> Sequence[Span]:
        """The sentences that overlap `span`, in order."""
        return [sentence for sentence in self.sentences if sentence.overlaps(span)]


def text_digest(text: str) -> str:
    """SHA-256 of `text` in UTF-8, as 64 hexadecimal digits."""
    return sha256(text.encode("utf-8", "surrogatepass")).hex()
