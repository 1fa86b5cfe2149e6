"""What the training process says, turned into messages for the screens."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from textual.message import Message

from model.pace import lasting
from model.project import Project
from tui.answers import Answer, Near, Question, Weight
from tui.engine_client import EngineClient, Event, engine_command
from tui.evaluation import evaluation_of
from tui.messages import Evaluated, Explained, SuggestionsChanged, Working
from tui.session import Session


class Learning:
    """The training process as the app sees it.

    Args:
        project: what it learns from.
        session: whose suggestions it renews.
        tell: passes a message on to the screen.
        trouble: called with a few words when suggestions are off.
        command: what to run; the real engine if empty.
    """

    def __init__(
        self,
        project: Project,
        session: Session,
        tell: Callable[[Message], object],
        trouble: Callable[[str], object],
        command: Sequence[str] = (),
    ) -> None:
        self._project = project
        self._session = session
        self._tell = tell
        self._trouble = trouble
        self._questions: dict[int, Question] = {}
        self._command = command or engine_command(project.root, project.coder)
        self._engine: EngineClient | None = None

    def start(self) -> None:
        """Start the process and let it train on what there is."""
        self._engine = EngineClient(self._project.root, self._command, self._heard, self._trouble)
        self._engine.start()

    async def close(self) -> None:
        """End the process."""
        if self._engine is not None:
            await self._engine.close()

    def train(self, first: str = "", delay: float | None = None) -> None:
        """Labels, themes or articles have changed: train, the article `first` before the others."""
        if self._engine is not None:
            if delay is None:
                self._engine.train(self._project.revision, first)
            else:
                self._engine.train(self._project.revision, first, delay)

    def ask(self, question: Question) -> None:
        """Why is this theme suggested here? The answer comes as `Explained`."""
        if self._engine is None:
            self._tell(Explained(Answer(question, (), "the classifier is not running")))
            return
        number = self._engine.ask(
            "explain",
            article=question.article,
            start=question.start,
            end=question.end,
            theme=question.theme,
        )
        self._questions[number] = question

    def evaluate(self) -> None:
        """Measure how good the suggestions are. The answer comes as `Evaluated`."""
        if self._engine is not None:
            self._engine.ask("evaluate")
            self._tell(Working("measuring…"))

    def _heard(self, event: Event) -> None:
        match event.get("event"):
            case "training":
                self._tell(Working("training…"))
            case "learning":
                self._tell(Working(progress(event)))
            case "visible" | "done" as what:
                self._session.suggestions_changed()
                if what == "done":
                    self._tell(Working(""))
                self._tell(SuggestionsChanged(int(event.get("revision", 0))))
            case "explained":
                self._explained(event)
            case "evaluated":
                self._session.evaluation = evaluation_of(event)
                self._tell(Working(""))
                self._tell(Evaluated(event))
            case "failed":
                self._failed(event)

    def _failed(self, event: Event) -> None:
        why = str(event.get("why") or "it failed")
        question = self._questions.pop(event.get("ask", 0), None)
        self._tell(Working(""))
        if question is not None:
            self._tell(Explained(Answer(question, (), why)))
        else:
            self._trouble(f"the classifier: {why}")

    def _explained(self, event: Event) -> None:
        question = self._questions.pop(event.get("ask", 0), None)
        if question is not None:
            because = nearest(event.get("because"))
            words, meaning = weights(event.get("words")), number(event.get("meaning"))
            self._tell(Explained(Answer(question, words, because=because, meaning=meaning)))


def progress(event: Event) -> str:
    """How much of the words is learned; of a large corpus, and only when its articles have changed."""
    done, left = number(event.get("share")), number(event.get("left"))
    return f"learning the words: {100 * done:.0f} %, {lasting(left)} left"


def weights(words: Any) -> tuple[Weight, ...]:  # noqa: ANN401 - it comes from a pipe
    """The words of an explanation, each (word, start, end, weight)."""
    try:
        return tuple(Weight(int(start), int(end), float(weight)) for _, start, end, weight in words)
    except (TypeError, ValueError):
        return ()


def number(found: Any) -> float:  # noqa: ANN401 - it comes from a pipe
    """A number, or 0: the share of the embedding in an explanation, what is done, seconds."""
    return float(found) if isinstance(found, int | float) else 0.0


def nearest(found: Any) -> tuple[Near, ...]:  # noqa: ANN401 - it comes from a pipe
    """The labelled passages of an explanation."""
    try:
        return tuple(Near(str(one["article"]), str(one["quote"]), bool(one["own"])) for one in found or ())
    except (TypeError, KeyError):
        return ()
