"""The frame that is kept: what it is kept for, and that nothing but safe text and colours comes back."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from model.safetext import safe_line
from tests import oracle
from tui import frame
from tui.frame import Shape

SHAPE = Shape("ann", "rubricate-dark", 20, 3)
LINES = [
    "\x1b[1;38;2;223;96;76;48;2;43;39;34m rubricate \x1b[0m\x1b[2m«Ünï…»   \x1b[0m",
    "plain text, no colour",
    "\x1b[7;31;40m>\x1b[0m\x1b[38;5;200;48;5;1mx\x1b[0m",
]
_ESCAPES = re.compile(r"\x1b(?!\[[\d;]+m)")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "index.sqlite").write_bytes(b"an index")
    assert frame.keep(tmp_path, SHAPE, LINES)
    return tmp_path


def test_what_was_kept_comes_back(folder: Path) -> None:
    assert frame.kept(folder, SHAPE) == LINES
    assert sorted(path.name for path in folder.iterdir()) == ["frame", "index.sqlite"]
    assert (folder / "frame").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "other", [{"coder": "bob"}, {"theme": "rubricate-light"}, {"columns": 21}, {"rows": 4}]
)
def test_what_was_kept_for_another_shape_does_not(folder: Path, other: dict[str, object]) -> None:
    assert frame.kept(folder, SHAPE._replace(**other)) is None  # type: ignore[arg-type]
    assert frame.kept(folder, SHAPE) == LINES


@pytest.mark.parametrize("name", ["TERM", "COLORTERM", "NO_COLOR", "TEXTUAL_COLOR_SYSTEM"])
def test_nor_for_other_colours(folder: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, "another")
    assert frame.kept(folder, SHAPE) is None


def test_nor_of_another_version(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frame, "__version__", "another")
    assert frame.kept(folder, SHAPE) is None


def rewritten(folder: Path) -> None:
    (folder / "index.sqlite").write_bytes(b"an Index")


def replaced(folder: Path) -> None:
    path = folder / "index.sqlite"
    stamp = path.stat()
    (folder / "other").write_bytes(b"an index")
    os.utime(folder / "other", ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    (folder / "other").replace(path)


def logged(folder: Path) -> None:
    (folder / "index.sqlite-wal").write_bytes(b"a label")


def lost(folder: Path) -> None:
    (folder / "index.sqlite").unlink()


@pytest.mark.parametrize("change", [rewritten, replaced, logged, lost])
def test_nor_for_another_index(folder: Path, change: Callable[[Path], None]) -> None:
    os.utime(folder / "index.sqlite", ns=(0, 0))
    assert frame.keep(folder, SHAPE, LINES)
    change(folder)
    assert frame.kept(folder, SHAPE) is None


def test_an_empty_log_is_none(folder: Path) -> None:
    (folder / "index.sqlite-wal").touch()  # as it stands beside an index that is only read
    assert frame.kept(folder, SHAPE) == LINES


HOSTILE = {
    "a question": "\x1b[6n",
    "a title": "\x1b]0;text\x07",
    "a move": "\x1b[1;1H",
    "a mode": "\x1b[?1049l",
    "hidden text": "\x1b[8mtext\x1b[0m",
    "blinking": "\x1b[5mtext\x1b[0m",
    "colours by colons": "\x1b[38:2::1:2:3m",
    "pieces that join": "\x1b[\x1b[0m6n",
    "an escape at the end": "text\x1b",
    "C1": "\x9b6n",
    "a bell": "\x07",
    "a return": "text\rtext",
    "a tab": "\t",
    "a backspace": "\x08",
    "NUL": "\x00",
    "direction": "a\u202eb",
    "marks": "a" + "\u0301" * 5,
    "marks around a colour": "a" + "\u0301" * 3 + "\x1b[0m" + "\u0301" * 3,
    "a long colour": f"\x1b[{';'.join(['1'] * 31)}m",
    "no colour": "\x1b[38m",
    "half a colour": "\x1b[38;2;1;2m",
    "a colour of another kind": "\x1b[38;3;1;2;3m",
    "a large colour": "\x1b[38;5;1000m",
    "no code": "\x1b[m",
    "other digits": "\x1b[\u0663m",
}


@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE)
def test_a_file_with_anything_else_is_deleted(folder: Path, hostile: str) -> None:
    assert not frame.is_frame([hostile])
    path = folder / "frame"
    first = path.read_text(encoding="utf-8").split("\n")[0]
    path.write_text("\n".join([first, *LINES[:2], hostile]), encoding="utf-8", newline="")
    assert frame.kept(folder, SHAPE) is None
    assert not path.exists()


@pytest.mark.parametrize("lines", [LINES[:2], [*LINES, ""], []])
def test_so_is_one_with_more_or_fewer_rows(folder: Path, lines: list[str]) -> None:
    path = folder / "frame"
    path.write_text("\n".join([path.read_text(encoding="utf-8").split("\n")[0], *lines]), encoding="utf-8")
    assert frame.kept(folder, SHAPE) is None
    assert not path.exists()


@pytest.mark.parametrize("held", [b"", b"\n", b"\xff\xfe", b"x" * (frame.LIMIT + 1)])
def test_what_is_no_frame_at_all_is_none(folder: Path, held: bytes) -> None:
    (folder / "frame").write_bytes(held)
    assert frame.kept(folder, SHAPE) is None
    assert frame.keep(folder, SHAPE, LINES)
    assert frame.kept(folder, SHAPE) == LINES


def test_a_link_a_pipe_and_what_others_may_write_are_none(folder: Path) -> None:
    path = folder / "frame"
    path.chmod(0o620)
    assert frame.kept(folder, SHAPE) is None
    path.chmod(0o600)
    path.rename(folder / "elsewhere")
    path.symlink_to(folder / "elsewhere")
    assert frame.kept(folder, SHAPE) is None
    path.unlink()
    os.mkfifo(path, 0o600)
    assert frame.kept(folder, SHAPE) is None


def test_what_would_not_be_accepted_is_not_kept(folder: Path) -> None:
    assert not frame.keep(folder, SHAPE, [*LINES[:2], "\x1b[6n"])
    assert not frame.keep(folder, SHAPE, LINES[:2])
    assert not frame.keep(folder, SHAPE, [*LINES[:2], "x" * frame.LIMIT])
    assert frame.kept(folder, SHAPE) == LINES


def test_where_it_can_t_be_kept_nothing_is_left(tmp_path: Path) -> None:
    (tmp_path / "frame").mkdir()
    assert not frame.keep(tmp_path, SHAPE, LINES)
    assert [path.name for path in tmp_path.iterdir()] == ["frame"]
    assert frame.kept(tmp_path, SHAPE) is None


@given(st.text(max_size=12) | st.text("a\u0301\u202e\u2026\u00a0\ufe0f", max_size=8))
def test_text_is_accepted_if_it_has_been_made_safe(text: str) -> None:
    assert frame.is_frame([text]) is (safe_line(text) == text)


_pieces = st.sampled_from(
    ["\x1b", "[", "\x1b[", "0m", ";", "38;2;1;2;3m", "\x1b[0m", "\x1b[1;4m", "5n", "H", "?"]
)


@given(st.lists(_pieces | st.text(max_size=3), max_size=12).map("".join))
@example("\x1b[31mred\x1b[0m")
def test_nothing_that_a_terminal_obeys_is_accepted_but_colours(line: str) -> None:
    if frame.is_frame([line]):
        assert not _ESCAPES.search(line)
        assert "\n" not in line
        assert list(oracle.text_faults(re.sub(r"\x1b\[[\d;]+m", "", line))) == []
