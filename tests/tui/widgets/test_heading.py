"""Title on the left, count on the right, whatever the title is made of."""

from __future__ import annotations

import pytest
from rich.cells import cell_len
from textual.app import App, ComposeResult

from tui.widgets.heading import Heading

TITLES = ["", "short", "x" * 100, "q\u0301" * 12, "q\u0301" * 100, "नमस्ते दुनिया की नदी", "字化け" * 30]


class Shown(App[None]):
    def compose(self) -> ComposeResult:
        yield Heading()


@pytest.mark.parametrize("title", TITLES)
@pytest.mark.parametrize("width", [1, 5, 18, 40, 60])
async def test_the_count_stands_at_the_right_end(title: str, width: int) -> None:
    app = Shown()
    async with app.run_test(size=(width, 3)):
        heading = app.query_one(Heading)
        heading.show(title, "1/3  3 untouched")
        line = heading.line(0).text
        assert cell_len(line) == width
        assert line.endswith("1/3  3 untouched "[:width] if width >= 18 else "")
