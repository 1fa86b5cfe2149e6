"""What reader and queue have in common: the page, the legend, and the keys that decide."""

from __future__ import annotations

from collections.abc import Iterable

from textual import events, on
from textual.containers import Container
from textual.getters import query_one
from textual.widget import Widget

from model.coding.marks import Intent, Reject, Restore, SetMemo, SetState, SetTheme
from model.errors import RubricateError
from model.opened import OpenArticle
from model.suggestions import Suggestion
from tui.asks import Say
from tui.messages import CodebookChanged, Explained, NotSaved, Saved, SheetChanged, SuggestionsChanged
from tui.screens.finder import FinderScreen
from tui.screens.label_commands import HINTS
from tui.screens.memo import MemoScreen
from tui.screens.page import Page
from tui.screens.theme_card import ThemeCard
from tui.session import Question, Session
from tui.text import one_line
from tui.widgets.article_view import ArticleView
from tui.widgets.heading import Heading
from tui.widgets.legend import Legend

WIDE, LOW = 120, 12
"""Columns from which the legend stands beside the page; lines below which there is none."""
EXPLAINED = 3
"""Suggestions that `e` goes through."""


class LabelScreen(Page):
    """A page of an article, and decisions on it. Subclasses say which article, and what `j` means.

    Attributes:
        session: the open project; decisions go there.
        article: id of the article shown, or empty.
    """

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (WIDE, "-wide")]  # noqa: RUF012 - as Textual declares it
    VERTICAL_BREAKPOINTS = [(0, "-low"), (LOW, "-high")]  # noqa: RUF012 - as Textual declares it
    DEFAULT_CSS = """
    LabelScreen {
        background: $background;
        & #desk { height: 1fr; layout: vertical; }
        & Legend { width: 1fr; height: 2; }
        &.-wide #desk { layout: horizontal; }
        &.-wide Legend { width: 30; height: 1fr; }
        &.-low Legend, &.-low Heading { display: none; }
    }
    """

    page = query_one(ArticleView)
    legend = query_one(Legend)
    heading = query_one(Heading)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.article = ""

    def body(self) -> Iterable[Widget]:
        """Heading; page and legend."""
        # Textual sets these classes too, but only after the first frame, which would then be laid out twice.
        self.set_class(self.app.size.width >= WIDE, "-wide")
        self.set_class(self.app.size.height < LOW, "-low")
        yield Heading()
        yield Container(self.make_page(), Legend(HINTS), id="desk")

    def make_page(self) -> ArticleView:
        """The view of the article."""
        return ArticleView()

    def on_mount(self) -> None:
        """Keys go to the page."""
        self.page.focus()

    # --- what is shown ---

    @property
    def has_page(self) -> bool:
        """Whether there is a page to show articles on: from the first time the screen is shown."""
        return bool(self.query(ArticleView))

    def title_and_count(self) -> tuple[str, str]:
        """What the heading says."""
        return "", ""

    def show_article(self, article_id: str, at: tuple[int, int] | None = None) -> bool:
        """Show an article; whether it could be read."""
        try:
            opened = self.session.open(article_id)
        except RubricateError as error:
            self.say(str(error), "error")
            return False
        self.article = article_id
        self.page.show(opened, self.session.codebook, self.session.suggestions(article_id), at)
        if opened.problem is not None:
            self.say(f"read-only: {opened.problem}", "error")
        self.frame()
        return True

    def frame(self) -> None:
        """Bring heading and legend up to date with the page."""
        self.heading.show(*self.title_and_count())
        mark = self.page.mark if self.page.ready else None
        applied = frozenset(decision.theme for decision in mark.themes) if mark else frozenset()
        self.legend.show(self.session.codebook.active, self.session.theme_counts, applied)

    def say(self, text: str, tone: str = "plain") -> None:
        """Say something in the status line."""
        self.post_message(Say(one_line(text), "error" if tone == "error" else "plain"))

    @property
    def opened(self) -> OpenArticle | None:
        """The article that is shown, with its marks as they are now."""
        return self.session.open(self.article) if self.page.ready else None

    # --- deciding ---

    def decide(self, intent: Intent, what: tuple[int, int] | None = None) -> None:
        """Submit a decision on the target (or on the range `what`) and show it at once."""
        start, end = what or (self.page.target.start, self.page.target.end)
        self.session.decide(self.article, start, end, intent)
        self.take_over()

    def take_over(self) -> None:
        """Show the marks as the session has them."""
        if (opened := self.opened) is not None:
            self.page.update(opened)
            self.frame()

    def _may_decide(self) -> bool:
        """Whether the target can be labelled; says why it can't."""
        opened = self.opened
        if opened is None:
            return False
        if opened.problem is not None:
            self.say(f"read-only: {opened.problem}", "error")
            return False
        if self.page.blocks.excluded(self.page.cursor) and not self.page.selecting:
            self.say(f"excluded ({self.page.blocks.reason(self.page.cursor)}): b brings it back")
            return False
        return True

    def on_key(self, event: events.Key) -> None:
        """A theme's key toggles it, unless a command has that key."""
        theme = self.session.codebook.by_key(event.character) if event.character else None
        if theme is not None and event.key not in self.active_bindings:
            event.stop()
            # Actions of bindings run in the app's turn. Toggling here would overtake a `j` typed just before,
            # and label the passage that was left.
            self.app.call_later(self.toggle, theme.id)

    def toggle(self, theme_id: str | None) -> None:
        """Label the target with a theme, or take the label away."""
        if theme_id is not None and self._may_decide():
            mark = self.page.mark
            self.decide(SetTheme(theme_id, applies=not (mark is not None and mark.has(theme_id))))

    def action_accept(self) -> None:
        """Label with the top suggestion."""
        if (top := self._top()) is not None:
            self.decide(SetTheme(top.theme, origin="suggestion", p=top.p))

    def action_reject(self) -> None:
        """Say that the top suggestion does not apply; the next one becomes the top."""
        if (top := self._top()) is not None:
            self.decide(Reject(top.theme, p=top.p))

    def _top(self) -> Suggestion | None:
        """The suggestion that `enter` and `x` mean; says why there is none."""
        if not self._may_decide():
            return None
        if self.page.selecting:
            self.say("suggestions are for whole passages: use a theme's key, or escape")
            return None
        suggestions = self.page.open_suggestions()
        if not suggestions:
            self.say("no suggestion here: use a theme's key, or t")
            return None
        return suggestions[0]

    def action_set_state(self, state: str) -> None:
        """None apply, or skip; again takes it back."""
        if not self._may_decide():
            return
        mark = self.page.mark
        if state == "skipped" and mark is not None and mark.themes:
            self.say("this passage is labelled already")
        elif mark is not None and mark.state == state:
            self.decide(SetState("untouched"))
        else:
            self.decide(SetState("none" if state == "none" else "skipped"))

    def action_restore(self) -> None:
        """Bring the excluded range under the cursor back, or exclude it again."""
        opened = self.opened
        if opened is None or opened.problem is not None:
            self._may_decide()
            return
        blocks, cursor = self.page.blocks, self.page.cursor
        self.page.action_leave()
        if blocks.excluded(cursor):
            span = blocks.spans[cursor]
            self.decide(Restore(True), (span.start, span.end))
        elif (around := blocks.restored_around(cursor)) is not None:
            self.decide(Restore(False), (around.start, around.end))
        else:
            self.say("this is a passage; only excluded ranges are brought back")

    # --- dialogs ---

    def action_find(self) -> None:
        """Find a theme by typing; enter there toggles it here."""
        if self._may_decide():
            mark = self.page.mark
            applied = frozenset(decision.theme for decision in mark.themes) if mark else frozenset()
            themes, counts = self.session.codebook.active, self.session.theme_counts
            self.app.push_screen(FinderScreen(themes, counts, applied, self.show_card), self.toggle)

    def show_card(self, theme_id: str) -> None:
        """Definition and own examples of a theme."""
        theme = self.session.codebook.get(theme_id)
        if theme is not None:
            count = self.session.theme_counts.get(theme_id, 0)
            self.app.push_screen(ThemeCard(theme, count, self.session.project.examples(theme_id)))

    @on(Legend.Chosen)
    def _theme_clicked(self, event: Legend.Chosen) -> None:
        self.show_card(event.theme)

    def action_memo(self) -> None:
        """Write a note on the target."""
        if self._may_decide() and (opened := self.opened) is not None:
            mark, target = self.page.mark, self.page.target
            quote = target.of(opened.article.text)[:60]

            def keep(memo: str | None) -> None:
                if memo is not None and memo != (mark.memo if mark else ""):
                    self.decide(SetMemo(memo), (target.start, target.end))

            self.app.push_screen(MemoScreen(mark.memo if mark else "", quote), keep)

    # --- why ---

    def action_explain(self) -> None:
        """Ask which words speak for and against a theme: the top suggestion first, then the others."""
        opened = self.opened
        if opened is None or self.page.selecting or self.page.blocks.excluded(self.page.cursor):
            return
        mark, target = self.page.mark, self.page.target
        themes = [suggestion.theme for suggestion in self.page.open_suggestions()[:EXPLAINED]]
        themes += [decision.theme for decision in mark.themes] if mark else []
        shown = self.page.answer.question.theme if self.page.answer else None
        following = themes.index(shown) + 1 if shown in themes else 0
        if following >= len(themes):
            self.page.explain(None)
            self.say("" if themes else "nothing to explain: no suggestion and no label here")
            return
        text = target.of(opened.article.text)
        self.session.ask(Question(self.article, target.start, target.end, text, themes[following]))

    # --- what the app tells ---

    @on(Explained)
    def _explained(self, event: Explained) -> None:
        question, target = event.answer.question, self.page.target if self.page.ready else None
        here = target is not None and (question.start, question.end) == (target.start, target.end)
        if here and question.article == self.article:
            self.page.explain(event.answer)

    @on(Saved)
    @on(NotSaved)
    @on(SheetChanged)
    def _marks_changed(self) -> None:
        self.take_over()

    @on(SuggestionsChanged)
    def _suggestions_changed(self) -> None:
        if self.page.ready:
            self.page.suggest(self.session.suggestions(self.article))

    @on(CodebookChanged)
    def _codebook_changed(self) -> None:
        self.page.recode(self.session.codebook)
        self.frame()

    @on(events.ScreenResume)
    def _resumed(self) -> None:
        """Marks, themes and suggestions may have changed while another screen was shown."""
        if self.page.ready:
            self.page.recode(self.session.codebook)
            self.page.suggest(self.session.suggestions(self.article))
            self.take_over()

    @on(ArticleView.Moved)
    def _moved(self) -> None:
        self.frame()
