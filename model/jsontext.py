"""JSON for people, files and terminals: readable, yet nothing in it can drive a terminal."""

from __future__ import annotations

import json

from model.safetext import safe


def json_line(value: object) -> str:
    """`value` as JSON on one line. What a terminal would obey stands as `\\uXXXX`, so nothing is lost."""
    text = json.dumps(value, ensure_ascii=False)
    shown = safe(text)
    if shown == text:
        return text
    # All of it is inside strings: outside of them JSON has printable ASCII only.
    return "".join(_escaped(was) if was != now else was for was, now in zip(text, shown, strict=True))


def _escaped(character: str) -> str:
    return json.dumps(character)[1:-1]
