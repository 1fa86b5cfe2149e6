"""The program as a process of its own: streams that are closed, full or no terminal, and ctrl+c."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from model.newproject import create

PROGRAM = Path(sys.executable).with_name("rubricate")
PATIENCE = 60


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample project; the tests only read it."""
    root = tmp_path_factory.mktemp("study") / "sample"
    create(root, sample=True)
    return root


def shell(script: str, *words: str | Path, **env: str) -> subprocess.CompletedProcess[str]:
    """Run a shell script that calls "$0", the program, with `words` as "$1", "$2" ..."""
    return subprocess.run(
        ["bash", "-c", script, str(PROGRAM), *map(str, words)],
        env={**os.environ, **env},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


@pytest.mark.parametrize(
    ("streams", "name"),
    [
        ("</dev/null", "input"),
        ("<&-", "input"),
        ("</dev/tty-of-the-test >/dev/null", "output"),
        ("</dev/tty-of-the-test >&-", "output"),
    ],
)
def test_opening_without_a_terminal_is_refused_at_once(sample: Path, streams: str, name: str) -> None:
    master, slave = pty.openpty()
    try:
        terminal = streams.replace("/dev/tty-of-the-test", os.ttyname(slave))
        found = shell(f'"$0" "$1" {terminal}', sample)
    finally:
        os.close(master)
        os.close(slave)
    assert found.returncode == 2
    assert found.stderr.startswith(f"rubricate: standard {name} is not a terminal (")
    assert found.stderr.count("\n") == 1


@pytest.mark.parametrize(("env", "streams"), [({"TERM": "dumb"}, ""), ({}, "2>/dev/null"), ({}, "2>&-")])
def test_a_terminal_that_can_t_show_it_is_refused(sample: Path, env: dict[str, str], streams: str) -> None:
    command = ["bash", "-c", f'"$0" "$1" {streams}', str(PROGRAM), str(sample)]
    status, said = in_terminal(command, env)
    assert status == 2
    assert "\x1b" not in said
    assert ("TERM=dumb" in said) == (env == {"TERM": "dumb"})


def in_terminal(command: Sequence[str], env: dict[str, str]) -> tuple[int, str]:
    """Exit code and output of a command whose streams are a terminal, and which nobody answers."""
    master, slave = pty.openpty()
    try:
        found = subprocess.run(
            command,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env={**os.environ, "TERM": "xterm-256color", **env},
            timeout=PATIENCE,
            check=False,
        )
        os.set_blocking(master, False)
        try:
            said = os.read(master, 65536)
        except BlockingIOError:
            said = b""
        return found.returncode, said.decode()
    finally:
        os.close(master)
        os.close(slave)


def test_a_reader_that_goes_away_is_no_error(sample: Path) -> None:
    found = shell('"$0" suggest "$1" | head -n 1; echo "${PIPESTATUS[0]}"', sample)
    line, status = found.stdout.splitlines()
    assert json.loads(line)["article"]
    assert status in ("0", "141")  # 0 where all fitted into the pipe
    assert found.stderr == ""


def test_a_reader_that_was_never_there_is_141(sample: Path) -> None:
    found = shell('"$0" export jsonl "$1" | exec true; echo "${PIPESTATUS[0]}"', sample)
    assert found.stdout in ("141\n", "0\n")
    assert found.stderr == ""


def test_a_full_disk_is_told(sample: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("there is no /dev/full here")
    found = shell('"$0" export jsonl "$1" >/dev/full', sample)
    assert found.returncode == 2
    assert found.stderr == "rubricate: No space left on device\n"


@pytest.mark.parametrize("streams", [">&-", "2>&-", "<&-", "<&- >&- 2>&-"])
def test_closed_streams_do_no_harm(sample: Path, streams: str) -> None:
    found = shell(f'"$0" check "$1" {streams}', sample)
    assert (found.returncode, found.stderr) == (0, "")


@pytest.mark.parametrize("locale", ["C", "POSIX", "C.UTF-8"])
def test_any_locale_gives_utf8_to_programs(sample: Path, locale: str) -> None:
    found = subprocess.run(
        [PROGRAM, "export", "jsonl", sample],
        env={**os.environ, "LC_ALL": locale, "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
        capture_output=True,
        timeout=PATIENCE,
        check=False,
    )
    assert found.returncode == 0
    assert any("“" in json.loads(line)["text"] for line in found.stdout.decode("utf-8").splitlines())


def test_progress_and_labels_on_a_terminal_can_t_drive_it(tmp_path: Path) -> None:
    create(tmp_path)
    (tmp_path / "seeds/a.txt").write_text("Aid came \x1b]10;?\x07 late. The gates were shut.")
    subprocess.run(
        [PROGRAM, "codebook", "add", "Aid", "--project", tmp_path], check=True, capture_output=True
    )
    for words in (["suggest"], ["export", "csv"], ["export", "jsonl"]):
        status, said = in_terminal([str(PROGRAM), *words, str(tmp_path)], {})
        assert status == 0
        assert "\x1b]" not in said


def test_ctrl_c_ends_quietly(sample: Path) -> None:
    process = subprocess.Popen(
        [PROGRAM, "suggest", sample], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.read(1) == "{"  # it is at work, and waits for the pipe to be read
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=PATIENCE)
    assert (process.returncode, said) == (130, "")
