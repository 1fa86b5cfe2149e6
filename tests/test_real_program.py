"""The real program in a real pseudo-terminal: label by keys, quit or be killed, start again, all is there."""

from __future__ import annotations

import json
import re
import signal
import subprocess
from pathlib import Path

import pytest

from tests.terminal import Terminal, rubricate

PARAGRAPHS = [
    "The gate at the pass was shut before noon, and the drivers were told to come back after the feast.",
    "A clerk said that the price of flour had doubled in the bazaar since the trucks stopped coming.",
    "Families with bundles waited on the far side of the fence for a paper that nobody would sign.",
    "The general flew to the capital to ask for money, and he returned with a promise of more talks.",
    "In the tea houses men argued about the war next door, and most of them wished it would stay there.",
    "A rocket fell on an empty market at night; the police blamed a group that denied it by morning.",
]


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """A project with two articles of six passages, and no theme yet."""
    run(rubricate("init", tmp_path / "study"))
    seeds = tmp_path / "study" / "seeds"
    (seeds / "a.txt").write_text("\n\n".join(PARAGRAPHS))
    (seeds / "b.txt").write_text("\n\n".join(reversed(PARAGRAPHS)))
    return tmp_path / "study"


def run(command: list[str | Path]) -> str:
    """What a command without a screen prints; it must succeed."""
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def exported(study: Path) -> list[dict[str, object]]:
    """What `rubricate export jsonl` prints."""
    return [json.loads(line) for line in run(rubricate("export", "jsonl", study)).splitlines()]


def add_theme(terminal: Terminal, name: str) -> str:
    """Add a theme by keys; the key that it was given."""
    terminal.press("a", "New theme")
    terminal.send(name)
    return terminal.press("\x13", rf"(?m)^[> ]+(\w)\s+{name}\b")[1]


def settle(terminal: Terminal, step: int) -> None:
    """Wait until the label of this step is on disk, as the screen says."""
    terminal.wait_for(rf"{6 - step} untouched[\s\S]*saved · ")


def label_all(terminal: Terminal, key: str) -> None:
    """Label the six passages of the article on the screen, one after the other."""
    for step in range(1, 7):
        terminal.send(key)
        settle(terminal, step)
        if step < 6:
            terminal.send("j")


def test_labels_by_keys_survive_quitting_and_starting_again(study: Path) -> None:
    with Terminal(rubricate(study)) as terminal:
        terminal.wait_for("12 untouched")
        terminal.press("4", "codebook")
        border = add_theme(terminal, "Border")
        prices = add_theme(terminal, "Prices")
        terminal.press("1", "12 untouched")
        terminal.press("\r", "6 untouched")
        label_all(terminal, border)
        terminal.press("]", "6 untouched")
        label_all(terminal, prices)
        terminal.press("q", r"12 passages · 0 untouched")
        terminal.send("q")
        assert terminal.wait_exit() == 0, terminal.text
    with Terminal(rubricate(study), columns=120, rows=40) as terminal:
        terminal.wait_for(r"12 passages · 0 untouched")
        terminal.press("\r", "0 untouched")
        terminal.send("qq")
        assert terminal.wait_exit() == 0, terminal.text
    rows = exported(study)
    assert len(rows) == 12
    assert [row["themes"] for row in rows] == [["border"]] * 6 + [["prices"]] * 6
    assert [row["text"] for row in rows[:6]] == PARAGRAPHS


def test_killed_right_after_saved_loses_nothing(study: Path) -> None:
    run(rubricate("codebook", "add", "Border", "--key", "c", "--project", study))
    with Terminal(rubricate(study)) as terminal:
        terminal.wait_for("12 untouched")
        terminal.press("\r", "6 untouched")
        label_all(terminal, "c")
        assert terminal.kill(signal.SIGKILL) == -signal.SIGKILL
    assert [row["themes"] for row in exported(study)] == [["border"]] * 6


def test_undo_works_after_a_restart(study: Path) -> None:
    run(rubricate("codebook", "add", "Border", "--key", "c", "--project", study))
    with Terminal(rubricate(study)) as terminal:
        terminal.wait_for("12 untouched")
        terminal.press("\r", "6 untouched")
        terminal.press("c", r"5 untouched[\s\S]*saved · ")
        terminal.send("qq")
        assert terminal.wait_exit() == 0, terminal.text
    with Terminal(rubricate(study)) as terminal:
        terminal.wait_for("11 untouched")
        terminal.press("u", "undone")
        terminal.send("qq")
        assert terminal.wait_exit() == 0, terminal.text
    assert exported(study) == []


@pytest.mark.parametrize("size", [(1, 1), (20, 5), (250, 70)])
def test_any_size_starts_and_quits(study: Path, size: tuple[int, int]) -> None:
    with Terminal(rubricate(study), columns=size[0], rows=size[1]) as terminal:
        terminal.wait_output(b"\x1b[?1049h")
        terminal.send("jjq")
        assert terminal.wait_exit() == 0, terminal.text


def test_no_color_shows_the_same_words(study: Path) -> None:
    with Terminal(rubricate(study), env={"NO_COLOR": "1"}) as terminal:
        terminal.wait_for("12 untouched")
        terminal.press("\r", "6 untouched")
        colours = re.findall(rb"\x1b\[[\d;]*(?:38|48);2;(\d+);(\d+);(\d+)", terminal.output)
        assert all(red == green == blue for red, green, blue in colours)
        terminal.send("qq")
        assert terminal.wait_exit() == 0, terminal.text
