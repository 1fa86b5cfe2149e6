"""Every damage that can be mended is, nothing is guessed, and what was changed is kept."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from model.check import check
from model.coding import sheets
from model.coding.codebook import Codebook, Theme
from model.coding.disk import Folder
from model.coding.marks import SetMemo, SetState, SetTheme, request
from model.errors import RubricateError
from model.newproject import create
from model.project import Project
from model.repair import Repaired, repair

TEXT = """The gate was shut before noon. Drivers slept under their lorries for a week, and the fruit rotted.

Families who had crossed with a nod were asked for papers. The office that writes them is in another town.

Nobody came to ask how long they had waited. The guards changed at six, and the queue stayed where it was.
"""
FILE = "labels/ann/gate.txt.yaml"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project in which ann labelled three passages of one article, one after the other."""
    root = tmp_path / "study"
    create(root)
    (root / "seeds/gate.txt").write_text(TEXT)
    project = Project.open(root, "ann")
    project.edit_codebook(lambda _: Codebook((Theme("border", "Border", "c"),)), "a theme")
    for number in range(3):
        label(project, number)
    return root


def label(project: Project, number: int, memo: str = "") -> None:
    found = project.read("gate.txt")
    span, article = found.passages[number], found.article
    intent = SetMemo(memo) if memo else SetTheme("border") if number != 1 else SetState("none")
    project.apply(request(article.id, article.digest, article.text, span.start, span.end, intent))


def never(question: str) -> bool | None:
    raise AssertionError(question)


def fix(root: Path, answer: bool | None = None, about: str = "") -> Repaired:
    """Repair, with that answer to the one question about something; none may be asked if `about` is empty."""
    asked: list[str] = []

    def ask(question: str) -> bool | None:
        asked.append(question)
        return answer

    found = repair(root, "ann", ask if about else never)
    assert [about in question for question in asked] == ([True] if about else [])
    return found


def copy(found: Repaired, file: str = FILE) -> bytes:
    assert found.copies is not None
    return (found.copies / file).read_bytes()


def snapshot(root: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_nothing_wrong_nothing_done(root: Path) -> None:
    before = snapshot(root)
    found = fix(root)
    assert (found.mended, found.failed, found.copies) == ((), (), None)
    assert snapshot(root) == before
    assert check(root) == []


TEARS: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda data: b"",
    "cut in a line": lambda data: data[: len(data) // 2],
    "cut at a line": lambda data: data[: data.rindex(b"  - start:")],
    "cut at the end": lambda data: data.removesuffix(b"...\n"),
    "NUL": lambda data: bytes(len(data)),
    "NUL at the end": lambda data: data[:-200] + bytes(200),
}


@pytest.mark.parametrize("tear", TEARS)
def test_a_torn_file_is_restored_exactly_from_the_journal(tear: str, root: Path) -> None:
    whole = (root / FILE).read_bytes()
    torn = TEARS[tear](whole)
    (root / FILE).write_bytes(torn)
    assert "restores it from the journal" in check(root)[0].cure
    found = fix(root)
    assert (root / FILE).read_bytes() == whole
    assert copy(found) == torn
    assert [mended.file for mended in found.mended] == [FILE]
    assert found.copies is not None and found.copies.stat().st_mode & 0o077 == 0
    assert check(root) == []


def test_labels_made_elsewhere_are_restored_once_the_journal_has_seen_them(
    root: Path, private_folders: Path
) -> None:
    for journal in private_folders.rglob("journal-*"):
        journal.unlink()
    label(Project.open(root, "ann"), 0, "seen here")
    whole = (root / FILE).read_bytes()
    (root / FILE).write_bytes(b"")
    fix(root)
    assert (root / FILE).read_bytes() == whole


def torn_and_half_known(root: Path, private_folders: Path) -> bytes:
    """A torn file of which the journal knows one mark only; the bytes."""
    whole = sheets.parse((root / FILE).read_bytes(), FILE)
    for journal in private_folders.rglob("journal-*"):
        lines = journal.read_text().splitlines(keepends=True)
        one = f'"start": {whole.marks[2].start}, '
        journal.write_text("".join(line for line in lines if '"change"' in line and one in line))
    data = (root / FILE).read_bytes()
    torn = data[: data.rindex(b"  - start:") - 5]  # in the second of three passages
    (root / FILE).write_bytes(torn)
    return torn


@pytest.mark.parametrize("answer", [None, False])
def test_what_cannot_be_proven_is_left_unless_a_person_says_so(
    answer: bool | None, root: Path, private_folders: Path
) -> None:
    torn = torn_and_half_known(root, private_folders)
    found = fix(root, answer, about="2 labelled passages; others may have been in it")
    assert found.mended == ()
    assert (root / FILE).read_bytes() == torn
    assert [problem.file for problem in check(root)] == [FILE]


def test_what_is_left_of_a_torn_file_is_kept_where_a_person_says_so(
    root: Path, private_folders: Path
) -> None:
    torn = torn_and_half_known(root, private_folders)
    found = fix(root, True, about="torn")
    assert copy(found) == torn
    assert len(Project.open(root, "ann").read("gate.txt").sheet.marks) == 2


def test_what_was_decided_elsewhere_since_is_not_taken_back(root: Path) -> None:
    data = (root / FILE).read_bytes().replace(b'state: "none"', b"state: skipped")
    (root / FILE).write_bytes(data.removesuffix(b"...\n"))
    fix(root, True, about="3 labelled passages")
    assert (root / FILE).read_bytes() == data


def test_a_torn_file_that_the_journal_does_not_know_is_left(root: Path, private_folders: Path) -> None:
    for journal in private_folders.rglob("journal-*"):
        journal.unlink()
    (root / FILE).write_bytes(b"")
    assert fix(root).mended == ()
    assert (root / FILE).read_bytes() == b""
    assert [problem.cure for problem in check(root)] == ["restore an earlier version, or delete it"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("rubricate: 1", "rubricate: 9"),
        ("    state", "<<<<<<< HEAD\n    state"),
        ('state: "none"', "state: maybe"),
    ],
)
def test_what_a_person_wrote_is_never_restored_over(old: str, new: str, root: Path) -> None:
    damaged = (root / FILE).read_text().replace(old, new, 1)
    (root / FILE).write_text(damaged)
    assert fix(root).mended == ()
    assert (root / FILE).read_text() == damaged
    assert len(check(root)) == 1


# --- an editor's stale buffer ---


def overwritten(root: Path) -> tuple[bytes, bytes]:
    """An editor saved what it had read before the last two operations; the older and the newer file."""
    older = (root / FILE).read_bytes()
    project = Project.open(root, "ann")
    label(project, 0, "later")
    label(project, 2, "latest")
    newer = (root / FILE).read_bytes()
    (root / FILE).write_bytes(older)
    return older, newer


def test_what_an_older_copy_overwrote_is_told_and_put_back_on_offer(root: Path) -> None:
    older, newer = overwritten(root)
    (problem,) = check(root)
    assert (problem.file, problem.what.startswith("2 decisions saved by 2")) == (FILE, True)
    found = fix(root, True, about="2 decisions")
    assert (root / FILE).read_bytes() == newer
    assert copy(found) == older
    assert check(root) == []


def test_who_says_no_is_not_asked_again(root: Path) -> None:
    older, _ = overwritten(root)
    assert fix(root, None, about="2 decisions").mended == ()
    assert fix(root, False, about="2 decisions").mended == ()
    assert (root / FILE).read_bytes() == older
    assert check(root) == []
    fix(root)


def test_the_copy_is_what_was_there_before_the_whole_repair(root: Path) -> None:
    whole = (root / FILE).read_bytes()
    (root / FILE).write_bytes(whole[:-50])
    (root / "seeds/gate.txt").write_text("A new head.\n\n" + TEXT)
    found = fix(root)
    assert len(found.mended) == 2
    assert copy(found) == whole[:-50]
    assert check(root) == []


# --- an article that changed ---


def test_stale_offsets_are_written_anew(root: Path) -> None:
    before = (root / FILE).read_bytes()
    (root / "seeds/gate.txt").write_text("A new head.\n\n" + TEXT)
    (problem,) = check(root)
    assert (problem.file, problem.line) == (FILE, 3)
    assert "3 of 3 labelled passages found again" in problem.what
    found = fix(root)
    assert copy(found) == before
    assert check(root) == []
    opened = Project.open(root, "ann").read("gate.txt")
    assert [mark.state for mark in opened.sheet.marks] == ["labelled", "none", "labelled"]


HALF = TEXT.replace("were asked for papers. The office that writes", "had papers. Writing")


@pytest.mark.parametrize("answer", [None, False, True])
def test_what_is_unsure_is_asked_and_orphans_are_listed(answer: bool | None, root: Path) -> None:
    half = HALF.replace("is in another town.", "takes them to a town beyond the hills.")
    (root / "seeds/gate.txt").write_text(half.partition("\n\n")[2])
    lines = (root / FILE).read_text().splitlines()
    first = next(number for number, line in enumerate(lines, 1) if "start: 0" in line)
    told = [(problem.line, problem.what) for problem in check(root)]
    assert told[0][1].startswith("the article has changed")
    assert (first, "a labelled passage is not in the article any more") in told
    assert sum("may be at" in what for _, what in told) == 1
    fix(root, answer, about="Is this it now")
    sheet = Project.open(root, "ann").read("gate.txt").sheet
    assert (len(sheet.marks), len(sheet.unplaced)) == ((2, 1) if answer else (1, 2))
    left = check(root)
    assert [problem.file for problem in left] == [FILE] * len(sheet.unplaced)
    assert all(problem.line and problem.cure for problem in left)


def test_a_range_that_is_not_where_its_quote_is_is_put_right(root: Path) -> None:
    whole = (root / FILE).read_text()
    (root / FILE).write_text(whole.replace("start: 0\n", "start: 7\n"))
    (problem,) = check(root)
    assert "puts it where its quote stands" in problem.cure
    fix(root)
    assert (root / FILE).read_text() == whole


# --- the wrong place, and what was left behind ---


def test_a_file_in_the_wrong_place_is_renamed(root: Path) -> None:
    data = (root / FILE).read_bytes()
    (root / "labels/ann/sub").mkdir()
    (root / FILE).rename(root / "labels/ann/sub/other.yaml")
    found = fix(root)
    assert (root / FILE).read_bytes() == data == copy(found, "labels/ann/sub/other.yaml")
    assert not (root / "labels/ann/sub/other.yaml").exists()
    assert check(root) == []


def test_of_two_files_of_one_article_none_is_touched(root: Path) -> None:
    (root / "labels/ann/other.yaml").write_bytes((root / FILE).read_bytes())
    before = snapshot(root)
    assert fix(root).mended == ()
    assert snapshot(root) == before
    assert len(check(root)) == 1


def test_labels_of_an_article_that_is_not_there_stay_where_they_are(root: Path) -> None:
    (root / "seeds/gate.txt").rename(root / "seeds/door.txt")
    (root / FILE).rename(root / "labels/ann/door.txt.yaml")
    assert fix(root).mended == ()


def test_old_temporary_files_go_and_young_ones_stay(root: Path) -> None:
    old = [root / name for name in ("labels/.rubricate-1.tmp", "labels/ann/.rubricate-2.tmp")]
    young = root / "labels/ann/.rubricate-3.tmp"
    for path in (*old, young):
        path.write_text("x")
    for path in old:
        os.utime(path, (0, 0))
    assert [problem.file for problem in check(root)] == [str(path.relative_to(root)) for path in old]
    found = fix(root)
    assert [path.exists() for path in (*old, young)] == [False, False, True]
    assert copy(found, "labels/ann/.rubricate-2.tmp") == b"x"


# --- limits ---


def test_other_coders_files_are_theirs(root: Path) -> None:
    (root / "labels/ben").mkdir()
    (root / FILE).rename(root / "labels/ben/gate.txt.yaml")
    (root / "seeds/gate.txt").write_text("A new head.\n\n" + TEXT)
    before = snapshot(root)
    assert fix(root).mended == ()
    assert snapshot(root) == before
    assert "--coder ben" in check(root)[0].cure


def test_where_no_copy_can_be_kept_nothing_is_changed(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (root / "seeds/gate.txt").write_text("A new head.\n\n" + TEXT)
    before = snapshot(root)
    monkeypatch.setattr("model.copies.Copies._new", lambda self: full())
    found = fix(root)
    assert snapshot(root) == before
    assert [(failed.file, "no space" in failed.what) for failed in found.failed] == [(FILE, True)]


def full() -> Path:
    raise OSError(errno.ENOSPC, "no space")


def test_a_file_that_changes_meanwhile_is_left(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (root / "seeds/gate.txt").write_text("A new head.\n\n" + TEXT)
    real = Folder.read
    other = (root / FILE).read_bytes().replace(b'state: "none"', b"state: skipped")
    reads: list[str] = []

    def read(self: Folder, name: str, limit: int) -> object:
        if name == "gate.txt.yaml":
            reads.append(name)
            if len(reads) == 5:  # four steps have looked, the last one is about to write
                (root / FILE).write_bytes(other)
        return real(self, name, limit)

    monkeypatch.setattr(Folder, "read", read)
    assert fix(root).mended == ()
    assert (root / FILE).read_bytes() == other


def test_links_are_not_followed(root: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside.yaml"
    (root / FILE).rename(outside)
    (root / FILE).symlink_to(outside)
    (root / "seeds/gate.txt").write_text("A new head.\n\n" + TEXT)
    before = outside.read_bytes()
    assert fix(root).mended == ()
    assert outside.read_bytes() == before


def test_no_project_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(RubricateError, match="rubricate init"):
        repair(tmp_path, "ann")
    create(tmp_path / "study")
    with pytest.raises(RubricateError, match="coder"):
        repair(tmp_path / "study", "..")
