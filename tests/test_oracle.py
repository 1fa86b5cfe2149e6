"""The oracle notices what it is there for."""

from __future__ import annotations

import pytest

from tests.hostile.articles import CHARACTERS, SEQUENCES
from tests.oracle import ENTER, LEAVE, faults, restored

FRAME = "\x1b[1;1H\x1b[1;38;2;1;2;3;48;2;4;5;6mtext\x1b[0m\r\n"
HARMLESS = {"joined-emoji", "flags", "selectors", "four-bytes", "wide", "private", "hangul", "right-to-left"}
HARMLESS |= {"shadda", "leading-mark", "annotation", "noncharacters", "zero-width", "khmer-and-mongolian"}


def session(middle: str) -> bytes:
    return f"{ENTER}\x1b[?25l{FRAME}{middle}{FRAME}\x1b[?25h{LEAVE}".encode("utf-8", "surrogatepass")


def test_a_plain_session_has_no_faults() -> None:
    assert faults(session(""), 80, 24) == []
    assert restored(session("")) == []


@pytest.mark.parametrize("name", SEQUENCES)
def test_every_hostile_sequence_is_noticed(name: str) -> None:
    assert faults(session(SEQUENCES[name]), 80, 24)


@pytest.mark.parametrize("name", sorted(CHARACTERS.keys() - HARMLESS))
def test_every_hostile_character_is_noticed(name: str) -> None:
    assert faults(session(CHARACTERS[name]), 80, 24)


def test_bytes_that_are_no_text_are_noticed() -> None:
    assert faults(session("").replace(b"text", b"\x9b6n"), 80, 24)
    assert faults(session("\ud800"), 80, 24)


def test_what_is_not_put_back_is_noticed() -> None:
    assert restored(session("\x1b[?1003h")) == ["mode 1003 is on"]
    assert restored(session("")[: -len(LEAVE)]) == ["mode 1049 is on"]
    assert restored(b"\x1b[>25u") == ["keyboard protocol is on"]
