"""From a label to suggestions, by the process the app starts: python -m benchmarks.learning PROJECT.

The control, in the same run, is what a program does that keeps nothing: all texts vectorised anew, one linear
classifier a theme (liblinear), all probabilities. PROJECT is a copy to spoil, from benchmarks.corpora with
--labels; labels are added to it. Seconds are of the clock, unless they are said to be of the processor.
"""

from __future__ import annotations

import argparse
import json
import os
import queue
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from benchmarks.corpora import CODER
from model.coding.marks import SetTheme, request
from model.learning import baselines
from model.learning.trainer import Trainer
from model.project import Project
from tui.engine_client import engine_command, engine_environment

ROUNDS = 5
NAIVE = 20_000
"""Passages, at most, that the control takes: at a million it would take minutes."""
PATIENCE = 3600.0
Figures = dict[str, float]


class Process:
    """A training process, started as the app starts it."""

    def __init__(self, root: Path) -> None:
        self.began = time.monotonic()
        self._process = subprocess.Popen(  # noqa: S603 - our own program
            engine_command(root, CODER),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=engine_environment(),
        )
        self._heard: queue.SimpleQueue[tuple[float, dict[str, Any]]] = queue.SimpleQueue()
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        for line in self._process.stdout or ():
            self._heard.put((time.monotonic(), json.loads(line)))

    def train(self, revision: int, first: str) -> dict[str, float]:
        """When each event of a training was last heard; "early" is the first "visible"."""
        asked = {"do": "train", "revision": revision, "first": first}
        assert self._process.stdin  # noqa: S101 - for the type checker: it is a pipe
        self._process.stdin.write(json.dumps(asked).encode() + b"\n")
        self._process.stdin.flush()
        found: dict[str, float] = {}
        while "done" not in found:
            at, event = self._heard.get(timeout=PATIENCE)
            if event["event"] == "failed":
                raise SystemExit(f"the training failed: {event['why']}")
            found[event["event"]] = at
            if event["event"] == "visible":
                found.setdefault("early", at)
        return found

    def memory(self) -> Figures:
        """Megabytes: at most so far, and now of its own, without mapped files."""
        status = Path(f"/proc/{self._process.pid}/status").read_text(encoding="utf-8")
        fields = dict(line.split(":", 1) for line in status.splitlines())
        return {
            name: int(fields[field].split()[0]) / 1024
            for name, field in (("peak_mb", "VmHWM"), ("own_mb", "RssAnon"))
        }

    def close(self) -> None:
        """End it."""
        assert self._process.stdin  # noqa: S101 - see `train`
        self._process.stdin.close()
        self._process.wait()


def measure(root: Path) -> Figures:
    """All figures of a project whose index is up to date."""
    project = Project.open(root, CODER)
    articles = _unlabelled(project)
    figures: Figures = {"passages": project.totals().passages}
    process = Process(root)
    heard = process.train(0, next(articles))
    figures["first_start"] = heard["early"] - process.began
    figures["first_all"] = heard["done"] - process.began
    process.close()
    process = Process(root)
    heard = process.train(1, next(articles))
    figures["start"], figures["start_all"] = (heard[name] - process.began for name in ("early", "done"))
    visible, rest = [], []
    for revision, article in enumerate(islice(articles, ROUNDS), start=2):
        _label(project, article)
        began = time.monotonic()
        heard = process.train(revision, article)
        visible.append(heard["early"] - began)
        rest.append(heard["done"] - began)
    figures |= {"label_visible": statistics.median(visible), "label_all": statistics.median(rest)}
    figures |= process.memory()
    process.close()
    return figures | naive(project)


def naive(project: Project) -> Figures:
    """The control: seconds of the processor, and the passages it took."""
    training, _ = Trainer(project).training()
    texts = list(islice(_passages(project), NAIVE))
    began = time.process_time()
    # One vectorizer for both: it is fitted on all, and labelled passages are among the texts.
    X = baselines.field_features([*training.texts, *texts])
    n = len(training.texts)
    baselines.one_vs_rest(X[:n], training.targets, X[n:], lambda: baselines.balanced(1.0))
    return {"naive_seconds": time.process_time() - began, "naive_passages": len(texts)}


def _passages(project: Project) -> Iterator[str]:
    return (text[start:end] for _, text, spans in project.texts() for start, end in spans)


def _unlabelled(project: Project) -> Iterator[str]:
    """Articles of this coder's with no label, from all parts of the corpus."""
    labelled = {sheet.article for sheet in project.store.sheets() if hasattr(sheet, "article")}
    return (article for article in project.index.spread(1000) if article not in labelled)


def _label(project: Project, article: str) -> None:
    opened = project.read(article)
    span, found = opened.passages[0], opened.article
    theme = SetTheme(project.codebook.themes[0].id)
    project.apply(request(found.id, found.digest, found.text, span.start, span.end, theme))


WORDS = {
    "first_start": "process started, nothing kept: article on the screen",
    "first_all": "process started, nothing kept: all",
    "start": "process started, features kept: article on the screen",
    "start_all": "process started, features kept: all",
    "label_visible": "label: article on the screen",
    "label_all": "label: all",
}


def main() -> None:
    """Measure one project, and print."""
    parser = argparse.ArgumentParser(description="seconds from a label to suggestions")
    parser.add_argument("project", type=Path)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    Project.open(args.project, CODER).refresh()
    figures = measure(args.project)
    if args.json:
        json.dump(figures, sys.stdout)
        return
    control = figures["naive_seconds"]
    print(f"{figures['passages']:,.0f} passages, load {os.getloadavg()[0]:.1f}")
    for name, words in WORDS.items():
        print(f"{words:<60} {figures[name]:8.2f} s  {figures[name] / control:6.3f} x control")
    print(f"control, {figures['naive_passages']:,.0f} passages (processor){'':<22} {control:8.2f} s")
    print(
        f"memory of the process: {figures['peak_mb']:.0f} MB at most, {figures['own_mb']:.0f} MB of its own"
    )


if __name__ == "__main__":
    main()
