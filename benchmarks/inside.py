"""What a terminal does not show, measured through the façade: python -m benchmarks.inside WHAT PROJECT."""

from __future__ import annotations

import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from queue import SimpleQueue

from benchmarks.corpora import Writer
from benchmarks.frames import spread
from benchmarks.projects import CODER
from model.coding.marks import Request, SetTheme, request
from model.project import Project
from tui.messages import Done, Failed
from tui.saver import Saver

LABELS = 200
PAUSE = 0.02
"""Seconds between two labels, so that each is saved by itself."""
WORDS, HITS = 4, 40
Figures = dict[str, float]


def index(root: Path) -> Figures:
    """Bring the index up to date; articles a second of processor time, all processes together."""
    project = Project.open(root, CODER)
    began = _processor()
    project.refresh()
    seconds = _processor() - began
    return {"seconds": seconds, "rate": project.totals().articles / seconds}


def indexing(root: Path) -> Figures:
    """The same into an empty cache."""
    with tempfile.TemporaryDirectory(dir=os.environ.get("XDG_CACHE_HOME")) as folder:
        os.environ["XDG_CACHE_HOME"] = folder
        return index(root)


def _processor() -> float:
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def saving(root: Path) -> Figures:
    """Milliseconds from `Saver.put`, all that a key does for it, until it is reported as on disk.

    Beside it (`bare`) what the disk takes to replace the same file durably, with nothing around it.
    """
    project = Project.open(root, CODER)
    reports: SimpleQueue[Done | Failed] = SimpleQueue()
    saver = Saver(project, reports.put)
    times, bare = [], []
    for asked in _labels(project):
        began = time.perf_counter()
        saver.put(asked)
        outcome = reports.get()
        times.append(time.perf_counter() - began)
        if isinstance(outcome, Failed):
            raise outcome.error
        bare.append(_seconds(lambda: _replace(next((root / "labels" / CODER).rglob("*.yaml")))))
        time.sleep(PAUSE)
    saver.close()
    return {**spread(times), **spread(bare, "bare.")}


def _labels(project: Project) -> Iterator[Request]:
    article = project.read(project.order().row(0).id).article
    theme = project.codebook.active[0].id
    for passage in article.passages[:LABELS]:
        yield request(article.id, article.digest, article.text, passage.start, passage.end, SetTheme(theme))


def _replace(path: Path) -> None:
    data, beside = path.read_bytes(), path.with_name(".bare")
    with beside.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    beside.rename(path.with_name(".bare-done"))
    folder = os.open(path.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)


def search(root: Path) -> Figures:
    """Milliseconds a query while words are typed letter by letter.

    `best` are ids for the palette, `list` the rows that the library shows at a letter; the list of all hits
    follows in a thread when no other letter comes.
    """
    project = Project.open(root, CODER)
    words = [theme[0] for theme in Writer().themes[:WORDS]]
    typed = [word[:end] for word in words for end in range(1, len(word) + 1)]
    project.search(words[0], HITS)
    best = [_seconds(partial(project.search, text, HITS)) for text in typed]
    listed = [_seconds(partial(_listed, project, text)) for text in typed]
    return {**spread(best, "best."), **spread(listed, "list.")}


def _listed(project: Project, text: str) -> None:
    order = project.first(text, HITS)
    for place in range(min(HITS, len(order))):
        order.row(place)


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


PARTS: dict[str, Callable[[Path], Figures]] = {
    "index": index,
    "indexing": indexing,
    "saving": saving,
    "search": search,
}

if __name__ == "__main__":
    print(json.dumps(PARTS[sys.argv[1]](Path(sys.argv[2]))))
