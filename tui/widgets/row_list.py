"""A list of any length: rows are pulled by position, and only those on the screen are ever drawn.

One widget for everything long (library, codebook, themes). Cost follows the screen, not the list.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.message import Message
from textual.strip import Strip

from tui.commands import Command, bindings
from tui.widgets.fit import fit
from tui.widgets.line_widget import LineWidget
from tui.widgets.list_commands import LETTER_COMMANDS, LIST_COMMANDS
from tui.widgets.rows import Rows, Tone, on_thumb, row_strip, titles_strip

CACHED = 512
"""Rendered rows kept."""
TITLES_FROM = 3
"""Lines that the list must have before one of them is spent on column titles."""
WHEEL = 3
"""Rows that a step of the mouse wheel moves."""


class RowList(LineWidget, can_focus=True):
    """Rows under a line of column titles, with one of them current.

    Args:
        rows: where the rows come from.
        empty: what to say where there are none; safe for the screen, lines separated by line feeds.
        id: as for any widget.
    """

    commands: ClassVar[tuple[Command, ...]] = LIST_COMMANDS
    BINDINGS = bindings(LIST_COMMANDS)
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "rows--title",
        "rows--cursor",
        "rows--blurred",
        "rows--muted",
        "rows--good",
        "rows--warning",
        "rows--error",
        "rows--accent",
        "rows--strong",
    }
    DEFAULT_CSS = """
    RowList {
        width: 1fr;
        height: 1fr;
        background: $background;
        color: $foreground;
        & > .rows--title { color: $text-muted; text-style: underline; }
        & > .rows--cursor { background: $block-cursor-background; color: $block-cursor-foreground; }
        & > .rows--blurred { background: $block-cursor-blurred-background; }
        & > .rows--muted { color: $text-muted; }
        & > .rows--good { color: $success; }
        & > .rows--warning { color: $warning; }
        & > .rows--error { color: $error; }
        & > .rows--accent { color: $primary; }
        & > .rows--strong { text-style: bold; }
    }
    """

    @dataclass(eq=False, repr=False)
    class Moved(Message):
        """Another row is the current one."""

        rows: RowList
        index: int

        def can_replace(self, message: Message) -> bool:
            """Key repeat must not pile up."""
            return isinstance(message, RowList.Moved)

        @property
        def control(self) -> RowList:
            """The list, for `@on` selectors."""
            return self.rows

    @dataclass(eq=False, repr=False)
    class Chosen(Message):
        """A click on the current row, or enter where the list binds it."""

        rows: RowList
        index: int

        @property
        def control(self) -> RowList:
            """The list, for `@on` selectors."""
            return self.rows

    def __init__(self, rows: Rows, empty: str = "", id: str | None = None) -> None:
        super().__init__(id=id)
        self._rows = rows
        self._empty = empty
        self._cursor = 0
        self._top = 0
        self._cache: dict[tuple[int, int], Strip] = {}
        self._cached_width = -1
        """For which width; it is told of its first size when it was drawn with that already."""

    # --- what is shown ---

    @property
    def cursor(self) -> int:
        """Position of the current row, from 0; 0 in an empty list."""
        return self._cursor

    @cursor.setter
    def cursor(self, index: int) -> None:
        self._move_to(index)

    @property
    def top(self) -> int:
        """Position of the first row on the screen."""
        return self._top

    # Without border and padding its outer size is that of its content, and costs nothing to know.

    @property
    def page(self) -> int:
        """Rows that fit below the titles, at least 1."""
        return max(1, self.outer_size.height - self._title_lines)

    @property
    def _title_lines(self) -> int:
        return 1 if self.outer_size.height >= TITLES_FROM else 0

    def show(self, rows: Rows | None = None, cursor: int | None = None, empty: str | None = None) -> None:
        """Draw everything again, perhaps other rows, with the cursor where asked or where it was."""
        self._rows = rows if rows is not None else self._rows
        self._empty = self._empty if empty is None else empty
        self._cache.clear()
        self._cursor = self._clamp(self._cursor if cursor is None else cursor)
        self._follow()
        self.renew()

    # --- moving ---

    def action_move(self, by: int) -> None:
        """Move the cursor by rows."""
        self._move_to(self._cursor + by)

    def action_page(self, by: int) -> None:
        """Move the cursor by pages."""
        self._move_to(self._cursor + by * self.page)

    def action_edge(self, last: bool) -> None:
        """Move the cursor to the first or the last row."""
        self._move_to(len(self._rows) - 1 if last else 0)

    def action_choose(self) -> None:
        """Ask for the current row."""
        if len(self._rows):
            self.post_message(self.Chosen(self, self._cursor))

    def _clamp(self, index: int) -> int:
        return max(0, min(index, len(self._rows) - 1))

    def _move_to(self, index: int) -> None:
        index = self._clamp(index)
        if index == self._cursor:
            return
        before, self._cursor = self._cursor, index
        if self._follow():
            self.renew()
        else:
            self._refresh_row(before)
            self._refresh_row(index)
        self.post_message(self.Moved(self, index))

    def _follow(self) -> bool:
        """Bring the cursor into view; whether anything scrolled.

        A step past the edge jumps three quarters of a page: cheaper at the terminal than a scroll a key.
        """
        before, page = self._top, self.page
        if self._cursor < self._top:
            step = self._cursor == self._top - 1
            self._top = self._cursor - (page * 3 // 4 if step else 0)
        elif self._cursor >= self._top + page:
            step = self._cursor == self._top + page
            self._top = self._cursor - (page // 4 if step else page - 1)
        self._top = max(0, min(self._top, len(self._rows) - page))
        return self._top != before

    def _scroll(self, by: int) -> None:
        top = max(0, min(self._top + by, len(self._rows) - self.page))
        if top != self._top:
            self._top = top
            self._cursor = max(top, min(self._cursor, top + self.page - 1))
            self.renew()
            self.post_message(self.Moved(self, self._cursor))

    def _refresh_row(self, index: int) -> None:
        y = index - self._top + self._title_lines
        if self._title_lines <= y < self.outer_size.height:
            self.renew([y])

    # --- drawing ---

    def line(self, y: int) -> Strip:
        """A line of the screen: the titles, a row, or nothing."""
        width = self.outer_size.width
        if not len(self._rows):
            return self._render_empty(y)
        if y < self._title_lines:
            return titles_strip(self._rows.columns, width, self.ink_of("rows--title"))
        index = self._top + y - self._title_lines
        if index >= len(self._rows):
            return Strip.blank(width, self.ink)
        return Strip.join([self._row(index), self._thumb(y - self._title_lines)]).crop(0, width)

    def _row(self, index: int) -> Strip:
        state = 0 if index != self._cursor else 1 + self.has_focus
        width = self.outer_size.width
        if width != self._cached_width:
            self._cache.clear()
            self._cached_width = width
        strip = self._cache.get((index, state))
        if strip is None:
            if len(self._cache) >= CACHED:
                self._cache.clear()
            base = self._base_style(state)
            mark = ">" if state else " "
            strip = row_strip(self._rows, index, width - 1, partial(self._paint, base), mark)
            self._cache[index, state] = strip
        return strip

    def _thumb(self, y: int) -> Strip:
        """The last cell of a row: a bar beside the part of the list that is on the screen."""
        here = on_thumb(y, self._top, self.page, len(self._rows))
        return Strip([Segment("▐" if here else " ", self.ink_of("rows--muted"))])

    def _base_style(self, state: int) -> Style:
        if not state:
            return self.ink
        return self.ink_of("rows--blurred" if state == 1 else "rows--cursor")

    def _paint(self, base: Style, tone: Tone | Style) -> Style:
        if isinstance(tone, Style):
            return base + tone
        return base if tone == "plain" else base + self.ink_of(f"rows--{tone}", partial=True)

    def _render_empty(self, y: int) -> Strip:
        lines = self._empty.split("\n")
        first = max(0, (self.outer_size.height - len(lines)) // 3)
        text = lines[y - first] if first <= y < first + len(lines) else ""
        muted = self.ink_of("rows--muted")
        return Strip([Segment(fit(f"  {text}", self.outer_size.width), muted)])

    # --- what Textual tells ---

    def notify_style_update(self) -> None:
        """Colours have changed: what was drawn is stale."""
        super().notify_style_update()
        self._cache.clear()

    def on_resize(self) -> None:
        """Keep the cursor in view."""
        self._follow()
        self.refresh()

    def on_focus(self) -> None:
        """The current row looks different with the focus."""
        self._refresh_row(self._cursor)

    def on_blur(self) -> None:
        """And without."""
        self._refresh_row(self._cursor)

    def on_click(self, event: events.Click) -> None:
        """A click moves the cursor; a click on the current row asks for it."""
        index = self._top + event.y - self._title_lines
        if event.y < self._title_lines or index >= len(self._rows):
            return
        if index == self._cursor:
            self.action_choose()
        self._move_to(index)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """The wheel moves what is on the screen, and the cursor only where it would leave it."""
        event.stop()
        self._scroll(WHEEL)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """As `on_mouse_scroll_down`."""
        event.stop()
        self._scroll(-WHEEL)


class LetterList(RowList):
    """A list where `g` is free to jump to its beginning."""

    commands: ClassVar[tuple[Command, ...]] = LIST_COMMANDS + LETTER_COMMANDS
    BINDINGS = bindings(LETTER_COMMANDS)
