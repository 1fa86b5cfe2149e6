"""The keys that decide, as reader and queue have them."""

from __future__ import annotations

from tui.commands import Command

DECIDE_COMMANDS: tuple[Command, ...] = (
    Command("label.accept", "accept", "enter", "Accept", "Label with the top suggestion."),
    Command(
        "label.reject", "reject", "x", "Reject", "Not the top suggestion; the classifier learns from it."
    ),
    Command(
        "label.none", "set_state('none')", "0", "None apply", "Read, and no theme applies; again undoes it."
    ),
    Command("label.skip", "set_state('skipped')", "space", "Skip", "Come back to it later; again undoes it."),
    Command("label.find", "find", "t", "Find theme", "Find a theme by typing, also one without a key."),
    Command("label.explain", "explain", "e", "Explain", "Words for and against a theme; again for the next."),
    Command("label.memo", "memo", "m", "Memo", "A note on the passage."),
    Command(
        "label.restore", "restore", "b", "Bring back", "Bring an excluded range back, or exclude it again."
    ),
)

HINTS = (
    ("j k", "next, previous"),
    ("enter", "accept suggestion"),
    ("x", "reject it"),
    ("0", "none apply"),
    ("space", "skip"),
    ("v", "select sentences"),
    ("e", "explain"),
    ("m", "memo"),
    ("?", "all keys"),
)
"""(key, what it does) for the foot of the legend's panel."""
