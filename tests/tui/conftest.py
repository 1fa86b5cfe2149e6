"""What all tests of the screens share."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for what begins a moment after the first paint."""
    monkeypatch.setattr("tui.app.AFTER_PAINT", 0.001)
