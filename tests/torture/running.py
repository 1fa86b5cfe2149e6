"""Run a module of this package as a program of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def start(module: str, *arguments: object, home: Path) -> subprocess.Popen[str]:
    """`python -m tests.torture.MODULE ARGUMENTS`, with the user's folders below `home`."""
    words = [sys.executable, "-m", f"tests.torture.{module}", *map(str, arguments)]
    own = {f"XDG_{kind}_HOME": str(home / kind.lower()) for kind in ("CACHE", "STATE", "CONFIG")}
    # The tree that is tested, not the one that is installed: the mutants are copies.
    env = {**os.environ, **own, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(words, stdout=subprocess.PIPE, text=True, env=env, cwd=ROOT)


def said(program: subprocess.Popen[str]) -> str:
    """What it printed; it must have ended well."""
    out, _ = program.communicate()
    assert program.returncode == 0, out
    return out
