"""The sentences of a range, found in the paragraphs around it; what cost much is remembered."""

from __future__ import annotations

from collections.abc import Sequence

from model.reading import sentences as within
from model.reading.article import Excluded, Span, Spans
from model.reading.paragraphs import blocks, sure_end, sure_start
from model.reading.segment import regions

LONG = 4000
"""Code points of a stretch, or of a paragraph, from which on what was found in it is kept."""


class SentenceFinder:
    """Finds sentences of one text.

    Between two ends of paragraphs that are sure, paragraphs do not depend on what stands elsewhere: such a
    stretch is all that is looked at. Lists, tables and verse have no sure end, and a paragraph may be as long
    as its article: the paragraphs of a long stretch, and the sentences of a long paragraph, are found once.

    Args:
        text: of an article.
        excluded: its excluded ranges, in order.
    """

    def __init__(self, text: str, excluded: Sequence[Excluded] = ()) -> None:
        """Nothing is found yet."""
        self._text = text
        self._regions = list(regions(len(text), excluded))
        self._stretches: list[tuple[Span, Spans]] = []
        """Long stretches, and their paragraphs."""
        self._paragraphs: dict[Span, Spans] = {}
        """Long paragraphs, and their sentences."""

    def over(self, span: Span) -> list[Span]:
        """Those of `sentence_spans` that overlap a range, in order."""
        return [
            sentence
            for begin, stop in self._regions
            if begin < span.end and span.start < stop
            for paragraph in self._blocks(begin, stop, span)
            for sentence in self._sentences(paragraph, span)
        ]

    def _blocks(self, begin: int, stop: int, span: Span) -> tuple[Span, ...]:
        """The paragraphs of a region that overlap a range."""
        first, last = max(begin, span.start), min(stop, span.end)
        for stretch, known in self._stretches:
            if begin <= stretch.start <= first and last <= stretch.end <= stop:
                return known.over(*span)
        stretch = Span(sure_start(self._text, begin, stop, first), sure_end(self._text, begin, stop, last))
        found = Spans.of(blocks(self._text, *stretch))
        if stretch.end - stretch.start >= LONG:
            self._stretches.append((stretch, found))
        return found.over(*span)

    def _sentences(self, paragraph: Span, span: Span) -> tuple[Span, ...]:
        """The sentences of a paragraph that overlap a range."""
        found = self._paragraphs.get(paragraph)
        if found is None:
            start = paragraph.start
            found = Spans.of((start + a, start + b) for a, b in within.split(paragraph.of(self._text)))
            if paragraph.end - start >= LONG:
                self._paragraphs[paragraph] = found
        return found.over(*span)
