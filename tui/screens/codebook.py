"""The codebook: the themes, and the keys that change them. Every change can be undone."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, ClassVar

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
from tui.messages import CodebookChanged, CodebookNotSaved
from tui.screens.codebook_rows import CodebookRows, nothing
from tui.screens.page import Page
from tui.session import Session
from tui.text import content, one_line
from tui.training_words import count
from tui.widgets.heading import Heading
from tui.widgets.row_list import RowList

if TYPE_CHECKING:
    from tui.screens.theme_editor import Keep, ThemeForm

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

Edit = Callable[[Codebook], Codebook]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to happen once a change of the themes is on disk."""

    form: ThemeForm | None = None
    """What was typed stays in it until then."""
    adds: bool = False
    """Whether the cursor goes to the new theme."""
    said: str = ""


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
        self._asked: dict[Edit, Asked] = {}

    def body(self) -> Iterable[Widget]:
        """How many, the list, and all of the current theme's notes."""
        yield Heading()
        yield Container(RowList(self._rows, EMPTY, id="themes"), Static(id="notes"), id="desk")

    @on(events.ScreenResume)
    def _resumed(self) -> None:
        self.reload()

    @on(CodebookChanged)
    def _changed(self, event: CodebookChanged) -> None:
        asked = self._asked.pop(event.edit, Asked()) if event.edit else Asked()
        known = {theme.id for theme in self._rows.themes}
        new = [theme.id for theme in event.codebook.themes if theme.id not in known]
        self.reload(new[-1] if asked.adds and new else "")
        if asked.form is not None and asked.form.is_attached:
            asked.form.dismiss(None)
        if asked.said:
            self.post_message(Say(asked.said, "good"))

    @on(CodebookNotSaved)
    def _not_saved(self, event: CodebookNotSaved) -> None:
        asked = self._asked.pop(event.edit, Asked())
        if asked.form is not None and asked.form.is_attached:
            asked.form.refuse(event.error)

    def reload(self, to: str = "") -> None:
        """List the themes again; the cursor stays on its theme, or goes to the theme `to`."""
        current = self.current
        problem = self.session.project.codebook_problem
        dark = self.app.current_theme.dark
        self._rows = CodebookRows(self.session.codebook, self.session.theme_counts, dark)
        wanted = to or (current.id if current else "")
        self.list.show(self._rows, self._rows.place(wanted), nothing(problem, EMPTY))
        active = self.session.codebook.active
        away = len(self._rows) - len(active)
        total = sum(self.session.theme_counts.values())
        themes = count(len(active), "theme") + (f" · {away} archived" if away else "")
        self.heading.show(f"read-only: {problem}" if problem else themes, count(total, "label"))
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

    def _may_edit(self) -> bool:
        problem = self.session.project.codebook_problem
        if problem is not None:
            self.post_message(Say(f"read-only: {one_line(str(problem))}", "error"))
        return problem is None

    def action_add(self) -> None:
        """Ask for a new theme."""
        if self._may_edit():
            self._open_editor(None, self._add)

    def _open_editor(self, theme: Theme | None, keep: Keep) -> None:
        from tui.screens.theme_editor import ThemeEditor  # noqa: PLC0415 - TextArea takes half a megabyte

        dark = self.app.current_theme.dark
        self.app.push_screen(ThemeEditor(self.session.codebook, theme, keep, dark))

    def _add(self, form: ThemeForm, fields: ThemeFields) -> None:
        asked = Asked(form, adds=True)
        self._edit(lambda book: edits.add(book, **fields), f"new theme {fields.get('name', '')}", asked)

    def action_edit(self) -> None:
        """Ask for changes of the current theme."""
        theme = self.current
        if theme is None:
            self.action_add()
        elif not theme.active:
            self.post_message(Say("this theme is archived: d brings it back"))
        elif self._may_edit():
            self._open_editor(theme, partial(self._keep, theme))

    @on(RowList.Chosen, "#themes")
    def _chosen(self) -> None:
        self.action_edit()

    def _keep(self, theme: Theme, form: ThemeForm, fields: ThemeFields) -> None:
        self._edit(lambda book: edits.edit(book, theme.id, **fields), f"edit of {theme.name}", Asked(form))

    def action_rename(self) -> None:
        """Ask for another name."""
        theme = self.current
        if theme is not None and self._may_edit():
            from tui.screens.theme_editor import NameDialog  # noqa: PLC0415 - as above

            keep = partial(self._rename, theme)
            self.app.push_screen(NameDialog(self.session.codebook, theme, keep))

    def _rename(self, theme: Theme, form: ThemeForm, fields: ThemeFields) -> None:
        name = fields["name"]
        what = f"rename of {theme.name} to {name}"
        self._edit(lambda book: edits.rename(book, theme.id, name), what, Asked(form))

    def action_archive(self) -> None:
        """Put the theme away, or bring it back."""
        theme = self.current
        if theme is None or not self._may_edit():
            return
        name = one_line(theme.name)
        if theme.merged_into:
            self.post_message(Say("this theme was merged into another"))
        elif theme.archived:
            asked = Asked(said=f"saved · {name} is back · u takes that back")
            self._edit(lambda book: edits.unarchive(book, theme.id), f"return of {theme.name}", asked)
        else:
            asked = Asked(said=f"saved · archived {name} · u takes it back")
            self._edit(lambda book: edits.archive(book, theme.id), f"archiving of {theme.name}", asked)

    def action_order(self, by: int) -> None:
        """Move the theme in the legend."""
        theme = self.current
        if theme is not None and self._may_edit():
            self._edit(lambda book: edits.move(book, theme.id, by), f"place of {theme.name}", Asked())

    def _edit(self, edit: Edit, what: str, asked: Asked) -> None:
        self._asked[edit] = asked
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
