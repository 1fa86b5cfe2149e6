"""Bring the index up to date with the files: only what changed since is read again."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from model.articles import Articles
from model.coding.marks import Sheet
from model.coding.progress import Progress, progress
from model.coding.store import LabelStore
from model.errors import RubricateError
from model.index import Batch, Index, Stamp
from model.indexed import indexed
from model.opened import anchored, open_article
from model.pace import Reached
from model.safetext import utf8
from model.seedfiles import SeedFiles

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

    def run(self, report: Callable[[Reached], object], cancelled: Callable[[], bool]) -> bool:
        """Read changed seed files, then changed label files; whether there were any.

        Args:
            report: called with how far the reading of articles is.
            cancelled: asked before each article and each label file.
        """
        changed = SeedFiles(self._seeds, self._index, report, cancelled).read()
        batch = Batch(self._index)
        for coder in self._store.coders():
            if cancelled():
                break
            changed |= self._labels(batch, LabelStore(self._root, coder), cancelled)
        batch.flush()
        return changed

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
                article = Articles(self._root, self._index).read(sheet.article)
            except RubricateError:
                return None
            return open_article(article, anchored(sheet, article)).progress()
        known = self._index.article(sheet.article)
        if known is None:
            return None
        return progress(known[1].edges, indexed(sheet, self._index).marks)
