"""The articles of a project as they are now, and labels brought to them."""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from model.coding.marks import Change, Mark, Sheet
from model.errors import MALFORMED, ConflictError, RubricateError
from model.index import Index
from model.index.soundness import fits
from model.opened import anchored
from model.reading import sources
from model.reading.article import Article, text_digest
from model.reading.jsonlines import Record
from model.reading.lines import Line


class Articles:
    """The articles below `root`/seeds; nothing is kept. Threads may share it.

    Args:
        root: of the project.
        index: knows where a line of a container stood when it was last looked at, so that the others need not
            be read, and how a text was segmented that has not changed since.
    """

    def __init__(self, root: Path, index: Index | None = None) -> None:
        """Nothing is read yet."""
        self._seeds = root / "seeds"
        self._index = index

    def read(self, article_id: str) -> Article:
        """One article.

        Raises:
            RubricateError: it can't be read.
        """
        source = sources.find(self._seeds, article_id, self._place(article_id))
        record = sources.read_record(source)
        return self._known(source.id, record) or sources.article_in(source, record)

    def _place(self, article_id: str) -> Line | None:
        with suppress(sqlite3.Error, *MALFORMED):  # the file itself is searched
            return self._index.place(article_id) if self._index else None
        return None

    def _known(self, article_id: str, record: Record) -> Article | None:
        """The article as the index knows it, if that was made from the same text."""
        if self._index is None:
            return None
        digest = text_digest(record.text)
        with suppress(sqlite3.Error, *MALFORMED):  # it is segmented anew
            found = self._index.segmented(article_id, digest, record.mark)
            if found is not None and fits(found, record.text):
                return Article(article_id, record.text, *found, encoding=record.encoding, known_digest=digest)
        return None

    def anchor(self, sheet: Sheet, digest: str) -> Sheet:
        """As `model.coding.store.Anchor`: sure places are taken over, other marks are kept as unplaced.

        Raises:
            ConflictError: the operation is for a text that the article is no longer.
            RubricateError: the article can't be read.
        """
        if sheet.digest == digest:
            return sheet
        article = self.read(sheet.article)
        if article.digest != digest:
            what = "the article has changed meanwhile"
            raise ConflictError(what, file=sheet.article, cure="open it again, then decide")
        return anchored(sheet, article).sheet

    def brought(self, change: Change) -> Change:
        """A change of a mark, brought to the article as it is now.

        Raises:
            ConflictError: its passage is not there any more.
        """
        mark = change.before or change.after
        try:
            article = self.read(change.article)
        except RubricateError:
            return change  # labels outlive their article
        if mark is None or article.digest == change.digest:
            return change
        places = anchored(Sheet(change.article, change.digest, (mark,)), article).sheet.marks
        if not places:
            what = "the passage is not in the article any more"
            raise ConflictError(what, file=change.article, cure="rubricate check says where its labels are")
        before, after = (_at(places[0], old) for old in (change.before, change.after))
        now = places[0]
        return Change(change.article, article.digest, now.start, now.end, before, after, change.at)


def _at(place: Mark, mark: Mark | None) -> Mark | None:
    """What `mark` says, on the range of `place`."""
    if mark is None:
        return None
    return replace(
        mark,
        start=place.start,
        end=place.end,
        quote=place.quote,
        prefix=place.prefix,
        suffix=place.suffix,
    )
