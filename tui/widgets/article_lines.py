"""Draws the lines of an article's blocks: bar, state, stripes, text, margin.

A line is drawn when the screen needs it and kept until what it shows changes.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import itemgetter

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from model.coding.marks import Mark
from model.reading.article import Span
from tui.text import shown
from tui.widgets.blocks import Blocks
from tui.widgets.columns import Columns
from tui.widgets.margin import Margin, Piece, fit_notes, joined
from tui.widgets.wrap import Wrapped, wrap

KEPT = 256
"""Blocks whose lines are kept."""

STATE_SIGNS = {"labelled": "+", "none": "-", "skipped": ">", "untouched": ".", None: " "}
"""What stands beside the first line of a passage."""

BAR, STRIPE = "┃", "│"


@dataclass(frozen=True, slots=True)
class PageInks:
    """The styles of the page; `current` and `selected` are laid over the others."""

    text: Style
    excluded: Style
    current: Style
    bar: Style
    state: Style
    selected: Style
    end: Style
    """The sentence at the moving end of a selection."""
    ranged: Style
    """Text of a labelled range that is no passage, where the cursor is."""
    against: Style


@dataclass(frozen=True, slots=True)
class Selection:
    """A run of sentences being selected."""

    run: Span
    anchor: Span
    end: Span


Paint = tuple[int, int, Style]
"""(start, end, style) in what is shown of a block."""


class ArticleLines:
    """The lines of the blocks of an article.

    Args:
        blocks: of the article.
        width: cells of each line.
        inks: the styles.
        margin: what stands beside the text.
    """

    def __init__(self, blocks: Blocks, width: int, inks: PageInks, margin: Margin) -> None:
        self.blocks = blocks
        self.width = width
        self.columns = Columns.of(width)
        self.inks = inks
        self.margin = margin
        self.selection: Selection | None = None
        self._wrapped: dict[int, Wrapped] = {}
        self._strips: dict[int, dict[tuple[int, bool], Strip]] = {}
        self._notes: dict[tuple[int, bool], list[tuple[Piece, ...]]] = {}

    def wrapped(self, block: int) -> Wrapped:
        """The block's text in lines."""
        found = self._wrapped.get(block)
        if found is None:
            if len(self._wrapped) >= KEPT:
                self._wrapped.clear()
            text = shown(self.blocks.spans[block].of(self.blocks.text))
            found = self._wrapped[block] = wrap(text, self.columns.text)
        return found

    def height(self, block: int) -> int:
        """Lines of the block and the gap below it."""
        return len(self.wrapped(block).lines) + 1

    def line_of(self, block: int, offset: int) -> int:
        """The line of the block in which a code point of the article stands."""
        wrapped = self.wrapped(block)
        place = wrapped.to_shown(max(0, offset - self.blocks.spans[block].start))
        return min(bisect_right(wrapped.lines, place, key=itemgetter(1)), len(wrapped.lines) - 1)

    def restyle(self, inks: PageInks, margin: Margin) -> None:
        """Other colours; the text stays wrapped as it is."""
        self.inks, self.margin = inks, margin
        self.forget_all()

    def forget(self, block: int) -> None:
        """What the block shows has changed; its text has not."""
        self._strips.pop(block, None)
        for current in (False, True):
            self._notes.pop((block, current), None)

    def forget_all(self) -> None:
        """What all blocks show has changed; their text has not."""
        self._strips.clear()
        self._notes.clear()

    def is_drawn(self, block: int) -> bool:
        """Whether lines of the block are kept."""
        return block in self._strips

    def strip(self, block: int, line: int, current: bool) -> Strip:
        """A line of a block."""
        strips = self._strips.get(block)
        if strips is None:
            if len(self._strips) >= KEPT:
                self.forget_all()
            strips = self._strips[block] = {}
        found = strips.get((line, current))
        if found is None:
            found = strips[line, current] = self._draw(block, line, current)
        return found

    # --- drawing ---

    def _draw(self, block: int, line: int, current: bool) -> Strip:
        columns, inks = self.columns, self.inks
        gap = line == len(self.wrapped(block).lines)
        base = inks.excluded if self.blocks.excluded(block) else inks.text
        if current and not gap:
            base += inks.current
        segments = [Segment(" " * columns.indent, inks.text)] if columns.indent else []
        segments += self._gutter(block, line, current and not gap, base)
        if gap and not columns.margin:
            return self._under(segments, block, current)
        segments += filled(self._text(block, line, base, current), columns.text, base)
        if columns.margin:
            segments.append(Segment(" " * columns.gap, inks.text))
            segments += self._pieces(self._note_lines(block, current), line)
        return self._strip(segments)

    def _strip(self, segments: list[Segment]) -> Strip:
        whole = filled(segments, self.width, self.inks.text)
        return Strip(Segment.simplify(whole), self.width)

    def _under(self, segments: list[Segment], block: int, current: bool) -> Strip:
        """The gap below a block, with its notes where there is no margin."""
        columns = self.columns
        notes = joined(note.short for note in self.margin.notes(block, current))
        line = [Segment(text, self.inks.text + style) for text, style in notes]
        return self._strip([*segments, *filled(line, columns.text, self.inks.text)])

    def _note_lines(self, block: int, current: bool) -> list[tuple[Piece, ...]]:
        found = self._notes.get((block, current))
        if found is None:
            notes = self.margin.notes(block, current, self.height(block) - 1)
            found = self._notes[block, current] = fit_notes(notes, self.height(block))
        return found

    def _pieces(self, lines: Sequence[tuple[Piece, ...]], line: int) -> list[Segment]:
        pieces = lines[line] if line < len(lines) else ()
        note = [Segment(text, self.inks.text + style) for text, style in pieces]
        return filled(note, self.columns.margin, self.inks.text)

    def _gutter(self, block: int, line: int, current: bool, base: Style) -> list[Segment]:
        columns, inks = self.columns, self.inks
        # What is blank has the style of the text: a change of colours costs as many bytes as a line.
        bar = Segment(BAR, base + inks.bar) if current else Segment(" ", base)
        if columns.gutter == 1:
            return [bar]
        sign = STATE_SIGNS[self.blocks.state(block)] if line == 0 else " "
        state = Segment(sign, base + inks.state if sign != " " else base)
        stripes = [
            Segment(text, base + style if style else base) for text, style in self._stripes(block, line)
        ]
        return [bar, state, Segment(" ", base), *stripes, Segment(" ", base)]

    def _stripes(self, block: int, line: int) -> list[Piece]:
        """One column a labelled range; the passage's own is the first."""
        own, others = self.blocks.own(block), list(self.blocks.others(block))
        if own is None and not others:
            return [(" " * self.columns.lanes, Style.null())]
        lanes: list[Piece] = [(" ", Style.null())] * self.columns.lanes
        if own is not None and own.themes and line < len(self.wrapped(block).lines):
            lanes[0] = self._stripe(own, line)
        for lane, mark in others:
            if mark.themes and lane + 1 < len(lanes):
                first, last = self._lines_of(block, mark)
                if first <= line <= last:
                    skipped = line - first if mark.start >= self.blocks.spans[block].start else line + 99
                    lanes[lane + 1] = self._stripe(mark, skipped)
        return lanes

    def _lines_of(self, block: int, mark: Mark) -> tuple[int, int]:
        """First and last line of the block that a range touches; the gap too where it goes on below."""
        first = self.line_of(block, mark.start)
        if mark.end > self.blocks.spans[block].end:
            return first, self.height(block) - 1
        return first, self.line_of(block, mark.end - 1)

    def _stripe(self, mark: Mark, line: int) -> Piece:
        """The letters of the themes from the top down, then a stripe in their colours by turns."""
        theme = mark.themes[line % len(mark.themes)].theme
        style = self.margin.theme_inks.of(theme)
        if line < len(mark.themes):
            return self.margin.letter(theme), style + self.margin.inks.strong
        return STRIPE, style

    # --- text ---

    def _text(self, block: int, line: int, base: Style, current: bool) -> list[Segment]:
        wrapped = self.wrapped(block)
        if line >= len(wrapped.lines):
            return []
        start, end = wrapped.lines[line]
        paints = [
            paint for paint in self._paints(block, wrapped, current) if paint[0] < end and start < paint[1]
        ]
        if not paints:
            return [Segment(wrapped.shown[start:end], base)]
        inside = {min(max(at, start), end) for paint in paints for at in paint[:2]}
        cuts = sorted(inside | {start, end})
        segments = []
        for left, right in pairwise(cuts):
            style = base
            for first, last, laid in paints:
                if first <= left and right <= last:
                    style += laid
            segments.append(Segment(wrapped.shown[left:right], style))
        return segments

    def _paints(self, block: int, wrapped: Wrapped, current: bool) -> list[Paint]:
        """What is laid over the text of a block, later over earlier."""
        inks, selection = self.inks, self.selection
        others = self.blocks.others(block) if current else ()
        laid = [(Span(mark.start, mark.end), inks.ranged) for _, mark in others if mark.themes]
        laid += self._explained(block)
        if selection is not None:
            laid += [(selection.run, inks.selected), (selection.end, inks.end)]
        origin = self.blocks.spans[block].start
        block_span = self.blocks.spans[block]
        return [
            (
                wrapped.to_shown(max(0, span.start - origin)),
                wrapped.to_shown(max(0, span.end - origin)),
                style,
            )
            for span, style in laid
            if span.overlaps(block_span) and (style is not inks.ranged or not _covers(span, block_span))
        ]

    def _explained(self, block: int) -> list[tuple[Span, Style]]:
        answer, span = self.margin.answer, self.blocks.spans[block]
        if answer is None or (answer.question.start, answer.question.end) != (span.start, span.end):
            return []
        speaks = self.margin.theme_inks.of(answer.question.theme) + Style(bold=True, underline=True)
        return [
            (Span(word.start, word.end), speaks if word.weight > 0 else self.inks.against)
            for word in answer.telling
        ]


def filled(segments: list[Segment], width: int, style: Style) -> list[Segment]:
    """A line in exactly `width` cells: what is too long is cut, what is short ends in blanks of the style."""
    # Not by way of a strip, which measures what is known: most lines are ASCII, and drawing is most of a key.
    length = sum(len(text) if text.isascii() else cell_len(text) for text, _, _ in segments)
    if length > width:
        return list(Strip(segments).adjust_cell_length(width, style))
    return [*segments, Segment(" " * (width - length), style)] if length < width else segments


def _covers(outer: Span, inner: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end
