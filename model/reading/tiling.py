"""Passages: runs of whole sentences that tile an article outside its excluded ranges.

A paragraph of up to 110 words is a passage; a longer one is divided at sentence ends into balanced
parts of about 75 words. What is too short to be judged alone is not left alone:

- a heading, a question, a list item or a row of a table (under 12 words, no full stop) goes to what follows,
  because it announces it: "Next steps" by itself has no theme, and would cost a key; neither has "And now?";
- a paragraph of under 12 words ("He declined to comment.") goes to the paragraph before, which it answers.

One-sentence paragraphs of news agencies (15 to 40 words) stand alone: each carries its own claim, often
with another theme than its neighbour.
"""

# ruff: noqa: RUF001 - the marks of other scripts and typographic quotes are what this module is about

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from model.reading.article import Excluded, Span
from model.reading.paragraphs import is_break

MAX_WORDS = 110
"""Words of the longest paragraph that is a passage by itself."""
PART_WORDS = 75
"""Words that a part of a longer paragraph aims at."""
MIN_WORDS = 12
"""Paragraphs of fewer words join a neighbour."""

_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\U00020000-\U0003ffff]"
)
_CLOSED = tuple(".!…。！।۔")
_MARKS_AFTER = "\"'”’»)]*_"


def count_words(text: str) -> int:
    """Words of `text`; where a script has no spaces, two characters count as one."""
    words = len(text.split())
    return words if text.isascii() else words + sum(1 for _ in _UNSPACED.finditer(text)) // 2


class _Paragraph:
    """A run of sentences, the index of the first and one past the last, with their word counts."""

    __slots__ = ("first", "heading", "last", "words")

    def __init__(self, first: int, last: int, words: int, heading: bool) -> None:
        self.first, self.last, self.words, self.heading = first, last, words, heading

    def absorb(self, after: _Paragraph) -> None:
        """Take in the paragraph that follows."""
        self.last, self.words = after.last, self.words + after.words
        self.heading = self.heading and after.heading


def tile(text: str, sentences: Sequence[Span], excluded: Sequence[Excluded]) -> tuple[Span, ...]:
    """Passages of a whole article, in order; none crosses or touches an excluded range.

    Args:
        text: the article's text.
        sentences: its sentences, in order; each lies inside or outside of every excluded range.
        excluded: in order, without overlap.
    """
    passages: list[Span] = []
    for run in _runs(sentences, excluded):
        passages.extend(_tile_run(text, run))
    return tuple(passages)


def tile_range(text: str, sentences: Sequence[Span], span: Span) -> tuple[Span, ...]:
    """Passages of one range, as of one brought back from being excluded; neighbours stay."""
    inside = [sentence for sentence in sentences if span.start <= sentence.start and sentence.end <= span.end]
    return tuple(_tile_run(text, inside))


def _runs(sentences: Sequence[Span], excluded: Sequence[Excluded]) -> Iterator[list[Span]]:
    if not excluded:
        yield list(sentences)
        return
    run: list[Span] = []
    ranges = iter(sorted(item.span for item in excluded))
    current = next(ranges, None)
    for sentence in sentences:
        while current is not None and current.end <= sentence.start:
            yield run
            run = []
            current = next(ranges, None)
        if current is None or sentence.end <= current.start:
            run.append(sentence)
    yield run


def _tile_run(text: str, run: Sequence[Span]) -> Iterator[Span]:
    if text.isascii():  # and so is each of its sentences
        words = [len(text[start:end].split()) for start, end in run]
    else:
        words = [count_words(text[start:end]) for start, end in run]
    for paragraph in _merged(_paragraphs(text, run, words)):
        yield from _parts(run, words, paragraph)


def _paragraphs(text: str, run: Sequence[Span], words: list[int]) -> Iterator[_Paragraph]:
    first = 0
    for last in range(1, len(run) + 1):
        if last == len(run) or _is_apart(text, run[last - 1].end, run[last].start):
            total = sum(words[first:last])
            heading = total < MIN_WORDS and _announces(run[first].of(text), run[last - 1].of(text))
            yield _Paragraph(first, last, total, heading)
            first = last


def _is_apart(text: str, end: int, start: int) -> bool:
    return "\n" in text[end:start] and is_break(text, end, start)


def _announces(first: str, last: str) -> bool:
    """Whether a short paragraph opens what follows: a Markdown heading, a question, a line without stop."""
    return first.startswith("#") or not last.rstrip(_MARKS_AFTER).endswith(_CLOSED)


def _merged(paragraphs: Iterator[_Paragraph]) -> Iterator[_Paragraph]:
    """Headings with what follows them, short paragraphs with what stands before them."""
    held: _Paragraph | None = None
    for paragraph in paragraphs:
        if held is not None and _belongs(held, paragraph):
            held.absorb(paragraph)
            continue
        if held is not None:
            yield held
        held = paragraph
    if held is not None:
        yield held


def _belongs(before: _Paragraph, after: _Paragraph) -> bool:
    if before.heading and not after.heading:
        return True  # whatever its length: a long paragraph is divided with its heading in the first part
    if before.words + after.words > MAX_WORDS:
        return False
    return before.heading or before.words < MIN_WORDS or (after.words < MIN_WORDS and not after.heading)


def _parts(run: Sequence[Span], words: list[int], paragraph: _Paragraph) -> Iterator[Span]:
    """The paragraph, or balanced parts of it: each cut at the sentence end nearest to its equal share."""
    parts = 1 if paragraph.words <= MAX_WORDS else max(2, int(paragraph.words / PART_WORDS + 0.5))
    share = paragraph.words / parts
    first, done, part = paragraph.first, 0, 1
    for index in range(paragraph.first, paragraph.last - 1):
        done += words[index]
        if part < parts and done + words[index + 1] / 2 >= part * share:
            yield Span(run[first].start, run[index].end)
            first = index + 1
            part = max(part + 1, int((done + words[first] / 2) / share) + 1)
    yield Span(run[first].start, run[paragraph.last - 1].end)
