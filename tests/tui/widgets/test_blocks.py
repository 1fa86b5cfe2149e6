"""The blocks of an article answer like the plain definitions, at the price of a bisection."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from model.coding.marks import (
    Intent,
    Mark,
    Restore,
    SetMemo,
    SetState,
    SetTheme,
    Sheet,
    apply_request,
    request,
)
from model.coding.progress import passage_states
from model.opened import OpenArticle, open_article
from model.reading.article import Span
from tests.tui.study import article
from tui.widgets.blocks import Blocks

ARTICLE = article(
    "a.txt",
    ["One. Two. Three.", "byline", "Four. Five.", "Six. Seven. Eight. Nine.", "Ten.", "Leave a reply. Name."],
    {1: "byline", 5: "comment form"},
)
FORM = ARTICLE.excluded[1].span

INTENTS = st.sampled_from(
    [
        SetTheme("aid"),
        SetTheme("aid", applies=False),
        SetTheme("talks"),
        SetState("none"),
        SetState("skipped"),
        SetMemo("m"),
    ]
)
SENTENCES = ARTICLE.sentences
RUNS = st.tuples(st.integers(0, len(SENTENCES) - 1), st.integers(0, len(SENTENCES) - 1))
STEPS = st.lists(st.tuples(RUNS, INTENTS), max_size=12)


def ranged(first: int, last: int) -> Span:
    """The range from one sentence to another."""
    return Span(SENTENCES[min(first, last)].start, SENTENCES[max(first, last)].end)


def opened(sheet: Sheet | None = None) -> OpenArticle:
    """The article with some marks."""
    return open_article(ARTICLE, sheet or Sheet(ARTICLE.id, ARTICLE.digest))


def decided(sheet: Sheet, start: int, end: int, intent: Intent) -> Sheet:
    """The sheet with one more decision."""
    return apply_request(sheet, request(ARTICLE.id, ARTICLE.digest, ARTICLE.text, start, end, intent))[0]


def walked(steps: list[tuple[tuple[int, int], Intent]]) -> Blocks:
    """Blocks that went through all steps."""
    blocks = Blocks(opened())
    for run, intent in steps:
        span = ranged(*run)
        blocks.update(opened(decided(blocks.opened.sheet, span.start, span.end, intent)))
    return blocks


@given(STEPS)
def test_states_are_those_of_the_definition(steps: list[tuple[tuple[int, int], Intent]]) -> None:
    blocks = walked(steps)
    passages = [block for block in range(len(blocks)) if not blocks.excluded(block)]
    states = passage_states(blocks.opened.passages, blocks.opened.sheet.marks)
    assert [blocks.state(block) for block in passages] == states
    assert blocks.untouched == states.count("untouched")


@given(STEPS, st.integers(0, 5))
def test_the_next_untouched_is_the_nearest(steps: list[tuple[tuple[int, int], Intent]], block: int) -> None:
    blocks = walked(steps)
    free = [n for n in range(len(blocks)) if blocks.state(n) == "untouched"]
    assert blocks.next_untouched(block, 1) == next((n for n in free if n > block), None)
    assert blocks.next_untouched(block, -1) == next((n for n in reversed(free) if n < block), None)


@given(STEPS)
def test_others_are_the_labelled_ranges_that_touch_a_block(
    steps: list[tuple[tuple[int, int], Intent]],
) -> None:
    blocks = walked(steps)
    spans = {(span.start, span.end) for span in blocks.spans}
    for block, span in enumerate(blocks.spans):
        expected = [
            mark
            for mark in blocks.opened.sheet.marks
            if (mark.themes or mark.memo)
            and (mark.start, mark.end) not in spans
            and Span(mark.start, mark.end).overlaps(span)
        ]
        assert [mark for _, mark in blocks.others(block)] == expected


@given(STEPS)
def test_ranges_that_overlap_have_lanes_of_their_own(steps: list[tuple[tuple[int, int], Intent]]) -> None:
    blocks = walked(steps)
    found: dict[tuple[int, int], tuple[int, Mark]] = {}
    for block in range(len(blocks)):
        found |= {(mark.start, mark.end): (lane, mark) for lane, mark in blocks.others(block)}
    placed = list(found.values())
    for number, (lane, mark) in enumerate(placed):
        for other_lane, other in placed[number + 1 :]:
            if Span(mark.start, mark.end).overlaps(Span(other.start, other.end)):
                assert lane != other_lane


@given(STEPS, RUNS, INTENTS)
def test_update_names_the_blocks_that_look_different(
    steps: list[tuple[tuple[int, int], Intent]], run: tuple[int, int], intent: Intent
) -> None:
    blocks = walked(steps)
    span = ranged(*run)
    before = blocks.mark(span.start, span.end)
    changed = blocks.update(opened(decided(blocks.opened.sheet, span.start, span.end, intent)))
    after = blocks.mark(span.start, span.end)
    touched = {n for n, other in enumerate(blocks.spans) if other.overlaps(span)}
    assert changed is not None
    if (before and replace(before, at="", themes=())) == (after and replace(after, at="", themes=())):
        assert changed in (set(), touched)
    else:
        assert changed == touched


def test_blocks_are_found_by_offset() -> None:
    blocks = Blocks(opened())
    for block, span in enumerate(blocks.spans):
        assert blocks.at(span.start) == block == blocks.at(span.end - 1)
    assert blocks.at(0) == 0
    assert blocks.at(10**9) == len(blocks) - 1


def test_excluded_ranges_are_blocks_with_a_reason() -> None:
    blocks = Blocks(opened())
    assert [blocks.reason(block) for block in range(len(blocks))] == [
        "",
        "byline",
        "",
        "",
        "",
        "comment form",
    ]
    assert (blocks.passages, blocks.untouched) == (4, 4)
    assert blocks.state(1) is None


def test_a_restored_range_is_passages_again() -> None:
    blocks = Blocks(opened())
    sheet = decided(blocks.opened.sheet, FORM.start, FORM.end, Restore(True))
    assert blocks.update(opened(sheet)) is None
    tile = blocks.at(FORM.start)
    assert not blocks.excluded(tile)
    assert blocks.restored_around(tile) == FORM
    assert blocks.restored_around(0) is None
    assert blocks.untouched == blocks.passages > 4


def test_sentences_are_counted() -> None:
    blocks = Blocks(opened())
    assert blocks.sentences_in(0, len("One. Two. Three.")) == 3


def test_sentences_are_gone_through_one_by_one_either_way() -> None:
    blocks = Blocks(opened())
    found, sentence = [], blocks.sentence_at(0)
    while sentence is not None:
        found.append(sentence)
        sentence = blocks.sentence_beside(sentence, 1)
    assert tuple(found) == SENTENCES
    for before, after in pairwise(found):
        assert blocks.sentence_beside(after, -1) == before
    assert blocks.sentence_beside(found[0], -1) is None
    assert blocks.sentence_at(SENTENCES[0].end) == SENTENCES[1]
    assert blocks.sentence_at(len(ARTICLE.text)) is None


def test_an_article_without_text_is_one_empty_block() -> None:
    empty = article("empty.txt", [])
    blocks = Blocks(open_article(empty, Sheet("empty.txt", empty.digest)))
    assert len(blocks) == 1
