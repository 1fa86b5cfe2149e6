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
        """The article after (step 1) or before (-1) the current one in the library's order, now current.

        None at an end, or where the current article never was in that order.
        """
        order, place = self.order, self.place
        if order is None:
            return None
        if place is not None:
            found = order.beside(self.current, place, step)
        elif self._place is not None:  # it has left the list: the one after it stands in its place
            found = order.onward(self._place + min(step, 0), step)
        else:
            return None
        if found is None:
            return None
        self._place, self.current = found
        return self.current

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
