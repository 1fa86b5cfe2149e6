"""The library: the list of articles, how far the coder is with each, what is wrong with some."""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from typing import ClassVar

from textual import events, on
from textual.getters import query_one
from textual.widget import Widget
from textual.widgets import Input

from model.index import KEYS, SORTS, Filter, Order
from tui.asks import Say
from tui.commands import Command, bindings
from tui.lister import Listed, Lister, Wanted
from tui.messages import CodebookChanged, Indexed, NotSaved, Saved, SheetChanged
from tui.screens.library_rows import LibraryRows, filter_words
from tui.screens.page import Page
from tui.session import Session
from tui.text import one_line
from tui.training_words import count
from tui.widgets.heading import Heading
from tui.widgets.row_list import LetterList

LIBRARY_COMMANDS: tuple[Command, ...] = (
    Command("library.read", "read", "enter", "Read", "Read the article."),
    Command("library.sort", "sort", "s", "Sort", "By name, date, untouched passages, or progress."),
    Command(
        "library.filter", "filter", "f", "Filter", "Only articles with a theme, a state, labels of a coder."
    ),
    Command("library.problems", "problems", "exclamation_mark", "Problems", "What is wrong in the project."),
    Command("library.all", "show_all", "escape", "Show all", "Take filter and search away."),
)

EMPTY = (
    "No articles yet.\n \nPut .txt, .md or .jsonl files into the folder\n{folder}\n"
    "and choose “Read the folder again” from the palette (ctrl+p),\nor start rubricate again."
)
AT_ONCE = 2000
"""Articles up to which any order is made at once: a few milliseconds."""
NONE_MATCH = "No article matches.\n \nescape shows all again."


class LibraryScreen(Page):
    """Articles in an order, perhaps filtered.

    Attributes:
        session: the open project; its `order` is this list's, for the reader's next and previous.
        sort: one of `SORTS`.
        only: what is shown.
        indexed: whether the folder has been read since the start.
    """

    place: ClassVar[str] = "library"
    commands = LIBRARY_COMMANDS + LetterList.commands
    BINDINGS = bindings(LIBRARY_COMMANDS)
    DEFAULT_CSS = """
    LibraryScreen #search {
        dock: bottom; height: 1; border: none; padding: 0 1; background: $boost; display: none;
        margin-bottom: 1;
    }
    LibraryScreen #search.open { display: block; }
    """

    list = query_one("#articles", LetterList)
    search = query_one("#search", Input)
    heading = query_one(Heading)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.sort = SORTS[0]
        self.only = Filter()
        self.indexed = False
        self._rows = LibraryRows()
        self._lister = Lister(session.project, self._report)
        self._wanted: Wanted | None = None
        """What is being listed now; None where what is shown is up to date."""
        self._once_more = False
        """Whether something has come since that was begun."""
        self._shown: tuple[str, Filter] | None = None
        """Sort and filter of the order that is shown; None for some hits of a search."""
        self._at_top = True
        """Whether the cursor stays at the top when the next order comes, whatever article is there."""
        self._read_last = ""
        """What the reader showed when the cursor was last brought there: it is only brought to news."""

    def body(self) -> Iterable[Widget]:
        """Totals and list. The line to search with comes when it is asked for."""
        yield Heading()
        yield LetterList(self._rows, id="articles")

    @on(events.ScreenResume)
    def _again(self) -> None:
        """Show what the index knows; labels may have been given, and articles turned, in the reader."""
        self.reload()
        if self.session.current != self._read_last:
            self._read_last = self.session.current
            if (place := self.session.place) is not None:
                self.list.cursor = place

    # --- what is shown ---

    def reload(self) -> None:
        """Read the rows again, and their order, in which the cursor stays on its article."""
        project = self.session.project
        known = self._rows.order
        if known is not None:
            known.forget()
            self.list.show()
        small = project.totals().articles <= AT_ONCE
        if small or (known is None and not self._filtered and self.sort in KEYS):
            self._take(project.order(self.sort, self.only))
        holds = known is not None and self._shown == (self.sort, self.only) and known.holds()
        self._want(None if small or holds else Wanted(self.sort, self.only))
        self._say_totals()

    def _want(self, wanted: Wanted | None) -> None:
        """Have this listed, or nothing; after what is being made, where that is the same."""
        # While many articles are read, news comes faster than a list is made: none would ever be shown.
        self._once_more = wanted is not None and wanted.same(self._wanted)
        if self._once_more:
            return
        self._lister.cancel()
        self._wanted = wanted
        if wanted is not None:
            self.call_after_refresh(self._lister.ask, wanted)

    def _report(self, listed: Listed) -> None:
        # From a thread, which may end after the app.
        with suppress(RuntimeError):
            self.post_message(listed)

    @on(Listed)
    def _listed(self, event: Listed) -> None:
        if event.wanted is not self._wanted:
            return
        if event.whole:
            self._wanted = None
        if event.order is None:
            self.post_message(Say(f"the list may be old: {event.problem}", "error"))
        else:
            self._take(event.order, some=not event.whole)
        if event.whole and self._once_more:
            self._want(Wanted(self.sort, self.only))
        self._say_totals()

    def _take(self, order: Order, some: bool = False) -> None:
        """Show this order; the cursor stays on its article."""
        stays = 0 if self._at_top else self._place_in(order)
        self._shown = None if some else (self.sort, self.only)
        self._at_top = self._at_top and some
        self._rows = LibraryRows(order)
        self.session.order = order
        self.list.show(self._rows, stays, self._empty())

    def _place_in(self, order: Order) -> int:
        current = self._rows.article(self.list.cursor).id if len(self._rows) else ""
        return (order.place(current) or 0) if current else 0

    @on(LetterList.Moved, "#articles")
    def _moved(self) -> None:
        self._at_top = False

    def on_unmount(self) -> None:
        """Leave no thread at work."""
        self._lister.cancel()

    @property
    def _filtered(self) -> bool:
        return self.only != Filter()

    @property
    def _up_to_date(self) -> bool:
        """Whether what is shown is all of what was asked for."""
        return self._wanted is None or self._shown == (self.sort, self.only)

    def _say_totals(self) -> None:
        totals = self.session.project.totals()
        articles = count(totals.articles, "article")
        if self._filtered:
            found = f"{len(self._rows):,}{'' if self._up_to_date else '+'}"
            found = "…" if self._shown and not self._up_to_date else found
            articles = f"{found} of {articles}{filter_words(self.only, self.session.codebook)}"
        parts = [articles, count(totals.passages, "passage"), f"{totals.untouched:,} untouched"]
        problems = len(self.session.project.problems)
        order = f"by {self.sort}" if self._up_to_date else "listing …"
        right = [f"{count(problems, 'problem')} (!)"] if problems else []
        self.heading.show(" · ".join(parts), " · ".join([*right, order]))

    def _empty(self) -> str:
        if not self._up_to_date:
            return "Looking for articles …"
        if self._filtered:
            return NONE_MATCH
        if not self.indexed:
            return "Reading the articles …"
        return EMPTY.format(folder=one_line(str(self.session.project.root / "seeds")))

    # --- commands ---

    async def action_read(self) -> None:
        """Open the article under the cursor; keys that are typed behind it are for the article."""
        if not len(self._rows):
            return
        row = self._rows.article(self.list.cursor)
        if row.id:
            await self.app.run_action(("app", "read", (row.id,)))
        else:
            self.post_message(Say(one_line(row.problem), "error"))

    @on(LetterList.Chosen, "#articles")
    async def _chosen(self) -> None:
        await self.action_read()

    def action_sort(self) -> None:
        """The next order."""
        self.sort = SORTS[(SORTS.index(self.sort) + 1) % len(SORTS)]
        self.reload()
        self.post_message(Say(f"sorted by {self.sort}"))

    def action_filter(self) -> None:
        """Ask what to show."""
        from tui.screens.library_filter import FilterDialog  # noqa: PLC0415

        project = self.session.project
        others = [coder for coder in project.coders() if coder != project.coder]
        dialog = FilterDialog(self.only, self.session.codebook, [project.coder, *others])
        self.app.push_screen(dialog, self._filter_chosen)

    def _filter_chosen(self, only: Filter | None) -> None:
        if only is not None:
            self.only = only
            if not only.words:
                self._close_search()
            self._from_the_top()

    def action_problems(self) -> None:
        """List what is wrong."""
        from tui.screens.problems import ProblemsDialog  # noqa: PLC0415

        self.app.push_screen(ProblemsDialog(self.session.project.problems))

    def action_show_all(self) -> None:
        """Take filter and search away."""
        self._close_search()
        if self._filtered:
            self.only = Filter()
            self._from_the_top()

    def _from_the_top(self) -> None:
        self._at_top = True
        self.reload()

    # --- searching ---

    async def open_search(self) -> None:
        """Let the person type words; the list follows."""
        if not self.query("#search"):
            await self.mount(Input(placeholder="words to look for in the articles", id="search"))
        self.search.add_class("open")
        self.search.focus()

    def _close_search(self) -> None:
        for search in self.query("#search").results(Input):
            search.remove_class("open")
            search.clear()
        self.list.focus()

    @on(Input.Changed, "#search")
    def _searched(self, event: Input.Changed) -> None:
        words = event.value if re.search(r"\w", event.value) else ""
        if words != self.only.words:
            self.only = self.only._replace(words=words)
            self._from_the_top()

    @on(Input.Submitted, "#search")
    def _search_done(self) -> None:
        if not self.only.words:
            self._close_search()
        self.list.focus()

    # --- what the app tells ---

    @on(Saved)
    @on(NotSaved)
    @on(SheetChanged)
    @on(CodebookChanged)
    def _something_changed(self) -> None:
        self.reload()

    @on(Indexed)
    def _indexed(self, event: Indexed) -> None:
        self.indexed = self.indexed or event.finished
        if not event.finished:  # at the end the app has all screens show everything again
            self.reload()
