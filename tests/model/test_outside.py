"""What others change while a project is open is noticed, file by file, once."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from model.coding.codebook import Codebook, Theme
from model.coding.marks import SetState, SetTheme, request
from model.errors import NotTextError
from model.outside import Changed
from model.project import Project

TEXT = "The gate was shut before noon, and the drivers slept under their lorries for a week.\n"
LABELS, ARTICLE, CODEBOOK = Changed(labels=True), Changed(article=True), Changed(codebook=True)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds/gate.txt").write_text(TEXT)
    (tmp_path / "seeds/wire.jsonl").write_text('{"id": "1", "text": "A short brief."}\n')
    Project.open(tmp_path, "ann").edit_codebook(lambda _: Codebook((Theme("border", "Border"),)), "a theme")
    return tmp_path


@pytest.fixture
def project(root: Path) -> Project:
    made = Project.open(root, "ann")
    made.read("gate.txt")
    return made


def label(project: Project, article: str = "gate.txt") -> None:
    found = project.read(article)
    span, text = found.passages[0], found.article
    intent = SetState("none") if found.sheet.marks else SetTheme("border")
    project.apply(request(article, text.digest, text.text, span.start, span.end, intent))


def test_nothing_changed_nothing_is_told(project: Project) -> None:
    assert not project.look()
    assert not project.look("gate.txt")
    assert not project.look("never/read.txt")


def test_labels_that_came_in_are_told_once(project: Project, root: Path) -> None:
    for _ in range(2):
        label(Project.open(root, "ann"))
        assert project.look("gate.txt") == LABELS
        assert not project.look("gate.txt")
    label(Project.open(root, "ben"))
    assert not project.look("gate.txt")
    (root / "labels/ann/gate.txt.yaml").unlink()
    assert project.look("gate.txt") == LABELS
    assert project.reread(project.read("gate.txt").article).sheet.marks == ()


def test_what_came_in_is_read_without_reading_the_article_again(project: Project, root: Path) -> None:
    before = project.read("gate.txt")
    label(Project.open(root, "ann"))
    after = project.reread(before.article)
    assert after.article is before.article
    assert after.sheet == project.read("gate.txt").sheet != before.sheet
    (root / "labels/ann/gate.txt.yaml").write_text("<<<<<<< HEAD\n")
    assert project.look("gate.txt") == LABELS
    assert "conflict marker" in str(project.reread(before.article).problem)


def test_an_article_that_changed_is_told(project: Project, root: Path) -> None:
    (root / "seeds/gate.txt").write_text("New. " + TEXT)
    assert project.look("gate.txt") == ARTICLE
    project.read("wire.jsonl#1")
    (root / "seeds/wire.jsonl").write_text('{"id": "1", "text": "Another brief."}\n')
    assert not project.look("gate.txt")
    assert project.look("wire.jsonl#1") == ARTICLE
    (root / "seeds/gate.txt").unlink()
    assert project.look("gate.txt") == ARTICLE


def test_what_changes_between_reading_and_the_first_look_is_told(project: Project, root: Path) -> None:
    project.read("gate.txt")
    label(Project.open(root, "ann"))
    assert project.look("gate.txt") == LABELS


def test_a_file_of_the_same_size_and_time_in_its_place_is_told(project: Project, root: Path) -> None:
    path = root / "seeds/gate.txt"
    status = path.stat()
    other = root / "seeds/other"
    other.write_text(TEXT.replace("noon", "dusk"))
    os.utime(other, ns=(status.st_atime_ns, status.st_mtime_ns))
    other.replace(path)
    assert project.look("gate.txt") == ARTICLE


def test_a_codebook_that_came_in_is_read_and_told(project: Project, root: Path) -> None:
    other = Project.open(root, "ben")
    other.edit_codebook(lambda book: Codebook((*book.themes, Theme("aid", "Aid"))), "another")
    assert project.look("gate.txt") == CODEBOOK
    assert project.codebook == other.codebook
    file = root / "labels/codebook.yaml"
    whole = file.read_text()
    file.write_text("<<<<<<< HEAD\n" + whole)
    assert project.look() == CODEBOOK
    assert project.codebook_problem is not None
    assert project.codebook == other.codebook
    file.write_text(whole)
    assert project.look() == CODEBOOK
    assert project.codebook_problem is None


def test_the_own_edit_of_the_codebook_is_no_news(project: Project) -> None:
    project.edit_codebook(lambda book: Codebook((*book.themes, Theme("aid", "Aid"))), "another")
    assert not project.look()


def test_links_are_not_followed(project: Project, root: Path, tmp_path: Path) -> None:
    other = tmp_path / "outside.txt"
    other.write_text("x")
    (root / "seeds/gate.txt").unlink()
    (root / "seeds/gate.txt").symlink_to(other)
    project.look("gate.txt")
    other.write_text("longer")
    assert not project.look("gate.txt")


def test_a_text_whose_file_could_not_be_read_since_is_not_taken_for_that_file(
    project: Project, root: Path
) -> None:
    before = project.read("gate.txt").article
    (root / "seeds/gate.txt").write_bytes(b"\0\0\0 not text any more")
    for again in (project.read, lambda _: project.read_again(before)):
        with pytest.raises(NotTextError):
            again("gate.txt")


def test_a_file_that_changes_while_it_is_looked_at_is_news(
    project: Project, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = project.read("gate.txt").article
    outside = project._storage.outside
    look = outside._stamps

    def looked(article_id: str) -> object:
        monkeypatch.setattr(outside, "_stamps", look)  # the first time only
        found = look(article_id)
        (root / "seeds/gate.txt").write_text(TEXT + "Then it was opened.\n")
        return found

    monkeypatch.setattr(outside, "_stamps", looked)
    assert project.read_again(before).article is before
    assert project.look("gate.txt") == ARTICLE
    assert project.read_again(before).article.text != before.text
