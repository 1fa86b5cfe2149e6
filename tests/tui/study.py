"""A small study in memory and an app around one screen, for the tests of reader and queue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from textual.app import App
from textual.screen import Screen

from model.coding.codebook import Codebook, Theme
from model.coding.marks import Request, Sheet, apply_request
from model.errors import RubricateError
from model.index import ArticleRow, Order
from model.opened import OpenArticle, open_article
from model.reading.article import Article, Excluded, Span, Spans
from model.suggestions import Suggestion
from tui.answers import Question
from tui.asks import Say
from tui.immediate import ImmediateApp
from tui.session import Session
from tui.themes import THEMES

CODEBOOK = Codebook(
    (
        Theme("aid", "aid and money", "a", "blue", definition="Money or goods given to a country."),
        Theme("refugees", "refugees", "r", "red", definition="People who flee.", include="camps"),
        Theme("proxy", "proxy support", "p", "green"),
        Theme("talks", "peace talks", "d", "violet"),
        Theme("borders", "borders", "", "teal"),
        Theme("old", "old theme", "w", archived=True),
    )
)


def article(article_id: str, paragraphs: list[str], excluded: Mapping[int, str] | None = None) -> Article:
    """An article of which each paragraph is a passage, or excluded with a reason."""
    text = "\n\n".join(paragraphs)
    passages: list[Span] = []
    out: list[Excluded] = []
    start = 0
    for number, paragraph in enumerate(paragraphs):
        span = Span(start, start + len(paragraph))
        if excluded and number in excluded:
            out.append(Excluded(span, "boilerplate", excluded[number]))
        else:
            passages.append(span)
        start = span.end + 2
    return Article(article_id, text, Spans.of(passages), tuple(out), title=f"Title of {article_id}")


@dataclass(frozen=True)
class Example:
    """As `model.project.Example`."""

    article: str
    start: int
    end: int
    quote: str


@dataclass
class FakeSuggestions:
    """Suggestions by article and range."""

    by_article: dict[str, dict[tuple[int, int], tuple[Suggestion, ...]]] = field(default_factory=dict)
    queues: dict[str, list[tuple[str, int, int]]] = field(default_factory=dict)

    def of(self, article_id: str) -> Mapping[tuple[int, int], tuple[Suggestion, ...]]:
        """As `SuggestionReader.of`."""
        return self.by_article.get(article_id, {})

    def queue(self, order: str) -> list[tuple[str, int, int]]:
        """As `SuggestionReader.queue`."""
        return self.queues.get(order, [])


@dataclass
class FakeProject:
    """What the session needs of a project, in memory."""

    articles: dict[str, Article]
    codebook: Codebook = CODEBOOK
    suggestions: FakeSuggestions = field(default_factory=FakeSuggestions)
    sheets: dict[str, Sheet] = field(default_factory=dict)
    problem: RubricateError | None = None

    def read(self, article_id: str) -> OpenArticle:
        """As `Project.read`."""
        if article_id not in self.articles:
            raise RubricateError("no such article", file=article_id)
        found = self.articles[article_id]
        sheet = self.sheets.get(article_id, Sheet(article_id, found.digest))
        return open_article(found, sheet, self.problem)

    def read_again(self, article: Article) -> OpenArticle:
        """As `Project.read_again`."""
        return self.read(article.id)

    def theme_counts(self) -> dict[str, int]:
        """As `Project.theme_counts`."""
        counts: dict[str, int] = {}
        for sheet in self.sheets.values():
            for mark in sheet.marks:
                for decision in mark.themes:
                    counts[decision.theme] = counts.get(decision.theme, 0) + 1
        return counts

    def examples(self, theme: str, limit: int = 5) -> list[Example]:
        """As `Project.examples`."""
        return [
            Example(article_id, mark.start, mark.end, mark.quote)
            for article_id, sheet in self.sheets.items()
            for mark in sheet.marks
            if mark.has(theme)
        ][:limit]


class FakeOrder(Order):
    """The articles with these ids; an empty one has gone."""

    def __init__(self, *ids: str) -> None:
        super().__init__(None, "", len(ids))  # type: ignore[arg-type]
        self._ids = ids

    def _load(self, start: int, count: int) -> list[ArticleRow]:
        return [ArticleRow(name, "", "", 0, 0, 0, 0, 0) for name in self._ids[start : start + count]]

    def place(self, article_id: str) -> int | None:
        """As `Order.place`."""
        return self._ids.index(article_id) if article_id in self._ids else None


class Study:
    """A project in memory and its session; what the session sent is in `sent` and `asked`."""

    def __init__(self, project: FakeProject) -> None:
        self.project = project
        self.sent: list[Request] = []
        self.asked: list[Question] = []
        self.session = Session(project, save=self.sent.append, ask=self.asked.append)  # type: ignore[arg-type]
        self.list(*project.articles)
        self.session.go_to(next(iter(project.articles)))

    def list(self, *ids: str) -> None:
        """What the library shows."""
        self.session.order = FakeOrder(*ids)

    def save(self) -> Sheet:
        """Put the oldest request on the fake disk, as the saver would."""
        asked = self.sent[0]
        opened = self.project.read(asked.article)
        sheet, _ = apply_request(opened.sheet, asked)
        self.project.sheets[asked.article] = sheet
        return self.session.saved(sheet)


class ScreenApp(ImmediateApp):
    """An app with one screen."""

    def __init__(self, screen: Screen[Any]) -> None:
        super().__init__()
        self._shown = screen
        self.said: list[str] = []

    def get_default_screen(self) -> Screen[Any]:
        """The screen under test."""
        return self._shown

    def on_mount(self) -> None:
        """The looks of the program."""
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = THEMES[0].name

    def on_say(self, event: Say) -> None:
        """Keep what screens say."""
        self.said.append(event.text)


def lines(app: App[Any]) -> list[str]:
    """What stands on the screen."""
    return ["".join(segment.text for segment in strip) for strip in app.screen._compositor.render_strips()]


def text(app: App[Any]) -> str:
    """What stands on the screen, as one string."""
    return "\n".join(lines(app))
