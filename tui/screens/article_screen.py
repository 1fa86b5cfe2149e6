"""A page of an article between heading and legend, kept up to date with what the app tells."""

from __future__ import annotations

from collections.abc import Iterable

from textual import events, on
from textual.containers import Container
from textual.widget import Widget

from model.errors import RubricateError
from model.opened import OpenArticle
from model.reading.article import Span
from tui.asks import Say
from tui.messages import ArticleChanged, CodebookChanged, NotSaved, Saved, SheetChanged, SuggestionsChanged
from tui.screens.label_commands import HINTS, SIGNS
from tui.screens.opening_words import NO_THEMES, opening_words
from tui.screens.page import Page
from tui.session import Session
from tui.text import one_line
from tui.widgets.article_view import ArticleView
from tui.widgets.heading import Heading
from tui.widgets.legend import Legend

WIDE, LOW = 120, 12
"""Columns from which the legend stands beside the page; lines below which there is none."""


class ArticleScreen(Page):
    """A page of an article. Subclasses say which article.

    Attributes:
        session: the open project.
        article: id of the article shown, or empty.
    """

    signs = SIGNS
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (WIDE, "-wide")]  # noqa: RUF012 - as Textual declares it
    VERTICAL_BREAKPOINTS = [(0, "-low"), (LOW, "-high")]  # noqa: RUF012 - as Textual declares it
    DEFAULT_CSS = """
    ArticleScreen {
        background: $background;
        & #desk { height: 1fr; layout: vertical; }
        & Legend { width: 1fr; height: 2; }
        &.-wide #desk { layout: horizontal; }
        &.-wide Legend { width: 30; height: 1fr; }
        &.-low Legend, &.-low Heading { display: none; }
    }
    """

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.heading, self.legend = Heading(), Legend(HINTS)
        self.article = ""
        self._view: ArticleView | None = None

    def body(self) -> Iterable[Widget]:
        """Heading; page and legend."""
        # Textual sets these classes too, but only after the first frame, which would then be laid out twice.
        self.set_class(self.app.size.width >= WIDE, "-wide")
        self.set_class(self.app.size.height < LOW, "-low")
        self._view = self.make_page()
        self._view.moved = self.frame
        yield self.heading
        yield Container(self._view, self.legend, id="desk")

    def make_page(self) -> ArticleView:
        """The view of the article."""
        return ArticleView()

    def on_mount(self) -> None:
        """Keys go to the page, unless the program was quit before the screen was there."""
        if self.has_page:
            self.page.focus()

    # --- what is shown ---

    @property
    def page(self) -> ArticleView:
        """The page; only where `has_page`."""
        assert self._view is not None, "the screen was not shown yet"  # noqa: S101 - a mistake of the caller's
        return self._view

    @property
    def has_page(self) -> bool:
        """Whether there is a page to show articles on.

        There is none before the screen is first shown, nor when the program is quit while it comes up: events
        arrive all the same.
        """
        return self._view is not None and self._view.is_attached

    @property
    def ready(self) -> bool:
        """Whether an article is on the page."""
        return self.has_page and self.page.ready

    def title_and_count(self) -> tuple[str, str]:
        """What the heading says."""
        return "", ""

    @property
    def here(self) -> tuple[object, ...]:
        """The passages that a key is for."""
        return (self.place, self.article, self.page.target) if self.ready else (self.place,)

    def show_article(self, article_id: str, at: tuple[int, int] | None = None) -> bool:
        """Show an article; whether it could be read."""
        if not self.has_page:
            return False
        if (opened := self._open(article_id)) is None:
            return False
        if opened.problem is not None:  # perhaps it has been mended since
            opened = self._open(article_id, anew=True) or opened
        again = article_id == self.article
        self.article = self.session.shown[self.place] = article_id
        self.page.show(opened, self.session.codebook, self.session.suggestions(article_id), at)
        if words := opening_words(opened, self.session.codebook, again):
            self.say(words, "error" if opened.problem is not None else "plain")
        self.frame()
        return True

    def _open(self, article_id: str, anew: bool = False) -> OpenArticle | None:
        """An article as the session has it, or (`anew`) the disk; None, and said, where it can't be read."""
        if anew:
            self.session.forget(article_id)
        try:
            return self.session.open(article_id)
        except RubricateError as error:
            self.say(str(error), "error")
            return None

    def frame(self) -> None:
        """Bring heading and legend up to date with the page."""
        if not self.has_page:
            return
        title, count = self.title_and_count()
        self.heading.show(title, self._selection_count() or count)
        mark = self.page.mark if self.ready else None
        applied = frozenset(decision.theme for decision in mark.themes) if mark else frozenset()
        problem = self.ready and self.page.blocks.opened.problem
        empty = "read-only" if problem else NO_THEMES
        self.legend.show(self.session.codebook.active, self.session.theme_counts, applied, empty)

    def _selection_count(self) -> str:
        """What the heading says while sentences are selected: else one forgets that keys mean them."""
        if not (self.ready and self.page.selecting):
            return ""
        target = self.page.target
        count = self.page.blocks.sentences_in(target.start, target.end)
        return f"{count} sentence{'s' if count > 1 else ''} selected, escape leaves"

    def say(self, text: str, tone: str = "plain") -> None:
        """Say something in the status line."""
        self.post_message(Say(one_line(text), "error" if tone == "error" else "plain"))

    @property
    def opened(self) -> OpenArticle | None:
        """The article that is shown, as it is shown."""
        return self.page.blocks.opened if self.ready else None

    def take_over(self) -> None:
        """Show the article and its marks as the session has them; the cursor stays on its words."""
        shown = self.opened
        if shown is None or (opened := self._open(self.article)) is None:
            return
        if opened.article.text != shown.article.text:
            self.show_article(self.article, again(self.page.target, shown.article.text, opened.article.text))
            return
        self.page.update(opened)
        if opened.problem is not None and str(opened.problem) != str(shown.problem):
            self.say(f"read-only: {opened.problem}", "error")
        self.frame()

    # --- what the app tells ---

    @on(Saved)
    @on(NotSaved)
    @on(SheetChanged)
    def _marks_changed(self) -> None:
        self.take_over()

    @on(ArticleChanged)
    def _text_changed(self, event: ArticleChanged) -> None:
        if event.article == self.article:
            self.take_over()

    @on(SuggestionsChanged)
    def _suggestions_changed(self) -> None:
        if self.ready:
            self.page.suggest(self.session.suggestions(self.article))

    @on(CodebookChanged)
    @on(events.ScreenResume)
    def _show_again(self) -> None:
        """Text, marks, themes and suggestions may have changed, too, while another screen was shown."""
        if self.has_page:
            self.page.recode(self.session.codebook)
            self.frame()
        if self.ready:
            self.take_over()
            self.page.suggest(self.session.suggestions(self.article))


def again(target: Span, before: str, after: str) -> tuple[int, int] | None:
    """Where the words of a range of a text stand in a later one; None if they don't."""
    words, longer = target.of(before), len(after) - len(before)
    if not words:
        return None
    if before[: target.end] == after[: target.end]:
        start = target.start
    elif before[target.start :] == after[max(0, target.start + longer) :]:
        start = target.start + longer
    else:
        places = after.find(words, target.start), after.rfind(words, 0, target.start + len(words))
        found = [place for place in places if place >= 0]
        if not found:
            return None
        start = min(found, key=lambda place: abs(place - target.start))
    return start, start + len(words)
