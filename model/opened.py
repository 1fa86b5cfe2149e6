"""An article together with one coder's marks: what the reader shows. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from model.coding.anchor import Anchored, Unsure, anchor
from model.coding.audit import Audit, kind, number
from model.coding.marks import Mark, Sheet
from model.coding.progress import Progress, progress
from model.errors import RubricateError
from model.reading.article import Article, Excluded, Span, Spans


@dataclass(frozen=True, slots=True)
class OpenArticle:
    """An article, a coder's sheet on it, and the passages that follow from both."""

    article: Article
    sheet: Sheet
    passages: Spans
    """The default passages and the tiles of restored ranges, in order."""
    excluded: tuple[Excluded, ...]
    """The ranges that are still excluded, in order."""
    problem: RubricateError | None = None
    """Why it is read-only; None where it can be labelled."""
    unsure: tuple[Unsure, ...] = ()
    """Marks of an earlier text whose place in this one is not sure, with the place that is proposed."""
    orphans: tuple[Mark, ...] = ()
    """Marks of an earlier text that have no place in this one. With `unsure`, those in `sheet.unplaced`."""

    def with_sheet(self, sheet: Sheet) -> OpenArticle:
        """The same article with another state of the marks."""
        left = set(sheet.unplaced)
        unsure = tuple(one for one in self.unsure if one.mark in left)
        orphans = tuple(mark for mark in self.orphans if mark in left)
        if _restored(sheet.marks) == _restored(self.sheet.marks):
            return replace(self, sheet=sheet, unsure=unsure, orphans=orphans)
        return open_article(self.article, Anchored(sheet, unsure, orphans), self.problem)

    def audit(self, start: int, end: int) -> Audit:
        """How a range is audited: as it was decided or, where nothing is decided yet, as it is to be shown.

        Only whole passages can be in the audit sample, restored ones never.
        """
        drawn = kind(number(self.article.id, self.article.text[start:end]))
        mark = self.sheet.at(start, end)
        if mark is not None and mark.decided:
            return mark.audit
        return drawn if drawn and self.article.passages.place(start, end) is not None else ""

    def progress(self) -> Progress:
        """How far the coder is."""
        return progress(self.passages.edges, self.sheet.marks)


def _restored(marks: Iterable[Mark]) -> set[Span]:
    return {Span(mark.start, mark.end) for mark in marks if mark.restored}


def anchored(sheet: Sheet, article: Article) -> Anchored:
    """A sheet, of whatever text it was made for, brought to the article as it is now."""
    if sheet.digest == article.digest and not sheet.unplaced:
        return Anchored(sheet)
    return anchor(sheet, article.text, article.digest, lambda *span: article.sentences_in(Span(*span)))


def open_article(
    article: Article, marks: Sheet | Anchored, problem: RubricateError | None = None
) -> OpenArticle:
    """`article` with a sheet made for its text; ranges that the coder restored are passages again."""
    found = Anchored(marks) if isinstance(marks, Sheet) else marks
    restored = _restored(found.sheet.marks)
    still = tuple(excluded for excluded in article.excluded if excluded.span not in restored)
    brought = (excluded for excluded in article.excluded if excluded.span in restored)
    passages = article.passages.with_others(
        tile for excluded in brought for tile in _tiles(article, excluded)
    )
    return OpenArticle(article, found.sheet, passages, still, problem, found.unsure, found.orphans)


def _tiles(article: Article, excluded: Excluded) -> tuple[Span, ...]:
    from model.reading.segment import tile_range  # noqa: PLC0415 - memory, as in `Article.sentences_in`

    return tile_range(article.text, article.sentences_in(excluded.span), excluded.span)
