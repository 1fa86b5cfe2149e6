"""Whether what the index has of an article can be true of its text: the file may be damaged."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from operator import eq
from typing import get_args

from model.index.entries import Segmented
from model.reading.article import Excluded, ExcludedKind, Span, Spans

_KINDS = frozenset(get_args(ExcludedKind))
_PART = 4096
"""Numbers that are compared at a time (even): of few, Python makes no new memory, which takes half of it."""


def fits(found: Segmented, text: str) -> bool:
    """Whether these can be the ranges of `text`: in order, apart, not empty, none beyond it or cut off."""
    flat, dimmed = found.passages.flat, [one.span for one in found.excluded]
    if not (isinstance(found.title, str) and isinstance(found.date, str)):
        return False
    if not all(0 <= span.start < span.end <= len(text) for span in dimmed):
        return False
    if not (_apart(flat) and _apart(Spans.of(dimmed).flat)):
        return False
    return _between(found.passages, found.excluded) and _covers([*_ends(flat), *dimmed], text)


def _apart(flat: array[int]) -> bool:
    """Whether these are starts and ends of ranges in order, none empty, none over another."""
    last = 0
    for first in range(0, len(flat), _PART):
        part = flat[first : first + _PART].tolist()
        if part[0] < last or part != sorted(part) or True in map(eq, part[::2], part[1::2]):
            return False
        last = part[-1]
    return True


def _between(passages: Spans, excluded: tuple[Excluded, ...]) -> bool:
    """Whether no excluded range shares anything with a passage, and all are of a known kind."""
    starts, ends = passages.edges
    for one in excluded:
        before = bisect_left(starts, one.span.end)
        if one.kind not in _KINDS or (before and ends[before - 1] > one.span.start):
            return False
    return True


def _ends(flat: array[int]) -> list[Span]:
    return [Span(flat[0], flat[-1])] if flat else []


def _covers(outer: list[Span], text: str) -> bool:
    """Whether nothing but white space stands before all ranges, or behind them."""
    first = min((span.start for span in outer), default=len(text))
    last = max((span.end for span in outer), default=len(text))
    return last <= len(text) and not text[:first].strip() and not text[last:].strip()
