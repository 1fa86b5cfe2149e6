"""What can wait begins when nobody types, and does not wait for ever."""

from __future__ import annotations

import asyncio
import time

import pytest

from tui import presence
from tui.presence import Presence


class Slept(list[float]):
    """A clock that goes on only while somebody sleeps, with a key at each of some times."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, keys: list[float]) -> None:
        super().__init__()
        self.now, self.keys, self.presence = 0.0, keys, Presence()
        monkeypatch.setattr(time, "monotonic", lambda: self.now)
        monkeypatch.setattr(asyncio, "sleep", self.sleep)

    async def sleep(self, seconds: float) -> None:
        """Let time go by."""
        self.now += seconds
        self.append(seconds)
        while self.keys and self.keys[0] <= self.now:
            self.presence.touched()
            del self.keys[0]

    def wait(self, until: float) -> float:
        """When `quiet` is over."""
        waiting = self.presence.quiet(until)
        with pytest.raises(StopIteration):
            waiting.send(None)
        return self.now


def test_where_nobody_types_it_only_leaves_the_keys_a_breath(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Slept(monkeypatch, []).wait(until=3.0) == presence.BREATH


def test_it_waits_until_the_last_key_is_some_time_ago(monkeypatch: pytest.MonkeyPatch) -> None:
    slept = Slept(monkeypatch, [0.005, 0.2, 0.4])
    assert slept.wait(until=3.0) == pytest.approx(0.4 + presence.QUIET, abs=2 * presence.BREATH)
    assert slept.presence.touches == 3


def test_a_held_key_does_not_keep_it_waiting_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    slept = Slept(monkeypatch, [place / 30 for place in range(1000)])
    assert slept.wait(until=3.0) == pytest.approx(3.0, abs=2 * presence.BREATH)
    assert slept.wait(until=3.0) == pytest.approx(3.0, abs=3 * presence.BREATH)


def test_it_gives_way_to_others() -> None:
    done: list[str] = []

    async def both() -> None:
        asyncio.get_running_loop().call_soon(done.append, "other")
        await Presence().quiet(0.0)
        assert done == ["other"]

    asyncio.run(both())
