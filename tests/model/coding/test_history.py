"""The journal tells what a label file held, and what an older copy put in its place."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.coding import sheets
from model.coding.history import file_digest, history
from model.coding.journal import Journal
from model.coding.marks import Request, SetMemo, SetState, SetTheme, Sheet, apply_request
from model.coding.store import LabelStore

from .strategies import requests
from .strategies import sheets as any_sheets
from .test_store import ask


@pytest.fixture
def kept(tmp_path: Path) -> Journal:
    return Journal(tmp_path, "ann")


def test_without_a_journal_nothing_is_known(tmp_path: Path) -> None:
    assert history(tmp_path / "journal-ann.jsonl") == {}


@settings(max_examples=40)
@given(asked=st.lists(requests(), min_size=1, max_size=8), back=st.integers(0, 4))
def test_it_knows_the_sheet_after_any_operations_undone_and_redone(
    asked: list[Request], back: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    kept = Journal(tmp_path_factory.mktemp("state"), "ann")
    sheet = Sheet("a.txt", "d")
    for one in asked:
        sheet, change = apply_request(sheet, sheets.storable_request(one))
        kept.record_change(change, file_digest(sheet))
    for _ in range(back):
        top = kept.undo_top()
        if top is None or top.change is None:
            break
        sheet = sheet.put(top.change.start, top.change.end, top.change.before)
        kept.undone(top, file_digest(sheet))
    if back > 1 and (top := kept.redo_top()) is not None and top.change is not None:
        sheet = sheet.put(top.change.start, top.change.end, top.change.after)
        kept.redone(top, file_digest(sheet))
    known = history(kept.path)
    if known:
        assert known["a.txt"].sheet() == sheet
        assert known["a.txt"].proves(sheet)
        assert known["a.txt"].overwritten(sheet) is None


@given(sheet=any_sheets())
def test_a_whole_sheet_comes_back_as_it_was(sheet: Sheet, tmp_path_factory: pytest.TempPathFactory) -> None:
    kept = Journal(tmp_path_factory.mktemp("state"), "ann")
    kept.record_sheet(sheet, file_digest(sheet))
    known = history(kept.path)[sheet.article]
    assert known.sheet() == sheet
    assert known.proves(sheet)


def test_an_older_copy_is_noticed_and_what_others_made_stays(kept: Journal, tmp_path: Path) -> None:
    store = LabelStore(tmp_path, "ann")
    for number, intent in enumerate((SetTheme("aid"), SetState("none"), SetTheme("aid"))):
        sheet, change = store.apply(ask(intent, 10 * number))
        kept.record_change(change, file_digest(sheet))
    last, change = store.apply(ask(SetMemo("later"), 0))
    kept.record_change(change, file_digest(last))
    known = history(kept.path)["n/a.txt"]
    stale = sheet.put(20, 25, None)  # before the third decision and the memo
    assert known.overwritten(stale) == last
    other = replace(stale.marks[1], start=50, end=55, quote="another")
    by_hand = stale.put(50, 55, other).put(0, 5, replace(stale.marks[0], memo="by hand"))
    assert known.overwritten(by_hand) == by_hand.put(20, 25, last.at(20, 25))


def test_a_sheet_that_was_recorded_as_it_is_counts(kept: Journal, tmp_path: Path) -> None:
    store = LabelStore(tmp_path, "ann")
    sheet, change = store.apply(ask())
    kept.record_change(change, file_digest(sheet))
    deleted = Sheet("n/a.txt", "d")
    assert history(kept.path)["n/a.txt"].overwritten(deleted) == sheet
    kept.record_sheet(deleted, file_digest(deleted))
    assert history(kept.path)["n/a.txt"].overwritten(deleted) is None


def test_what_was_overwritten_stays_known_when_labelling_goes_on(kept: Journal, tmp_path: Path) -> None:
    store = LabelStore(tmp_path, "ann")
    for number in range(2):
        sheet, change = store.apply(ask(start=10 * number))
        kept.record_change(change, file_digest(sheet))
    older = sheet.put(10, 15, None)
    (tmp_path / "labels" / "ann" / "n" / "a.txt.yaml").write_bytes(sheets.emit(older))
    last, change = store.apply(ask(SetMemo("on the older copy"), 20))
    kept.record_change(change, file_digest(last))
    kept.record_sheet(last, file_digest(last), settled=False)  # as the next session does by itself
    known = history(kept.path)["n/a.txt"]
    assert known.overwritten(last) == last.put(10, 15, sheet.at(10, 15))
    kept.record_sheet(last, file_digest(last))
    assert history(kept.path)["n/a.txt"].overwritten(last) is None


def test_another_text_is_not_compared(kept: Journal, tmp_path: Path) -> None:
    sheet, change = LabelStore(tmp_path, "ann").apply(ask())
    kept.record_change(change, file_digest(sheet))
    assert history(kept.path)["n/a.txt"].overwritten(Sheet("n/a.txt", "new")) is None
    kept.record_change(replace(change, digest="new"))
    known = history(kept.path)["n/a.txt"]
    assert (known.digest, len(known.marks), known.proves(sheet)) == ("new", 1, False)


def test_torn_and_strange_lines_harm_only_themselves(kept: Journal, tmp_path: Path) -> None:
    sheet, change = LabelStore(tmp_path, "ann").apply(ask())
    kept.record_change(change, file_digest(sheet))
    line = kept.path.read_bytes()
    strange = [
        b"\xff\n",
        b"[]\n",
        b"{}\n",
        b'{"do": "undone", "of": "?"}\n',
        b'{"do": "sheet", "sheet": 1}\n',
        b"[" * 9999 + b"\n",
    ]
    kept.path.write_bytes(b"".join(strange) + line[: len(line) // 2] + b"\n" + line)
    assert history(kept.path)["n/a.txt"].proves(sheet)
