"""The reader's page with a cursor: moving by passages and pages, selecting sentences, the mouse."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import ClassVar

from textual import events

from model.coding.codebook import Codebook
from model.coding.marks import Mark
from model.opened import OpenArticle
from model.reading.article import Span
from model.suggestions import Suggestion
from tui.commands import Command, bindings
from tui.widgets.article_lines import Selection
from tui.widgets.blocks import Range
from tui.widgets.page_view import PageView, Suggestions

AFTER = 0.01
"""Seconds from a step to preparations for the next: what is drawn goes out first."""
WHEEL = 3
"""Lines that a notch of the wheel moves."""

PAGE_COMMANDS: tuple[Command, ...] = (
    Command("page.next", "step(1)", "j,down", "Next passage", "The next passage."),
    Command("page.previous", "step(-1)", "k,up", "Previous passage", "The passage before."),
    Command("page.untouched", "untouched(1)", "n", "Next untouched", "The next passage without a decision."),
    Command(
        "page.untouched_back", "untouched(-1)", "N", "Previous untouched", "The one before, without one."
    ),
    Command("page.down", "page(1)", "pagedown,ctrl+d,ctrl+f", "Page down", "A page further."),
    Command("page.up", "page(-1)", "pageup,ctrl+u,ctrl+b", "Page up", "A page back."),
    Command("page.first", "edge(False)", "g,home", "First passage", "The beginning of the article."),
    Command("page.last", "edge(True)", "G,end", "Last passage", "The end of the article."),
    Command(
        "page.select", "select", "v", "Select sentences", "Then j and k select; theme keys label just these."
    ),
    Command("page.leave", "leave", "escape", "Leave", "Leave the selection or the explanation."),
)


class ArticleView(PageView):
    """An article with a cursor on one of its passages.

    Args:
        steps: whether the view itself moves by `j`, `k`, `n`, `N`; the queue moves by its own order, and
            wants to see what stands before a passage.
        id: as for any widget.
    """

    commands: ClassVar[tuple[Command, ...]] = PAGE_COMMANDS
    BINDINGS = bindings(PAGE_COMMANDS)

    def __init__(self, steps: bool = True, id: str | None = None) -> None:
        super().__init__(context=not steps, id=id)
        self._steps = steps
        self.moved: Callable[[], object] = lambda: None
        """Called where the cursor is on another passage, or a selection began, changed or ended.

        No message: what it changes is to be painted with the page, and would wait for a second frame.
        """
        self._chosen: tuple[Span, Span] | None = None
        """The sentences at which a selection began and ends."""

    def show(
        self, opened: OpenArticle, codebook: Codebook, suggestions: Suggestions, at: Range | None = None
    ) -> None:
        """Show an article, with the cursor on the block at `at`, else on the first passage."""
        self._chosen = None
        super().show(opened, codebook, suggestions, at)
        self.moved()

    # --- where the cursor is ---

    @property
    def selecting(self) -> bool:
        """Whether sentences are being selected."""
        return self._chosen is not None

    @property
    def target(self) -> Span:
        """What a decision is for: the selected sentences, else the current passage."""
        if self._chosen is not None:
            return _run(*self._chosen)
        return self.blocks.spans[self.cursor]

    @property
    def mark(self) -> Mark | None:
        """What was decided on the target."""
        return self.blocks.mark(self.target.start, self.target.end)

    def open_suggestions(self) -> list[Suggestion]:
        """Suggestions for the current passage that are not decided, best first."""
        return self.lines.margin.open_suggestions(self.cursor) if self.ready else []

    def go(self, block: int) -> None:
        """Put the cursor on a block."""
        if not self.ready:
            return
        block = max(0, min(block, len(self.blocks) - 1))
        before, self.cursor = self.cursor, block
        self.explain(None)
        if self._viewport.reveal(block):
            self.renew()
        else:
            self._refresh_block(before)
            self._refresh_block(block)
        if block != before:
            self.moved()
            asyncio.get_running_loop().call_later(AFTER, self.prepare, 1 if block > before else -1)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """In the queue, steps are the queue's own, but for selecting."""
        if action == "step":
            return self._steps or self.selecting
        return self._steps if action == "untouched" else True

    def action_step(self, by: int) -> None:
        """Next or previous passage; through a passage longer than the page, a part of it."""
        if not self.ready:
            return
        if self._chosen is not None:
            self._select(self._chosen[0], self.blocks.sentence_beside(self._chosen[1], by))
        elif not self._visible(self.cursor):
            self._catch_up(by)
        elif not self._scroll_within(by):
            self.go(self.cursor + by)

    def action_untouched(self, by: int) -> None:
        """Next or previous passage on which nothing was decided."""
        if self.ready and (found := self.blocks.next_untouched(self.cursor, by)) is not None:
            self.action_leave()
            self.go(found)

    def action_page(self, by: int) -> None:
        """A page further or back; the cursor comes along."""
        if not self.ready:
            return
        self.action_leave()
        if self._viewport.scroll(by * max(1, self.size.height - 2)):
            self._catch_up(by)
            self.renew()
        else:
            self.go(len(self.blocks) - 1 if by > 0 else 0)

    def action_edge(self, last: bool) -> None:
        """The first or the last passage."""
        if self.ready:
            self.action_leave()
            self.go(len(self.blocks) - 1 if last else 0)

    def _visible(self, block: int) -> bool:
        return block in self._viewport.blocks()

    def _scroll_within(self, by: int) -> bool:
        """Scroll through a current block that does not fit on the page; whether there was more of it."""
        edge = self.lines.height(self.cursor) - 2 if by > 0 else 0
        if self._viewport.shows(self.cursor, edge) or not self._visible(self.cursor):
            return False
        page = max(1, self.size.height * 3 // 4)
        rows = self._viewport.rows()
        left = edge - rows[-1][1] if by > 0 else rows[0][1]
        self._viewport.scroll(by * max(1, min(page, left)))
        self.renew()
        return True

    def _catch_up(self, by: int) -> None:
        """Put the cursor on a passage that is whole on the screen: the first, or moving up the last one."""
        visible = self._viewport.blocks()
        if not visible or (self.cursor in visible and self._viewport.whole(self.cursor)):
            return
        order = visible if by > 0 else reversed(visible)
        before, self.cursor = self.cursor, next((b for b in order if self._viewport.whole(b)), visible[0])
        self.explain(None)
        self._refresh_block(before)
        self._refresh_block(self.cursor)
        self.moved()

    # --- selecting sentences ---

    def action_select(self) -> None:
        """Begin to select at the first sentence of the current passage; again: leave."""
        if self._chosen is not None:
            self.action_leave()
        elif self.ready and (first := self.blocks.sentence_at(self.blocks.spans[self.cursor].start)):
            self.explain(None)
            self._select(first, first)

    def action_leave(self) -> None:
        """Leave the selection, else the explanation."""
        if self._chosen is None:
            if self.ready:
                self.explain(None)
        else:
            self._draw_selection(None)
            self.moved()

    def _select(self, anchor: Span, end: Span | None) -> None:
        if end is None:
            return  # there is no further sentence
        self._draw_selection((anchor, end))
        block = self.blocks.at(end.start)
        before, self.cursor = self.cursor, block
        moved = self._viewport.reveal(block) if self.lines.height(block) <= self.size.height else False
        line = self.lines.line_of(block, end.end - 1)
        if self._viewport.reveal_line(block, line) or moved:
            self.renew()
        self._refresh_block(before)
        self._refresh_block(block)
        self.moved()

    def _draw_selection(self, chosen: tuple[Span, Span] | None) -> None:
        """Take over a selection and draw the blocks again that it, or the one before, touches."""
        lines = self.lines
        spans = [lines.selection.run] if lines.selection else []
        self._chosen = chosen
        lines.selection = None
        if chosen is not None:
            lines.selection = Selection(_run(*chosen), *chosen)
            spans.append(lines.selection.run)
        for span in spans:
            self.redraw(self.blocks.over(span.start, span.end))

    # --- the mouse ---

    def on_click(self, event: events.Click) -> None:
        """A click makes a passage the current one."""
        rows = self._viewport.rows() if self.ready else []
        if event.y < len(rows):
            self.action_leave()
            self.go(rows[event.y][0])

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """The wheel moves the page, and the cursor only where it would leave it."""
        event.stop()
        self._wheel(1)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """As `on_mouse_scroll_down`."""
        event.stop()
        self._wheel(-1)

    def _wheel(self, by: int) -> None:
        if self.ready and self._viewport.scroll(by * WHEEL):
            if not self._visible(self.cursor):
                self._catch_up(by)
            self.renew()


def _run(one: Span, other: Span) -> Span:
    """The range from one sentence to another, whichever comes first."""
    return Span(min(one.start, other.start), max(one.end, other.end))
