"""The one thread that writes: it takes operations in their order and says what became of each.

The app never waits for the disk; this thread does nothing else. What it reports is true: an operation is
`Done` only when `Project` says it is on disk.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from queue import SimpleQueue

from model.coding.codebook import Codebook
from model.coding.marks import Request
from model.errors import NotSavedError, RubricateError
from model.outcomes import Saved, Undone
from model.project import Project
from tui.messages import Done, Failed


@dataclass(frozen=True, slots=True)
class CodebookEdit:
    """A change of the themes; `what` names it for undo and the status line."""

    edit: Callable[[Codebook], Codebook]
    what: str


@dataclass(frozen=True, slots=True)
class Travel:
    """Undo (or with `back=False` redo) of the last operation."""

    back: bool = True
    asked_at: tuple[object, ...] = ()
    """Where somebody was who asked for it."""


Job = Request | CodebookEdit | Travel
Result = Saved | Codebook | Undone | None
"""What `Project` gave back; None where there was nothing to undo or redo."""


class Saver:
    """Works off jobs in a thread of its own.

    Args:
        project: where they are put on disk.
        report: called from the saver's thread with the outcome of each job, in order.
        calm: waits, for some milliseconds at most, until a job may begin: one that begins while a key is
            being answered takes turns with it, and the screen shows the answer late.
    """

    def __init__(
        self,
        project: Project,
        report: Callable[[Done | Failed], object],
        calm: Callable[[], object] = lambda: None,
    ) -> None:
        self._project = project
        self._report = report
        self._calm = calm
        self._jobs: SimpleQueue[Job | None] = SimpleQueue()
        self._idle = threading.Condition()
        self._waiting = 0
        self._closed = False
        self._lost: list[Failed] = []
        # Not a daemon: the interpreter itself waits for what is still to be written.
        self._thread = threading.Thread(target=self._work, name="saver", daemon=False)

    @property
    def waiting(self) -> int:
        """How many jobs are not on disk yet."""
        return self._waiting

    @property
    def failed(self) -> tuple[Failed, ...]:
        """The jobs that did not reach the disk, oldest first."""
        return tuple(self._lost)

    def put(self, job: Job) -> None:
        """Take a job; returns at once.

        Raises:
            NotSavedError: the saver is closed.
        """
        with self._idle:
            if self._closed:
                raise NotSavedError("the program is closing", cure="start it again and decide again")
            if self._thread.ident is None:
                self._thread.start()
            self._waiting += 1
            self._jobs.put(job)

    def drain(self, timeout: float | None = None) -> bool:
        """Wait until nothing is left to write; whether that came true within `timeout` seconds."""
        with self._idle:
            return self._idle.wait_for(lambda: self._waiting == 0, timeout)

    def close(self) -> None:
        """Write what is left, then end the thread. May be called twice."""
        with self._idle:
            if not self._closed:
                self._closed = True
                self._jobs.put(None)
        if self._thread.ident is not None:
            self._thread.join()

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            self._calm()
            outcome = self._do(job)
            if isinstance(outcome, Failed):
                self._lost.append(outcome)
            # Counted before it is told: who is told of the last one must see that nothing is waiting.
            with self._idle:
                self._waiting -= 1
                self._idle.notify_all()
            self._report(outcome)

    def _do(self, job: Job) -> Done | Failed:
        try:
            return Done(job, self._run(job))
        except RubricateError as error:
            return Failed(job, error)
        except Exception as error:  # noqa: BLE001 - this thread must outlive every mistake, and say it
            return Failed(job, NotSavedError(f"{type(error).__name__}: {error}"))

    def _run(self, job: Job) -> Result:
        match job:
            case Request():
                return self._project.apply(job)
            case CodebookEdit(edit, what):
                return self._project.edit_codebook(edit, what)
            case Travel(back):
                return self._project.undo() if back else self._project.redo()
