"""What the app asks of the saver, and what it says and shows when the outcome comes back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime

from textual.message import Message

from model.coding.codebook import Codebook
from model.coding.marks import Change, Request
from model.errors import RubricateError
from model.outcomes import Saved as OnDisk
from model.outcomes import Undone
from tui.asks import EditCodebook
from tui.messages import (
    CodebookChanged,
    CodebookNotSaved,
    Done,
    Failed,
    NotSaved,
    Saved,
    SheetChanged,
)
from tui.saver import CodebookEdit, Job, Saver, Travel
from tui.session import Session
from tui.widgets.status_line import Tone

Here = tuple[object, ...]
"""Where somebody is: equal as long as nobody goes on."""


def not_saved(failed: Failed) -> str:
    """What did not reach the disk, and why."""
    # What goes to a terminal by itself says this too, where there is no one else to say it.
    return f"NOT saved: {str(failed.error).replace('NOT saved: ', '', 1)}"


class Saving:
    """Operations on their way to the disk and back to the screen.

    Args:
        session: what is in memory of the project.
        report: called from the saver's thread; the app hands the outcome on to `heard`.
        say: says something in the status line.
        tell: passes a message on to the screen.
        show: brings the place of a change to the screen of who still is where they asked for it.
        calm: see `Saver`.
    """

    def __init__(
        self,
        session: Session,
        *,
        report: Callable[[Done | Failed], object],
        say: Callable[[str, Tone], bool],
        tell: Callable[[Message], object],
        show: Callable[[Change, Here], Awaitable[object]],
        calm: Callable[[], object],
    ) -> None:
        self._session = session
        self.saver = Saver(session.project, report, calm)
        self._say = say
        self._tell = tell
        self._show = show
        self._under_way = 0
        self._failed_so_far = 0
        self._seen = 0
        """How many failures were seen: operations after them could be said."""

    @property
    def unsaid(self) -> list[str]:
        """What failed to be saved, and was not seen on the screen, or is the last that was said there."""
        return [not_saved(failed) for failed in self.saver.failed[self._seen :]]

    # --- asking ---

    def save(self, asked: Request) -> None:
        """Put a decision on disk."""
        self._tell_of("saving…", "busy")
        self._put(asked)

    def edit(self, event: EditCodebook) -> None:
        """Change the codebook."""
        self._tell_of("saving…", "busy")
        self._put(CodebookEdit(event.edit, event.what))

    def travel(self, back: bool, asked_at: Here = ()) -> None:
        """Undo, or redo, for somebody who is at a place."""
        self._put(Travel(back, asked_at))

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
        match event.job, event.result:
            case _, OnDisk(change, sheet, _, note):
                self._tell(Saved(change, self._session.saved(sheet), note))
                self._say_saved(note)
            case CodebookEdit(edit), Codebook() as codebook:
                self._say_saved()
                self._tell(CodebookChanged(codebook, edit))
            case Travel() as job, Undone() as undone:
                await self._travelled(undone, job)
            case Travel(back), None:
                self._tell_of("nothing to undo" if back else "nothing to redo", "plain")
                return False
        return True

    def _failed(self, event: Failed) -> None:
        before = self._failed_so_far - self._seen
        self._failed_so_far += 1
        self._say(not_saved(event) + (f" · and {before} before it" if before else ""), "error")
        if isinstance(event.job, Request):
            self._session.not_saved(event.job.article)
            self._tell(NotSaved(event.job.article, event.error))
        elif isinstance(event.job, CodebookEdit):
            self._tell(CodebookNotSaved(event.job.edit, event.error))

    def _tell_of(self, words: str, tone: Tone) -> None:
        """Say what becomes of an operation; if that can be said, earlier failures were seen."""
        if self._say(words, tone):
            self._seen = self._failed_so_far

    def _say_saved(self, note: str = "") -> None:
        if not self._under_way or note:
            words = f"saved · {datetime.now().astimezone():%H:%M:%S}"
            self._tell_of(f"{words} · {note}" if note else words, "good")

    async def _travelled(self, undone: Undone, job: Travel) -> None:
        if undone.codebook is not None:
            self._tell(CodebookChanged(undone.codebook))
        where = ""
        if undone.sheet is not None and undone.change is not None:
            sheet = self._session.replaced(undone.sheet)
            await self._show(undone.change, job.asked_at)
            self._tell(SheetChanged(sheet))
            where = self._place(undone.change)
        note = f" · {undone.note}" if undone.note else ""
        self._tell_of(f"{'undone' if job.back else 'redone'}: {undone.what}{where}{note}", "good")

    def _place(self, change: Change) -> str:
        """Where a change happened, in words: " on passage 12 of talks.txt"."""
        with suppress(RubricateError):
            passages = self._session.open(change.article).passages
            if (place := passages.place(change.start, change.end)) is not None:
                return f" on passage {place + 1} of {change.article}"
        return f" in {change.article}"
