"""What the status line and the model screen say, from plain data."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from model.suggestions import ThemeStatus, TrainingStatus
from tui.evaluation import evaluation_of
from tui.learning import progress, weights
from tui.training_words import ago, training_words

NOW = datetime(2026, 3, 1, 12, 0, 3, tzinfo=UTC)


def status(passages: int, *needs: int) -> TrainingStatus:
    themes = tuple(ThemeStatus(f"t{n}", 5 - need, 3, need, 0.5) for n, need in enumerate(needs))
    return TrainingStatus(7, passages, "2026-03-01T12:00:00Z", 0.2, themes)


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (None, "no suggestions yet"),
        (status(0, 5), "from the definitions, not learned"),
        (status(1), "trained on 1 passage, 3 s ago"),
        (status(212, 4, 0, 4), "trained on 212 passages, 3 s ago; 2 themes too thin (need 4 more)"),
        (
            status(1212, 1, 4),
            "trained on 1,212 passages, 3 s ago; 2 themes too thin (need 1 to 4 more)",
        ),
    ],
)
def test_training_words(found: TrainingStatus | None, words: str) -> None:
    assert training_words(found, NOW) == words


@pytest.mark.parametrize(
    ("at", "words"),
    [
        ("2026-03-01T12:00:03Z", "0 s ago"),
        ("2026-03-01T11:58:00Z", "2 min ago"),
        ("2026-03-01T09:00:00+00:00", "3 h ago"),
        ("2026-02-20T12:00:00", "9 d ago"),
        ("2027-01-01T00:00:00Z", "0 s ago"),
        ("nonsense", ""),
    ],
)
def test_ago(at: str, words: str) -> None:
    assert ago(at, NOW) == words


def test_an_evaluation_says_what_is_measured_and_what_is_not() -> None:
    report = {
        "themes": [
            {"theme": "aid", "precision": 0.5, "recall": 0.25, "f1": 1 / 3, "why": ""},
            {"theme": "talks", "precision": None, "recall": None, "f1": None, "why": "too few labels"},
        ],
        "curve": [{"labels": 10, "hits": 0.4}, {"labels": 20, "hits": None}, {"labels": 40, "hits": 0.6}],
        "f1": 1 / 3,
        "hits": 0.8,
        "why": "",
    }
    found = evaluation_of({"report": report})
    assert found.scores["aid"].recall == 0.25
    assert found.scores["talks"].why == "too few labels"
    assert found.curve == ((10.0, 0.4), (40.0, 0.6))
    assert "80%" in found.summary and "mean F1 0.33 of 1 theme" in found.summary


def test_an_evaluation_without_figures_says_why() -> None:
    found = evaluation_of(
        {"report": {"themes": [], "curve": [], "f1": None, "hits": None, "why": "too early"}}
    )
    assert (found.summary, found.why, found.curve) == ("too early", "too early", ())


def test_words_of_an_explanation_keep_their_places_in_the_article() -> None:
    (weight,) = weights([["camp", 104, 108, 0.5]])
    assert (weight.start, weight.end, weight.weight) == (104, 108, 0.5)


@pytest.mark.parametrize("words", [None, 7, [["camp"]], [["camp", "x", 1, 2]]])
def test_an_explanation_that_makes_no_sense_is_none(words: object) -> None:
    assert weights(words) == ()


def test_how_much_of_the_words_is_learned() -> None:
    event = {"event": "learning", "share": 0.342, "left": 95.0}
    assert progress(event) == "learning the words: 34 %, 2 min left"
    assert progress({"share": "x", "left": None}) == "learning the words: 0 %, 1 s left"
