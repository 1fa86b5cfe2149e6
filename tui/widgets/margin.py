"""What stands in the margin beside a passage: own decisions, suggestions, reasons, explanations.

Each note has a long form for a line of its own and a short one for where it must share a line. Letters say
everything that colours say.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from rich.style import Style

from model.coding.codebook import Theme
from model.coding.marks import Mark
from model.suggestions import Suggestion
from tui.answers import Answer
from tui.text import one_line
from tui.widgets.blocks import Blocks, Range
from tui.widgets.fit import fit
from tui.widgets.palette import ThemeInks

SHOWN = 3
"""Suggestions shown beside a passage."""
WORTH = 0.05
"""Probability below which a learned suggestion is shown only if it is the best one."""
MISSED = 0.25
"""Probability from which on a passage that is decided still shows a suggestion: it may have been missed."""
WORDS = 4
"""Words for, and words against, that an explanation lists."""

Piece = tuple[str, Style]


@dataclass(frozen=True, slots=True)
class Note:
    """A line of the margin."""

    long: tuple[Piece, ...]
    short: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class MarginInks:
    """The styles of notes beside those of the themes."""

    plain: Style
    muted: Style
    strong: Style


@dataclass
class Margin:
    """Makes the notes of a block."""

    blocks: Blocks
    themes: Mapping[str, Theme]
    inks: MarginInks
    theme_inks: ThemeInks
    width: int
    suggestions: Mapping[Range, Sequence[Suggestion]] = field(default_factory=dict)
    answer: Answer | None = None

    def open_suggestions(self, block: int) -> list[Suggestion]:
        """Suggestions for a passage that are not decided on and are worth a look, best first."""
        span = self.blocks.spans[block]
        mark = self.blocks.own(block)
        found = [
            suggestion
            for suggestion in self.suggestions.get((span.start, span.end), ())
            if suggestion.theme in self.themes
            and self.themes[suggestion.theme].active
            and not (mark and (mark.has(suggestion.theme) or mark.rejects(suggestion.theme)))
        ]
        if mark is not None and mark.state in ("labelled", "none"):
            return [suggestion for suggestion in found if suggestion.p >= MISSED]
        return [one for one in found if one is found[0] or one.p >= WORTH or not one.learned]

    def notes(self, block: int, current: bool, lines: int = SHOWN) -> list[Note]:
        """The notes of a block, the most important first.

        Suggestions are as many as fit beside `lines` lines of text, at least one, so that the margin has gaps
        where the text has them.
        """
        if self.blocks.excluded(block):
            return self._reason(block, current)
        mark = self.blocks.own(block)
        notes = self._explanation(block)
        notes += self._decisions(mark) if mark else []
        notes += [self._other(other) for _, other in self.blocks.others(block) if other.themes]
        if mark is None or mark.state != "none":
            top = self.open_suggestions(block)[: max(1, min(SHOWN, lines - len(notes)))]
            notes += [self._suggestion(one, current and one is top[0]) for one in top]
        if current and (how := self._audit(block)):
            notes.append(self._words(how, self.inks.muted, "audit"))
        if current and self.blocks.restored_around(block) is not None:
            notes.append(self._words("brought back; b undoes", self.inks.muted, "b"))
        return notes

    def _audit(self, block: int) -> str:
        """That the passage belongs to the audit sample, so that nobody waits for suggestions there."""
        span = self.blocks.spans[block]
        how = self.blocks.opened.audit(span.start, span.end)
        return {"blind": "audit: decide unaided", "assisted": "audit: not learned from", "": ""}[how]

    def _words(self, text: str, style: Style, short: str) -> Note:
        return Note(((fit(one_line(text), self.width, pad=False), style),), ((short, style),))

    def _reason(self, block: int, current: bool) -> list[Note]:
        notes = [self._words(self.blocks.reason(block), self.inks.muted, self.blocks.reason(block))]
        if current:
            notes.append(self._words("b brings it back", self.inks.plain, "b brings it back"))
        return notes + [self._other(other) for _, other in self.blocks.others(block) if other.themes]

    def letter(self, theme_id: str) -> str:
        """The key of a theme, or `*` for one that has none."""
        theme = self.themes.get(theme_id)
        return one_line(theme.key) if theme and theme.key else "*"

    def name(self, theme_id: str) -> str:
        """The name of a theme as the screen can show it."""
        theme = self.themes.get(theme_id)
        return one_line(theme.name if theme else theme_id)

    def _decisions(self, mark: Mark) -> list[Note]:
        notes = []
        for decision in mark.themes:
            style = self.theme_inks.of(decision.theme) + self.inks.strong
            letter = self.letter(decision.theme)
            name = fit(self.name(decision.theme), self.width - 2, pad=False)
            notes.append(Note(((f"{letter} {name}", style),), ((letter, style),)))
        if mark.state == "none":
            notes.append(self._words("- no theme applies", self.inks.plain, "-"))
        if mark.state == "skipped":
            notes.append(self._words("> skipped", self.inks.plain, ">"))
        if mark.memo:
            notes.append(self._words(f'" {mark.memo}', self.inks.plain, '"'))
        notes += [
            self._words(f"x not {self.name(d.theme)}", self.inks.muted, f"x{self.letter(d.theme)}")
            for d in mark.rejected
        ]
        return notes

    def _other(self, mark: Mark) -> Note:
        count = self.blocks.sentences_in(mark.start, mark.end)
        letters: list[Piece] = []
        for decision in mark.themes:
            style = self.theme_inks.of(decision.theme) + self.inks.strong
            letters += [(" ", self.inks.plain), (self.letter(decision.theme), style)]
        said = f"{count} sentence{'s' if count > 1 else ''}:"
        return Note(((said, self.inks.plain), *letters), ((f"{count}s", self.inks.plain), *letters))

    def _suggestion(self, suggestion: Suggestion, top: bool) -> Note:
        style = self.theme_inks.of(suggestion.theme)
        sign = "?" if suggestion.learned else "~"
        letter, p = self.letter(suggestion.theme), probability(suggestion.p)
        name = fit(self.name(suggestion.theme), self.width - len(p) - 5, pad=False)
        base = self.inks.plain if top else self.inks.muted
        return Note(
            ((f"{sign} ", base), (letter, style), (f" {name}", style if top else base), (f" {p}", base)),
            ((f"{sign}", base), (letter, style), (p, base)),
        )

    def _explanation(self, block: int) -> list[Note]:
        answer, span = self.answer, self.blocks.spans[block]
        if answer is None or (answer.question.start, answer.question.end) != (span.start, span.end):
            return []
        theme = answer.question.theme
        style = self.theme_inks.of(theme) + self.inks.strong
        head = f"why {self.letter(theme)} {self.name(theme)}"
        notes = [Note(((fit(head, self.width, pad=False), style),), ((f"why {self.letter(theme)}", style),))]
        if answer.problem:
            return [*notes, self._words(answer.problem, self.inks.muted, "")]
        text, origin = answer.question.text, answer.question.start
        for sign in "+-":
            words = [word for word in answer.telling if (word.weight > 0) == (sign == "+")]
            said = dict.fromkeys(text[w.start - origin : w.end - origin].lower() for w in words)
            if said:
                listed, first = ", ".join(list(said)[:WORDS]), next(iter(said))
                style = self.inks.plain if sign == "+" else self.inks.muted
                notes.append(self._words(f"{sign} {listed}", style, f"{sign} {one_line(first)}"))
        # Behind the words: what finds no line here stands in the status line.
        notes += [self._words(f"like “{near.quote}", self.inks.muted, "") for near in answer.because]
        return notes


def probability(p: float) -> str:
    """A probability in two digits, `.82`; never 1 and never 0."""
    return f".{min(99, max(1, round(p * 100))):02d}"


def fit_notes(notes: Sequence[Note], lines: int) -> list[tuple[Piece, ...]]:
    """The notes in at most so many lines: the last one takes the short forms of all that found no line."""
    if len(notes) <= lines:
        return [note.long for note in notes]
    if lines < 1:
        return []
    kept = [note.long for note in notes[: lines - 1]]
    return [*kept, tuple(joined(note.short for note in notes[lines - 1 :]))]


def joined(notes: Iterable[Sequence[Piece]]) -> list[Piece]:
    """Notes one behind the other."""
    pieces: list[Piece] = []
    for note in notes:
        if pieces:
            pieces.append(("  ", Style.null()))
        pieces += note
    return pieces
