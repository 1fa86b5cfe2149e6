"""What the audit found, in words: the same on the screen and on the command line."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tui.training_words import count

Audit = Mapping[str, Any]
"""`model.learning.auditing.AuditReport` as JSON has it."""


def progress(audit: Audit) -> str:
    """How far the audit is."""
    if not audit["sample"]:
        return "no passage is in the audit sample"
    words = f"audit sample: {count(audit['sample'], 'passage')}, {audit['waiting']:,} untouched"
    words += f", {audit['skipped']:,} skipped" if audit["skipped"] else ""
    words += f"; counted so far: {audit['blind']:,} decided unaided, {audit['assisted']:,} with suggestions"
    return words + (f"; more count after {audit['need']:,} more" if audit["need"] else "")


def agreement(audit: Audit) -> list[str]:
    """How often the top suggestion is right, unaided and with suggestions in sight."""
    found = (("decided unaided", "agreement_blind"), ("suggestions were seen", "agreement_assisted"))
    shares = ((how, audit[key]) for how, key in found)
    return [
        f"top suggestion right when {how}: {share['right']} of {share['of']} ({limits(share)})"
        for how, share in shares
        if share["of"]
    ]


def unread(audit: Audit, name: Callable[[str], str]) -> list[str]:
    """What may still be in what nobody has read, theme by theme."""
    found = [(score["at_most"], name(score["theme"])) for score in audit["themes"]]
    return [
        f"at most {most:,} of {audit['unread']:,} unread passages carry {theme} (95 %)"
        for most, theme in found
        if most is not None
    ]


def limits(share: Mapping[str, Any]) -> str:
    """The limits of a share: ".43 to .81"."""
    return f"{figure(share['low'])} to {figure(share['high'])}"


def judged(share: Mapping[str, Any]) -> str:
    """A share with its limits, ".67 (.43-.81)"; a dash where there was nothing to judge."""
    if not share["of"]:
        return "-"
    return f"{figure(share['right'] / share['of'])} ({figure(share['low'])}-{figure(share['high'])})"


def figure(value: float) -> str:
    """Two digits behind the point: ".43", "1.0"."""
    return "1.0" if value >= 0.995 else f"{value:.2f}".removeprefix("0")  # noqa: PLR2004 - what is rounded to 1


def reliability(steps: Sequence[Mapping[str, Any]]) -> list[str]:
    """How often suggestions of about one probability were right."""
    return [
        f"said {figure(step['said'])}: {figure(step['true'])} were right, of {step['count']:,}"
        for step in steps
    ]
