"""What the screens share: the open project, the articles in memory, and where requests go.

A plain object; no Textual here. One a program. The saver thread and the engine client stand behind it as two
functions, so that a test can put a list in their place. Everything but those two is called from the app's
own thread.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from model.errors import RubricateError
from tui.suggested import Suggested
from tui.walk import Walk

if TYPE_CHECKING:
    from model.coding.codebook import Codebook
    from model.coding.marks import Change, Intent, Request, Sheet
    from model.opened import OpenArticle
    from model.project import Project
    from model.suggestions import Suggestion
    from tui.answers import Question
    from tui.evaluation import Evaluation

KEPT = 8
"""Articles kept in memory."""

Ranges = tuple[tuple[str, int, int], ...]
"""Passages of the queue: (article, start, end)."""


class Session(Walk):
    """The project and what is open of it.

    Args:
        project: the façade.
        save: hands a request to the saver, at once, and returns; its outcome comes back through `saved` or
            `not_saved` (and then as a message to the screen).
        ask: hands a question to the engine, and returns; the answer comes as the message `Explained`.
    """

    def __init__(
        self, project: Project, *, save: Callable[[Request], None], ask: Callable[[Question], None]
    ) -> None:
        super().__init__()
        self.project = project
        self._save = save
        self.ask = ask
        self._open: OrderedDict[str, OpenArticle] = OrderedDict()
        self._saved: dict[str, OpenArticle] = {}
        """Of each open article, what is known to be on disk: memory goes back to it if reading fails."""
        self._stale: set[str] = set()
        """Open articles that are to be read again before they are next shown."""
        self.shown: dict[str, str] = {}
        """By screen, the article that stands on its page: it stays in memory. The screens set it."""
        self._pending: dict[str, list[Request]] = {}
        self._counts: dict[str, int] | None = None
        self._suggestions: dict[str, Mapping[tuple[int, int], tuple[Suggestion, ...]]] = {}
        self.evaluation: Evaluation | None = None
        """How good the suggestions are, as last measured, whatever screen was shown then."""

    # --- reading ---

    @property
    def codebook(self) -> Codebook:
        """The themes as they are now."""
        return self.project.codebook

    def open(self, article_id: str) -> OpenArticle:
        """The article with this coder's marks, requests on their way to the disk included.

        Raises:
            RubricateError: it can't be read.
        """
        found = self._open.get(article_id)
        if found is None:
            found = self._take(self.project.read(article_id))
            self._forget_old()
        elif article_id in self._stale and article_id not in self._pending:
            self._stale.discard(article_id)
            found = self._read_again(found)
        self._open.move_to_end(article_id)
        return found

    async def fetch(self, article_id: str) -> None:
        """Read an article in a thread if that takes long, so that `open` does not."""
        if article_id in self._open or not self.project.takes_long(article_id):
            return
        with suppress(RubricateError):  # `open` says so
            self._take(await asyncio.to_thread(self.project.read, article_id))
            self._forget_old()

    def _take(self, opened: OpenArticle) -> OpenArticle:
        """Keep what was just read."""
        article = opened.article
        before = self._open.get(article.id)
        if before is not None and before.article is not article:
            self._suggestions.pop(article.id, None)  # they are for the text before
        self._open[article.id] = self._saved[article.id] = opened
        self._stale.discard(article.id)
        return opened

    def _read_again(self, found: OpenArticle) -> OpenArticle:
        try:
            return self._take(self.project.read_again(found.article))
        except RubricateError as error:
            # What stands on a page can still be read there, and says why it can't be labelled.
            found = self._open[found.article.id] = replace(found, problem=error)
            return found

    def forget(self, article_id: str = "") -> None:
        """Others may have changed what is in memory (of one article, if named): read it again when needed.

        What is on its way to the disk is kept.
        """
        self._stale.update([article_id] if article_id else self._open)
        if not article_id:
            self._suggestions.clear()
        self._counts = None

    def suggestions(self, article_id: str) -> Mapping[tuple[int, int], tuple[Suggestion, ...]]:
        """Suggestions of the article by (start, end), best first; none for what the audit shows blind."""
        found = self._suggestions.get(article_id)
        if found is None:
            every = self.project.suggestions.of(article_id)
            found = self._suggestions[article_id] = Suggested(every, self.open(article_id))
        return found

    def queue(self, order: str) -> Ranges:
        """Passages to be labelled next, in that order (uncertain, likely, rare, random)."""
        return tuple(self.project.suggestions.queue(order))

    @property
    def theme_counts(self) -> Mapping[str, int]:
        """How many passages this coder gave each theme."""
        if self._counts is None:
            self._counts = dict(self.project.theme_counts())
        return self._counts

    # --- deciding ---

    def decide(self, article_id: str, start: int, end: int, intent: Intent) -> Sheet:
        """Submit `intent` for a range of an article; the sheet with it."""
        from model.coding.marks import request  # noqa: PLC0415

        opened = self.open(article_id)
        asked = request(article_id, opened.article.digest, opened.article.text, start, end, intent)
        return self.submit(replace(asked, audit=opened.audit(start, end)))

    def submit(self, asked: Request) -> Sheet:
        """Apply the request in memory at once and hand it to the saver; the sheet with it."""
        from model.coding.marks import apply_request  # noqa: PLC0415

        found = self.open(asked.article)
        sheet, change = apply_request(found.sheet, asked)
        self._open[asked.article] = found.with_sheet(sheet)
        self._count(change)
        self._pending.setdefault(asked.article, []).append(asked)
        self._save(asked)
        return sheet

    # --- what comes back; the app calls these before it tells the screen ---

    def saved(self, sheet: Sheet) -> Sheet:
        """The oldest request for this article is on disk, which now holds `sheet`; the sheet to show.

        It differs from `sheet` by the requests that are still on their way.
        """
        self._settle(sheet.article)
        return self._replace(sheet)

    def not_saved(self, article_id: str) -> None:
        """The oldest request for this article failed: memory goes back to what is on disk.

        Where even that can't be read it goes back to what was last known to be there.
        """
        self._settle(article_id)
        self._counts = None
        found = self._open.get(article_id)
        if found is None:
            return
        try:
            fresh = self._take(self.project.read(article_id))
        except RubricateError:
            fresh = self._open[article_id] = self._saved.get(article_id, found)
            self._stale.add(article_id)
        self._put_again(fresh)

    def replaced(self, sheet: Sheet) -> Sheet:
        """Undo, redo or another program changed the file; the sheet to show."""
        self._counts = None
        return self._replace(sheet)

    def is_waiting(self, article_id: str) -> bool:
        """Whether requests for this article are on their way to the disk."""
        return article_id in self._pending

    def came_in(self, article_id: str) -> Sheet | None:
        """The label file may have been changed; the sheet to show, or None where it is what is shown."""
        found = self._open.get(article_id)
        if found is None:
            return None
        fresh = self._take(self.project.reread(found.article))
        sheet = self._put_again(fresh).sheet
        if (sheet, str(fresh.problem)) == (found.sheet, str(found.problem)):
            return None
        self._counts = None
        return sheet

    def reload(self, article_id: str) -> bool:
        """The article's file may have been changed: read it again; whether its text is another now.

        Raises:
            RubricateError: it can't be read any more; what is in memory stays.
        """
        found = self._open.get(article_id)
        if found is None:
            return False
        fresh = self.project.read(article_id)
        if fresh.article == found.article:
            return False
        self._take(fresh)
        self._counts = None
        return True

    def suggestions_changed(self) -> None:
        """There are newer suggestions on disk."""
        self._suggestions.clear()

    def _settle(self, article_id: str) -> None:
        waiting = self._pending.get(article_id, [])
        if waiting:
            waiting.pop(0)
        if not waiting:
            self._pending.pop(article_id, None)

    def _replace(self, sheet: Sheet) -> Sheet:
        """The label file now says `sheet`; what to show."""
        found = self._open.get(sheet.article)
        if found is None:
            return sheet
        if sheet.digest != found.article.digest:
            self._stale.add(sheet.article)  # it is for a newer text: to be read again
            return found.sheet
        self._saved[sheet.article] = found = found.with_sheet(sheet)
        return self._put_again(found).sheet

    def _put_again(self, saved: OpenArticle) -> OpenArticle:
        """What is on disk, with the requests that are still on their way to it, is what is shown."""
        from model.coding.marks import apply_request  # noqa: PLC0415

        sheet = saved.sheet
        for asked in self._pending.get(sheet.article, ()):
            if asked.digest == sheet.digest:  # one for an earlier text will be refused
                sheet, _ = apply_request(sheet, asked)
        shown = self._open[sheet.article] = saved.with_sheet(sheet)
        return shown

    def _forget_old(self) -> None:
        for article_id in list(self._open)[:-KEPT]:
            if article_id not in self._pending and article_id not in self.shown.values():
                del self._open[article_id], self._saved[article_id]
                self._suggestions.pop(article_id, None)

    def _count(self, change: Change) -> None:
        if self._counts is None:
            return
        for mark, by in ((change.before, -1), (change.after, 1)):
            for decision in mark.themes if mark else ():
                self._counts[decision.theme] = self._counts.get(decision.theme, 0) + by
