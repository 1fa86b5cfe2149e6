"""Nothing that stands on the terminal already is sent again, and nothing else is left out."""

from __future__ import annotations

import pyte
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.shown import Shown

WIDTH, HEIGHT = 6, 3

_texts = st.text("ab 漢é", min_size=1, max_size=WIDTH)
_colours = st.sampled_from(["31", "1;4", "38;2;1;2;3;48;2;4;5;6"])
_runs = st.builds(lambda colour, text: f"\x1b[{colour}m{text}\x1b[0m", _colours, _texts) | _texts
_places = st.tuples(st.integers(1, HEIGHT), st.sampled_from([1, 1, 1, 3]))
_rows = st.builds(
    lambda place, runs, end: f"\x1b[{place[0]};{place[1]}H{''.join(runs)}{end}",
    _places,
    st.lists(_runs, max_size=3),
    st.sampled_from(["", "\n"]),
)
_others = st.sampled_from(["\x1b[?2026h", "\x1b[2J", "\x1b[?25l", "\x1b]22;default\x07"])
_frames = st.lists(_rows, min_size=1, max_size=4).map("".join)
_writes = _frames | _others | _frames.map("\x1b[?2026h{}\x1b[?2026l".format)


def drawn(writes: list[str]) -> list[list[pyte.screens.Char]]:
    # So tall that no line feed scrolls; not wrapped, as the driver has it.
    screen = pyte.Screen(WIDTH, 2 * HEIGHT)
    stream = pyte.Stream(screen)
    stream.feed("\x1b[?7l")
    for data in writes:
        stream.feed(data)
    return [[screen.buffer[y][x] for x in range(WIDTH)] for y in range(2 * HEIGHT)]


def row(y: int, text: str, column: int = 1) -> str:
    return f"\x1b[{y};{column}H\x1b[1m{text}\x1b[0m"


@given(st.lists(_writes, max_size=8))
def test_the_screen_is_the_same_with_what_is_left_out(writes: list[str]) -> None:
    shown = Shown(WIDTH)
    assert drawn([shown.news(data) for data in writes]) == drawn(writes)


def test_a_frame_is_sent_once() -> None:
    shown = Shown(WIDTH)
    frame = "\n".join(row(y, "abcdef") for y in (1, 2, 3)) + "\x1b[1;1H"
    assert shown.news(frame) == frame
    assert shown.news(frame) == ""
    assert shown.lines(3) == ["\x1b[1mabcdef\x1b[0m"] * 3
    assert shown.lines(4) == []


def test_only_rows_that_look_different_are_sent_again() -> None:
    shown = Shown(WIDTH)
    shown.news(row(1, "abcdef") + row(2, "abcdef"))
    assert shown.news(row(1, "abcdef") + row(2, "abcdeF") + "\x1b[1;1H") == row(2, "abcdeF") + "\x1b[1;1H"


def test_a_row_in_pieces_is_the_same_row() -> None:
    shown = Shown(WIDTH)
    shown.news("\x1b[1;1H\x1b[1mab漢\x1b[0m\x1b[2mef\x1b[0m")
    assert shown.news("\x1b[1;1H\x1b[1mab漢\x1b[0m\x1b[1;5H\x1b[2mef\x1b[0m\n") == ""


def test_a_row_of_which_a_part_was_sent_is_not_known() -> None:
    shown = Shown(WIDTH)
    shown.news(row(1, "abcdef"))
    assert shown.news(row(1, "x", 3)) == row(1, "x", 3)
    assert shown.news(row(1, "abcdef")) == row(1, "abcdef")


def test_what_stood_there_before_is_not_sent() -> None:
    shown = Shown(WIDTH, ["\x1b[1mabcdef\x1b[0m"])
    assert shown.news(row(1, "abcdef") + row(2, "abcdef")) == row(2, "abcdef")


def test_a_frame_may_come_with_its_marks() -> None:
    shown = Shown(WIDTH)
    shown.news(row(1, "abcdef"))
    answer = f"\x1b[?2026h{row(1, 'ABCDEF')}\x1b[?2026l"
    assert shown.news(answer) == answer
    assert shown.news(answer) == ""
    assert shown.news(row(1, "abcdef")) == row(1, "abcdef")


@pytest.mark.parametrize("data", ["\x1b[?25l\x1b[1;1Hx", "\x1b]22;text\x07x", "x", "\x1b[2J"])
def test_after_what_is_not_understood_all_is_sent(data: str) -> None:
    shown = Shown(WIDTH)
    shown.news(row(1, "abcdef"))
    assert shown.news(data) == data
    assert shown.news(row(1, "abcdef")) == row(1, "abcdef")
