"""The bottom line: what has just happened on the left, what the classifier knows on the right.

It renders its one line itself: `Static.update` would lay out the whole screen at every label.
"""

from __future__ import annotations

from typing import ClassVar, Literal, NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from textual.strip import Strip

from tui.widgets.fit import fit
from tui.widgets.line_widget import LineWidget

Tone = Literal["plain", "good", "busy", "error"]


class Status(NamedTuple):
    """What the line says."""

    text: str = ""
    tone: Tone = "plain"
    training: str = ""
    stays: bool = False
    """Something was not saved: small talk must not hide it."""


class StatusLine(LineWidget):
    """One line."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "status--plain",
        "status--good",
        "status--busy",
        "status--error",
        "status--training",
    }
    DEFAULT_CSS = """
    StatusLine {
        dock: bottom;
        height: 1;
        background: $panel;
        color: $foreground;
        & > .status--plain { color: $foreground; }
        & > .status--good { color: $success; }
        & > .status--busy { color: $text-muted; }
        & > .status--error { color: $error; text-style: bold; }
        & > .status--training { color: $text-muted; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._status = Status()

    @property
    def status(self) -> Status:
        """What the line says now."""
        return self._status

    def show(self, status: Status) -> None:
        """Say all of `status`; costs nothing when it is what stands there."""
        if status != self._status:
            self._status = status
            self.renew()

    def line(self, y: int) -> Strip:
        """The line: left text first, the right one in the room that is left."""
        width = self.size.width
        status = self._status
        left = fit(f" {status.text}", width, pad=False)
        room = width - cell_len(left)
        right = fit(status.training, room - 3, pad=False)
        tail = f"{right} " if right else ""
        gap = room - cell_len(tail)
        return Strip(
            [
                Segment(left, self.ink_of(f"status--{status.tone}")),
                Segment(" " * gap, self.ink),
                Segment(tail, self.ink_of("status--training")),
            ],
            width,
        )
