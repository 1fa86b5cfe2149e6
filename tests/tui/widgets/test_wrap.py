"""Wrapping: nothing too wide, nothing lost, offsets that map back."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len, get_character_cell_size

from model.safetext import safe
from tui.widgets import wrap as module
from tui.widgets.wrap import Wrapped, wrap

TEXTS = st.text(
    st.one_of(
        st.sampled_from(list("abc defgh  \n-.")),
        st.sampled_from(list("éß“”—…\u00ad\u0301\u200b\u200c\u200d\ufe0f字化け한🙂👩\u0600ا")),
        st.characters(exclude_categories=["Cs"]),
    ),
    max_size=200,
).map(safe)


def drawn(wrapped: Wrapped) -> list[str]:
    """The lines as the screen has them."""
    return [wrapped.shown[start:end] for start, end in wrapped.lines]


@given(TEXTS, st.integers(2, 90))
@example("a" * 50, 7)
@example("字" * 9, 5)
@example("e\u0301" * 30, 4)
def test_no_line_is_wider_than_asked(text: str, width: int) -> None:
    assert all(cell_len(line) <= width for line in drawn(wrap(text, width)))


@given(TEXTS, st.integers(1, 90))
def test_what_is_left_out_is_white_space_or_shows_nothing(text: str, width: int) -> None:
    kept = "".join(drawn(wrap(text, width)))
    visible = re.compile(r"[\s\u200b\u200d\ufe0e\ufe0f\u00ad]")
    assert visible.sub("", kept) == visible.sub("", text)


@given(TEXTS, st.integers(1, 90))
def test_offsets_map_back(text: str, width: int) -> None:
    wrapped = wrap(text, width)
    offsets = list(range(len(text)) if wrapped.offsets is None else wrapped.offsets)
    assert offsets == sorted(set(offsets))
    for place, offset in enumerate(offsets):
        assert wrapped.to_shown(offset) == place
        assert wrapped.shown[place] == text[offset] or text[offset].isspace()


@given(TEXTS, st.integers(1, 90))
def test_lines_are_in_order_and_there_is_always_one(text: str, width: int) -> None:
    lines = wrap(text, width).lines
    assert lines
    flat = [place for line in lines for place in line]
    assert flat == sorted(flat)


def test_breaks_at_spaces_and_through_words_too_long() -> None:
    assert drawn(wrap("the cat sat on abcdefghijkl mats", 6)) == [
        "the",
        "cat",
        "sat on",
        "abcdef",
        "ghijkl",
        "mats",
    ]


def test_a_broken_paragraph_flows_on() -> None:
    assert drawn(wrap("it was the powerful\n\nInter-Services Intelligence", 80)) == [
        "it was the powerful Inter-Services Intelligence"
    ]


def test_lines_broken_on_purpose_stay_broken() -> None:
    assert drawn(wrap("- tents\n- blankets", 80)) == ["- tents", "- blankets"]
    long = "a line of prose that was broken by its editor at seventy characters"
    assert drawn(wrap(f"{long}\nand goes on", 200)) == [f"{long} and goes on"]


def test_wide_text_breaks_anywhere() -> None:
    assert drawn(wrap("Kabul 喀布尔是阿富汗", 9)) == ["Kabul 喀", "布尔是阿", "富汗"]


def test_the_fast_path_is_for_characters_of_one_cell_only() -> None:
    narrow = [chr(point) for point in range(0x20, 0x30000) if not module._NOT_NARROW.search(chr(point))]
    assert len(narrow) > 1000
    wrong = [c for c in narrow if get_character_cell_size(c) != 1]
    assert not wrong


@pytest.mark.parametrize("width", [0, -3])
def test_no_width_is_one_cell(width: int) -> None:
    assert drawn(wrap("ab", width)) == ["a", "b"]
