"""Where an article stands in a container (a `.jsonl` file): what the index remembers of it."""

from __future__ import annotations

from typing import NamedTuple


class Line(NamedTuple):
    """A line of the file: where it is, in bytes, and its number from 1."""

    offset: int
    length: int
    number: int


NOWHERE = Line(0, 0, 0)
"""The line of an article that is a whole file."""
