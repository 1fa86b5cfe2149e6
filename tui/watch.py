"""What came in from outside while the app is open: labels, themes or articles that others changed."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from textual.message import Message

from model.errors import RubricateError
from model.outside import Changed
from tui.messages import ArticleChanged, CodebookChanged, SheetChanged
from tui.session import Session
from tui.widgets.status_line import Tone

LIST_AGE = 60.0
"""Seconds after which the list of articles is brought up to date when the terminal gets the focus."""


class Watch:
    """Looks at the files of what is open, and brings to the screen what changed.

    Args:
        session: the open project, and what is in memory of it.
        reading: the article that is shown, or empty.
        tell: passes a message on to the screen.
        say: says something in the status line that hides no failure.
        refresh: begins to bring the list of articles up to date.
    """

    def __init__(
        self,
        session: Session,
        reading: Callable[[], str],
        *,
        tell: Callable[[Message], object],
        say: Callable[[str, Tone], object],
        refresh: Callable[[], object],
    ) -> None:
        self._project = session.project
        self._session = session
        self._refresh = refresh
        self._refreshed = 0.0
        """By the monotonic clock."""
        self._reading = reading
        self._tell = tell
        self._say = say
        self._looking = False
        self._late: set[str] = set()
        """Articles that changed while decisions on them were on their way to the disk."""

    def refresh(self) -> None:
        """Bring the list of articles up to date."""
        self._refreshed = time.monotonic()
        self._refresh()

    def focused(self) -> None:
        """Who comes back to the terminal may have brought articles, or somebody's labels."""
        if time.monotonic() - self._refreshed > LIST_AGE:
            self.refresh()

    async def look(self) -> None:
        """Look once; nothing is done where a slow disk still keeps the last look waiting."""
        if self._looking:
            return
        self._looking = True
        try:
            article = self._reading()
            # A disk may be slow or gone; the keys must not feel it.
            changed = await asyncio.to_thread(self._project.look, article)
        finally:
            self._looking = False
        self._show(article, changed)

    def _show(self, article: str, changed: Changed) -> None:
        if changed.codebook:
            self._themes()
        if changed.article or article in self._late:
            self._text(article)
        elif changed:
            self._marks(article, told=changed.labels)

    def _themes(self) -> None:
        self._tell(CodebookChanged(self._project.codebook))
        problem = self._project.codebook_problem
        if problem is not None:
            self._say(f"read-only: {problem}", "error")
        else:
            self._say("the themes were changed by another program", "plain")

    def _text(self, article: str) -> None:
        """Show the article's text as it is now, unless decisions on the old one are still to be written."""
        self._late.add(article)
        if self._session.is_waiting(article):
            return
        self._late.discard(article)
        try:
            anew = self._session.reload(article)
        except RubricateError as error:
            self._say(str(error), "error")
            return
        if anew:
            self._tell(ArticleChanged(article))
            self._say("the article was changed by another program", "plain")
        else:
            self._marks(article, told=True)

    def _marks(self, article: str, *, told: bool) -> None:
        sheet = self._session.came_in(article)
        if sheet is None:
            return
        self._tell(SheetChanged(sheet))
        if told:
            self._say("labels were changed by another program", "plain")
