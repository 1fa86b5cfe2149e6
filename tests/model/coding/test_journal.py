from __future__ import annotations

import errno
import fcntl
import json
import os
import stat
import threading
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.coding import codebook, disk, journal
from model.coding.codebook import Codebook
from model.coding.journal import Journal, Operation
from model.coding.marks import Change, Mark, SetMemo, SetTheme, Sheet, apply_request
from model.coding.store import LabelStore

from .strategies import marks, requests
from .test_store import ask


def change(n: int) -> Change:
    return Change("a.txt", "d", n, n + 1, None, Mark(n, n + 1, "q", memo=str(n)), "2025-01-31T12:00:00Z")


def start(operation: Operation | None) -> int | None:
    return operation.change.start if operation is not None and operation.change is not None else None


def tops(kept: Journal) -> tuple[int | None, int | None]:
    return start(kept.undo_top()), start(kept.redo_top())


def undo(kept: Journal) -> None:
    top = kept.undo_top()
    assert top is not None
    kept.undone(top)


def redo(kept: Journal) -> None:
    top = kept.redo_top()
    assert top is not None
    kept.redone(top)


def test_undo_and_redo_also_after_a_restart(tmp_path: Path) -> None:
    kept = Journal(tmp_path, "ann")
    assert tops(kept) == (None, None)
    for n in range(3):
        kept.record_change(change(n))
    assert tops(kept) == (2, None)
    undo(kept)
    undo(kept)
    for same in (kept, Journal(tmp_path, "ann")):
        assert tops(same) == (0, 1)
    redo(Journal(tmp_path, "ann"))
    assert tops(kept) == (1, 2)
    kept.record_change(change(7))
    assert tops(kept) == tops(Journal(tmp_path, "ann")) == (7, None)


def test_nothing_is_made_or_read_before_it_is_asked_for(tmp_path: Path) -> None:
    kept = Journal(tmp_path, "ann")
    assert list(tmp_path.iterdir()) == []
    kept.record_change(change(1))
    assert stat.S_IMODE(kept.path.stat().st_mode) == 0o600
    assert tops(Journal(tmp_path, "bob")) == (None, None)


@given(before=st.none() | marks(), after=st.none() | marks())
def test_a_change_comes_back_as_it_was(
    before: Mark | None, after: Mark | None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    made = Change("a\ud800", "d", 0, 5, before, after)
    kept = Journal(tmp_path_factory.mktemp("state"), "ann")
    kept.record_change(made)
    top = kept.undo_top()
    assert (top.change if top else None) == (made if before != after else None)


def test_a_codebook_comes_back_as_it_was(tmp_path: Path) -> None:
    before = codebook.add(Codebook(), name="Aid")
    after = codebook.archive(codebook.add(before, name="Border", parent="aid"), "aid")
    Journal(tmp_path, "ann").record_codebook(before, after, "archive Aid")
    top = Journal(tmp_path, "ann").undo_top()
    assert top is not None
    assert (top.change, top.codebooks, top.what) == (None, (before, after), "archive Aid")


def test_what_can_not_be_undone_is_dropped(tmp_path: Path) -> None:
    kept = Journal(tmp_path, "ann")
    kept.record_change(change(1))
    kept.record_change(change(2))
    top = kept.undo_top()
    assert top is not None
    kept.dropped(top)
    assert tops(kept) == tops(Journal(tmp_path, "ann")) == (1, None)


def test_a_change_that_changed_nothing_is_not_recorded(tmp_path: Path) -> None:
    kept = Journal(tmp_path, "ann")
    same = Mark(0, 1, "q", memo="m")
    assert kept.record_change(Change("a", "d", 0, 1, same, same)) == ""
    assert kept.undo_top() is None


@pytest.mark.parametrize("torn", [b'{"v": 1, "do": "chan', b"\0" * 30, b"[]", b'"x"', b"{}", b"[" * 100_000])
def test_a_torn_line_harms_only_itself(torn: bytes, tmp_path: Path) -> None:
    kept = Journal(tmp_path, "ann")
    kept.record_change(change(1))
    with kept.path.open("ab") as file:
        file.write(torn)
    assert tops(kept) == tops(Journal(tmp_path, "ann")) == (1, None)
    kept.record_change(change(2))
    assert tops(kept) == tops(Journal(tmp_path, "ann")) == (2, None)
    undo(kept)
    assert tops(kept) == (1, 2)


def test_two_programs_share_it(tmp_path: Path) -> None:
    one, other = Journal(tmp_path, "ann"), Journal(tmp_path, "ann")

    def record(kept: Journal, first: int) -> None:
        for n in range(25):
            kept.record_change(change(first + n))

    threads = [
        threading.Thread(target=record, args=(kept, first)) for kept, first in ((one, 0), (other, 100))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seen: list[int | None] = []
    while (top := tops(one)[0]) is not None:
        assert tops(other)[0] == top
        seen.append(top)
        undo(one)
    assert sorted(map(int, filter(lambda n: n is not None, seen))) == [*range(25), *range(100, 125)]


def test_it_waits_for_another_program_that_appends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = Journal(tmp_path, "ann")
    kept.record_change(change(1))
    monkeypatch.setattr(disk, "PATIENCE", 0.05)
    with kept.path.open("rb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(OSError, match="another program"):
            kept.record_change(change(2))
    kept.record_change(change(3))
    assert tops(kept) == (3, None)


def test_only_the_end_of_a_long_journal_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = Journal(tmp_path, "ann")
    for n in range(20):
        kept.record_change(change(n))
    line = len(kept.path.read_bytes()) // 20
    monkeypatch.setattr(journal, "TAIL", line * 3 + line // 2)
    late = Journal(tmp_path, "ann")
    for n in (19, 18, 17):
        assert tops(late)[0] == n
        undo(late)
    assert tops(late) == (None, 17)


def test_a_journal_that_was_deleted_or_replaced_is_read_anew(tmp_path: Path) -> None:
    kept = Journal(tmp_path, "ann")
    kept.record_change(change(1))
    assert tops(kept) == (1, None)
    kept.path.unlink()
    assert tops(kept) == (None, None)
    kept.record_change(change(2))
    assert tops(kept) == (2, None)


@pytest.mark.parametrize("call", ["write", "fsync", "open"])
def test_a_failing_call_is_an_os_error_and_leaves_no_torn_line(
    call: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = Journal(tmp_path, "ann")
    kept.record_change(change(1))
    before = kept.path.read_bytes()
    real = os.write

    def fail(fd: int, data: bytes = b"", *_: object, **__: object) -> int:
        if call == "write":
            real(fd, bytes(data[:10]))
        raise OSError(errno.ENOSPC, "full")

    with monkeypatch.context() as patch:
        patch.setattr(os, call, fail)
        with pytest.raises(OSError, match="full"):
            kept.record_change(change(2))
    assert kept.path.read_bytes() == before
    kept.record_change(change(3))
    assert tops(kept) == (3, None)


def test_a_link_in_its_place_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "precious").write_text("x")
    kept = Journal(tmp_path, "ann")
    kept.path.symlink_to(tmp_path / "precious")
    with pytest.raises(OSError, match="symbolic links"):
        kept.record_change(change(1))
    assert (tmp_path / "precious").read_text() == "x"


def test_lines_say_when_and_what(tmp_path: Path) -> None:
    kept = Journal(tmp_path, "ann")
    kept.record_change(change(1))
    record = json.loads(kept.path.read_bytes())
    assert (record["v"], record["do"], record["change"]["article"]) == (1, "change", "a.txt")
    assert record["at"].endswith("Z")


@settings(max_examples=15)
@given(asked=st.lists(requests(), max_size=5))
def test_store_and_journal_undo_all_and_redo_all(
    asked: list, tmp_path_factory: pytest.TempPathFactory
) -> None:
    root = tmp_path_factory.mktemp("project")
    store = LabelStore(root, "ann")
    for one in asked:
        _, made = store.apply(one)
        Journal(root, "ann").record_change(made)
    end = store.read("a.txt", "d")
    while (top := Journal(root, "ann").undo_top()) is not None:
        assert top.change is not None
        store.put(top.change.inverse())
        Journal(root, "ann").undone(top)
    assert store.read("a.txt", "d").marks == ()
    while (top := Journal(root, "ann").redo_top()) is not None:
        assert top.change is not None
        store.put(top.change)
        Journal(root, "ann").redone(top)
    assert store.read("a.txt", "d").marks == end.marks


def test_what_the_store_saved_is_what_the_journal_gives_back(tmp_path: Path) -> None:
    store, kept = LabelStore(tmp_path, "ann"), Journal(tmp_path, "ann")
    for intent in (SetTheme("aid", True, "suggestion", 1 / 3), SetMemo("\ud800 lone")):
        _, made = store.apply(ask(intent))
        kept.record_change(made)
    again, kept = LabelStore(tmp_path, "ann"), Journal(tmp_path, "ann")
    for _ in range(2):
        top = kept.undo_top()
        assert top is not None and top.change is not None
        again.put(top.change.inverse())
        kept.undone(top)
    assert again.read("n/a.txt") == Sheet("n/a.txt", "d")


def test_apply_request_is_what_the_store_applies(tmp_path: Path) -> None:
    sheet, made = LabelStore(tmp_path, "ann").apply(ask())
    assert apply_request(Sheet("n/a.txt", "d"), ask(), made.at) == (sheet, made)
