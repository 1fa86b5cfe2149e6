"""The app: five screens, the threads and the process behind them, and what works everywhere."""

from __future__ import annotations

import asyncio
import gc
import signal
import sys
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import ClassVar, cast

from textual import events, on
from textual.app import App
from textual.message import Message

from model.coding.marks import Change
from model.project import Project
from model.safetext import safe_line
from tui.asks import EditCodebook, Evaluate, Read, Say, Train
from tui.commands import APP_COMMANDS, Command, bindings
from tui.crash import CrashLog
from tui.indexer import Indexed, Indexer
from tui.learning import Learning, Working
from tui.messages import SuggestionsChanged
from tui.palette_provider import Palette
from tui.saver import Done, Failed
from tui.saving import Saving
from tui.screens.help import HelpScreen
from tui.screens.labelling import LabelScreen
from tui.screens.library import LibraryScreen
from tui.screens.page import Page
from tui.screens.pages import pages
from tui.screens.reader import ReaderScreen
from tui.screens.theme_card import ThemeCard
from tui.session import Session
from tui.text import one_line
from tui.themes import DARK, LIGHT, THEMES
from tui.training_words import training_words
from tui.watch import INTERVAL, Watch
from tui.widgets.status_line import Status, Tone

REFRESH_STATUS = 5.0
"""Seconds between two looks at the clock for "trained 3 s ago"."""
SIGNALS = (signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)


class RubricateApp(App[None]):
    """Reads, labels, learns.

    Attributes:
        session: the open project and what is in memory of it.
        saving: operations on their way to the disk.
        learning: the training process.
        status: what the bottom line of every screen says.
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
        self.theme = DARK.name
        self.project = project
        self.status = Status()
        self._at_work = ""
        self.session = Session(
            project,
            save=lambda asked: self.saving.save(asked),  # noqa: PLW0108 - it is made below
            ask=lambda question: self.learning.ask(question),  # noqa: PLW0108
        )
        self.saving = Saving(
            self.session, report=self._report, say=self.say, tell=self._tell, show=self._show_change
        )
        self.indexer = Indexer(project, self._report)
        self.learning = Learning(project, self.session, self._tell, self._trouble)
        self.watcher = Watch(
            self.session, lambda: self._reading, tell=self._tell, say=self.murmur, refresh=self.indexer.start
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

    # --- starting and ending ---

    def on_mount(self) -> None:
        """Start what works behind the screen, once something is painted."""
        loop = asyncio.get_running_loop()
        for number in SIGNALS:
            loop.add_signal_handler(number, partial(self.exit, return_code=128 + number))
        self.call_after_refresh(self._settle)

    def _settle(self) -> None:
        # What the start left behind stays for good: collections need not look at it again.
        gc.collect()
        gc.freeze()
        self.watcher.refresh()
        if self._learn:
            self.learning.start()
        self._show_training()
        self.set_interval(REFRESH_STATUS, self._show_training)
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

    def say(self, text: str, tone: Tone = "plain") -> None:
        """Say what became of an operation, on every screen; a failure stays until the next one."""
        self._set_status(replace(self.status, text=one_line(text), tone=tone, stays=tone == "error"))

    def murmur(self, text: str, tone: Tone = "plain") -> None:
        """Say something that must not hide that something was not saved."""
        if not self.status.stays:
            self._set_status(replace(self.status, text=one_line(text), tone=tone))

    @on(Say)
    def _said(self, event: Say) -> None:
        self.murmur(event.text, event.tone)

    def _set_status(self, status: Status) -> None:
        self.status = status
        self.page.show_status(status)

    def _show_training(self) -> None:
        words = self._at_work or training_words(self.project.suggestions.status(), datetime.now(UTC))
        self._set_status(replace(self.status, training=one_line(words)))

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
        return self.page.article if isinstance(self.page, LabelScreen) else ""

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
        self.run_worker(self._quit(), exclusive=True)

    async def _quit(self) -> None:
        saver = self.saving.saver
        failed = len(saver.failed)
        if saver.waiting:
            self.say("saving what is left…", "busy")
            await asyncio.to_thread(saver.drain)
        if len(saver.failed) == failed:
            self.exit()

    async def action_search(self) -> None:
        """Find articles by their words."""
        await self.action_go("library")
        cast(LibraryScreen, self.page).open_search()

    def action_help(self) -> None:
        """The keys of where you are, and the themes."""
        themes, page = self.session.codebook.active, self.page
        self.push_screen(HelpScreen(page.place, page.commands, themes, self.current_theme.dark))

    def action_light(self) -> None:
        """The other look."""
        self.theme = LIGHT.name if self.theme == DARK.name else DARK.name

    def action_reread(self) -> None:
        """Find new and changed articles."""
        self.murmur("reading the folder again")
        self.indexer.start()

    def run_command(self, command: Command) -> None:
        """Run a command as if its key had been pressed."""
        name = command.action.partition("(")[0]
        nodes = self.page.focused.ancestors_with_self if self.page.focused else [self.page]
        target = next((node for node in nodes if hasattr(node, f"action_{name}")), self.page)
        self.call_later(self.run_action, command.action, target)

    def show_theme(self, theme: str) -> None:
        """Definition and own examples of a theme."""
        found = self.session.codebook.get(theme)
        if found is not None:
            examples = self.project.examples(theme)
            self.push_screen(ThemeCard(found, self.session.theme_counts.get(theme, 0), examples))

    # --- what is written, and what became of it ---

    def action_undo(self) -> None:
        """Take the last change back."""
        self.saving.travel(back=True)

    def action_redo(self) -> None:
        """Do again what was undone."""
        self.saving.travel(back=False)

    @on(EditCodebook)
    def _edit_codebook(self, event: EditCodebook) -> None:
        self.saving.edit(event)

    @on(Done)
    @on(Failed)
    async def _written(self, event: Done | Failed) -> None:
        if await self.saving.heard(event):
            self.learning.train(self._reading)

    async def _show_change(self, change: Change) -> None:
        """Bring the place of what was undone or redone to the screen; the queue stays where it is."""
        if self.page.place != "queue":
            await self.read_article(change.article, (change.start, change.end))

    # --- what the folder and the classifier say ---

    @on(Indexed)
    def _indexed(self, event: Indexed) -> None:
        if event.problem:
            self.murmur(f"the list may be old: {event.problem}", "error")
        # At the right end, where it hides nothing that was said.
        self._at_work = "" if event.finished else f"reading the articles: {event.done:,} of {event.of:,}"
        self._show_training()
        self._tell(event)
        if event.finished:
            self.learning.train(self._reading)

    def _tell(self, message: Message) -> None:
        """Pass a message on to the screen that is shown."""
        if isinstance(message, Working):
            self._at_work = message.what
        if isinstance(message, Working | SuggestionsChanged):
            self._show_training()
        self.page.post_message(message)

    def _trouble(self, words: str) -> None:
        self._at_work = words
        self._show_training()

    @on(Train)
    def _train(self) -> None:
        self.learning.train(self._reading, delay=0)

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
    try:
        app.run()
    finally:
        app.finish()
    for line in (app.crash.line(), *(f"NOT saved: {failed.error}" for failed in app.saving.unsaid)):
        if line:
            print(safe_line(line), file=sys.stderr)
    return app.return_code or 0
