"""Fewer bytes that show the same, by a terminal's own account."""

from __future__ import annotations

import pyte
from hypothesis import given
from hypothesis import strategies as st
from rich.color import ColorSystem
from rich.style import Style

from tui.slim import slim

WIDTH, HEIGHT = 12, 4

_colours = st.sampled_from([None, "#dfd604", "#191714", "#a29886", "red", "color(200)", "default"])
_flags = st.sampled_from([None, True, False])
_styles = st.builds(
    Style,
    color=_colours,
    bgcolor=_colours,
    bold=_flags,
    dim=_flags,
    italic=_flags,
    underline=_flags,
    reverse=_flags,
    strike=_flags,
)
_moves = st.builds(lambda row, column: f"\x1b[{row};{column}H", st.integers(1, HEIGHT), st.integers(1, WIDTH))
_runs = st.tuples(
    st.sampled_from(["", "\r\n"]), st.none() | _moves, _styles, st.text("ab é", min_size=1, max_size=3)
)


def written(runs: list[tuple[str, str | None, Style, str]]) -> str:
    """A frame as Textual writes it: each run with its style in full and a reset; line feeds before moves."""
    parts = []
    for feed, move, style, text in runs:
        parts += [feed if move else "", move or "", style.render(text, color_system=ColorSystem.TRUECOLOR)]
    return "".join(parts)


def shown(data: str) -> list[list[pyte.screens.Char]]:
    screen = pyte.Screen(WIDTH, 3 * HEIGHT)  # so tall that no line feed scrolls
    pyte.Stream(screen).feed(data)
    return [[screen.buffer[y][x] for x in range(WIDTH)] for y in range(3 * HEIGHT)]


@given(st.lists(_runs, max_size=8))
def test_it_shows_the_same_in_no_more_bytes(runs: list[tuple[str, str | None, Style, str]]) -> None:
    data = "\x1b[1;1H" + written(runs[:HEIGHT]) + "\x1b[0m"
    assert shown(slim(data)) == shown(data)
    assert len(slim(data)) <= len(data)


def test_a_frame_of_one_colour_names_it_once() -> None:
    style = Style(color="#dfd604", bgcolor="#191714")
    line = style.render("ab", color_system=ColorSystem.TRUECOLOR)
    data = "\r\n".join(f"\x1b[{y};1H{line}" for y in range(1, HEIGHT + 1))
    assert slim(data).count("38;2;223;214;4") == 1
    assert slim(data).endswith("\x1b[0m")


def test_many_attributes_are_ended_by_one_reset() -> None:
    assert slim("\x1b[4;7;9ma\x1b[0m\x1b[3mb\x1b[0m") == "\x1b[4;7;9ma\x1b[0;3mb\x1b[0m"


def test_the_same_attributes_in_another_order_are_no_reset() -> None:
    assert slim("\x1b[1;4ma\x1b[0m\x1b[4;1mb\x1b[0m") == "\x1b[1;4mab\x1b[0m"


def test_what_ends_one_underline_ends_the_other() -> None:
    assert slim("\x1b[4;21;7ma\x1b[0m\x1b[7;21mb\x1b[0m").endswith("a\x1b[24;21mb\x1b[0m")


def test_what_is_no_style_goes_through() -> None:
    data = "\x1b[?2026h\x1b[1;3H\x1b[?25l plain \x1b]22;text\x07\x1b[?2026l"
    assert slim(data) == data
