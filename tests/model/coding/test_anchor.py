"""Labels survive edits of their article: found again, asked about, or orphans. Never at a wrong place."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.coding import anchor as anchor_module
from model.coding.anchor import SHORT, Anchored, anchor
from model.coding.anchor_text import Range, Sentences
from model.coding.marks import Mark, Sheet

from . import edits
from .edits import ALL, HARMLESS, Edit, Labelled, Written, article, labels, mark_on, truth, write

SEEDS = range(10)
"""Articles, with 176 labels together."""

TEXT = (
    "The gate was shut before noon, and the drivers slept under their lorries for a week.\n\n"
    "No one came. Families who had crossed with a nod were asked for papers by men they knew.\n\n"
    "The office that writes them is in another town, two hours away, and it opens on Tuesdays only.\n\n"
    "No one came. In the end the fruit rotted where it stood and was tipped into the ditch at night.\n"
)


def on(quote: str, text: str = TEXT, nth: int = 0) -> Mark:
    """A label on the nth place where `quote` stands."""
    at = -1
    for _ in range(nth + 1):
        at = text.index(quote, at + 1)
    return mark_on(text, at, at + len(quote))


def moved(marks: Iterable[Mark], text: str) -> Anchored:
    sentences = [match.span() for match in re.finditer(r"[A-Z][^.]*\.", text)]
    sheet = Sheet("a.txt", "old", tuple(sorted(marks, key=lambda m: (m.start, m.end))))
    return anchor(sheet, text, "new", among(sentences))


def among(sentences: Sequence[Range]) -> Sentences:
    """Those of them that overlap a range."""
    return lambda start, end: [one for one in sentences if one[0] < end and start < one[1]]


def tagged(sheet: Sheet) -> Sheet:
    """The same sheet, each mark with its number as a memo."""
    marks = (replace(mark, memo=str(number)) for number, mark in enumerate(sheet.marks))
    return replace(sheet, marks=tuple(marks))


def wrong(mark: Mark, labelled: Labelled, written: Written) -> bool:
    """Whether a mark stands where its passage is not, or on much else besides."""
    there = truth(labelled, written)
    if there is None:
        return True
    inside = there[0] <= mark.start and mark.end <= there[1]
    return not inside or mark.end - mark.start < 0.6 * min(there[1] - there[0], len(labelled.mark.quote))


def test_there_are_about_176_labels() -> None:
    assert 150 <= sum(len(labels(article(seed), seed)[1]) for seed in SEEDS) <= 200


@pytest.mark.parametrize("edit", ALL, ids=lambda edit: edit.__name__)
def test_every_label_is_found_again_or_listed_and_none_is_at_a_wrong_place(edit: Edit) -> None:
    there = found = 0
    for seed in SEEDS:
        paragraphs = article(seed)
        sheet, made = labels(paragraphs, seed)
        written = edit(paragraphs, random.Random(1000 + seed))
        got = anchor(tagged(sheet), written.text, "new", among(written.sentences))
        placed = {int(mark.memo): mark for mark in got.sheet.marks}
        listed = {int(mark.memo) for mark in got.sheet.unplaced}
        assert placed.keys() | listed == set(range(len(made)))
        assert not placed.keys() & listed
        for number, mark in placed.items():
            assert not wrong(mark, made[number], written), (seed, made[number].mark.quote)
            assert written.text[mark.start : mark.end] == mark.quote
        long = {n for n, one in enumerate(made) if truth(one, written) and len(one.mark.quote) >= SHORT}
        there += len(long)
        found += len(long & placed.keys())
    if edit in HARMLESS:
        assert found == there > 100  # 100 %
    elif edit is edits.delete:
        assert found == there > 50
    else:
        assert found > 0.5 * there


def test_short_quotes_are_found_again_where_their_surroundings_are() -> None:
    first, second = on("No one came."), on("No one came.", nth=1)
    got = moved([first, second], "A new head, of one line.\n\n" + TEXT)
    assert [mark.start - 26 for mark in got.sheet.marks] == [first.start, second.start]


def test_a_deleted_passage_does_not_move_to_its_twin() -> None:
    first = on("No one came.")
    without = TEXT.replace(
        "No one came. Families who had crossed with a nod were asked for papers by men they knew.\n\n", ""
    )
    got = moved([first], without)
    assert got.sheet.marks == ()
    assert got.sheet.unplaced == (first,)


def test_a_deleted_sentence_does_not_move_to_one_that_differs_in_a_figure() -> None:
    lines = [
        f"The market of Osik was open on Monday and {n} people asked there for bread." for n in (19, 31, 47)
    ]
    text = "\n\n".join([*lines, TEXT])
    got = moved([on(lines[1], text)], "\n\n".join([lines[0], lines[2], TEXT]))
    assert got.sheet.marks == ()
    assert len(got.unsure) == 1


def test_of_two_passages_with_the_same_words_each_keeps_its_own_place() -> None:
    text = "\n\n".join(["Read on in our letter, which comes on every Saturday of the year.", TEXT] * 3)
    marks = [
        on("Read on in our letter, which comes on every Saturday of the year.", text, n) for n in range(3)
    ]
    got = moved(marks, text + "\n\nThe end.")
    assert [mark.start for mark in got.sheet.marks] == [mark.start for mark in marks]


def test_two_marks_never_share_a_place() -> None:
    quote = "The office that writes them is in another town, two hours away, and it opens on Tuesdays only."
    text = f"{TEXT}\n{quote}\n\nAnd so on."
    got = moved([on(quote, text), on(quote, text, 1)], TEXT)
    assert len(got.sheet.marks) <= 1
    assert len(got.sheet.marks) + len(got.sheet.unplaced) == 2


def test_a_half_of_a_passage_is_asked_about() -> None:
    quote = "The office that writes them is in another town, two hours away, and it opens on Tuesdays only."
    mark = on(quote)
    got = moved([mark], TEXT.replace("is in another town, two hours away, and it ", "was moved and "))
    assert got.sheet.marks == ()
    (unsure,) = got.unsure
    assert unsure.mark == mark
    assert 60 <= unsure.place.score < 85
    assert not unsure.place.sure
    assert got.orphans == ()


def test_a_sentence_that_ends_otherwise_is_labelled_to_its_end() -> None:
    old = (
        "First it was cold. The camp by the river is full, and people wait for bread there now. It got dark."
    )
    new = old.replace("there now.", "there, day by day.")
    got = moved([on("The camp by the river is full, and people wait for bread there now.", old)], new)
    assert [mark.quote for mark in got.sheet.marks] == [new[19:-13]]


def test_a_passage_that_lost_its_first_sentence_does_not_begin_in_the_paragraph_before() -> None:
    rest = "The office that writes them is in another town, two hours away, and it opens on Tuesdays only."
    old = f"Snow fell on it.\n\nSnow fell. {rest}\n\nNobody said anything about it until the spring came."
    got = moved([on(f"Snow fell. {rest}", old)], old.replace("Snow fell. ", ""))
    assert [mark.quote for mark in got.sheet.marks] == [rest]


def test_a_short_quote_stands_by_its_neighbour() -> None:
    short, after = (
        on("No one came."),
        on("Families who had crossed with a nod were asked for papers by men they knew."),
    )
    text = TEXT.replace("week.\n\nNo", "week.\n\nSubscribe to our letter, it is free of charge.\n\nNo")
    text = text.replace("No one came. In", "In")
    assert moved([replace(short, suffix=" x")], text).sheet.marks == ()
    assert len(moved([replace(short, suffix=" x"), after], text).sheet.marks) == 2


def test_what_is_nowhere_is_an_orphan_as_it_was() -> None:
    mark = on("In the end the fruit rotted where it stood and was tipped into the ditch at night.")
    got = moved([mark], "Something else altogether is told here now, about winter and its birds.")
    assert (got.sheet.marks, got.sheet.unplaced, got.orphans) == ((), (mark,), (mark,))
    assert got.sheet.digest == "new"


def test_an_orphan_comes_back_with_its_passage() -> None:
    mark = on("In the end the fruit rotted where it stood and was tipped into the ditch at night.")
    gone = moved([mark], "Something else altogether is told here now, about winter and its birds.").sheet
    back = anchor(gone, TEXT, "old")
    assert back.sheet == Sheet("a.txt", "old", (mark,))


def test_for_the_same_text_nothing_is_moved_nor_placed() -> None:
    mark, other = on("No one came."), on("No one came.", nth=1)
    sheet = Sheet("a.txt", "new", (replace(mark, start=3, end=5),), (other,))
    got = anchor(sheet, TEXT, "new")
    assert got.sheet == sheet
    assert [one.mark for one in got.unsure] == [other]


def test_a_text_without_words_makes_everything_an_orphan() -> None:
    marks = [on("No one came."), Mark(200, 205, "", state="none"), Mark(300, 301, " ", state="none")]
    for text in ("", " \n "):
        assert len(moved(marks, text).orphans) == 3


def test_effort_has_a_limit_and_what_is_left_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(anchor_module, "EFFORT", 0)
    quote = "The office that writes them is in another town, two hours away, and it opens on Tuesdays only."
    assert moved([on(quote)], "New. " + TEXT).orphans == (on(quote),)


words = st.lists(
    st.sampled_from(
        ["gate", "fruit", "noon", "ditch", "papers", "town", "night", "nod", "week.", "men.", "came."]
    ),
    max_size=60,
)


@settings(max_examples=150, deadline=None)
@given(words, words, st.data())
def test_nothing_is_lost_and_every_place_holds_what_its_mark_says(
    before: list[str], after: list[str], data: st.DataObject
) -> None:
    old, new = " ".join(before), "\n".join(after)
    spans = st.tuples(st.integers(0, len(old)), st.integers(0, len(old))).filter(lambda s: s[0] < s[1])
    drawn = data.draw(st.lists(spans, max_size=6, unique=True)) if old else []
    sheet = Sheet("a", "old", tuple(mark_on(old, *span) for span in sorted(drawn)))
    got = anchor(tagged(sheet), new, "new")
    kept = sorted(int(mark.memo) for mark in (*got.sheet.marks, *got.sheet.unplaced))
    assert kept == list(range(len(drawn)))
    assert len({(mark.start, mark.end) for mark in got.sheet.marks}) == len(got.sheet.marks)
    assert {one.mark for one in got.unsure} | set(got.orphans) == set(got.sheet.unplaced)
    for mark in got.sheet.marks:
        assert new[mark.start : mark.end] == mark.quote
    assert anchor(got.sheet, new, "new").sheet == got.sheet
    back = anchor(anchor(sheet, old, "same").sheet, old, "same").sheet.marks
    assert back == sheet.marks or any(not mark.quote.strip() for mark in sheet.marks)


@given(st.integers(0, 30), st.text("ab \n", max_size=200))
def test_what_comes_after_the_last_mark_moves_none(seed: int, tail: str) -> None:
    paragraphs = article(seed, 3)
    sheet, _ = labels(paragraphs, seed)
    text = write(paragraphs).text
    ended = text + "\n\nAn end that all of these have, with enough words.\n\n"
    first = anchor(sheet, ended, "longer").sheet
    assert anchor(first, ended + tail, "new").sheet.marks == first.marks
