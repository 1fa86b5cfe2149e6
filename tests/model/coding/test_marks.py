from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.coding.audit import Audit
from model.coding.marks import (
    CONTEXT,
    Decision,
    Mark,
    Reject,
    Request,
    SetMemo,
    SetState,
    SetTheme,
    Sheet,
    State,
    apply_change,
    apply_request,
    decide,
    request,
)
from model.errors import ConflictError

from .strategies import requests

AT = "2025-01-31T12:00:00Z"
EMPTY = Sheet("a.txt", "d")


def after(asked: list[Request]) -> Sheet:
    sheet = EMPTY
    for one in asked:
        sheet, _ = apply_request(sheet, one, AT)
    return sheet


@given(st.lists(requests(), max_size=8), requests())
def test_inverse_takes_a_request_back(earlier: list[Request], asked: Request) -> None:
    before = after(earlier)
    sheet, change = apply_request(before, asked, AT)
    assert apply_change(sheet, change.inverse()) == before
    assert apply_change(before, change) == sheet


@given(st.lists(requests(), max_size=8))
def test_undoing_all_gives_the_empty_sheet(asked: list[Request]) -> None:
    sheet, changes = EMPTY, []
    for one in asked:
        sheet, change = apply_request(sheet, one, AT)
        changes.append(change)
    for change in reversed(changes):
        sheet = apply_change(sheet, change.inverse())
    assert sheet == EMPTY


@given(st.lists(requests(), max_size=8), requests())
def test_applying_twice_is_the_same_as_once(earlier: list[Request], asked: Request) -> None:
    once, _ = apply_request(after(earlier), asked, AT)
    twice, change = apply_request(once, asked, AT)
    assert twice == once
    assert change.before == change.after


@given(st.lists(requests(), max_size=12))
def test_sheets_stay_sorted_consistent_and_without_empty_marks(asked: list[Request]) -> None:
    sheet = after(asked)
    spans = [(mark.start, mark.end) for mark in sheet.marks]
    assert spans == sorted(set(spans))
    for mark in sheet.marks:
        assert not mark.empty
        assert bool(mark.themes) == (mark.state == "labelled")
        assert not {d.theme for d in mark.themes} & {d.theme for d in mark.rejected}


def test_a_change_that_does_not_find_what_it_expects_is_refused() -> None:
    sheet, change = apply_request(EMPTY, Request("a.txt", "d", 0, 5, "quote", "", "", SetTheme("aid")), AT)
    other, _ = apply_request(sheet, Request("a.txt", "d", 0, 5, "quote", "", "", SetTheme("border")), AT)
    with pytest.raises(ConflictError, match=r"a\.txt: .*changed"):
        apply_change(other, change.inverse())


def test_rejecting_and_state_none_take_themes_away() -> None:
    def ask(intent: SetTheme | Reject | SetState) -> Request:
        return Request("a.txt", "d", 0, 5, "quote", "", "", intent)

    sheet = after([ask(SetTheme("aid")), ask(SetTheme("border")), ask(Reject("aid"))])
    (mark,) = sheet.marks
    assert (mark.has("aid"), mark.rejects("aid"), mark.has("border"), mark.state) == (
        False,
        True,
        True,
        "labelled",
    )
    (mark,) = after([ask(SetTheme("aid")), ask(SetState("none"))]).marks
    assert (mark.themes, mark.state) == ((), "none")


@pytest.mark.parametrize("state", ["none", "skipped", "untouched"])
def test_taking_away_a_theme_that_is_not_there_changes_nothing(state: State) -> None:
    mark = Mark(0, 5, "quote", state=state, rejected=(Decision("border"),), memo="m", at=AT)
    assert decide(mark, SetTheme("aid", applies=False), "2027-01-01T00:00:00Z") is mark


@given(st.text(max_size=120), st.data())
def test_a_request_carries_quote_and_context(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    asked = request("a.txt", "d", text, start, end, SetState("none"))
    assert asked.prefix + asked.quote + asked.suffix in text
    assert (len(asked.prefix), len(asked.suffix)) == (min(CONTEXT, start), min(CONTEXT, len(text) - end))


def test_a_mark_is_found_by_its_exact_range() -> None:
    mark = Mark(1, 3, "ab", state="none")
    sheet = EMPTY.put(1, 3, mark)
    assert sheet.at(1, 3) is mark
    assert sheet.at(1, 2) is None
    assert sheet.put(1, 3, None) == EMPTY


def test_only_the_first_decision_says_whether_it_is_the_audit_s() -> None:
    def ask(intent: SetTheme | SetState | SetMemo, audit: Audit = "") -> Request:
        return Request("a.txt", "d", 0, 5, "quote", "", "", intent, audit)

    (mark,) = after([ask(SetMemo("look"), "blind"), ask(SetTheme("aid"), "blind")]).marks
    assert mark.audit == "blind"
    (mark,) = after([ask(SetTheme("aid"), "assisted"), ask(SetTheme("border"))]).marks
    assert mark.audit == "assisted"
    (mark,) = after([ask(SetTheme("aid")), ask(SetTheme("border"), "blind")]).marks
    assert mark.audit == "", "it had been learned from"
    (mark,) = after([ask(SetMemo("look")), ask(SetTheme("aid"), "blind"), ask(SetState("untouched"))]).marks
    assert mark.audit == ""
