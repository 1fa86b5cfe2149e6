"""What a change did, in a few words for people. Pure."""

from __future__ import annotations

from model.coding.marks import Change, Mark

_STATES = {"none": "none apply", "skipped": "skip", "untouched": "back to untouched", "labelled": "label"}


def describe(change: Change) -> str:
    """What `change` did, for the status line: "label aid", "not aid", "memo"."""
    before = change.before or Mark(change.start, change.end, "")
    after = change.after or Mark(change.start, change.end, "")
    words = [*_themes(before, after), *_rejections(before, after)]
    if not words and before.state != after.state:
        words.append(_STATES[after.state])
    if before.memo != after.memo:
        words.append("memo" if after.memo else "remove memo")
    if before.restored != after.restored:
        words.append("bring back" if after.restored else "exclude again")
    return ", ".join(words) or "decide again"


def _themes(before: Mark, after: Mark) -> list[str]:
    given = [f"label {decision.theme}" for decision in after.themes if not before.has(decision.theme)]
    taken = [d.theme for d in before.themes if not after.has(d.theme) and not after.rejects(d.theme)]
    if after.state == "none" and taken:
        return ["none apply"]
    return given + [f"remove {theme}" for theme in taken]


def _rejections(before: Mark, after: Mark) -> list[str]:
    given = [f"not {decision.theme}" for decision in after.rejected if not before.rejects(decision.theme)]
    taken = [d.theme for d in before.rejected if not after.rejects(d.theme) and not after.has(d.theme)]
    return given + [f"no longer not {theme}" for theme in taken]
