"""An article's sentences and passages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from model.reading import sentences as within
from model.reading.article import Excluded, Span, spans
from model.reading.paragraphs import blocks
from model.reading.tiling import tile, tile_range

__all__ = ["regions", "segment", "sentence_spans", "tile", "tile_range"]


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
    for start, end in regions(len(text), excluded):
        for first, last in blocks(text, start, end):
            found += spans([(first + a, first + b) for a, b in within.split(text[first:last])])
    return tuple(found)


def regions(length: int, excluded: Sequence[Excluded]) -> Iterator[tuple[int, int]]:
    """The ranges of a text that no paragraph crosses, in order: what is excluded, and what is between."""
    if not excluded:
        yield 0, length
        return
    edges = sorted({0, length, *(edge for item in excluded for edge in (item.span.start, item.span.end))})
    yield from pairwise(edges)
