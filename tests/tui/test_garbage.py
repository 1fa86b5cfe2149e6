"""Garbage is collected at the start's end and when nobody types, and at no other time."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from tui import garbage


@pytest.fixture
def collected() -> Iterator[list[int]]:
    """The generations that were collected, by whomever."""
    seen: list[int] = []

    def note(phase: str, info: dict[str, int]) -> None:
        if phase == "start":
            seen.append(info["generation"])

    gc.callbacks.append(note)
    yield seen
    gc.callbacks.remove(note)
    gc.unfreeze()


def rings(number: int) -> list[list[object]]:
    """Lists that refer to themselves."""
    made: list[list[object]] = [[] for _ in range(number)]
    for ring in made:
        ring.append(ring)
    return made


def test_nothing_is_collected_by_itself(collected: list[int]) -> None:
    with garbage.held():
        rings(10_000)
        assert collected == []
        assert not gc.isenabled()
    assert gc.isenabled()


def test_what_the_start_left_is_collected_once_and_not_looked_at_again(collected: list[int]) -> None:
    with garbage.held():
        garbage.tidy(0.0)
        assert collected == []  # somebody types
        garbage.tidy(garbage.PAUSE + 1)
        assert collected == [2]
        assert gc.get_freeze_count() > 10_000
        garbage.tidy(garbage.PAUSE + 1)
        assert collected == [2]


@pytest.mark.parametrize(
    ("made", "idle", "expected"),
    [
        (garbage.WORTH + 1000, garbage.PAUSE + 1, [2]),
        (garbage.WORTH + 1000, 0.0, []),  # somebody types
        (10, garbage.PAUSE + 1, []),  # not worth it
        (garbage.TOO_MANY + 1000, 0.0, [2]),  # memory must not run full under a held key
    ],
)
def test_the_rest_is_collected_when_nobody_types(
    collected: list[int], made: int, idle: float, expected: list[int]
) -> None:
    with garbage.held():
        garbage.tidy(garbage.PAUSE + 1)
        collected.clear()
        kept = rings(made)
        garbage.tidy(idle)
        assert collected == expected
    assert len(kept) == made


def test_a_program_that_holds_nothing_back_is_left_alone(collected: list[int]) -> None:
    assert gc.isenabled()
    kept = rings(garbage.WORTH + 1000)
    collected.clear()
    garbage.tidy(garbage.PAUSE + 1)
    assert 2 not in collected
    assert len(kept) > garbage.WORTH
    assert gc.get_freeze_count() == 0
