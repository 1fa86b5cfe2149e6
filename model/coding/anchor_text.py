"""Look quotes up in a text. White space counts as one space, so that reflowed text is the same."""

from __future__ import annotations

import math
import re
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property

from model.coding.marks import CONTEXT, Mark
from model.coding.strictyaml import storable

Range = tuple[int, int]
"""Start and end, the end exclusive."""
Sentences = Callable[[int, int], Sequence[Range]]
"""The sentences of a text that overlap a range of it, in order."""

_WORD = re.compile(r"\S+")
_PARAGRAPH = re.compile(r"\n[^\S\n]*\n")
_BOUND = 6.0
"""Points by which a place is better if it begins (and if it ends) with a sentence, as labels do."""
_BREAK = 6.0
"""Points by which a place is worse for each paragraph that it has more than the quote."""
_REACH = 24
"""Code points by which a place may be moved to begin or end with a sentence, and share of the quote."""
_SHARE = 0.5
_FEW = 12
"""Code points of surroundings below which they say nothing unless they are the same."""


def flat(text: str) -> str:
    """`text` with each run of white space as one space, none at the ends."""
    return " ".join(text.split())


def _breaks(text: str) -> int:
    return len(_PARAGRAPH.findall(text)) if "\n" in text else 0


def no_sentences(start: int, end: int) -> Sequence[Range]:
    """As `Sentences`, where none are known."""
    return ()


class AnchorText:
    """A text and its sentences. Places in `flat` are called so; all other offsets count `text`."""

    def __init__(self, text: str, sentences: Sentences = no_sentences) -> None:
        """`sentences` is only asked around places: finding those of a long text takes seconds."""
        self.text = text
        self._sentences = sentences

    @cached_property
    def flat(self) -> str:
        """The text with each run of white space as one space."""
        return flat(self.text)

    @cached_property
    def _at(self) -> array[int]:
        """Of each code point of `flat`, where it stands in `text`."""
        at = array("q")
        last = -1
        for word in _WORD.finditer(self.text):
            if last >= 0:
                at.append(last)
            at.extend(range(word.start(), word.end()))
            last = word.end()
        return at

    def range_of(self, place: Range) -> Range:
        """The range of `text` for a place in `flat`."""
        return self._at[place[0]], self._at[place[1] - 1] + 1

    def stands(self, mark: Mark) -> bool:
        """Whether the quote stands where it stood, with the same before and behind it."""
        before = self.text[max(0, mark.start - CONTEXT) : mark.start]
        behind = self.text[mark.end : mark.end + CONTEXT]
        here = storable(self.text[mark.start : mark.end]) == mark.quote
        return here and (before, behind) == (mark.prefix, mark.suffix)

    def exactly(self, quote: str, place: Range) -> Range:
        """The range of a place that has the quote's words; with the white space around it if it has that."""
        start, end = self.range_of(place)
        wide = start - (len(quote) - len(quote.lstrip())), end + (len(quote) - len(quote.rstrip()))
        return wide if wide[0] >= 0 and self.text[slice(*wide)] == quote else (start, end)

    # --- surroundings ---

    def sides(self, mark: Mark, place: Range) -> tuple[float, float]:
        """How far what stands before, and behind, a place in `flat` is what stood there, 0 to 100."""
        (before, left), (behind, right) = self._compared(mark, place)
        return before if left >= _FEW else 0.0, behind if right >= _FEW else 0.0

    def context(self, mark: Mark, place: Range, *, at_ends: bool = False) -> float:
        """As `sides`, both together; 0 where too little stood there to tell.

        With `at_ends` a place at an end of the text has one side: what stood on the other may be cut off.
        """
        compared = self._compared(mark, place, at_ends)
        weight = sum(length for _, length in compared)
        if not weight:
            return 100.0 if place == (0, len(self.flat)) else 0.0
        score = sum(score * length for score, length in compared) / weight
        return score if weight >= _FEW or score == 100.0 else 0.0  # noqa: PLR2004 - all of it

    def _compared(
        self, mark: Mark, place: Range, at_ends: bool = False
    ) -> tuple[tuple[float, int], tuple[float, int]]:
        """Of either side: similarity, and how much there was to compare."""
        from rapidfuzz import fuzz  # noqa: PLC0415 - only where an article has changed

        before, behind = flat(mark.prefix), flat(mark.suffix)
        start, end = place
        now_before = self.flat[max(0, start - len(before) - 1) : start].rstrip()
        now_behind = self.flat[end : end + len(behind) + 1].lstrip()
        if at_ends:
            before, behind = before if now_before else "", behind if now_behind else ""
        return (
            (fuzz.ratio(before, now_before[-len(before) :] if before else ""), len(before)),
            (fuzz.ratio(behind, now_behind[: len(behind)]), len(behind)),
        )

    # --- similar words ---

    def align(self, quote: str, least: float, without: Range | None = None) -> tuple[Range, float] | None:
        """The place in `flat` whose words are most similar, and how similar (0 to 100); None below `least`.

        Args:
            quote: what is looked for.
            least: score from which on it is of interest.
            without: a place that does not count.
        """
        from rapidfuzz import fuzz  # noqa: PLC0415 - only where an article has changed

        words, where = flat(quote), self.flat
        if without is not None:
            where = where[: without[0]] + "\0" * (without[1] - without[0]) + where[without[1] :]
        if not where:
            return None
        if len(words) > len(where):  # else the text would be looked for in the quote
            score = fuzz.ratio(words, where)
            return ((0, len(where)), score) if score >= least and without is None else None
        # A passage that lost its end is found with less than the score that it has when it is cut to fit.
        found = fuzz.partial_ratio_alignment(words, where, score_cutoff=least * 0.9)
        if found is None or found.dest_start >= found.dest_end:
            return None
        place, score = self._fitted(words, _breaks(quote), (found.dest_start, found.dest_end))
        return (place, score) if score >= least else None

    def _fitted(self, words: str, breaks: int, raw: Range) -> tuple[Range, float]:
        """The place around `raw` that is most like `words`, preferably of whole sentences."""
        from rapidfuzz import fuzz  # noqa: PLC0415 - only where an article has changed

        reach = int(_REACH + _SHARE * len(words))
        best = raw, 0.0, -math.inf
        ends = list(self._edges(1, raw[1], reach))
        for start, start_bonus in self._edges(0, raw[0], reach):
            for end, end_bonus in ends:
                if start < end:
                    score = fuzz.ratio(words, self.flat[start:end])
                    more = _breaks(self.text[slice(*self.range_of((start, end)))]) - breaks
                    value = score + start_bonus + end_bonus - _BREAK * max(0, more)
                    if value > best[2]:
                        best = (start, end), score, value
        (start, end), score, _ = best
        while start < end - 1 and self.flat[start] == " ":
            start += 1
        while start < end - 1 and self.flat[end - 1] == " ":
            end -= 1
        return (start, end), score

    def _edges(self, side: int, near: int, reach: int) -> Iterator[tuple[int, float]]:
        """Offsets in `flat` at which a place may begin (side 0) or end (1), with what they count for."""
        yield near, 0.0
        last = len(self.flat) - 1
        low, high = self._at[max(0, near - reach)], self._at[min(last, near + reach)] + 1
        for sentence in self._sentences(max(0, low - 1), high + 1):
            if low <= sentence[side] <= high:
                yield bisect_left(self._at, sentence[side]), _BOUND
