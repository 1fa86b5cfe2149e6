"""What the five screens have in common: header line, status line, and the commands they answer to."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.screen import Screen
from textual.widget import Widget

from tui.commands import PLACES, Command
from tui.widgets.header_line import HeaderLine
from tui.widgets.status_line import Status, StatusLine


class Page(Screen[None]):
    """One of the five screens. Subclasses give `place`, `commands`, `BINDINGS` and `body`."""

    place: ClassVar[str] = ""
    """Which of `PLACES` it is."""
    commands: ClassVar[tuple[Command, ...]] = ()
    """What the screen and its widgets answer to, in the order of the help."""
    signs: ClassVar[tuple[tuple[str, str], ...]] = ()
    """(sign, what it means) of what stands beside the text, for the help."""
    article: str = ""
    """Id of the article that is read here; empty for none."""
    note: str = ""
    """What stands at the right end of the header line; safe for the screen."""

    def __init__(self) -> None:
        super().__init__()
        self.status_line = StatusLine()

    @property
    def here(self) -> tuple[object, ...]:
        """Where somebody is who looks at this screen; another place as soon as they go on."""
        return (self.place,)

    def compose(self) -> ComposeResult:
        """Header, body, status."""
        yield HeaderLine(PLACES, self.place, self.note)
        yield from self.body()
        yield self.status_line

    def body(self) -> Iterable[Widget]:
        """The widgets between header and status line."""
        return ()

    def show_status(self, status: Status) -> None:
        """Show what the app's status is; the app calls it when the screen appears and at each change."""
        self.status_line.show(status)

    def typed(self, event: events.Key) -> None:
        """A key that no command has."""

    @on(HeaderLine.Chosen)
    async def _go(self, event: HeaderLine.Chosen) -> None:
        await self.run_action(f"app.go({event.place!r})")
