from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from model.coding import sheets, yamlwriter
from model.coding.marks import Decision, Mark, Reject, Request, SetMemo, SetTheme, Sheet, apply_request
from model.coding.yamlwriter import Plain
from model.errors import FormatError

from .strategies import sheets as drawn_sheets

SHEET = """\
rubricate: 1
article: news.jsonl#42
digest: "9f86"
passages:
  - start: 0
    end: 21
    quote: Aid reached the camp.
    prefix: ""
    suffix: " Nobody"
    state: labelled
    at: 2025-01-31T12:00:00Z
    themes:
      - theme: aid
        from: suggestion
        at: 2025-01-31T12:00:00Z
        p: 0.71
    not:
      - theme: border
        from: hand
  - start: 30
    end: 40
    quote: "no: one"
    prefix: ""
    suffix: ""
    state: untouched
    memo: "see\\nthere"
    restored: true
...
"""


def parse(text: str) -> Sheet:
    return sheets.parse(text.encode(), "labels/ann/x.yaml")


def test_a_label_file_reads_as_its_sheet_and_back() -> None:
    at = "2025-01-31T12:00:00Z"
    aid, border = Decision("aid", "suggestion", at, 0.71), Decision("border")
    quote = "Aid reached the camp."
    first = Mark(0, 21, quote, "", " Nobody", "labelled", at, (aid,), (border,))
    second = Mark(30, 40, "no: one", memo="see\nthere", restored=True)
    assert parse(SHEET) == Sheet("news.jsonl#42", "9f86", (first, second))
    assert sheets.emit(parse(SHEET)).decode() == SHEET


@given(drawn_sheets())
def test_any_sheet_reads_back_equal(sheet: Sheet) -> None:
    assert sheets.parse(sheets.emit(sheet), "f") == sheet


@given(drawn_sheets())
def test_a_sheet_looks_the_same_whatever_was_written_before(sheet: Sheet) -> None:
    first = sheets.emit(sheet)
    assert sheets.emit(sheet) == first
    whole: dict[str, Plain] = {"rubricate": 1, "article": sheet.article, "digest": sheet.digest}
    for key, marks in (("passages", sheet.marks), ("unplaced", sheet.unplaced)):
        if marks or key == "passages":
            whole[key] = [sheets._plain_mark(mark) for mark in marks]
    assert yamlwriter.emit(whole) == first


@pytest.mark.parametrize("known", [100, 4096])
def test_of_many_marks_only_those_that_changed_are_written_anew(
    monkeypatch: pytest.MonkeyPatch, known: int
) -> None:
    monkeypatch.setattr(sheets, "KNOWN", known)
    made: list[Any] = []
    real = yamlwriter.item

    def counted(block: dict[str, Plain]) -> str:
        made.append(block["start"])
        return real(block)

    monkeypatch.setattr(yamlwriter, "item", counted)
    sheet = Sheet("a", "d", tuple(Mark(10 * n, 10 * n + 5, "quote", memo="m") for n in range(500)))
    sheets.emit(sheet)
    assert len(made) == 500
    sheet, _ = apply_request(sheet, Request("a", "d", 70, 75, "quote", "", "", SetMemo("other")))
    sheets.emit(sheet)
    assert made[500:] == [70]


def test_what_is_known_of_marks_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "KNOWN", 3)
    known: dict[int, tuple[Mark, str]] = {}
    monkeypatch.setattr(sheets, "_known", known)
    sheet = Sheet("a", "d", tuple(Mark(10 * n, 10 * n + 5, "quote", memo=f"{n}") for n in range(8)))
    assert sheets.parse(sheets.emit(sheet), "f") == sheet
    assert len(known) == 8
    for start in range(5):
        other = Sheet("b", "d", tuple(Mark(start, start + n + 1, "quote", memo="m") for n in range(2)))
        assert sheets.parse(sheets.emit(other), "f") == other
        assert len(known) <= 2 + 3


def test_marks_are_sorted_and_empty_ones_dropped() -> None:
    item = "  - {{start: {}, end: 9, quote: q, prefix: a, suffix: b, state: {}}}\n"
    head = "rubricate: 1\narticle: a\ndigest: d\npassages:\n"
    text = head + item.format(5, "none") + item.format(1, "untouched") + item.format(2, "skipped") + "...\n"
    assert [mark.start for mark in parse(text).marks] == [2, 5]
    assert parse(head + "...\n".replace("...", "  []\n...")).marks == ()


BAD = [
    ("rubricate: 1", "rubricate: 2", 1, "newer than this program"),
    ("rubricate: 1", "rubricate: one", 1, "no format version"),
    ("rubricate: 1\n", "", 1, "rubricate is missing"),
    ('digest: "9f86"\n', "", 1, "digest is missing"),
    ("article: news.jsonl#42", 'article: ""', 2, "article is empty"),
    ("article: news.jsonl#42", "article: [a]", 2, "article is not text"),
    ('digest: "9f86"', "digest: a\nauthor: b", 4, "unknown key 'author'"),
    ("    state: labelled", "    sate: labelled", 10, "unknown key 'sate'"),
    ("    state: labelled\n", "", 5, "state is missing"),
    ("state: labelled", "state: maybe", 10, "unknown state 'maybe'"),
    ("state: labelled", "state: none", 10, "it has themes"),
    ("state: untouched", "state: labelled", 25, "it has no themes"),
    ("start: 0", "start: -1", 5, "start is not a whole number"),
    ("start: 0", "start: ٣", 5, "start is not a whole number"),
    ("start: 0", "start: " + "9" * 5000, 5, "start is not a whole number"),
    ("end: 21", "end: 0", 6, "empty or backwards"),
    ("start: 30\n    end: 40", "start: 0\n    end: 21", 20, "already in line 5"),
    ("p: 0.71", "p: 1.5", 16, "not a probability"),
    ("p: 0.71", "p: nan", 16, "not a probability"),
    ("from: suggestion", "from: robot", 14, "unknown from 'robot'"),
    ("        from: hand\n", "", 18, "from is missing"),
    ("theme: border", "theme: aid", 17, "both applies and does not"),
    ("theme: border", 'theme: ""', 18, "theme is empty"),
    ("at: 2025-01-31T12:00:00Z\n    themes", "at: 2025-13-31T12:00:00Z\n    themes", 11, "at is not a time"),
    ("restored: true", "restored: yes", 27, "unknown restored 'yes'"),
    ("restored: true", "audit: deaf", 27, "unknown audit 'deaf'"),
    ("    not:\n      - theme: border\n        from: hand", "    not: border", 17, "not is not a list"),
    ("    not:\n      - theme: border\n        from: hand", "    not: [border]", 17, "not a mapping"),
    ("...\n", "", 27, "torn"),
    ("    memo", "<<<<<<< HEAD\n    memo", 26, "conflict marker"),
]


@pytest.mark.parametrize(("old", "new", "line", "what"), BAD)
def test_refused_with_file_line_and_cure(old: str, new: str, line: int, what: str) -> None:
    assert old in SHEET
    with pytest.raises(FormatError, match=what) as caught:
        parse(SHEET.replace(old, new, 1))
    assert caught.value.file == "labels/ann/x.yaml"
    assert caught.value.line in ((line, line + 1) if "torn" in what else (line,))
    assert caught.value.cure


def test_twice_the_same_theme_is_refused() -> None:
    twice = "      - theme: border\n        from: hand\n"
    with pytest.raises(FormatError, match="theme 'border' twice") as caught:
        parse(SHEET.replace(twice, twice * 2))
    assert caught.value.line == 20


def test_no_cut_of_a_label_file_is_read() -> None:
    data = SHEET.encode()
    for cut in range(len(data) - 1):
        with pytest.raises(FormatError):
            sheets.parse(data[:cut], "f")


def test_a_request_is_made_storable() -> None:
    asked = Request("a\ud800", "d", 0, 1, "q\udfff", "\ud800", "\ud800", SetTheme("t\ud800", p=0.123456))
    made = sheets.storable_request(asked)
    assert made == Request("a\ufffd", "d", 0, 1, "q\ufffd", "\ufffd", "\ufffd", SetTheme("t\ufffd", p=0.1235))
    for p, kept in ((float("nan"), None), (-1.0, 0.0), (7.0, 1.0)):
        asked = Request("a", "d", 0, 1, "q", "", "", Reject("t", p=p))
        assert sheets.storable_request(asked).intent == Reject("t", p=kept)
    asked = Request("a", "d", 0, 1, "q", "", "", SetMemo("\ud800"))
    sheet, _ = apply_request(Sheet("a", "d"), sheets.storable_request(asked))
    assert sheets.parse(sheets.emit(sheet), "f") == sheet
