from __future__ import annotations

import pytest

from model.coding.describe import describe
from model.coding.marks import (
    Intent,
    Reject,
    Request,
    Restore,
    SetMemo,
    SetState,
    SetTheme,
    Sheet,
    apply_request,
)

EMPTY = Sheet("a", "d")
WITH_AID, _ = apply_request(EMPTY, Request("a", "d", 0, 5, "quote", "", "", SetTheme("aid")))


@pytest.mark.parametrize(
    ("sheet", "intent", "words", "undone"),
    [
        (EMPTY, SetTheme("aid"), "label aid", "remove aid"),
        (EMPTY, Reject("aid"), "not aid", "no longer not aid"),
        (EMPTY, SetState("none"), "none apply", "back to untouched"),
        (EMPTY, SetState("skipped"), "skip", "back to untouched"),
        (EMPTY, SetMemo("m"), "memo", "remove memo"),
        (EMPTY, Restore(), "bring back", "exclude again"),
        (WITH_AID, SetTheme("aid", applies=False), "remove aid", "label aid"),
        (WITH_AID, Reject("aid"), "not aid", "label aid"),
        (WITH_AID, SetState("none"), "none apply", "label aid"),
        (WITH_AID, SetTheme("aid", p=0.5), "decide again", "decide again"),
    ],
)
def test_a_change_in_words(sheet: Sheet, intent: Intent, words: str, undone: str) -> None:
    _, change = apply_request(sheet, Request("a", "d", 0, 5, "quote", "", "", intent))
    assert describe(change) == words
    assert describe(change.inverse()) == undone
