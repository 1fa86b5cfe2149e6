"""From article to article in the order that the library shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from model.index import Order


class Walk:
    """Which article is the current one, and which ones are beside it."""

    def __init__(self) -> None:
        self.order: Order | None = None
        """What the library shows; the library sets it."""
        self.current = ""
        """The article that was last read, however one came to it; the app and the reader set it."""
        self._place: int | None = None
        """Where in `order` it was last seen."""

    def neighbour(self, step: int) -> str | None:
        """The article `step` places further in the library's order, which is the current one now.

        None at an end, or where the current article never was in that order.
        """
        place = self.place
        if place is not None:
            to = place + step
        elif self._place is not None:  # it has left the list: the one after it stands in its place
            to = self._place + (step if step < 0 else step - 1)
        else:
            return None
        while self.order is not None and 0 <= to < len(self.order):
            article_id = self.order.row(to).id
            if article_id:
                self.current, self._place = article_id, to
                return article_id
            to += step  # that one has gone since the list was made
        return None

    @property
    def place(self) -> int | None:
        """Where the current article stands in the library's order now; None where it does not."""
        order, known = self.order, self._place
        if order is None or not self.current:
            return None
        if known is not None and known < len(order) and order.row(known).id == self.current:
            return known  # to look for it may mean to go through the whole order
        found = order.place(self.current)
        self._place = known if found is None else found
        return found

    def go_to(self, article_id: str) -> None:
        """Another article is the current one."""
        if article_id != self.current:
            self.current, self._place = article_id, None
