"""The lines that draw themselves: text cut to a width, header, status, plot."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.app import App, ComposeResult

from tui.commands import PLACES
from tui.widgets.fit import fit
from tui.widgets.header_line import HeaderLine
from tui.widgets.plot import Plot, braille
from tui.widgets.status_line import Status, StatusLine

TEXTS = st.text(st.characters(exclude_categories=["C", "M", "Z"]), max_size=40)


@given(TEXTS, st.integers(0, 50), st.sampled_from(["left", "right"]))
def test_fitted_text_has_exactly_the_width(text: str, width: int, align: str) -> None:
    assert cell_len(fit(text, width, align)) == width  # type: ignore[arg-type]


@given(TEXTS, st.integers(0, 50))
def test_text_that_fits_is_not_touched_and_other_text_shows_that_it_was_cut(text: str, width: int) -> None:
    found = fit(text, width, pad=False)
    assert found == text if cell_len(text) <= width else found.endswith("…") or not width


class Lines(App[None]):
    """Header, plot, status."""

    def compose(self) -> ComposeResult:
        yield HeaderLine(PLACES, "queue", "a-study · ann")
        yield Plot("a curve", "labels")
        yield StatusLine()

    def lines(self) -> list[str]:
        strips = self.screen._compositor.render_strips()
        return ["".join(segment.text for segment in strip).rstrip() for strip in strips]


async def test_the_header_names_all_screens_or_their_digits_where_room_is_short() -> None:
    app = Lines()
    async with app.run_test(size=(100, 20)) as pilot:
        assert all(f"{n} {place}" in app.lines()[0] for n, place in enumerate(PLACES, 1))
        assert app.lines()[0].endswith("a-study · ann")
        await pilot.resize_terminal(40, 20)
        assert "3 queue" in app.lines()[0]
        assert "library" not in app.lines()[0]


async def test_a_click_on_a_name_asks_for_that_screen() -> None:
    app = Lines()
    chosen: list[str] = []
    async with app.run_test(
        size=(100, 20),
        message_hook=lambda m: chosen.append(m.place) if isinstance(m, HeaderLine.Chosen) else None,
    ) as pilot:
        for place in PLACES:
            await pilot.click(HeaderLine, offset=(app.lines()[0].index(place) + 1, 0))
    assert list(dict.fromkeys(chosen)) == list(PLACES)


@pytest.mark.parametrize("width", [1, 5, 20, 40, 80, 200])
async def test_the_status_line_fits_and_its_left_part_comes_first(width: int) -> None:
    app = Lines()
    async with app.run_test(size=(width, 20)) as pilot:
        app.query_one(StatusLine).show(Status("saved · 14:02:11", "good", "trained on 212 passages, 3 s ago"))
        await pilot.pause()
        last = app.lines()[-1]
        assert len(last) <= width
        if width >= 20:
            assert "saved · 14:02:11" in last
        if width >= 80:
            assert last.endswith("trained on 212 passages, 3 s ago")


@given(
    st.lists(st.floats(0, 1), min_size=1, max_size=20),
    st.integers(1, 30),
    st.integers(1, 10),
)
def test_a_curve_has_the_size_asked_for_and_a_dot_in_every_column(
    ys: list[float], width: int, height: int
) -> None:
    lines = braille([(float(x), y) for x, y in enumerate(ys)], width, height)
    assert len(lines) == height
    assert {len(line) for line in lines} == {width}
    if len(ys) > 1:
        for column in range(width):
            assert any(line[column] != "\u2800" for line in lines)


def test_a_rising_curve_rises() -> None:
    lines = braille([(0, 0.0), (1, 1.0)], 10, 5)
    assert lines[0].rstrip("\u2800") and lines[0][0] == "\u2800"
    assert lines[-1][0] != "\u2800"
    assert lines[-1].rstrip("\u2800") != lines[-1]


async def test_a_plot_without_points_says_why() -> None:
    app = Lines()
    async with app.run_test(size=(60, 20)) as pilot:
        app.query_one(Plot).show((), "too early")
        await pilot.pause()
        assert "too early" in "\n".join(app.lines())
        app.query_one(Plot).show([(10, 0.2), (40, 0.8)])
        await pilot.pause()
        assert "too early" not in "\n".join(app.lines())
        assert any(line.startswith("     10") and "40 labels" in line for line in app.lines())
