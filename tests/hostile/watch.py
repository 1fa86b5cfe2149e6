"""Hears what the program's processes open, import and start, and tells what came from the project."""

from __future__ import annotations

import os
from pathlib import Path

# Runs at the start of every Python process of the program. What is opened by a descriptor of a folder has
# no full name here; that the program opens files of a project in no other way is what "seeds/" and "labels/"
# below stand for.
_HOOK = """
import os, sys

SEEN = os.environ["SEEN"]
STARTS = ("subprocess.Popen", "os.exec", "os.posix_spawn", "os.spawn", "os.system", "os.fork", "pty.spawn")
NAMED = ("open", "sqlite3.connect", "import")

def watch(event, arguments):
    if event in STARTS or event in NAMED or event == "pickle.find_class":
        what = arguments[1] if event == "import" else arguments[0]
        if event == "import" and not what:
            return
        if event == "pickle.find_class":
            what = ".".join(map(str, arguments))
        line = f"{event}\\t{what!r}\\t{arguments[1]!r}\\n" if event in STARTS else f"{event}\\t{what!r}\\n"
        descriptor = os.open_(SEEN, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        os.write(descriptor, line.encode("utf-8", "backslashreplace"))
        os.close(descriptor)

os.open_ = os.open
busy = False

def guarded(event, arguments):
    global busy
    if not busy:
        busy = True
        try:
            watch(event, arguments)
        finally:
            busy = False

sys.addaudithook(guarded)
"""


class Watch:
    """The environment of a watched program, and what was seen."""

    def __init__(self, folder: Path) -> None:
        self._seen = folder / "seen"
        site = folder / "site"
        site.mkdir(parents=True)
        (site / "sitecustomize.py").write_text(_HOOK)
        self.env = {"SEEN": str(self._seen), "PYTHONPATH": str(site)}

    def events(self, *kinds: str) -> list[str]:
        """What was seen of these kinds, each once."""
        lines = set(self._seen.read_text().splitlines())
        return sorted(line for line in lines if line.split("\t")[0] in kinds)

    def opened_below(self, root: Path) -> list[str]:
        """Names of what was opened, imported or used as a database below `root`."""
        below = []
        for line in self.events("open", "sqlite3.connect", "import"):
            name = line.split("\t")[1].strip("'\"")
            if name.startswith(f"{root}{os.sep}"):
                below.append(os.path.relpath(name, root))
        return below
