"""Every damage is found in one pass, with file, line and cure, and nothing is changed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from model.check import check, inspect
from model.errors import RubricateError
from model.newproject import create
from model.reading.article import text_digest

TEXT = "Aid came late. The gates were shut.\n"
CODEBOOK = "rubricate: 1\nthemes:\n  - id: aid\n    name: Aid\n    key: a\n"


def label_file(**changed: object) -> str:
    """A label file on `a.txt` that has nothing wrong, but for what is changed."""
    values = {"article": "a.txt", "digest": text_digest(TEXT), "start": 0, "end": 14}
    values |= {"quote": "Aid came late.", "theme": "aid", **changed}
    return """\
rubricate: 1
article: {article}
digest: {digest}
passages:
  - start: {start}
    end: {end}
    quote: "{quote}"
    prefix: ""
    suffix: ""
    state: labelled
    themes:
      - theme: {theme}
        from: hand
...
""".format(**values)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project with one article, one theme and one label, and nothing wrong."""
    create(tmp_path)
    (tmp_path / "labels/codebook.yaml").write_text(CODEBOOK)
    (tmp_path / "seeds/a.txt").write_text(TEXT)
    (tmp_path / "labels/ann").mkdir()
    (tmp_path / "labels/ann/a.txt.yaml").write_text(label_file())
    return tmp_path


def told(root: Path) -> list[tuple[str | None, int | None, str]]:
    """File, line and what of each problem; each has a cure."""
    before = snapshot(root)
    problems = check(root)
    assert snapshot(root) == before
    assert all(problem.cure for problem in problems)
    return [(problem.file, problem.line, problem.what) for problem in problems]


def snapshot(root: Path) -> dict[str, bytes]:
    return {
        str(path): path.read_bytes() for path in root.rglob("*") if path.is_file() and not path.is_symlink()
    }


def test_nothing_wrong(root: Path) -> None:
    found = inspect(root)
    assert (found.problems, found.articles, found.labels) == ([], 1, 1)


@pytest.mark.parametrize("make", [False, True])
def test_no_project_is_an_error_with_a_cure(tmp_path: Path, make: bool) -> None:
    root = tmp_path / "nothing"
    if make:
        root.mkdir()
    with pytest.raises(RubricateError, match="rubricate init"):
        check(root)


LABELS = "labels/ann/a.txt.yaml"


@pytest.mark.parametrize(
    ("changed", "line", "what"),
    [
        ({"theme": "gone"}, 12, "unknown theme 'gone'"),
        ({"quote": "Aid came soon."}, 7, "quote is not what stands at 0-14"),
        ({"start": 1}, 7, "quote is not what stands at 1-14"),
        ({"end": 99}, 5, "passage 0-99 is outside the article (36 characters)"),
        (
            {"digest": "0" * 64},
            3,
            "the article has changed since it was labelled: 1 of 1 labelled passages found again",
        ),
        ({"article": "b.txt"}, None, "holds the labels of b.txt"),
        ({"start": "x"}, 5, "start is not a whole number: 'x'"),
    ],
)
def test_a_label_file_that_does_not_fit(root: Path, changed: dict[str, object], line: int, what: str) -> None:
    (root / LABELS).write_text(label_file(**changed))
    assert told(root) == [(LABELS, line, what)]


def test_a_torn_label_file(root: Path) -> None:
    (root / LABELS).write_text(label_file().removesuffix("...\n"))
    ((file, line, _),) = told(root)
    assert (file, line) == (LABELS, 14)


def test_labels_of_a_missing_article(root: Path) -> None:
    (root / "seeds/a.txt").unlink()
    assert told(root) == [(LABELS, None, "labels of an article that is not in seeds/: a.txt")]


def test_an_article_that_is_not_text_does_not_make_its_labels_wrong(root: Path) -> None:
    (root / "seeds/a.txt").write_bytes(b"PK\x03\x04\x00\x00\x00")
    assert [file for file, _, _ in told(root)] == ["seeds/a.txt"]


def test_broken_lines_of_a_jsonl_file_each_with_its_number(root: Path) -> None:
    (root / "seeds/n.jsonl").write_text(
        '{"id": "1", "text": "One."}\nnonsense\n{"id": "1", "text": "Two."}\n{"id": "2"}\n'
    )
    assert [(file, line) for file, line, _ in told(root)] == [
        ("seeds/n.jsonl", number) for number in (2, 3, 4)
    ]
    assert inspect(root).articles == 2


def test_every_fault_of_a_codebook_in_one_pass_and_the_rest_still_looked_at(root: Path) -> None:
    (root / "labels/codebook.yaml").write_text(
        "rubricate: 1\nthemes:\n"
        "  - id: aid\n    name: Aid\n    key: a\n    colour: beige\n"
        "  - id: aid\n    name: Again\n"
        "  - id: border\n    name: Border\n    key: a\n    nonsense: 1\n"
        "  - id: talks\n    name: Talks\n    key: a\n"
    )
    (root / "seeds/b.txt").write_bytes(b"\x00\x01")
    found = told(root)
    assert [(file, line) for file, line, _ in found] == [
        ("labels/codebook.yaml", 6),
        ("labels/codebook.yaml", 7),
        ("labels/codebook.yaml", 12),
        ("labels/codebook.yaml", 15),
        ("seeds/b.txt", None),
    ]


def test_a_missing_codebook(root: Path) -> None:
    (root / "labels/codebook.yaml").unlink()
    assert ("labels/codebook.yaml", None, "there is no codebook") in told(root)


def test_a_codebook_that_can_t_be_read_makes_no_theme_unknown(root: Path) -> None:
    (root / "labels/codebook.yaml").write_text("<<<<<<< HEAD\n")
    assert [file for file, _, _ in told(root)] == ["labels/codebook.yaml"]


def test_what_does_not_belong_there(root: Path) -> None:
    for name in (
        "seeds/report.pdf",
        "labels/notes.txt",
        "labels/ann/a.bak",
        "seeds/.hidden",
        "labels/ann/.tmp",
    ):
        (root / name).write_text("x")
    (root / "labels/Not A Coder").mkdir()
    (root / "seeds/link.txt").symlink_to("/etc/hostname")
    os.mkfifo(root / "seeds/pipe.txt")
    assert [file for file, _, _ in told(root)] == [
        "labels/Not A Coder",
        "labels/ann/a.bak",
        "labels/notes.txt",
        "seeds/link.txt",
        "seeds/pipe.txt",
        "seeds/report.pdf",
    ]


def test_labels_behind_a_link_are_told_and_not_followed(
    root: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "labels"
    (root / "labels").rename(elsewhere)
    (root / "labels").symlink_to(elsewhere)
    assert ("labels", None, "is a link") in told(root)


def test_other_encodings_and_articles_without_text_are_notes_not_problems(root: Path) -> None:
    words = "Der Bäcker grüßt die Gäste und schließt die Türen für heute. "
    (root / "seeds/latin.txt").write_bytes((words * 5).encode("latin-1"))
    (root / "seeds/wide.txt").write_bytes(words.encode("utf-16"))
    (root / "seeds/bom.txt").write_bytes(words.encode("utf-8-sig"))
    (root / "seeds/empty.txt").write_bytes(b"")
    (root / "seeds/lines.jsonl").write_text('{"id": "1", "text": "It rained."}\n{"id": "2", "text": " "}\n')
    assert told(root) == []
    notes = inspect(root).notes
    assert all(note.cure for note in notes)
    assert [(note.file, note.line, note.what) for note in notes] == [
        ("seeds/empty.txt", None, "has no text to label"),
        ("seeds/latin.txt", None, "is not UTF-8; read as cp1252"),
        ("seeds/lines.jsonl", 2, "has no text to label"),
        ("seeds/wide.txt", None, "is not UTF-8; read as utf-16"),
    ]
