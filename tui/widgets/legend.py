"""The themes with their keys and counts: two lines below a small page, a panel beside a wide one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.message import Message
from textual.strip import Strip

from model.coding.codebook import Theme
from tui.text import one_line
from tui.widgets.fit import fit
from tui.widgets.line_widget import LineWidget
from tui.widgets.palette import ThemeInks

FLOW = 2
"""Lines of the legend below the page; with more it is a panel."""
_LONGEST = 24
_READABLE = 12
"""Letters of a name below which the counts are left out."""


@dataclass(frozen=True, slots=True)
class Item:
    """A theme where it is drawn."""

    theme: Theme
    text: str


class Legend(LineWidget):
    """Key, name and count of each theme; those of the current passage stand out.

    Args:
        hints: (key, what it does) of other keys, for the foot of the panel.
        id: as for any widget.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {"legend--muted", "legend--applied"}
    DEFAULT_CSS = """
    Legend {
        background: $surface;
        color: $foreground;
        & > .legend--muted { color: $text-muted; }
        & > .legend--applied { text-style: bold reverse; }
    }
    """

    @dataclass(eq=False, repr=False)
    class Chosen(Message):
        """A theme was clicked."""

        theme: str

    def __init__(self, hints: Sequence[tuple[str, str]] = (), id: str | None = None) -> None:
        super().__init__(id=id)
        self._hints = hints
        self._themes: tuple[Theme, ...] = ()
        self._counts: dict[str, int] = {}
        self._applied: frozenset[str] = frozenset()
        self._empty = ""
        self._inked: tuple[tuple[Theme, ...], bool] = ((), True)
        self._theme_inks = ThemeInks()

    def show(
        self, themes: Sequence[Theme], counts: Mapping[str, int], applied: frozenset[str], empty: str = ""
    ) -> None:
        """Show these themes, or else `empty`; costs nothing where nothing is different."""
        now = (tuple(themes), {theme.id: counts.get(theme.id, 0) for theme in themes}, applied, empty)
        before = (self._themes, self._counts, self._applied, self._empty)
        if now != before:
            self._themes, self._counts, self._applied, self._empty = now
            same = before[0] == now[0] and before[3] == now[3] and self.size.height > FLOW
            self.renew(self._rows_that_differ(before[1], before[2]) if same else None)

    def _rows_that_differ(self, counts: Mapping[str, int], applied: frozenset[str]) -> list[int]:
        """The lines of the panel on which other counts, or other themes of the passage, stood before."""
        changed = {theme for theme, count in self._counts.items() if counts.get(theme) != count}
        changed |= applied ^ self._applied
        rows = [y for y, theme in enumerate(self._themes, 1) if theme.id in changed]
        return [y for y in rows if y < self.size.height]

    # --- below the page ---

    def _flow(self) -> list[list[Item]]:
        """The themes in two lines, their names as long as fits; counts give way before names do."""
        width = self.size.width - 1
        for counted, shortest in ((True, _READABLE), (False, 0)):
            for longest in range(_LONGEST, shortest - 1, -1):
                lines = self._fill(width, longest, counted)
                if len(lines) <= FLOW:
                    return lines
        return self._fill(width, 0, False)[:FLOW]

    def _fill(self, width: int, longest: int, counted: bool) -> list[list[Item]]:
        lines: list[list[Item]] = [[]]
        used = 0
        for theme in self._themes:
            item = Item(theme, self._short(theme, longest, counted))
            length = Strip([Segment(item.text)]).cell_length
            if used + length > width and lines[-1]:
                lines.append([])
                used = 0
            lines[-1].append(item)
            used += length
        return lines

    def _short(self, theme: Theme, longest: int, counted: bool) -> str:
        key = one_line(theme.key) or "*"
        if not longest:
            return f" {key} "
        name = fit(one_line(theme.name), longest, pad=False)
        count = self._counts[theme.id] if counted else 0
        return f" {key} {name} {count} " if count else f" {key} {name} "

    def _flow_line(self, y: int) -> Strip:
        lines = self._flow()
        segments: list[Segment] = []
        for item in lines[y] if y < len(lines) else ():
            segments.append(self._item(item))
        return Strip(segments)

    def _item(self, item: Item) -> Segment:
        style = self.ink + self._inks.of(item.theme.id)
        if item.theme.id in self._applied:
            style += self.ink_of("legend--applied", partial=True)
        return Segment(item.text, style)

    @property
    def _inks(self) -> ThemeInks:
        wanted = self._themes, self.app.current_theme.dark
        if self._inked != wanted:
            self._theme_inks, self._inked = ThemeInks(*wanted), wanted
        return self._theme_inks

    # --- beside the page ---

    def _panel_line(self, y: int) -> Strip:
        muted = self.ink_of("legend--muted")
        room, count = self.size.height - 1, len(self._themes)
        if y == 0:
            return Strip([Segment(fit("  themes", self.size.width - 1), muted)])
        if y == room < count:
            return Strip([Segment(f"  {count - room + 1} more: t finds them", muted)])
        if y <= count:
            return self._row(self._themes[y - 1])
        hint = y - (self.size.height - len(self._hints))
        if 0 <= hint < len(self._hints) <= room - count - 1:
            key, does = self._hints[hint]
            return Strip([Segment(f"  {key:>7}  ", self.ink), Segment(does, muted)])
        return Strip([])

    def _row(self, theme: Theme) -> Strip:
        applied = theme.id in self._applied
        count = str(self._counts[theme.id])
        name = fit(one_line(theme.name), self.size.width - len(count) - 8)
        text = f"{'+' if applied else ' '} {one_line(theme.key) or '*'} {name} {count} "
        return Strip([Segment(" ", self.ink), self._item(Item(theme, text))])

    def line(self, y: int) -> Strip:
        """A line of the legend."""
        below = self.size.height <= FLOW
        if not self._themes and y == (0 if below else 1):
            strip = Strip([Segment(f"  {self._empty}", self.ink_of("legend--muted"))])
        else:
            strip = self._flow_line(y) if below else self._panel_line(y)
        return strip.adjust_cell_length(self.size.width, self.ink)

    # --- the mouse ---

    def on_click(self, event: events.Click) -> None:
        """A click on a theme asks for its card."""
        theme = self._theme_at(event.x, event.y)
        if theme is not None:
            self.post_message(self.Chosen(theme.id))

    def _theme_at(self, x: int, y: int) -> Theme | None:
        if self.size.height > FLOW:
            return self._themes[y - 1] if 0 < y <= len(self._themes) else None
        lines = self._flow()
        for item in lines[y] if y < len(lines) else ():
            x -= Strip([Segment(item.text)]).cell_length
            if x < 0:
                return item.theme
        return None
