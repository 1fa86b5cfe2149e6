"""The files of an open project: read, changed, undone.

Listing articles needs nothing of this, and importing it (YAML, segmentation) takes longer than opening the
index: `Project` makes it when the first file is read.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from model.articles import Articles
from model.coding import disk
from model.coding.codebook import Codebook
from model.coding.journal import Journal, Operation
from model.coding.marks import Request, Sheet
from model.coding.store import LabelStore
from model.errors import ConflictError, FormatError, NotSavedError, RubricateError
from model.index import Index
from model.memory import Memory
from model.opened import OpenArticle, anchored, open_article
from model.outcomes import Example, Saved, Undone
from model.outside import Outside, container
from model.reading.article import Article

LONG = 500_000
"""Bytes of a file that is segmented in a tenth of a second, about."""


class Storage:
    """The files of the project at `root`, for `coder`. Threads may share it, but for what changes files.

    Attributes:
        labels: label files and codebook.
        outside: what others changed on disk.
    """

    def __init__(self, root: Path, state: Path, coder: str, index: Index) -> None:
        """Nothing is read yet. In the folder `state` is the journal; `index` tells where articles stand."""
        self._index = index
        self._articles = Articles(root, index)
        self.labels = LabelStore(root, coder, self._articles.anchor)
        self.outside = Outside(root, self.labels)
        self._journal = Journal(state, coder)
        self._memory = Memory(self._journal)

    # --- reading ---

    def article(self, article_id: str) -> Article:
        """An article as it is now; what changes from now on is news.

        Raises:
            RubricateError: it can't be read.
        """
        with self.outside.reading(article_id):
            return self._articles.read(article_id)

    def takes_long(self, article_id: str) -> bool:
        """Whether the file of an article is long, and is to be segmented or places are looked for in it."""
        file = container(article_id)
        stamp = self.outside.stamp_of(file)
        with suppress(sqlite3.Error):
            return stamp[1] >= LONG and (self._index.stamp(file) != stamp or self._moves(article_id))
        return True

    def _moves(self, article_id: str) -> bool:
        """Whether a label of an article was made for another text than the one that the index knows."""
        with suppress(RubricateError):  # it is read-only
            sheet, indexed = self.labels.read(article_id), self._index.article(article_id)
            return bool(sheet.unplaced) or bool(sheet.marks and indexed and indexed[0] != sheet.digest)
        return False

    def article_again(self, article: Article) -> Article:
        """An article that was read before, as it is now: itself, where its file is the one that was read.

        Raises:
            RubricateError: it can't be read any more.
        """
        return article if self.outside.is_as_read(article.id) else self.article(article.id)

    def opened(self, article: Article, problem: RubricateError | None) -> OpenArticle:
        """An article with this coder's marks as they are on disk now; `problem` makes it read-only."""
        try:
            sheet = self.labels.read(article.id, article.digest)
        except RubricateError as error:
            return open_article(article, Sheet(article.id, article.digest), error)
        return open_article(article, anchored(sheet, article), problem)

    def codebook(self) -> Codebook:
        """The codebook as it is now; what changes from now on is news.

        Raises:
            FormatError: it is damaged or can't be read.
        """
        self.outside.reading_codebook()
        return self.labels.read_codebook()

    def placed(self, sheet: Sheet) -> Sheet:
        """A sheet for the article as it is now, which is read unless the index tells that it is the same."""
        file = container(sheet.article)
        indexed = self._index.article(sheet.article)
        same = indexed is not None and indexed[0] == sheet.digest
        if same and self.outside.stamp_of(file) == self._index.stamp(file):
            return sheet
        try:
            return anchored(sheet, self._articles.read(sheet.article)).sheet
        except RubricateError:
            return sheet  # labels outlive their article

    def examples(self, theme: str, articles: Iterable[str], limit: int) -> list[Example]:
        """Passages of these articles to which this coder gave the theme, at most `limit`."""
        found: list[Example] = []
        for article_id in articles:
            try:
                sheet = self.labels.read(article_id)
            except FormatError:
                continue
            for mark in sheet.marks:
                if mark.has(theme):
                    found.append(Example(article_id, mark.start, mark.end, mark.quote))
            if len(found) >= limit:
                break
        return found[:limit]

    # --- changing, one at a time; the caller counts the revision ---

    def apply(self, asked: Request) -> Saved:
        """Put one decision on disk, then into the journal.

        Raises:
            NotSavedError: it is not on disk.
            FormatError: the label file is damaged; it is left as it is.
        """
        sheet, change = self.labels.apply(asked)
        return Saved(change, sheet, note=self._memory.changed(change, sheet))

    def edit_codebook(self, edit: Callable[[Codebook], Codebook], what: str) -> Codebook:
        """Change the codebook as it is on disk now. Raises as `LabelStore.edit_codebook`."""
        before, after = self.labels.edit_codebook(edit)
        self._memory.note(lambda: self._journal.record_codebook(before, after, what))
        return after

    def travel(self, back: bool) -> Undone | None:
        """Undo, or redo; None where there is nothing to.

        Raises:
            ConflictError: what it did has been changed since.
            NotSavedError: it is not on disk.
        """
        try:
            operation = self._journal.undo_top() if back else self._journal.redo_top()
        except OSError as error:
            why, cure = disk.reason(error)
            raise NotSavedError(f"NOT saved: {why}", file=self._journal.path, cure=cure) from error
        if operation is None:
            return None
        try:
            done = self._put(operation, back)
        except ConflictError:
            # Others changed what it did: it must not stand in the way of the operations before it.
            self._memory.note(lambda: self._journal.dropped(operation))
            raise
        return replace(done, note=self._memory.travelled(operation, back, done.sheet))

    def _put(self, operation: Operation, back: bool) -> Undone:
        if operation.change is not None:
            change = self._articles.brought(operation.change.inverse() if back else operation.change)
            return Undone(operation.what, change=change, sheet=self.labels.put(change))
        before, after = reversed(operation.codebooks) if back else operation.codebooks
        return Undone(operation.what, codebook=self.labels.replace_codebook(before, after))
