from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

MEMORY = Path("/dev/shm")


@pytest.fixture
def arena() -> Iterator[Path]:
    """An empty folder in memory where there is one: a killed process leaves the same there as on a disk."""
    above = MEMORY if os.access(MEMORY, os.W_OK | os.X_OK) else None
    folder = Path(tempfile.mkdtemp(prefix="rubricate-", dir=above))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)
