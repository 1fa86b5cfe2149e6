"""What a recording shows: frames, and which key each of them answers. No clock here."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence

import pyte

Chunk = tuple[float, bytes]
"""When something was read, in seconds, and what."""
Frame = tuple[float, int | None]
"""When a frame was complete, and what its counter says; None where it shows none."""

BEGIN, END = b"\x1b[?2026h", b"\x1b[?2026l"
_MARK = re.compile(rb"(\x1b\[\?2026[hl])")
MILLI = 1000.0


class Frames:
    """A screen that knows when what it holds has been shown.

    Between the marks of mode 2026 a terminal shows nothing: a frame is there at its end mark. What is written
    without marks is a frame a chunk.

    Attributes:
        screen: as of what was fed.
    """

    Played = Iterator[tuple[float, pyte.Screen]]

    def __init__(self, rows: int, columns: int) -> None:
        self.screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self.screen)
        self._marked = False
        self._half = b""

    def feed(self, at: float, data: bytes) -> Played:
        """Draw a chunk; (time, screen) at each frame that it completes."""
        data = self._half + data
        self._half = next((BEGIN[:n] for n in range(len(BEGIN) - 1, 0, -1) if data.endswith(BEGIN[:n])), b"")
        drawn = False
        for part in _MARK.split(data[: len(data) - len(self._half)]):
            if part == BEGIN:
                self._marked = True
            elif part == END:
                self._marked = drawn = False
                yield at, self.screen
            elif part:
                self._stream.feed(part)
                drawn = True
        if drawn and not self._marked:
            yield at, self.screen


def count(text: str, counters: Sequence[re.Pattern[str]]) -> int | None:
    """The sum of the counters on a screen; None where one is missing."""
    found = [pattern.search(text) for pattern in counters]
    if not all(found):
        return None
    return sum(int(match[1].replace(",", "")) for match in found if match)


def answers(sent: Sequence[float], frames: Sequence[Frame], before: int) -> list[float | None]:
    """Seconds from each key to the frame that answers it; None where none does.

    Every key moves the counter on by one from `before`: key i is answered by the first frame after it on
    which the counter has moved by i + 1 or more.
    """
    found: list[float | None] = []
    place = 0
    for number, key in enumerate(sent):
        while place < len(frames) and not _answers(frames[place], key, before + number + 1):
            place += 1
        found.append(frames[place][0] - key if place < len(frames) else None)
    return found


def changes(sent: Sequence[float], frames: Sequence[tuple[float, int]], before: int) -> list[float | None]:
    """Seconds from each key to the first frame that differs from the one before the key; None without one.

    Args:
        sent: when keys were sent, each after the one before had been answered.
        frames: when each frame was complete, and a number that stands for what it shows.
        before: that number before the first key.
    """
    found: list[float | None] = []
    for key, end in zip(sent, [*sent[1:], math.inf], strict=True):
        own = [(at, look) for at, look in frames if key <= at < end]
        found.append(next((at - key for at, look in own if look != before), None))
        before = own[-1][1] if own else before
    return found


def look(screen: pyte.Screen) -> int:
    """A number that stands for what a screen shows, colours included."""
    columns = range(screen.columns)
    return hash(tuple(screen.buffer[row][column] for row in range(screen.lines) for column in columns))


def _answers(frame: Frame, key: float, goal: int) -> bool:
    at, value = frame
    return at >= key and value is not None and value >= goal


def bytes_after(sent: Sequence[float], chunks: Sequence[Chunk], until: float) -> list[int]:
    """Bytes written after each key and before the next one (the last: before `until`)."""
    ends = [*sent[1:], until]
    return [
        sum(len(data) for at, data in chunks if start <= at < end)
        for start, end in zip(sent, ends, strict=True)
    ]


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which `share` (0 to 1) of the values lie, between two of them by proportion."""
    ordered = sorted(values)
    place = (len(ordered) - 1) * share
    low, high = math.floor(place), math.ceil(place)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def spread(seconds: Sequence[float | None], name: str = "") -> Mapping[str, float]:
    """p50, p95 and p99 in milliseconds, how many, and how many are missing."""
    known = [MILLI * value for value in seconds if value is not None]
    figures = {f"{name}missing": float(len(seconds) - len(known)), f"{name}n": float(len(known))}
    if known:
        figures |= {f"{name}p{share}": percentile(known, share / 100) for share in (50, 95, 99)}
    return figures
