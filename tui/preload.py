"""What the first paint does not need, imported once it is done: the first `enter` must not wait for it."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from importlib import import_module

from tui.screens.pages import SCREENS

REST = ("tui.crew", "model.storage", *(module for module, _ in SCREENS.values()))
"""In the order in which they are wanted."""
SWITCH = 0.0005
"""Seconds for which importing may keep the screen waiting at a time."""


def preload(modules: Iterable[str] = REST) -> None:
    """Import the rest; for a thread."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(SWITCH)
    try:
        for name in modules:
            import_module(name)
    finally:
        sys.setswitchinterval(before)
