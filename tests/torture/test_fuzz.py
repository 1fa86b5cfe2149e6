"""Broken label files and codebooks: only the named error, none of them slow."""

from __future__ import annotations

import time

import pytest

from model.coding import sheets
from model.errors import FormatError

from .fuzzing import BOMBS, LABELS, fuzz

SHARDS = 4
LIMIT = 0.050
"""Seconds of processor time for one file."""


def limit() -> float:
    """LIMIT, or more on a machine on which even a whole file takes long."""
    spent = time.thread_time()
    for _ in range(100):
        sheets.parse(LABELS, "f.yaml")
    return max(LIMIT, (time.thread_time() - spent) / 100 * 60)


def fuzzed(seed: int, times: int) -> None:
    found = fuzz(seed, times, limit())
    print(
        f"{times} broken files: {found.refused} refused, {found.read} read, "
        f"{len(found.others)} other errors, {found.slow} slow, slowest {found.worst * 1000:.1f} ms"
    )
    assert found.others[:3] == []
    assert found.slow == 0
    assert found.refused > times / 2
    assert found.read > times / 50  # they are not all rubbish


@pytest.mark.parametrize("seed", range(SHARDS))  # 200,000 files
def test_broken_files_are_refused_by_name_and_at_once(seed: int) -> None:
    fuzzed(seed, 200_000 // SHARDS)


@pytest.mark.torture
@pytest.mark.parametrize("seed", range(1000, 1010))  # 1,000,000 files
def test_a_million_broken_files(seed: int) -> None:
    fuzzed(seed, 100_000)


@pytest.mark.parametrize("number", range(len(BOMBS)))
def test_bombs_of_a_hundred_kilobytes_are_refused_at_once(number: int) -> None:
    bomb = b"rubricate: 1\n" + BOMBS[number](30_000)
    spent = []
    for _ in range(3):
        since = time.thread_time()
        with pytest.raises(FormatError):
            sheets.parse(bomb, "f.yaml")
        spent.append(time.thread_time() - since)
    assert min(spent) < limit()
