"""The codebook on disk: read it, change it, put an earlier one back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from model.coding import codebook_file
from model.coding.codebook import Codebook, validate
from model.coding.saving import LABELS, Files, fitting
from model.errors import ConflictError, FormatError, NotSavedError

CODEBOOK = "codebook.yaml"
_FILE = f"{LABELS}/{CODEBOOK}"


class CodebookStore:
    """The codebook of the project at `root`."""

    def __init__(self, root: Path) -> None:
        """Nothing is read yet."""
        self._files = Files(root)

    def read_codebook(self) -> Codebook:
        """The codebook; an empty one where there is no file.

        Raises:
            FormatError: the file is damaged or can't be read.
        """
        data = self._files.load((LABELS, CODEBOOK))
        return Codebook() if data is None else codebook_file.parse(data, _FILE)

    def edit_codebook(self, edit: Callable[[Codebook], Codebook]) -> tuple[Codebook, Codebook]:
        """Change the codebook as it is on disk now; what it was and what it is.

        Raises:
            RubricateError: `edit` refused, or its result is not valid; nothing is written.
            FormatError: the file is damaged; nothing is written.
            NotSavedError: it is not on disk.
        """
        pairs: list[tuple[Codebook, Codebook]] = []

        def change(data: bytes | None) -> bytes | None:
            before = Codebook() if data is None else codebook_file.parse(data, _FILE)
            after = validate(edit(before))
            pairs.append((before, after))
            return None if after == before else _emitted(after)

        self._files.update((LABELS,), (CODEBOOK,), change)
        return pairs[-1]

    def replace_codebook(self, before: Codebook, after: Codebook) -> Codebook:
        """Put `after` in the place of `before` (for undo and redo).

        Raises:
            ConflictError: the codebook is no longer `before`; nothing is written.
            FormatError: the file is damaged; nothing is written.
            NotSavedError: it is not on disk.
        """

        def edit(found: Codebook) -> Codebook:
            if found == before:
                return after
            raise ConflictError("the codebook has been changed since", file=_FILE, cure="edit it by hand")

        return self.edit_codebook(edit)[1]


def _emitted(book: Codebook) -> bytes:
    """The file for a codebook, which reads back as the same."""
    data = fitting(codebook_file.emit(book), _FILE)
    try:
        same = codebook_file.parse(data, _FILE) == book
    except FormatError as error:
        raise NotSavedError(f"NOT saved: {error.what}", file=_FILE, cure=error.cure) from None
    if not same:
        raise NotSavedError("NOT saved: a text can't be written in UTF-8", file=_FILE, cure="type it anew")
    return data
