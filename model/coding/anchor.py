"""Find the passages of a label file again in an article that has changed since. Pure.

Each mark is looked up by its quote: where it stood, else where the same words stand, else where the most
similar words stand. What surrounds it decides between several places. A place that is *sure* moves the mark;
one that is not is proposed; a mark without any is an *orphan*. Neither is dropped, and neither is moved.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from model.coding.anchor_text import AnchorText, Range, Sentences, flat, no_sentences
from model.coding.marks import CONTEXT, Mark, Sheet

SURE = 85.0
"""Score of 100 from which on a place is sure, if its surroundings agree."""
ALIKE = 97.0
"""Score of 100 from which on surroundings that agree on one side are enough.

Sentences that differ in a name and a figure reach 95, and the deleted one must not move to the other.
"""
ASK = 60.0
"""Score of 100 from which on a place is worth a question."""
SHORT = 40
"""Quotes of fewer code points say too little: their surroundings must agree on both sides."""
EFFORT = 10_000_000_000
"""Products of quote and text (code points each) that are compared for one sheet: some seconds.

What is left then has no place for now, so that no label file can keep an article from opening."""

MANY = 1000
"""Places with the same words that are told apart by their surroundings."""

_NEAR = 5.0
"""Points by which a place must be better than the next best one."""
_GAP, _WIDE = 2, 16
"""Code points of white space between neighbours, as a rule and at most."""
_SIDE, _BOTH = 70.0, 75.0
"""Agreement of 100, on one side and on both, that surroundings of long and of short quotes need."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a mark may be now."""

    start: int
    end: int
    score: float
    """Similarity of what stands there to the quote, 0 to 100."""
    sure: bool


@dataclass(frozen=True, slots=True)
class Unsure:
    """A mark, as it was, and the place that is proposed for it."""

    mark: Mark
    place: Place


@dataclass(frozen=True, slots=True)
class Anchored:
    """A sheet brought to another text."""

    sheet: Sheet
    """Its marks are those whose place is sure; all others are in `unplaced`."""
    unsure: tuple[Unsure, ...] = ()
    orphans: tuple[Mark, ...] = ()
    """With `unsure`, all of `sheet.unplaced`."""


def anchor(sheet: Sheet, text: str, digest: str, sentences: Sentences = no_sentences) -> Anchored:
    """The sheet for `text`.

    Args:
        sheet: made for this text or for another. For this text no mark is moved, nor placed.
        text: of the article as it is now.
        digest: of `text`.
        sentences: of `text`: where a quote has changed it begins and ends with one of them if that fits.
    """
    if sheet.digest == digest and not sheet.unplaced:
        return Anchored(sheet)
    finder = _Finder(AnchorText(text, sentences))
    if sheet.digest == digest:
        found = [(mark, finder.find(mark)) for mark in sheet.unplaced]
        taken = {(mark.start, mark.end) for mark in sheet.marks}
        return _told(sheet, [(mark, _free(place, taken)) for mark, place in found])
    settled = _Settled(text)
    for mark, place in sorted(
        ((mark, finder.find(mark)) for mark in sheet.marks), key=lambda pair: _rank(pair[1])
    ):
        settled.take(mark, place, known=True)
    settled.ask_neighbours(finder)
    for mark in sheet.unplaced:
        settled.take(mark, finder.find(mark), known=False)
    marks = sorted((moved(mark, place, text) for mark, place in settled.placed), key=_span)
    left = sorted(settled.left, key=lambda pair: (*_span(pair[0]), pair[0].quote))
    unplaced = tuple(mark for mark, _ in left)
    return _told(Sheet(sheet.article, digest, tuple(marks), unplaced), left)


def _told(sheet: Sheet, left: Sequence[tuple[Mark, Place | None]]) -> Anchored:
    unsure = tuple(Unsure(mark, place) for mark, place in left if place is not None)
    return Anchored(sheet, unsure, tuple(mark for mark, place in left if place is None))


def _span(mark: Mark) -> Range:
    return mark.start, mark.end


def _rank(place: Place | None) -> float:
    """The best come first, and take their places."""
    return -place.score if place is not None else 0.0


def _free(place: Place | None, taken: set[Range]) -> Place | None:
    """`place` as a proposal; None where another mark stands."""
    if place is None or (place.start, place.end) in taken:
        return None
    return replace(place, sure=False)


def moved(mark: Mark, place: Place, text: str) -> Mark:
    """`mark` at a place of `text`."""
    return replace(
        mark,
        start=place.start,
        end=place.end,
        quote=text[place.start : place.end],
        prefix=text[max(0, place.start - CONTEXT) : place.start],
        suffix=text[place.end : place.end + CONTEXT],
    )


class _Settled:
    """Marks that have a place, one for each place, and those that have none."""

    def __init__(self, text: str) -> None:
        self.placed: list[tuple[Mark, Place]] = []
        self.left: list[tuple[Mark, Place | None]] = []
        self._text = text
        self._new: list[tuple[int, int, int]] = []
        """Start and end of each place, and which of `placed` has it; sorted."""
        self._longest = 0
        self._borders: dict[int, set[int]] = {}
        """From where marks began and ended to where they do now."""

    def take(self, mark: Mark, place: Place | None, *, known: bool) -> None:
        """Place a mark, or leave it: `known` if its range counts the same text as those of the others."""
        if place is None or not place.sure or self._contradicts(mark, place, known):
            self.left.append((mark, place and replace(place, sure=False)))
            return
        insort(self._new, (place.start, place.end, len(self.placed) if known else -1))
        self._longest = max(self._longest, place.end - place.start)
        self.placed.append((mark, place))
        if known:
            self._borders.setdefault(mark.start, set()).add(place.start)
            self._borders.setdefault(mark.end, set()).add(place.end)

    def ask_neighbours(self, finder: _Finder) -> None:
        """Place what stands unchanged, and once, beside (or at an edge of) a passage that it was beside."""
        left, self.left = self.left, []
        for mark, place in left:
            if place is not None and place.score == 100.0:  # noqa: PLR2004 - its very words
                spans = [finder.text.range_of(found) for found in finder.same(flat(mark.quote))]
                sure = len(spans) == 1 and self._beside(mark, spans[0])
                self.take(mark, replace(place, sure=sure), known=True)
            else:
                self.take(mark, place, known=True)

    def _beside(self, mark: Mark, span: Range) -> bool:
        return self._border(mark.start, span[0]) or self._border(mark.end, span[1])

    def _border(self, old: int, new: int) -> bool:
        """Whether a mark that began or ended at `old`, but for white space, now does so at `new`."""
        for at in range(old - _GAP, old + _GAP + 1):
            for now in self._borders.get(at, ()):
                between = self._text[min(now, new) : max(now, new)]
                if len(between) <= _WIDE and not between.strip():
                    return True
        return False

    def _contradicts(self, mark: Mark, place: Place, known: bool) -> bool:
        """Whether another mark is there already, or passages that were apart would overlap."""
        first = bisect_left(self._new, (place.start - self._longest, 0, 0))
        last = bisect_right(self._new, (place.end, 0, 0))
        for start, end, number in self._new[first:last]:
            if (start, end) == (place.start, place.end):
                return True
            if known and number >= 0 and end > place.start and start < place.end:
                other = self.placed[number][0]
                if other.end <= mark.start or mark.end <= other.start:
                    return True
        return False


class _Finder:
    """Looks marks up in one text."""

    def __init__(self, text: AnchorText) -> None:
        self.text = text
        self.effort = EFFORT

    def find(self, mark: Mark) -> Place | None:
        """Where the mark is now, or may be."""
        text, words = self.text, flat(mark.quote)
        if not words:
            return None
        if text.stands(mark):
            return Place(mark.start, mark.end, 100.0, sure=True)
        found = list(self.same(words))
        if found:
            return self._choose(mark, found)
        return self._similar(mark, words)

    def same(self, words: str) -> Iterator[Range]:
        """Where the same words stand; the first MANY places."""
        begin = 0
        for _ in range(MANY if self._afford(len(self.text.flat)) else 0):
            at = self.text.flat.find(words, begin)
            if at < 0:
                return
            yield at, at + len(words)
            begin = at + 1

    def _afford(self, cost: int) -> bool:
        self.effort -= cost
        return self.effort > 0

    def _choose(self, mark: Mark, found: Sequence[Range]) -> Place:
        """The one of the places with the same words that has the same surroundings."""
        contexts = ((self.text.context(mark, place, at_ends=True), place) for place in found)
        ranked = sorted(contexts, reverse=True)
        context, best = ranked[0]
        if len(ranked) >= MANY:
            return Place(*self.text.range_of(best), 100.0, sure=False)
        if len(ranked) > 1 and ranked[1][0] > context - _NEAR:
            near = [place for other, place in ranked if other > context - _NEAR]
            here = [place for place in near if self.text.range_of(place)[0] == mark.start]
            start, end = self.text.range_of((here or [best])[0])
            return Place(start, end, 100.0, sure=bool(here) and context >= _BOTH)
        start, end = self.text.exactly(mark.quote, best)
        telling = len(mark.quote) >= SHORT or (start == mark.start and not mark.prefix and not mark.suffix)
        unique = len(found) == 1 and telling
        return Place(start, end, 100.0, sure=unique or context >= _BOTH)

    def _similar(self, mark: Mark, words: str) -> Place | None:
        """The place of the most similar words; sure only if its surroundings agree and it has no rival."""
        if not self._afford(2 * len(words) * len(self.text.flat)):
            return None
        found = self.text.align(mark.quote, ASK)
        if found is None:
            return None
        place, score = found
        agrees = self.text.context(mark, place) >= _BOTH
        if len(mark.quote) < SHORT and not agrees:
            return None
        if score >= ALIKE and len(mark.quote) >= SHORT:
            agrees = agrees or max(self.text.sides(mark, place)) >= _SIDE
        sure = score >= SURE and agrees and not self._rival(mark, place, score)
        return Place(*self.text.range_of(place), score, sure)

    def _rival(self, mark: Mark, place: Range, score: float) -> bool:
        """Whether another place is about as similar, and its surroundings too."""
        other = self.text.align(mark.quote, max(ASK, score - _NEAR), without=place)
        if other is None:
            return False
        return self.text.context(mark, other[0]) > self.text.context(mark, place) - _NEAR
