"""The top line: the program's name in rubric red, the five screens, and a few words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.message import Message
from textual.strip import Strip

from tui.widgets.fit import fit
from tui.widgets.line_widget import LineWidget

NAME = " rubricate "


class HeaderLine(LineWidget):
    """One line; clicking a screen's name asks for it.

    Args:
        places: the screens in the order of their digits.
        current: the one that is shown.
        note: a few words for the right end; safe for the screen.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "header--name",
        "header--tab",
        "header--current",
        "header--note",
    }
    DEFAULT_CSS = """
    HeaderLine {
        dock: top;
        height: 1;
        background: $panel;
        color: $foreground;
        & > .header--name { color: $primary; text-style: bold; }
        & > .header--tab { color: $text-muted; }
        & > .header--current { color: $foreground; text-style: bold underline; }
        & > .header--note { color: $text-muted; }
    }
    """

    @dataclass(eq=False, repr=False)
    class Chosen(Message):
        """A screen's name was clicked."""

        place: str

    def __init__(self, places: tuple[str, ...], current: str, note: str = "") -> None:
        super().__init__()
        self._places = places
        self._current = current
        self._note = note

    def _tabs(self) -> list[tuple[str, str]]:
        """(place, what is written) of each tab; only digits but for the current one where room is short."""
        full = [(place, f"{n} {place}") for n, place in enumerate(self._places, 1)]
        if len(NAME) + sum(len(text) + 2 for _, text in full) <= self.size.width:
            return full
        return [(place, text if place == self._current else text[:1]) for place, text in full]

    def line(self, y: int) -> Strip:
        """Name, tabs, note."""
        width = self.size.width
        segments = [Segment(NAME, self.ink_of("header--name"))]
        for place, text in self._tabs():
            name = "current" if place == self._current else "tab"
            segments += [
                Segment(" ", self.ink),
                Segment(text, self.ink_of(f"header--{name}")),
                Segment(" ", self.ink),
            ]
        room = width - Strip(segments).cell_length
        note = fit(self._note, room - 2, align="right")
        if note:
            segments += [
                Segment(" ", self.ink),
                Segment(note, self.ink_of("header--note")),
            ]
        return Strip(segments).adjust_cell_length(width, self.ink)

    def on_click(self, event: events.Click) -> None:
        """Ask for the screen whose name was clicked."""
        x = len(NAME)
        for place, text in self._tabs():
            if x <= event.x < x + len(text) + 2:
                self.post_message(self.Chosen(place))
                return
            x += len(text) + 2
