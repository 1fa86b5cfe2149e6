"""What is imported after the first paint comes in small pieces, and nothing else than what a label needs."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys

import pytest

from tui.preload import REST, preload

FEW = 5
"""Modules of our own that one piece may bring: the first paint of another program takes as long as ten."""

PIECES = """
import asyncio, json, sys
import tui.app, tui.screens.library
from tui.preload import preload

there, pieces = set(sys.modules), []

async def quiet():
    global there
    pieces.append([name for name in sys.modules if name not in there])
    there = set(sys.modules)

async def every():
    await preload(quiet)
    await quiet()

asyncio.run(every())
print(json.dumps(pieces[1:]))
"""


@pytest.fixture(scope="module")
def pieces() -> list[list[str]]:
    """What each piece brings in a fresh process."""
    found = subprocess.run(
        [sys.executable, "-P", "-c", PIECES], capture_output=True, text=True, check=True, timeout=120
    )
    made: list[list[str]] = json.loads(found.stdout)
    return made


def test_each_piece_is_small_and_none_is_for_nothing(pieces: list[list[str]]) -> None:
    own = [[name for name in piece if name.startswith(("model.", "tui."))] for piece in pieces]
    assert len(own) == len(REST)
    assert {name: piece for name, piece in zip(REST, own, strict=True) if not 0 < len(piece) <= FEW} == {}


def test_what_only_another_screen_or_article_needs_is_left_out(pieces: list[list[str]]) -> None:
    there = {name for piece in pieces for name in piece}
    assert there.isdisjoint(
        {
            "yaml",
            "sentencex",
            "rapidfuzz",
            "textual.widgets._text_area",
            "tui.screens.codebook",
            "ssl",
            "hashlib",
        }
    )


def test_each_piece_waits_until_nobody_types(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    monkeypatch.setattr("tui.preload.import_module", done.append)

    async def quiet() -> None:
        done.append("quiet")

    asyncio.run(preload(quiet, ["one", "two"]))
    assert done == ["quiet", "one", "quiet", "two"]
