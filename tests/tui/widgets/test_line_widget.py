"""Only what looks different is drawn again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.app import App, ComposeResult
from textual.strip import Strip

from tui.widgets.line_widget import LineWidget, different

_styles = st.sampled_from([None, Style(bold=True), Style(color="red"), Style(color="red", bold=True)])
_strips = st.lists(st.tuples(st.text("abc é漢", max_size=4), _styles), max_size=5).map(
    lambda runs: Strip(Segment(*run) for run in runs).adjust_cell_length(12)
)


def cells(strip: Strip) -> list[tuple[str, Style | None]]:
    """What stands in each cell; the second one of a wide character holds nothing."""
    found: list[tuple[str, Style | None]] = []
    for text, style, _ in strip:
        for character in text:
            found += [(character, style), ("", style)][: cell_len(character)]
    return found


@given(_strips, _strips)
def test_the_cells_outside_look_the_same_and_those_at_its_edges_do_not(before: Strip, after: Strip) -> None:
    old, new, span = cells(before), cells(after), different(before, after)
    if span is None:
        assert old == new
        return
    first, last = span
    assert old[:first] == new[:first] and old[last:] == new[last:]
    assert first < last
    if all(text.isascii() for strip in (before, after) for text, _, _ in strip):
        assert old[first] != new[first] and old[last - 1] != new[last - 1]


def test_a_wide_character_and_a_mark_are_not_torn() -> None:
    assert different(Strip([Segment("a漢b")]), Strip([Segment("a字b")])) == (0, 4)
    assert different(Strip([Segment("e\u0301x")]), Strip([Segment("e\u0300x")])) == (0, 2)


class Lines(LineWidget):
    """Shows its words, one a line, and notes which lines Textual asks for."""

    def __init__(self) -> None:
        super().__init__()
        self.words = ["alpha", "beta", "gamma"]
        self.asked: list[int] = []

    def line(self, y: int) -> Strip:
        text = self.words[y] if y < len(self.words) else ""
        return Strip([Segment(text)]).adjust_cell_length(self.size.width)

    def render_line(self, y: int) -> Strip:
        self.asked.append(y)
        return super().render_line(y)


@pytest.mark.parametrize(
    ("before", "after", "cells"),
    [
        ("alpha beta", "alpha bet", (9, 10)),
        ("“caf\u00e9” a", "“caf\u00e9” b", (7, 8)),
        ("नमस्ते a", "नमस्ते b", (0, 20)),  # spacing marks have a cell of their own in some terminals
        ("a\u00ada", "a\u00adb", (0, 20)),  # a soft hyphen, too
    ],
)
async def test_what_stands_behind_a_character_of_doubtful_width_is_written_with_it(
    before: str, after: str, cells: tuple[int, int]
) -> None:
    app = Shows()
    async with app.run_test(size=(20, 5)) as pilot:
        lines = app.query_one(Lines)
        lines.words[0] = before
        lines.refresh()
        await pilot.pause()
        lines.words[0] = after
        ((place, segments),) = lines.draw([0])
        assert (place.x, place.x + segments.cell_length) == cells


class Shows(App[None]):
    def compose(self) -> ComposeResult:
        yield Lines()


async def test_only_a_line_that_changed_is_drawn() -> None:
    app = Shows()
    async with app.run_test() as pilot:
        lines = app.query_one(Lines)
        lines.asked.clear()
        lines.words[1] = "better"
        lines.renew()
        await pilot.pause()
        assert lines.asked == [1]
        lines.renew()
        await pilot.pause()
        assert lines.asked == [1]
