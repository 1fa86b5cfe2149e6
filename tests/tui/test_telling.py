"""The status line: no failure is hidden before it was seen; work that has ended is not said to go on."""

from __future__ import annotations

import pytest

from tui import telling
from tui.telling import Telling
from tui.widgets.status_line import Status


class Clock:
    """A clock that goes when it is told."""

    now = 100.0

    def monotonic(self) -> float:
        """As `time.monotonic`."""
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    found = Clock()
    monkeypatch.setattr(telling, "time", found)
    return found


def line() -> tuple[Telling, list[Status]]:
    """The line, and what was shown."""
    shown: list[Status] = []
    return Telling(shown.append, lambda: "trained on 3 passages"), shown


def test_what_succeeds_a_moment_later_does_not_hide_a_failure(clock: Clock) -> None:
    one, shown = line()
    assert one.say("NOT saved", "error")
    assert not one.say("saved", "good")
    one.touched()  # a key that was on its way already: nobody reads that fast
    assert not one.say("saving", "busy")
    assert shown[-1].text == "NOT saved" and shown[-1].tone == "error"


def test_a_failure_that_was_seen_gives_way_to_the_next_operation_only(clock: Clock) -> None:
    one, shown = line()
    one.say("NOT saved", "error")
    clock.now += 2 * telling.READING
    assert not one.say("saved", "good")  # it may stand there for long: nobody was there
    one.touched()
    one.murmur("sorted by date")
    assert shown[-1].text == "NOT saved"
    assert one.say("saved", "good")
    assert shown[-1] == Status("saved", "good")
    one.murmur("sorted by date")
    assert shown[-1].text == "sorted by date"


def test_a_second_failure_replaces_the_first_and_is_to_be_seen_again(clock: Clock) -> None:
    one, shown = line()
    one.say("NOT saved: a", "error")
    clock.now += 2 * telling.READING
    one.touched()
    assert one.say("NOT saved: b", "error")
    one.touched()
    assert not one.say("saved", "good")
    assert shown[-1].text == "NOT saved: b"


def test_what_is_done_stands_on_the_right_and_ends_one_by_one() -> None:
    one, shown = line()
    one.renew()
    assert shown[-1].training == "trained on 3 passages"
    one.reading("reading the articles: 1 of 9")
    one.learning("training")
    assert shown[-1].training == "reading the articles: 1 of 9 · training"
    one.reading("")
    assert shown[-1].training == "training"
    one.learning("")
    assert shown[-1].training == "trained on 3 passages"


def test_trouble_stays_until_the_classifier_is_at_work_again() -> None:
    one, shown = line()
    one.learning("training")
    one.trouble("suggestions are off")
    one.reading("reading the articles: 1 of 9")
    one.reading("")
    one.renew()
    assert shown[-1].training == "suggestions are off"
    one.learning("training")
    assert shown[-1].training == "training"
