"""Articles brought into the index: of the files below `seeds/` those that are others than before.

Of a `.jsonl` file that changed only the lines that changed are parsed and segmented: the others are known
again by a digest, and at most where they stand is noted. A file that was left in the middle is gone on with
the same way.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path

from model import digests
from model.containers import StoredLines
from model.errors import NotTextError, RubricateError
from model.index import Batch, Entry, Index, Known, Stamp, entry, unreadable
from model.pace import Reached
from model.reading import jsonlines, sources
from model.reading.article import Article
from model.reading.jsonlines import Faults, Record
from model.reading.lines import NOWHERE, Line
from model.reading.sources import SeedFile, Source
from model.safetext import utf8

MUCH = 16 << 20
"""Bytes from which on it is worth while to sort dates at the end."""

Found = SeedFile | RubricateError


class SeedFiles:
    """Reads the files below `seeds` into `index`, once.

    Args:
        seeds: the folder of articles.
        index: where to.
        report: called with how far it is, at each article.
        cancelled: asked before each article.
    """

    def __init__(
        self, seeds: Path, index: Index, report: Callable[[Reached], object], cancelled: Callable[[], bool]
    ) -> None:
        self._seeds = seeds
        self._index = index
        self._report = report
        self._cancelled = cancelled
        self._batch = Batch(index, self._used_before)
        self._path, self._faults = seeds, Faults(seeds)
        """The container that is being read, and what is wrong with its lines."""
        self._articles = self._done = self._of = 0

    def read(self) -> bool:
        """Bring the index up to date; whether it was not."""
        changes = 0
        for found in self._changes():
            changes += 1
            self._of += found.size if isinstance(found, SeedFile) else 0
        if changes:
            self._read_changes()
        if not self._cancelled():
            # Also those of a reading that ended before it came to that. Where it fails (another program
            # writes, the disk is full) they are sorted when listed, and the next reading tries again.
            with suppress(sqlite3.OperationalError):
                self._index.sort_dates()
        return bool(changes)

    def _read_changes(self) -> None:
        digests.expect(self._of)
        if self._of >= MUCH:
            self._index.leave_dates()
        for found in self._changes():
            if self._cancelled():
                break
            self._take(found)
        self._batch.flush()

    # --- which files ---

    def _changes(self) -> Iterator[Found | str]:
        """Files that are others than the index knows, in the order of paths; then names of those that went.

        Neither the files nor what is known of them are all in memory.
        """
        known = self._index.files()
        name, stamp = next(known, ("", None))
        left: list[str] = []
        odd: dict[str, RubricateError] = {}
        for found in sources.walk(self._seeds):
            if isinstance(found, RubricateError):
                odd[_name(found)] = found  # named otherwise, and few: they have no place in the order
                continue
            while stamp is not None and name < found.name:
                left.append(name)
                name, stamp = next(known, ("", None))
            if name != found.name or stamp is None:
                yield found
                continue
            if stamp != _stamp(found):
                yield found
            name, stamp = next(known, ("", None))
        left.extend([name] if stamp is not None else [])
        left.extend(path for path, _ in known)
        yield from (fault for path, fault in odd.items() if self._index.stamp(path) != _stamp(fault))
        yield from (path for path in left if path not in odd)

    def _take(self, found: Found | str) -> None:
        if isinstance(found, str):
            if self._drop_articles(found):
                self._batch.add(partial(self._index.drop_file, found))
        elif isinstance(found, RubricateError):
            if self._drop_articles(_name(found)):
                self._batch.add(partial(self._index.put_file, _name(found), _stamp(found), [found]))
        elif found.holds_lines:
            self._read_lines(found)
        else:
            self._read_whole(found)

    # --- one article a file ---

    def _read_whole(self, found: SeedFile) -> None:
        source = Source(found.name, found.seeds, found.path, 0, found.size)
        row, problem = self._read(found, source.id, partial(sources.read_article, source))
        problems = [problem] if problem else []
        self._batch.put(row)  # before the stamp, which is never there without the article
        self._batch.add(partial(self._index.put_file, found.name, _stamp(found), problems))
        self._done += found.size
        self._tell(0)

    def _read(
        self,
        found: SeedFile,
        article_id: str,
        read: Callable[[], Article],
        line: Line = NOWHERE,
        mark: bytes = b"",
    ) -> tuple[Entry, RubricateError | None]:
        """The row of an article, and what is wrong with it."""
        try:
            return entry(found.name, read(), line, mark), None
        except RubricateError as error:
            problem = error
        except Exception as error:  # noqa: BLE001 - a fault in reading one must not hide all that follow
            what = f"can't be read: {type(error).__name__}: {error}"
            number = line.number or None
            problem = RubricateError(what, file=found.path, line=number, cure="report this fault")
        return unreadable(found.name, article_id, problem, line), problem

    # --- one article a line ---

    def _read_lines(self, found: SeedFile) -> None:
        self._path, self._faults = found.path, Faults(found.path)
        self._batch.add(partial(self._index.begin_file, found.name))
        self._batch.flush()
        stored = StoredLines(self._index, found.name, self._batch.seen)
        try:
            whole = self._each_line(found, stored)
        except FileNotFoundError:
            return
        except NotTextError as error:
            self._faults.add(error)
            whole = True
        self._done += found.size
        self._batch.flush()
        # Only now it is known what is left of before. The stamp says that all of it was done.
        if whole and (stored.none or self._drop_articles(found.name)):
            self._batch.add(partial(self._index.put_file, found.name, _stamp(found), self._faults.told()))

    def _each_line(self, found: SeedFile, stored: StoredLines) -> bool:
        """Bring the lines of a file into the index; whether it came to the end."""
        with sources.open_lines(found) as stream:
            for line, data in jsonlines.lines(stream, self._path):
                if self._cancelled():
                    return False
                self._tell(line.offset)
                known = stored.next_is(data, line.number)
                if known is None:
                    self._read_line(found, line, data, stored)
                elif known.line != line:
                    self._batch.move(known.number, line)
        return True

    def _read_line(self, found: SeedFile, line: Line, data: bytes, stored: StoredLines) -> None:
        try:
            record = jsonlines.parse(data, line.number, self._path)
        except RubricateError as error:
            self._faults.add(error)
            return
        mark = jsonlines.mark(data, line.number if record.numbered else 0)
        known = stored.find(sources.line_id(found, record))
        if known is not None and not self._batch.seen.add(known.number):
            self._faults.add(jsonlines.used_before(record.id, line.number, self._path))
        elif known is not None and known.mark == mark:
            self._batch.move(known.number, line)
        else:
            self._put_line(found, line, record, mark, known)

    def _put_line(
        self, found: SeedFile, line: Line, record: Record, mark: bytes, known: Known | None
    ) -> None:
        article_id = sources.line_id(found, record)
        read = partial(sources.article_of, article_id, record)
        row, problem = self._read(found, article_id, read, line, mark)
        if problem is not None:
            self._faults.add(problem)
        self._batch.put(row, known.number if known else None)

    def _used_before(self, row: Entry) -> None:
        self._faults.add(jsonlines.used_before(row.id[len(row.path) + 1 :], row.line, self._path))

    # --- both ---

    def _tell(self, bytes_of_file: int) -> None:
        self._articles += 1
        self._report(Reached(self._articles, self._done + bytes_of_file, self._of))

    def _drop_articles(self, name: str) -> bool:
        """Drop a file's articles that were not seen; whether it came to the end."""
        for number in self._index.numbers(name):
            if self._cancelled():
                return False
            if number not in self._batch.seen:
                self._batch.add(partial(self._index.drop_article, number))
        return True


def _name(fault: RubricateError) -> str:
    return utf8(fault.file or "seeds")


def _stamp(found: Found) -> Stamp:
    return (found.mtime_ns, found.size) if isinstance(found, SeedFile) else (0, 0)
