"""The articles of a project brought into its index: how far that is, and stopping it."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from threading import Event
from typing import TYPE_CHECKING

from tui.cli import output

if TYPE_CHECKING:
    from model.project import Project


def read_articles(project: Project) -> None:
    """Bring the index up to date with the files, and say how far that is.

    Raises:
        KeyboardInterrupt: it was asked to stop. What was read until then is kept, and it has said so.
    """
    from model.pace import Pace, Reached  # noqa: PLC0415

    progress, pace = output.Progress("reading the articles"), Pace()
    reached = Reached(0, 0, 0)

    def report(now: Reached) -> None:
        nonlocal reached
        reached = now
        progress.tell(partial(pace.words, now))

    with _stopping() as asked:
        try:
            project.refresh(report, asked.is_set)
        finally:
            progress.close()
    if asked.is_set():
        done = f"{reached.articles:,} articles were looked at"
        output.complain(f"rubricate: stopped: {done}, and what was read is kept; the next run goes on there")
        raise KeyboardInterrupt


@contextmanager
def _stopping() -> Iterator[Event]:
    """Is set by the first ctrl+c, so that what is in hand can be finished; a second one is not waited for."""
    asked = Event()

    def ask(number: int, frame: object) -> None:
        asked.set()
        signal.signal(number, before)

    before = signal.signal(signal.SIGINT, ask)
    try:
        yield asked
    finally:
        signal.signal(signal.SIGINT, before)
