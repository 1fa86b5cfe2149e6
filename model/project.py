"""The façade: one object that opens a project, reads articles, applies operations and lists what there is.

Files are the truth; the index is derived from them by `refresh`. Every method may be called from any
thread; operations go one after the other. Opening one and listing articles imports the index only; the rest
comes with the first file that is read or written.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from model.coding.names import login_coder, need_coder
from model.errors import RubricateError
from model.folders import cache_folder, need_project, state_folder
from model.index import ArticleRow, Filter, Index, Order, Totals

if TYPE_CHECKING:
    from model.coding.codebook import Codebook
    from model.coding.marks import Request, Sheet
    from model.coding.store import LabelStore
    from model.opened import OpenArticle
    from model.outcomes import Example, Saved, Undone
    from model.outside import Changed
    from model.pace import Reached
    from model.reading.article import Article
    from model.refresh import Refresh
    from model.storage import Storage
    from model.suggestions import SuggestionReader


class Project:
    """An open project. Use `Project.open`."""

    def __init__(self, root: Path, coder: str) -> None:
        need_coder(coder)
        self.root = root
        self.coder = coder
        self.revision = 0
        """Counts what this program and others changed since it was opened."""
        self.index = Index(cache_folder(root))
        self._state = state_folder(root)  # who can't have one learns it now, not with the first label
        self._codebook: Codebook | None = None
        self._codebook_problem: RubricateError | None = None
        self._made: Storage | None = None
        self._lock = threading.RLock()

    @classmethod
    def open(cls, root: Path, coder: str | None = None) -> Project:
        """The project in the folder `root`, for `coder` (default: the login name).

        Raises:
            RubricateError: there is no project there, or `coder` is not fit to name a folder.
        """
        root = Path(root)
        need_project(root)
        return cls(root, coder or login_coder())

    @property
    def _storage(self) -> Storage:
        if self._made is None:
            from model.storage import Storage  # noqa: PLC0415

            with self._lock:
                self._made = self._made or Storage(self.root, self._state, self.coder, self.index)
        return self._made

    @property
    def store(self) -> LabelStore:
        """This coder's label files, and the codebook's."""
        return self._storage.labels

    @cached_property
    def suggestions(self) -> SuggestionReader:
        """What the classifier suggests to this coder."""
        from model.suggestions import SuggestionReader  # noqa: PLC0415

        return SuggestionReader(cache_folder(self.root), self.coder)

    # --- reading ---

    @property
    def codebook(self) -> Codebook:
        """The themes as last read; empty where the file can't be read (see `codebook_problem`)."""
        return self.read_codebook() if self._codebook is None else self._codebook

    @property
    def codebook_problem(self) -> RubricateError | None:
        """Why the codebook could not be read when it last was."""
        if self._codebook is None:
            self.read_codebook()
        return self._codebook_problem

    def read_codebook(self) -> Codebook:
        """Read the codebook anew; a broken file leaves the last good one and sets `codebook_problem`."""
        from model.coding.codebook import Codebook  # noqa: PLC0415

        with self._lock:
            try:
                self._codebook, self._codebook_problem = self._storage.codebook(), None
            except RubricateError as error:
                self._codebook, self._codebook_problem = self._codebook or Codebook(), error
            return self._codebook

    def read(self, article_id: str) -> OpenArticle:
        """The article with this coder's marks. A damaged label file makes it read-only, with the reason.

        Marks made for an earlier text are brought to this one in memory; the next operation writes them.

        Raises:
            RubricateError: the article can't be read.
        """
        return self.reread(self._storage.article(article_id))

    def takes_long(self, article_id: str) -> bool:
        """Whether `read` may take so long that it is better done in a thread."""
        return self._storage.takes_long(article_id)

    def read_again(self, article: Article) -> OpenArticle:
        """As `read`, of an article in memory: its text stays where its file has stayed as it was."""
        return self.reread(self._storage.article_again(article))

    def reread(self, article: Article) -> OpenArticle:
        """An article that was read before, with this coder's marks as they are on disk now."""
        return self._storage.opened(article, self.codebook_problem)

    def look(self, article_id: str = "") -> Changed:
        """What changed on disk, by others or by this program, since it was read or looked at.

        Args:
            article_id: the article of interest; its text and marks are for the caller to read. A codebook
                that changed is read here.
        """
        found = self._storage.outside.look(article_id)
        if not found.codebook:
            return found
        return replace(found, codebook=self._other_codebook())

    def _other_codebook(self) -> bool:
        """Read the codebook anew; whether it is another now, or what is wrong with it.

        Who reads it for the first time has seen none before.
        """
        with self._lock:
            before, wrong = self._codebook, str(self._codebook_problem)
            now = self.read_codebook()
            return (before or now) != now or wrong != str(self._codebook_problem)

    @property
    def problems(self) -> tuple[str, ...]:
        """What is known to be wrong in the project, a line each. Nothing is read for it, nor the codebook."""
        own = [str(self._codebook_problem)] if self._codebook_problem else []
        return (*own, *self.index.problems())

    def coders(self) -> list[str]:
        """Names of all who have a folder of labels."""
        return self.store.coders()

    def sheets(self, coder: str) -> Iterator[Sheet | RubricateError]:
        """A coder's label files, for the articles as they are now; an error for each that can't be read."""
        from model.coding.store import LabelStore  # noqa: PLC0415

        for found in LabelStore(self.root, coder).sheets():
            if isinstance(found, RubricateError):
                yield found
            else:
                yield self._storage.placed(found)

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
            saved = self._storage.apply(asked)
            return replace(saved, revision=self._advance(saved.sheet))

    def edit_codebook(self, edit: Callable[[Codebook], Codebook], what: str) -> Codebook:
        """Change the codebook as it is on disk now; `what` names the operation for undo.

        Raises:
            RubricateError: the edit is refused, or NOT saved.
        """
        with self._lock:
            return self._took(self._storage.edit_codebook(edit, what))

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
        done = self._storage.travel(back)
        if done is None:
            return None
        if done.codebook is not None:
            self._took(done.codebook)
            return replace(done, revision=self.revision)
        return replace(done, revision=self._advance(done.sheet))

    def _took(self, codebook: Codebook) -> Codebook:
        """The codebook on disk is this one now."""
        self._codebook, self._codebook_problem = codebook, None
        self.revision += 1
        return codebook

    def _advance(self, sheet: Sheet | None) -> int:
        # It is saved whatever becomes of the counts: they are derived, and the next refresh makes them anew.
        with suppress(sqlite3.Error, OSError):
            if sheet is not None:
                self._refresh().count(sheet)
        self.revision += 1
        return self.revision

    # --- listing ---

    def _refresh(self) -> Refresh:
        from model.refresh import Refresh  # noqa: PLC0415

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
        return self._storage.examples(theme, self.index.with_theme(self.coder, theme, limit), limit)
