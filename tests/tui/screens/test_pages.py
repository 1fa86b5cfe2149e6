"""The registry of screens names what there is."""

from __future__ import annotations

import pytest

from tui.commands import PLACES
from tui.preload import REST
from tui.screens.page import Page
from tui.screens.pages import SCREENS, screen_class


def test_there_is_a_screen_for_each_place() -> None:
    assert tuple(SCREENS) == PLACES


@pytest.mark.parametrize("place", PLACES)
def test_each_is_a_page_of_that_name(place: str) -> None:
    found = screen_class(place)
    assert isinstance(found, type)
    assert issubclass(found, Page)
    assert found.place == place


def test_the_reader_is_there_before_it_is_asked_for() -> None:
    assert SCREENS["reader"][0] in REST
