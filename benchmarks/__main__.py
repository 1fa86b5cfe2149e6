"""Runs the cases of cases.toml and prints one table: python -m benchmarks --help."""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from platformdirs import user_cache_path

from benchmarks import goals, peers, sessions
from benchmarks.cases import Case, Goal, load
from benchmarks.goals import Result
from benchmarks.projects import CODER, Projects, say

SIZE, ROUNDS = 100_000, 5


def measure(cases: Sequence[Case], projects: Projects, rounds: int) -> dict[str, list[dict[str, float]]]:
    """Figures by case and round, the cases in another order each time. The first round only warms up."""
    runs: dict[str, list[dict[str, float]]] = {case.name: [] for case in cases}
    with suppress(KeyboardInterrupt):  # what was measured until then is shown
        for number in range(rounds + 1):
            for case in random.sample(cases, len(cases)):
                say(f"round {number} of {rounds}: {case.name} (load {os.getloadavg()[0]:.1f})")
                figures = _one_or_none(case, projects)
                if number and figures is not None:
                    runs[case.name].append(figures)
    return runs


def _one_or_none(case: Case, projects: Projects) -> dict[str, float] | None:
    projects.reset()
    try:
        return one(case, projects)
    except (TimeoutError, subprocess.CalledProcessError) as error:
        say(f"{case.name}: {error}")
        return None


def one(case: Case, projects: Projects) -> dict[str, float]:
    """One run of a case."""
    if case.inside:
        return projects.inside(case.inside, projects.path(case.project))
    programs = Path(sys.executable).parent
    names = {
        "python": sys.executable,
        "rubricate": str(programs / "rubricate"),
        "here": str(Path(__file__).parent),
        "coder": CODER,
        "peers": str(projects.folder / "peers"),
        "samples": str(projects.folder / "samples"),
    }
    names |= {name: str(projects.path(name)) for name in projects.names}
    command = [part.format_map(names) for part in case.command]
    return sessions.run(case, command, projects.folder, {**projects.env, **case.env})


def machine() -> dict[str, object]:
    """Where the figures are from."""
    return {
        "cores": os.cpu_count(),
        "load": os.getloadavg(),
        "system": platform.system(),
        "machine": platform.machine(),
        "python": platform.python_version(),
    }


def _chosen(all_goals: Sequence[Goal], only: str, peers: bool) -> list[Goal]:
    """The goals that are asked for; those that need other programs only with `peers`."""
    all_goals = [goal for goal in all_goals if peers or not goal.peers]
    names = [name for name in only.split(",") if name]
    unknown = set(names) - {goal.name for goal in all_goals}
    if unknown:
        raise SystemExit(f"no goal {sorted(unknown)}; there are {', '.join(goal.name for goal in all_goals)}")
    return [goal for goal in all_goals if not names or goal.name in names]


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="measure the program, and compare with what is wanted")
    parser.add_argument("--size", type=int, default=SIZE, help="articles of the large library")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--only", default="", help="names of goals, with commas between them")
    parser.add_argument("--peers", action="store_true", help="install other programs, and measure them, too")
    parser.add_argument("--folder", type=Path, help="where projects are kept; default: the cache folder")
    parser.add_argument("--json", type=Path, help="also write all figures to this file")
    return parser.parse_args()


def main() -> None:
    """Measure and print."""
    asked = _arguments()
    plan = load()
    chosen = _chosen(plan.goals, asked.only, asked.peers)
    cases = plan.needed(chosen)
    folder = asked.folder or user_cache_path("rubricate-bench")
    projects = Projects(folder.resolve(), plan.projects, asked.size)
    for name in plan.projects_of(cases):
        projects.prepare(name)
    if asked.peers:
        there = peers.install(plan.peers, projects.folder / "peers")
        peers.samples(projects.folder / "samples")
        cases = [case for case in cases if case.name in there or case.name not in plan.peers]
    load_before = os.getloadavg()[0]
    runs = measure(cases, projects, asked.rounds)
    found = list(goals.results(chosen, goals.medians(runs)))
    here = machine()
    print(goals.table(found))
    print(f"\n{asked.size:,} articles in the large library; medians of {asked.rounds} rounds;", end=" ")
    print(f"{here['cores']} cores, {here['machine']}, {here['system']}, Python {here['python']};", end=" ")
    print(f"load {load_before:.1f} at the start, {os.getloadavg()[0]:.1f} at the end")
    if asked.json:
        asked.json.write_text(json.dumps({"machine": here, "goals": _plain(found), "runs": runs}, indent=1))


def _plain(found: Sequence[Result]) -> list[dict[str, object]]:
    return [
        {
            "goal": result.goal.number,
            "name": result.goal.name,
            "check": result.check.words,
            "measured": result.value,
            "control": result.control,
            "reached": result.reached,
        }
        for result in found
    ]


if __name__ == "__main__":
    main()
