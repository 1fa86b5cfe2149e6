"""The app: how it starts and ends, the crew behind its screens, and what works everywhere.

What the library does not need is imported after the first paint, see docs/decisions/0011.
"""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, ClassVar, cast

from textual import constants, events, on
from textual.app import App
from textual.driver import Driver as AnyDriver
from textual.message import Message
from textual.worker import Worker

from model.project import Project
from tui import garbage, look
from tui.asks import Audit, EditCodebook, Evaluate, Train
from tui.commands import APP_COMMANDS, bindings
from tui.crash import CrashLog
from tui.early import HELD, Early
from tui.keeping import Keeping
from tui.messages import CodebookChanged, Done, Failed, Indexed, SuggestionsChanged, Working
from tui.places import Places
from tui.preload import preload
from tui.presence import PATIENCE, Presence
from tui.session import Session
from tui.themes import DARK, LIGHT, THEMES

if TYPE_CHECKING:
    from model.coding.marks import Change
    from tui.crew import Crew
    from tui.driver import Driver
    from tui.palette_provider import Palette
    from tui.saving import Here
    from tui.screens.queue import QueueScreen

AFTER_PAINT = 0.15
"""Seconds from the first paint to what works behind it: the first key comes before that."""
LOOK = 2.0
"""Seconds between two looks at what is open, which others may change."""
TIDY = 0.5
"""Seconds between two looks whether garbage is to be collected."""
REFRESH_STATUS = 5.0
"""Seconds between two looks at the clock for "trained 3 s ago"."""
_TOUCHES = (events.Key, events.MouseDown, events.MouseScrollDown, events.MouseScrollUp)
SUSPEND_PATIENCE = 5.0
"""Seconds that ctrl+z waits for a slow disk."""
SIGNALS = (signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)


def _palette() -> type[Palette]:
    from tui.palette_provider import Palette  # noqa: PLC0415

    return Palette


class RubricateApp(Places):
    """Reads, labels, learns."""

    TITLE = "rubricate"
    COMMANDS: ClassVar[set[Callable[[], type[Palette]]]] = {_palette}  # type: ignore[assignment]
    BINDINGS = bindings(APP_COMMANDS)
    CSS = """
    Toast { background: $panel; }
    """

    def __init__(self, project: Project, *, learn: bool = True, early: Early | None = None) -> None:
        session = Session(
            project,
            save=lambda asked: self.crew.saving.save(asked),  # noqa: PLW0108 - made when needed
            ask=lambda question: self.crew.learning.ask(question),  # noqa: PLW0108
        )
        super().__init__(session)
        for theme in THEMES:
            self.register_theme(theme)
        self._begin_with(look.remembered())
        self.project = project
        self._presence = Presence()
        self._crew: Crew | None = None
        self._learn = learn
        self.crash = CrashLog(project.root)
        self.error_console = self.crash.console
        self.early = early
        self.terminal: Driver | None = None
        self.keeping = Keeping(self)

    def _begin_with(self, theme: str) -> None:
        """Have a theme without changing to it: for a change, Textual reads the style sheet once more."""
        self.set_reactive(App.theme, theme)
        dark = self.current_theme.dark
        classes = {f"-theme-{theme}": True, "-dark-mode": dark, "-light-mode": not dark}
        self.update_classes(classes, update=False)
        self._refresh_truecolor_filter(self.ansi_theme)
        self.stylesheet.set_variables(self.get_css_variables())

    @property
    def crew(self) -> Crew:
        """What works behind the screens."""
        if self._crew is None:
            from tui.crew import Crew  # noqa: PLC0415

            self._crew = Crew(
                self.session,
                self.telling,
                report=self._report,
                tell=self._tell,
                show=self._show_change,
                reading=lambda: self.reading,
                calm=self.calm,
            )
        return self._crew

    # --- starting and ending ---

    def get_driver_class(self) -> type[AnyDriver]:
        """Our own, unless the environment names another one."""
        if constants.DRIVER is not None:
            return super().get_driver_class()
        from tui.driver import Driver  # noqa: PLC0415

        return Driver

    def on_mount(self) -> None:
        """Start what works behind the screen, once something is painted."""
        # Textual draws all of the screen only the first time that it comes back from the shell.
        self.app_resume_signal.subscribe(self, lambda _: self.refresh(repaint=True, layout=True))
        self.call_after_refresh(self._painted)

    def _painted(self) -> None:
        # Held back by `run` until now: an app that ends while its first screen comes up leaves traces of it.
        loop = asyncio.get_running_loop()
        for number in SIGNALS:
            loop.add_signal_handler(number, partial(self.exit, return_code=128 + number))
        signal.pthread_sigmask(signal.SIG_UNBLOCK, HELD)
        self.set_timer(AFTER_PAINT, self._settle)

    def _settle(self) -> None:
        if self.terminal is not None:
            self.terminal.settled()
        _: Worker[None] = self.run_worker(self._begin())

    async def _begin(self) -> None:
        quiet = partial(self._presence.quiet, time.monotonic() + PATIENCE)
        await preload(quiet)
        await quiet()
        self.crew.start(learn=self._learn)
        self.telling.renew()
        self.set_interval(REFRESH_STATUS, self.telling.renew)
        self.set_interval(LOOK, lambda: self.run_worker(self.crew.watcher.look(), group="watch"))
        self.set_interval(TIDY, lambda: garbage.tidy(self._presence.idle))

    @on(events.AppFocus)
    def _focused(self) -> None:
        if self._crew is not None:
            self._crew.watcher.focused()

    async def on_unmount(self) -> None:
        """Leave no process behind."""
        if self._crew is not None:
            await self._crew.learning.close()

    def finish(self) -> None:
        """Write what is still to be written and end the threads; after the app has ended."""
        self._answered.set()  # nobody does any longer
        if self._crew is not None:
            self._crew.finish()

    @property
    def unsaid(self) -> list[str]:
        """What failed to be saved and was not seen on the screen, a line each."""
        return self._crew.saving.unsaid if self._crew is not None else []

    def _report(self, message: Done | Failed | Indexed) -> None:
        # From a thread. Once the app has ended nobody listens, and that is no reason to stop writing.
        with suppress(RuntimeError):
            self.post_message(message)

    async def on_event(self, event: events.Event) -> None:
        """Notice that somebody is there."""
        if isinstance(event, _TOUCHES):
            self._presence.touched()
            self.telling.touched()
        await super().on_event(event)

    async def action_quit(self) -> None:
        """Quit once everything is on disk; what can't be saved is said first."""
        # A worker, so that the screen lives on while a slow disk is waited for.
        _: Worker[None] = self.run_worker(self._quit, exclusive=True)

    async def _quit(self) -> None:
        saver = self.crew.saving.saver
        failed = len(saver.failed)
        if saver.waiting:
            self.telling.say("saving what is left…", "busy")
            await asyncio.to_thread(saver.drain)
        if len(saver.failed) == failed:
            await self.keeping.draw()
            self.exit()

    async def action_suspend(self) -> None:
        """To the shell, whose `fg` comes back. Saving is waited for: a stopped program keeps its locks."""
        await asyncio.to_thread(self.crew.saving.saver.drain, SUSPEND_PATIENCE)
        self.action_suspend_process()

    def action_light(self) -> None:
        """The other look."""
        self.theme = LIGHT.name if self.theme == DARK.name else DARK.name
        look.remember(self.theme)
        self._show_again()  # with the inks that the themes have now

    def action_reread(self) -> None:
        """Find new and changed articles."""
        self.telling.reading("reading the folder again")
        self.crew.watcher.refresh()

    # --- what is written, and what became of it ---

    def action_undo(self) -> None:
        """Take the last change back."""
        self.crew.saving.travel(back=True, asked_at=self._here)

    def action_redo(self) -> None:
        """Do again what was undone."""
        self.crew.saving.travel(back=False, asked_at=self._here)

    @property
    def _here(self) -> Here:
        """Where somebody is who acts now; another one as soon as anything is touched."""
        return self._presence.touches, len(self.screen_stack), *self.page.here

    @on(EditCodebook)
    def _edit_codebook(self, event: EditCodebook) -> None:
        self.crew.saving.edit(event)

    @on(Done)
    @on(Failed)
    async def _written(self, event: Done | Failed) -> None:
        if await self.crew.saving.heard(event):
            self.crew.learning.train(self.reading)

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
            self.session.forget()
            self._show_again()
            self.crew.learning.train(self.reading)

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

    @on(Train)
    def _train(self) -> None:
        self.crew.learning.train(self.reading, delay=0)

    @on(Audit)
    async def _audit(self) -> None:
        await self.action_go("queue")
        cast("QueueScreen", self.page).take("audit")

    @on(Evaluate)
    def _evaluate(self) -> None:
        self.crew.learning.evaluate()
