"""What may be shown of the suggestions for an article."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from model.opened import OpenArticle
    from model.suggestions import Suggestion

Range = tuple[int, int]


class Suggested(Mapping[Range, "tuple[Suggestion, ...]"]):
    """Suggestions by range, best first, without those for what the audit shows blind.

    Only what is looked at is asked for: a page of an article, however long.

    Args:
        every: all of them.
        opened: the article, which tells how each range is audited.
    """

    def __init__(self, every: Mapping[Range, tuple[Suggestion, ...]], opened: OpenArticle) -> None:
        self._every = every
        self._opened = opened

    def __getitem__(self, span: Range) -> tuple[Suggestion, ...]:
        found = self._every[span]
        if self._opened.audit(*span) == "blind":
            raise KeyError(span)
        return found

    def __iter__(self) -> Iterator[Range]:
        return (span for span in self._every if self._opened.audit(*span) != "blind")

    def __len__(self) -> int:
        return sum(1 for _ in self)
