"""Whether a theme existed when something was decided: of what came before, it is unknown if it applies."""

from __future__ import annotations

from datetime import UTC, datetime


def existed(since: str, at: str) -> bool:
    """Whether a theme of that `since` existed at `at`. Without `since` it always did.

    What is no time is unknown, and nothing is held against a passage for it.
    """
    if not since:
        return True
    began, decided = _instant(since), _instant(at)
    return began is not None and decided is not None and began <= decided


def _instant(text: str) -> datetime | None:
    """A point in time; a date alone is its first moment, a time without zone is UTC."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found
