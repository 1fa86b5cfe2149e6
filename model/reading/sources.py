"""Which articles lie below `seeds/`, and how to read one.

`.txt` and `.md` files are one article each, a `.jsonl` file holds one a line. Other files are passed
over, and so is everything hidden. Links are never followed.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from model.errors import FormatError, NotTextError, RubricateError
from model.reading import files, jsonlines
from model.reading.article import Article
from model.reading.jsonlines import Record
from model.reading.lines import Line

TEXT_SUFFIXES = (".txt", ".md")
LINES_SUFFIX = ".jsonl"
MARK = "#"
"""Stands between the path of a `.jsonl` file and the id of a line."""

READ_AHEAD = 1 << 20
"""Bytes of a `.jsonl` file that are read at a time."""
_MAX_DEPTH = 64
_COPY = "links are not followed; put a copy there, or remove it"
_LOOK = "look in seeds/ for its name; capitals count"


@dataclass(frozen=True, slots=True)
class SeedFile:
    """A file that holds articles, with what tells cheaply whether it has changed."""

    seeds: Path
    name: str
    """Path below `seeds`, with `/`."""
    size: int
    """Bytes."""
    mtime_ns: int
    """Time of the last change, nanoseconds since the epoch."""

    @property
    def path(self) -> Path:
        """Where it is."""
        return self.seeds / self.name

    @property
    def holds_lines(self) -> bool:
        """Whether it is a `.jsonl` file."""
        return self.name.lower().endswith(LINES_SUFFIX)


@dataclass(frozen=True, slots=True)
class Source:
    """Where an article stands; enough to read it without looking at any other."""

    id: str
    """As in `Article.id`."""
    seeds: Path
    path: Path
    offset: int = 0
    """First byte."""
    length: int = 0
    """Bytes."""
    line: int | None = None
    """Number from 1 of the line in a `.jsonl` file; None for a file that is one article."""


def walk(seeds: Path) -> Iterator[SeedFile | RubricateError]:
    """The files below `seeds` that hold articles, sorted by path; a problem for each that cannot be used."""
    try:
        found = seeds.is_dir()
    except OSError:
        found = False
    if not found:
        cure = "make the folder and put articles in it"
        yield RubricateError("there is no folder of articles", file=seeds, cure=cure)
        return
    yield from _walk(seeds, seeds, "", 0)


def _walk(seeds: Path, folder: Path, prefix: str, depth: int) -> Iterator[SeedFile | RubricateError]:
    try:
        with os.scandir(folder) as listing:
            entries = sorted((e for e in listing if not e.name.startswith(".")), key=_order)
    except OSError as error:
        reason = (error.strerror or "unreadable").lower()
        yield RubricateError(
            f"folder cannot be listed: {reason}", file=folder, cure="allow reading: chmod u+rx"
        )
        return
    for entry in entries:
        name = prefix + entry.name
        fault = _fault(entry, name)
        if fault is not None:
            yield fault
        elif not entry.is_dir(follow_symlinks=False):
            if _is_seed(entry.name):
                yield from _seed_file(seeds, entry, name)
        elif depth < _MAX_DEPTH:
            yield from _walk(seeds, folder / entry.name, f"{name}/", depth + 1)
        else:
            yield RubricateError("folders are nested too deep", file=entry.path, cure="move them up")


def _order(entry: os.DirEntry[str]) -> str:
    # With the slash, folders sort among files exactly as whole paths do.
    return entry.name + ("/" if entry.is_dir(follow_symlinks=False) else "")


def _is_seed(name: str) -> bool:
    return name.lower().endswith((*TEXT_SUFFIXES, LINES_SUFFIX))


def leads_to_folder(entry: os.DirEntry[str]) -> bool:
    """Whether it is a folder, or a link to one; links that lead in a circle or nowhere lead to none."""
    try:
        return entry.is_dir()
    except OSError:
        return False


def _fault(entry: os.DirEntry[str], name: str) -> RubricateError | None:
    folder = leads_to_folder(entry)
    if not (folder or _is_seed(entry.name)):
        return None
    if entry.is_symlink():
        return NotTextError("is a link", file=entry.path, cure=_COPY)
    if not entry.name.isprintable():
        what = "has a name that is not UTF-8 or holds control characters"
        return RubricateError(what, file=entry.path, cure="rename it")
    if LINES_SUFFIX + MARK in name.lower():
        return RubricateError(f'has "{LINES_SUFFIX}{MARK}" in its path', file=entry.path, cure="rename it")
    if not folder and not entry.is_file(follow_symlinks=False):
        return NotTextError("is not a regular file", file=entry.path, cure="remove it")
    return None


def _seed_file(seeds: Path, entry: os.DirEntry[str], name: str) -> Iterator[SeedFile]:
    try:
        status = entry.stat(follow_symlinks=False)
    except FileNotFoundError:
        return  # deleted since the folder was listed
    yield SeedFile(seeds, name, status.st_size, status.st_mtime_ns)


def sources_in(file: SeedFile) -> Iterator[Source | RubricateError]:
    """The articles of one file, in order, then its problems; a broken line does not hide the others."""
    if not file.holds_lines:
        yield Source(file.name, file.seeds, file.path, 0, file.size)
        return
    faults = jsonlines.Faults(file.path)
    try:
        with open_lines(file) as stream:
            for line, record in jsonlines.records(stream, file.path, faults):
                yield Source(line_id(file, record), file.seeds, file.path, *line)
    except FileNotFoundError:
        return
    except RubricateError as error:
        yield error
    yield from faults.told()


def open_lines(file: SeedFile) -> BinaryIO:
    """A `.jsonl` file, to be read line by line. The caller closes it.

    Raises:
        FileNotFoundError: it was deleted since it was found.
        NotTextError: it can't be read.
    """
    return os.fdopen(files.open_regular(file.path, file.seeds), "rb", READ_AHEAD)


def line_id(file: SeedFile, record: Record) -> str:
    """The id of an article that is one line of a file."""
    return f"{file.name}{MARK}{record.id}"


def discover(seeds: Path) -> Iterator[Source | RubricateError]:
    """All articles below `seeds`, file by file in the order of paths, and the problems met on the way."""
    for file in walk(seeds):
        if isinstance(file, RubricateError):
            yield file
        else:
            yield from sources_in(file)


def find(seeds: Path, article_id: str, line: Line | None = None) -> Source:
    """The source of one article, without looking at other files. An id cannot leave `seeds`.

    Args:
        seeds: the folder of articles.
        article_id: as in `Article.id`.
        line: where the article stood in its `.jsonl` file when it was last looked at: if it still does, no
            other line is read.

    Raises:
        RubricateError: there is no such article.
    """
    name, mark, _ = _split_id(article_id)
    parts = name.split("/")
    plain = all(part and not part.startswith(".") and part.isprintable() for part in parts)
    if not plain or not _is_seed(name) or bool(mark) != name.lower().endswith(LINES_SUFFIX):
        raise _no_article(article_id)
    path = seeds.joinpath(*parts)
    try:
        descriptor = files.open_regular(path, seeds)
    except OSError as error:
        raise _no_article(article_id) from error
    with os.fdopen(descriptor, "rb") as stream:
        status = os.fstat(stream.fileno())
        file = SeedFile(seeds, name, status.st_size, status.st_mtime_ns)
    if not file.holds_lines:
        return Source(name, seeds, path, 0, status.st_size)
    return (_near(file, article_id, line) if line else None) or _search(file, article_id)


def _near(file: SeedFile, article_id: str, line: Line) -> Source | None:
    """The article, if it is where it is believed to be."""
    if not 0 <= line.offset <= line.offset + line.length <= file.size:
        return None
    source = Source(article_id, file.seeds, file.path, *line)
    try:
        _read_line(source, line.number)
    except RubricateError:
        return None
    return source


def _search(file: SeedFile, article_id: str) -> Source:
    """Read the whole file, line by line."""
    for source in sources_in(file):
        if isinstance(source, Source) and source.id == article_id:
            return source
    raise _no_article(article_id)


def _split_id(article_id: str) -> tuple[str, str, str]:
    """Path, `#` or nothing, id of the line or nothing."""
    at = article_id.lower().find(LINES_SUFFIX + MARK)
    if at < 0:
        return article_id, "", ""
    at += len(LINES_SUFFIX)
    return article_id[:at], MARK, article_id[at + 1 :]


def _no_article(article_id: str) -> RubricateError:
    return RubricateError("there is no such article", file=article_id, cure=_LOOK)


def read_article(source: Source) -> Article:
    """Read, decode and segment one article.

    Raises:
        NotTextError: it cannot be read, or is not text.
        FormatError: its line of a `.jsonl` file has changed or gone since it was found.
    """
    return article_in(source, read_record(source))


def read_record(source: Source) -> Record:
    """Read and decode one article.

    Raises:
        NotTextError: it cannot be read; whether a file holds text is for `article_in` to find out.
        FormatError: as `read_article`.
    """
    if source.line is not None:
        return _read_line(source, source.line)
    text, encoding = files.decode(files.read_article_bytes(source.path, source.seeds), source.path)
    return Record(source.id, text, encoding=encoding)


def article_in(source: Source, record: Record) -> Article:
    """The article of what `read_record` read, segmented. Raises as that, of a file that is no text."""
    if source.line is None:
        files.need_text(record.text, source.path)
    return article_of(source.id, record)


def article_of(article_id: str, record: Record) -> Article:
    """The article of a record that is text."""
    from model.reading.build import build_article  # noqa: PLC0415 - memory: as in `Article.sentences_in`

    return build_article(
        article_id, record.text, title=record.title, date=record.date, encoding=record.encoding
    )


def _read_line(source: Source, number: int) -> Record:
    try:
        descriptor = files.open_regular(source.path, source.seeds)
    except FileNotFoundError as error:
        raise NotTextError("is not there", file=source.path, cure="it was moved or deleted") from error
    with os.fdopen(descriptor, "rb") as stream:
        # One byte before: unless that ends a line, the file has changed under the offset.
        stream.seek(max(0, source.offset - 1))
        before = stream.read(1) if source.offset else b"\n"
        data = stream.read(min(source.length, files.MAX_ARTICLE_BYTES + 1))
    moved = FormatError(
        "has changed since it was listed", file=source.path, line=number, cure="list the articles again"
    )
    if before != b"\n" or len(data) != source.length:
        raise moved
    try:
        record = jsonlines.parse(data, number, source.path)
    except FormatError as error:
        raise moved from error
    if record.id != _split_id(source.id)[2]:
        raise moved
    return replace(record, mark=jsonlines.mark(data, number if record.numbered else 0))
