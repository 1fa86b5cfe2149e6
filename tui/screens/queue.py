"""The queue: the passages about which the classifier asks, one at a time, each in its article."""

from __future__ import annotations

from typing import ClassVar

from textual import events, on

from tui.commands import Command, bindings
from tui.screens.label_commands import DECIDE_COMMANDS
from tui.screens.labelling import LabelScreen
from tui.session import Ranges
from tui.widgets.article_view import ArticleView

ORDERS = ("uncertain", "likely", "rare", "random")
"""The orders that `o` goes through."""
AUDIT = "audit"
"""The order of the audit sample; the model screen goes there."""

QUEUE_COMMANDS: tuple[Command, ...] = (
    Command("queue.next", "queue(1)", "j,n,down", "Next in the queue", "The next passage to decide on."),
    Command("queue.previous", "queue(-1)", "k,N,up", "Previous in the queue", "The one before."),
    Command("queue.order", "order", "o", "Order", "Uncertain, likely, rare theme, or random first."),
)


class QueueScreen(LabelScreen):
    """Passages in the order in which their labels teach the classifier most.

    The list is taken when the screen opens, when the order changes and at its end, so that nothing moves
    under the hands while one labels.

    Attributes:
        order: one of `ORDERS`, or `AUDIT`.
        items: the passages, as they were when the list was taken.
        position: which of them is shown.
    """

    place: ClassVar[str] = "queue"
    commands = QUEUE_COMMANDS + DECIDE_COMMANDS + ArticleView.commands
    BINDINGS = bindings(QUEUE_COMMANDS + DECIDE_COMMANDS)
    order: str = ORDERS[0]
    items: Ranges = ()
    position: int = 0

    def make_page(self) -> ArticleView:
        """Steps are the queue's, not the page's."""
        return ArticleView(steps=False)

    @on(events.ScreenResume)
    def _fill(self) -> None:
        if not self.items:
            self.fill()

    def take(self, order: str) -> None:
        """Show another order, from its first passage."""
        self.order = order
        self.fill()

    def fill(self) -> None:
        """Take the list anew and show its first passage."""
        self.items = self.session.queue(self.order)
        self.position = 0
        if self.items:
            self._show()
        self.frame()

    def _show(self) -> None:
        article_id, start, end = self.items[self.position]
        if article_id == self.article and self.ready:
            self.page.action_leave()
            self.page.go(self.page.blocks.at(start))
            self.frame()
        else:
            self.show_article(article_id, (start, end))

    def title_and_count(self) -> tuple[str, str]:
        """Title of the article; which passage of the queue."""
        if not self.items or not self.ready:
            if self.order == AUDIT and self.session.project.suggestions.queue(ORDERS[0]):
                return "the audit is done: all of its sample was decided", ""
            return "the queue is empty: nothing is untouched, or the classifier has not looked yet", ""
        article = self.page.blocks.opened.article
        title = " ".join((article.title or article.id).split())
        order = self.order if self.order == AUDIT else f"{self.order} first"
        return title, f"{self.position + 1} of {len(self.items)}, {order}"

    def action_queue(self, step: int) -> None:
        """The next or the previous passage of the queue."""
        if not self.items:
            self.fill()
        elif 0 <= self.position + step < len(self.items):
            self.position += step
            self._show()
        elif step > 0:
            self.fill()
            self.say("the end of the queue: asked again")
        else:
            self.say("this is the first one")

    def action_order(self) -> None:
        """The next order, from its first passage."""
        self.take(ORDERS[(ORDERS.index(self.order) + 1) % len(ORDERS)] if self.order in ORDERS else ORDERS[0])
        self.say(f"{self.order} first")
