"""The façade: one object that opens a project, reads articles, applies operations and lists what there is.

Files are the truth; the index is derived from them by `refresh`. Every method may be called from any
thread; operations go one after the other.
"""

from __future__ import annotations

import getpass
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from model.articles import Articles
from model.coding import disk
from model.coding.codebook import Codebook
from model.coding.journal import Journal, Operation
from model.coding.marks import Request, Sheet
from model.coding.names import is_coder, slug
from model.coding.store import LabelStore
from model.errors import ConflictError, FormatError, NotSavedError, RubricateError
from model.folders import cache_folder, need_project, state_folder
from model.index import ArticleRow, Filter, Index, Order, Totals
from model.memory import Memory
from model.opened import OpenArticle, anchored, open_article
from model.outcomes import Example, Saved, Undone
from model.outside import Changed, Outside, container
from model.pace import Reached
from model.reading.article import Article
from model.reading.jsonlines import Line
from model.refresh import Refresh
from model.suggestions import SuggestionReader

__all__ = ["Example", "Project", "Saved", "Undone", "login_coder"]


def login_coder() -> str:
    """The coder's name of who is logged in: the login name, made fit for a folder."""
    try:
        name = slug(getpass.getuser())
    except (KeyError, OSError):
        name = ""
    return name if is_coder(name) else "coder"


class Project:
    """An open project. Use `Project.open`."""

    def __init__(self, root: Path, coder: str) -> None:
        self.root = root
        self.coder = coder
        self.revision = 0
        """Counts what this program and others changed since it was opened."""
        self.codebook = Codebook()
        """The themes as last read; empty where the file can't be read (see `problems`)."""
        self.codebook_problem: RubricateError | None = None
        self.suggestions = SuggestionReader(cache_folder(root), coder)
        self.index = Index(cache_folder(root))
        self._articles = Articles(root, self._place)
        self.store = LabelStore(root, coder, self._articles.anchor)
        self._outside = Outside(root, self.store)
        self._journal = Journal(state_folder(root), coder)
        self._memory = Memory(self._journal)
        self._lock = threading.RLock()

    @classmethod
    def open(cls, root: Path, coder: str | None = None) -> Project:
        """The project in the folder `root`, for `coder` (default: the login name).

        Raises:
            RubricateError: there is no project there, or `coder` is not fit to name a folder.
        """
        root = Path(root)
        need_project(root)
        project = cls(root, coder or login_coder())
        project.read_codebook()
        return project

    # --- reading ---

    def read_codebook(self) -> Codebook:
        """Read the codebook anew; a broken file leaves the last good one and sets `codebook_problem`."""
        with self._lock:
            self._outside.reading_codebook()
            try:
                self.codebook = self.store.read_codebook()
                self.codebook_problem = None
            except RubricateError as error:
                self.codebook_problem = error
            return self.codebook

    def read(self, article_id: str) -> OpenArticle:
        """The article with this coder's marks. A damaged label file makes it read-only, with the reason.

        Marks made for an earlier text are brought to this one in memory; the next operation writes them.

        Raises:
            RubricateError: the article can't be read.
        """
        self._outside.reading(article_id)
        return self.reread(self._articles.read(article_id))

    def reread(self, article: Article) -> OpenArticle:
        """An article that was read before, with this coder's marks as they are on disk now."""
        try:
            sheet = self.store.read(article.id, article.digest)
        except RubricateError as error:
            return open_article(article, Sheet(article.id, article.digest), error)
        return open_article(article, anchored(sheet, article), self.codebook_problem)

    def look(self, article_id: str = "") -> Changed:
        """What changed on disk, by others or by this program, since it was read or looked at.

        Args:
            article_id: the article of interest; its text and marks are for the caller to read. A codebook
                that changed is read here.
        """
        found = self._outside.look(article_id)
        if not found.codebook:
            return found
        return replace(found, codebook=self._other_codebook())

    def _other_codebook(self) -> bool:
        """Read the codebook anew; whether it, or what is wrong with it, is another now."""
        with self._lock:
            before = self.codebook, str(self.codebook_problem)
            self.read_codebook()
            return before != (self.codebook, str(self.codebook_problem))

    @property
    def problems(self) -> tuple[str, ...]:
        """What is wrong in the project as far as the index knows, a line each."""
        own = [str(self.codebook_problem)] if self.codebook_problem else []
        return (*own, *self.index.problems())

    def coders(self) -> list[str]:
        """Names of all who have a folder of labels."""
        return self.store.coders()

    def sheets(self, coder: str) -> Iterator[Sheet | RubricateError]:
        """A coder's label files, for the articles as they are now; an error for each that can't be read."""
        for found in LabelStore(self.root, coder).sheets():
            yield found if isinstance(found, RubricateError) else self._placed(found)

    def _placed(self, sheet: Sheet) -> Sheet:
        """A sheet for the article as it is now, which is read unless the index tells that it is the same."""
        file = container(sheet.article)
        indexed = self.index.article(sheet.article)
        same = indexed is not None and indexed[0] == sheet.digest
        if same and self._outside.stamp_of(file) == self.index.stamp(file):
            return sheet
        try:
            return anchored(sheet, self._articles.read(sheet.article)).sheet
        except RubricateError:
            return sheet  # labels outlive their article

    def texts(self) -> Iterator[tuple[str, str, tuple[tuple[int, int], ...]]]:
        """Of every article in the index: id, text, default passages as (start, end)."""
        return self.index.texts()

    # --- deciding ---

    def apply(self, asked: Request) -> Saved:
        """Put one decision on disk: lock, reread, apply, write, fsync, rename, fsync the folder, journal.

        Raises:
            NotSavedError: it is not on disk.
            FormatError: the label file is damaged; it is left as it is.
        """
        with self._lock:
            if self.codebook_problem is not None:
                raise self.codebook_problem
            sheet, change = self.store.apply(asked)
            note = self._memory.changed(change, sheet)
            return Saved(change, sheet, self._advance(sheet), note)

    def edit_codebook(self, edit: Callable[[Codebook], Codebook], what: str) -> Codebook:
        """Change the codebook as it is on disk now; `what` names the operation for undo.

        Raises:
            RubricateError: the edit is refused, or NOT saved.
        """
        with self._lock:
            before, after = self.store.edit_codebook(edit)
            self._memory.note(lambda: self._journal.record_codebook(before, after, what))
            self.codebook, self.codebook_problem = after, None
            self.revision += 1
            return after

    def undo(self) -> Undone | None:
        """Take the last operation back, this session's or an earlier one's; None where there is none.

        Raises:
            ConflictError: what it did has been changed since.
            NotSavedError: the undo is not on disk.
        """
        with self._lock:
            return self._travel(back=True)

    def redo(self) -> Undone | None:
        """Do the last undone operation again. Raises as `undo`."""
        with self._lock:
            return self._travel(back=False)

    def _travel(self, back: bool) -> Undone | None:
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
            sheet = self.store.put(change)
            return Undone(operation.what, self._advance(sheet), change, sheet)
        before, after = reversed(operation.codebooks) if back else operation.codebooks
        self.codebook = self.store.replace_codebook(before, after)
        self.revision += 1
        return Undone(operation.what, self.revision, codebook=self.codebook)

    def _advance(self, sheet: Sheet) -> int:
        # It is saved whatever becomes of the counts: they are derived, and the next refresh makes them anew.
        with suppress(sqlite3.Error, OSError):
            self._refresh().count(sheet)
        self.revision += 1
        return self.revision

    def _place(self, article_id: str) -> Line | None:
        try:
            return self.index.place(article_id)
        except sqlite3.Error:
            return None  # the file itself is searched

    # --- listing ---

    def _refresh(self) -> Refresh:
        return Refresh(self.root, self.index, self.store)

    def refresh(
        self,
        progress: Callable[[Reached], object] = lambda reached: None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> bool:
        """Bring the index up to date with the files, and read the codebook; whether anything had changed.

        Args:
            progress: called with how far it is, at each article.
            cancelled: asked between articles; what was done until then is kept, and the next goes on there.
        """
        changed = self._refresh().run(progress, cancelled)
        with self._lock:
            changed |= self._other_codebook()
            self.revision += changed
        return changed

    def totals(self) -> Totals:
        """Articles, passages, and what this coder has not touched yet."""
        return self.index.totals(self.coder)

    def order(self, sort: str = "name", only: Filter | None = None) -> Order:
        """The library, by one of `model.index.SORTS`, filtered; see `Index.order` for what it costs."""
        return self.index.order(self.coder, sort, only)

    def first(self, words: str, limit: int) -> Order:
        """A few of the articles in which all words occur, at once."""
        return self.index.first(self.coder, words, limit)

    def row_of(self, article_id: str) -> ArticleRow | None:
        """The library's line of an article."""
        return self.index.row_of(self.coder, article_id)

    def rows(self, only: Filter | None = None) -> list[ArticleRow]:
        """All lines of the library, or those that pass the filter, by name."""
        order = self.order(only=only)
        order.prepare()
        return [order.row(place) for place in range(len(order))]

    def search(self, words: str, limit: int = 40) -> list[str]:
        """Ids of articles in which all words occur, those with them in the title first."""
        return self.index.search(words, limit)

    def theme_counts(self) -> dict[str, int]:
        """This coder's labels by theme id."""
        return self.index.theme_counts(self.coder)

    def examples(self, theme: str, limit: int = 5) -> list[Example]:
        """Passages to which this coder gave the theme, at most `limit`."""
        found: list[Example] = []
        for article_id in self.index.with_theme(self.coder, theme, limit):
            try:
                sheet = self.store.read(article_id)
            except FormatError:
                continue
            for mark in sheet.marks:
                if mark.has(theme):
                    found.append(Example(article_id, mark.start, mark.end, mark.quote))
            if len(found) >= limit:
                break
        return found[:limit]
