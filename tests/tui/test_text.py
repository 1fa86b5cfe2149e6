"""Strings from outside reach the screen safe, and never as markup."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tui.text import content, one_line, segment, shown


@given(st.text())
def test_one_code_point_for_one(text: str) -> None:
    assert len(shown(text)) == len(one_line(text)) == len(text)


@given(st.text())
def test_no_control_character_is_left(text: str) -> None:
    for safe in (one_line(text), segment(text).text):
        assert not any(ord(c) < 32 or 127 <= ord(c) < 160 for c in safe)


@given(st.text(alphabet="[]@=/.clik ab(')\\$"))
def test_markup_is_text(text: str) -> None:
    assert content(text).plain == text
    assert content(text).spans == []
