"""An article together with one coder's marks: what the reader shows. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from model.coding.marks import Mark, Sheet, State
from model.coding.progress import Progress, passage_states, progress
from model.errors import RubricateError
from model.reading.article import Article, Excluded, Span
from model.reading.segment import tile_range


@dataclass(frozen=True, slots=True)
class OpenArticle:
    """An article, a coder's sheet on it, and the passages that follow from both."""

    article: Article
    sheet: Sheet
    passages: tuple[Span, ...]
    """The default passages and the tiles of restored ranges, in order."""
    excluded: tuple[Excluded, ...]
    """The ranges that are still excluded, in order."""
    problem: RubricateError | None = None
    """Why it is read-only; None where it can be labelled."""

    def with_sheet(self, sheet: Sheet) -> OpenArticle:
        """The same article with another state of the marks."""
        if _restored(sheet.marks) == _restored(self.sheet.marks):
            return replace(self, sheet=sheet)
        return open_article(self.article, sheet, self.problem)

    def states(self) -> list[State]:
        """The state of each passage."""
        return passage_states(_pairs(self.passages), self.sheet.marks)

    def progress(self) -> Progress:
        """How far the coder is."""
        return progress(_pairs(self.passages), self.sheet.marks)


def _pairs(spans: Iterable[Span]) -> list[tuple[int, int]]:
    return [(span.start, span.end) for span in spans]


def _restored(marks: Iterable[Mark]) -> set[Span]:
    return {Span(mark.start, mark.end) for mark in marks if mark.restored}


def open_article(article: Article, sheet: Sheet, problem: RubricateError | None = None) -> OpenArticle:
    """`article` with the marks of `sheet`; ranges that the coder restored are passages again."""
    restored = _restored(sheet.marks)
    still = tuple(excluded for excluded in article.excluded if excluded.span not in restored)
    if len(still) == len(article.excluded):
        return OpenArticle(article, sheet, article.passages, article.excluded, problem)
    passages = list(article.passages)
    for excluded in article.excluded:
        if excluded.span in restored:
            passages.extend(tile_range(article.text, article.sentences, excluded.span))
    return OpenArticle(article, sheet, tuple(sorted(passages)), still, problem)
