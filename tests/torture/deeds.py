"""Deeds of two coders, and what must then be on disk: an oracle that shares no code with the store.

Which deed is the n-th follows from a seed and from what was done before, so that the process that acts and
the one that watches it agree without a word.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

import model.refresh
import model.storage  # noqa: F401 - else imported by the first deed, in each forked process anew
from model.coding import codebook
from model.coding.codebook import Codebook
from model.coding.journal import Journal, Operation
from model.coding.marks import Intent, Mark, Reject, Request, SetMemo, SetTheme, Sheet
from model.coding.store import LabelStore
from model.errors import ConflictError
from model.project import Project

CODERS = ("ann", "bob")
ARTICLES = ("a.txt", "deep/er/b.txt")
THEMES = ("aid", "border")
RANGES = 4

Key = tuple[str, str, int]
"""Coder, article, start of the range; or the codebook."""
BOOK: Key = ("", "codebook", 0)

Decided = tuple[tuple[str, float], ...]
Value = tuple[Decided, Decided, str]
"""Themes, rejected themes and memo of a range; of the codebook the name of its first theme as memo."""
NOTHING: Value = ((), (), "")

Values = Mapping[Key, Value]

Step = tuple[Key, Value, Value]
"""What changed, from what, to what."""


@dataclass(frozen=True)
class Deed:
    """The n-th thing that is done. Its number makes its outcome unlike any other's."""

    number: int
    kind: str
    coder: str
    key: Key
    theme: str


@dataclass(frozen=True)
class World:
    """What must be there. Worlds are never changed."""

    values: Values
    undo: Mapping[str, tuple[Step, ...]] = field(default_factory=lambda: dict.fromkeys(CODERS, ()))
    redo: Mapping[str, tuple[Step, ...]] = field(default_factory=lambda: dict.fromkeys(CODERS, ()))

    def remembered(self, coder: str) -> tuple[Step | None, Step | None]:
        """What undo and redo would do."""
        undo, redo = self.undo[coder], self.redo[coder]
        return undo[-1] if undo else None, redo[-1] if redo else None


def _p(number: int) -> float:
    return number % 10_000 / 10_000


# --- choosing and foreseeing ---


def draw(world: World, seed: int, number: int) -> Deed:
    """The deed of that number."""
    chance = random.Random(f"{seed} {number}")
    coder = chance.choice(CODERS)
    kind = chance.choices(("memo", "theme", "reject", "rename", "undo", "redo"), (3, 3, 2, 1, 3, 2))[0]
    if (kind == "undo" and not world.undo[coder]) or (kind == "redo" and not world.redo[coder]):
        kind = "theme"
    start = chance.randrange(RANGES) * 10
    key = BOOK if kind == "rename" else (coder, chance.choice(ARTICLES), start)
    return Deed(number, kind, coder, key, chance.choice(THEMES))


def foresee(world: World, deed: Deed) -> World:
    """The world after the deed."""
    if deed.kind in ("undo", "redo"):
        return _travelled(world, deed.coder, back=deed.kind == "undo")
    before = world.values.get(deed.key, NOTHING)
    step = (deed.key, before, _after(before, deed))
    return World(
        {**world.values, deed.key: step[2]},
        {**world.undo, deed.coder: (*world.undo[deed.coder], step)},
        {**world.redo, deed.coder: ()},
    )


def _after(before: Value, deed: Deed) -> Value:
    themes, rejected, memo = before
    if deed.kind == "rename":
        return themes, rejected, f"Theme {deed.number}"
    if deed.kind == "memo":
        return themes, rejected, f"memo {deed.number}"
    # The theme goes from both lists and to the end of one.
    kept, dropped = (
        tuple(entry for entry in decided if entry[0] != deed.theme) for decided in (themes, rejected)
    )
    entry = (deed.theme, _p(deed.number))
    return ((*kept, entry), dropped, memo) if deed.kind == "theme" else (kept, (*dropped, entry), memo)


def _travelled(world: World, coder: str, *, back: bool) -> World:
    undo, redo = world.undo[coder], world.redo[coder]
    key, before, after = step = undo[-1] if back else redo[-1]
    expected, made = (after, before) if back else (before, after)
    undo, redo = (undo[:-1], redo) if back else (undo, redo[:-1])
    if world.values.get(key, NOTHING) != expected:  # others changed it since: it is forgotten
        return replace(world, undo={**world.undo, coder: undo}, redo={**world.redo, coder: redo})
    undo, redo = (undo, (*redo, step)) if back else ((*undo, step), redo)
    values = {**world.values, key: made}
    return World(values, {**world.undo, coder: undo}, {**world.redo, coder: redo})


# --- doing ---


def found(root: Path) -> tuple[World, dict[str, Project]]:
    """A new project at `root`, as it must be and as it is, opened by both coders."""
    (root / "seeds").mkdir(parents=True)
    store = LabelStore(root, CODERS[0])
    for theme in THEMES:
        store.edit_codebook(partial(codebook.add, name=theme))
    world = World({BOOK: _named(store.read_codebook())})
    return world, {coder: Project.open(root, coder) for coder in CODERS}


def act(project: Project, deed: Deed) -> None:
    """Do it. On return it is on disk."""
    if deed.kind == "rename":
        project.edit_codebook(
            lambda book: codebook.edit(book, book.themes[0].id, name=f"Theme {deed.number}"), "rename"
        )
    elif deed.kind in ("undo", "redo"):
        with suppress(ConflictError):  # forgotten, as foreseen
            project.undo() if deed.kind == "undo" else project.redo()
    else:
        _, article, start = deed.key
        project.apply(Request(article, "d", start, start + 5, "quote", "before", "after", intent(deed)))


def intent(deed: Deed) -> Intent:
    """What it asks of the store."""
    if deed.kind == "memo":
        return SetMemo(f"memo {deed.number}")
    kind = SetTheme if deed.kind == "theme" else Reject
    return kind(deed.theme, origin="suggestion", p=_p(deed.number))


# --- what is there ---


class Witness:
    """Reads the files and journals of a project as the next program would."""

    def __init__(self, root: Path, state: Path) -> None:
        self._stores = {coder: LabelStore(root, coder) for coder in CODERS}
        self._journals = {coder: Journal(state, coder) for coder in CODERS}

    def values(self) -> dict[Key, Value]:
        """What the files say, all of which must parse."""
        found: dict[Key, Value] = {BOOK: _named(self._stores[CODERS[0]].read_codebook())}
        for coder, store in self._stores.items():
            for sheet in store.sheets():
                assert isinstance(sheet, Sheet), f"unreadable: {sheet}"
                found |= {(coder, sheet.article, mark.start): _value(mark) for mark in sheet.marks}
        return found

    def remembered(self, coder: str) -> tuple[Step | None, Step | None]:
        """What undo and redo would do."""
        journal = self._journals[coder]
        return _step(journal.undo_top(), coder), _step(journal.redo_top(), coder)


def _named(book: Codebook) -> Value:
    return (), (), book.themes[0].name


def _value(mark: Mark | None) -> Value:
    if mark is None:
        return NOTHING
    themes, rejected = (tuple((d.theme, d.p or 0.0) for d in group) for group in (mark.themes, mark.rejected))
    return themes, rejected, mark.memo


def _step(operation: Operation | None, coder: str) -> Step | None:
    if operation is None:
        return None
    change = operation.change
    if change is None:
        before, after = operation.codebooks
        return BOOK, _named(before), _named(after)
    return (coder, change.article, change.start), _value(change.before), _value(change.after)


def same(values: Values, world: World) -> bool:
    """Whether exactly what the world holds is there."""
    kept = {key: value for key, value in world.values.items() if value != NOTHING}
    return values == kept
