"""What a coder decided about a passage, and the operations that change it. Pure: no file is touched.

A *mark* is everything one coder said about one range of an article. A *label sheet* is all marks of one
coder on one article: the content of one label file. An *intent* says what the person wants ("theme
`aid` applies here"); applying it to a sheet gives a *change* (the mark before and after), whose
inverse undoes it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Literal

from model.coding.audit import Audit
from model.errors import ConflictError

State = Literal["untouched", "skipped", "none", "labelled"]
Origin = Literal["hand", "suggestion"]

CONTEXT = 32
"""Code points of text kept before and after a quote (W3C TextQuoteSelector)."""


def now() -> str:
    """The present as ISO 8601 in UTC, to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass(frozen=True, slots=True)
class Decision:
    """A theme applies, or does not, and how that was decided."""

    theme: str
    """Stable id of the theme."""
    origin: Origin = "hand"
    at: str = ""
    """ISO 8601 UTC."""
    p: float | None = None
    """Probability that the suggestion showed (0 to 1), for origin "suggestion"."""


@dataclass(frozen=True, slots=True)
class Mark:
    """All that one coder said about one range. `start` and `end` identify it within its sheet."""

    start: int
    end: int
    quote: str
    prefix: str = ""
    suffix: str = ""
    state: State = "untouched"
    at: str = ""
    """When the state was last set; ISO 8601 UTC."""
    themes: tuple[Decision, ...] = ()
    rejected: tuple[Decision, ...] = ()
    """Themes of which the coder said: not this one. `not` in the file."""
    memo: str = ""
    restored: bool = False
    """An excluded range that the coder brought back: it is tiled and labelled like any text."""
    audit: Audit = ""
    """Decided as part of the audit sample, with or without suggestions in sight: never learned from."""

    @property
    def decided(self) -> bool:
        """Whether it says anything about themes."""
        return self.state != "untouched" or bool(self.themes or self.rejected)

    @property
    def empty(self) -> bool:
        """Whether it says nothing and need not be kept."""
        return not (self.decided or self.memo or self.restored)

    def has(self, theme: str) -> bool:
        """Whether `theme` applies."""
        return any(decision.theme == theme for decision in self.themes)

    def rejects(self, theme: str) -> bool:
        """Whether the coder said that `theme` does not apply."""
        return any(decision.theme == theme for decision in self.rejected)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One coder's marks on one article, sorted by (start, end): the content of a label file."""

    article: str
    digest: str
    """Digest of the text that the offsets belong to."""
    marks: tuple[Mark, ...] = ()
    unplaced: tuple[Mark, ...] = ()
    """Marks made for another text that have no sure place in this one, as they were there; see `anchor`."""

    def at(self, start: int, end: int) -> Mark | None:
        """The mark on exactly this range."""
        for mark in self.marks:
            if mark.start == start and mark.end == end:
                return mark
        return None

    def put(self, start: int, end: int, mark: Mark | None) -> Sheet:
        """This sheet with the mark on that range replaced (or removed, with None)."""
        kept = [m for m in self.marks if (m.start, m.end) != (start, end)]
        if mark is not None:
            kept.append(mark)
        kept.sort(key=lambda m: (m.start, m.end))
        return replace(self, marks=tuple(kept))


# --- intents: what a person wants, said so that applying it twice is the same as once ---


@dataclass(frozen=True, slots=True)
class SetTheme:
    """`theme` applies (or, with `applies=False`, the label is taken away again: undecided)."""

    theme: str
    applies: bool = True
    origin: Origin = "hand"
    p: float | None = None


@dataclass(frozen=True, slots=True)
class Reject:
    """`theme` does not apply: a decision that the classifier learns from."""

    theme: str
    origin: Origin = "suggestion"
    p: float | None = None


@dataclass(frozen=True, slots=True)
class SetState:
    """none: read, no theme applies (its themes go). skipped: come back later. untouched: take it back."""

    state: Literal["none", "skipped", "untouched"]


@dataclass(frozen=True, slots=True)
class SetMemo:
    """A note of the coder's on the range; empty removes it."""

    memo: str


@dataclass(frozen=True, slots=True)
class Restore:
    """Bring an excluded range back (or exclude it again)."""

    restored: bool = True


Intent = SetTheme | Reject | SetState | SetMemo | Restore


@dataclass(frozen=True, slots=True)
class Request:
    """An intent and the range it is for, with enough text to find the range again."""

    article: str
    digest: str
    start: int
    end: int
    quote: str
    prefix: str
    suffix: str
    intent: Intent
    audit: Audit = ""
    """What the mark says of the audit if this is its first decision."""


@dataclass(frozen=True, slots=True)
class Change:
    """What an operation did to one mark. `before` and `after` are None where there was, or is, no mark."""

    article: str
    digest: str
    start: int
    end: int
    before: Mark | None
    after: Mark | None
    at: str = field(default_factory=now)

    def inverse(self) -> Change:
        """The change that undoes this one."""
        return replace(self, before=self.after, after=self.before, at=now())


def request(article: str, digest: str, text: str, start: int, end: int, intent: Intent) -> Request:
    """The request for `intent` on `text[start:end]`, with its quote and context."""
    return Request(
        article,
        digest,
        start,
        end,
        text[start:end],
        text[max(0, start - CONTEXT) : start],
        text[end : end + CONTEXT],
        intent,
    )


def _without(decisions: Iterable[Decision], theme: str) -> tuple[Decision, ...]:
    return tuple(decision for decision in decisions if decision.theme != theme)


def _set_theme(mark: Mark, intent: SetTheme, at: str) -> Mark:
    themes = _without(mark.themes, intent.theme)
    if not intent.applies:
        if len(themes) == len(mark.themes):
            return mark  # it has no such theme: that it is skipped, or that none applies, stays
        state: State = "labelled" if themes else "untouched"
        return replace(mark, themes=themes, state=state, at=at)
    themes += (Decision(intent.theme, intent.origin, at, intent.p),)
    rejected = _without(mark.rejected, intent.theme)
    return replace(mark, themes=themes, rejected=rejected, state="labelled", at=at)


def _reject(mark: Mark, intent: Reject, at: str) -> Mark:
    rejected = _without(mark.rejected, intent.theme)
    rejected += (Decision(intent.theme, intent.origin, at, intent.p),)
    themes = _without(mark.themes, intent.theme)
    state: State = "untouched" if mark.themes and not themes else mark.state
    return replace(mark, themes=themes, rejected=rejected, state=state, at=at)


def decide(mark: Mark, intent: Intent, at: str) -> Mark:
    """`mark` after `intent`, decided at `at`."""
    match intent:
        case SetTheme():
            return _set_theme(mark, intent, at)
        case Reject():
            return _reject(mark, intent, at)
        case SetState(state):
            return replace(mark, themes=(), state=state, at=at)
        case SetMemo(memo):
            return replace(mark, memo=memo)
        case Restore(restored):
            return replace(mark, restored=restored)


def apply_request(sheet: Sheet, asked: Request, at: str | None = None) -> tuple[Sheet, Change]:
    """`sheet` after the request, and the change that was made. The sheet may be newer than the screen."""
    at = at or now()
    before = sheet.at(asked.start, asked.end)
    fresh = Mark(asked.start, asked.end, asked.quote, asked.prefix, asked.suffix)
    found = before or fresh
    after: Mark | None = replace(decide(found, asked.intent, at), audit="")
    if after is not None and after.decided:
        # What was decided outside the audit stays outside: its suggestions were seen, or it was learned from.
        after = replace(after, audit=found.audit if found.decided else asked.audit)
    if after is not None and after.empty:
        after = None
    change = Change(asked.article, asked.digest, asked.start, asked.end, before, after, at)
    return sheet.put(asked.start, asked.end, after), change


def apply_change(sheet: Sheet, change: Change) -> Sheet:
    """`sheet` after the change, which must find what it expects.

    Raises:
        ConflictError: the mark is no longer `change.before`.
    """
    if sheet.at(change.start, change.end) != change.before:
        raise ConflictError(
            "this passage has been changed since", file=change.article, cure="look at it and decide again"
        )
    return sheet.put(change.start, change.end, change.after)
