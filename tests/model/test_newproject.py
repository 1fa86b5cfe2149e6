"""Making a project: never over what is there, never more than the sample."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from model.check import check
from model.coding import codebook_file
from model.errors import RubricateError
from model.newproject import SAMPLE_CODER, create, sample_project


def test_an_empty_project_has_nothing_wrong(tmp_path: Path) -> None:
    root = tmp_path / "deep" / "study"
    create(root)
    assert check(root) == []
    assert sorted(path.name for path in root.iterdir()) == ["labels", "seeds"]


def test_what_holds_a_study_is_for_its_owner_only(tmp_path: Path) -> None:
    create(tmp_path / "study", sample=True)
    for path in (tmp_path / "study").rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path


def test_the_sample_is_complete_and_has_nothing_wrong(tmp_path: Path) -> None:
    create(tmp_path, sample=True)
    assert check(tmp_path) == []
    origin = sample_project()
    for path in (origin / "seeds").rglob("*.*"):
        assert (tmp_path / path.relative_to(origin)).read_bytes() == path.read_bytes()
    codebook = codebook_file.parse((tmp_path / "labels/codebook.yaml").read_bytes(), "codebook.yaml")
    assert 8 <= len(codebook.active) <= 12
    coders = [path.name for path in (tmp_path / "labels").iterdir() if path.is_dir()]
    assert coders == [SAMPLE_CODER]


def test_articles_that_are_there_stay(tmp_path: Path) -> None:
    (tmp_path / "seeds").mkdir()
    article = tmp_path / "seeds" / "a.txt"
    article.write_text("Mine.")
    with pytest.raises(RubricateError, match="there are articles already"):
        create(tmp_path, sample=True)
    create(tmp_path)
    assert article.read_text() == "Mine."
    assert check(tmp_path) == []


def test_a_project_is_never_made_twice(tmp_path: Path) -> None:
    create(tmp_path)
    codebook = tmp_path / "labels" / "codebook.yaml"
    codebook.write_text("mine")
    for sample in (False, True):
        with pytest.raises(RubricateError, match="is a project already"):
            create(tmp_path, sample=sample)
    assert codebook.read_text() == "mine"
