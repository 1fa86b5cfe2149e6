"""Every file of a project: what is wrong, where, and what to do. Reads files only; changes nothing."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from model.check_labels import Problem, sheet_problems
from model.check_names import twins
from model.coding import codebook_file, strictyaml
from model.coding.codebook import Codebook
from model.coding.codebook_store import CODEBOOK
from model.coding.disk import is_litter
from model.coding.history import Known
from model.coding.marks import Sheet
from model.coding.names import SUFFIX, is_coder, label_path
from model.coding.saving import LABELS
from model.coding.store import LabelStore
from model.errors import RubricateError
from model.folders import need_project
from model.reading import files, sources
from model.reading.article import Article
from model.restoring import count_differences, find_known, known_to_journal, torn

MAX_DEPTH = 70
"""Folders within each other that are looked into: more than those that are read."""


@dataclass(slots=True)
class Report:
    """What an inspection found."""

    problems: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)
    """What is not wrong, but worth a look: articles in another encoding than UTF-8, articles without text."""
    articles: int = 0
    """Articles that can be read."""
    labels: int = 0
    """Label files that were looked at, damaged ones included."""


def check(root: Path) -> list[Problem]:
    """Everything that is wrong in the project at `root`, sorted by file and line.

    Raises:
        RubricateError: there is no project there.
    """
    return inspect(root).problems


def inspect(root: Path, progress: Callable[[int, int], None] = lambda done, of: None) -> Report:
    """As `check`, with what there is.

    Args:
        root: the project's folder.
        progress: called with (articles done, 0: their number is not known beforehand).

    Raises:
        RubricateError: there is no project there.
    """
    need_project(root)
    return _Inspection(root).run(progress)


class _Inspection:
    """One pass over a project: articles one after the other, each with the label files that belong to it."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._seeds = root / "seeds"
        self._report = Report()
        self._codebook: Codebook | None = None
        """None where it can't be read: then no theme can be called unknown."""
        self._stores: list[LabelStore] = []
        self._waiting: dict[str, set[str]] = {}
        """Of each coder, the label files not yet looked at."""
        self._known: dict[str, dict[str, Known]] = {}
        """Of each coder, what the journal on this computer knows of the label files."""

    def run(self, progress: Callable[[int, int], None]) -> Report:
        self._read_codebook()
        self._list_labels()
        for found in sources.discover(self._seeds):
            if isinstance(found, RubricateError):
                self._add(found)
            else:
                self._read_article(found)
                progress(self._report.articles, 0)
        self._read_leftovers()
        self._list_strangers()
        for told in (self._report.problems, self._report.notes):
            told.sort(key=lambda problem: (problem.file or "", problem.line or 0))
        return self._report

    def _add(self, problem: Problem) -> None:
        self._report.problems.append(self._named(problem))

    def _named(self, problem: Problem) -> Problem:
        """The problem with its file as it is called from the project's folder."""
        file = problem.file
        if file is not None and Path(file).is_relative_to(self._root):
            file = str(Path(file).relative_to(self._root))
        return Problem(problem.what, file=file, line=problem.line, cure=problem.cure)

    # --- codebook ---

    def _read_codebook(self) -> None:
        file = f"{LABELS}/{CODEBOOK}"
        try:
            data = files.read_bytes(self._root / file, strictyaml.MAX_BYTES, self._root)
        except FileNotFoundError:
            self._add(Problem("there is no codebook", file=file, cure="rubricate codebook add NAME makes it"))
            self._codebook = Codebook()
            return
        except RubricateError as error:
            self._add(error)
            return
        faults = codebook_file.faults(data, file)
        for fault in faults:
            self._add(fault)
        if not faults:
            self._codebook = codebook_file.parse(data, file)

    # --- articles, each with its labels ---

    def _list_labels(self) -> None:
        for coder in _coders(self._root / LABELS):
            store = LabelStore(self._root, coder)
            self._stores.append(store)
            self._waiting[coder] = {path for path, _ in store.files()}
            self._known[coder] = known_to_journal(self._root, coder)

    def _read_article(self, source: sources.Source) -> None:
        article: Article | None = None
        try:
            article = sources.read_article(source)
        except RubricateError as error:
            self._add(error)
        else:
            self._report.articles += 1
            self._look_at(source, article)
        path = "/".join(label_path(source.id))
        for store in self._stores:
            if path in self._waiting[store.coder]:
                self._waiting[store.coder].remove(path)
                self._read_labels(store, path, article)

    def _look_at(self, source: sources.Source, article: Article) -> None:
        """Tell what is odd about an article that can be read."""
        if article.encoding == files.DAMAGED_UTF8:
            cure = "save it again as UTF-8 from its source"
            self._add(Problem("some bytes are not UTF-8", file=source.path, line=source.line, cure=cure))
        elif article.encoding != files.UTF8:
            cure = "look whether its accents are right; saved as UTF-8 there is no doubt"
            self._note(source, f"is not UTF-8; read as {article.encoding}", cure)
        if not article.passages:
            self._note(source, "has no text to label", "fill it, or move it out of seeds/")

    def _note(self, source: sources.Source, what: str, cure: str) -> None:
        self._report.notes.append(self._named(Problem(what, file=source.path, line=source.line, cure=cure)))

    def _read_labels(self, store: LabelStore, path: str, article: Article | None) -> Sheet | None:
        self._report.labels += 1
        try:
            sheet = store.read_file(path)
        except RubricateError as error:
            self._add(self._curable(store, path, error))
            return None
        file = f"{LABELS}/{store.coder}/{path}"
        for problem in sheet_problems(self._root, file, sheet, article, self._codebook):
            self._add(problem)
        self._compare(store, path, sheet)
        return sheet

    def _curable(self, store: LabelStore, path: str, error: RubricateError) -> RubricateError:
        """The error of a file that can't be read, with the journal as its cure where that knows the file."""
        known = torn(self._root, store.coder, path) and find_known(self._known[store.coder], path)
        if not known:
            return error
        cure = f"rubricate check --repair --coder {store.coder} restores it from the journal"
        return Problem(error.what, file=error.file, line=error.line, cure=cure)

    def _compare(self, store: LabelStore, path: str, sheet: Sheet) -> None:
        """Tell decisions that were saved on this computer and are not in the file any more."""
        known = self._known[store.coder].get(sheet.article)
        newer = known and known.overwritten(sheet)
        if known and newer:
            what = f"{count_differences(sheet, newer)} saved by {known.at or 'you'} not in the file any more"
            cure = f"an older copy overwrote it: rubricate check --repair --coder {store.coder} offers them"
            self._add(Problem(what, file=f"{LABELS}/{store.coder}/{path}", cure=cure))

    def _read_leftovers(self) -> None:
        for store in self._stores:
            for path in sorted(self._waiting[store.coder]):
                sheet = self._read_labels(store, path, None)
                if sheet is not None:
                    what = f"labels of an article that is not in seeds/: {sheet.article}"
                    cure = "put the article back, or move this file out of labels/"
                    self._add(Problem(what, file=f"{LABELS}/{store.coder}/{path}", cure=cure))

    # --- what does not belong there ---

    def _list_strangers(self) -> None:
        files = list(_plain_files(self._seeds))
        for path in files:
            known = path.name.lower().endswith((*sources.TEXT_SUFFIXES, sources.LINES_SUFFIX))
            # A link to a folder is told by the reading. Unlike Path.is_dir this takes any error for a no.
            if not known and not os.path.isdir(path):  # noqa: PTH112
                what = "is not read: articles are .txt, .md or .jsonl files"
                self._add(Problem(what, file=path, cure="save its text as .txt, or move it out of seeds/"))
        for problem in (*twins(files), *_label_strangers(self._root / LABELS), *_litter(self._root / LABELS)):
            self._add(problem)


# --- folders ---


def _coders(labels: Path) -> list[str]:
    return [
        entry.name
        for entry in _entries(labels)
        if entry.is_dir(follow_symlinks=False) and is_coder(entry.name)
    ]


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as listing:
            return sorted((e for e in listing if not e.name.startswith(".")), key=lambda e: e.name)
    except OSError:
        return []


def _plain_files(folder: Path, depth: int = MAX_DEPTH) -> Iterator[Path]:
    """All that is no folder below `folder`, without what is hidden; no link is followed."""
    for entry in _entries(folder):
        if not entry.is_dir(follow_symlinks=False):
            yield Path(entry.path)
        elif depth:  # reading tells what lies deeper
            yield from _plain_files(Path(entry.path), depth - 1)


def _label_strangers(labels: Path) -> Iterator[Problem]:
    if labels.is_symlink():
        yield Problem("is a link", file=labels, cure="put a folder of its own in its place")
        return
    for entry in _entries(labels):
        if entry.is_dir(follow_symlinks=False):
            if is_coder(entry.name):
                yield from _not_labels(Path(entry.path))
            else:
                cure = "use lower case letters, digits, - and _, at most 40"
                yield Problem("is not the name of a coder", file=entry.path, cure=cure)
        elif entry.name != CODEBOOK:
            yield Problem("does not belong in labels/", file=entry.path, cure="move it elsewhere")


def _litter(folder: Path, depth: int = MAX_DEPTH) -> Iterator[Problem]:
    """What killed programs left behind below `folder`."""
    try:
        with os.scandir(folder) as listing:
            entries = sorted(listing, key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            if depth:
                yield from _litter(Path(entry.path), depth - 1)
        elif is_litter(entry):
            yield Problem("a killed program left it behind", file=entry.path, cure="rubricate check --repair")


def _not_labels(folder: Path) -> Iterator[Problem]:
    for path in _plain_files(folder):
        if not path.name.endswith(SUFFIX):
            what = "is a link" if path.is_symlink() else "is not a label file"
            yield Problem(what, file=path, cure="move it out of labels/")
