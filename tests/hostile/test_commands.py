"""Every command on the hostile project, on a terminal and in a pipe: safe, in one line each, nothing run."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests import oracle
from tests.hostile import codebooks
from tests.hostile.corpus import Corpus
from tests.hostile.kinds import FALLEN
from tests.hostile.watch import Watch
from tests.terminal import Terminal
from tui.cli.entry import main

PROGRAM = Path(sys.executable).with_name("rubricate")
COMMANDS = {
    ("check",): 1,
    ("export", "jsonl"): 2,
    ("export", "csv"): 2,
    ("codebook", "list"): 0,
    ("train",): 0,
    ("suggest",): 0,
    ("evaluate",): 0,
}
"""Each with its exit code: some label files can't be read."""


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_nothing_unsafe_is_printed_on_a_terminal(
    words: tuple[str, ...], corpus: Corpus, tmp_path: Path
) -> None:
    watch = Watch(tmp_path)
    with Terminal([PROGRAM, *words, "."], env=watch.env, cwd=corpus.root, draw=False) as terminal:
        assert terminal.wait_exit() == COMMANDS[words], terminal.text
    # The line that says how far it is goes back to its beginning and erases itself.
    said = re.sub(rb"\r[a-z ]+: [ -~]*\x1b\[K|\r\x1b\[K", b"", terminal.output)
    assert oracle.faults(said) == []
    assert b"Traceback" not in said and b"stopped by an error" not in said
    assert corpus.fallen == []
    started = watch.events(
        "subprocess.Popen", "os.exec", "os.posix_spawn", "os.spawn", "os.system", "os.fork"
    )
    assert started == []
    assert [
        name for name in watch.opened_below(corpus.root) if name.split("/")[0] not in ("seeds", "labels")
    ] == []


def test_each_refusal_is_one_line_that_names_its_file(corpus: Corpus) -> None:
    found = subprocess.run([PROGRAM, "check", "--json", corpus.root], capture_output=True, check=False)
    assert found.stderr == b""
    told = json.loads(found.stdout)
    problems = told["problems"]
    assert {damage.file for damage in corpus.damages} <= {problem["file"] for problem in problems}
    found = subprocess.run([PROGRAM, "check", corpus.root], capture_output=True, check=False, text=True)
    lines = found.stdout.splitlines()
    assert found.stderr == ""
    assert len(lines) == len(problems) + len(told["notes"]) + 1
    for line, problem in zip(lines, problems, strict=False):
        assert line.startswith(problem["file"].partition("\x1b")[0].partition("\n")[0][:10])
        assert line.endswith(")"), "the cure stands at the end"
        assert [*oracle.text_faults(line)] == []


@pytest.mark.parametrize("name", codebooks.DAMAGED)
def test_a_damaged_codebook_is_refused_in_one_line(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    canary = tmp_path / "canary"
    canary.mkdir()
    data = codebooks.DAMAGED[name][0]
    text = data.encode() if isinstance(data, str) else data
    (tmp_path / "seeds").mkdir()
    (tmp_path / "labels").mkdir()
    (tmp_path / "labels/codebook.yaml").write_bytes(text.replace(FALLEN.encode(), str(canary).encode()))
    assert main(["codebook", "list", str(tmp_path)]) == 2
    out, said = capsys.readouterr()
    assert (out, said.count("\n")) == ("", 1)
    assert said.startswith("rubricate: labels/codebook.yaml")
    assert [*oracle.text_faults(said)] == []
    assert list(canary.iterdir()) == []


def test_cells_that_a_spreadsheet_would_run_are_defused(corpus: Corpus) -> None:
    found = subprocess.run(
        [PROGRAM, "export", "csv", corpus.root], capture_output=True, check=False, text=True
    )
    csv.field_size_limit(1 << 24)
    cells = [cell for row in csv.reader(io.StringIO(found.stdout, newline="")) for cell in row]
    assert any("cmd|" in cell for cell in cells)
    assert [cell for cell in cells if cell[:1] in "=+-@\t\r\uff1d\uff0b\uff0d\uff20" and cell] == []
