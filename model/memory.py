"""What goes into the journal once it is on disk: enough to undo it, and to restore the file it went into."""

from __future__ import annotations

from collections.abc import Callable

from model.coding.history import file_digest
from model.coding.journal import Journal, Operation
from model.coding.marks import Change, Sheet


class Memory:
    """Records in `journal`. What can't be recorded is no reason to call a saved label unsaved."""

    def __init__(self, journal: Journal) -> None:
        """Nothing is recorded yet."""
        self._journal = journal
        self._known: dict[str, str] = {}
        """Of which text of each article the journal has the whole sheet."""

    def changed(self, change: Change, sheet: Sheet) -> str:
        """Remember a change of a mark that led to `sheet`; what went wrong, or empty."""
        note = self.note(lambda: self._journal.record_change(change, file_digest(sheet)))
        self._whole(sheet)
        return note

    def travelled(self, operation: Operation, back: bool, sheet: Sheet | None) -> str:
        """Remember an undo or redo, which led to `sheet` or is of the codebook; what went wrong, or empty."""
        record = self._journal.undone if back else self._journal.redone
        note = self.note(lambda: record(operation, file_digest(sheet) if sheet is not None else ""))
        if sheet is not None and operation.change is not None:
            # Brought to another text than it was made for, it does not tell what became of the others.
            self._whole(sheet, moved=operation.change.digest != sheet.digest)
        return note

    def _whole(self, sheet: Sheet, *, moved: bool = False) -> None:
        """Once for each text of each article: labels that were made elsewhere can be restored, too."""
        if moved or self._known.get(sheet.article) != sheet.digest:
            self._known[sheet.article] = sheet.digest
            if moved or len(sheet.marks) + len(sheet.unplaced) > 1:
                self.note(lambda: self._journal.record_sheet(sheet, file_digest(sheet), settled=False))

    @staticmethod
    def note(record: Callable[[], object]) -> str:
        """Record something; what went wrong, or empty."""
        try:
            record()
        except OSError as error:
            return f"saved, but it can't be undone: {error.strerror or error}"
        return ""
