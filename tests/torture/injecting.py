"""Let each system call of one operation fail, or be where the process dies; strace does both in truth.

`python -m tests.torture.injecting FOLDER CASE SHARD SHARDS all|most|some` prints a JSON object of counts. A
warm process forks one that does the operation; strace takes hold of it and makes its n-th call of a kind
fail, or kills it there. Where strace is not there, or may not, it prints {"skipped": why}.
"""

from __future__ import annotations

import gc
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import traceback
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from model.errors import NotSavedError
from model.folders import cache_folder, state_folder
from model.project import Project

from .deeds import ARTICLES, BOOK, CODERS, Deed, Values, Witness, act, foresee, found, same

ERRORS = ("ENOSPC", "EIO", "EROFS", "EMFILE", "EACCES", "EINTR")
KILL = "SIGKILL"
NO_FILES = re.compile(
    r"brk|m(map|unmap|protect|remap|advise)|futex|get(pid|ppid|tid|euid|uid)"
    "|clock_.*|rt_sig.*|sched_.*|exit.*|restart_.*"
)
"""Calls about memory, time, signals and numbers of processes: no disk can make them fail."""
GO = signal.SIGUSR1
CODER = CODERS[0]


@dataclass(frozen=True)
class Case:
    """What was done before, and the operation under test. With `cold` the index is not open yet."""

    before: tuple[Deed, ...]
    deed: Deed
    cold: bool = False


def _deed(number: int, kind: str, start: int = 0) -> Deed:
    key = BOOK if kind == "rename" else (CODER, ARTICLES[1], start)
    return Deed(number, kind, CODER, key, "aid")


CASES = {
    "first": Case((), _deed(1, "theme")),
    "next": Case((_deed(1, "theme"),), _deed(2, "theme", 10)),
    "codebook": Case((_deed(1, "rename"),), _deed(2, "rename")),
    "undo": Case((_deed(1, "theme"), _deed(2, "memo")), _deed(3, "undo")),
    "cold": Case((), _deed(1, "theme"), cold=True),
}


class NoStrace(Exception):
    """It is not there, or may not trace."""


@dataclass(frozen=True)
class Outcome:
    """What became of a traced process."""

    status: int
    answer: dict[str, str]
    log: str


class Arena:
    """One project, put back to how it was before each trial."""

    def __init__(self, folder: Path, case: Case) -> None:
        self.case = case
        self.root = folder / "project"
        self.kept = folder / "kept"
        self.log = folder / "strace.log"
        self.unlocks: set[tuple[str, int]] = set()
        """Calls by which SQLite gives a lock back: where that fails it may try for twenty seconds."""
        self.world, self.projects = found(self.root)
        for deed in case.before:
            act(self.projects[CODER], deed)
            self.world = foresee(self.world, deed)
        self.then = foresee(self.world, case.deed)
        self.folders = (self.root, state_folder(self.root), cache_folder(self.root))
        self.projects[CODER].index.close()
        for i, there in enumerate(self.folders):
            shutil.copytree(there, self.kept / str(i))
        gc.freeze()

    def put_back(self) -> None:
        for i, there in enumerate(self.folders):
            shutil.rmtree(there)
            shutil.copytree(self.kept / str(i), there)

    def run(self, *inject: str) -> Outcome:
        """The operation in a process of its own, under strace with these arguments."""
        self.put_back()
        heard, said = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(heard)
            try:
                self.labour(said)
            except BaseException:  # noqa: BLE001 - a fork must not go on with what its parent was doing
                traceback.print_exc()
            os._exit(1)
        os.close(said)
        with os.fdopen(heard, "rb") as pipe:
            pipe.read(1)  # it is warm
            strace = self.attach(child, *inject)
            os.kill(child, GO)
            answer = pipe.read()
        _, status = os.waitpid(child, 0)
        strace.communicate()
        return Outcome(status, json.loads(answer or "{}"), self.log.read_text())

    def attach(self, child: int, *inject: str) -> subprocess.Popen[str]:
        words = ["strace", "-p", str(child), "-o", str(self.log), *inject]
        try:
            strace = subprocess.Popen(words, stderr=subprocess.PIPE, text=True)
        except FileNotFoundError:
            os.kill(child, signal.SIGKILL)
            raise NoStrace("strace is not installed") from None
        assert strace.stderr
        line = strace.stderr.readline()
        if "attached" not in line:
            os.kill(child, signal.SIGKILL)
            raise NoStrace(f"strace may not trace here: {line.strip()}")
        return strace

    def labour(self, said: int) -> None:
        """In the forked process: wait for the word, do the deed, and tell how it went."""
        project = self.projects[CODER]
        assert project.codebook.themes  # what a person labels with has been read
        if not self.case.cold:
            project.totals()
        signal.pthread_sigmask(signal.SIG_BLOCK, {GO})
        os.write(said, b"w")
        signal.sigwait({GO})
        os.getppid()  # the calls under test are those between the two of this
        answer = self.attempt(project, self.case.deed)
        os.getppid()
        answer["memory"] = str(self.fresh() == project.store.read(ARTICLES[1], "d"))
        answer["after"] = self.attempt(project, _deed(99, "memo", 30))["said"]
        os.write(said, json.dumps(answer).encode())
        os._exit(0)

    def fresh(self) -> object:
        return Project.open(self.root, CODER).store.read(ARTICLES[1], "d")

    def attempt(self, project: Project, deed: Deed) -> dict[str, str]:
        try:
            act(project, deed)
        except NotSavedError as error:
            return {"said": "not saved", "why": error.what, "file": error.file or "", "cure": error.cure}
        except BaseException as error:  # noqa: BLE001 - that is the fault that is looked for
            return {"said": f"{type(error).__name__}: {error}"}
        return {"said": "saved"}

    # --- trials ---

    def calls(self) -> list[tuple[str, int]]:
        """Name, and how many of that name came before (from 1), of each system call of the operation."""
        outcome = self.run()
        assert outcome.answer.get("said") == "saved", outcome
        times: Counter[str] = Counter()
        found: list[tuple[str, int]] = []
        inside = False
        for name, rest in re.findall(r"^(\w+)\((.*)", outcome.log, re.MULTILINE):
            times[name] += 1
            if "F_UNLCK" in rest:
                self.unlocks.add((name, times[name]))
            if name == "getppid":
                inside = not inside
            elif inside and not NO_FILES.fullmatch(name):
                found.append((name, times[name]))
        return found

    def trial(self, name: str, number: int, what: str) -> str:
        """One call fails or is the last; "killed", "saved" or "not saved", all of which lost nothing."""
        how = f"signal={what}" if what == KILL else f"error={what}"
        outcome = self.run("-e", f"trace={name}", "-e", f"inject={name}:{how}:when={number}")
        where = f"{what} at {name} {number}: {outcome.answer}"
        values = Witness(self.root, self.folders[1]).values()
        if what == KILL:
            assert os.WIFSIGNALED(outcome.status), f"not killed, {where}"
            assert same(values, self.world) or same(values, self.then), f"LOST, {where}: {values}"
            return "killed"
        assert outcome.status == 0, f"uncaught, {where}"
        assert "(INJECTED)" in outcome.log, f"nothing failed, {where}"
        return self.judge(outcome.answer, values, where)

    def judge(self, answer: dict[str, str], values: Values, where: str) -> str:
        """What it said must be true, and it must have gone on."""
        done, undone = (foresee(world, _deed(99, "memo", 30)) for world in (self.then, self.world))
        assert answer["memory"] == "True", f"memory differs from the disk, {where}"
        assert answer["after"] == "saved", f"does not go on, {where}"
        assert answer["said"] in ("saved", "not saved"), f"uncaught, {where}"
        if answer["said"] == "saved":
            assert same(values, done), f"LOST, {where}: {values}"
        else:
            assert answer["why"].startswith("NOT saved: ") and answer["file"] and answer["cure"], where
            assert same(values, undone) or ("fsync" in where and same(values, done)), f"LOST, {where}"
        return answer["said"]

    def trials(self, how: str) -> Iterator[tuple[str, int, str]]:
        """Each call with a kill and errors: all of them, most (one for the derived index), or some."""
        calls = self.calls()
        derived = {"pread64", "pwrite64", "fcntl", "fdatasync", "ftruncate", "unlink"}
        for i, (name, number) in enumerate(calls):
            one, two = ERRORS[i % len(ERRORS)], ERRORS[(i + 3) % len(ERRORS)]
            few: tuple[str, ...] = (one,) if name in derived else (one, two)
            if (name, number) in self.unlocks:
                few = ()
            errors = ERRORS if how == "all" or (how == "most" and name not in derived) else few
            for what in (*errors, KILL):
                yield name, number, what


def main(folder: Path, case: str, shard: int, shards: int, how: str) -> Counter[str]:
    """The trials of one shard, and how many ended how."""
    folder.mkdir(parents=True)
    arena = Arena(folder, CASES[case])
    trials = list(arena.trials(how))
    counts: Counter[str] = Counter(calls=len({trial[:2] for trial in trials}))
    for trial in trials[shard::shards]:
        counts[arena.trial(*trial)] += 1
    return counts


if __name__ == "__main__":
    at, which, shard, shards, errors = sys.argv[1:]
    try:
        print(json.dumps(main(Path(at), which, int(shard), int(shards), errors)))
    except NoStrace as error:
        print(json.dumps({"skipped": str(error)}))
