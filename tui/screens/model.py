"""The model screen: what the suggestions were learned from, theme by theme, and how good they are."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import ClassVar

from textual import events, on
from textual.containers import Container
from textual.getters import query_one
from textual.widget import Widget
from textual.widgets import Static

from tui.asks import Evaluate, Say, Train
from tui.commands import Command, bindings
from tui.evaluation import evaluation_of
from tui.learning import Evaluated
from tui.messages import CodebookChanged, SuggestionsChanged
from tui.screens.codebook_rows import nothing
from tui.screens.model_rows import ModelRows
from tui.screens.page import Page
from tui.session import Session
from tui.text import content
from tui.training_words import training_words
from tui.widgets.heading import Heading
from tui.widgets.plot import Plot
from tui.widgets.row_list import LetterList

MODEL_COMMANDS: tuple[Command, ...] = (
    Command("model.retrain", "retrain", "r", "Retrain", "Train now."),
    Command("model.evaluate", "evaluate", "e", "Measure", "Measure how good the suggestions are."),
)

EMPTY = "No themes yet: 4 shows the codebook."
HOW = "Cross-validated: no article is judged by what was learned from itself"
UNMEASURED = "Not measured yet: e measures how good the suggestions are."


class ModelScreen(Page):
    """What was learned and how well.

    Attributes:
        session: the open project, and what was last measured.
    """

    place: ClassVar[str] = "model"
    commands = MODEL_COMMANDS + LetterList.commands
    BINDINGS = bindings(MODEL_COMMANDS)
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (120, "-wide")]  # noqa: RUF012 - as Textual declares it
    VERTICAL_BREAKPOINTS = [(0, "-low"), (20, "-high")]  # noqa: RUF012
    DEFAULT_CSS = """
    ModelScreen {
        & #about { height: auto; max-height: 4; padding: 0 1; margin-bottom: 1; color: $text-muted; }
        & #sheet { height: 1fr; layout: vertical; }
        & Plot { height: 7; margin: 1 1 0 1; }
        &.-wide #sheet { layout: horizontal; }
        &.-wide Plot { width: 56; height: 16; margin: 0 1 0 3; }
        &.-low Plot { display: none; }
    }
    """

    list = query_one("#scores", LetterList)
    heading = query_one(Heading)
    about = query_one("#about", Static)
    plot = query_one(Plot)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session

    def body(self) -> Iterable[Widget]:
        """A few words, the themes, the curve."""
        rows = ModelRows(self.session.codebook, None)
        yield Heading()
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
        scores = found.scores if found else None
        rows = ModelRows(self.session.codebook, status, scores, self.app.current_theme.dark)
        self.list.show(rows, empty=nothing(self.session.project.codebook_problem, EMPTY))
        took = f"took {status.seconds:.1f} s" if status and status.passages else ""
        self.heading.show(training_words(status, datetime.now(UTC)), took)
        self.about.update(content(f"{found.summary}. {HOW}." if found else UNMEASURED))
        self.plot.show(found.curve if found else (), found.why if found else "e draws it")

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
