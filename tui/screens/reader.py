"""The reader: an article, its passages, and the keys that label them."""

from __future__ import annotations

from typing import ClassVar

from tui.commands import Command, bindings
from tui.screens.label_commands import DECIDE_COMMANDS
from tui.screens.labelling import LabelScreen
from tui.session import Session
from tui.widgets.article_view import ArticleView

READER_COMMANDS: tuple[Command, ...] = (
    Command(
        "reader.previous",
        "neighbour(-1)",
        "left_square_bracket",
        "Previous article",
        "Previous article, as the library lists them.",
    ),
    Command(
        "reader.next",
        "neighbour(1)",
        "right_square_bracket",
        "Next article",
        "Next article, as the library lists them.",
    ),
)


class ReaderScreen(LabelScreen):
    """One article. `read` shows another.

    Attributes:
        places: where the cursor stood in articles read before, as ranges.
    """

    place: ClassVar[str] = "reader"
    commands = DECIDE_COMMANDS + ArticleView.commands + READER_COMMANDS
    BINDINGS = bindings(DECIDE_COMMANDS + READER_COMMANDS)

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.places: dict[str, tuple[int, int]] = {}
        self._wanted: tuple[str, tuple[int, int] | None] | None = None

    def read(self, article_id: str, at: tuple[int, int] | None = None) -> bool:
        """Show an article, with the cursor on a range, else where it was last; whether it could be read.

        May be called before the screen is shown.
        """
        if not self.has_page:
            self._wanted = (article_id, at)
            return True
        self._remember()
        self.session.go_to(article_id)
        return self.show_article(article_id, at or self.places.get(article_id))

    def on_mount(self) -> None:
        """Read what was asked for before there was a page."""
        if self._wanted is not None and self.has_page:
            self.read(*self._wanted)
        else:
            self.frame()

    def _remember(self) -> None:
        if self.ready:
            span = self.page.blocks.spans[self.page.cursor]
            self.places[self.article] = (span.start, span.end)

    def title_and_count(self) -> tuple[str, str]:
        """Title and date; which of the passages (excluded ranges are none), and how many are untouched."""
        if not self.ready:
            return "no article is open: 1 shows the library", ""
        blocks = self.page.blocks
        article = blocks.opened.article
        title = " ".join((article.title or article.id).split())
        number = blocks.number(self.page.cursor)
        count = f"{number or '-'}/{blocks.passages}  {blocks.untouched} untouched"
        return title, f"{article.date}  {count}" if article.date else count

    def action_neighbour(self, step: int) -> None:
        """The article before or after this one in the library's order."""
        if not self.article:
            return
        article_id = self.session.neighbour(step)
        if article_id is not None:
            self.read(article_id)
        elif self.session.place is None:
            self.say("this article is not in the library's list")
        else:
            self.say("that was the last article" if step > 0 else "this is the first article")
