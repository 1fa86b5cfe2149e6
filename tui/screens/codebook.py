"""The codebook: the themes, and the keys that change them. Every change can be undone."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import ClassVar

from textual import events, on
from textual.containers import Container
from textual.content import Content
from textual.getters import query_one
from textual.widget import Widget
from textual.widgets import Static

from model.coding import codebook as edits
from model.coding.codebook import Codebook, Theme, ThemeFields
from tui.asks import EditCodebook, Say
from tui.commands import Command, bindings
from tui.messages import CodebookChanged
from tui.screens.codebook_rows import CodebookRows
from tui.screens.page import Page
from tui.screens.theme_editor import NameDialog, ThemeEditor
from tui.session import Session
from tui.text import content
from tui.training_words import count
from tui.widgets.heading import Heading
from tui.widgets.row_list import RowList

CODEBOOK_COMMANDS: tuple[Command, ...] = (
    Command("codebook.add", "add", "a", "Add theme", "A new theme."),
    Command("codebook.edit", "edit", "enter", "Edit theme", "Name, definition, notes, key, colour."),
    Command("codebook.rename", "rename", "r", "Rename theme", "Another name; labels stay as they are."),
    Command(
        "codebook.archive", "archive", "d", "Archive theme", "Put it away, or bring it back; labels stay."
    ),
    Command("codebook.up", "order(-1)", "K,shift+up", "Move theme up", "One place up in the legend."),
    Command("codebook.down", "order(1)", "J,shift+down", "Move theme down", "One place down in the legend."),
)

EMPTY = "No themes yet.\n \na adds the first one: a name, a letter that toggles it,\nand what it means."


class CodebookScreen(Page):
    """The themes in the coder's order.

    Attributes:
        session: the open project.
    """

    place: ClassVar[str] = "codebook"
    commands = CODEBOOK_COMMANDS + RowList.commands
    BINDINGS = bindings(CODEBOOK_COMMANDS)

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (120, "-wide")]  # noqa: RUF012 - as Textual declares it
    VERTICAL_BREAKPOINTS = [(0, "-low"), (24, "-high")]  # noqa: RUF012
    DEFAULT_CSS = """
    CodebookScreen {
        & #desk { height: 1fr; layout: vertical; }
        & #notes { height: 8; padding: 0 1; border-top: solid $border-blurred; }
        &.-wide #desk { layout: horizontal; }
        &.-wide #notes { width: 60; height: 1fr; border-top: none; padding: 1 2; background: $surface; }
        &.-low #notes { display: none; }
    }
    """

    list = query_one("#themes", RowList)
    notes = query_one("#notes", Static)
    heading = query_one(Heading)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self._rows = CodebookRows(session.codebook, {})

    def body(self) -> Iterable[Widget]:
        """How many, the list, and all of the current theme's notes."""
        yield Heading()
        yield Container(RowList(self._rows, EMPTY, id="themes"), Static(id="notes"), id="desk")

    @on(events.ScreenResume)
    @on(CodebookChanged)
    def _changed(self) -> None:
        self.reload()

    def reload(self) -> None:
        """List the themes again; the cursor stays on its theme, or goes to the one just added."""
        current = self.current
        known = {theme.id for theme in self._rows.themes}
        dark = self.app.current_theme.dark
        self._rows = CodebookRows(self.session.codebook, self.session.theme_counts, dark)
        new = [theme.id for theme in self._rows.themes if theme.id not in known] if known else []
        wanted = new[0] if len(new) == 1 else current.id if current else ""
        self.list.show(self._rows, self._rows.place(wanted))
        active = self.session.codebook.active
        away = len(self._rows) - len(active)
        total = sum(self.session.theme_counts.values())
        self.heading.show(
            count(len(active), "theme") + (f" · {away} archived" if away else ""), count(total, "label")
        )

        self._show_notes()

    @on(RowList.Moved, "#themes")
    def _show_notes(self) -> None:
        theme = self.current
        self.notes.update(notes(theme) if theme else "")

    @property
    def current(self) -> Theme | None:
        """The theme under the cursor."""
        return self._rows.themes[self.list.cursor] if self.list.cursor < len(self._rows) else None

    # --- commands ---

    def action_add(self) -> None:
        """Ask for a new theme."""
        dialog = ThemeEditor(self.session.codebook, None, self.app.current_theme.dark)
        self.app.push_screen(dialog, self._add)

    def _add(self, fields: ThemeFields | None) -> None:
        if fields:
            self._edit(lambda book: edits.add(book, **fields), f"new theme {fields.get('name', '')}")

    def action_edit(self) -> None:
        """Ask for changes of the current theme."""
        theme = self.current
        if theme is None:
            self.action_add()
        elif not theme.active:
            self.post_message(Say("this theme is archived: d brings it back"))
        else:
            dialog = ThemeEditor(self.session.codebook, theme, self.app.current_theme.dark)
            self.app.push_screen(dialog, partial(self._edited, theme))

    @on(RowList.Chosen, "#themes")
    def _chosen(self) -> None:
        self.action_edit()

    def _edited(self, theme: Theme, fields: ThemeFields | None) -> None:
        if fields:
            self._edit(lambda book: edits.edit(book, theme.id, **fields), f"edit of {theme.name}")

    def action_rename(self) -> None:
        """Ask for another name."""
        theme = self.current
        if theme is not None:
            self.app.push_screen(NameDialog(self.session.codebook, theme), partial(self._renamed, theme))

    def _renamed(self, theme: Theme, name: str | None) -> None:
        if name and name != theme.name:
            what = f"rename of {theme.name} to {name}"
            self._edit(lambda book: edits.rename(book, theme.id, name), what)

    def action_archive(self) -> None:
        """Put the theme away, or bring it back."""
        theme = self.current
        if theme is None:
            return
        if theme.merged_into:
            self.post_message(Say("this theme was merged into another"))
        elif theme.archived:
            self._edit(lambda book: edits.unarchive(book, theme.id), f"return of {theme.name}")
        else:
            self._edit(lambda book: edits.archive(book, theme.id), f"archiving of {theme.name}")

    def action_order(self, by: int) -> None:
        """Move the theme in the legend."""
        theme = self.current
        if theme is not None:
            self._edit(lambda book: edits.move(book, theme.id, by), f"place of {theme.name}")

    def _edit(self, edit: Callable[[Codebook], Codebook], what: str) -> None:
        self.post_message(EditCodebook(edit, what))


def notes(theme: Theme) -> Content:
    """All that the codebook says of a theme."""
    parts = [content(theme.name, "bold")]
    if theme.definition:
        parts.append(content(theme.definition))
    for title, note in (("also when: ", theme.include), ("but not when: ", theme.exclude)):
        if note:
            parts.append(content(title, "bold $text-muted") + content(note))
    if len(parts) == 1:
        parts.append(content("no definition yet: enter writes one", "$text-muted"))
    return Content("\n").join(parts)
