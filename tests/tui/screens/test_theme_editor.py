"""The editor of a theme changes what was changed by hand, and nothing else."""

from __future__ import annotations

from typing import cast

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from model.coding.codebook import Codebook, Theme
from tests.tui.study import ScreenApp
from tui.screens.page import Page
from tui.screens.theme_editor import ThemeEditor

WILD = Theme(
    "aid",
    " Aid  and money",
    "a",
    "a colour of a later version",
    definition="one\n  two  three \u200f",
    include="x\ty",
)


async def answer(pilot: Pilot[None], theme: Theme, **typed: str) -> dict[str, str]:
    editor = ThemeEditor(Codebook((theme,)), theme, lambda *said: None)
    await pilot.app.push_screen(editor)
    for name, words in typed.items():
        field = editor.query_one(f"#{name}")
        if isinstance(field, TextArea):
            field.text = words
        else:
            cast(Input, field).value = words
    return dict(editor.answer())  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("typed", "changed"),
    [
        ({}, {}),
        ({"include": "x\nz"}, {"include": "x z"}),
        ({"name": "Aid"}, {"name": "Aid"}),
        ({"definition": ""}, {"definition": ""}),
    ],
)
async def test_what_was_left_alone_stays_as_it_is(typed: dict[str, str], changed: dict[str, str]) -> None:
    app = ScreenApp(Page())
    async with app.run_test(size=(90, 40)) as pilot:
        assert await answer(pilot, WILD, **typed) == changed
