"""The one kind of error a user is meant to read."""

from __future__ import annotations

from pathlib import Path

MALFORMED = (ValueError, TypeError, LookupError, AttributeError)
"""What taking a value apart can raise that is not what it should be: of a file that may be damaged."""


class RubricateError(Exception):
    """Something a person can act on: what is wrong, where, and what to do.

    Args:
        what: what is wrong, in a few words, lower case, no full stop.
        file: the file concerned, as the user would name it.
        line: line in that file, from 1.
        cure: what the user can do about it.
    """

    def __init__(
        self, what: str, *, file: str | Path | None = None, line: int | None = None, cure: str = ""
    ) -> None:
        super().__init__(what)
        self.what = what
        self.file = str(file) if file is not None else None
        self.line = line
        self.cure = cure

    def __str__(self) -> str:
        where = ""
        if self.file is not None:
            where = self.file if self.line is None else f"{self.file}:{self.line}"
            where += ": "
        return f"{where}{self.what}" + (f" ({self.cure})" if self.cure else "")


class FormatError(RubricateError):
    """A file was read but does not say what its format asks for."""


class NotTextError(RubricateError):
    """An article is not text: binary, unreadable, or not a regular file."""


class NotSavedError(RubricateError):
    """An operation did not reach the disk; memory must go back to what it was."""


class ConflictError(RubricateError):
    """What an operation expected to find has been changed by someone else."""
