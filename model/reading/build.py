"""From a text to an article: metadata found, segmented. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from model.reading import metadata
from model.reading.article import Article, Span, Spans
from model.reading.segment import segment

MAX_TITLE = 80
"""Code points of a title that is made of an article's first words."""


def build_article(id: str, text: str, *, title: str = "", date: str = "", encoding: str = "utf-8") -> Article:
    """The article `id` of a normalised text; what is known about it wins over what its text says."""
    found = metadata.find(text, {"title": title, "date": date})
    sentences, passages = segment(text, found.excluded)
    return Article(
        id=id,
        text=text,
        passages=Spans.of(passages),
        excluded=tuple(found.excluded),
        title=found.title or _first_words(text, passages or sentences),
        date=found.date,
        encoding=encoding,
    )


def _first_words(text: str, spans: Sequence[Span]) -> str:
    if not spans:
        return ""
    start, end = spans[0].start, spans[0].end
    words = " ".join(text[start : min(end, start + 2 * MAX_TITLE)].split())
    if len(words) <= MAX_TITLE:
        return words
    return words[:MAX_TITLE].rsplit(" ", 1)[0] + "…"
