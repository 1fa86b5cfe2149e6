"""The page: one widget that draws the lines of an article which are on the screen, whatever its length.

It knows how an article looks and what part of it is on the screen; moving and selecting is `ArticleView`'s.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import ClassVar

from rich.style import Style
from textual.strip import Strip

from model.coding.codebook import Codebook
from model.opened import OpenArticle
from model.suggestions import Suggestion
from tui.answers import Answer
from tui.widgets.article_lines import ArticleLines, PageInks
from tui.widgets.blocks import Blocks, Range
from tui.widgets.columns import Columns
from tui.widgets.line_widget import LineWidget
from tui.widgets.margin import Margin, MarginInks
from tui.widgets.palette import ThemeInks
from tui.widgets.viewport import Viewport

Suggestions = Mapping[Range, Sequence[Suggestion]]

AHEAD = 24
"""Blocks beyond the page that are drawn before they are needed."""
PREPARED = 2
"""Of these, how many at a time."""


class PageView(LineWidget, can_focus=True):
    """An article, of which one block is the current one.

    Args:
        context: see `Viewport`.
        id: as for any widget.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "page--excluded",
        "page--current",
        "page--bar",
        "page--state",
        "page--selected",
        "page--end",
        "page--ranged",
        "page--against",
        "page--muted",
    }
    DEFAULT_CSS = """
    PageView {
        width: 1fr;
        height: 1fr;
        background: $background;
        color: $foreground;
        & > .page--excluded { color: $text-muted; text-style: italic; }
        & > .page--current { background: $panel; }
        & > .page--bar { color: $primary; text-style: bold; }
        & > .page--state { color: $text-muted; }
        & > .page--selected { background: $block-cursor-blurred-background; text-style: underline; }
        & > .page--end { background: $block-cursor-background; text-style: bold underline; }
        & > .page--ranged { text-style: underline; }
        & > .page--against { color: $text-muted; text-style: italic strike; }
        & > .page--muted { color: $text-muted; }
    }
    """

    def __init__(self, context: bool = False, id: str | None = None) -> None:
        super().__init__(id=id)
        self._with_context = context
        self._codebook = Codebook()
        self._suggestions: Suggestions = {}
        self._blocks: Blocks | None = None
        self._lines: ArticleLines | None = None
        self._viewport = Viewport(0, lambda block: 1)
        self.cursor = 0
        """Number of the current block."""
        self._stale = False

    # --- what is shown ---

    @property
    def ready(self) -> bool:
        """Whether an article is shown."""
        return self._blocks is not None

    @property
    def blocks(self) -> Blocks:
        """The article's blocks; only after `show`."""
        assert self._blocks is not None, "no article is shown"  # noqa: S101 - a mistake of the caller's
        return self._blocks

    @property
    def lines(self) -> ArticleLines:
        """The lines of the blocks; only after `show`."""
        assert self._lines is not None, "no article is shown"  # noqa: S101 - a mistake of the caller's
        return self._lines

    @property
    def viewport(self) -> Viewport:
        """What part of the article is on the screen."""
        return self._viewport

    def show(
        self, opened: OpenArticle, codebook: Codebook, suggestions: Suggestions, at: Range | None = None
    ) -> None:
        """Show an article, with the cursor on the block at `at`, else on the first passage."""
        self._codebook, self._suggestions = codebook, suggestions
        self._blocks, self._lines = Blocks(opened), None
        start = at[0] if at else opened.passages[0].start if opened.passages else 0
        self.cursor = self._blocks.at(start)
        self._viewport.top = (0, 0)
        self._reshape()

    def update(self, opened: OpenArticle) -> None:
        """The marks have changed: draw the blocks again that look different."""
        offset = self.blocks.spans[self.cursor].start
        changed = self.blocks.update(opened)
        if changed is None:
            self.cursor = self.blocks.at(offset)
            self._reshape()
        else:
            self.redraw(changed)

    def suggest(self, suggestions: Suggestions) -> None:
        """Newer suggestions: draw the blocks on the screen again whose suggestions differ."""
        before, self._suggestions = self._suggestions, suggestions
        self.lines.margin.suggestions = suggestions
        self.lines.forget_all()
        spans = {block: self.blocks.spans[block] for block in self._viewport.blocks()}
        for block, span in spans.items():
            key = (span.start, span.end)
            if before.get(key) != suggestions.get(key):
                self._refresh_block(block)

    def recode(self, codebook: Codebook) -> None:
        """The themes have changed."""
        self._codebook = codebook
        if self.ready:
            self._reshape(stay=True)

    @property
    def answer(self) -> Answer | None:
        """The explanation that is shown."""
        return self._lines.margin.answer if self._lines else None

    def explain(self, answer: Answer | None) -> None:
        """Show which words speak for and against a theme, or stop showing it."""
        before, self.lines.margin.answer = self.answer, answer
        for one in (before, answer):
            if one is not None:
                self.redraw(self.blocks.over(one.question.start, one.question.end))

    # --- drawing ---

    def prepare(self, step: int) -> None:
        """Draw already what the next step down (1) or up (-1) is likely to need.

        That is the two blocks that the cursor leaves and enters, and a few beyond the page, which jumps where
        the cursor leaves it: drawn then, all of its lines would make one key slow.
        """
        following = self.cursor + step
        if 0 <= following < len(self.blocks):
            for block, current in ((self.cursor, False), (following, True)):
                for line in range(self.lines.height(block)):
                    self.lines.strip(block, line, current)
        visible = self._viewport.blocks()
        ahead = range(visible.stop, len(self.blocks)) if step > 0 else range(visible.start - 1, -1, -1)
        for block in islice((block for block in ahead[:AHEAD] if not self.lines.is_drawn(block)), PREPARED):
            for line in range(self.lines.height(block)):
                self.lines.strip(block, line, False)

    def redraw(self, blocks: Iterable[int]) -> None:
        """Draw blocks again, as far as they are on the screen."""
        visible = self._viewport.blocks()
        for block in blocks:
            self.lines.forget(block)
            if block in visible:
                self._refresh_block(block)

    def _refresh_block(self, block: int) -> None:
        self.renew(self._viewport.span(block))

    def _reshape(self, stay: bool = False) -> None:
        """Width, colours, themes or blocks have changed: lay everything out again around the cursor.

        With `stay` the page stays where it is as long as something of the current block is on it.
        """
        before = self._lines
        self._lines = ArticleLines(self.blocks, self.size.width, self._inks(), self._margin())
        if before is not None:
            self._lines.selection = before.selection
        top = self._viewport.top
        self._viewport = Viewport(len(self.blocks), self._lines.height, self.size.height, self._with_context)
        self._viewport.top = (min(top[0], len(self.blocks) - 1), top[1])
        self._viewport.resize(self.size.height)
        if not stay or self.cursor not in self._viewport.blocks():
            self._viewport.reveal(self.cursor)
        self.refresh()

    def _inks(self) -> PageInks:
        def ink(name: str) -> Style:
            return self.get_component_rich_style(f"page--{name}", partial=True)

        return PageInks(
            text=self.rich_style,
            excluded=self.rich_style + ink("excluded"),
            current=ink("current"),
            bar=ink("bar"),
            state=ink("state"),
            selected=ink("selected"),
            end=ink("end"),
            ranged=ink("ranged"),
            against=ink("against"),
        )

    def _margin(self) -> Margin:
        columns = Columns.of(self.size.width)
        muted = self.get_component_rich_style("page--muted", partial=True)
        return Margin(
            self.blocks,
            {theme.id: theme for theme in self._codebook.themes},
            MarginInks(Style.null(), muted, Style(bold=True)),
            ThemeInks(self._codebook.themes, self.app.current_theme.dark),
            columns.margin or columns.text,
            self._suggestions,
            self.answer,
        )

    def line(self, y: int) -> Strip:
        """A line of the screen."""
        if self._stale and self._lines is not None:
            self._stale = False
            self._lines.restyle(self._inks(), self._margin())
        rows = self._viewport.rows() if self._lines else []
        if y >= len(rows):
            return Strip.blank(self.size.width, self.ink)
        block, line = rows[y]
        return self.lines.strip(block, line, block == self.cursor)

    # --- what Textual tells ---

    def on_resize(self) -> None:
        """Wrap anew for the new width; the cursor stays on the screen."""
        if self.ready:
            self._reshape()

    def notify_style_update(self) -> None:
        """Colours have changed: what was drawn is stale.

        The new ones are looked up when the next line is drawn: now some are still the old ones.
        """
        super().notify_style_update()
        self._stale = True
