"""Opening a project by words that need no parser means what the parser would make of them."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

import pytest

from tui.cli import entry, opening
from tui.cli.parsing import Parser, project_folder

PLAIN = ["", "STUDY", "--coder ann", "STUDY --coder ann", "--coder ann STUDY"]
OTHERS = ["--help", "-- STUDY", "--coder", "STUDY --coder", "STUDY --coder=ann", "--project STUDY", "-x"]
MORE = ["A B", "--coder ann A B", "--coder --project", "--coder -x STUDY", "A --coder ann --project B"]


def parsed(words: list[str]) -> Namespace:
    """What the parser makes of them."""
    parser = Parser(prog="rubricate")
    opening.add_arguments(parser)
    found: Namespace = parser.parse_args(words)
    return found


@pytest.mark.parametrize("words", PLAIN)
def test_plain_words_mean_what_they_mean_to_the_parser(words: str) -> None:
    found = parsed(words.split())
    assert entry._plain(words.split()) == (project_folder(found), found.coder)


@pytest.mark.parametrize("words", OTHERS + MORE)
def test_all_others_are_left_to_the_parser(words: str) -> None:
    assert entry._plain(words.split()) is None


def test_a_folder_opens_with_the_coder_that_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[tuple[Path, str | None]] = []

    def note(folder: Path, coder: str | None) -> int:
        opened.append((folder, coder))
        return 0

    monkeypatch.setattr(opening, "open_app", note)
    for words in (["here", "--coder", "ann"], ["--coder=ann", "here"], ["--project", "here"]):
        assert entry.main(words) == 0
    assert opened == [(Path("here"), "ann"), (Path("here"), "ann"), (Path("here"), None)]
