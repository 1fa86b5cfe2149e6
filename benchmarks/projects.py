"""The projects that are measured: made up once, kept, and indexed by the program itself."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from benchmarks import corpora

CODER = "bench"
"""Whose labels are given, and taken away before each run."""
NAME = "a.jsonl"
"""So short that the library shows all of an article's id."""
Report = dict[str, float]


class Projects:
    """Projects below a folder, with a cache and a state folder of their own.

    Args:
        folder: where everything is kept.
        wanted: what cases.toml says of them.
        size: the articles of a project whose number is "SIZE".
    """

    def __init__(self, folder: Path, wanted: Mapping[str, Mapping[str, Any]], size: int) -> None:
        self.folder = folder
        self._wanted = wanted
        self._size = size
        folder.mkdir(parents=True, exist_ok=True)

    @property
    def env(self) -> dict[str, str]:
        """So that the program keeps to this folder, and has its bytecode as an installed one has."""
        homes = {f"XDG_{kind}_HOME": str(self.folder / kind.lower()) for kind in ("CACHE", "STATE", "CONFIG")}
        return {**homes, "PYTHONDONTWRITEBYTECODE": ""}

    @property
    def names(self) -> list[str]:
        """All projects."""
        return list(self._wanted)

    def path(self, name: str) -> Path:
        """Where a project is."""
        wanted = self._wanted[name]
        if passages := wanted.get("passages"):
            return self.folder / f"article-{passages}"
        return self.folder / f"library-{self._articles(name)}"

    def _articles(self, name: str) -> int:
        number = self._wanted[name]["articles"]
        return self._size if number == "SIZE" else int(number)

    def prepare(self, name: str) -> None:
        """Make a project unless it is there; index what is not indexed yet."""
        path = self.path(name)
        if not path.exists():
            say(f"making {path}")
            half = path.with_name(f"{path.name}.half")
            shutil.rmtree(half, ignore_errors=True)
            if passages := self._wanted[name].get("passages"):
                corpora.long_article(half, passages)
            else:
                corpora.library(half, self._articles(name), name=NAME)
            half.rename(path)
        if self._wanted[name].get("indexed", True):
            say(f"indexing {path}")
            self.inside("index", path)

    def reset(self) -> None:
        """Take away what an earlier run left: labels given, and what the program remembers or kept."""
        for labels in self.folder.glob(f"*/labels/{CODER}"):
            shutil.rmtree(labels)
        shutil.rmtree(self.folder / "state", ignore_errors=True)
        for name in (f"suggestions-{CODER}*", "frame"):
            for kept in self.folder.glob(f"cache/rubricate/*/{name}"):
                kept.unlink()

    def inside(self, what: str, path: Path) -> Report:
        """Figures of `benchmarks.inside`, in a process of its own."""
        command = [sys.executable, "-m", "benchmarks.inside", what, str(path)]
        done = subprocess.run(  # noqa: S603 - this very package
            command, env={**os.environ, **self.env}, stdout=subprocess.PIPE, check=True, encoding="utf-8"
        )
        found: Report = json.loads(done.stdout)
        return found


def say(words: str) -> None:
    """Tell how far it is."""
    print(words, file=sys.stderr, flush=True)
