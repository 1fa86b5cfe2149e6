"""Bring the index up to date with the files: only what changed since is read again."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from model.coding.anchor import anchor
from model.coding.marks import Sheet
from model.coding.progress import Progress, progress
from model.coding.store import LabelStore
from model.errors import RubricateError
from model.index import Index, Stamp
from model.opened import anchored, open_article
from model.reading import sources
from model.reading.sources import SeedFile


def _name(found: SeedFile | RubricateError) -> str:
    return found.name if isinstance(found, SeedFile) else (found.file or "seeds")


def _stamp(found: SeedFile | RubricateError) -> Stamp:
    return (found.mtime_ns, found.size) if isinstance(found, SeedFile) else (0, 0)


class Refresh:
    """Reads the files of the project at `root` into `index`. `store` is any coder's store of it."""

    def __init__(self, root: Path, index: Index, store: LabelStore) -> None:
        self._root = root
        self._seeds = root / "seeds"
        self._index = index
        self._store = store

    def run(self, report: Callable[[int, int], None], cancelled: Callable[[], bool]) -> bool:
        """Read changed seed files, then changed label files; whether there were any."""
        changed = self._articles(report, cancelled)
        for coder in self._store.coders():
            if cancelled():
                break
            changed |= self._labels(LabelStore(self._root, coder))
        return changed

    # --- articles ---

    def _articles(self, report: Callable[[int, int], None], cancelled: Callable[[], bool]) -> bool:
        known = self._index.files()
        present = {_name(found): found for found in sources.walk(self._seeds)}
        gone = known.keys() - present.keys()
        stale = [found for name, found in present.items() if known.get(name) != _stamp(found)]
        with self._index.writing():
            for name in gone:
                self._index.drop_file(name)
        for done, found in enumerate(stale):
            if cancelled():
                break
            report(done, len(stale))
            with self._index.writing():
                self._read_file(found)
        report(len(stale), len(stale))
        return bool(gone or stale)

    def _read_file(self, found: SeedFile | RubricateError) -> None:
        name = _name(found)
        self._index.drop_file(name)
        if isinstance(found, RubricateError):
            self._index.put_file(name, _stamp(found), [found])
            return
        problems: list[RubricateError] = []
        for source in sources.sources_in(found):
            if isinstance(source, RubricateError):
                problems.append(source)
                continue
            try:
                self._index.put_article(name, sources.read_article(source))
            except RubricateError as error:
                problems.append(error)
                self._index.put_unreadable(name, source.id, error)
        self._index.put_file(name, _stamp(found), problems)

    # --- labels ---

    def _labels(self, store: LabelStore) -> bool:
        known = self._index.label_files(store.coder)
        present = dict(store.files())
        gone = known.keys() - present.keys()
        stale = [path for path, stamp in present.items() if known.get(path) != stamp]
        with self._index.writing():
            for path in (*gone, *stale):
                self._index.drop_label_file(store.coder, path)
            self._read_labels(store, stale, present)
        return bool(gone or stale)

    def _read_labels(
        self, store: LabelStore, paths: Iterable[str], stamps: dict[str, tuple[int, int]]
    ) -> None:
        for path in paths:
            try:
                sheet = store.read_file(path)
            except RubricateError as error:
                self._index.put_label_file(store.coder, path, stamps[path], None, str(error))
                continue
            self._index.put_label_file(store.coder, path, stamps[path], sheet.article)
            self._put(store.coder, sheet)

    def count(self, sheet: Sheet) -> None:
        """Note what the store's coder just did on an article."""
        with self._index.writing():
            path, stamp = self._store.stamp(sheet.article)
            self._index.put_label_file(self._store.coder, path, stamp, sheet.article)
            self._put(self._store.coder, sheet)

    def _put(self, coder: str, sheet: Sheet) -> None:
        count = self._progress(sheet)
        if count is not None:
            self._index.put_progress(coder, sheet.article, count)

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
        digest, passages = known
        if digest and digest != sheet.digest:
            text = self._index.text(sheet.article)
            sheet = anchor(sheet, text, digest, passages).sheet
        return progress(passages, sheet.marks)
