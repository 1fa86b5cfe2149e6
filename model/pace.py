"""How far long work is, how fast it goes, and how long it will take. Pure."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from typing import NamedTuple

WINDOW = 10.0
"""Seconds over which speed is measured: long enough to be calm, short enough to follow the disk."""
STEP = 0.25
"""Seconds between two measurements."""
SOON = 0.5
"""Seconds of work before anything is said about its speed."""
_MINUTE, _HOUR = 60, 3600
_EXACT = 10
"""Seconds from which on they are told in fives."""


class Reached(NamedTuple):
    """How far the reading is."""

    articles: int
    """Looked at so far."""
    done: int
    """Bytes read."""
    of: int
    """Bytes to be read; 0 where nobody knows."""


class Pace:
    """Measures work that tells where it is.

    Args:
        clock: seconds, as `time.monotonic`.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Work begins when it first tells where it is."""
        self._clock = clock
        self._known: deque[tuple[float, Reached]] = deque()
        self._began = 0.0

    def words(self, now: Reached) -> str:
        """ "312,400 articles (31 %), 5,120/s, 2 min left": what is known of it by now."""
        self._note(now)
        parts = [f"{now.articles:,}" + (f" ({share(now)} %)" if now.of else "")]
        rate, left = self._rate(), self._left()
        if rate:
            parts.append(f"{rate:,.0f}/s" if rate >= 1 else "under 1/s")
        if left is not None:
            parts.append(f"{lasting(left)} left")
        return ", ".join(parts)

    def _note(self, now: Reached) -> None:
        time_now = self._clock()
        if not self._known:
            self._began = time_now
        if len(self._known) > 1 and time_now - self._known[-2][0] < STEP:
            self._known.pop()  # only the newest of those that are close together counts
        self._known.append((time_now, now))
        while len(self._known) > 1 and time_now - self._known[1][0] >= WINDOW:
            self._known.popleft()

    def _rate(self) -> float:
        """Articles a second; 0 where it is too early to say."""
        (then, before), (now, after) = self._known[0], self._known[-1]
        known = now - self._began >= SOON and now > then
        return (after.articles - before.articles) / (now - then) if known else 0.0

    def _left(self) -> float | None:
        """Seconds that the rest will take; None where nobody can tell."""
        (then, before), (now, after) = self._known[0], self._known[-1]
        if now - self._began < SOON or after.done <= before.done or after.done >= after.of:
            return None
        return (after.of - after.done) * (now - then) / (after.done - before.done)


def share(now: Reached) -> int:
    """Per cent that are done, 0 to 100; 100 only when all is."""
    return min(100, now.done * 100 // now.of) if now.of else 0


def lasting(seconds: float) -> str:
    """A time to wait, no more exact than such a guess is: "40 s", "2 min", "1 h 20 min"."""
    if seconds < _MINUTE:
        return f"{max(1, round(seconds)) if seconds < _EXACT else min(55, round(seconds / 5) * 5)} s"
    if seconds < _HOUR - _MINUTE / 2:
        return f"{round(seconds / _MINUTE)} min"
    hours, minutes = divmod(round(seconds / 600) * 10, 60)
    return f"{hours} h {minutes} min" if minutes else f"{hours} h"
