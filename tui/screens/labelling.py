"""What reader and queue have in common: the keys that decide on what the page shows."""

from __future__ import annotations

from dataclasses import dataclass

from textual import events, on

from model.coding.marks import Intent, Reject, Restore, SetMemo, SetState, SetTheme
from model.reading.article import Article, Span
from model.suggestions import Suggestion
from tui.answers import Answer, Question
from tui.messages import Explained
from tui.screens.article_screen import ArticleScreen
from tui.screens.finder import FinderScreen
from tui.screens.memo import MemoScreen
from tui.screens.theme_card import theme_card
from tui.widgets.legend import Legend

EXPLAINED = 3
"""Suggestions that `e` goes through."""


@dataclass(frozen=True, slots=True)
class Place:
    """What a decision is for: a range of an article's text as it stood on the page."""

    article: Article
    span: Span


def because_words(answer: Answer) -> str:
    """The nearest labelled passage, in words: because you labelled “…”."""
    near = answer.because[0]
    who = "you" if near.own else "others"
    return f"because {who} labelled “{' '.join(near.quote.split())}” ({near.article})"


def meaning_words(answer: Answer) -> str:
    """What the words and what likeness of meaning add to the score: words +0.9, meaning +1.4."""
    return f"words {sum(word.weight for word in answer.words):+.1f}, meaning {answer.meaning:+.1f}"


class LabelScreen(ArticleScreen):
    """Decisions on the passages of an article. Subclasses say which article, and what `j` means."""

    # --- deciding ---

    def decide(self, intent: Intent, what: tuple[int, int] | None = None) -> None:
        """Submit a decision on the target (or on the range `what`) and show it at once."""
        place = self._place
        self._submit(intent, place if what is None else Place(place.article, Span(*what)))

    def _submit(self, intent: Intent, place: Place) -> None:
        """Submit a decision on the text that was looked at when it was made; never on another one."""
        article = place.article
        opened = self._open(article.id)
        if opened is None:
            return
        if opened.article.text == article.text:
            self.session.decide(article.id, place.span.start, place.span.end, intent)
        else:
            self.say("not labelled: the article has changed meanwhile; look at it and decide again", "error")
        self.take_over()

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

    def typed(self, event: events.Key) -> None:
        """A theme's key toggles it."""
        theme = self.session.codebook.by_key(event.character) if event.character else None
        if theme is not None:
            self.toggle(theme.id)

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

    @property
    def _place(self) -> Place:
        return Place(self.page.blocks.opened.article, self.page.target)

    def action_find(self) -> None:
        """Find a theme by typing; enter there toggles it here, wherever the page is by then."""
        if self._may_decide():
            mark, place = self.page.mark, self._place
            applied = frozenset(decision.theme for decision in mark.themes) if mark else frozenset()
            themes, counts = self.session.codebook.active, self.session.theme_counts

            def toggle(theme_id: str | None) -> None:
                if theme_id is not None:
                    self._submit(SetTheme(theme_id, applies=theme_id not in applied), place)

            self.app.push_screen(FinderScreen(themes, counts, applied, self.show_card), toggle)

    def show_card(self, theme_id: str) -> None:
        """Definition and own examples of a theme."""
        if (card := theme_card(self.session, theme_id)) is not None:
            self.app.push_screen(card)

    @on(Legend.Chosen)
    def _theme_clicked(self, event: Legend.Chosen) -> None:
        self.show_card(event.theme)

    def action_memo(self) -> None:
        """Write a note on the target."""
        if self._may_decide() and (opened := self.opened) is not None:
            mark, place = self.page.mark, self._place
            quote = place.span.of(opened.article.text)[:60]

            def keep(memo: str | None) -> None:
                if memo is not None and memo != (mark.memo if mark else ""):
                    self._submit(SetMemo(memo), place)

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

    @on(Explained)
    def _explained(self, event: Explained) -> None:
        question, target = event.answer.question, self.page.target if self.ready else None
        here = target is not None and (question.start, question.end) == (target.start, target.end)
        if here and question.article == self.article:
            self.page.explain(event.answer)
            told = [meaning_words(event.answer)] if event.answer.meaning else []
            told += [because_words(event.answer)] if event.answer.because else []
            if told:
                self.say("; ".join(told))
