"""Cache and state are the user's own: not the project's, no one else's, and no link to elsewhere."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from model.errors import RubricateError
from model.folders import LEDGER, cache_folder, is_foreign, state_folder
from model.index.schema import connect
from model.project import Project

Folder = Callable[[Path], Path]
BOTH = pytest.mark.parametrize("folder", [cache_folder, state_folder])


@BOTH
def test_is_private_whatever_the_mask(folder: Folder, tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        made = folder(tmp_path)
    finally:
        os.umask(before)
    assert [found.stat().st_mode & 0o777 for found in (made, made.parent)] == [0o700, 0o700]


@BOTH
def test_never_inside_the_project(folder: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "project")
    for inside in (tmp_path / "project", tmp_path / "project/.cache", tmp_path / "link/deep"):
        monkeypatch.setenv("XDG_CACHE_HOME", str(inside))
        monkeypatch.setenv("XDG_STATE_HOME", str(inside))
        with pytest.raises(RubricateError, match="inside the project"):
            folder(tmp_path / "project")
    assert not (tmp_path / "project").exists()


@pytest.mark.skipif(os.getuid() != 0, reason="only root can give files away")
@BOTH
def test_another_user_s_is_refused(folder: Folder, tmp_path: Path) -> None:
    os.chown(folder(tmp_path), 12345, 12345)
    with pytest.raises(RubricateError, match="not a folder of your own"):
        folder(tmp_path)


def test_what_others_could_write_is_forgotten(tmp_path: Path) -> None:
    cache, state = cache_folder(tmp_path), state_folder(tmp_path)
    (cache / "index.sqlite").write_bytes(b"x")
    (cache / "model.joblib").write_bytes(b"x")
    for name in (LEDGER, "journal-ann.jsonl"):
        (state / name).write_text("{}")
    for folder in (cache, state):
        folder.chmod(0o770)
    assert [*cache_folder(tmp_path).iterdir()] == []
    assert [path.name for path in state_folder(tmp_path).iterdir()] == ["journal-ann.jsonl"]
    assert [folder.stat().st_mode & 0o777 for folder in (cache, state)] == [0o700, 0o700]


def test_a_linked_cache_is_made_anew_and_a_linked_state_refused(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "index.sqlite").write_bytes(b"theirs")
    for folder in (cache_folder, state_folder):
        made = folder(tmp_path / "p")
        made.rmdir()
        made.symlink_to(elsewhere)
    assert [*cache_folder(tmp_path / "p").iterdir()] == []
    with pytest.raises(RubricateError, match="is a link"):
        state_folder(tmp_path / "p")
    assert (elsewhere / "index.sqlite").read_bytes() == b"theirs"


def test_foreign_files_are_told(tmp_path: Path) -> None:
    own, link, writable, pipe = (tmp_path / name for name in "abcd")
    own.write_text("")
    own.chmod(0o644)
    link.symlink_to(own)
    writable.write_text("")
    writable.chmod(0o666)
    os.mkfifo(pipe)
    assert [is_foreign(path) for path in (own, link, writable, pipe, tmp_path / "none")] == [
        False,
        True,
        True,
        True,
        False,
    ]


@pytest.mark.parametrize("tamper", [lambda path: path.chmod(0o666), lambda path: path.symlink_to("theirs")])
def test_an_index_that_is_not_ours_is_never_opened(tamper: Callable[[Path], None], tmp_path: Path) -> None:
    path = tmp_path / "index.sqlite"
    theirs = sqlite3.connect(tmp_path / "theirs")
    theirs.executescript("PRAGMA user_version = 1; CREATE TABLE articles(evil)")
    theirs.close()
    if tamper.__code__.co_names[0] == "chmod":
        (tmp_path / "theirs").rename(path)
    tamper(path)
    db = connect(path)
    assert "evil" not in {row[1] for row in db.execute("PRAGMA table_info(articles)")}
    db.close()
    assert not path.is_symlink()
    assert path.stat().st_mode & 0o777 == 0o600


def test_the_cache_of_a_project_that_holds_it_is_refused_in_a_word(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "seeds").mkdir()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / ".cache"))
    with pytest.raises(RubricateError, match="open a folder that does not hold it"):
        Project.open(tmp_path, "ann")
