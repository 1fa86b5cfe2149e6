"""What operations on a project give back. Plain data."""

from __future__ import annotations

from dataclasses import dataclass

from model.coding.codebook import Codebook
from model.coding.marks import Change, Sheet


@dataclass(frozen=True, slots=True)
class Saved:
    """A label operation that is on disk."""

    change: Change
    sheet: Sheet
    revision: int = 0
    note: str = ""
    """What went wrong beside the saving (the undo could not be recorded), or empty."""


@dataclass(frozen=True, slots=True)
class Undone:
    """An operation that was undone or redone: a change of a mark, or of the codebook."""

    what: str
    """The operation in a few words, for people."""
    revision: int = 0
    change: Change | None = None
    sheet: Sheet | None = None
    codebook: Codebook | None = None
    note: str = ""
    """As in `Saved`."""


@dataclass(frozen=True, slots=True)
class Example:
    """A passage to which the coder gave a theme."""

    article: str
    start: int
    end: int
    quote: str
