"""The harness of `make bench`: what bytes mean, whose answer a frame is, and that no goal lacks a case."""

from __future__ import annotations

import hashlib
import re
import sys
from pathlib import Path

import pytest

from benchmarks import cases, corpora, goals, inside
from benchmarks.cases import Check, Goal
from benchmarks.frames import Frames, answers, bytes_after, changes, count, percentile, spread
from benchmarks.projects import Projects
from benchmarks.recording import Recording
from tests.terminal import shown

ROW = (re.compile(r"ROW ([\d,]+)"),)
RECORDED = (
    (0.00, b"\x1b[?2026h\x1b[HROW 0\x1b[?2026l"),
    (1.01, b"\x1b[?2026h\x1b[HROW"),  # a frame that arrives in three parts, cut within its end mark, too
    (1.02, b" 1\x1b[?20"),
    (1.05, b"26l"),
    (2.04, b"\x1b[?2026h\x1b[HROW 2\x1b[?2026l\x1b[?2026h\x1b[HROW 3\x1b[?2026l"),
    (3.00, b"\x1b[HROW 4"),  # without marks
)
"""A program that answers keys pressed at 1.00, 2.00, 2.01 and 2.50."""


def played() -> list[tuple[float, int | None]]:
    frames = Frames(3, 20)
    return [(at, count(shown(screen), ROW)) for chunk in RECORDED for at, screen in frames.feed(*chunk)]


def test_a_frame_is_there_at_its_end_mark() -> None:
    assert played() == [(0.00, 0), (1.05, 1), (2.04, 2), (2.04, 3), (3.00, 4)]


def test_each_key_is_answered_by_the_first_frame_that_counts_it() -> None:
    found = answers([1.00, 2.00, 2.01, 2.50, 2.60], played(), 0)
    assert found == [pytest.approx(0.05), pytest.approx(0.04), pytest.approx(0.03), pytest.approx(0.5), None]


def test_a_frame_before_a_key_does_not_answer_it() -> None:
    assert answers([1.0], [(0.9, 7), (1.2, None), (1.3, 7)], 6) == [pytest.approx(0.3)]


def test_frames_left_out_count_for_all_their_keys() -> None:
    assert answers([1.0, 1.1], [(1.5, 2)], 0) == [pytest.approx(0.5), pytest.approx(0.4)]


def test_without_a_counter_the_first_other_frame_answers() -> None:
    frames = [(0.9, 1), (1.1, 1), (1.2, 2), (1.3, 3), (2.1, 3), (3.1, 1)]
    assert changes([1.0, 2.0, 3.0], frames, 1) == [pytest.approx(0.2), None, pytest.approx(0.1)]


def test_counters_are_summed_and_none_may_be_missing() -> None:
    both = (*ROW, re.compile(r"of (\d+)"))
    assert count("ROW 1,002 of 3", both) == 1005
    assert count("ROW 1,002", both) is None


def test_bytes_belong_to_the_key_before_them() -> None:
    assert bytes_after([1.0, 2.0], [(0.5, b"xx"), (1.5, b"abc"), (2.0, b"d"), (2.5, b"ef")], 2.4) == [3, 1]


def test_figures_are_milliseconds_without_what_is_missing() -> None:
    assert percentile([4, 1, 3, 2], 0.5) == 2.5
    figures = spread([0.001, None, 0.003])
    assert (figures["p50"], figures["n"], figures["missing"]) == (2.0, 2, 1)


def test_what_a_program_writes_is_recorded_with_its_keys(tmp_path: Path) -> None:
    lines = "import sys", "print('ready', flush=True)", "for n, _ in enumerate(sys.stdin): print('ROW', n)"
    with Recording([sys.executable, "-u", "-c", "\n".join(lines)], tmp_path) as recording:
        recording.wait(lambda _, text: "ready" in text)
        sent = recording.hold(["\r"] * 3, 100)
        last = recording.wait(lambda _, text: "ROW 2" in text)
    assert recording.began < sent[0] < sent[1] < sent[2] < last
    assert b"ROW 1" in b"".join(data for _, data in recording.chunks)


def test_a_program_can_be_left_before_it_is_started_again(tmp_path: Path) -> None:
    with Recording([sys.executable, "-c", "input(); open('left', 'w').close()"], tmp_path) as recording:
        recording.quit("q\r")
    assert (tmp_path / "left").exists()


def test_every_goal_has_cases_and_every_case_its_projects() -> None:
    plan = cases.load()
    assert [goal.number for goal in plan.goals] == list(range(1, 13))
    for goal in plan.goals:
        assert goal.check, goal.name
        for check in goal.check:
            assert check.cases <= set(plan.cases), check
            assert (check.most is None) != (check.least is None), check
            assert_measured(plan, check)
    for case in plan.cases.values():
        assert case.project in {"", *plan.projects}
        assert set(re.findall(r"\{(\w+)\}", " ".join(case.command))) <= {*plan.projects, *PLACES}


PLACES = {"python", "rubricate", "here", "coder", "peers", "samples"}
"""What a command in cases.toml may name beside projects."""


def assert_measured(plan: cases.Plan, check: Check) -> None:
    """A figure with a phase names one that its case has."""
    for figure in filter(None, (check.figure, check.control, check.beside)):
        case, *inner = figure.split(".")
        if len(inner) > 1 and not plan.cases[case].inside:
            assert inner[0] in {phase.name for phase in plan.cases[case].phases}, figure


def test_a_goal_is_reached_by_the_ratio_of_medians() -> None:
    goal = Goal(1, "start", "first paint", (Check("ours.paint", "ms", control="bare.paint", most=1.2),))
    rounds = {"ours": [{"paint": 900.0}, {"paint": 110.0}, {"paint": 120.0}], "bare": [{"paint": 100.0}]}
    (result,) = goals.results([goal], goals.medians(rounds))
    assert (result.value, result.reached) == (1.2, True)
    assert "| 1 | first paint | <= 1.2 x | 1.20 x | 120 ms | 100 ms | reached |" in goals.table([result])


def test_what_was_not_measured_is_not_reached() -> None:
    goal = Goal(10, "search", "search", (Check("search.p95", "ms", most=2),))
    (result,) = goals.results([goal], {})
    assert result.reached is None
    assert "not measured" in goals.table([result])


def test_the_same_seed_makes_the_same_projects(tmp_path: Path) -> None:
    def digest(name: str) -> str:
        corpora.library(tmp_path / name, 30, labels=3)
        corpora.long_article(tmp_path / f"{name}-long", 30)
        files = sorted(path for place in tmp_path.glob(f"{name}*/seeds") for path in place.rglob("*.*"))
        assert len(files) == 2
        return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()

    assert digest("one") == digest("two")


def test_what_an_earlier_run_left_is_taken_away(tmp_path: Path) -> None:
    projects = Projects(tmp_path, {"large": {"articles": "SIZE"}}, 10)
    for place in ("library-10/labels/bench", "library-10/labels/ann", "state/rubricate"):
        (tmp_path / place).mkdir(parents=True)
    cache = tmp_path / "cache/rubricate/library-10"
    cache.mkdir(parents=True)
    for name in ("frame", "suggestions-bench.sqlite", "suggestions-ann.sqlite", "index.sqlite"):
        (cache / name).touch()
    projects.reset()
    assert {path.name for path in cache.iterdir()} == {"index.sqlite", "suggestions-ann.sqlite"}
    assert projects.path("large") == tmp_path / "library-10"
    assert [path.name for path in (tmp_path / "library-10/labels").iterdir()] == ["ann"]
    assert not (tmp_path / "state").exists()


@pytest.mark.parametrize("part", inside.PARTS)
def test_what_is_measured_without_a_terminal_can_be(part: str, tmp_path: Path) -> None:
    corpora.library(tmp_path / "study", 3)
    inside.index(tmp_path / "study")
    assert inside.PARTS[part](tmp_path / "study")
