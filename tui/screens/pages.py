"""The five screens by their names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from tui.commands import PLACES
from tui.screens.codebook import CodebookScreen
from tui.screens.library import LibraryScreen
from tui.screens.model import ModelScreen
from tui.screens.page import Page
from tui.screens.queue import QueueScreen
from tui.screens.reader import ReaderScreen
from tui.session import Session
from tui.text import one_line

_SCREENS: tuple[Callable[[Session], Page], ...] = (
    LibraryScreen,
    ReaderScreen,
    QueueScreen,
    CodebookScreen,
    ModelScreen,
)


def pages(session: Session) -> Mapping[str, Callable[[], Page]]:
    """What makes each screen of the app, when it is first shown."""
    return {place: partial(_page, screen, session) for place, screen in zip(PLACES, _SCREENS, strict=True)}


def _page(screen: Callable[[Session], Page], session: Session) -> Page:
    page = screen(session)
    page.note = one_line(f"{session.project.root.resolve().name} · {session.project.coder}")
    return page
