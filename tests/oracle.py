"""What a terminal was sent, read strictly: only what this program means to send may be there.

It shares nothing with `model.safetext`: it goes by Unicode's own classes, so that a hole in that function
shows. It knows where a sequence may stand, too: between the first frame and the last there are colours,
cursor positions and text, and nothing a terminal answers.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator

ENTER, LEAVE = "\x1b[?1049h", "\x1b[?1049l"
"""Into the alternate screen, and back."""

_TOKEN = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]"  # CSI
    r"|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)"  # OSC
    r"|\x1b.?|\r\n|[^\x1b\r]+|\r",
    re.DOTALL,
)
_MODES = re.compile(r"\x1b\[\?(?:1000|1003|1015|1006|1004|2004|2048|1016|25|7)[hl]")
_ONCE = ("\x1b[?2026$p", "\x1b[?2048$p", "\x1b[>25u", "\x1b[<u", LEAVE)
"""Questions to the terminal, its keyboard's mode, and the way back: at most once for each way in."""
_REPEATS = 4
"""Times that the driver sends one mode for each way in, at most."""
_PLACE = re.compile(r"\x1b\[(\d+);(\d+)H")
_COLOURS = re.compile(r"\x1b\[([\d;]*)m")
_FRAME = re.compile(r"\x1b\[\?2026[hl]|\x1b\]22;(?:default|pointer|text)\x07")
_KEPT = re.compile(r"\x1b\[\?25l\x1b\[\?7l(?:[^\x1b]|\x1b\[[\d;]*[mH])*(?=\x1b\[\?1000h)")
"""The frame that is painted before the driver has its say."""
_BIDI = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
_MARKS_OF_DIRECTION = "\u200e\u200f\u061c"
_MAX_MARKS = 4


def faults(output: bytes, columns: int = 0, rows: int = 0) -> list[str]:
    """What should not be in the output of the program on a terminal; empty if nothing.

    Args:
        output: all bytes, from its start to its end.
        columns: width of the terminal; 0 where the output has no frames.
        rows: its height.
    """
    try:
        text = output.decode("utf-8")
    except UnicodeDecodeError as error:
        return [f"not UTF-8: {output[error.start - 20 : error.start + 20]!r}"]
    found: list[str] = []
    counted: Counter[str] = Counter()
    inside = False
    for match in _TOKEN.finditer(text):
        token = match[0]
        counted[token] += 1
        if token == ENTER:
            inside = True
        elif not token.startswith("\x1b"):
            found += [f"{fault} in {_near(text, match)}" for fault in text_faults(token)]
        elif not _known(token, inside and bool(columns), columns, rows):
            found.append(f"{token!r} in {_near(text, match)}")
        inside = inside and token != LEAVE
    return found + list(_too_often(counted)) + list(_amid_frames(text))


def _amid_frames(text: str) -> Iterator[str]:
    """Modes and questions that stand neither before the first frame nor after the last one."""
    for session in text.split(ENTER)[1:]:
        frames = session.partition(LEAVE)[0]
        if kept := _KEPT.match(frames):
            frames = frames[kept.end() :]
        colours = [match.start() for match in _COLOURS.finditer(frames)] or [0]
        for match in _TOKEN.finditer(frames, colours[0], colours[-1]):
            if match[0] in _ONCE or _MODES.fullmatch(match[0]):
                yield f"{match[0]!r} amid frames in {_near(frames, match)}"


def text_faults(text: str) -> Iterator[str]:
    """What should not be in a text: controls, and what changes the order or the height of what is shown."""
    if text in ("\r\n", "\n"):
        return
    marks = 0
    for character in text:
        kind = unicodedata.category(character)
        marks = marks + 1 if kind in ("Mn", "Me") else 0
        if kind in ("Cc", "Cs", "Zl", "Zp") and character != "\n":
            yield f"{kind} U+{ord(character):04X}"
        elif unicodedata.bidirectional(character) in _BIDI or character in _MARKS_OF_DIRECTION:
            yield f"direction U+{ord(character):04X}"
        elif 0xE0000 <= ord(character) <= 0xE007F or character == "\ufeff":
            yield f"invisible U+{ord(character):04X}"
        elif marks > _MAX_MARKS:
            yield f"{marks} stacked marks"


def _near(text: str, match: re.Match[str]) -> str:
    return repr(text[max(0, match.start() - 30) : match.end() + 30])[:160]


def _known(token: str, inside: bool, columns: int, rows: int) -> bool:
    if token in _ONCE or _MODES.fullmatch(token):
        return True
    if not inside:
        return False
    if place := _PLACE.fullmatch(token):
        return 1 <= int(place[1]) <= rows and 1 <= int(place[2]) <= columns + 1
    if colours := _COLOURS.fullmatch(token):
        return _plain_colours(colours[1])
    return bool(_FRAME.fullmatch(token))


def _plain_colours(codes: str) -> bool:
    """Whether it sets or ends what our styles have: bold, dim, italic, underlined, reversed, struck, RGB."""
    rest = re.sub(r"(?:^|(?<=;))[34]8;2;\d{1,3};\d{1,3};\d{1,3}(?:;|$)", "", codes)
    return all(code in ("", "0", *"12347", "9", "22", "23", "24", "27", "29") for code in rest.split(";"))


def _too_often(counted: Counter[str]) -> Iterator[str]:
    ways_in = counted[ENTER]
    for token, times in counted.items():
        allowed = ways_in if token in _ONCE else _REPEATS * ways_in if _MODES.fullmatch(token) else times
        if times > allowed:
            yield f"{token!r} {times} times for {ways_in} starts"


def restored(output: bytes) -> list[str]:
    """What was not put back of what the program changed in the terminal; empty if all was."""
    state: dict[str, bool] = {}
    depth = 0
    for mode, on in re.findall(rb"\x1b\[\?(\d+)([hl])", output):
        state[mode.decode()] = on == b"h"
    for push in re.findall(rb"\x1b\[([<>])\d*u", output):
        depth += 1 if push == b">" else -1
    left = {mode: on for mode, on in state.items() if on != (mode in ("25", "7"))}
    wrong = [f"mode {mode} is {'on' if on else 'off'}" for mode, on in left.items()]
    return wrong + (["keyboard protocol is on"] if depth > 0 else [])
