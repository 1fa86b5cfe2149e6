"""The library as the next session will show it first, drawn unseen at the end of this one, and kept.

It is drawn anew because the one on the screen has a cursor, an order and perhaps a filter. See
docs/decisions/0017.
"""

from __future__ import annotations

import asyncio
import sqlite3
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from model.errors import RubricateError
from model.folders import cache_folder
from tui import frame
from tui.screens.pages import page
from tui.session import Session
from tui.shown import Shown

if TYPE_CHECKING:
    from tui.app import RubricateApp

QUIET = 0.02
"""Seconds without a change after which all is drawn."""
PATIENCE = 2.0
"""Seconds that quitting may take longer for it, on a machine that is busy: 0.06 on one that is not."""
_STEP = 0.005


class Keeping:
    """The frame of one session.

    Args:
        app: whose library it is.
    """

    def __init__(self, app: RubricateApp) -> None:
        self._app = app
        self._index = app.project.index
        self._lines: list[str] = []
        self._version: int | None = None
        """Of the index, when it was what the frame shows."""
        if app.early is not None:
            with suppress(sqlite3.Error, OSError):
                self._version = self._index.version()

    @property
    def _shape(self) -> frame.Shape:
        return frame.Shape(self._app.project.coder, self._app.theme, *self._app.size)

    async def draw(self) -> None:
        """Draw it, if it is another one; from now on the terminal is sent nothing until the app has ended."""
        early, terminal = self._app.early, self._app.terminal
        if terminal is None:
            return
        try:
            version = self._index.version()
        except (sqlite3.Error, OSError):
            return
        if early is None or early.shape != self._shape or version != self._version:
            self._version = version
            terminal.unseen = unseen = Shown(self._app.size.width)
            self._lines = await self._drawn(unseen, self._app.size.height)

    async def _drawn(self, unseen: Shown, rows: int) -> list[str]:
        """All rows of a library that has just come up; empty where that takes too long."""
        session = Session(self._app.project, save=lambda asked: None, ask=lambda question: None)
        await self._app.push_screen(page("library", session))
        until = time.monotonic() + PATIENCE
        lines: list[str] = []
        since = time.monotonic()
        while (now := time.monotonic()) < until:
            if (found := unseen.lines(rows)) != lines:
                lines, since = found, now
            elif lines and now - since >= QUIET:
                return lines
            await asyncio.sleep(_STEP)
        return []

    def keep(self) -> None:
        """Keep it, once nothing of this program can change the index any more.

        Where somebody has changed it since the frame was drawn, nothing is kept.
        """
        with suppress(sqlite3.Error, RubricateError, OSError):
            if self._lines and self._index.version() == self._version:
                self._index.tidy()  # its files are not touched any more, and their stamps go with the frame
                frame.keep(cache_folder(self._app.project.root), self._shape, self._lines)
