"""Garbage is collected when nobody types: a collection of all there is stops the program for 12 to 36 ms.

Objects that nothing refers to are freed at once in any case; this is about those that refer to each other.
See docs/decisions/0011.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

PAUSE = 1.0
"""Seconds without a key after which nobody types."""
WORTH = 20_000
"""Objects made since the last collection, and still there, that are worth one."""
TOO_MANY = 1_000_000
"""As many are collected even if somebody types."""


@contextmanager
def held() -> Iterator[None]:
    """No collection happens by itself while this lasts: not at the start, and not between two keys."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def tidy(idle: float) -> None:
    """Collect, if that is worth it and nobody has touched a key for `idle` seconds.

    The first time, what remains after it stays for good, and is not looked at again. Nothing is done where
    collections happen by themselves, as in a program that has the app within itself.
    """
    if gc.isenabled():
        return
    made, first = gc.get_count()[0], not gc.get_freeze_count()
    if made >= TOO_MANY or (idle >= PAUSE and (first or made >= WORTH)):
        gc.collect()
        if first:
            gc.freeze()
