"""Kill a labelling process at random moments: `python -m tests.torture.killing FOLDER KILLS SEED`.

A warm process forks the one that labels, so that two thousand kills take seconds. After each kill the files
and journals must say what was acknowledged, or that and the one deed that was under way; nothing else.
Prints `kills acknowledged unacknowledged-but-done torn-off`.
"""

from __future__ import annotations

import gc
import os
import random
import signal
import sys
import time
import traceback
from itertools import count
from pathlib import Path

from model.folders import state_folder
from model.project import Project

from .deeds import CODERS, Witness, World, act, draw, foresee, found, same

KILLS_A_PROJECT = 40
"""Then a new one: first files and new folders are killed too, and journals stay short."""
READY = b"r"
SAVED = b"s"


def labour(projects: dict[str, Project], world: World, seed: int, first: int, said: int) -> None:
    """One deed after the other for ever, each said once it is saved."""
    os.write(said, READY)
    for number in count(first):
        deed = draw(world, seed, number)
        act(projects[deed.coder], deed)
        os.write(said, SAVED)
        world = foresee(world, deed)


class Killer:
    """Kills labelling processes on projects below `folder`."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder = folder
        self.seed = seed
        self.chance = random.Random(seed)
        self.number = 0
        self.pace = 0.002
        """Seconds that a deed takes, roughly."""
        self.acknowledged = self.unsaid = self.torn = 0

    def run(self, kills: int) -> None:
        """That many kills, over as many projects as it takes."""
        for done in range(0, kills, KILLS_A_PROJECT):
            root = self.folder / f"project {done}"
            world, projects = found(root)
            witness = Witness(root, state_folder(root))
            gc.freeze()  # what a fork need not copy
            for _ in range(min(KILLS_A_PROJECT, kills - done)):
                world = self.kill(world, projects, witness)
            self.torn += len(list(root.rglob("*.tmp")))
            self.go_on(world, root, witness)

    def kill(self, world: World, projects: dict[str, Project], witness: Witness) -> World:
        """One kill; the world as it was found afterwards, which was foreseen."""
        said = self.round(world, projects)
        for _ in range(said):
            world = foresee(world, draw(world, self.seed, self.number))
            self.number += 1
        self.acknowledged += said
        return self.settle(world, witness)

    def settle(self, world: World, witness: Witness) -> World:
        """Which of the foreseen worlds it is: the deed under way is done, or remembered too, or neither."""
        deed = draw(world, self.seed, self.number)
        then = foresee(world, deed)
        values = witness.values()
        done = not same(values, world)
        if done:
            assert same(values, then), f"LOST at deed {self.number}: {values} is neither {world} nor {then}"
            self.unsaid += 1
        for other in CODERS:
            if other != deed.coder:
                assert witness.remembered(other) == world.remembered(other), f"undo lost at {self.number}"
        told = witness.remembered(deed.coder)
        remembers_it = told == then.remembered(deed.coder)
        assert remembers_it or told == world.remembered(deed.coder), f"undo lost at {self.number}: {told}"
        self.number += 1  # whatever comes next is another deed
        past = then if remembers_it else world
        return World((then if done else world).values, past.undo, past.redo)

    def round(self, world: World, projects: dict[str, Project]) -> int:
        """Let a process label and kill it at a random moment; how many deeds it said to be saved."""
        heard, said = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(heard)
            try:
                labour(projects, world, self.seed, self.number, said)
            except BaseException:  # noqa: BLE001 - a fork must not go on with what its parent was doing
                traceback.print_exc()
            os._exit(1)
        os.close(said)
        news = self.listen(heard, self.chance.randint(0, 2))
        time.sleep(self.chance.uniform(0, 1.2 * self.pace))
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        assert os.WIFSIGNALED(status), "the process failed by itself"
        with os.fdopen(heard, "rb") as pipe:
            news += pipe.read()
        return news.count(SAVED)

    def listen(self, heard: int, enough: int) -> bytes:
        """Wait until it is ready and has saved so much; the kill itself falls a moment later."""
        news, since = b"", time.monotonic()
        while len(news) <= enough and (more := os.read(heard, 64)):
            if news:
                self.pace = 0.9 * self.pace + 0.1 * (time.monotonic() - since) / len(more)
            since = time.monotonic()
            news += more
        return news

    def go_on(self, world: World, root: Path, witness: Witness) -> None:
        """The next program opens the project, reads all of it and labels on."""
        projects = {coder: Project.open(root, coder) for coder in CODERS}
        projects[CODERS[0]].refresh()
        assert projects[CODERS[0]].problems == ()
        for _ in range(3):
            deed = draw(world, self.seed, self.number)
            act(projects[deed.coder], deed)
            world = foresee(world, deed)
            self.number += 1
        assert same(witness.values(), world)
        for project in projects.values():
            project.index.close()


if __name__ == "__main__":
    killer = Killer(Path(sys.argv[1]), int(sys.argv[3]))
    killer.run(int(sys.argv[2]))
    print(sys.argv[2], killer.acknowledged, killer.unsaid, killer.torn)
