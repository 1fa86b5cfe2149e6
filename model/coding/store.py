"""The one way to labels and codebook on disk, for reading and for changing.

One operation: lock, reread the file as it is now, apply, write beside, fsync, look whether another program
changed it meanwhile, rename, fsync the folder, unlock. What can't be read is never overwritten and never
taken for "no labels".
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

from model.coding import disk, sheets
from model.coding.codebook_store import CodebookStore
from model.coding.marks import Change, Request, Sheet, apply_change, apply_request
from model.coding.names import SUFFIX, is_coder, label_path, need_coder
from model.coding.saving import LABELS, fitting
from model.coding.strictyaml import storable
from model.errors import ConflictError, FormatError, NotSavedError, RubricateError

MAX_FOLDERS = 64
"""Folders within each other below a coder's: as many as are read below seeds/."""

Anchor = Callable[[Sheet, str], Sheet]
"""From a sheet as it is on disk, and the digest of the text that an operation is for, to the sheet for it.

It is called under the lock for every operation, and needs the text only where the digests differ: it gets it
itself then, and raises ConflictError where that text is not what it finds.
"""


def same_text(sheet: Sheet, digest: str) -> Sheet:
    """The Anchor that moves nothing.

    Raises:
        ConflictError: the sheet belongs to another text.
    """
    if sheet.digest == digest:
        return sheet
    if not sheet.marks and not sheet.unplaced:
        return replace(sheet, digest=digest)
    raise ConflictError(
        "the article has changed since it was labelled",
        file=sheet.article,
        cure="put back the text that was labelled",
    )


class LabelStore(CodebookStore):
    """One coder's label files, and the codebook, of the project at `root`. Threads may share it."""

    def __init__(self, root: Path, coder: str, anchor: Anchor = same_text) -> None:
        """A store; nothing is read yet.

        Raises:
            RubricateError: `coder` is not fit to be a folder's name.
        """
        need_coder(coder)
        super().__init__(Path(root))
        self.root = Path(root)
        self.coder = coder
        self.anchor = anchor
        self._recent = _Recent()

    # --- reading ---

    def read(self, article_id: str, digest: str = "") -> Sheet:
        """This coder's sheet on an article; an empty one, with `digest`, where there is no file.

        A sheet that belongs to another text keeps its own digest.

        Raises:
            FormatError: the file is damaged or can't be read.
        """
        sheet = self._read(label_path(article_id))
        if sheet is None:
            return Sheet(storable(article_id), digest)
        self._check_article(sheet, article_id)
        return sheet

    def read_file(self, path: str) -> Sheet:
        """The sheet in a label file, named as by `files`.

        Raises:
            FormatError: it is damaged, can't be read, or is not where its article's labels belong.
        """
        sheet = self._read(tuple(path.split("/")))
        if sheet is None:
            raise FormatError("no such file", file=self._name(path), cure="it has been moved or deleted")
        expected = "/".join(label_path(sheet.article))
        if expected != path:
            what = f"holds the labels of {sheet.article}"
            raise FormatError(what, file=self._name(path), cure=f"rename it to {self._name(expected)}")
        return sheet

    def files(self) -> Iterator[tuple[str, tuple[int, int]]]:
        """Path below the coder's folder, and (modification time in ns, size), of each label file.

        What can't be entered or is a link is listed too: `read_file` says why it can't be read.
        """
        pending: list[tuple[str, ...]] = [()]
        while pending:
            parts = pending.pop()
            try:
                with disk.opened(self.root, (LABELS, self.coder, *parts)) as folder:
                    entries = folder.entries()
            except FileNotFoundError:
                continue
            except OSError:
                yield "/".join(parts) or ".", (0, 0)
                continue
            for name, is_folder, stamp in entries:
                if is_folder and len(parts) < MAX_FOLDERS:
                    pending.append((*parts, name))
                elif is_folder or name.endswith(SUFFIX):
                    yield "/".join((*parts, name)), stamp

    def sheets(self) -> Iterator[Sheet | RubricateError]:
        """Each label file's sheet, or what is wrong with the file."""
        for path, _ in self.files():
            try:
                yield self.read_file(path)
            except RubricateError as error:
                yield error

    def stamp(self, article_id: str) -> tuple[str, tuple[int, int]]:
        """Path and (modification time in ns, size) of an article's label file, as `files` gives them."""
        path = label_path(article_id)
        try:
            with disk.opened(self.root, (LABELS, self.coder, *path[:-1])) as folder:
                status = os.stat(path[-1], dir_fd=folder.fd, follow_symlinks=False)
        except OSError:
            return "/".join(path), (0, 0)
        return "/".join(path), (status.st_mtime_ns, status.st_size)

    def coders(self) -> list[str]:
        """The names of all who have a folder of labels."""
        try:
            with disk.opened(self.root, (LABELS,)) as folder:
                return [name for name, is_folder, _ in folder.entries() if is_folder and is_coder(name)]
        except OSError:
            return []

    # --- changing ---

    def apply(self, asked: Request) -> tuple[Sheet, Change]:
        """Do what is asked, on the file as it is now; the sheet then, and what was changed. It is on disk.

        Raises:
            NotSavedError: it is not on disk.
            ConflictError: the article has changed since it was labelled; nothing is written.
            FormatError: the file is damaged; nothing is written.
        """
        asked = sheets.storable_request(asked)
        changes: list[Change] = []

        def step(sheet: Sheet) -> Sheet:
            after, change = apply_request(sheet, asked)
            changes.append(change)
            return after

        sheet = self._change(asked.article, asked.digest, step)
        return sheet, changes[-1]

    def put(self, change: Change) -> Sheet:
        """Make a change (of undo or redo) that must find what it expects; the sheet then. It is on disk.

        Raises:
            ConflictError: the mark is no longer `change.before`; nothing is written.
            NotSavedError, FormatError: as `apply`.
        """
        return self._change(change.article, change.digest, partial(apply_change, change=change))

    # --- how ---

    def _name(self, path: str) -> str:
        return f"{LABELS}/{self.coder}/{path}"

    def _read(self, path: tuple[str, ...]) -> Sheet | None:
        data = self._files.load((LABELS, self.coder, *path))
        return None if data is None else self._parse(data, self._name("/".join(path)))

    def _parse(self, data: bytes, file: str) -> Sheet:
        sheet = self._recent.get(file, data) or sheets.parse(data, file)
        self._recent.put(file, data, sheet)
        return sheet

    def _check_article(self, sheet: Sheet, article_id: str) -> None:
        if sheet.article != storable(article_id):
            file = self._name("/".join(label_path(article_id)))
            what = f"holds the labels of {sheet.article}, not of {storable(article_id)}"
            raise FormatError(what, file=file, cure="move it away, or correct the line article:")

    def _change(self, article_id: str, digest: str, step: Callable[[Sheet], Sheet]) -> Sheet:
        path = label_path(article_id)
        file = self._name("/".join(path))
        result: list[Sheet] = []

        def change(data: bytes | None) -> bytes | None:
            found = Sheet(storable(article_id), digest) if data is None else self._parse(data, file)
            self._check_article(found, article_id)
            after = step(self.anchor(found, digest))
            result.append(after)
            if after == found:
                return None
            _check_readable(after, found, file)
            made = fitting(sheets.emit(after), file)
            self._recent.put(file, made, after)
            return made

        self._files.update((LABELS, self.coder), path, change)
        return result[-1]


class _Recent:
    """Sheets of the bytes last read or written, so that rereading an unchanged file costs no parsing."""

    KEPT = 8

    def __init__(self) -> None:
        self._kept: dict[str, tuple[bytes, Sheet]] = {}
        self._lock = threading.Lock()

    def get(self, file: str, data: bytes) -> Sheet | None:
        kept = self._kept.get(file)
        return kept[1] if kept is not None and kept[0] == data else None

    def put(self, file: str, data: bytes, sheet: Sheet) -> None:
        with self._lock:
            self._kept.pop(file, None)
            self._kept[file] = data, sheet
            if len(self._kept) > self.KEPT:
                del self._kept[next(iter(self._kept))]


def _check_readable(after: Sheet, before: Sheet, file: str) -> None:
    """Refuse to write a mark that could not be read again."""
    known = {id(mark) for mark in (*before.marks, *before.unplaced)}
    marks, unplaced = ([m for m in some if id(m) not in known] for some in (after.marks, after.unplaced))
    new = replace(after, marks=tuple(marks), unplaced=tuple(unplaced))
    try:
        same = sheets.parse(sheets.emit(new), file) == new
    except FormatError as error:
        raise NotSavedError(f"NOT saved: {error.what}", file=file, cure=error.cure) from None
    if not same:
        raise NotSavedError("NOT saved: it could not be read again", file=file, cure="report this fault")
