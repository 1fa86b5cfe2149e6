"""No test touches the real cache or state of the person who runs it, or takes all of the cores."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

# Read when numpy is imported, here and in the processes that tests start. Its threads wait for each other by
# spinning: with several tests at a time that took a third of all processor time.
os.environ.update({f"{library}_NUM_THREADS": "1" for library in ("OMP", "OPENBLAS", "MKL")})


@pytest.fixture(autouse=True)
def private_folders(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Point the user's cache and state folders into a temporary one; subprocesses inherit it."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("XDG_CACHE_HOME", str(home / "cache"))
    monkeypatch.setenv("XDG_STATE_HOME", str(home / "state"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / "config"))
    return home
