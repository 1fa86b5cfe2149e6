"""The cases and goals of cases.toml, as data."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

CASES = Path(__file__).with_name("cases.toml")
HOLD, PACE = "hold", "pace"


@dataclass(frozen=True)
class Phase:
    """Keys that are measured; cases.toml says what the fields mean."""

    name: str
    keys: tuple[str, ...]
    go: tuple[tuple[str, str], ...] = ()
    counters: tuple[re.Pattern[str], ...] = ()
    count: int = 150
    timed: frozenset[int] = frozenset()
    """Which keys of the cycle the milliseconds are of; all if empty."""
    during: str = ""
    """Of keys that were sent while the screen showed this, figures of their own."""
    send: str = HOLD
    wait: str = ""
    margin: str = ""


@dataclass(frozen=True)
class Case:
    """A program with its phases, or a part that is called `inside` a process of its own on a project."""

    name: str
    command: tuple[str, ...] = ()
    shows: str = ""
    first: tuple[str, str] | None = None
    """A key that is typed as soon as `shows` is there, and what answers it."""
    again: bool = False
    """Whether a session before has been quit, so that its last library is kept."""
    phases: tuple[Phase, ...] = ()
    patience: float = 60.0
    inside: str = ""
    project: str = ""
    env: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Check:
    """One figure of a goal."""

    figure: str
    unit: str
    words: str = ""
    control: str = ""
    """What the figure is divided by."""
    beside: str = ""
    """What is shown beside it."""
    most: float | None = None
    least: float | None = None

    @property
    def cases(self) -> set[str]:
        """The cases that have to be run for it."""
        return {name.split(".")[0] for name in (self.figure, self.control, self.beside) if name}


@dataclass(frozen=True)
class Goal:
    """A number of the list of goals, and what it is checked by."""

    number: int
    name: str
    words: str
    check: tuple[Check, ...]
    peers: bool = False
    """Whether it needs other programs."""


@dataclass(frozen=True)
class Plan:
    """The whole file."""

    projects: Mapping[str, Mapping[str, Any]]
    cases: Mapping[str, Case]
    goals: Sequence[Goal]
    peers: Mapping[str, str]

    def needed(self, goals: Sequence[Goal]) -> list[Case]:
        """The cases of some goals."""
        names = {name for goal in goals for check in goal.check for name in check.cases}
        return [case for name, case in self.cases.items() if name in names]

    def projects_of(self, cases: Sequence[Case]) -> list[str]:
        """The projects that some cases need."""
        words = {word for case in cases for word in (*case.command, f"{{{case.project}}}")}
        return [name for name in self.projects if f"{{{name}}}" in words]


def load(path: Path = CASES) -> Plan:
    """Read the file.

    Raises:
        TypeError: an entry has a key that is unknown, or lacks one.
    """
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    cases = {name: _case(name, entry) for name, entry in data["case"].items()}
    return Plan(data["project"], cases, [_goal(entry) for entry in data["goal"]], data["peer"])


def _case(name: str, entry: Mapping[str, Any]) -> Case:
    made = {"command", "phase", "first"}
    rest = {key: value for key, value in entry.items() if key not in made}
    phases = tuple(_phase(phase) for phase in entry.get("phase", ()))
    key, shows = entry.get("first", ("", ""))
    first = (key, shows) if key else None
    return Case(name, command=tuple(entry.get("command", ())), first=first, phases=phases, **rest)


def _phase(entry: Mapping[str, Any]) -> Phase:
    made = {
        "keys": tuple(entry["keys"]),
        "go": tuple((keys, shows) for keys, shows in entry.get("go", ())),
        "counters": tuple(re.compile(counter) for counter in entry.get("counters", ())),
        "timed": frozenset(entry.get("timed", ())),
    }
    return Phase(**{**entry, **made})


def _goal(entry: Mapping[str, Any]) -> Goal:
    return Goal(**{**entry, "check": tuple(Check(**check) for check in entry["check"])})
