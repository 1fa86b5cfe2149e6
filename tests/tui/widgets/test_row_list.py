from __future__ import annotations

from collections.abc import Sequence

import pytest
from textual.app import App, ComposeResult

from tui.widgets.row_list import LetterList, RowList
from tui.widgets.rows import Cell, Column, on_thumb, widths


class Numbers:
    """Any number of rows; says which were asked for."""

    columns = (Column("name", share=2), Column("n", 10, "right", from_width=20))

    def __init__(self, count: int) -> None:
        self.count = count
        self.asked: list[int] = []

    def __len__(self) -> int:
        return self.count

    def row(self, index: int) -> Sequence[Cell]:
        self.asked.append(index)
        return (("row ", "muted"), (f"{index}", "accent")), f"{index}"


class ListApp(App[None]):
    """One list."""

    def __init__(self, rows: Numbers) -> None:
        super().__init__()
        self.rows = rows
        self.moved: list[int] = []
        self.chosen: list[int] = []

    def compose(self) -> ComposeResult:
        yield LetterList(self.rows, "nothing here", id="list")

    def on_row_list_moved(self, event: RowList.Moved) -> None:
        self.moved.append(event.index)

    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        self.chosen.append(event.index)

    @property
    def list(self) -> LetterList:
        return self.query_one(LetterList)

    def lines(self) -> list[str]:
        strips = self.screen._compositor.render_strips()
        return ["".join(segment.text for segment in strip).rstrip() for strip in strips]


async def test_cost_follows_the_screen_not_the_list() -> None:
    app = ListApp(Numbers(1_000_000))
    async with app.run_test(size=(40, 12)) as pilot:
        await pilot.press("j", "G", "k", "pageup", "g")
        assert len(app.rows.asked) < 100
        assert app.list.cursor == 0


async def test_a_step_draws_two_rows_and_asks_for_none_twice() -> None:
    app = ListApp(Numbers(1000))
    async with app.run_test(size=(40, 12)) as pilot:
        await pilot.press("j", "k")
        app.rows.asked.clear()
        await pilot.press("j")
        assert app.rows.asked == []


async def test_keys_move_within_the_list_and_the_cursor_stays_on_the_screen() -> None:
    app = ListApp(Numbers(50))
    async with app.run_test(size=(40, 12)) as pilot:
        expected = 0
        steps = {"j": 1, "down": 1, "k": -1, "up": -1, "pagedown": 11, "pageup": -11, "G": 99, "g": -99}
        for key in ["k", "j", "down", *["pagedown"] * 5, "G", "j", "k", *["pageup"] * 2, "up", "end", "home"]:
            await pilot.press(key)
            step = {"home": -99, "end": 99}.get(key) or steps[key]
            expected = min(49, max(0, expected + step))
            assert app.list.cursor == expected
            assert app.list.top <= expected < app.list.top + app.list.page
            assert any(line.startswith(f">row {expected} ") for line in app.lines())


async def test_the_current_row_is_marked_without_colour() -> None:
    app = ListApp(Numbers(3))
    async with app.run_test(size=(40, 6)) as pilot:
        await pilot.press("j")
        assert [line[:5] for line in app.lines()[1:4]] == [" row ", ">row ", " row "]


@pytest.mark.parametrize("size", [(1, 1), (2, 2), (3, 1), (7, 3), (250, 70)])
async def test_it_draws_at_any_size(size: tuple[int, int]) -> None:
    app = ListApp(Numbers(100))
    async with app.run_test(size=size) as pilot:
        await pilot.press("j", "G", "k")
        assert all(len(line) <= size[0] for line in app.lines())
        await pilot.resize_terminal(1, 1)
        await pilot.press("k")


async def test_an_empty_list_says_so_and_keys_do_no_harm() -> None:
    app = ListApp(Numbers(0))
    async with app.run_test(size=(40, 6)) as pilot:
        await pilot.press("j", "k", "G", "g", "pagedown")
        assert "nothing here" in "\n".join(app.lines())
        app.list.action_choose()
        await pilot.pause()
        assert app.chosen == []


async def test_a_click_moves_and_a_second_one_chooses() -> None:
    app = ListApp(Numbers(30))
    async with app.run_test(size=(40, 12)) as pilot:
        await pilot.click(LetterList, offset=(3, 4))
        assert (app.list.cursor, app.chosen) == (3, [])
        await pilot.click(LetterList, offset=(3, 4))
        assert app.chosen == [3]
        await pilot.click(LetterList, offset=(3, 0))  # the titles
        assert app.list.cursor == 3


async def test_fewer_rows_bring_the_cursor_back_into_the_list() -> None:
    app = ListApp(Numbers(100))
    async with app.run_test(size=(40, 12)) as pilot:
        await pilot.press("G")
        app.list.show(Numbers(5))
        await pilot.pause()
        assert app.list.cursor == 4
        assert any(line.startswith(">row 4") for line in app.lines())


def test_columns_share_the_room_and_leave_when_it_is_too_small() -> None:
    columns = (Column("a", share=3), Column("b", 10), Column("c", share=1), Column("d", 5, from_width=60))
    assert widths(columns, 50)[3] == 0
    for width in (1, 5, 12, 40, 59, 60, 100):
        found = widths(columns, width)
        assert all(cells >= 0 for cells in found)
        if width >= 30:
            shown = [cells for cells in found if cells]
            assert sum(shown) + len(shown) + 1 <= width


@pytest.mark.parametrize("total", [11, 12, 100, 1_000_000])
def test_the_bar_moves_from_top_to_bottom(total: int) -> None:
    page = 10
    assert on_thumb(0, 0, page, total)
    assert on_thumb(page - 1, total - page, page, total)
    assert sum(on_thumb(y, total // 3, page, total) for y in range(page)) >= 1
    assert not any(on_thumb(y, 0, page, page) for y in range(page))
