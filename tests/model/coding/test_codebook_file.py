from __future__ import annotations

import pytest
from hypothesis import given

from model.coding import codebook_file
from model.coding.codebook import Codebook, Theme
from model.errors import FormatError

from .strategies import codebooks

BOOK = """\
rubricate: 1
themes:
  # written by hand
  - id: aid
    name: Aid
    key: a
    include: >
      food,
      shelter
  - id: no
    name: Nothing
    parent: aid
    archived: true
    key: a
"""


def parse(text: str) -> Codebook:
    return codebook_file.parse(text.encode(), "labels/codebook.yaml")


def test_a_codebook_written_by_hand_is_read() -> None:
    aid = Theme("aid", "Aid", "a", include="food, shelter\n")
    assert parse(BOOK) == Codebook((aid, Theme("no", "Nothing", "a", parent="aid", archived=True)))


@given(codebooks())
def test_any_codebook_reads_back_equal(book: Codebook) -> None:
    assert codebook_file.parse(codebook_file.emit(book), "f") == book


BAD = [
    ("rubricate: 1", "rubricate: 99", 1, "newer"),
    ("rubricate: 1\n", "", 1, "rubricate is missing"),
    ("themes:", "topics:", 2, "unknown key 'topics'"),
    ("    name: Aid\n", "", 4, "name is missing"),
    ("id: no", "id: aid", 10, "duplicate theme id 'aid'"),
    ("    archived: true\n", "", 13, "key 'a' is both 'Aid' and 'Nothing'"),
    ("key: a\n    include", "key: j\n    include", 6, "used by the reader itself"),
    ("key: a\n    include", "colour: beige\n    include", 6, "unknown colour 'beige'"),
    ("key: a\n    include", "kee: a\n    include", 6, "unknown key 'kee'"),
    ("name: Aid", "name: [Aid]", 5, "name is not text"),
    ("parent: aid", "parent: gone", 12, "parent 'gone' is not a theme"),
    ("archived: true", "archived: si", 13, "unknown archived"),
    ("archived: true", "since: tomorrow", 13, "since is not a time"),
]


@pytest.mark.parametrize(("old", "new", "line", "what"), BAD)
def test_refused_with_file_line_and_cure(old: str, new: str, line: int, what: str) -> None:
    assert old in BOOK
    with pytest.raises(FormatError, match=what) as caught:
        parse(BOOK.replace(old, new, 1))
    assert (caught.value.file, caught.value.line) == ("labels/codebook.yaml", line)
    assert caught.value.cure
