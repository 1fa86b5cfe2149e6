"""Notes beside a passage: letters say what colours say, and nothing is lost where room is short."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.style import Style

from model.coding.marks import Intent, Reject, SetMemo, SetState, SetTheme, Sheet, apply_request, request
from model.opened import open_article
from model.suggestions import Suggestion
from tests.tui.study import CODEBOOK, article
from tui.answers import Answer, Question, Weight
from tui.widgets.blocks import Blocks
from tui.widgets.margin import Margin, MarginInks, Note, fit_notes, probability
from tui.widgets.palette import ThemeInks

ARTICLE = article("a.txt", ["One two. Three.", "Four.", "Date."], {2: "date"})
FIRST = ARTICLE.passages[0]


def margin(*intents: Intent, at: tuple[int, int] = (FIRST.start, FIRST.end), width: int = 30) -> Margin:
    """The margin of an article on whose first passage something was decided."""
    sheet = Sheet(ARTICLE.id, ARTICLE.digest)
    for intent in intents:
        asked = request(ARTICLE.id, ARTICLE.digest, ARTICLE.text, *at, intent)
        sheet, _ = apply_request(sheet, asked)
    suggestions = {
        (FIRST.start, FIRST.end): (
            Suggestion("refugees", 0.824, True),
            Suggestion("proxy", 0.4, False),
            Suggestion("gone", 0.3, True),
            Suggestion("aid", 0.2, True),
            Suggestion("talks", 0.1, True),
        )
    }
    inks = MarginInks(Style.null(), Style(dim=True), Style(bold=True))
    themes = {theme.id: theme for theme in CODEBOOK.themes}
    return Margin(Blocks(open_article(ARTICLE, sheet)), themes, inks, ThemeInks(), width, suggestions)


def said(notes: list[Note]) -> list[str]:
    """The long forms as plain text."""
    return ["".join(text for text, _ in note.long) for note in notes]


def test_suggestions_carry_key_name_and_probability() -> None:
    assert said(margin().notes(0, False)) == [
        "? r refugees .82",
        "~ p proxy support .40",
        "? a aid and money .20",
    ]


def test_decided_themes_are_no_longer_suggested() -> None:
    notes = said(margin(Reject("refugees"), Reject("proxy")).notes(0, True, lines=9))
    assert notes == ["x not refugees", "x not proxy support", "? a aid and money .20", "? d peace talks .10"]


def test_beside_a_label_only_what_may_have_been_missed_is_suggested() -> None:
    notes = said(margin(SetTheme("aid")).notes(0, True, lines=9))
    assert notes == ["a aid and money", "? r refugees .82", "~ p proxy support .40"]


def test_of_faint_suggestions_only_the_best_is_shown() -> None:
    faint = margin()
    faint.suggestions = {
        (FIRST.start, FIRST.end): tuple(Suggestion(theme, 0.04, True) for theme in ("aid", "talks"))
    }
    assert said(faint.notes(0, False, lines=9)) == ["? a aid and money .04"]
    assert [one.theme for one in faint.open_suggestions(0)] == ["aid"]


def test_where_no_theme_applies_nothing_is_suggested() -> None:
    assert said(margin(SetState("none")).notes(0, True)) == ["- no theme applies"]


def test_skipped_and_memo_are_said() -> None:
    assert said(margin(SetState("skipped"), SetMemo("ask\x1b Ann")).notes(0, False))[:2] == [
        "> skipped",
        '" ask\ufffd Ann',
    ]


def test_an_overlapping_range_is_said_with_its_sentences() -> None:
    notes = margin(SetTheme("aid"), SetTheme("refugees"), at=(9, 22)).notes(1, False)
    assert said(notes)[0] == "2 sentences: a r"
    assert said(margin(SetTheme("aid"), at=(9, 15)).notes(0, False))[0] == "1 sentence: a"


def test_an_excluded_range_gives_its_reason_and_the_way_back() -> None:
    assert said(margin().notes(2, False)) == ["date"]
    assert said(margin().notes(2, True)) == ["date", "b brings it back"]


def test_a_theme_without_key_or_out_of_use_still_has_a_sign() -> None:
    notes = said(margin(SetTheme("borders"), SetTheme("old"), SetTheme("nowhere")).notes(0, False))
    assert notes[:3] == ["* borders", "w old theme", "* nowhere"]


def test_an_explanation_lists_the_telling_words() -> None:
    beside = margin()
    question = Question(ARTICLE.id, FIRST.start, FIRST.end, FIRST.of(ARTICLE.text), "refugees")
    words = (Weight(0, 3, 0.9), Weight(4, 7, -0.5), Weight(9, 14, 0.01))
    beside.answer = Answer(question, words)
    assert said(beside.notes(0, True))[:3] == ["why r refugees", "+ one", "- two"]
    assert said(beside.notes(1, True)) == []
    beside.answer = Answer(question, (), "the classifier is not running")
    assert said(beside.notes(0, True))[:2] == ["why r refugees", "the classifier is not running"]


@given(st.floats(0, 1))
def test_a_probability_has_three_characters_and_is_never_certain(p: float) -> None:
    text = probability(p)
    assert len(text) == 3
    assert 0 < float(text) < 1


@given(st.integers(0, 8), st.integers(1, 8))
def test_notes_that_find_no_line_share_the_last(count: int, lines: int) -> None:
    notes = [Note(((f"long{n}", Style()),), ((f"s{n}", Style()),)) for n in range(count)]
    fitted = ["".join(text for text, _ in line) for line in fit_notes(notes, lines)]
    assert len(fitted) <= lines
    for n in range(count):
        assert f"long{n}" in fitted or f"s{n}" in fitted[-1].split()


def test_suggestions_leave_the_gap_below_a_short_passage_free() -> None:
    assert len(margin().notes(0, True, lines=1)) == 1
    assert len(margin().notes(0, True, lines=2)) == 2
    assert len(margin().notes(0, True, lines=20)) == 3
