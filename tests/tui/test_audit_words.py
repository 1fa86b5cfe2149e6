"""What the audit found, in words."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from model.newproject import create
from tests.tui.screens.test_model import MORE
from tui.audit_words import agreement, figure, judged, progress, unread
from tui.cli.entry import main

AUDIT = MORE["audit"]


def test_bounds_are_said_where_they_say_something() -> None:
    assert unread(AUDIT, str.upper) == ["at most 7 of 412 unread passages carry AID (95 %)"]


def test_progress_and_agreement() -> None:
    assert progress(AUDIT) == (
        "audit sample: 40 passages, 10 untouched; counted so far: 10 decided unaided, 20 with suggestions; "
        "more count after 10 more"
    )
    assert agreement(AUDIT) == ["top suggestion right when decided unaided: 8 of 10 (.44 to .97)"]
    assert progress({**AUDIT, "sample": 0}) == "no passage is in the audit sample"


def test_figures() -> None:
    assert [figure(value) for value in (0.0, 0.004, 0.25, 0.994, 0.996, 1.0)] == [
        ".00",
        ".00",
        ".25",
        ".99",
        "1.0",
        "1.0",
    ]
    assert judged({"right": 0, "of": 0, "low": 0.0, "high": 1.0}) == "-"


def test_the_command_says_what_the_screen_says(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = tmp_path / "study"
    create(root, sample=True)
    assert main(["evaluate", str(root), "--coder", "sample"]) == 0
    shown = capsys.readouterr().out
    assert main(["evaluate", str(root), "--coder", "sample", "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert progress(report["audit"]) in shown and report["why"] in shown
    for theme in report["themes"]:
        line = next(line for line in shown.splitlines() if line.startswith(theme["theme"]))
        assert line.split()[1:3] == [str(theme["positives"]), str(theme["accepted"])]
    assert sum(theme["accepted"] for theme in report["themes"]) > 0
    assert {"article", "start", "end", "theme", "applies", "p"} <= report["suspects"][0].keys()
