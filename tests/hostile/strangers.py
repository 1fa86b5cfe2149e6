"""Files that other programs would run, import or open: configurations, hooks, modules, models, databases."""

from __future__ import annotations

import io
import os
import pickle
import sqlite3
from collections.abc import Callable, Iterator

import joblib

from tests.hostile.kinds import FALLEN, Hostile


class Bomb:
    """Leaves a file where it is unpickled."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __reduce__(self) -> tuple[Callable[[str], object], tuple[str]]:
        return os.system, (f"touch {FALLEN}/{self.name}",)


def _python(name: str) -> bytes:
    return f"open('{FALLEN}/{name}', 'w')\nraise SystemExit('taken over by {name}')\n".encode()


def _joblib(name: str) -> bytes:
    # FALLEN is replaced by a longer path, which only the text protocol survives.
    buffer = io.BytesIO()
    joblib.dump({"model": Bomb(name)}, buffer, protocol=0)
    return buffer.getvalue()


def _database() -> bytes:
    """A database that looks like the program's own, with a trigger and a view that lie."""
    db = sqlite3.connect(":memory:")
    db.executescript(
        "PRAGMA application_id = 1381319281; PRAGMA user_version = 1;"
        "CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL);"
        "INSERT INTO meta VALUES('status', char(27) || ']10;?' || char(7));"
        "CREATE VIEW articles AS SELECT load_extension('evil.so');"
    )
    return db.serialize()


MODULES = (
    *("model.py", "tui.py", "numpy.py", "sklearn.py", "yaml.py", "textual.py", "sqlite3.py", "site.py"),
    *("sitecustomize.py", "usercustomize.py", "conftest.py", "setup.py", "platformdirs.py", "joblib.py"),
    *("json.py", "scipy.py", "sentencex.py", "rapidfuzz.py"),
)

_GIT = f"""\
[core]
    fsmonitor = touch {FALLEN}/fsmonitor
    pager = touch {FALLEN}/pager
    editor = touch {FALLEN}/editor
    sshCommand = touch {FALLEN}/ssh
    hooksPath = .git/hooks
[alias]
    status = !touch {FALLEN}/alias
[filter "x"]
    clean = touch {FALLEN}/filter
"""

SETTINGS = {
    ".rubricate": f"command: touch {FALLEN}/rubricate\npath: /etc/passwd\n",
    ".rubricate.toml": f'[hooks]\nopen = "touch {FALLEN}/hook"\n',
    "rubricate.yaml": f"!!python/object/apply:os.system [touch {FALLEN}/config]\n",
    "pyproject.toml": f'[tool.rubricate]\nplugin = "evil"\n[tool.textual]\ncss = "{FALLEN}"\n',
    "textual.tcss": "Screen { display: none; }\n* { background: red; }\n",
    "app.tcss": "Screen { display: none; }\n",
    "keymap.json": '{"q": "app.quit"}\n',
    ".env": f"PYTHONSTARTUP={FALLEN}/start.py\nTEXTUAL=devtools\n",
    ".envrc": f"touch {FALLEN}/envrc\n",
    ".editorconfig": "root = true\n",
    "pyvenv.cfg": "home = .\n",
    "evil.pth": f"import os; os.system('touch {FALLEN}/pth')\n",
    "Makefile": f"all:\n\ttouch {FALLEN}/make\n",
    ".git/config": _GIT,
    ".git/HEAD": "ref: refs/heads/main\n",
    ".git/hooks/post-checkout": f"#!/bin/sh\ntouch {FALLEN}/checkout\n",
    ".git/hooks/pre-commit": f"#!/bin/sh\ntouch {FALLEN}/commit\n",
    ".gitattributes": "* filter=x diff=x\n",
    ".gitmodules": '[submodule "x"]\n\tpath = x\n\turl = -uploadpack\n',
}

_MODEL, _CODER = "is not a label file", "is not the name of a coder"


def strangers() -> Iterator[Hostile]:
    """All of them."""
    for module in MODULES:
        yield Hostile(module, _python(module))
    yield Hostile("tui/cli/__init__.py", _python("tui-package"))
    yield Hostile("model/__init__.py", _python("model-package"))
    for name, text in SETTINGS.items():
        yield Hostile(name, text.encode())
    yield Hostile("model.joblib", _joblib("joblib"))
    yield Hostile("labels/ann/model.joblib", _joblib("labels-joblib"), _MODEL)
    yield Hostile("labels/ann/model.pkl", pickle.dumps(Bomb("pickle"), 0), _MODEL)
    yield Hostile("seeds/model.pickle", pickle.dumps(Bomb("seeds-pickle"), 0), "is not read")
    yield Hostile("models.json", b'{"digest": "0", "key": {}}')
    for name in ("index.sqlite", "suggestions.sqlite", ".cache/rubricate/index.sqlite"):
        yield Hostile(name, _database())
    yield Hostile("labels/index.sqlite", _database(), "does not belong in labels/")
    yield Hostile("seeds/suggestions.sqlite", _database(), "is not read")
    yield Hostile("labels/.rubricate-0123456789abcdef.tmp", b"half a file")
    yield Hostile("labels/ann/journal-ann.jsonl", b'{"v": 1, "do": "change"}\n', _MODEL)
    yield Hostile(
        "labels/esc\x1b]10;?\x07/x.yaml", b"x", "is not the name of a coder", named="labels/esc\x1b]10;?\x07"
    )
    for folder in ("Not A Coder", "con", "esc\x1b]10;?\x07", "-rf", "..."):
        yield Hostile(
            f"labels/{folder}/x.yaml", b"x", _CODER if folder != "..." else "", named=f"labels/{folder}"
        )
    yield Hostile("labels/ann/esc\x1b[6n.yaml", b"x: y\n...\n", "is missing|unknown key")
    yield Hostile("labels/ann/latin-\udce9.txt.yaml", b"x: y\n...\n", "is missing|unknown key|format version")
    yield Hostile("labels/ann/.hidden.yaml", b"!!python/object/apply:os.system [true]\n")
