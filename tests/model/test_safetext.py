from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.safetext import MAX_STACKED_MARKS, REPLACEMENT, printable, safe, safe_line

BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
CONTROLS = "".join(map(chr, [*range(9), *range(11, 32), 0x7F, *range(0x80, 0xA0)]))
hostile = st.text(
    st.sampled_from(BIDI + CONTROLS + "\n\u0301\u0302\ud800\udfff\ufeff\u2028") | st.characters(), max_size=60
)


def forbidden(text: str) -> set[str]:
    return {
        character for character in text if character in BIDI + CONTROLS or "\ud800" <= character <= "\udfff"
    }


@given(hostile | st.text(st.characters(max_codepoint=0x80)))
def test_what_is_printable_is_found_quickly(text: str) -> None:
    assert printable(text) == text.isprintable()


@given(hostile)
def test_nothing_that_a_terminal_obeys_is_left_and_offsets_stay(text: str) -> None:
    shown = safe(text)
    assert len(shown) == len(text)
    assert not forbidden(shown)
    assert [i for i, c in enumerate(shown) if c == "\n"] == [i for i, c in enumerate(text) if c == "\n"]
    assert safe(shown) == shown
    assert "\n" not in safe_line(text)
    assert len(safe_line(text)) == len(text)


def test_all_that_a_terminal_obeys_can_not_be_printed() -> None:
    # What `safe` leaves as it is without looking closer.
    for character in map(chr, range(0x110000)):
        if character.isprintable():
            assert safe(f"{character}\t") == f"{character} "


@given(hostile)
def test_marks_do_not_pile_up(text: str) -> None:
    stacked = 0
    for character in safe(text):
        stacked = stacked + 1 if unicodedata.category(character) in ("Mn", "Me") else 0
        assert stacked <= MAX_STACKED_MARKS


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b]10;?\x07", f"{REPLACEMENT}]10;?{REPLACEMENT}"),
        ("\x1b[2J", f"{REPLACEMENT}[2J"),
        ("\x9b2J", f"{REPLACEMENT}2J"),
        ("a\tb\r\nc", "a b \nc"),
        ("user\u202egnp.exe", f"user{REPLACEMENT}gnp.exe"),
        ("\ud800", REPLACEMENT),
        ("Flüchtlinge, 難民, नीति, 👍🏽", "Flüchtlinge, 難民, नीति, 👍🏽"),
    ],
)
def test_what_becomes_of_it(text: str, shown: str) -> None:
    assert safe(text) == shown
