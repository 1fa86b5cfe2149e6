"""How long work is left when something newer has been asked for."""

from __future__ import annotations

from collections.abc import Callable

Asked = Callable[[], bool]
"""Whether a newer request has come in."""


class Stale(Exception):
    """A newer request has come in: what is being computed is of no use any more."""


def never() -> bool:
    """Nothing newer will come in."""
    return False


def check(stale: Asked) -> None:
    """Go on only where nothing newer was asked for.

    Raises:
        Stale: `stale` said so.
    """
    if stale():
        raise Stale
