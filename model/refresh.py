"""Bring the index up to date with the files: only what changed since is read again."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from model.coding.marks import Sheet
from model.coding.progress import Progress, progress
from model.coding.store import LabelStore
from model.errors import RubricateError
from model.index import Batch, Index, Stamp
from model.indexed import indexed
from model.opened import anchored, open_article
from model.reading import sources
from model.reading.sources import SeedFile, Source
from model.safetext import utf8


def _name(found: SeedFile | RubricateError) -> str:
    return found.name if isinstance(found, SeedFile) else utf8(found.file or "seeds")


def _stamp(found: SeedFile | RubricateError) -> Stamp:
    return (found.mtime_ns, found.size) if isinstance(found, SeedFile) else (0, 0)


BRIEF = 0.05
"""Seconds for which a label that was saved waits to be counted."""


class Refresh:
    """Reads the files of the project at `root` into `index`. `store` is any coder's store of it.

    What was read when it is cancelled is kept, and the next run goes on from there.
    """

    def __init__(self, root: Path, index: Index, store: LabelStore) -> None:
        self._root = root
        self._seeds = root / "seeds"
        self._index = index
        self._store = store

    def run(self, report: Callable[[int, int], None], cancelled: Callable[[], bool]) -> bool:
        """Read changed seed files, then changed label files; whether there were any.

        `cancelled` is asked before each article and each label file.
        """
        batch = Batch(self._index)
        changed = self._articles(batch, report, cancelled)
        for coder in self._store.coders():
            if cancelled():
                break
            changed |= self._labels(batch, LabelStore(self._root, coder), cancelled)
        batch.flush()
        return changed

    # --- articles ---

    def _articles(
        self, batch: Batch, report: Callable[[int, int], None], cancelled: Callable[[], bool]
    ) -> bool:
        known = self._index.files()
        present = {_name(found): found for found in sources.walk(self._seeds)}
        gone = known.keys() - present.keys()
        stale = [found for name, found in present.items() if known.get(name) != _stamp(found)]
        for name in gone:
            if self._drop_articles(batch, name, cancelled):
                batch.add(partial(self._index.drop_file, name))
        for done, found in enumerate(stale):
            if cancelled():
                break
            report(done, len(stale))
            self._read_file(batch, found, cancelled)
        batch.flush()
        report(len(stale), len(stale))
        return bool(gone or stale)

    def _read_file(
        self, batch: Batch, found: SeedFile | RubricateError, cancelled: Callable[[], bool]
    ) -> None:
        name, stamp = _name(found), _stamp(found)
        if isinstance(found, RubricateError):
            if self._drop_articles(batch, name, cancelled):
                batch.add(partial(self._index.put_file, name, stamp, [found]))
        elif found.holds_lines:
            self._read_lines(batch, found, cancelled)
        else:
            for source in sources.sources_in(found):
                change, problems = self._read_article(name, source)
                batch.add(partial(self._put_whole, change, name, stamp, problems))

    def _read_lines(self, batch: Batch, found: SeedFile, cancelled: Callable[[], bool]) -> None:
        name, stamp = found.name, _stamp(found)
        with self._index.writing():
            reading = self._index.begin_file(name, stamp)
        problems: list[RubricateError] = []
        for source in sources.sources_in(found):
            if cancelled():
                return
            if isinstance(source, Source) and self._index.was_read(source.id, reading):
                continue
            change, faults = self._read_article(name, source, reading)
            problems.extend(faults)
            if change is not None:
                batch.add(change)
        batch.flush()
        # Only now it is known what is left of an earlier reading. The stamp says that all of it was done.
        if self._drop_articles(batch, name, cancelled, reading):
            batch.add(partial(self._index.put_file, name, stamp, problems))

    def _read_article(
        self, name: str, source: Source | RubricateError, reading: int = 0
    ) -> tuple[Callable[[], None] | None, list[RubricateError]]:
        """How the index changes by an article, and what is wrong with it."""
        if isinstance(source, RubricateError):
            return None, [source]
        try:
            article = sources.read_article(source)
        except RubricateError as error:
            problem = error
        except Exception as error:  # noqa: BLE001 - a fault in reading one must not hide all that follow
            what = f"can't be read: {type(error).__name__}: {error}"
            problem = RubricateError(what, file=source.path, line=source.line, cure="report this fault")
        else:
            return partial(self._index.put_article, name, article, reading), []
        return partial(self._index.put_unreadable, name, source.id, problem, reading), [problem]

    def _put_whole(
        self, change: Callable[[], None] | None, name: str, stamp: Stamp, problems: list[RubricateError]
    ) -> None:
        """An article that is a file, and its stamp: the one is never there without the other."""
        if change is not None:
            change()
        self._index.put_file(name, stamp, problems)

    def _drop_articles(self, batch: Batch, name: str, cancelled: Callable[[], bool], but: int = -1) -> bool:
        """Drop a file's articles but for those of the reading `but`; whether it came to the end."""
        for number in self._index.rows_of(name, but):
            if cancelled():
                return False
            batch.add(partial(self._index.drop_article, number))
        return True

    # --- labels ---

    def _labels(self, batch: Batch, store: LabelStore, cancelled: Callable[[], bool]) -> bool:
        known = self._index.label_files(store.coder)
        names = {utf8(path): (path, stamp) for path, stamp in store.files()}
        gone = known.keys() - names.keys()
        stale = {path: found for path, found in names.items() if known.get(path) != found[1]}
        for path in gone:
            batch.add(partial(self._index.drop_label_file, store.coder, path))
        for path, (name, stamp) in stale.items():
            if cancelled():
                break
            self._read_labels(batch, store, path, name, stamp)
        batch.flush()
        return bool(gone or stale)

    def _read_labels(self, batch: Batch, store: LabelStore, path: str, name: str, stamp: Stamp) -> None:
        """Count one label file: `path` is its name as the index has it, `name` that on disk."""
        try:
            sheet = store.read_file(name)
        except RubricateError as error:
            batch.add(partial(self._put_labels, store, path, stamp, None, str(error)))
        else:
            batch.add(partial(self._put_labels, store, path, stamp, (sheet, self._progress(sheet))))

    def _put_labels(
        self,
        store: LabelStore,
        path: str,
        stamp: Stamp,
        found: tuple[Sheet, Progress | None] | None,
        problem: str = "",
    ) -> None:
        if found is not None and store.stamp(found[0].article)[1] != stamp:
            return  # labelled meanwhile: whoever did has counted it, or the next refresh does
        self._index.drop_label_file(store.coder, path)
        self._index.put_label_file(store.coder, path, stamp, found[0].article if found else None, problem)
        if found is not None and found[1] is not None:
            self._index.put_progress(store.coder, found[0].article, found[1])

    def count(self, sheet: Sheet) -> None:
        """Note what the store's coder just did on an article.

        Raises:
            sqlite3.OperationalError: the index is being written; the next refresh counts it.
        """
        # Before the article is on its way into a transaction: restored ranges need it to be read.
        found = sheet, self._progress(sheet)
        path, stamp = self._store.stamp(sheet.article)
        with self._index.writing(patience=BRIEF):
            self._put_labels(self._store, path, stamp, found)

    def _progress(self, sheet: Sheet) -> Progress | None:
        if any(mark.restored for mark in sheet.marks):
            # Restored ranges are tiled anew, which needs the sentences: the article itself.
            try:
                article = sources.read_article(sources.find(self._seeds, sheet.article))
            except RubricateError:
                return None
            return open_article(article, anchored(sheet, article)).progress()
        known = self._index.article(sheet.article)
        if known is None:
            return None
        return progress(known[1], indexed(sheet, self._index).marks)
