"""Which lines of which blocks are on the screen: arithmetic on (block, line), never on absolute rows.

Only the heights of blocks on or next to the screen are ever asked for, so that an article of any length costs
what one page costs.
"""

from __future__ import annotations

from collections.abc import Callable

Row = tuple[int, int]
"""(block, line in it)."""


class Viewport:
    """The part of a column of blocks that a page shows.

    Args:
        count: number of blocks.
        height_of: lines of a block; its last line is the gap below it.
        page: lines of the screen.
        context: show what stands before a block that is brought onto the page, in parts if need be; otherwise
            the page begins with a whole block where it can.
    """

    def __init__(
        self, count: int, height_of: Callable[[int], int], page: int = 1, context: bool = False
    ) -> None:
        self._count = count
        self._height_of = height_of
        self._page = max(1, page)
        self._context = context
        self.top: Row = (0, 0)
        """What stands in the first line."""
        self._rows: list[Row] | None = None

    def rows(self) -> list[Row]:
        """What stands in each line; shorter than the page where the article ends."""
        if self._rows is None:
            block, line = self.top
            rows: list[Row] = []
            while block < self._count and len(rows) < self._page:
                height = self._height_of(block)
                rows += [(block, at) for at in range(line, min(height, line + self._page - len(rows)))]
                block, line = block + 1, 0
            self._rows = rows
        return self._rows

    def resize(self, page: int) -> None:
        """The page has another number of lines, or the blocks other heights."""
        self._page = max(1, page)
        block, line = self.top
        self._go(block, min(line, self._height_of(block) - 1))

    def whole(self, block: int) -> bool:
        """Whether all text of a block is on the screen."""
        return self.shows(block, 0) and self.shows(block, self._height_of(block) - 2)

    def shows(self, block: int, line: int = 0) -> bool:
        """Whether a line of a block is on the screen."""
        rows = self.rows()
        return bool(rows) and rows[0] <= (block, line) <= rows[-1]

    def span(self, block: int) -> range:
        """The lines of the screen that a block takes, its gap included."""
        first, last = 0, 0
        for y, row in enumerate(self.rows()):
            if row[0] < block:
                first = last = y + 1
            elif row[0] == block:
                last = y + 1
            else:
                break
        return range(first, last)

    def blocks(self) -> range:
        """The blocks of which something is on the screen."""
        rows = self.rows()
        return range(rows[0][0], rows[-1][0] + 1) if rows else range(0)

    def reveal(self, block: int) -> bool:
        """Bring a block onto the screen, whole if it fits; whether anything moved.

        Where it is not there yet the page jumps about three quarters, to the start of a block.
        """
        if self.whole(block):
            return False
        text = self._height_of(block) - 1
        if text > self._page:
            return self._go(block, 0)
        upward = (block, 0) < self.top
        above = self._page * 3 // 4 - text if upward else self._page // 4
        room = min(above, self._page - text)
        if self._context and not upward:
            return self._go(*self._behind(block, 0, -room))
        return self._go(self._back(block, room), 0)

    def reveal_line(self, block: int, line: int) -> bool:
        """Bring one line of a block onto the screen; whether anything moved."""
        return not self.shows(block, line) and self._go(block, max(0, line - self._page // 4))

    def scroll(self, by: int) -> bool:
        """Move by lines, down for positive numbers; whether anything moved."""
        return self._go(*self._behind(*self.top, by))

    def _behind(self, block: int, line: int, by: int) -> Row:
        """What stands `by` lines below a line (above it for negative numbers), the first line at most."""
        line += by
        while line < 0 and block > 0:
            block -= 1
            line += self._height_of(block)
        while line >= (height := self._height_of(block)) and block < self._count - 1:
            block, line = block + 1, line - height
        return block, max(0, line)

    def _back(self, block: int, room: int) -> int:
        """The first of the blocks before `block` that fit whole into `room` lines with all between."""
        while block > 0 and (height := self._height_of(block - 1)) <= room:
            block -= 1
            room -= height
        return block

    def _last_top(self) -> Row:
        """The top at which the last text line stands in the last line of the page."""
        room = self._page + 1
        for block in range(self._count - 1, -1, -1):
            height = self._height_of(block)
            if height >= room:
                return (block, height - room)
            room -= height
        return (0, 0)

    def _go(self, block: int, line: int) -> bool:
        before = self.top
        self.top = (block, line)
        self._rows = None
        if len(self.rows()) < self._page:
            self.top = min(self.top, self._last_top())
            self._rows = None
        return self.top != before
