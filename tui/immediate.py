"""A key is answered in one go: its command runs where it arrives, what it changed is written at once.

Textual hands a key on from the app to the widget and up again, and a change from the widget to its screen,
to a timer, and to the compositor, which draws all lines of all visible widgets. Each is a turn of the event
loop; together they are most of what a key costs, see docs/decisions/0015.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterable, Mapping

from textual import events
from textual._ansi_sequences import SYNC_END, SYNC_START
from textual.app import App
from textual.geometry import Offset, Region
from textual.strip import Strip
from textual.widget import Widget

from tui.screens.page import Page
from tui.widgets.line_widget import LineWidget

CALM = 0.004
"""Seconds from a key to what threads may do besides: its answer goes out first, unless it takes longer."""
PATIENCE = 0.05
"""Seconds that they wait for it at most."""
Seen = Mapping[Widget, tuple[Region, Region]]
"""Widgets from the front to the back: the region of each, and what of the screen could show any of it."""


def uncovered(seen: Seen) -> dict[LineWidget, Offset]:
    """Where the lines of those widgets begin that are whole on the screen, with nothing before them."""
    found: dict[LineWidget, Offset] = {}
    before: list[Region] = []
    for widget, (region, clip) in seen.items():
        whole = clip.contains_region(region) and not any(region.overlaps(other) for other in before)
        if whole and isinstance(widget, LineWidget):
            found[widget] = region.offset + widget.content_offset
        before.append(region.intersection(clip))
    return found


class ImmediateApp(App[None]):
    """An app that answers keys in one go on pages of which a `LineWidget` has the focus."""

    def __init__(self) -> None:
        super().__init__()
        self._answering = False
        self._answered = threading.Event()
        self._answered.set()
        self._changed: dict[LineWidget, set[int]] = {}
        """What is to be drawn next."""
        self._seen: Seen | None = None
        self._uncovered: dict[LineWidget, Offset] = {}

    async def on_event(self, event: events.Event) -> None:
        """Answer a key here, unless somebody types a text with it."""
        if isinstance(event, events.Key) and not event.is_forwarded and self._commanded:
            await self._answer(event)
        else:
            await super().on_event(event)

    @property
    def _commanded(self) -> bool:
        """Whether keys are commands: all of them then, so that none overtakes another."""
        focused = self.screen.focused
        here = isinstance(self.screen, Page) and self.screen.maximized is None
        return here and (focused is None or isinstance(focused, LineWidget))

    async def _answer(self, event: events.Key) -> None:
        self.app_focus = True
        self._answering = True
        self._answered.clear()
        # Once a command waits for something, or is done.
        asyncio.get_running_loop().call_later(CALM, self._answered.set)
        page = self.screen
        try:
            if not await self._command(event.key) and isinstance(page, Page):
                page.typed(event)
        finally:
            self._answering = False
        self._draw()

    async def _command(self, key: str) -> bool:
        """Run what a key is bound to, as Textual's `_check_bindings` would; whether there was anything."""
        chain = self.screen._modal_binding_chain
        for priority, nodes in ((True, reversed(chain)), (False, iter(chain))):
            for node, bindings in nodes:
                for binding in bindings.key_to_bindings.get(key, ()):
                    if binding.priority == priority and await self.run_action(binding.action, node):
                        return True
        return False

    def calm(self) -> None:
        """For threads: wait until no key is being answered, but not for long."""
        self._answered.wait(PATIENCE)

    def take(self, widget: LineWidget, lines: Iterable[int]) -> bool:
        """Whether the app draws these lines: with the answer to the key in hand, else soon."""
        # A screen has it done: the app itself may be waiting for something.
        waiting = self._answering or bool(self._changed)
        if waiting or (widget.is_attached and widget.screen.call_later(self._draw)):
            self._changed.setdefault(widget, set()).update(lines)
            return True
        return False

    def _draw(self) -> None:
        changed, self._changed = self._changed, {}
        parts: list[tuple[Offset, Strip]] = []
        for widget, lines in changed.items():
            place = self._place(widget)
            if place is None:
                widget.refresh_lines_that_differ(sorted(lines))
            else:
                parts += [(place + offset, strip) for offset, strip in widget.draw(sorted(lines))]
        if parts:
            self._send(
                "".join(f"\x1b[{y + 1};{x + 1}H{strip.render(self.console)}" for (x, y), strip in parts)
            )

    def _send(self, frame: str) -> None:
        """Write a frame; in one piece, as the thread that writes takes turns with this one at each."""
        if not self.is_headless and self._driver is not None:
            self._driver.write(f"{SYNC_START}{frame}{SYNC_END}" if self._sync_available else frame)
            self._driver.flush()
        self.post_display_hook()

    def _place(self, widget: LineWidget) -> Offset | None:
        """Where a widget can be drawn by itself; None where it is not shown or something is before it."""
        if self._batch_count or not self.screen_stack:
            return None
        seen = self.screen._compositor.visible_widgets
        if seen is not self._seen:
            self._seen, self._uncovered = seen, uncovered(seen)
        return self._uncovered.get(widget)
