"""Whether somebody is at the keys: what can wait does not begin while they type."""

from __future__ import annotations

import asyncio
import time

QUIET = 0.3
"""Seconds without a key after which something may begin."""
PATIENCE = 3.0
"""Seconds for which it waits for that, in all."""
BREATH = 0.01
"""Seconds left to the keys between two pieces of work."""


class Presence:
    """When somebody last touched anything.

    Attributes:
        touches: keys and clicks so far.
    """

    def __init__(self) -> None:
        self.touches = 0
        self._at = float("-inf")

    def touched(self) -> None:
        """A key was pressed, or a button."""
        self.touches += 1
        self._at = time.monotonic()

    @property
    def idle(self) -> float:
        """Seconds since then; infinite before the first."""
        return time.monotonic() - self._at

    async def quiet(self, until: float) -> None:
        """Wait until nobody types, or until that time of the monotonic clock; at least for `BREATH`."""
        await asyncio.sleep(BREATH)
        while self.idle < QUIET and time.monotonic() < until:
            await asyncio.sleep(BREATH)
