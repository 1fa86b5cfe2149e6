"""How far, how fast, how long: by a clock that goes when it is told to."""

from __future__ import annotations

import pytest

from model.pace import WINDOW, Pace, Reached, lasting, share


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_nothing_is_guessed_at_first(clock: Clock) -> None:
    pace = Pace(clock)
    assert pace.words(Reached(0, 0, 1000)) == "0 (0 %)"
    clock.now += 0.1
    assert pace.words(Reached(300, 10, 1000)) == "300 (1 %)"


def test_what_came_before_the_first_article_is_no_part_of_its_speed(clock: Clock) -> None:
    pace = Pace(clock)
    clock.now += 60
    assert pace.words(Reached(1, 100, 1000)) == "1 (10 %)"


def test_rate_and_time_left_follow_from_what_was_reached(clock: Clock) -> None:
    pace = Pace(clock)
    for second in range(1, 62):
        clock.now += 1
        told = pace.words(Reached(5120 * second, 850 * 5120 * second, 850 * 1_000_000))
    assert told == "312,320 (31 %), 5,120/s, 2 min left"


def test_it_follows_a_change_of_speed_within_the_window(clock: Clock) -> None:
    pace = Pace(clock)
    for second in range(100):
        clock.now += 1
        pace.words(Reached(second * 1000, second * 10, 100_000))
    done = Reached(99_000, 990, 100_000)
    for second in range(int(WINDOW) + 1):
        clock.now += 1
        told = pace.words(Reached(done.articles + 10 * second, done.done + second, done.of))
    assert "10/s" in told


def test_what_is_kept_is_bounded_by_the_window_however_often_it_is_told(clock: Clock) -> None:
    pace = Pace(clock)
    for step in range(100_000):
        clock.now += 0.001
        pace.words(Reached(step, step, 100_000))
    assert len(pace._known) <= 2 + WINDOW / 0.25


def test_it_says_no_time_where_it_stands_still_or_nobody_knows_the_end(clock: Clock) -> None:
    pace = Pace(clock)
    pace.words(Reached(0, 0, 1000))
    clock.now += 5
    assert pace.words(Reached(0, 0, 1000)) == "0 (0 %)"
    assert pace.words(Reached(10, 0, 0)) == "10, 2/s"
    clock.now += 5
    assert "left" not in pace.words(Reached(50, 1000, 1000))


def test_slower_than_one_a_second(clock: Clock) -> None:
    pace = Pace(clock)
    pace.words(Reached(0, 0, 200))
    clock.now += 8
    assert pace.words(Reached(1, 100, 200)) == "1 (50 %), under 1/s, 8 s left"


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0.2, "1 s"),
        (7.4, "7 s"),
        (38, "40 s"),
        (58, "55 s"),
        (60, "1 min"),
        (119, "2 min"),
        (3550, "59 min"),
        (3599, "1 h"),
        (3600, "1 h"),
        (4700, "1 h 20 min"),
        (86_400, "24 h"),
    ],
)
def test_times_are_as_exact_as_a_guess(seconds: float, said: str) -> None:
    assert lasting(seconds) == said


def test_a_hundred_per_cent_is_all() -> None:
    assert [share(Reached(1, done, 1000)) for done in (0, 5, 999, 1000, 1001)] == [0, 0, 99, 100, 100]
    assert share(Reached(1, 5, 0)) == 0
