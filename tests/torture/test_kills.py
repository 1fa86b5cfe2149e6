"""SIGKILL at random moments of a labelling process: what was acknowledged is there."""

from __future__ import annotations

from pathlib import Path

import pytest

from .running import said, start

KILLS = 500


def kill(arena: Path, kills: int, seed: int) -> None:
    out = said(start("killing", arena, kills, seed, home=arena / "home"))
    killed, acknowledged, unsaid, torn = map(int, out.split())
    # How many fell while a file was written is up to the machine: on a quick one, none of five hundred. That
    # moment is met for certain by test_syscalls.py, which kills at each call.
    print(
        f"{killed} kills, {acknowledged} deeds acknowledged, 0 lost; "
        f"{unsaid} done but not yet said, {torn} amid a file"
    )
    assert killed == kills
    assert acknowledged > kills  # it did work
    assert unsaid > kills / 50  # kills fell between the rename and the word


@pytest.mark.parametrize("seed", range(4))  # 2,000 kills
def test_killed_at_random_nothing_acknowledged_is_lost(seed: int, arena: Path) -> None:
    kill(arena, KILLS, seed)


@pytest.mark.torture
@pytest.mark.parametrize("seed", range(100, 110))  # 10,000 kills
def test_killed_ten_thousand_times_nothing_acknowledged_is_lost(seed: int, arena: Path) -> None:
    kill(arena, 1000, seed)
