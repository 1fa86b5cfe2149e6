"""Old files open for ever, newer ones are refused with a clear word."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from model.coding import migrations, sheets, strictyaml
from model.coding.codebook_file import parse as parse_codebook
from model.coding.migrations import Step, upgrade
from model.coding.strictyaml import Block
from model.errors import FormatError

OLD = b"rubricate: 0\ntext: a.txt\ndigest: d\npassages: []\n...\n"


def renamed(block: Block) -> Block:
    """From a version 0 that never was: `article` was called `text`."""
    made = Block(block.line)
    for key, value in block.items():
        name = "article" if key == "text" else key
        made[name], made.lines[name] = value, block.lines[key]
    return made


def read(data: bytes, steps: Mapping[int, Step], newest: int = 1) -> Block:
    return upgrade(strictyaml.read(data, "f.yaml", ended=True), "f.yaml", steps, newest)


def test_steps_follow_each_other_and_change_nothing_in_place() -> None:
    before = strictyaml.read(OLD, "f.yaml", ended=True)
    copy = dict(before)

    def added(block: Block) -> Block:
        made = renamed(block)
        made["new"], made.lines["new"] = "x", block.line
        return made

    after = upgrade(before, "f.yaml", {0: renamed, 1: added}, newest=2)
    assert after == {"rubricate": "2", "article": "a.txt", "digest": "d", "passages": [], "new": "x"}
    assert after.lines["article"] == 2
    assert before == copy


def test_the_present_version_goes_through_unchanged() -> None:
    data = OLD.replace(b": 0", b": 1")
    assert read(data, {}) == strictyaml.read(data, "f.yaml", ended=True)


def test_a_file_of_an_earlier_version_is_read_and_written_in_the_present_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sheets, "SHEETS", {0: renamed})
    sheet = sheets.parse(OLD, "f.yaml")
    assert sheet.article == "a.txt"
    assert sheets.emit(sheet).startswith(b"rubricate: 1\narticle: a.txt\n")


@pytest.mark.parametrize(
    ("version", "what"),
    [
        (b"2", "format version 2 is newer than this program, which knows 1"),
        (b"999999999", "newer"),
        (b"0", "no format version: '0'"),
        (b"-1", "no format version"),
        (b"1.0", "no format version"),
        (b"99999999999", "no format version"),
        (b"[1]", "no format version"),
    ],
)
def test_other_versions_are_refused_with_file_line_and_cure(version: bytes, what: str) -> None:
    for parse, rest in ((sheets.parse, OLD[13:]), (parse_codebook, b"themes: []\n")):
        with pytest.raises(FormatError, match=what) as caught:
            parse(b"# a comment\nrubricate: " + version + b"\n" + rest, "f.yaml")
        assert (caught.value.file, caught.value.line) == ("f.yaml", 2)
        assert caught.value.cure


def test_a_missing_version_is_refused() -> None:
    with pytest.raises(FormatError, match="rubricate is missing"):
        read(b"article: a\n...\n", {})


def test_every_version_before_the_present_has_its_step() -> None:
    for steps in (migrations.SHEETS, migrations.CODEBOOKS):
        assert sorted(steps) == list(range(1, migrations.VERSION))
