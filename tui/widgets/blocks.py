"""An open article as the reader sees it: passages and excluded ranges in order, and the marks on them.

Built once when the article opens; every question afterwards costs a bisection, not the article's length.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from operator import attrgetter

from model.coding.marks import Mark, State
from model.opened import OpenArticle
from model.reading.article import Span

Range = tuple[int, int]

_start = attrgetter("start")
_INK = re.compile(r"\S")


def _look(mark: Mark) -> tuple[object, ...]:
    """What of a mark can be seen; times and contexts can't."""
    return (
        [decision.theme for decision in mark.themes],
        [decision.theme for decision in mark.rejected],
        mark.state,
        mark.memo,
        mark.restored,
    )


class Blocks:
    """The blocks of an article, in the order of the text.

    Args:
        opened: the article and the coder's marks.
    """

    def __init__(self, opened: OpenArticle) -> None:
        self.opened = opened
        self._lay()

    def _lay(self) -> None:
        opened = self.opened
        self.text = opened.article.text
        self._reasons = {excluded.span: excluded.reason for excluded in opened.excluded}
        spans = opened.passages.with_others(self._reasons)
        self.spans: Sequence[Span] = spans or (Span(0, len(self.text)),)
        self._starts: array[int] = spans.flat[::2] or array("q", [0])
        self._marks: dict[Range, Mark] = {(mark.start, mark.end): mark for mark in opened.sheet.marks}
        self._find_others()
        self._untouched = bytearray(b"\1") * len(self.spans)
        for excluded in self._reasons:
            self._untouched[self.at(excluded.start)] = 0
        for key in self._marks:
            self._weigh(self.over(*key))
        self.untouched = self._untouched.count(1)
        """Passages on which nothing was decided yet."""

    def __len__(self) -> int:
        """How many blocks there are; at least one."""
        return len(self.spans)

    # --- where things are ---

    @property
    def passages(self) -> int:
        """How many of the blocks are passages."""
        return len(self.spans) - len(self._reasons)

    def number(self, block: int) -> int:
        """Which of the passages the block is, from 1; 0 for an excluded range."""
        place = self.opened.passages.place(*self.spans[block])
        return 0 if place is None else place + 1

    def reason(self, block: int) -> str:
        """Why the block is excluded; empty for a passage."""
        return self._reasons.get(self.spans[block], "")

    def excluded(self, block: int) -> bool:
        """Whether the block is an excluded range."""
        return self.spans[block] in self._reasons

    def at(self, offset: int) -> int:
        """The block that holds a code point, or the last one before it."""
        return max(0, bisect_right(self._starts, offset) - 1)

    def over(self, start: int, end: int) -> range:
        """The blocks that share a code point with a range."""
        first = self.at(start)
        if self.spans[first].end <= start:
            first += 1
        return range(first, max(first, bisect_left(self._starts, end)))

    def is_block(self, start: int, end: int) -> bool:
        """Whether the range is exactly one of the blocks."""
        return self.spans[self.at(start)] == Span(start, end)

    def restored_around(self, block: int) -> Span | None:
        """The range that the coder brought back and that the block is a tile of."""
        span = self.spans[block]
        for excluded in self.opened.article.excluded:
            if excluded.span.overlaps(span) and excluded.span not in self._reasons:
                return excluded.span
        return None

    # --- sentences ---

    def sentence_at(self, offset: int) -> Span | None:
        """The sentence of a code point or, of white space, the one that follows; None behind the last."""
        ink = _INK.search(self.text, offset)
        return self._sentence(ink.start()) if ink else None

    def sentence_beside(self, sentence: Span, step: int) -> Span | None:
        """The sentence after (step 1) or before (step -1) another one; None at an end of the text."""
        if step > 0:
            return self.sentence_at(sentence.end)
        last = sentence.start - 1
        while last >= 0 and self.text[last].isspace():
            last -= 1
        return self._sentence(last) if last >= 0 else None

    def _sentence(self, offset: int) -> Span:
        """The sentence of a code point that is no white space: there is one."""
        return self.opened.article.sentences_in(Span(offset, offset + 1))[0]

    def sentences_in(self, start: int, end: int) -> int:
        """How many sentences overlap a range."""
        return len(self.opened.article.sentences_in(Span(start, end)))

    # --- marks ---

    def mark(self, start: int, end: int) -> Mark | None:
        """The mark on exactly this range."""
        return self._marks.get((start, end))

    def own(self, block: int) -> Mark | None:
        """The mark on the block itself."""
        span = self.spans[block]
        return self._marks.get((span.start, span.end))

    def others(self, block: int) -> Iterator[tuple[int, Mark]]:
        """Labelled ranges that touch the block and are not it: (lane, mark), in the order of the text."""
        span = self.spans[block]
        for place in range(
            bisect_right(self._reach, span.start), bisect_left(self._others, span.end, key=_start)
        ):
            mark = self._others[place]
            if mark.end > span.start:
                yield self._lanes[place], mark

    def _find_others(self) -> None:
        """The marks on ranges that are no block, the furthest end up to each, lanes in which none overlap."""
        self._others = [
            mark
            for mark in self.opened.sheet.marks
            if (mark.themes or mark.memo) and not self.is_block(mark.start, mark.end)
        ]
        self._reach = list(accumulate((mark.end for mark in self._others), max))
        self._lanes: list[int] = []
        ends: list[int] = []
        for mark in self._others:
            lane = next((lane for lane, end in enumerate(ends) if end <= mark.start), len(ends))
            ends[lane : lane + 1] = [mark.end]
            self._lanes.append(lane)

    def state(self, block: int) -> State | None:
        """The passage's state (see `model.coding.progress.passage_states`); None for an excluded range."""
        if self._reasons and self.excluded(block):
            return None
        mark = self.own(block)
        if mark is not None and mark.state != "untouched":
            return mark.state
        return "labelled" if any(other.themes for _, other in self.others(block)) else "untouched"

    def next_untouched(self, block: int, step: int) -> int | None:
        """The nearest untouched passage after (step 1) or before (step -1) a block."""
        flags = self._untouched
        found = flags.find(1, block + 1) if step > 0 else flags.rfind(1, 0, block)
        return found if found >= 0 else None

    def update(self, opened: OpenArticle) -> set[int] | None:
        """Take over another state of the article: the blocks that look different now.

        None where the text or the blocks themselves are others than before.
        """
        if not self._same(opened):
            self.opened = opened
            self._lay()
            return None
        before, self.opened = self._marks, opened
        self._marks = {(mark.start, mark.end): mark for mark in opened.sheet.marks}
        changed = [
            key
            for key in before.keys() | self._marks.keys()
            if before.get(key) is not self._marks.get(key)
            and self._differs(before.get(key), self._marks.get(key))
        ]
        if any(not self.is_block(*key) for key in changed):
            self._find_others()
        blocks = {block for key in changed for block in self.over(*key)}
        self._weigh(blocks)
        self.untouched = self._untouched.count(1)
        return blocks

    def _same(self, opened: OpenArticle) -> bool:
        """Whether the text and the blocks are those that were laid."""
        was = self.opened
        return opened.article.text == was.article.text and opened.passages == was.passages

    def _weigh(self, blocks: Iterable[int]) -> None:
        for block in blocks:
            self._untouched[block] = self.state(block) == "untouched"

    @staticmethod
    def _differs(before: Mark | None, after: Mark | None) -> bool:
        if before is None or after is None:
            return True
        return _look(before) != _look(after)
