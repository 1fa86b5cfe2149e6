"""The real program in a real terminal, on the hostile project: nothing of it reaches the terminal or runs."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from tests import oracle
from tests.hostile.articles import texts
from tests.hostile.corpus import Corpus
from tests.hostile.watch import Watch
from tests.terminal import Terminal

PROGRAM = Path(sys.executable).with_name("rubricate")
COLUMNS, ROWS = 80, 24
OWN_FOLDERS = ("seeds", "labels")
ESCAPE = "\x1b"
NO_DIALOG = r"\A(?![\s\S]*[╭▔])"
"""A pattern for a screen without a frame on it."""


def walk(terminal: Terminal, articles: int) -> set[str]:
    """Open every article in turn; the numbers of those whose text was on the screen."""
    seen: set[str] = set()
    for _ in range(articles):
        before = what_is_open(terminal.text)
        terminal.send("]")
        terminal.wait_until(lambda now, before=before: what_is_open(now) != before, patience=3)
        terminal.settle()
        seen.update(re.findall(r"\bNo (\d\d\d)\b", terminal.text))
        if "that was the last article" in terminal.text:
            break
    return seen


def what_is_open(screen: str) -> tuple[str, str]:
    """The heading, and what is said on the left of the status line: one of them changes with the article."""
    lines = screen.split("\n")
    return lines[1], lines[-1][:60]


def test_the_program_shows_all_of_it_safely(corpus: Corpus, tmp_path: Path) -> None:
    watch = Watch(tmp_path)
    with Terminal([PROGRAM, "."], columns=COLUMNS, rows=ROWS, env=watch.env, cwd=corpus.root) as terminal:
        found = terminal.wait_for(r"([\d,]+) articles[\s\S]*problems \(!\)")
        terminal.wait_for("from the definitions|trained on|classifier")
        found = terminal.wait_for(r"([\d,]+) articles")
        look_around(terminal)
        terminal.press("g", "articles")
        terminal.press("\r", r"\d+/\d+")
        seen = walk(terminal, int(found[1].replace(",", "")) + 5)
        terminal.wait_for("that was the last article")
        terminal.send("qq")
        assert terminal.wait_exit() == 0, terminal.text
    numbers = {f"{number:03}" for number, _ in enumerate(texts(), 1)}
    assert numbers - seen == set()
    assert oracle.faults(terminal.output, COLUMNS, ROWS) == []
    assert oracle.restored(terminal.output) == []
    assert terminal.output.endswith(b"l"), "nothing is printed after the screen has gone"
    nothing_ran(corpus, watch)


def look_around(terminal: Terminal) -> None:
    """Every screen and dialog once."""
    for keys, shown in (
        ("G", "articles"),
        ("!", r"╭[\s\S]*problems"),
        (ESCAPE, NO_DIALOG),
        *(
            (key, f"by {order}")
            for key, order in zip("ssss", ("date", "untouched", "progress", "name"), strict=True)
        ),
        ("f", r"╭[\s\S]*theme"),
        (ESCAPE, NO_DIALOG),
        ("?", r"╭[\s\S]*Help"),
        (ESCAPE, NO_DIALOG),
        ("\x10", "▔"),
        ("click", r"click=app\.quit"),
        (ESCAPE, NO_DIALOG),
        ("4", "Aid"),
        ("\r", r"╭"),
        (ESCAPE, NO_DIALOG),
        ("5", "click=app.quit"),
        ("3", r"\d of \d+|queue is empty"),
        ("?", r"╭"),
        (ESCAPE, NO_DIALOG),
        ("1", "[0-9] articles"),
    ):
        terminal.press(keys, shown)


def nothing_ran(corpus: Corpus, watch: Watch) -> None:
    """Nothing left a sign; no process but the program's own was started; none opened what it should not."""
    assert corpus.fallen == []
    started = watch.events(
        "subprocess.Popen", "os.exec", "os.posix_spawn", "os.spawn", "os.system", "pty.spawn"
    )
    assert [event for event in started if "model.learning.engine" not in event] == []
    strange = [name for name in watch.opened_below(corpus.root) if name.split("/")[0] not in OWN_FOLDERS]
    assert strange == []
