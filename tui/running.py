"""The app on a terminal, from its start to its exit code."""

from __future__ import annotations

import signal
import sys
from pathlib import Path

from model.project import Project
from model.safetext import safe_line
from tui.app import RubricateApp
from tui.early import HELD, Early
from tui.lasting import lasting_terminal

SWITCH = 0.0005
"""Seconds for which a thread may keep the screen waiting at a time."""


def run(root: Path, coder: str | None = None, *, learn: bool = True, early: Early | None = None) -> int:
    """Open the project at `root` on the screen until the person quits; `early` has the terminal until then.

    Returns:
        The exit code: 0, or 1 after an error that nobody caught, or 128 + the number of a signal.

    Raises:
        RubricateError: there is no project at `root`.
    """
    app = RubricateApp(Project.open(root, coder), learn=learn, early=early)
    # Until the app can end in an orderly way, signals wait: the driver has changed the terminal by then.
    held = signal.pthread_sigmask(signal.SIG_BLOCK, HELD)
    switch = sys.getswitchinterval()
    sys.setswitchinterval(SWITCH)
    try:
        with lasting_terminal():
            app.run()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, held)
        sys.setswitchinterval(switch)
        app.finish()
    app.keeping.keep()
    for line in (app.crash.line(), *app.unsaid):
        if line:
            print(safe_line(line), file=sys.stderr)
    return app.return_code or 0
