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

SIGNS = (
    (".", "Untouched."),
    ("+", "Labelled; behind “why”: words that speak for the theme."),
    ("-", "Read, and no theme applies; behind “why”: words that speak against."),
    (">", "Skipped."),
    ("a name", "A theme that you gave, with its letter; * stands for no letter."),
    ("? a name .82", "A suggestion, with its probability: ? is learned,"),
    ("~ a name .35", "~ is from the definition, not learned."),
    ("x not name", "A theme that you rejected."),
    ('" words', "Your memo."),
    ("2 sentences: a", "A label on a part of the passage, or on more than it."),
    ("┃", "The passage you are on."),
    ("a │", "How far a label goes: a stripe under the letters of its themes."),
)
"""(sign, what it means) of gutter and margin, for the help."""
