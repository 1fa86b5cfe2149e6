"""The codebook: the themes, their keys and colours, and the rules that keep them usable. Pure data."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain, count
from string import ascii_letters
from typing import TypedDict, Unpack, cast

from model.coding.fields import is_time
from model.coding.marks import now
from model.coding.names import is_id, slug
from model.errors import RubricateError

RESERVED_KEYS = frozenset("jknNvtx0emugGbqo[]?/12345 +-")
"""Keys that reader and queue use themselves; a theme can't have them."""

COLOURS = (
    "red",
    "orange",
    "amber",
    "lime",
    "green",
    "teal",
    "cyan",
    "blue",
    "indigo",
    "violet",
    "magenta",
    "rose",
)
"""Names that a theme's `colour` may have; what they look like is the screen's affair."""


@dataclass(frozen=True, slots=True)
class Theme:
    """An entry of the codebook. `id` never changes and is never reused."""

    id: str
    name: str
    key: str = ""
    """One letter that toggles the theme in the reader; empty for none."""
    colour: str = ""
    """One of COLOURS, or empty."""
    definition: str = ""
    include: str = ""
    exclude: str = ""
    since: str = ""
    """ISO 8601 UTC; a passage coded before is unknown for this theme, not a negative."""
    parent: str = ""
    archived: bool = False
    merged_into: str = ""

    @property
    def active(self) -> bool:
        """Whether it can be applied to passages."""
        return not self.archived and not self.merged_into


@dataclass(frozen=True, slots=True)
class Codebook:
    """The themes in the coder's order, archived ones included. Snapshots are never changed."""

    themes: tuple[Theme, ...] = ()

    @property
    def active(self) -> tuple[Theme, ...]:
        """The themes that can be applied, in order."""
        return tuple(theme for theme in self.themes if theme.active)

    def get(self, theme_id: str) -> Theme | None:
        """The theme with this id."""
        return next((theme for theme in self.themes if theme.id == theme_id), None)

    def by_key(self, key: str) -> Theme | None:
        """The active theme that this key toggles."""
        return next((theme for theme in self.active if theme.key == key), None)


# --- what a codebook may not say ---

MAX_NAME = 120
"""Length of a theme's name, in code points."""

MAX_THEMES = 1000


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one theme of a codebook."""

    position: int
    """Of the theme within the codebook, from 0."""
    field: str
    what: str
    cure: str


def is_key(key: str) -> bool:
    """Whether `key` may toggle a theme: one letter that reader and queue do not use themselves."""
    return len(key) == 1 and key.isalpha() and key not in RESERVED_KEYS


def problems(book: Codebook) -> list[Problem]:
    """Everything that is wrong with `book`, in its order."""
    found: list[Problem] = []
    if len(book.themes) > MAX_THEMES:
        return [
            Problem(MAX_THEMES, "id", f"more than {MAX_THEMES} themes", "delete those that no label names")
        ]
    by_id = {theme.id: theme for theme in book.themes}
    ids: set[str] = set()
    keys: dict[str, Theme] = {}
    for position, theme in enumerate(book.themes):
        if theme.id in ids:
            found.append(Problem(position, "id", f"duplicate theme id {theme.id!r}", "give one another id"))
        ids.add(theme.id)
        for field, what, cure in (*_own_problems(theme), *_links(by_id, theme)):
            found.append(Problem(position, field, what, cure))
        if theme.key and theme.active:
            other = keys.setdefault(theme.key, theme)
            if other is not theme:
                what = f"key {theme.key!r} is both {other.name!r} and {theme.name!r}"
                found.append(Problem(position, "key", what, f"free keys: {' '.join(free_keys(book))}"))
    return found


def validate(book: Codebook) -> Codebook:
    """`book`, if nothing is wrong with it.

    Raises:
        RubricateError: the first of `problems`.
    """
    for problem in problems(book):
        raise RubricateError(problem.what, cure=problem.cure)
    return book


def _own_problems(theme: Theme) -> Iterator[tuple[str, str, str]]:
    if not is_id(theme.id):
        yield (
            "id",
            f"unfit theme id {theme.id[:40]!r}",
            "use letters, digits, - and _, a letter first, at most 80",
        )
    if not theme.name.strip() or len(theme.name) > MAX_NAME or not theme.name.isprintable():
        yield "name", f"unfit theme name {theme.name[:40]!r}", f"one line of 1 to {MAX_NAME} characters"
    if theme.key and not is_key(theme.key):
        what = f"key {theme.key[:10]!r} of {theme.name[:40]!r} is not a letter"
        if theme.key in RESERVED_KEYS:
            what = f"key {theme.key!r} of {theme.name[:40]!r} is used by the reader itself"
        yield "key", what, "use another letter, or leave it empty"
    if theme.since and not is_time(theme.since):
        yield "since", f"since is not a time: {theme.since[:40]!r}", "write it as 2025-01-31T12:00:00Z"
    if theme.colour and theme.colour not in COLOURS:
        yield "colour", f"unknown colour {theme.colour[:40]!r}", f"one of: {', '.join(COLOURS)}"


def _links(by_id: dict[str, Theme], theme: Theme) -> Iterator[tuple[str, str, str]]:
    """What is wrong with the themes that `theme` points to."""
    for field in ("parent", "merged_into"):
        seen, target = {theme.id}, getattr(theme, field)
        while target and target not in seen:
            seen.add(target)
            other = by_id.get(target)
            if other is None:
                yield field, f"{field} {target[:40]!r} is not a theme", "write the id of a theme"
                break
            target = getattr(other, field)
        else:
            if target == theme.id:
                yield field, f"{field} of {theme.id!r} leads back to itself", "delete it"


# --- operations: each gives a new codebook that is valid, or says why not ---

_STRIDE = 5
"""Colours are given out in this step, so that themes in a row look different."""


def free_keys(book: Codebook) -> tuple[str, ...]:
    """The letters that a new theme could have, lower case first."""
    taken = {theme.key for theme in book.active}
    return tuple(key for key in ascii_letters if is_key(key) and key not in taken)


def free_key(book: Codebook, name: str) -> str:
    """A free letter for a theme of this name, from its letters where one is free; empty where none is."""
    free = free_keys(book)
    wanted = [*name.lower(), *name.upper(), *free]
    return next((letter for letter in wanted if letter in free), "")


def free_colour(book: Codebook) -> str:
    """The colour that the fewest active themes have."""
    used = Counter(theme.colour for theme in book.active)
    spread = [COLOURS[i * _STRIDE % len(COLOURS)] for i in range(len(COLOURS))]
    return min(spread, key=lambda colour: used[colour])


def free_id(book: Codebook, name: str) -> str:
    """An id for a theme of this name that no theme has or had, archived ones included."""
    base = slug(name) or "theme"
    taken = {theme.id for theme in book.themes}
    candidates = chain([base], (f"{base}-{n}" for n in count(2)))
    return next(candidate for candidate in candidates if candidate not in taken)


class ThemeFields(TypedDict, total=False):
    """What a person fills in for a theme."""

    name: str
    key: str
    """The letter that toggles it; empty for none."""
    colour: str
    definition: str
    include: str
    exclude: str
    parent: str
    """Id of the theme that it belongs to."""


def add(book: Codebook, at: str | None = None, **fields: Unpack[ThemeFields]) -> Codebook:
    """`book` with a new theme at its end; its id is made from the name and never changes afterwards.

    Args:
        book: the codebook.
        at: when the theme began to exist (ISO 8601 UTC); the present if None.
        **fields: `name` at least. With no `key` a free one is chosen, with no `colour` the least used.

    Raises:
        RubricateError: the name is empty or another active theme's, the key taken or reserved, the colour or
            parent unknown.
    """
    name = fields.get("name", "")
    chosen: ThemeFields = {"key": free_key(book, name), "colour": free_colour(book)}
    theme = Theme(id=free_id(book, name), name=name, since=at or now())
    added = _filled(theme, {**chosen, **fields})
    _refuse_second(book, added)
    return validate(Codebook((*book.themes, added)))


def edit(book: Codebook, theme_id: str, **fields: Unpack[ThemeFields]) -> Codebook:
    """`book` with the given fields of a theme changed; the others stay. An empty `key` takes it away.

    Raises:
        RubricateError: there is no such theme, or the result would not be valid: the key is reserved, or
            another theme's (both names are given), or the new name is another active theme's.
    """
    before = _theme(book, theme_id)
    after = _filled(before, fields)
    if same_name(before.name) != same_name(after.name):
        _refuse_second(book, after)
    return validate(_with(book, after))


def rename(book: Codebook, theme_id: str, name: str) -> Codebook:
    """`book` with another name for a theme; its id, and so every label, stays."""
    return edit(book, theme_id, name=name)


def archive(book: Codebook, theme_id: str) -> Codebook:
    """`book` with a theme put away: its labels stay, and its key is free for others."""
    return _with(book, replace(_theme(book, theme_id), archived=True))


def unarchive(book: Codebook, theme_id: str) -> Codebook:
    """`book` with a theme brought back, under a free key where its own was given away meanwhile.

    Raises:
        RubricateError: there is no such theme, or another active one has its name by now.
    """
    theme = replace(_theme(book, theme_id), archived=False)
    _refuse_second(book, theme)
    if theme.key and book.by_key(theme.key) not in (None, book.get(theme_id)):
        theme = replace(theme, key=free_key(book, theme.name))
    return validate(_with(book, theme))


def move(book: Codebook, theme_id: str, by: int) -> Codebook:
    """`book` with a theme `by` places further down (up if negative) among those of its kind.

    An active theme steps over archived ones, as the legend does not show them; ends stop it.
    """
    theme = _theme(book, theme_id)
    kind = [other for other in book.themes if other.active == theme.active]
    places = [i for i, other in enumerate(book.themes) if other.active == theme.active]
    old = kind.index(theme)
    kind.insert(min(max(old + by, 0), len(kind) - 1), kind.pop(old))
    themes = list(book.themes)
    for place, other in zip(places, kind, strict=True):
        themes[place] = other
    return Codebook(tuple(themes))


def _theme(book: Codebook, theme_id: str) -> Theme:
    theme = book.get(theme_id)
    if theme is None:
        raise RubricateError(f"no theme {theme_id[:40]!r}", cure="rubricate codebook list shows the themes")
    return theme


def same_name(name: str) -> str:
    """What two names have in common that a person would take for one: case and white space aside."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def _refuse_second(book: Codebook, theme: Theme) -> None:
    """Refuse an active theme whose name another one has.

    Not a part of `problems`: in a file that says so already, such as after a merge by git, the themes still
    have their ids, and it must open.
    """
    for other in book.active if theme.active else ():
        if other.id != theme.id and same_name(other.name) == same_name(theme.name):
            what = f"{other.name!r} and {theme.name!r} would be two themes of the same name"
            raise RubricateError(what, cure="choose another name, or rename or archive the first")


def _with(book: Codebook, changed: Theme) -> Codebook:
    return Codebook(tuple(changed if theme.id == changed.id else theme for theme in book.themes))


def _filled(theme: Theme, fields: ThemeFields) -> Theme:
    given = cast(dict[str, str], fields)
    stripped = {field: value if field == "key" else value.strip() for field, value in given.items()}
    return replace(theme, **stripped)  # type: ignore[arg-type]
