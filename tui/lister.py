"""Orders of the library that take a while, made in a thread; only what was asked for last counts."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from dataclasses import dataclass

from textual.message import Message

from model.index import Filter, Order
from model.project import Project

FIRST = 40
"""Hits of a search that are shown before all are known."""
PAUSE = 0.2
"""Seconds without another letter typed after which all hits are looked for."""


@dataclass(frozen=True, slots=True, eq=False)
class Wanted:
    """What is to be listed. Each is another one."""

    sort: str
    only: Filter

    def same(self, other: Wanted | None) -> bool:
        """Whether the other is in the same order, of the same articles."""
        return other is not None and (self.sort, self.only) == (other.sort, other.only)


@dataclass(eq=False, repr=False)
class Listed(Message, bubble=False):
    """An order is there: all of it, or some hits of a search, or none and why."""

    wanted: Wanted
    order: Order | None
    whole: bool = True
    problem: str = ""


class Lister:
    """Makes orders.

    Args:
        project: whose library it is.
        report: called from a thread.
    """

    def __init__(self, project: Project, report: Callable[[Listed], object]) -> None:
        self._project = project
        self._report = report
        self._cancel = threading.Event()

    def ask(self, wanted: Wanted) -> None:
        """Make another order; the one before is not wanted any more."""
        self.cancel()
        self._cancel = threading.Event()
        threading.Thread(target=self._work, args=(wanted, self._cancel), name="lister", daemon=False).start()

    def cancel(self) -> None:
        """Nothing is wanted any more."""
        self._cancel.set()

    def _work(self, wanted: Wanted, cancel: threading.Event) -> None:
        index = self._project.index
        try:
            with index.stoppable(cancel.is_set):
                self._list(wanted, cancel)
        except sqlite3.Error as error:
            self._tell(Listed(wanted, None, problem=str(error)), cancel)
        finally:
            index.close()

    def _list(self, wanted: Wanted, cancel: threading.Event) -> None:
        if wanted.only == Filter(words=wanted.only.words) != Filter():
            self._tell(Listed(wanted, self._project.first(wanted.only.words, FIRST), whole=False), cancel)
            if cancel.wait(PAUSE):
                return
        order = self._project.order(wanted.sort, wanted.only)
        order.prepare(cancel.is_set)
        self._tell(Listed(wanted, order), cancel)

    def _tell(self, listed: Listed, cancel: threading.Event) -> None:
        if not cancel.is_set():
            self._report(listed)
