"""The five screens by their names. Each is imported when it is first shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, cast

from tui.text import one_line

if TYPE_CHECKING:
    from tui.screens.page import Page
    from tui.session import Session

SCREENS: Mapping[str, tuple[str, str]] = {
    "library": ("tui.screens.library", "LibraryScreen"),
    "reader": ("tui.screens.reader", "ReaderScreen"),
    "queue": ("tui.screens.queue", "QueueScreen"),
    "codebook": ("tui.screens.codebook", "CodebookScreen"),
    "model": ("tui.screens.model", "ModelScreen"),
}
"""Of each of PLACES: module and class, which takes the session."""


def screen_class(place: str) -> Callable[[Session], Page]:
    """The class of a screen, imported now if it was not."""
    module, name = SCREENS[place]
    return cast("Callable[[Session], Page]", getattr(import_module(module), name))


def page(place: str, session: Session) -> Page:
    """One of the screens, made now."""
    made = screen_class(place)(session)
    made.note = one_line(f"{session.project.root.resolve().name} · {session.project.coder}")
    return made
