from __future__ import annotations

import errno
import fcntl
import os
import stat
import sys
from collections.abc import Callable
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import ParamSpec, TypeVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from model.coding import codebook, disk, sheets
from model.coding.codebook import Codebook
from model.coding.marks import Intent, Mark, Request, SetMemo, SetState, SetTheme, Sheet
from model.coding.store import LabelStore
from model.coding.strictyaml import MAX_SCALAR
from model.errors import ConflictError, FormatError, NotSavedError, RubricateError

from .strategies import requests

P = ParamSpec("P")
R = TypeVar("R")

AID = SetTheme("aid")


def ask(intent: Intent = AID, start: int = 0, article: str = "n/a.txt", digest: str = "d") -> Request:
    return Request(article, digest, start, start + 5, "quote", "before", "after", intent)


@pytest.fixture
def store(tmp_path: Path) -> LabelStore:
    return LabelStore(tmp_path, "ann")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "labels" / "ann" / "n" / "a.txt.yaml"


def litter(root: Path) -> list[Path]:
    return [path for path in root.rglob("*") if path.name.endswith(".tmp")]


# --- what is done and read ---


def test_no_file_is_an_empty_sheet(store: LabelStore, tmp_path: Path) -> None:
    assert store.read("n/a.txt", "d") == Sheet("n/a.txt", "d")
    assert store.read_codebook() == Codebook()
    assert (list(store.files()), store.coders()) == ([], [])
    assert list(tmp_path.iterdir()) == []  # reading makes nothing


def test_what_was_applied_is_on_disk(store: LabelStore, file: Path, tmp_path: Path) -> None:
    sheet, change = store.apply(ask())
    assert sheets.parse(file.read_bytes(), "f") == sheet == store.read("n/a.txt", "d")
    assert LabelStore(tmp_path, "ann").read("n/a.txt") == sheet
    assert (change.before, change.after) == (None, sheet.marks[0])
    assert store.read_file("n/a.txt.yaml") == sheet
    assert list(store.sheets()) == [sheet]
    assert list(store.files()) == [store.stamp("n/a.txt")]
    assert store.stamp("other.txt") == ("other.txt.yaml", (0, 0))
    assert store.coders() == ["ann"]
    assert (stat.S_IMODE(file.stat().st_mode), stat.S_IMODE(file.parent.stat().st_mode)) == (0o600, 0o700)
    assert litter(tmp_path) == []


def test_put_takes_back_and_makes_again(store: LabelStore, file: Path) -> None:
    first, change = store.apply(ask())
    assert store.put(change.inverse()) == Sheet("n/a.txt", "d")
    assert b"passages: []" in file.read_bytes()  # the file stays, and says that nothing is decided
    assert store.put(change) == first


def test_put_refuses_what_has_been_changed_since(store: LabelStore, file: Path) -> None:
    _, change = store.apply(ask())
    store.apply(ask(SetMemo("mine")))
    before = file.read_bytes()
    with pytest.raises(ConflictError):
        store.put(change.inverse())
    assert file.read_bytes() == before


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(asked=st.lists(requests(), max_size=6))
def test_any_requests_are_read_back_and_taken_back(
    asked: list[Request], tmp_path_factory: pytest.TempPathFactory
) -> None:
    root = tmp_path_factory.mktemp("project")
    store = LabelStore(root, "ann")
    sheet, changes = Sheet("a.txt", "d"), []
    for one in asked:
        sheet, change = store.apply(one)
        changes.append(change)
    assert LabelStore(root, "ann").read("a.txt", "d") == sheet
    for change in reversed(changes):
        sheet = store.put(change.inverse())
    assert sheet.marks == ()


def test_the_file_as_it_is_now_counts_not_the_one_in_memory(
    store: LabelStore, file: Path, tmp_path: Path
) -> None:
    store.apply(ask(AID, 0))
    LabelStore(tmp_path, "ann").apply(ask(SetTheme("border"), 10))
    sheet, _ = store.apply(ask(SetState("none"), 20))
    assert [mark.start for mark in sheet.marks] == [0, 10, 20]
    file.write_bytes(sheets.emit(replace(sheet, marks=sheet.marks[:1])))
    assert [mark.start for mark in store.apply(ask(AID, 30))[0].marks] == [0, 30]


def test_an_operation_that_changes_nothing_writes_nothing(store: LabelStore, file: Path) -> None:
    store.apply(ask(SetMemo("m")))
    before = file.stat()
    store.apply(ask(SetMemo("m")))
    store.apply(ask(SetMemo(""), article="never.txt"))
    assert file.stat() == before
    assert not (file.parent.parent / "never.txt.yaml").exists()


def test_a_file_keeps_the_rights_its_owner_gave_it(store: LabelStore, file: Path) -> None:
    store.apply(ask())
    file.chmod(0o640)
    store.apply(ask(start=10))
    assert stat.S_IMODE(file.stat().st_mode) == 0o640


def test_another_text_is_refused_and_the_sheet_kept(store: LabelStore, file: Path) -> None:
    sheet, change = store.apply(ask())
    before = file.read_bytes()
    for act in (lambda: store.apply(ask(digest="new")), lambda: store.put(replace(change, digest="new"))):
        with pytest.raises(ConflictError, match="article has changed"):
            act()
    assert file.read_bytes() == before
    assert store.read("n/a.txt", "new") == sheet
    store.put(change.inverse())
    assert store.apply(ask(digest="new"))[0].digest == "new"  # nothing to lose in an empty sheet


def test_an_anchor_can_bring_the_sheet_to_the_new_text(store: LabelStore, tmp_path: Path) -> None:
    def shifted(sheet: Sheet, digest: str) -> Sheet:
        moved = tuple(replace(mark, start=mark.start + 100, end=mark.end + 100) for mark in sheet.marks)
        return Sheet(sheet.article, digest, moved)

    store.apply(ask())
    sheet, _ = LabelStore(tmp_path, "ann", shifted).apply(ask(digest="new"))
    assert ([mark.start for mark in sheet.marks], sheet.digest) == ([0, 100], "new")


@pytest.mark.parametrize("coder", ["", "..", "a/b", "Ann", "codebook.yaml"])
def test_coders_that_could_leave_the_folder_are_refused(coder: str, tmp_path: Path) -> None:
    with pytest.raises(RubricateError, match="coder"):
        LabelStore(tmp_path, coder)


# --- damage ---

DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda data: b"",
    "torn": lambda data: data[: len(data) // 2],
    "cut at a line": lambda data: data[: data.rindex(b"    state")],
    "NUL": lambda data: bytes(len(data)),
    "conflict": lambda data: data.replace(b"    state", b"<<<<<<< HEAD\n    state"),
    "newer": lambda data: data.replace(b"rubricate: 1", b"rubricate: 2"),
    "latin-1": lambda data: data.replace(b"quote", b"qu\xf6te"),
    "of another article": lambda data: data.replace(b"n/a.txt", b"n/b.txt"),
}


@pytest.mark.parametrize("kind", DAMAGE)
def test_a_damaged_file_is_never_overwritten_nor_taken_for_no_labels(
    kind: str, store: LabelStore, file: Path, tmp_path: Path
) -> None:
    _, change = store.apply(ask())
    damaged = DAMAGE[kind](file.read_bytes())
    file.write_bytes(damaged)
    for act in (
        lambda: store.read("n/a.txt", "d"),
        lambda: store.read_file("n/a.txt.yaml"),
        lambda: store.apply(ask(start=10)),
        lambda: store.put(change.inverse()),
    ):
        with pytest.raises(FormatError) as caught:
            act()
        assert caught.value.file == "labels/ann/n/a.txt.yaml"
        assert caught.value.cure
    (found,) = store.sheets()
    assert isinstance(found, FormatError)
    assert file.read_bytes() == damaged
    assert litter(tmp_path) == []


def test_what_is_no_regular_file_is_refused(store: LabelStore, file: Path, tmp_path: Path) -> None:
    store.apply(ask())
    elsewhere = tmp_path / "elsewhere.yaml"
    file.rename(elsewhere)
    before = elsewhere.read_bytes()
    makers: list[Callable[[], object]] = [
        lambda: file.symlink_to(elsewhere),
        file.mkdir,
        lambda: os.mkfifo(file),
    ]
    for make in makers:
        make()
        with pytest.raises(FormatError, match="can't be read"):
            store.read("n/a.txt", "d")
        with pytest.raises(NotSavedError, match="NOT saved"):
            store.apply(ask(start=10))
        file.rmdir() if file.is_dir() else file.unlink()
    assert elsewhere.read_bytes() == before


@pytest.mark.parametrize("linked", ["labels", "labels/ann", "labels/ann/n"])
def test_links_to_folders_are_not_followed(linked: str, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    root = tmp_path / "project"
    (root / linked).parent.mkdir(parents=True)
    (root / linked).symlink_to(outside)
    store = LabelStore(root, "ann")
    with pytest.raises(NotSavedError, match="link"):
        store.apply(ask())
    with pytest.raises(FormatError, match="link"):
        store.read("n/a.txt", "d")
    assert list(outside.iterdir()) == []
    for found in store.sheets():
        assert isinstance(found, FormatError)


@pytest.mark.parametrize("path", ["../bob/a.yaml", "/etc/passwd", "n/../../x.yaml", "", "."])
def test_paths_that_leave_the_folder_are_refused(path: str, store: LabelStore) -> None:
    store.apply(ask())
    with pytest.raises(FormatError):
        store.read_file(path)


def test_a_file_in_the_wrong_place_is_named(store: LabelStore, file: Path) -> None:
    store.apply(ask())
    file.rename(file.with_name("b.txt.yaml"))
    with pytest.raises(FormatError, match=r"rename it to labels/ann/n/a\.txt\.yaml"):
        store.read_file("n/b.txt.yaml")


@pytest.mark.parametrize("intent", [SetTheme(""), SetMemo("m" * (MAX_SCALAR + 1))])
def test_what_could_not_be_read_again_is_not_written(intent: Intent, store: LabelStore, file: Path) -> None:
    with pytest.raises(NotSavedError, match="NOT saved"):
        store.apply(ask(intent))
    assert not file.exists()


# --- the order of things ---


@pytest.mark.skipif(sys.platform != "linux", reason="needs /proc to tell which file an fsync is for")
def test_saved_is_said_after_all_is_durable(
    store: LabelStore, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[str] = []

    def path_of(fd: int) -> str:
        return os.path.relpath(Path(f"/proc/self/fd/{fd}").readlink(), tmp_path)

    def spied_fsync(fd: int) -> None:
        steps.append("temporary file" if path_of(fd).endswith(".tmp") else path_of(fd))
        fsync(fd)

    def spied_replace(source: str, target: str, **folders: int) -> None:
        steps.append(f"rename to {target}")
        rename(source, target, **folders)

    fsync, rename = os.fsync, os.replace
    monkeypatch.setattr(os, "fsync", spied_fsync)
    monkeypatch.setattr(os, "replace", spied_replace)
    store.apply(ask())
    new = ["temporary file", "rename to a.txt.yaml", ".", "labels", "labels/ann", "labels/ann/n"]
    assert steps == new  # folders that were made are durable too
    steps.clear()
    store.apply(ask(start=10))
    assert steps == ["temporary file", "rename to a.txt.yaml", "labels/ann/n"]


# --- failing system calls ---

CALLS = ["open", "write", "fsync", "close", "replace", "fchmod", "stat", "mkdir"]
ERRORS = [errno.ENOSPC, errno.EIO, errno.EROFS, errno.EACCES, errno.EMFILE, errno.EDQUOT]


def failing(real: Callable[P, R], number: int, error: int) -> Callable[P, R]:
    """A system call that fails the n-th time it is asked (from 0)."""
    times = count()

    def call(*args: P.args, **kwargs: P.kwargs) -> R:
        if next(times) == number:
            raise OSError(error, os.strerror(error))
        return real(*args, **kwargs)

    return call


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("fresh", [True, False])
def test_a_failing_call_means_not_saved_and_loses_nothing(
    call: str, fresh: bool, store: LabelStore, file: Path, tmp_path: Path
) -> None:
    if not fresh:
        store.apply(ask())
    refused = 0
    for number in range(12):
        before = file.read_bytes() if file.exists() else b""
        error = outcome(store, call, number)
        after = file.read_bytes() if file.exists() else b""
        done = f"call {number}\n".encode() in after
        if error is None:
            assert done
        else:
            refused += 1
            assert error.what.startswith("NOT saved: ")
            assert error.file == "labels/ann/n/a.txt.yaml"
            assert error.cure
            # Once renamed only the folder's fsync can fail: the new file is whole.
            assert after == before or (call == "fsync" and done)
        assert litter(tmp_path) == []
    assert refused or (call, fresh) in (("fchmod", True), ("mkdir", False))
    assert LabelStore(tmp_path, "ann").apply(ask(start=20))[0].at(20, 25)


def outcome(store: LabelStore, call: str, number: int) -> NotSavedError | None:
    """Apply a request while the call of that number fails; its error."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, call, failing(getattr(os, call), number, ERRORS[number % len(ERRORS)]))
        try:
            store.apply(ask(SetMemo(f"call {number}"), 10))
        except NotSavedError as error:
            return error
    return None


@pytest.mark.parametrize("error", ERRORS)
def test_the_reason_is_said(
    error: int, store: LabelStore, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.apply(ask())
    before = file.read_bytes()
    monkeypatch.setattr(os, "fsync", failing(os.fsync, 0, error))
    with pytest.raises(NotSavedError) as caught:
        store.apply(ask(start=10))
    assert str(caught.value).startswith("labels/ann/n/a.txt.yaml: NOT saved: ")
    assert caught.value.what.removeprefix("NOT saved: ") == disk.reason(OSError(error, ""))[0]
    assert file.read_bytes() == before


def test_short_writes_are_completed(store: LabelStore, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.write
    monkeypatch.setattr(os, "write", lambda fd, data: real(fd, bytes(data[:7])))
    sheet, _ = store.apply(ask())
    assert LabelStore(store.root, "ann").read("n/a.txt") == sheet


def test_an_editor_that_saves_meanwhile_is_not_overwritten(
    store: LabelStore, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheet, _ = store.apply(ask())
    mark = Mark(50, 60, "by hand", state="none")
    real, saves = os.fsync, iter([sheets.emit(sheet.put(50, 60, mark))])

    def editor_saves(fd: int) -> None:
        real(fd)
        for data in saves:
            file.write_bytes(data)
            break

    monkeypatch.setattr(os, "fsync", editor_saves)
    after, _ = store.apply(ask(start=10))
    assert [found.start for found in after.marks] == [0, 10, 50]
    assert LabelStore(store.root, "ann").read("n/a.txt") == after


def test_a_file_that_never_rests_is_reported(
    store: LabelStore, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.apply(ask())
    real = os.fsync

    def touch(fd: int) -> None:
        real(fd)
        file.write_bytes(file.read_bytes())

    monkeypatch.setattr(os, "fsync", touch)
    with pytest.raises(NotSavedError, match="keeps changing"):
        store.apply(ask(start=10))
    assert litter(tmp_path) == []


# --- locks ---


def test_a_lock_that_is_not_given_up_is_reported(
    store: LabelStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.apply(ask())
    monkeypatch.setattr(disk, "PATIENCE", 0.05)
    fd = os.open(tmp_path / "labels" / "ann", os.O_RDONLY)
    fcntl.flock(fd, fcntl.LOCK_EX)
    with pytest.raises(NotSavedError, match="another program"):
        store.apply(ask(start=10))
    os.close(fd)
    store.apply(ask(start=10))


def test_where_folders_cannot_be_locked_a_file_in_the_state_folder_is(
    store: LabelStore, private_folders: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, locked = fcntl.flock, []

    def no_folders(fd: int, how: int) -> None:
        if stat.S_ISDIR(os.fstat(fd).st_mode):
            raise OSError(errno.ENOLCK, "no locks")
        locked.append(how)
        real(fd, how)

    monkeypatch.setattr(fcntl, "flock", no_folders)
    store.apply(ask())
    assert locked == [fcntl.LOCK_EX | fcntl.LOCK_NB, fcntl.LOCK_UN]
    assert [path.name for path in private_folders.rglob("*.lock")] == ["labels.ann.lock"]


def test_what_killed_programs_left_is_removed_once_old(tmp_path: Path, file: Path) -> None:
    file.parent.mkdir(parents=True)
    old, young = (file.with_name(f".rubricate-{name}.tmp") for name in ("old", "young"))
    for path in (old, young):
        path.write_text("x")
    os.utime(old, (0, 0))
    LabelStore(tmp_path, "ann").apply(ask())
    assert (old.exists(), young.exists()) == (False, True)


# --- the codebook ---


def test_the_codebook_is_edited_as_it_is_on_disk(store: LabelStore, tmp_path: Path) -> None:
    before, after = store.edit_codebook(lambda book: codebook.add(book, name="Aid"))
    assert (before, after) == (Codebook(), store.read_codebook())
    other = LabelStore(tmp_path, "bob")
    other.edit_codebook(lambda book: codebook.add(book, name="Border"))
    _, now = store.edit_codebook(lambda book: codebook.edit(book, "aid", name="Help"))
    assert [theme.name for theme in now.themes] == ["Help", "Border"]
    assert other.read_codebook() == now
    with pytest.raises(ConflictError):
        store.replace_codebook(after, before)
    assert store.replace_codebook(now, before) == before


def test_a_refused_or_damaged_codebook_is_left_alone(store: LabelStore, tmp_path: Path) -> None:
    store.edit_codebook(lambda book: codebook.add(book, name="Aid"))
    file = tmp_path / "labels" / "codebook.yaml"
    good = file.read_bytes()
    with pytest.raises(RubricateError, match="reader itself"):
        store.edit_codebook(lambda book: codebook.edit(book, "aid", key="j"))
    with pytest.raises(RubricateError, match="duplicate"):
        store.edit_codebook(lambda book: Codebook(book.themes * 2))
    with pytest.raises(NotSavedError, match="UTF-8"):
        store.edit_codebook(lambda book: codebook.edit(book, "aid", definition="\ud800"))
    assert file.read_bytes() == good
    file.write_bytes(good.replace(b"name:", b"nom:"))
    for act in (store.read_codebook, lambda: store.edit_codebook(lambda book: book)):
        with pytest.raises(FormatError, match=r"codebook\.yaml:4: unknown key 'nom'|:3: name is missing"):
            act()


def test_a_coders_folder_is_not_the_codebook(store: LabelStore, tmp_path: Path) -> None:
    store.edit_codebook(lambda book: codebook.add(book, name="Aid"))
    (tmp_path / "labels" / "Not a coder").mkdir()
    store.apply(ask())
    assert store.coders() == ["ann"]
