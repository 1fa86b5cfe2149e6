"""What is on the page, for any heights of blocks."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tui.widgets.viewport import Viewport

HEIGHTS = st.lists(st.integers(2, 30), min_size=1, max_size=40)
MOVES = st.lists(
    st.tuples(st.sampled_from(["reveal", "line", "scroll", "resize"]), st.integers(-50, 50)), max_size=20
)


def moved(heights: list[int], moves: list[tuple[str, int]], context: bool = False) -> Viewport:
    """A viewport after some moves."""
    viewport = Viewport(len(heights), heights.__getitem__, 10, context)
    for what, number in moves:
        block = abs(number) % len(heights)
        match what:
            case "reveal":
                viewport.reveal(block)
            case "line":
                viewport.reveal_line(block, abs(number) % (heights[block] - 1))
            case "scroll":
                viewport.scroll(number)
            case _:
                viewport.resize(abs(number))
    return viewport


@given(HEIGHTS, MOVES, st.booleans())
def test_rows_are_the_lines_that_follow_the_top(
    heights: list[int], moves: list[tuple[str, int]], context: bool
) -> None:
    viewport = moved(heights, moves, context)
    every = [(block, line) for block, height in enumerate(heights) for line in range(height)]
    start = every.index(viewport.top)
    assert viewport.rows() == every[start : start + len(viewport.rows())]


@given(HEIGHTS, MOVES, st.booleans(), st.integers(1, 40))
def test_the_page_is_full_unless_the_article_is_shorter(
    heights: list[int], moves: list[tuple[str, int]], context: bool, page: int
) -> None:
    viewport = moved(heights, moves, context)
    viewport.resize(page)
    text = sum(heights) - 1
    assert min(page, text) <= len(viewport.rows()) <= page


@given(HEIGHTS, MOVES, st.booleans(), st.integers(0, 39), st.integers(1, 40))
def test_a_revealed_block_is_whole_if_it_fits(
    heights: list[int], moves: list[tuple[str, int]], context: bool, block: int, page: int
) -> None:
    viewport = moved(heights, moves, context)
    viewport.resize(page)
    block %= len(heights)
    viewport.reveal(block)
    assert viewport.shows(block, 0)
    assert viewport.whole(block) or heights[block] - 1 > page


@given(HEIGHTS, MOVES, st.integers(0, 39), st.integers(0, 30), st.integers(1, 40))
def test_a_revealed_line_is_shown(
    heights: list[int], moves: list[tuple[str, int]], block: int, line: int, page: int
) -> None:
    viewport = moved(heights, moves)
    viewport.resize(page)
    block %= len(heights)
    line %= heights[block] - 1
    viewport.reveal_line(block, line)
    assert viewport.shows(block, line)


@given(HEIGHTS, MOVES)
def test_the_lines_of_a_block_are_where_span_says(heights: list[int], moves: list[tuple[str, int]]) -> None:
    viewport = moved(heights, moves)
    rows = viewport.rows()
    for block in range(len(heights)):
        assert list(viewport.span(block)) == [y for y, row in enumerate(rows) if row[0] == block]
    assert list(viewport.blocks()) == sorted({block for block, _ in rows})


def test_what_is_whole_already_does_not_move() -> None:
    viewport = Viewport(10, lambda block: 4, 12)
    assert not viewport.reveal(2)
    assert viewport.top == (0, 0)


def test_the_page_jumps_by_three_quarters_to_the_start_of_a_block() -> None:
    viewport = Viewport(100, lambda block: 4, 20)
    assert viewport.reveal(5)
    assert viewport.top == (4, 0)
    assert viewport.reveal(3)
    assert viewport.top == (0, 0)


def test_with_context_what_stands_before_is_shown_in_part() -> None:
    viewport = Viewport(100, lambda block: 9, 16, context=True)
    viewport.reveal(50)
    assert viewport.top == (49, 5)


def test_only_blocks_near_the_page_are_measured() -> None:
    asked: list[int] = []

    def height(block: int) -> int:
        asked.append(block)
        return 3

    viewport = Viewport(1_000_000, height, 30)
    for block in (500_000, 999_999, 0, 250_000, 250_011):
        viewport.reveal(block)
        viewport.rows()
    assert len(asked) < 5 * 4 * 30
