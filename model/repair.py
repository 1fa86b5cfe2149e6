"""Mend what can be mended in a project, without guessing; a copy of whatever is changed is kept.

Only the own coder's label files and what killed programs left behind are touched. What is doubtful is asked.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from model.articles import Articles
from model.check_labels import looked_up, stands
from model.coding import disk, sheets
from model.coding.anchor import Unsure, moved
from model.coding.history import Known, file_digest
from model.coding.journal import Journal
from model.coding.marks import Sheet
from model.coding.names import label_path
from model.coding.saving import LABELS, Files
from model.coding.store import LabelStore
from model.copies import Copies
from model.errors import NotSavedError, RubricateError
from model.folders import need_project, state_folder
from model.opened import anchored
from model.reading import sources
from model.reading.article import Article
from model.restoring import count_differences, find_known, is_torn, known_to_journal, restore

Ask = Callable[[str], bool | None]
"""A question for a person: yes, no, or None where nobody is there to answer."""


@dataclass(frozen=True, slots=True)
class Mended:
    """What was done to one file."""

    file: str
    """Named from the project's folder."""
    what: str


@dataclass(frozen=True, slots=True)
class Repaired:
    """What a repair did."""

    mended: tuple[Mended, ...]
    failed: tuple[RubricateError, ...]
    """What could not be written."""
    copies: Path | None
    """The folder with what was changed, as it was before; None where nothing was."""


def repair(root: Path, coder: str, ask: Ask = lambda question: None) -> Repaired:
    """Mend the project at `root` for `coder`. What is left is told by `check`.

    Raises:
        RubricateError: there is no project there, or `coder` is not fit to be one's name.
    """
    need_project(root)
    return _Repair(root, coder, ask).run()


class _Repair:
    def __init__(self, root: Path, coder: str, ask: Ask) -> None:
        self._root = root
        self._coder = coder
        self._ask = ask
        self._files = Files(root)
        self._store = LabelStore(root, coder)
        self._articles = Articles(root)
        self._journal = Journal(state_folder(root), coder)
        self._known = known_to_journal(root, coder)
        self._copies = Copies(root)
        self._mended: list[Mended] = []
        self._failed: list[RubricateError] = []

    def run(self) -> Repaired:
        self._sweep()
        for step in (self._move, self._restore, self._put_back, self._anchor):
            for path, _ in list(self._store.files()):
                try:
                    step(path)
                except NotSavedError as error:
                    self._failed.append(error)
                except RubricateError:
                    continue  # it can't be read: `check` tells why
                except OSError as error:
                    why, cure = disk.reason(error)
                    self._failed.append(NotSavedError(f"NOT mended: {why}", file=self._name(path), cure=cure))
        return Repaired(tuple(self._mended), tuple(self._failed), self._copies.folder)

    def _name(self, path: str) -> str:
        return f"{LABELS}/{self._coder}/{path}"

    def _done(self, path: str, what: str) -> None:
        self._mended.append(Mended(self._name(path), what))

    def _write(self, path: str, make: Callable[[bytes | None], bytes | None]) -> bool:
        """Change a label file as it is now, once a copy is kept; whether it was changed."""
        changed: list[bool] = []

        def change(data: bytes | None) -> bytes | None:
            made = make(data)
            if made is not None and data is not None:
                self._copies.keep(self._name(path), data)
            changed.append(made is not None)
            return made

        self._files.update((LABELS, self._coder), tuple(path.split("/")), change)
        return changed[-1]

    def _put(self, path: str, sheet: Sheet, seen: bytes | None) -> bool:
        """Put a sheet in the place of the file that was `seen`; False where it changed meanwhile."""
        made = sheets.emit(sheet)
        if sheets.parse(made, self._name(path)) != sheet:
            raise NotSavedError("NOT saved: it could not be read again", file=self._name(path))
        if not self._write(path, lambda data: made if data == seen else None):
            return False
        self._remember(sheet)
        return True

    def _remember(self, sheet: Sheet) -> None:
        with suppress(OSError):
            self._journal.record_sheet(sheet, file_digest(sheet))

    def _load(self, path: str) -> bytes | None:
        return self._files.load((LABELS, self._coder, *path.split("/")))

    # --- what killed programs left behind ---

    def _sweep(self) -> None:
        self._sweep_folder((LABELS,), deep=False)
        self._sweep_folder((LABELS, self._coder), deep=True)

    def _sweep_folder(self, parts: tuple[str, ...], *, deep: bool) -> None:
        try:
            with disk.opened(self._root, parts) as folder:
                for name in folder.litter():
                    self._remove_litter(folder, name, "/".join((*parts, name)))
                below = [name for name, is_folder, _ in folder.entries() if is_folder] if deep else []
        except OSError:
            return
        for name in below:
            self._sweep_folder((*parts, name), deep=True)

    def _remove_litter(self, folder: disk.Folder, name: str, file: str) -> None:
        try:
            found = folder.read(name, 2**30)
            if found is not None:
                self._copies.keep(file, found.data)
            folder.remove(name)
            self._mended.append(Mended(file, "removed: a killed program left it behind"))
        except OSError as error:
            why, cure = disk.reason(error)
            self._failed.append(NotSavedError(f"NOT removed: {why}", file=file, cure=cure))

    # --- a label file in another's place ---

    def _move(self, path: str) -> None:
        data = self._load(path)
        if data is None:
            return
        sheet = sheets.parse(data, self._name(path))
        home = "/".join(label_path(sheet.article))
        if home == path or not self._is_article(sheet.article):
            return
        if not self._write(home, lambda there: data if there is None else None):
            return  # both would be the labels of one article: which counts, a person must say
        self._copies.keep(self._name(path), data)
        with disk.opened(self._root, (LABELS, self._coder, *path.split("/")[:-1])) as folder:
            folder.remove(path.rsplit("/", maxsplit=1)[-1])
        self._done(path, f"renamed to {self._name(home)}, where the labels of {sheet.article} belong")

    def _is_article(self, article_id: str) -> bool:
        try:
            sources.find(self._root / "seeds", article_id)
        except RubricateError:
            return False
        return True

    # --- torn ---

    def _restore(self, path: str) -> None:
        data = self._load(path)
        known = find_known(self._known, path)
        if data is None or known is None or not is_torn(data):
            return
        found = restore(data, known)
        number = len(found.sheet.marks)
        if not found.proven:
            question = (
                f"{self._name(path)} is torn. What is left of it and the journal of this computer (up to "
                f"{known.at}) have {number} labelled passages; others may have been in it. Restore these?"
            )
            if not self._ask(question):
                return
        if self._put(path, found.sheet, data):
            self._done(path, f"restored from the journal, with {number} labelled passages")

    # --- overwritten by an older copy ---

    def _put_back(self, path: str) -> None:
        data = self._load(path)
        known = find_known(self._known, path)
        if data is None or known is None:
            return
        sheet = sheets.parse(data, self._name(path))
        newer = known.overwritten(sheet)
        if newer is None:
            return
        answer = self._ask(self._offer(path, sheet, newer, known))
        if answer is None:
            return
        if not answer:
            self._remember(sheet)  # so that it is not asked again
        elif self._put(path, newer, data):
            self._done(path, f"{count_differences(sheet, newer)} put back from the journal")

    def _offer(self, path: str, sheet: Sheet, newer: Sheet, known: Known) -> str:
        what = f"{count_differences(sheet, newer)} saved by {known.at} not in the file any more"
        cause = "as if an older copy had been saved over it"
        return f"{self._name(path)}: {what}, {cause}. Put back what the journal of this computer has?"

    # --- made for another text ---

    def _anchor(self, path: str) -> None:
        data = self._load(path)
        if data is None:
            return
        sheet = sheets.parse(data, self._name(path))
        if "/".join(label_path(sheet.article)) != path:
            return
        article = self._articles.read(sheet.article)
        made = anchored(_corrected(sheet, article), article)
        after = made.sheet
        for unsure in made.unsure:
            after = self._settle(after, unsure, article)
        if after != sheet and self._put(path, after, data):
            self._done(path, _said(sheet, after))

    def _settle(self, sheet: Sheet, unsure: Unsure, article: Article) -> Sheet:
        """The sheet with the mark at the place that is proposed, if a person says so."""
        place = unsure.place
        if sheet.at(place.start, place.end) is not None:
            return sheet
        themes = ", ".join(decision.theme for decision in unsure.mark.themes) or unsure.mark.state
        is_now = article.text[place.start : place.end]
        question = (
            f"{article.id}: the passage labelled {themes} was: {_short(unsure.mark.quote)} "
            f"Is this it now ({place.start}-{place.end}): {_short(is_now)}"
        )
        if not self._ask(question):
            return sheet
        left = list(sheet.unplaced)
        left.remove(unsure.mark)
        return replace(sheet, unplaced=tuple(left)).put(
            place.start, place.end, moved(unsure.mark, place, article.text)
        )


def _corrected(sheet: Sheet, article: Article) -> Sheet:
    """A sheet for this very text, its marks that are not where they say put where they surely are."""
    if sheet.digest != article.digest:
        return sheet
    wrong = [mark for mark in sheet.marks if not stands(mark, article.text)]
    for found in looked_up(sheet, wrong, article).sheet.marks if wrong else ():
        mark = wrong[int(found.memo)]
        if sheet.at(found.start, found.end) is None:
            sheet = sheet.put(mark.start, mark.end, None).put(
                found.start, found.end, replace(found, memo=mark.memo)
            )
    return sheet


def _short(text: str) -> str:
    words = " ".join(text.split())
    return f"“{words}”" if len(words) <= 200 else f"“{words[:120]} … {words[-70:]}”"  # noqa: PLR2004


def _said(before: Sheet, after: Sheet) -> str:
    left = f", {len(after.unplaced)} have no sure place" if after.unplaced else ""
    return f"labels brought to the article as it is now: {len(after.marks)} at their passages{left}"
