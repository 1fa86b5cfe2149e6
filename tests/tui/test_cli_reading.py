"""Bringing articles in on the command line: how far it is, and ctrl+c in the middle."""

from __future__ import annotations

import io
import json
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from model.coding.codebook import Codebook, Theme
from model.project import Project
from model.reading import sources
from model.reading.article import Article
from model.reading.jsonlines import Record
from tui.cli import output
from tui.cli.entry import main
from tui.cli.reading import read_articles

LINES = 200


class TerminalStream(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def project(tmp_path: Path) -> Project:
    (tmp_path / "seeds").mkdir()
    entries = ({"id": str(number), "text": f"Lorry {number} waits at the gate."} for number in range(LINES))
    (tmp_path / "seeds/big.jsonl").write_text("".join(json.dumps(entry) + "\n" for entry in entries))
    made = Project.open(tmp_path, "ann")
    made.edit_codebook(lambda _: Codebook((Theme("border", "Border", "c"),)), "a theme")
    return made


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Ids of the articles that are read."""
    return reading(monkeypatch, lambda count: None)


def reading(monkeypatch: pytest.MonkeyPatch, at: Callable[[int], None]) -> list[str]:
    done: list[str] = []
    real = sources.article_of

    def article_of(article_id: str, record: Record) -> Article:
        done.append(article_id)
        at(len(done))
        return real(article_id, record)

    monkeypatch.setattr(sources, "article_of", article_of)
    return done


def press(*places: int) -> Callable[[int], None]:
    """Press ctrl+c when so many articles have been read."""
    return lambda count: signal.raise_signal(signal.SIGINT) if count in places else None


def test_ctrl_c_keeps_what_was_read_and_the_next_run_goes_on_there(
    project: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = signal.getsignal(signal.SIGINT)
    with monkeypatch.context() as patch:
        read = reading(patch, press(120))
        assert main(["suggest", str(project.root), "--coder", "ann"]) == 130
    assert len(read) == 120 == project.totals().articles
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("rubricate: stopped: 120 articles") and said.err.count("\n") == 1
    assert signal.getsignal(signal.SIGINT) is before
    rest = reading(monkeypatch, lambda count: None)
    read_articles(project)
    assert rest == [f"big.jsonl#{number}" for number in range(120, LINES)]
    assert project.totals().articles == LINES
    assert not project.refresh()


def test_a_second_ctrl_c_is_not_waited_for(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    read = reading(monkeypatch, lambda count: (press(120)(count), press(120)(count))[1])
    with pytest.raises(KeyboardInterrupt):
        read_articles(project)
    assert len(read) == 120
    assert project.totals().articles < 120  # what waited to be written is read again
    read_articles(project)
    assert project.totals().articles == LINES


def test_a_terminal_shows_how_far_it_is_and_nothing_is_left_of_it(
    project: Project, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = TerminalStream()
    monkeypatch.setattr("sys.stderr", stream)
    monkeypatch.setattr(output, "INTERVAL", 0.0)
    read_articles(project)
    assert len(read) == LINES
    assert "\rreading the articles: 150 (7" in stream.getvalue()
    assert stream.getvalue().endswith("\r\x1b[K")


def test_nothing_is_shown_where_there_is_no_terminal(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = io.StringIO()
    monkeypatch.setattr("sys.stderr", stream)
    read_articles(project)
    assert stream.getvalue() == ""
