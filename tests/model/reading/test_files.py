"""Files are opened safely, decoded and normalised."""

from __future__ import annotations

import os
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.errors import NotTextError
from model.reading import files

TEXT = "Café Zürich – “naïve” 😀\nSecond line.\n"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (b"\xef\xbb\xbf" + TEXT.encode(), "utf-8"),
        (TEXT.encode("utf-16"), "utf-16"),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), "utf-16"),
        (TEXT.encode("utf-32"), "utf-32"),
        (TEXT.replace("\n", "\r\n").encode(), "utf-8"),
        (TEXT.replace("\n", "\r").encode(), "utf-8"),
    ],
)
def test_decodes_to_the_same_text(data: bytes, encoding: str) -> None:
    assert files.decode(data) == (TEXT, encoding)


def test_detects_a_code_page_and_says_so() -> None:
    text = "Le garçon a mangé à la crêperie, où l'été était déjà passé. Ça ne lui a guère déplu.\n" * 3
    decoded, encoding = files.decode(text.encode("latin-1"))
    assert decoded == text
    assert encoding == "cp1252"


def test_detects_cyrillic() -> None:
    text = "Вчера в столице прошла встреча министров, на которой обсуждались вопросы безопасности.\n" * 4
    decoded, encoding = files.decode(text.encode("cp1251"))
    assert decoded == text
    assert encoding != "utf-8"


def test_damaged_utf8_keeps_its_good_characters() -> None:
    text = "Été à Genève, où l'âme s'élève. " * 10
    decoded, encoding = files.decode(text.encode() + b"\xc3")
    assert decoded == text + "\ufffd"
    assert encoding == files.DAMAGED_UTF8


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
        b"text\0text",
        bytes(range(1, 32)) * 9,
        Random(0).randbytes(64) + b"\0\xff\xfe\0",
    ],
)
def test_binary_is_refused_with_its_file_and_a_cure(data: bytes) -> None:
    with pytest.raises(NotTextError) as caught:
        files.need_text(files.decode(data, "seeds/a.txt")[0], "seeds/a.txt")
    assert caught.value.file == "seeds/a.txt"
    assert caught.value.cure


def test_a_few_escape_sequences_do_not_make_it_binary() -> None:
    text = "A line with \x1b[31m in it, and nothing else that is odd.\n"
    assert files.decode(text.encode()) == (text, "utf-8")
    files.need_text(text, "a.txt")


@given(st.text(alphabet=st.characters() | st.sampled_from("\r\n\ufeff\ud800\udfff")))
def test_normalising_is_idempotent_and_leaves_encodable_text(text: str) -> None:
    once = files.normalise(text)
    assert files.normalise(once) == once
    assert "\r" not in once
    assert not once.startswith("\ufeff")
    once.encode("utf-8")


@given(st.binary(max_size=300))
def test_any_bytes_are_decoded_or_refused(data: bytes) -> None:
    try:
        text, encoding = files.decode(data, "a.txt")
    except NotTextError:
        return
    assert encoding
    assert files.decode(text.encode(), "a.txt")[0] == text


@given(st.text())
def test_utf8_text_comes_back(text: str) -> None:
    assert files.decode(text.encode()) == (files.normalise(text), "utf-8")


def test_reads_a_file_and_refuses_a_larger_one(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"12345")
    assert files.read_bytes(path, 5) == b"12345"
    with pytest.raises(NotTextError, match="larger than 4 bytes"):
        files.read_bytes(path, 4)


def test_a_missing_file_is_told_from_an_unreadable_one(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        files.read_bytes(tmp_path / "none", 10)
    with pytest.raises(NotTextError, match="not there"):
        files.read_article_bytes(tmp_path / "none", tmp_path)


def test_links_fifos_folders_and_devices_are_refused(tmp_path: Path) -> None:
    (tmp_path / "real").write_text("x")
    (tmp_path / "link").symlink_to("real")
    (tmp_path / "loop").symlink_to("loop")
    os.mkfifo(tmp_path / "fifo")
    (tmp_path / "folder").mkdir()
    for path in (*(tmp_path / name for name in ("link", "loop", "fifo", "folder")), Path("/dev/null")):
        with pytest.raises(NotTextError) as caught:
            files.read_bytes(path, 10)
        assert caught.value.file == str(path)


def test_no_folder_below_the_root_may_be_a_link(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "a.txt").write_text("secret")
    root = tmp_path / "root"
    root.mkdir()
    (root / "in").symlink_to(outside)
    with pytest.raises(NotTextError, match="link"):
        files.read_bytes(root / "in" / "a.txt", 10, root)
    with pytest.raises(NotTextError):
        files.read_bytes(root / ".." / "outside" / "a.txt", 10, root)
    with pytest.raises(NotTextError):
        files.read_bytes(outside / "a.txt", 10, root)
