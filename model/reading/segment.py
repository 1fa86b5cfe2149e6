"""An article's sentences and passages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from model.reading import sentences as within
from model.reading.article import Excluded, Span, spans
from model.reading.paragraphs import blocks, sure_end, sure_start
from model.reading.tiling import tile, tile_range

__all__ = ["segment", "sentence_spans", "sentences_over", "tile", "tile_range"]

_split = lru_cache(maxsize=8)(within.split)
"""For who goes through a paragraph sentence by sentence: it may be as long as its article."""


def segment(text: str, excluded: Sequence[Excluded] = ()) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """Sentences and passages of `text`.

    Args:
        text: normalised text.
        excluded: ranges, in order and without overlap, that no sentence and no passage crosses.

    Returns:
        Sentences of the whole text, excluded ranges included, and passages that tile the rest. Both cover
        every code point that is not white space where they apply, in order, without overlap.
    """
    sentences = sentence_spans(text, excluded)
    return sentences, tile(text, sentences, excluded)


def sentence_spans(text: str, excluded: Sequence[Excluded] = ()) -> tuple[Span, ...]:
    """Sentences of the whole text; the edges of excluded ranges are edges of sentences."""
    found: list[Span] = []
    for start, end in _regions(len(text), excluded):
        for first, last in blocks(text, start, end):
            found += spans([(first + a, first + b) for a, b in within.split(text[first:last])])
    return tuple(found)


def sentences_over(text: str, excluded: Sequence[Excluded], span: Span) -> list[Span]:
    """Those of `sentence_spans` that overlap a range. Only the paragraphs around it are looked at."""
    found: list[Span] = []
    for begin, stop in _regions(len(text), excluded):
        if begin < span.end and span.start < stop:
            start = sure_start(text, begin, stop, max(begin, span.start))
            end = sure_end(text, begin, stop, min(stop, span.end))
            for first, last in blocks(text, start, end):
                if first < span.end and span.start < last:
                    found += [Span(first + a, first + b) for a, b in _split(text[first:last])]
    return [sentence for sentence in found if sentence.overlaps(span)]


def _regions(length: int, excluded: Sequence[Excluded]) -> Iterator[tuple[int, int]]:
    if not excluded:
        yield 0, length
        return
    edges = sorted({0, length, *(edge for item in excluded for edge in (item.span.start, item.span.end))})
    yield from pairwise(edges)
