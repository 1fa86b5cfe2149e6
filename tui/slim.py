"""What goes to the terminal without what says nothing: half of a frame is colours that are set already.

Textual ends each run of a colour with a reset and begins the next one in full. Over a slow line, each key
pays for that.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

_RESET = "0"
_OFF = {"1": "22", "2": "22", "3": "23", "4": "24", "7": "27", "9": "29", "21": "24"}
"""What ends an attribute."""
_STYLED = re.compile(
    # With a move between the two, before which a line feed does nothing.
    r"\x1b\[0m(?:\r?\n)?((?:\x1b\[\d+;\d+H)+)\x1b\[([\d;]+)m"
    r"|\x1b\[0m()\x1b\[([\d;]+)m"
    r"|\x1b\[([\d;]*)m"
)


class _Style(NamedTuple):
    """Parameters of a Select Graphic Rendition sequence (ECMA-48, 8.3.117)."""

    attributes: frozenset[str]
    foreground: str
    background: str


def _parse(parameters: str) -> _Style:
    """What a style sets; a colour that it leaves alone is empty."""
    attributes: set[str] = set()
    colours = ["", ""]
    codes = iter(parameters.split(";"))
    for code in codes:
        if code in ("38", "48"):
            kind = next(codes, "")
            rest = [next(codes, "") for _ in range(3 if kind == "2" else 1)]
            colours[code == "48"] = ";".join([code, kind, *rest])
        elif len(code) > 1 and code[:-1] in ("3", "9"):
            colours[0] = code
        elif len(code) > 1 and code[:-1] in ("4", "10"):
            colours[1] = code
        else:
            attributes.add(code)
    return _Style(frozenset(attributes), *colours)


@lru_cache(maxsize=4096)
def change(before: str, after: str) -> str:
    """The shortest sequence that leads from one style to another, both given by their parameters."""
    if before == after:
        return ""
    old, new = _parse(before), _parse(after)
    lost = old.attributes - new.attributes
    unset = (old.foreground and not new.foreground) or (old.background and not new.background)
    afresh = f"\x1b[0;{after}m"
    if unset or not lost <= _OFF.keys():
        return afresh
    ended = {_OFF[code] for code in lost}
    # What ends bold ends dim, too.
    begun = {code for code in new.attributes if code not in old.attributes or _OFF.get(code) in ended}
    colours = [one for one, was in zip(new[1:], old[1:], strict=True) if one != was]
    codes = [*sorted(ended), *sorted(begun), *colours]
    return min(f"\x1b[{';'.join(codes)}m", afresh, key=len) if codes else ""


def slim(data: str) -> str:
    """What shows the same in fewer bytes. `data` must hold whole sequences, and end them all."""
    current = _RESET

    def shorter(match: re.Match[str]) -> str:
        nonlocal current
        moved, after_move, _, after, alone = match.groups()
        if alone is not None:
            current = alone or _RESET
            return match[0]
        before, current = current, after_move or after
        if _RESET in (before, current):
            return f"{moved or ''}\x1b[{current}m"
        return (moved or "") + change(before, current)

    return _STYLED.sub(shorter, data)
