"""JSON that can't drive a terminal."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from model.jsontext import json_line
from model.safetext import safe_line

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(codec=None, exclude_categories=())),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)


@given(VALUES)
def test_nothing_is_lost_and_a_terminal_obeys_nothing(value: object) -> None:
    line = json_line(value)
    assert json.loads(line) == value
    assert safe_line(line) == line


def test_readable_where_it_is_harmless() -> None:
    assert json_line({"text": "“Réfugiés” 難民"}) == '{"text": "“Réfugiés” 難民"}'
    assert json_line("a\x1b]0;x\x07\x9b\u202e") == '"a\\u001b]0;x\\u0007\\u009b\\u202e"'
