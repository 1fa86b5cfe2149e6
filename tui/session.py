"""What the screens share: the open project, the articles in memory, and where requests go.

A plain object; no Textual here. One a program. The saver thread and the engine client stand behind it as two
functions, so that a test can put a list in their place. Everything but those two is called from the app's
own thread.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from model.coding.codebook import Codebook
from model.coding.marks import Change, Intent, Request, Sheet, apply_request, request
from model.suggestions import Suggestion

if TYPE_CHECKING:
    from model.opened import OpenArticle
    from model.project import Project

KEPT = 8
"""Articles kept in memory."""

TELLING = 0.2
"""Share of the weightiest word's weight from which on a word is worth showing."""

Ranges = tuple[tuple[str, int, int], ...]
"""Passages of the queue: (article, start, end)."""


@dataclass(frozen=True, slots=True)
class Question:
    """Why does the classifier suggest `theme` here? `text` is the passage's own text."""

    article: str
    start: int
    end: int
    text: str
    theme: str


@dataclass(frozen=True, slots=True)
class Weight:
    """A word's share in the score: positive speaks for the theme, negative against it.

    `start` and `end` count code points of the article, as all offsets do.
    """

    start: int
    end: int
    weight: float


@dataclass(frozen=True, slots=True)
class Answer:
    """The words that speak for and against, or in `problem` why there are none."""

    question: Question
    words: tuple[Weight, ...]
    problem: str = ""

    @property
    def telling(self) -> list[Weight]:
        """The words worth showing, the weightiest first; every word has some share."""
        ranked = sorted(self.words, key=lambda word: -abs(word.weight))
        return [word for word in ranked if abs(word.weight) >= TELLING * abs(ranked[0].weight) > 0]


class Session:
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
        self.project = project
        self._save = save
        self.ask = ask
        self._open: OrderedDict[str, OpenArticle] = OrderedDict()
        self._digests: dict[str, str] = {}
        self._pending: dict[str, list[Request]] = {}
        self._counts: dict[str, int] | None = None
        self._suggestions: dict[str, Mapping[tuple[int, int], tuple[Suggestion, ...]]] = {}
        self.order: Sequence[int] = ()
        """Row numbers in the order the library shows; the library sets it."""
        self.position: int | None = None
        """Where in `order` the article last opened stands; the library sets it."""

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
            found = self.project.read(article_id)
            self._open[article_id] = found
            self._digests[article_id] = found.article.digest
            self._forget_old()
        self._open.move_to_end(article_id)
        return found

    def neighbour(self, step: int) -> str | None:
        """The article `step` places further in the library's order, and go there; None at an end."""
        if self.position is None or not 0 <= self.position + step < len(self.order):
            return None
        self.position += step
        return self.project.row(self.order[self.position]).id

    def suggestions(self, article_id: str) -> Mapping[tuple[int, int], tuple[Suggestion, ...]]:
        """Suggestions of the article by (start, end), best first."""
        found = self._suggestions.get(article_id)
        if found is None:
            found = self._suggestions[article_id] = self.project.suggestions.of(article_id)
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
        text = self.open(article_id).article.text
        return self.submit(request(article_id, self._digests[article_id], text, start, end, intent))

    def submit(self, asked: Request) -> Sheet:
        """Apply the request in memory at once and hand it to the saver; the sheet with it."""
        found = self.open(asked.article)
        sheet, change = apply_request(found.sheet, asked)
        self._open[asked.article] = found.with_sheet(sheet)
        self._count(change, 1)
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

    def not_saved(self, article_id: str) -> Sheet | None:
        """The oldest request for this article failed: memory goes back to what is on disk.

        Raises:
            RubricateError: the article can't be read any more.
        """
        self._settle(article_id)
        self._counts = None
        return self._replace(self.project.read(article_id).sheet)

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
        fresh = self._open[article_id] = self.project.reread(found.article)
        sheet = self._replace(fresh.sheet)
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
        self._open[article_id], self._digests[article_id] = fresh, fresh.article.digest
        self._suggestions.pop(article_id, None)
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
        for asked in self._pending.get(sheet.article, ()):
            sheet, _ = apply_request(sheet, asked)
        found = self._open.get(sheet.article)
        if found is None:
            return sheet
        if sheet.digest == found.article.digest:
            self._open[sheet.article] = found.with_sheet(sheet)
        elif sheet.article not in self._pending:
            del self._open[sheet.article]  # it is for a newer text: to be read again
        return sheet

    def _forget_old(self) -> None:
        for article_id in list(self._open)[:-KEPT]:
            if article_id not in self._pending:
                del self._open[article_id], self._digests[article_id]
                self._suggestions.pop(article_id, None)

    def _count(self, change: Change, sign: int) -> None:
        if self._counts is None:
            return
        for mark, by in ((change.before, -sign), (change.after, sign)):
            for decision in mark.themes if mark else ():
                self._counts[decision.theme] = self._counts.get(decision.theme, 0) + by
