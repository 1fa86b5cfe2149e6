"""What the app asks of the saver, and what it says and shows when the outcome comes back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime

from textual.message import Message

from model.coding.codebook import Codebook
from model.coding.marks import Change, Request
from model.errors import RubricateError
from model.project import Saved as OnDisk
from model.project import Undone
from tui.asks import EditCodebook
from tui.messages import CodebookChanged, CodebookNotSaved, NotSaved, Saved, SheetChanged
from tui.saver import CodebookEdit, Done, Failed, Job, Saver, Travel
from tui.session import Session
from tui.widgets.status_line import Tone


class Saving:
    """Operations on their way to the disk and back to the screen.

    Args:
        session: what is in memory of the project.
        report: called from the saver's thread; the app hands the outcome on to `heard`.
        say: says something in the status line.
        tell: passes a message on to the screen.
        show: brings the place of a change to the screen.
    """

    def __init__(
        self,
        session: Session,
        *,
        report: Callable[[Done | Failed], object],
        say: Callable[[str, Tone], object],
        tell: Callable[[Message], object],
        show: Callable[[Change], Awaitable[object]],
    ) -> None:
        self._session = session
        self.saver = Saver(session.project, report)
        self._say = say
        self._tell = tell
        self._show = show
        self._under_way = 0
        self._said_failures = 0

    @property
    def unsaid(self) -> tuple[Failed, ...]:
        """What failed to be saved after the screen had gone."""
        return self.saver.failed[self._said_failures :]

    # --- asking ---

    def save(self, asked: Request) -> None:
        """Put a decision on disk."""
        self._say("saving…", "busy")
        self._put(asked)

    def edit(self, event: EditCodebook) -> None:
        """Change the codebook."""
        self._say("saving…", "busy")
        self._put(CodebookEdit(event.edit, event.what))

    def travel(self, back: bool) -> None:
        """Undo, or redo."""
        self._put(Travel(back))

    def _put(self, job: Job) -> None:
        self.saver.put(job)
        self._under_way += 1

    # --- hearing ---

    async def heard(self, event: Done | Failed) -> bool:
        """Show and say what became of an operation; whether anything changed on disk."""
        self._under_way -= 1
        if isinstance(event, Failed):
            self._failed(event)
            return False
        match event.result:
            case OnDisk(change, sheet, _, note):
                self._tell(Saved(change, self._session.saved(sheet), note))
                self._say_saved(note)
            case Codebook() as codebook:
                self._say_saved()
                edit = event.job.edit if isinstance(event.job, CodebookEdit) else None
                self._tell(CodebookChanged(codebook, edit))
            case Undone() as undone:
                await self._travelled(undone, "undone" if event.job == Travel(back=True) else "redone")
            case None:
                self._say("nothing to undo" if event.job == Travel(back=True) else "nothing to redo", "plain")
                return False
        return True

    def _failed(self, event: Failed) -> None:
        self._said_failures += 1
        self._say(f"NOT saved: {event.error}", "error")
        if isinstance(event.job, Request):
            # Where even reading fails, the screen that opens the article next says why.
            with suppress(RubricateError):
                self._session.not_saved(event.job.article)
            self._tell(NotSaved(event.job.article, event.error))
        elif isinstance(event.job, CodebookEdit):
            self._tell(CodebookNotSaved(event.job.edit, event.error))

    def _say_saved(self, note: str = "") -> None:
        if not self._under_way or note:
            words = f"saved · {datetime.now().astimezone():%H:%M:%S}"
            self._say(f"{words} · {note}" if note else words, "good")

    async def _travelled(self, undone: Undone, word: str) -> None:
        if undone.codebook is not None:
            self._tell(CodebookChanged(undone.codebook))
        where = ""
        if undone.sheet is not None and undone.change is not None:
            sheet = self._session.replaced(undone.sheet)
            await self._show(undone.change)
            self._tell(SheetChanged(sheet, undone.change))
            where = self._place(undone.change)
        self._say(f"{word}: {undone.what}{where}", "good")

    def _place(self, change: Change) -> str:
        """Where a change happened, in words: " on passage 12 of talks.txt"."""
        with suppress(RubricateError):
            passages = self._session.open(change.article).passages
            for number, span in enumerate(passages, 1):
                if (span.start, span.end) == (change.start, change.end):
                    return f" on passage {number} of {change.article}"
        return f" in {change.article}"
