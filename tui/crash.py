"""Where an error that nobody caught is written: a log in the state folder, and one line for the person."""

from __future__ import annotations

import io
import os
from pathlib import Path

from rich.console import Console

from model.folders import state_folder
from model.safetext import safe, safe_line


class CrashLog:
    """Takes what Textual would print at the end: no byte of an article reaches the terminal with it."""

    def __init__(self, root: Path) -> None:
        self._text = io.StringIO()
        self._path = state_folder(root) / "crash.log"
        self.console = Console(
            file=self._text, width=120, color_system=None, markup=False, highlight=False, legacy_windows=False
        )

    def line(self) -> str:
        """Write the log; one line that says where it is, or empty where nothing went wrong."""
        text = safe(self._text.getvalue()).strip()
        if not text:
            return ""
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC
        try:
            with os.fdopen(os.open(self._path, flags, 0o600), "w", encoding="utf-8") as file:
                file.write(text + "\n")
        except OSError:
            return f"stopped by an error: {safe_line(text.splitlines()[-1])}"
        return (
            f"stopped by an error, {safe_line(text.splitlines()[-1])} (details: {safe_line(str(self._path))})"
        )
