"""What is no regular file: links out of the project and in circles, pipes, sockets, devices."""

from __future__ import annotations

import os
import socket
import stat
from collections.abc import Callable
from pathlib import Path

from tests.hostile.kinds import Damage

_LINK = "is a link"


def _link(target: str) -> Callable[[Path], None]:
    return lambda path: path.symlink_to(target)


def _device(kind: int, major: int, minor: int) -> Callable[[Path], None]:
    return lambda path: os.mknod(path, kind | 0o600, os.makedev(major, minor))


def _socket(path: Path) -> None:
    # Its address may be far shorter than a path of a test: bind it from where it is.
    here = Path.cwd()
    os.chdir(path.parent)
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(path.name)
    finally:
        os.chdir(here)


def _deep(path: Path) -> None:
    """Folders within each other, far deeper than a function may call itself."""
    path.mkdir()
    here = Path.cwd()
    os.chdir(path)
    try:
        for _ in range(1200):
            Path("d").mkdir()
            os.chdir("d")
        Path("bottom.txt").write_text("The bottom.")
    finally:
        os.chdir(here)


BOTTOM = {"seeds": "/d" * 63, "labels": "/d" * 64}
"""How deep the program goes into the abyss."""

MADE: dict[str, tuple[Callable[[Path], None], str]] = {
    "seeds/special/passwd.txt": (_link("/etc/passwd"), _LINK),
    "seeds/special/relative.txt": (_link("../../../../../../../etc/passwd"), _LINK),
    "seeds/special/zero.txt": (_link("/dev/zero"), _LINK),
    "seeds/special/self.txt": (_link("self.txt"), _LINK),
    "seeds/special/one.txt": (_link("two.txt"), _LINK),
    "seeds/special/two.txt": (_link("one.txt"), _LINK),
    "seeds/special/nothing.txt": (_link("not-there"), _LINK),
    "seeds/special/root": (_link("/"), _LINK),
    "seeds/special/up": (_link(".."), _LINK),
    "seeds/special/records.jsonl": (_link("/etc/passwd"), _LINK),
    "seeds/special/memory.txt": (_link("/proc/self/mem"), _LINK),
    "seeds/special/pipe.txt": (os.mkfifo, "is not a regular file"),
    "seeds/special/pipe.jsonl": (os.mkfifo, "is not a regular file"),
    "seeds/special/socket.txt": (_socket, "is not a regular file"),
    "seeds/special/zero-device.txt": (_device(stat.S_IFCHR, 1, 5), "is not a regular file"),
    "seeds/special/terminal.txt": (_device(stat.S_IFCHR, 5, 0), "is not a regular file"),
    "seeds/special/disk.txt": (_device(stat.S_IFBLK, 7, 0), "is not a regular file"),
    "seeds/special/folder.txt": (Path.mkdir, ""),
    "seeds/special/abyss": (_deep, "nested too deep"),
    "labels/ann/abyss": (_deep, "can't be read"),
    "labels/ann/link.txt.yaml": (_link("/etc/passwd"), "can't be read: it is a link"),
    "labels/ann/pipe.txt.yaml": (os.mkfifo, "can't be read"),
    "labels/ann/socket.txt.yaml": (_socket, "can't be read"),
    "labels/ann/device.txt.yaml": (_device(stat.S_IFCHR, 1, 5), "can't be read"),
    "labels/ann/folder.yaml": (Path.mkdir, ""),
    "labels/ann/out": (_link("/"), "is a link"),
    "labels/bob": (_link("/etc"), "is a link|does not belong"),
    "labels/ann/.rubricate-lock": (_link("/etc/passwd"), ""),
    ".git/objects": (_link("/"), ""),
}
"""By name: how it is made, and what `check` has to say."""


def make(root: Path) -> tuple[list[Damage], list[str]]:
    """Make them below `root`; what is to be said of them, and the names of those not possible here."""
    damages: list[Damage] = []
    impossible: list[str] = []
    for name, (put, wrong) in MADE.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            put(path)
        except OSError as error:
            impossible.append(f"{name}: {error}")
            continue
        if wrong:
            file = f"{name}{BOTTOM[name.split('/')[0]]}" if put is _deep else name
            damages.append(Damage(file, wrong, None))
    return damages, impossible
