"""The command palette: every command of where you are, every article, every theme.

Articles come from the index as you type, never from a list of all. Nothing from a file is shown as markup.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, cast

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from tui.commands import APP_COMMANDS, Command
from tui.text import content, one_line

if TYPE_CHECKING:
    from tui.app import RubricateApp

ARTICLES = 20
"""Articles offered at most."""


class Palette(Provider):
    """Commands, themes and articles that fit what was typed."""

    @property
    def _app(self) -> RubricateApp:
        return cast("RubricateApp", self.app)

    def _commands(self) -> Iterator[Command]:
        seen: set[str] = set()
        for command in (*self._app.page.commands, *APP_COMMANDS):
            if command.id not in seen and command.id != "app.palette":
                seen.add(command.id)
                yield command

    def _run(self, command: Command) -> None:
        self._app.run_command(command)

    async def discover(self) -> Hits:
        """All commands, before anything is typed."""
        for command in self._commands():
            shown = content(command.title) + _keys(command)
            yield DiscoveryHit(shown, partial(self._run, command), text=command.title, help=command.help)

    async def search(self, query: str) -> Hits:
        """What fits `query`."""
        matcher = self.matcher(query)
        for command in self._commands():
            score = matcher.match(command.title)
            if score > 0:
                run = partial(self._run, command)
                shown = matcher.highlight(command.title) + _keys(command)
                yield Hit(score, shown, run, text=command.title, help=command.help)
        for hit in self._themes(query):
            yield hit
        for hit in self._articles(query):
            yield hit

    def _themes(self, query: str) -> Iterator[Hit]:
        matcher = self.matcher(query)
        for theme in self._app.session.codebook.active:
            score = matcher.match(theme.name)
            if score > 0:
                key = f" ({theme.key})" if theme.key else ""
                shown = content(f"Theme: {one_line(theme.name)}{key}")
                open_card = partial(self._app.show_theme, theme.id)
                yield Hit(
                    score * 0.9, shown, open_card, text=theme.name, help="What it means, your examples."
                )

    def _articles(self, query: str) -> Iterator[Hit]:
        project = self._app.session.project
        for place, article in enumerate(project.search(query, ARTICLES)):
            row = project.row_of(article)
            title = one_line((row.title if row else "") or article)
            read = partial(self._app.read_article, article)
            yield Hit(0.5 - place / 100, content(f"Article: {title}"), read, text=article, help="Read it.")


def _keys(command: Command) -> Content:
    return content(f"   {command.shown_keys}", "$text-muted")
