"""The audit sample is never learned from, and what it says holds for what nobody has read."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from model.coding import audit
from model.coding.marks import SetState, SetTheme, request
from model.learning import auditing
from model.learning.auditing import AuditReport
from model.learning.trainer import Trainer
from model.learning.trainingset import training_set
from model.project import Project
from model.suggestions import Place
from tests.model.learning.synthetic import make_project, mark, sheet, theme_of
from tests.model.learning.test_trainingset import THEMES


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """54 passages, of which about half are in the sample."""
    monkeypatch.setattr(audit, "SHARE", 0.5)
    monkeypatch.setattr(auditing, "SHARE", 0.5)
    monkeypatch.setattr(auditing, "STEP", 4)
    monkeypatch.setattr("model.learning.queue.SHARE", 0.5)
    return make_project(tmp_path / "study")


def decide(project: Project, place: Place, skip: bool = False, outside: bool = False) -> None:
    """Decide as one should, as the app would."""
    opened = project.read(place[0])
    text = opened.article.text
    intent = SetState("skipped") if skip else SetTheme(theme_of(text[slice(*place[1:])]))
    asked = request(place[0], opened.article.digest, text, *place[1:], intent)
    project.apply(replace(asked, audit="" if outside else opened.audit(*place[1:])))


def sample(project: Project, half: str) -> list[Place]:
    """A half of the sample that is untouched, in its order."""
    Trainer(project).train(1)
    places = project.suggestions.queue("audit")
    return [place for place in places if project.read(place[0]).audit(*place[1:]) == half]


def report(project: Project) -> AuditReport:
    found = Trainer(project).evaluate().audit
    assert found is not None
    return found


def test_it_counts_by_steps_in_the_order_of_the_sample(project: Project) -> None:
    blind = sample(project, "blind")
    assert len(blind) > 9
    decide(project, blind[3])
    assert (report(project).blind, report(project).need) == (0, 3), "one out of turn does not count"
    for place in blind[:3]:
        decide(project, place)
    found = report(project)
    assert (found.blind, found.assisted, found.need) == (4, 0, 4)
    decide(project, blind[4], skip=True)
    for place in blind[5:8]:
        decide(project, place)
    found = report(project)
    assert (found.blind, found.skipped) == (7, 1), "what was skipped is passed over"
    for place in blind[8:]:
        decide(project, place)
    assert (report(project).blind, report(project).need) == (len(blind) - 1, 0)


def test_scores_bounds_and_agreement_are_those_of_the_sample(project: Project) -> None:
    places = {half: sample(project, half) for half in ("blind", "assisted")}
    for place in [*places["blind"], *places["assisted"]]:
        decide(project, place)
    found = report(project)
    rest = found.unread
    assert rest == 54 - len(places["blind"]) - len(places["assisted"])
    assert found.agreement_blind.of == len(places["blind"])
    assert found.agreement_assisted.of == len(places["assisted"])
    assert found.agreement_blind.right > found.agreement_blind.of / 2, "by the definitions alone"
    for score in found.themes:
        assert score.recall.of == score.present > 0 and score.precision.right == score.recall.right
        truth = 18 - sum(
            theme_of(project.read(a).article.text[s:e]) == score.theme
            for half in places.values()
            for a, s, e in half
        )
        assert score.at_most is None or truth <= score.at_most < rest


def test_nothing_of_it_is_learned_from(project: Project) -> None:
    blind = sample(project, "blind")
    for place in blind[:5]:
        decide(project, place)
    assert Trainer(project).fit().training.places == ()
    decide(project, blind[5], outside=True)
    assert Trainer(project).fit().training.places == (blind[5],), "decided before there was an audit"


def test_what_overlaps_it_is_left_out_whoever_labelled_it() -> None:
    audited = mark(0, 10, state="labelled", themes=["aid"], audit="blind")
    over = mark(5, 15, state="labelled", themes=["aid"])
    beside = mark(10, 20, state="labelled", themes=["aid"])
    elsewhere = sheet("y", mark(0, 10, state="labelled", themes=["aid"]))
    found = training_set(THEMES, [sheet("x", audited, over, beside), elsewhere], [sheet("x", mark(0, 10))])
    assert list(found.places) == [("x", 10, 20), ("y", 0, 10)]
    found = training_set(THEMES, [sheet("x", over, beside)], [sheet("x", audited)])
    assert list(found.places) == [("x", 10, 20)]
