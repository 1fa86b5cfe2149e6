"""The model screen: what the suggestions were learned from, and how good they are, in five sections."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import ClassVar

from textual import events, on
from textual.containers import Container
from textual.content import Content
from textual.getters import query_one
from textual.widget import Widget
from textual.widgets import Static

from model.suggestions import TrainingStatus
from tui.asks import Audit, Evaluate, Read, Say, Train
from tui.audit_words import agreement, progress
from tui.commands import Command, bindings
from tui.evaluation import Evaluation, evaluation_of
from tui.messages import CodebookChanged, Evaluated, SuggestionsChanged
from tui.screens.codebook_rows import nothing
from tui.screens.model_rows import ModelRows
from tui.screens.model_sections import AuditRows, ReliabilityRows, SuspectRows
from tui.screens.page import Page
from tui.session import Session
from tui.text import content
from tui.training_words import meaning_words, training_words
from tui.widgets.heading import Heading
from tui.widgets.plot import Plot
from tui.widgets.row_list import LetterList
from tui.widgets.rows import Rows

MODEL_COMMANDS: tuple[Command, ...] = (
    Command("model.retrain", "retrain", "r", "Retrain", "Train now."),
    Command("model.evaluate", "evaluate", "e", "Measure", "Measure how good the suggestions are."),
    Command("model.audit", "audit", "a", "Audit", "Decide on the audit sample: the unbiased yardstick."),
    Command("model.next", "section(1)", "right,o", "Next section", "Themes, audit, curve and so on."),
    Command("model.before", "section(-1)", "left", "Section before", "The section before."),
    Command("model.open", "open", "enter", "Look at it", "Open a suspect label's passage in the reader."),
)

SECTIONS = ("themes", "audit", "curve", "reliability", "suspects")

EMPTY = "No themes yet: 4 shows the codebook."
HOW = "Cross-validated: no article is judged by what was learned from itself"
UNMEASURED = "Not measured yet: e measures how good the suggestions are."
UNAUDITED = "Nothing of the audit is measured yet: a goes to its passages, e measures."
SUSPECT = (
    "Labels that all the others speak against. Look again: enter opens the passage. The label may be right."
)
RELIABLE = (
    "Of the three suggestions beside a passage: how often those of about one probability were right. "
    "Where the bar ends at the stroke, they can be believed."
)


class ModelScreen(Page):
    """What was learned and how well.

    Attributes:
        session: the open project, and what was last measured.
        section: one of `SECTIONS`.
    """

    place: ClassVar[str] = "model"
    commands = MODEL_COMMANDS + LetterList.commands
    BINDINGS = bindings(MODEL_COMMANDS)
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (120, "-wide")]  # noqa: RUF012 - as Textual declares it
    VERTICAL_BREAKPOINTS = [(0, "-low"), (20, "-high")]  # noqa: RUF012
    DEFAULT_CSS = """
    ModelScreen {
        & #sections { height: 1; padding: 0 1; color: $text-muted; }
        & #about { height: auto; max-height: 5; padding: 0 1; margin-bottom: 1; color: $text-muted; }
        & #sheet { height: 1fr; layout: vertical; }
        & Plot { height: 7; margin: 1 1 0 1; }
        &.-audit Plot, &.-reliability Plot, &.-suspects Plot { display: none; }
        &.-wide #sheet { layout: horizontal; }
        &.-wide Plot { display: block; width: 56; height: 16; margin: 0 1 0 3; }
        &.-low Plot { display: none; }
        &.-curve #scores { display: none; }
        &.-curve Plot { display: block; width: 1fr; height: 1fr; margin: 0 1; }
    }
    """

    list = query_one("#scores", LetterList)
    heading = query_one(Heading)
    about = query_one("#about", Static)
    sections = query_one("#sections", Static)
    plot = query_one(Plot)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.section = SECTIONS[0]

    def body(self) -> Iterable[Widget]:
        """A few words, the themes, the curve."""
        rows = ModelRows(self.session.codebook, None)
        yield Heading()
        yield Static(id="sections")
        yield Static(id="about")
        curve = Plot("learning curve: a right theme among the first three", "labelled passages")
        yield Container(LetterList(rows, EMPTY, id="scores"), curve, id="sheet")

    @on(events.ScreenResume)
    @on(SuggestionsChanged)
    @on(CodebookChanged)
    def _changed(self) -> None:
        self.reload()

    def reload(self) -> None:
        """Show what is known now."""
        status = self.session.project.suggestions.status()
        found = self.session.evaluation
        rows, about = self._rows_and_words(status, found)
        self.list.show(rows, empty=nothing(self.session.project.codebook_problem, self._empty()))
        took = f"took {status.seconds:.1f} s" if status and status.passages else ""
        self.heading.show(training_words(status, datetime.now(UTC)), took)
        self.about.update(content(about))
        self.plot.show(found.curve if found else (), found.why if found else "e draws it")
        for section in SECTIONS:
            self.set_class(section == self.section, f"-{section}")
        self.sections.update(_tabs(self.section))

    def _rows_and_words(self, status: TrainingStatus | None, found: Evaluation | None) -> tuple[Rows, str]:
        """What the list holds in this section, and what is said above it."""
        codebook, dark = self.session.codebook, self.app.current_theme.dark
        match self.section:
            case "audit":
                audit = found.audit if found else None
                words = "\n".join([progress(audit), *agreement(audit)]) if audit else UNAUDITED
                return AuditRows(codebook, audit, dark), words
            case "reliability":
                return ReliabilityRows(found.reliability if found else ()), RELIABLE
            case "suspects":
                return SuspectRows(codebook, found.suspects if found else (), dark), SUSPECT
        words = f"{found.summary}. {HOW}." if found else UNMEASURED
        if status and (meaning := meaning_words(status)):
            words += f"\nSuggestions go {meaning}."
        return ModelRows(codebook, status, found.scores if found else None, dark), words

    def _empty(self) -> str:
        found = self.session.evaluation
        if self.section == "themes" or not self.session.codebook.active:
            return EMPTY
        if found is None:
            return UNMEASURED
        return found.why if self.section == "reliability" else "Nothing here."

    def action_section(self, step: int) -> None:
        """The next section, or the one before."""
        self.section = SECTIONS[(SECTIONS.index(self.section) + step) % len(SECTIONS)]
        self.list.cursor = 0
        self.reload()

    def action_audit(self) -> None:
        """Go to the audit."""
        self.post_message(Audit())

    def action_open(self) -> None:
        """Look at the passage of a suspect label."""
        found = self.session.evaluation
        if self.section == "suspects" and found is not None:
            rows = SuspectRows(self.session.codebook, found.suspects)
            if len(rows):
                suspect = rows.suspects[self.list.cursor]
                self.post_message(Read(suspect.article, suspect.start, suspect.end))

    @on(LetterList.Chosen)
    def _chosen(self) -> None:
        self.action_open()

    def action_retrain(self) -> None:
        """Train now."""
        self.post_message(Train())

    def action_evaluate(self) -> None:
        """Measure."""
        self.post_message(Evaluate())

    @on(Evaluated)
    def _evaluated(self, event: Evaluated) -> None:
        self.session.evaluation = evaluation_of(event.result)
        self.reload()
        self.post_message(Say("measured", "good"))


def _tabs(current: str) -> Content:
    """The sections in a line, the one that is shown in brackets and bold."""
    parts = [
        Content(f"[{name}]").stylize("bold $foreground") if name == current else Content(f" {name} ")
        for name in SECTIONS
    ]
    return Content(" ").join([*parts, Content("  (arrows)")])
