"""The classifier's status in a few words, for the status line. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from model.suggestions import ThemeStatus, TrainingStatus

_UNITS = ((86400, "d"), (3600, "h"), (60, "min"), (1, "s"))


def ago(at: str, now: datetime) -> str:
    """How long ago the ISO 8601 time `at` was: "3 s ago"; empty where it is no time."""
    try:
        then = datetime.fromisoformat(at)
    except ValueError:
        return ""
    if then.tzinfo is None:
        then = then.replace(tzinfo=UTC)
    seconds = max(0, int((now - then).total_seconds()))
    size, unit = next(((size, unit) for size, unit in _UNITS if seconds >= size), (1, "s"))
    return f"{seconds // size} {unit} ago"


def need(themes: Iterable[ThemeStatus]) -> str:
    """How many more labels too thin themes need: "need 4 more", "need 1 to 4 more"."""
    missing = sorted({theme.need for theme in themes if theme.need})
    if not missing:
        return ""
    return f"need {missing[0]} more" if len(missing) == 1 else f"need {missing[0]} to {missing[-1]} more"


def count(number: int, one: str, many: str = "") -> str:
    """ "1 passage", "2 passages", "1,200 passages"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def meaning_words(status: TrainingStatus) -> str:
    """That suggestions go by meaning, too; empty where words are all."""
    return f"by words, and by the meaning that {status.embeddings} gives" if status.embeddings else ""


def training_words(status: TrainingStatus | None, now: datetime) -> str:
    """ "trained on 212 passages, 3 s ago; 2 themes too thin (need 4 more)"."""
    if status is None:
        return "no suggestions yet"
    if not status.passages:
        return "from the definitions, not learned"
    when = ago(status.at, now)
    words = f"trained on {count(status.passages, 'passage')}" + (f", {when}" if when else "")
    thin = status.thin
    return f"{words}; {count(len(thin), 'theme')} too thin ({need(thin)})" if thin else words
