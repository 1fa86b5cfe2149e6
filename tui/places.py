"""Which of the five screens is shown, how one gets from one to another, and what all of them say."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, cast

from textual import on

from tui.asks import Read, Say
from tui.commands import PLACES, Command
from tui.immediate import ImmediateApp
from tui.screens.page import Page
from tui.screens.pages import page
from tui.session import Session
from tui.telling import Telling
from tui.training_words import training_words
from tui.widgets.status_line import Status

if TYPE_CHECKING:
    from tui.screens.library import LibraryScreen
    from tui.screens.reader import ReaderScreen

SOON = 0.1
"""Seconds after which it is said that an article is being read."""


class Places(ImmediateApp):
    """An app of five screens.

    Args:
        session: the open project and what is in memory of it.

    Attributes:
        session: the same.
        telling: what the bottom line of every screen says.
    """

    DEFAULT_MODE = "library"

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.telling = Telling(self._show_status, self._trained)

    def get_default_screen(self) -> Page:
        """The library. For the screen of a mode Textual would read the style sheet a second time."""
        for place in PLACES:
            self.add_mode(place, partial(page, place, self.session))
        return page(self.DEFAULT_MODE, self.session)

    @property
    def page(self) -> Page:
        """The one of the five screens that is shown, dialogs over it or not."""
        return cast(Page, self.screen_stack[0])

    @property
    def has_page(self) -> bool:
        """Whether there is a screen: messages still come in when the screens have gone."""
        return self.is_running and bool(self.screen_stack)

    @property
    def reading(self) -> str:
        """The article on the screen, whose suggestions are wanted first; empty for none."""
        return self.page.article if self.has_page else ""

    # --- going places ---

    async def action_go(self, place: str) -> None:
        """Show one of the five screens."""
        await self.switch_mode(place)
        self.page.show_status(self.status)

    async def read_article(self, article: str, at: tuple[int, int] | None = None) -> None:
        """Show an article in the reader. Keys that are pressed until it is there are for it."""
        await self.action_go("reader")
        await self._fetch(article)
        cast("ReaderScreen", self.page).read(article, at)

    async def _fetch(self, article: str) -> None:
        reading = asyncio.ensure_future(self.session.fetch(article))
        await asyncio.wait([reading], timeout=SOON)
        if said := not reading.done():
            self.telling.murmur("reading the article…", "busy")
        await reading
        if said:
            self.telling.murmur("")

    async def action_read(self, article: str) -> None:
        """Show an article in the reader."""
        await self.read_article(article)

    @on(Read)
    async def _read(self, event: Read) -> None:
        await self.read_article(event.article, (event.start, event.end) if event.end >= 0 else None)

    async def action_back(self) -> None:
        """Back to the library; quit there."""
        if self.page.place == "library":
            await self.action_quit()
        else:
            await self.action_go("library")

    async def action_search(self) -> None:
        """Find articles by their words."""
        await self.action_go("library")
        await cast("LibraryScreen", self.page).open_search()

    def action_help(self) -> None:
        """The keys of where you are, and the themes."""
        from tui.screens.help import HelpScreen  # noqa: PLC0415

        themes, page = self.session.codebook.active, self.page
        self.push_screen(HelpScreen(page.place, page.commands, themes, page.signs, self.current_theme.dark))

    def action_help_quit(self) -> None:
        """What Textual does at ctrl+c: say which key is meant."""
        self.telling.murmur(
            "q quits" if self.page.place == "library" else "q goes to the library, and quits there"
        )

    def run_command(self, command: Command) -> None:
        """Run a command as if its key had been pressed."""
        name = command.action.partition("(")[0]
        nodes = self.page.focused.ancestors_with_self if self.page.focused else [self.page]
        target = next((node for node in nodes if hasattr(node, f"action_{name}")), self.page)
        self.call_later(self.run_action, command.action, target)

    def show_theme(self, theme: str) -> None:
        """Definition and own examples of a theme."""
        from tui.screens.theme_card import theme_card  # noqa: PLC0415

        if (card := theme_card(self.session, theme)) is not None:
            self.push_screen(card)

    # --- the status line ---

    @property
    def status(self) -> Status:
        """What the bottom line of every screen says."""
        return self.telling.status

    @on(Say)
    def _said(self, event: Say) -> None:
        self.telling.murmur(event.text, event.tone)

    def _show_status(self, status: Status) -> None:
        if self.has_page:
            self.page.show_status(status)

    def _trained(self) -> str:
        return training_words(self.session.project.suggestions.status(), datetime.now(UTC))
