"""A key is answered in one go: its command runs where it arrives, what it changed is written at once.

Textual hands a key on from the app to the widget and up again, and a change from the widget to its screen,
to a timer, and to the compositor, which draws all lines of all visible widgets. Each is a turn of the event
loop; together they are most of what a key costs, see docs/decisions/0015.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterable, Mapping, Sequence
from functools import partial

from textual import events
from textual._ansi_sequences import SYNC_END, SYNC_START
from textual.app import App
from textual.errors import NoWidget
from textual.geometry import Offset, Region
from textual.message_pump import MessagePump
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget

from tui.screens.page import Page
from tui.widgets.line_widget import LineWidget

_CLICKS = (events.MouseDown, events.MouseUp, events.MouseScrollDown, events.MouseScrollUp)
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
        self._drawer: Screen[object] | None = None
        """The screen that has it done soon."""
        self._seen: Seen | None = None
        self._uncovered: dict[LineWidget, Offset] = {}
        self._clicks = 0
        """Clicks and turns of the wheel that are still on their way."""
        self._held: list[events.Key] = []
        """Keys that were typed behind them."""

    async def on_event(self, event: events.Event) -> None:
        """Answer a key here, unless somebody types a text with it; after the clicks before it."""
        if isinstance(event, events.Key) and not event.is_forwarded:
            if self._clicks:
                self._held.append(event)
            else:
                await self._key(event)
            return
        clicked = isinstance(event, _CLICKS) and not event.is_forwarded
        await super().on_event(event)
        if clicked:
            self._follow(event)

    async def _key(self, event: events.Key) -> None:
        if self._commanded:
            await self._answer(event)
        else:
            await super().on_event(event)

    # --- keys behind clicks ---

    def _follow(self, click: events.Event) -> None:
        """Have keys wait until a click, which goes Textual's way, and what it says are done with."""
        self._clicks += 1
        assert isinstance(click, events.MouseEvent)  # noqa: S101 - for the type checker
        try:
            widget, _ = self.screen.get_widget_at(click.x, click.y)
            nodes = [node for node in widget.ancestors_with_self if isinstance(node, MessagePump)]
        except NoWidget:
            nodes = [self.screen, self]
        # Twice at each: what it says in answer stands in its own queue first, behind this.
        self._pass([node for node in nodes for _ in range(2)])

    def _pass(self, nodes: Sequence[MessagePump]) -> None:
        """Go on to the next queue; the app's is the last."""
        for place, node in enumerate(nodes, 1):
            then = partial(self._pass, nodes[place:]) if place < len(nodes) else self._done_with_click
            if node.call_later(then):
                return
        self._clicks -= 1

    async def _done_with_click(self) -> None:
        self._clicks -= 1
        while self._held and not self._clicks:
            await self._key(self._held.pop(0))

    # --- answering ---

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
        asyncio.get_running_loop().call_later(CALM, self._release)
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

    def _release(self) -> None:
        """Keep nobody waiting any longer: a command may wait itself, and say so on the screen."""
        self._answered.set()
        if self._answering:
            self._answering = False
            if self._changed and self.screen_stack:
                self.screen.call_later(self._draw)

    def calm(self) -> None:
        """For threads: wait until no key is being answered, but not for long."""
        self._answered.wait(PATIENCE)

    def take(self, widget: LineWidget, lines: Iterable[int]) -> bool:
        """Whether the app draws these lines: with the answer to the key in hand, else soon."""
        if not self._answering:
            # A screen has it done: the app itself may be waiting for something.
            screen = widget.screen if widget.is_attached else None
            if screen is None or not (self._drawer is screen or screen.call_later(self._draw)):
                return False
            self._drawer = screen
        self._changed.setdefault(widget, set()).update(lines)
        return True

    def _draw(self) -> None:
        changed, self._changed = self._changed, {}
        self._drawer = None
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
        if self.is_running and not self.is_headless and self._driver is not None:
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
