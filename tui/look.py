"""The look that was chosen last, light or dark, remembered in the user's state folder for all projects."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from platformdirs import user_state_path

DARK, LIGHT = "rubricate-dark", "rubricate-light"
"""Names of the themes, see `tui.themes`."""
_WORDS = {LIGHT: "light", DARK: "dark"}
_FLAGS = os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


def _path() -> Path:
    return user_state_path("rubricate") / "look"


def remembered() -> str:
    """Name of the theme that was chosen last; the dark one where that can't be told."""
    with suppress(OSError), os.fdopen(os.open(_path(), os.O_RDONLY | _FLAGS), "rb") as file:
        if file.read(16).strip() == b"light":
            return LIGHT
    return DARK


def remember(theme: str) -> None:
    """Note the name of the theme for the next start; where that fails nothing is lost but a key."""
    with suppress(OSError):
        _path().parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | _FLAGS
        with os.fdopen(os.open(_path(), flags, 0o600), "w", encoding="ascii") as file:
            file.write(_WORDS[theme] + "\n")
