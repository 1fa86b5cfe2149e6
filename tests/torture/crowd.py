"""Programs that write one label file at the same time, and an editor that does not know them.

`python -m tests.torture.crowd write PROJECT NAME COUNT` labels COUNT ranges and says each once it is saved.
`python -m tests.torture.crowd edit PROJECT place|rename UNTIL` reads the file, thinks, and saves what it has
made of it, again and again until the file UNTIL is there; it prints how many times.
"""

from __future__ import annotations

import random
import sys
import time
from pathlib import Path

from model.coding.marks import Request, SetMemo
from model.errors import RubricateError
from model.project import Project

ARTICLE = "shared.txt"
FILE = Path("labels", "ann", f"{ARTICLE}.yaml")
THOUGHT = 0.02
"""Seconds at most between the editor's reading and its saving: all that is saved meanwhile it overwrites."""


def write(root: Path, name: int, times: int) -> None:
    project = Project.open(root, "ann")
    for number in range(times):
        start = name * 100_000 + number * 10
        memo = f"{name} {number}"
        asked = Request(ARTICLE, "d", start, start + 5, f"quote {memo}", "", "", SetMemo(memo))
        while True:
            try:
                note = project.apply(asked).note
            except RubricateError:
                time.sleep(0.002)  # half of what the editor saves is there: a person would try again too
            else:
                break
        assert not note, note
        print(memo, flush=True)


def edit(root: Path, how: str, until: Path) -> None:
    chance, saves, file = random.Random(how), 0, root / FILE
    while not until.exists():
        try:
            data = file.read_bytes()
        except FileNotFoundError:  # nobody has labelled yet
            time.sleep(THOUGHT)
            continue
        time.sleep(chance.uniform(0, THOUGHT))
        stale = data.replace(b'suffix: ""', b"suffix: edited", 1)
        if how == "place":
            file.write_bytes(stale)
        else:
            beside = file.with_suffix(".swp")
            beside.write_bytes(stale)
            beside.replace(file)
        saves += 1
        time.sleep(chance.uniform(0, THOUGHT))
    print(saves)


if __name__ == "__main__":
    if sys.argv[1] == "write":
        write(Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
    else:
        edit(Path(sys.argv[2]), sys.argv[3], Path(sys.argv[4]))
