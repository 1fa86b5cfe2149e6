"""The look is remembered between starts, and whatever lies in its place does no harm."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.tui.shelf import press, running, study
from tui import look
from tui.themes import DARK, LIGHT


async def test_the_look_that_was_chosen_is_there_at_the_next_start(tmp_path: Path) -> None:
    project = study(tmp_path)
    for before, after in ((DARK, LIGHT), (LIGHT, DARK)):
        async with running(project) as (app, pilot):
            assert app.theme == before.name
            app.action_light()
            await press(pilot)
            assert app.theme == after.name
    async with running(project) as (app, _):
        assert app.theme == DARK.name


@pytest.mark.parametrize("held", [b"", b"lighthouse", b"\xff\xfe" * 1000, b"dark\n"])
def test_anything_else_is_the_dark_look(private_folders: Path, held: bytes) -> None:
    path = private_folders / "state/rubricate/look"
    path.parent.mkdir(parents=True)
    path.write_bytes(held)
    assert look.remembered() == DARK.name
    look.remember(LIGHT.name)
    assert look.remembered() == LIGHT.name


@pytest.mark.parametrize("make", [Path.mkdir, os.mkfifo, lambda path: path.symlink_to("/dev/zero")])
def test_what_is_no_file_is_neither_read_nor_written(private_folders: Path, make: object) -> None:
    path = private_folders / "state/rubricate/look"
    path.parent.mkdir(parents=True)
    make(path)  # type: ignore[operator]
    look.remember(LIGHT.name)
    assert look.remembered() == DARK.name
