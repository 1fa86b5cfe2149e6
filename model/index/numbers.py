"""A set of row numbers, a bit each: a million take 125 KB."""

from __future__ import annotations

_BITS = 8


class Numbers:
    """A set of small numbers that are not negative."""

    def __init__(self) -> None:
        """None yet."""
        self._bits = bytearray()

    def __contains__(self, number: int) -> bool:
        """Whether it was added."""
        place = number // _BITS
        return place < len(self._bits) and bool(self._bits[place] >> number % _BITS & 1)

    def add(self, number: int) -> bool:
        """Add one; whether it is new."""
        if number in self:
            return False
        place = number // _BITS
        if place >= len(self._bits):
            self._bits.extend(bytes(place + 1 - len(self._bits)))
        self._bits[place] |= 1 << number % _BITS
        return True

    def discard(self, number: int) -> None:
        """Take one out, if it is there."""
        if number in self:
            self._bits[number // _BITS] &= ~(1 << number % _BITS)
