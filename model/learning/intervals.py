"""How far a sample can be trusted: exact limits for a share, and for how many there are of a finite lot."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

from scipy.special import betaincinv, gammaln, logsumexp

CONFIDENCE = 0.95
_REFUTED = 1 - Fraction(str(CONFIDENCE))
_NEAR = 1e-6
"""More than the logarithms of a lot of millions are off, relative to the probability."""


@dataclass(frozen=True, slots=True)
class Share:
    """`right` of `of`, with the limits of the share (0 to 1) between which the truth lies with CONFIDENCE."""

    right: int
    of: int
    low: float
    high: float

    @property
    def value(self) -> float | None:
        """The share itself; None of nothing."""
        return self.right / self.of if self.of else None


def share(right: int, of: int) -> Share:
    """`right` of `of` with two-sided limits (Clopper and Pearson 1934), exact for a binomial."""
    tail = (1 - CONFIDENCE) / 2
    low = float(betaincinv(right, of - right + 1, tail)) if right else 0.0
    high = float(betaincinv(right + 1, of - right, 1 - tail)) if right < of else 1.0
    return Share(right, of, low, high)


def at_most(total: int, drawn: int, found: int) -> int:
    """The most of `total` that can have a property, when `found` of `drawn` at random have it (one-sided).

    The largest number with which `found` or fewer would still be drawn with a probability of more than
    1 - CONFIDENCE (hypergeometric distribution: drawn without putting back). One of exactly that is refuted:
    the limit still holds as often as CONFIDENCE says.
    """
    low, high = found, total - (drawn - found)
    while low < high:
        middle = (low + high + 1) // 2
        if not _is_refuted(total, middle, drawn, found):
            low = middle
        else:
            high = middle - 1
    return low


def _is_refuted(total: int, marked: int, drawn: int, found: int) -> bool:
    p = _as_few(total, marked, drawn, found)
    if not math.isclose(p, _REFUTED, rel_tol=_NEAR):
        return p < _REFUTED
    # A tie is decided in whole numbers, which are far too long to count in them always.
    ways = [math.comb(marked, n) * math.comb(total - marked, drawn - n) for n in range(found + 1)]
    return Fraction(sum(ways), math.comb(total, drawn)) <= _REFUTED


def _as_few(total: int, marked: int, drawn: int, found: int) -> float:
    """Probability to draw `found` or fewer of the `marked`."""
    fewest = max(0, drawn - (total - marked))
    every = _log_choose(total, drawn)
    terms = [
        _log_choose(marked, n) + _log_choose(total - marked, drawn - n) - every
        for n in range(fewest, min(found, marked) + 1)
    ]
    return min(1.0, math.exp(logsumexp(terms))) if terms else 0.0


def _log_choose(n: int, k: int) -> float:
    return float(gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1))
