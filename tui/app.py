"""The app: five screens, the threads and the process behind them, and what works everywhere."""

from __future__ import annotations

import asyncio
import gc
import signal
import sys
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import ClassVar, cast

from textual import events, on
from textual.app import App
from textual.message import Message
from textual.worker import Worker

from model.coding.marks import Change
from model.project import Project
from model.safetext import safe_line
from tui import look
from tui.asks import Audit, EditCodebook, Evaluate, Read, Say, Train
from tui.commands import APP_COMMANDS, Command, bindings
from tui.crash import CrashLog
from tui.indexer import Indexed, Indexer
from tui.lasting import lasting_terminal
from tui.learning import Learning, Working
from tui.messages import CodebookChanged, SuggestionsChanged
from tui.palette_provider import Palette
from tui.saver import Done, Failed
from tui.saving import Here, Saving, not_saved
from tui.screens.help import HelpScreen
from tui.screens.labelling import LabelScreen
from tui.screens.library import LibraryScreen
from tui.screens.page import Page
from tui.screens.pages import pages
from tui.screens.queue import QueueScreen
from tui.screens.reader import ReaderScreen
from tui.screens.theme_card import theme_card
from tui.session import Session
from tui.telling import Telling
from tui.themes import DARK, LIGHT, THEMES
from tui.training_words import training_words
from tui.watch import INTERVAL, Watch
from tui.widgets.status_line import Status

REFRESH_STATUS = 5.0
"""Seconds between two looks at the clock for "trained 3 s ago"."""
_TOUCHES = (events.Key, events.MouseDown, events.MouseScrollDown, events.MouseScrollUp)
SUSPEND_PATIENCE = 5.0
"""Seconds that ctrl+z waits for a slow disk."""
SIGNALS = (signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)


class RubricateApp(App[None]):
    """Reads, labels, learns.

    Attributes:
        session: the open project and what is in memory of it.
        saving: operations on their way to the disk.
        learning: the training process.
        telling: what the bottom line of every screen says.
    """

    TITLE = "rubricate"
    DEFAULT_MODE: ClassVar[str] = "library"
    COMMANDS: ClassVar[set[type[Palette]]] = {Palette}  # type: ignore[assignment]
    BINDINGS = bindings(APP_COMMANDS)
    CSS = """
    Toast { background: $panel; }
    """

    def __init__(self, project: Project, *, learn: bool = True) -> None:
        super().__init__()
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = look.remembered()
        self.project = project
        self.telling = Telling(self._show_status, self._trained)
        self._touches = 0
        """Keys and clicks so far."""
        self.session = Session(
            project,
            save=lambda asked: self.saving.save(asked),  # noqa: PLW0108 - it is made below
            ask=lambda question: self.learning.ask(question),  # noqa: PLW0108
        )
        self.saving = Saving(
            self.session, report=self._report, say=self.telling.say, tell=self._tell, show=self._show_change
        )
        self.indexer = Indexer(project, self._report)
        self.learning = Learning(project, self.session, self._tell, self._trouble)
        self.watcher = Watch(
            self.session,
            lambda: self._reading,
            tell=self._tell,
            say=self.telling.murmur,
            refresh=self.indexer.start,
        )
        self._learn = learn
        self.crash = CrashLog(project.root)
        self.error_console = self.crash.console
        for place, page in pages(self.session).items():
            self.add_mode(place, page)

    @property
    def page(self) -> Page:
        """The one of the five screens that is shown, dialogs over it or not."""
        return cast(Page, self.screen_stack[0])

    @property
    def has_page(self) -> bool:
        """Whether there is a screen: messages still come in when the screens have gone."""
        return self.is_running and bool(self.screen_stack)

    # --- starting and ending ---

    def on_mount(self) -> None:
        """Start what works behind the screen, once something is painted."""
        loop = asyncio.get_running_loop()
        for number in SIGNALS:
            loop.add_signal_handler(number, partial(self.exit, return_code=128 + number))
        signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)  # held back by `run`
        # Textual draws all of the screen only the first time that it comes back from the shell.
        self.app_resume_signal.subscribe(self, lambda _: self.refresh(repaint=True, layout=True))
        self.call_after_refresh(self._settle)

    def _settle(self) -> None:
        # What the start left behind stays for good: collections need not look at it again.
        gc.collect()
        gc.freeze()
        self.watcher.refresh()
        if self._learn:
            self.learning.start()
        self.telling.renew()
        self.set_interval(REFRESH_STATUS, self.telling.renew)
        self.set_interval(INTERVAL, lambda: self.run_worker(self.watcher.look(), group="watch"))

    @on(events.AppFocus)
    def _focused(self) -> None:
        self.watcher.focused()

    async def on_unmount(self) -> None:
        """Leave no process behind."""
        await self.learning.close()

    def finish(self) -> None:
        """Write what is still to be written and end the threads; after the app has ended."""
        self.indexer.close()
        self.saving.saver.close()

    def _report(self, message: Done | Failed | Indexed) -> None:
        # From a thread. Once the app has ended nobody listens, and that is no reason to stop writing.
        with suppress(RuntimeError):
            self.post_message(message)

    # --- the status line ---

    @property
    def status(self) -> Status:
        """What the bottom line of every screen says."""
        return self.telling.status

    @on(Say)
    def _said(self, event: Say) -> None:
        self.telling.murmur(event.text, event.tone)

    def _show_status(self, status: Status) -> None:
        if self.has_page:
            self.page.show_status(status)

    def _trained(self) -> str:
        return training_words(self.project.suggestions.status(), datetime.now(UTC))

    async def on_event(self, event: events.Event) -> None:
        """Notice that somebody is there."""
        if isinstance(event, _TOUCHES):
            self._touches += 1
            self.telling.touched()
        await super().on_event(event)

    # --- going places ---

    async def action_go(self, place: str) -> None:
        """Show one of the five screens."""
        await self.switch_mode(place)
        self.page.show_status(self.status)

    async def read_article(self, article: str, at: tuple[int, int] | None = None) -> None:
        """Show an article in the reader."""
        await self.action_go("reader")
        cast(ReaderScreen, self.page).read(article, at)

    @property
    def _reading(self) -> str:
        """The article on the screen, whose suggestions are wanted first; empty for none."""
        page = self.page if self.has_page else None
        return page.article if isinstance(page, LabelScreen) else ""

    @on(Read)
    async def _read(self, event: Read) -> None:
        await self.read_article(event.article, (event.start, event.end) if event.end >= 0 else None)

    async def action_back(self) -> None:
        """Back to the library; quit there."""
        if self.page.place == "library":
            await self.action_quit()
        else:
            await self.action_go("library")

    async def action_quit(self) -> None:
        """Quit once everything is on disk; what can't be saved is said first."""
        # A worker, so that the screen lives on while a slow disk is waited for.
        _: Worker[None] = self.run_worker(self._quit, exclusive=True)

    async def _quit(self) -> None:
        saver = self.saving.saver
        failed = len(saver.failed)
        if saver.waiting:
            self.telling.say("saving what is left…", "busy")
            await asyncio.to_thread(saver.drain)
        if len(saver.failed) == failed:
            self.exit()

    async def action_suspend(self) -> None:
        """To the shell, whose `fg` comes back. Saving is waited for: a stopped program keeps its locks."""
        await asyncio.to_thread(self.saving.saver.drain, SUSPEND_PATIENCE)
        self.action_suspend_process()

    async def action_search(self) -> None:
        """Find articles by their words."""
        await self.action_go("library")
        cast(LibraryScreen, self.page).open_search()

    def action_help(self) -> None:
        """The keys of where you are, and the themes."""
        themes, page = self.session.codebook.active, self.page
        self.push_screen(HelpScreen(page.place, page.commands, themes, page.signs, self.current_theme.dark))

    def action_help_quit(self) -> None:
        """What Textual does at ctrl+c: say which key is meant."""
        self.telling.murmur(
            "q quits" if self.page.place == "library" else "q goes to the library, and quits there"
        )

    def action_light(self) -> None:
        """The other look."""
        self.theme = LIGHT.name if self.theme == DARK.name else DARK.name
        look.remember(self.theme)
        self._show_again()  # with the inks that the themes have now

    def action_reread(self) -> None:
        """Find new and changed articles."""
        self.telling.reading("reading the folder again")
        self.watcher.refresh()

    def run_command(self, command: Command) -> None:
        """Run a command as if its key had been pressed."""
        name = command.action.partition("(")[0]
        nodes = self.page.focused.ancestors_with_self if self.page.focused else [self.page]
        target = next((node for node in nodes if hasattr(node, f"action_{name}")), self.page)
        self.call_later(self.run_action, command.action, target)

    def show_theme(self, theme: str) -> None:
        """Definition and own examples of a theme."""
        if (card := theme_card(self.session, theme)) is not None:
            self.push_screen(card)

    # --- what is written, and what became of it ---

    def action_undo(self) -> None:
        """Take the last change back."""
        self.saving.travel(back=True, asked_at=self._here)

    def action_redo(self) -> None:
        """Do again what was undone."""
        self.saving.travel(back=False, asked_at=self._here)

    @property
    def _here(self) -> Here:
        """Where somebody is who acts now; another one as soon as anything is touched."""
        page, screens = self.page, len(self.screen_stack)
        if isinstance(page, LabelScreen) and page.ready:
            return self._touches, screens, page.place, page.article, page.page.target
        return self._touches, screens, page.place

    @on(EditCodebook)
    def _edit_codebook(self, event: EditCodebook) -> None:
        self.saving.edit(event)

    @on(Done)
    @on(Failed)
    async def _written(self, event: Done | Failed) -> None:
        if await self.saving.heard(event):
            self.learning.train(self._reading)

    async def _show_change(self, change: Change, asked_at: Here) -> None:
        """Bring the place of what was undone or redone to the screen; the queue stays where it is.

        So does who has gone on meanwhile: the next key is for what was looked at when it was pressed.
        """
        if self.has_page and self._here == asked_at and self.page.place != "queue":
            await self.read_article(change.article, (change.start, change.end))

    # --- what the folder and the classifier say ---

    @on(Indexed)
    def _indexed(self, event: Indexed) -> None:
        if event.problem:
            self.telling.murmur(f"the list may be old: {event.problem}", "error")
        # At the right end, where it hides nothing that was said.
        self.telling.reading("" if event.finished else f"reading the articles: {event.far}")
        self._tell(event)
        if event.finished:
            if event.changed:
                self.session.forget()
                self._show_again()
            self.learning.train(self._reading)

    def _show_again(self) -> None:
        """Have the screen show all that it holds of the session anew."""
        self._tell(CodebookChanged(self.project.codebook))

    def _tell(self, message: Message) -> None:
        """Pass a message on to the screen that is shown."""
        if isinstance(message, Working):
            self.telling.learning(message.what)
        elif isinstance(message, SuggestionsChanged):
            self.telling.renew()
        if self.has_page:
            self.page.post_message(message)

    def _trouble(self, words: str) -> None:
        self.telling.trouble(words)

    @on(Train)
    def _train(self) -> None:
        self.learning.train(self._reading, delay=0)

    @on(Audit)
    async def _audit(self) -> None:
        await self.action_go("queue")
        cast(QueueScreen, self.page).take("audit")

    @on(Evaluate)
    def _evaluate(self) -> None:
        self.learning.evaluate()


def run(root: Path, coder: str | None = None, *, learn: bool = True) -> int:
    """Open the project at `root` on the screen until the person quits.

    Returns:
        The exit code: 0, or 1 after an error that nobody caught, or 128 + the number of a signal.

    Raises:
        RubricateError: there is no project at `root`.
    """
    app = RubricateApp(Project.open(root, coder), learn=learn)
    # Until the app can end in an orderly way, signals wait: the driver has changed the terminal by then.
    held = signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
    try:
        with lasting_terminal():
            app.run()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, held)
        app.finish()
    for line in (app.crash.line(), *map(not_saved, app.saving.unsaid)):
        if line:
            print(safe_line(line), file=sys.stderr)
    return app.return_code or 0
