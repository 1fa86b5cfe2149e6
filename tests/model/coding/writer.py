"""Programs that write labels at the same time, and are killed while they write. Run by test_store_processes.

`writer.py write ROOT NAME COUNT` writes COUNT memos named NAME and says each once it is saved.
`writer.py kill ROOT KILLS SEED` lets a process write, kills it at a random moment, looks whether everything
it said to be saved is there, KILLS times; it prints how many operations were acknowledged.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
import traceback
from itertools import count
from pathlib import Path

from model.coding.journal import Journal
from model.coding.marks import Mark, Request, SetMemo, Sheet
from model.coding.store import LabelStore

ARTICLES = ("a.txt", "deep/er/b.txt")
RANGES = 12


def ask(article: str, start: int, memo: str) -> Request:
    return Request(article, "d", start, start + 5, "quote", "before", "after", SetMemo(memo))


def write(root: Path, name: str, times: int) -> None:
    store = LabelStore(root, "ann")
    for n in range(times):
        store.apply(ask("shared.txt", n * 1000 + int(name), f"{name} {n}"))
        print(name, n, flush=True)


def scribble(root: Path, first: int, said: int) -> None:
    """Write one memo after the other, saying each number to the pipe `said` once it is saved."""
    store, journal = LabelStore(root, "ann"), Journal(root, "ann")
    for n in count(first):
        _, change = store.apply(ask(ARTICLES[n % 2], n % RANGES * 10, str(n)))
        journal.record_change(change)
        os.write(said, b"%d\n" % n)


def round_of(root: Path, first: int, after: int, patience: float) -> int:
    """Let a process scribble from number `first` on; the last number it said.

    It is killed `patience` seconds after it said `after` numbers: the patience only moves the kill about
    within an operation, so a slow machine kills as many operations as a fast one.
    """
    heard, said = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(heard)
        try:
            scribble(root, first, said)
        except BaseException:  # noqa: BLE001 - a fork must not go on with what its parent was doing
            traceback.print_exc()
        os._exit(1)
    os.close(said)
    numbers = b""
    while numbers.count(b"\n") < after and (more := os.read(heard, 4096)):
        numbers += more
    time.sleep(patience)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    assert os.WTERMSIG(status) == signal.SIGKILL, "the writer failed by itself"
    with os.fdopen(heard, "rb") as pipe:
        numbers += pipe.read()
    return int(numbers.split()[-1]) if numbers else first - 1


def memos(root: Path) -> dict[tuple[str, int], int]:
    """The number on each range, of files that all parse."""
    found: dict[tuple[str, int], int] = {}
    for sheet in LabelStore(root, "ann").sheets():
        assert isinstance(sheet, Sheet), sheet
        found |= {(sheet.article, mark.start): int(mark.memo) for mark in sheet.marks}
    return found


def check(root: Path, last: int) -> None:
    """Every number up to `last` is there, or a later one on the same range."""
    found = memos(root)
    for n in range(max(0, last - 2 * RANGES + 1), last + 1):
        assert found.get((ARTICLES[n % 2], n % RANGES * 10), -1) >= n, f"lost {n}"


def check_undo(root: Path) -> None:
    """The journal's last change is what stands on disk, or what one unrecorded change began from."""
    top = Journal(root, "ann").undo_top()
    assert top is not None and top.change is not None
    after: Mark | None = top.change.after
    assert after is not None
    assert memos(root)[top.change.article, after.start] >= int(after.memo)


def kill(root: Path, kills: int, seed: int) -> int:
    draw = random.Random(seed)
    following = acknowledged = 0
    for _ in range(kills):
        last = round_of(root, following, draw.randint(0, 3), draw.uniform(0, 0.006))
        check(root, last)
        acknowledged += last + 1 - following
        following = max([last, *memos(root).values()]) + 1
    check_undo(root)
    return acknowledged


if __name__ == "__main__":
    if sys.argv[1] == "write":
        write(Path(sys.argv[2]), sys.argv[3], int(sys.argv[4]))
    else:
        print(kill(Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])))
