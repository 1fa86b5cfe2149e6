"""What works behind the screens: who writes, who reads the folder, who learns, who watches the disk."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from textual.message import Message

from model.coding.marks import Change
from tui.indexer import Indexer
from tui.learning import Learning
from tui.messages import Done, Failed, Indexed
from tui.saving import Here, Saving
from tui.session import Session
from tui.telling import Telling
from tui.watch import Watch


class Crew:
    """Made when the first of them is needed, or soon after the first paint.

    Args:
        session: the open project.
        telling: what the status line says.
        report: called from the threads with what became of their work.
        tell: passes a message on to the screen.
        show: brings the place of a change to the screen of who still is where they asked for it.
        reading: the article that is shown, or empty.
        calm: waits, for some milliseconds at most, until no key is being answered.

    Attributes:
        saving: operations on their way to the disk.
        indexer: brings the list of articles up to date.
        learning: the training process.
        watcher: sees what others change.
    """

    def __init__(  # noqa: PLR0913 - one keyword for each thing that it asks of the app
        self,
        session: Session,
        telling: Telling,
        *,
        report: Callable[[Done | Failed | Indexed], object],
        tell: Callable[[Message], object],
        show: Callable[[Change, Here], Awaitable[object]],
        reading: Callable[[], str],
        calm: Callable[[], object],
    ) -> None:
        self.saving = Saving(session, report=report, say=telling.say, tell=tell, show=show, calm=calm)
        self.indexer = Indexer(session.project, report)
        self.learning = Learning(session.project, session, tell, telling.trouble)
        self.watcher = Watch(session, reading, tell=tell, say=telling.murmur, refresh=self.indexer.start)

    def start(self, *, learn: bool) -> None:
        """Begin to read the folder and, if asked, to learn."""
        self.watcher.refresh()
        if learn:
            self.learning.start()

    def finish(self) -> None:
        """Write what is still to be written and end the threads; after the app has ended."""
        self.indexer.close()
        self.saving.saver.close()
