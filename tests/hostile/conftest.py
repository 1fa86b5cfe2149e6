"""The corpus, made once; the tests only read it."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator

import pytest

from tests.hostile.corpus import Corpus, make


@pytest.fixture(scope="session")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Corpus]:
    """The hostile project."""
    folder = tmp_path_factory.mktemp("hostile")
    yield make(folder)
    # shutil.rmtree gives up on folders as deep as some of these.
    subprocess.run(["rm", "-rf", "--", str(folder)], check=False)
