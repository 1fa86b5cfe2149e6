"""Each key of the reader: what the session was sent, and what stands on the screen."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest
from textual import events
from textual.pilot import Pilot

from model.coding.codebook import Codebook, Theme
from model.coding.marks import Intent, Reject, Restore, SetMemo, SetState, SetTheme
from model.errors import FormatError, NotSavedError
from model.suggestions import Suggestion
from tests.tui.study import FakeProject, ScreenApp, Study, article, text
from tui.answers import Answer, Weight
from tui.messages import CodebookChanged, Explained, NotSaved, Saved, SheetChanged, SuggestionsChanged
from tui.screens.reader import ReaderScreen
from tui.screens.theme_card import ThemeCard

PARAGRAPHS = [
    "https://news.example/1",
    "Alpha one. Alpha two. Alpha three.",
    "Beta one. Beta two.",
    "Gamma one.",
    "Leave a comment. Name.",
]
ARTICLE = article("a.txt", PARAGRAPHS, {0: "URL", 4: "comment form"})
OTHER = article("b.txt", ["Other one. Other two."])
ALPHA, BETA, GAMMA = ((span.start, span.end) for span in ARTICLE.passages)
FORM = ARTICLE.excluded[1].span


def project() -> FakeProject:
    """Two articles with suggestions on the first passage."""
    found = FakeProject({ARTICLE.id: ARTICLE, OTHER.id: OTHER})
    found.suggestions.by_article[ARTICLE.id] = {
        ALPHA: (Suggestion("refugees", 0.82, True), Suggestion("talks", 0.31, False))
    }
    return found


@dataclass
class Desk:
    """A running reader."""

    study: Study
    screen: ReaderScreen
    app: ScreenApp
    pilot: Pilot[None]

    @property
    def sent(self) -> list[tuple[tuple[int, int], Intent]]:
        """Range and intent of each request."""
        return [((asked.start, asked.end), asked.intent) for asked in self.study.sent]

    @property
    def text(self) -> str:
        """What stands on the screen."""
        return text(self.app)

    def line(self, start: str) -> str:
        """The line of the screen in which some text stands."""
        return next(line for line in self.text.split("\n") if start in line)


@asynccontextmanager
async def desk(given: FakeProject | None = None, size: tuple[int, int] = (100, 30)) -> AsyncIterator[Desk]:
    """A reader with the first article open."""
    study = Study(given or project())
    screen = ReaderScreen(study.session)
    screen.read(ARTICLE.id)
    app = ScreenApp(screen)
    async with app.run_test(size=size) as pilot:
        yield Desk(study, screen, app, pilot)


async def test_quitting_before_the_screen_is_there_is_no_error() -> None:
    async with desk() as at:
        await at.screen.remove_children()
        at.screen.on_mount()
        for event in (events.ScreenResume(), CodebookChanged(Codebook()), SuggestionsChanged(1)):
            at.screen.post_message(event)
        await at.pilot.pause()


async def type_at_once(at: Desk, keys: str) -> None:
    """Keys as a fast typist's reach the app: the next is there before the one before has been worked off."""
    for key in keys:
        at.app.post_message(events.Key(key, key))
    await at.pilot.pause()
    await at.pilot.pause()


async def test_keys_typed_at_once_are_done_in_their_order() -> None:
    async with desk() as at:
        await type_at_once(at, "jrjr")
        assert at.sent == [(BETA, SetTheme("refugees")), (GAMMA, SetTheme("refugees"))]


async def test_letters_typed_at_once_with_the_finders_key_never_label() -> None:
    async with desk() as at:
        await type_at_once(at, "trrr")
        assert at.sent == []


async def test_a_theme_key_toggles_as_the_very_first_key() -> None:
    async with desk() as at:
        await at.pilot.press("r")
        assert at.sent == [(ALPHA, SetTheme("refugees"))]
        assert at.line("Alpha one").split()[:2] == ["┃+", "r"]
        assert "r refugees 1" in at.text
        await at.pilot.press("r")
        assert at.sent[1:] == [(ALPHA, SetTheme("refugees", applies=False))]
        assert at.line("Alpha one").split()[0] == "┃."


async def test_a_theme_key_right_after_a_resize() -> None:
    async with desk() as at:
        await at.pilot.resize_terminal(60, 14)
        await at.pilot.press("p")
        assert at.sent == [(ALPHA, SetTheme("proxy"))]


async def test_several_themes_on_a_passage_and_the_cursor_stays() -> None:
    async with desk() as at:
        await at.pilot.press("j", "a", "r", "enter", "0")
        assert at.screen.page.target.start == BETA[0]
        assert [intent for where, intent in at.sent if where == BETA] == [
            SetTheme("aid"),
            SetTheme("refugees"),
            SetState("none"),
        ]


async def test_a_request_carries_the_text_it_is_about() -> None:
    async with desk() as at:
        await at.pilot.press("j", "a")
        asked = at.study.sent[0]
        assert (asked.article, asked.digest) == (ARTICLE.id, ARTICLE.digest)
        assert (asked.quote, asked.prefix[-6:], asked.suffix[:7]) == (
            "Beta one. Beta two.",
            "ree.\n\n",
            "\n\nGamma",
        )


async def test_enter_accepts_the_top_suggestion_and_the_next_becomes_the_top() -> None:
    async with desk() as at:
        assert "? r refugees .82" in at.text
        await at.pilot.press("enter")
        assert "~ d peace talks .31" in at.text
        await at.pilot.press("enter", "enter")
        assert at.sent == [
            (ALPHA, SetTheme("refugees", origin="suggestion", p=0.82)),
            (ALPHA, SetTheme("talks", origin="suggestion", p=0.31)),
        ]
        assert at.app.said[-1].startswith("no suggestion here")


async def test_x_rejects_the_top_suggestion() -> None:
    async with desk() as at:
        await at.pilot.press("x")
        assert at.sent == [(ALPHA, Reject("refugees", p=0.82))]
        assert "x not refugees" in at.text
        assert "? r refugees" not in at.text
        await at.pilot.press("x", "x")
        assert [intent for _, intent in at.sent[1:]] == [Reject("talks", p=0.31)]


@pytest.mark.parametrize(("key", "state", "sign"), [("0", "none", "-"), ("space", "skipped", ">")])
async def test_none_and_skip_and_back(key: str, state: str, sign: str) -> None:
    async with desk() as at:
        await at.pilot.press(key)
        assert at.line("Alpha one").split()[0] == f"┃{sign}"
        await at.pilot.press(key)
        assert at.line("Alpha one").split()[0] == "┃."
        assert at.sent == [(ALPHA, SetState(state)), (ALPHA, SetState("untouched"))]  # type: ignore[arg-type]


async def test_skip_does_not_take_labels_away() -> None:
    async with desk() as at:
        await at.pilot.press("r", "space")
        assert len(at.sent) == 1
        assert "labelled already" in at.app.said[-1]


async def test_n_goes_to_untouched_passages() -> None:
    async with desk() as at:
        await at.pilot.press("j", "a", "k", "n")
        assert at.screen.page.target.start == GAMMA[0]
        await at.pilot.press("N")
        assert at.screen.page.target.start == ALPHA[0]


async def test_v_selects_sentences_across_passages_and_labels_just_these() -> None:
    async with desk() as at:
        await at.pilot.press("v", "j", "j", "j", "a")
        run = (ALPHA[0], ARTICLE.text.index("Beta one.") + len("Beta one."))
        assert at.sent == [(run, SetTheme("aid"))]
        assert "4 sentences: a" in at.line("Alpha one")
        assert "4 sentences: a" in at.line("Beta one")
        await at.pilot.press("k", "r", "escape", "p")
        assert at.sent[1:] == [(ALPHA, SetTheme("refugees")), (ALPHA, SetTheme("proxy"))]


async def test_the_heading_says_that_sentences_are_selected_and_how_to_leave() -> None:
    async with desk() as at:
        await at.pilot.press("v", "j")
        assert "2 sentences selected, escape leaves" in at.text
        await at.pilot.press("escape")
        assert "selected" not in at.text


async def test_selecting_upwards_and_toggling_off() -> None:
    async with desk() as at:
        await at.pilot.press("j", "v", "k", "k", "a", "a")
        start = ARTICLE.text.index("Alpha two.")
        end = ARTICLE.text.index("Beta one.") + len("Beta one.")
        assert at.sent == [((start, end), SetTheme("aid")), ((start, end), SetTheme("aid", applies=False))]
        assert "sentences:" not in at.text


async def test_a_run_that_is_the_passage_is_the_passage() -> None:
    async with desk() as at:
        await at.pilot.press("v", "j", "j", "a", "escape")
        assert at.sent == [(ALPHA, SetTheme("aid"))]
        assert "a aid and money" in at.line("Alpha one")


async def test_suggestions_are_not_for_a_selection() -> None:
    async with desk() as at:
        await at.pilot.press("v", "enter", "x")
        assert at.sent == []
        assert "whole passages" in at.app.said[-1]


async def test_t_finds_a_theme_by_typing() -> None:
    async with desk() as at:
        await at.pilot.press("t", *"bord")
        assert "borders" in at.text
        assert "proxy support  0" not in at.text
        await at.pilot.press("enter")
        assert at.sent == [(ALPHA, SetTheme("borders"))]
        await at.pilot.press("t", "escape")
        assert len(at.sent) == 1


async def test_a_card_shows_definition_and_own_examples() -> None:
    async with desk() as at:
        await at.pilot.press("r")
        at.study.save()
        await at.pilot.press("t", *"refu", "question_mark")
        assert isinstance(at.app.screen, ThemeCard)
        for said in (
            "People who flee.",
            "include: camps",
            "your own labels: 1",
            "Alpha one. Alpha two.",
            "a.txt",
        ):
            assert said in at.text
        await at.pilot.press("escape", "escape")
        assert at.app.screen is at.screen


async def test_a_click_on_the_legend_shows_the_card() -> None:
    async with desk() as at:
        await at.pilot.click("Legend", offset=(3, 0))
        assert "Money or goods given to a country." in at.text


async def test_m_writes_a_memo() -> None:
    async with desk() as at:
        await at.pilot.press("m", *"ask", "enter")
        assert at.sent == [(ALPHA, SetMemo("ask"))]
        assert '" ask' in at.text
        await at.pilot.press("m", "escape", "m", "enter")
        assert len(at.sent) == 1


async def test_e_asks_why_and_shows_the_words() -> None:
    async with desk() as at:
        await at.pilot.press("e")
        question = at.study.asked[0]
        assert (question.article, question.start, question.end, question.theme) == (
            ARTICLE.id,
            *ALPHA,
            "refugees",
        )
        words = (Weight(ALPHA[0], ALPHA[0] + 5, 0.7), Weight(ALPHA[0] + 6, ALPHA[0] + 9, -0.4))
        at.screen.post_message(Explained(Answer(question, words)))
        await at.pilot.pause()
        assert "why r refugees" in at.text
        assert "+ alpha" in at.text
        await at.pilot.press("e")
        assert at.study.asked[1].theme == "talks"
        await at.pilot.press("j")
        assert "why" not in at.text


async def test_why_tells_what_likeness_of_meaning_adds() -> None:
    async with desk() as at:
        await at.pilot.press("e")
        words = (Weight(ALPHA[0], ALPHA[0] + 5, 0.7), Weight(ALPHA[0] + 6, ALPHA[0] + 9, -0.4))
        at.screen.post_message(Explained(Answer(at.study.asked[0], words, meaning=1.26)))
        await at.pilot.pause()
        assert at.app.said[-1] == "words +0.3, meaning +1.3"


async def test_an_answer_for_another_passage_is_not_shown() -> None:
    async with desk() as at:
        await at.pilot.press("e", "j")
        at.screen.post_message(Explained(Answer(at.study.asked[0], (Weight(0, 3, 1.0),))))
        await at.pilot.pause()
        assert "why" not in at.text


async def test_b_brings_an_excluded_range_back_and_excludes_it_again() -> None:
    async with desk() as at:
        await at.pilot.press("G")
        assert "comment form" in at.text
        assert "b brings it back" in at.text
        await at.pilot.press("r")
        assert at.sent == []
        assert "b brings it back" in at.app.said[-1]
        await at.pilot.press("b", "r")
        assert at.sent[0] == ((FORM.start, FORM.end), Restore(True))
        assert at.sent[1][1] == SetTheme("refugees")
        await at.pilot.press("b")
        assert at.sent[2] == ((FORM.start, FORM.end), Restore(False))
        assert "b brings it back" in at.text


async def test_brackets_go_through_the_library_and_the_cursor_is_remembered() -> None:
    async with desk() as at:
        await at.pilot.press("j", "right_square_bracket")
        assert "Other one." in at.text
        await at.pilot.press("right_square_bracket")
        assert at.app.said[-1] == "that was the last article"
        await at.pilot.press("left_square_bracket")
        assert at.screen.page.target.start == BETA[0]


async def test_a_damaged_label_file_makes_it_read_only() -> None:
    given = project()
    given.problem = FormatError("not YAML", file="labels/me/a.yaml", line=3)
    async with desk(given) as at:
        await at.pilot.press("r", "enter", "x", "0", "space", "m", "b", "t")
        assert at.sent == []
        assert at.app.said[-1] == "read-only: labels/me/a.yaml:3: not YAML"


async def test_what_was_not_saved_is_taken_back() -> None:
    async with desk() as at:
        await at.pilot.press("r")
        at.study.session.not_saved(ARTICLE.id)
        at.screen.post_message(NotSaved(ARTICLE.id, NotSavedError("disk full")))
        await at.pilot.pause()
        assert at.line("Alpha one").split()[0] == "┃."


async def test_labels_on_their_way_outlive_the_answer_for_an_older_one() -> None:
    async with desk() as at:
        await at.pilot.press("r", "a")
        sheet = at.study.save()
        change = at.study.project.sheets[ARTICLE.id]
        assert len(change.marks[0].themes) == 1
        at.screen.post_message(SheetChanged(sheet))
        await at.pilot.pause()
        assert "r refugees" in at.text
        assert "a aid and money" in at.text


async def test_newer_suggestions_and_themes_are_shown() -> None:
    async with desk() as at:
        at.study.project.suggestions.by_article[ARTICLE.id] = {BETA: (Suggestion("aid", 0.55, True),)}
        at.study.session.suggestions_changed()
        at.screen.post_message(SuggestionsChanged(2))
        await at.pilot.pause()
        assert "? a aid and money .55" in at.text
        assert "refugees .82" not in at.text
        at.study.project.codebook = Codebook((Theme("aid", "help", "h"),))
        at.screen.post_message(CodebookChanged(at.study.project.codebook))
        await at.pilot.press("h")
        assert at.sent == [(ALPHA, SetTheme("aid"))]
        assert "? h help .55" in at.text


async def test_archived_themes_and_other_letters_do_nothing() -> None:
    async with desk() as at:
        await at.pilot.press("w", "z", "Z", "full_stop")
        assert at.sent == []


async def test_a_command_goes_before_a_theme_with_the_same_key() -> None:
    given = project()
    given.codebook = Codebook((Theme("clash", "clash", "j"), Theme("aid", "aid", "E")))
    async with desk(given) as at:
        await at.pilot.press("j", "E")
        assert at.sent == [(BETA, SetTheme("aid"))]


async def test_an_article_that_cannot_be_read_is_said() -> None:
    async with desk() as at:
        assert not at.screen.read("gone.txt")
        await at.pilot.pause()
        assert at.app.said[-1] == "gone.txt: no such article"
        assert "Alpha one" in at.text


async def test_without_an_article_keys_do_no_harm() -> None:
    study = Study(project())
    app = ScreenApp(ReaderScreen(study.session))
    async with app.run_test(size=(80, 24)) as pilot:
        for key in (
            "j",
            "n",
            "v",
            "r",
            "enter",
            "x",
            "0",
            "space",
            "e",
            "m",
            "b",
            "t",
            "escape",
            "G",
            "pagedown",
        ):
            await pilot.press(key)
        assert study.sent == []
        assert "no article is open" in text(app)


async def test_the_legend_is_two_lines_below_or_a_panel_beside() -> None:
    async with desk(size=(80, 24)) as at:
        assert at.screen.legend.size.height == 2
    async with desk(size=(160, 50)) as at:
        assert at.screen.legend.size.width == 30
        await at.pilot.press("a")
        assert any(
            line.rstrip().endswith("1") and "+ a aid and money" in line for line in at.text.split("\n")
        )
        assert "none apply" in at.text


async def test_saved_repaints_nothing_that_is_the_same() -> None:
    async with desk() as at:
        await at.pilot.press("r")
        before = at.text
        sheet = at.study.save()
        mark = sheet.at(*ALPHA)
        assert mark is not None
        at.screen.post_message(Saved(None, sheet))  # type: ignore[arg-type]
        await at.pilot.pause()
        assert at.text == before
