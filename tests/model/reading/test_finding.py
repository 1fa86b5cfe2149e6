"""The sentences of a range: those of the whole text, found around the range, never paid for twice."""

from __future__ import annotations

from collections.abc import Callable
from typing import SupportsIndex

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.reading import finding, paragraphs
from model.reading.article import Article, Excluded, Span, Spans
from model.reading.build import build_article

from .test_segment import TEXTS

LEFT_OPEN = ["The boats left with the", "They had asked for bread, water,", "Nobody on the quay had seen"]
GOES_ON = ["ferry went on. Nobody was on board.", "Great Council, which met at noon,", "and then it rained"]
BROKEN = st.tuples(*map(st.sampled_from, (LEFT_OPEN, GOES_ON))).map("\n\n".join)
"""A paragraph that stops in the middle of a sentence, and the one that goes on with it."""


@given(
    st.lists(TEXTS | BROKEN, max_size=12).map("\n\n".join), st.sampled_from([0, 30, finding.LONG]), st.data()
)
def test_the_sentences_of_a_range_are_those_of_the_whole_text(
    text: str, long: int, data: st.DataObject
) -> None:
    article = build_article("a", text)
    offset = st.integers(0, len(text))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(finding, "LONG", long)
        for span in data.draw(st.lists(st.tuples(offset, offset), min_size=1, max_size=5)):
            asked = Span(*sorted(span))
            assert article.sentences_in(asked) == [one for one in article.sentences if one.overlaps(asked)]


@pytest.mark.parametrize("after", GOES_ON)
@pytest.mark.parametrize("before", LEFT_OPEN)
def test_a_range_next_to_a_broken_paragraph_has_the_sentences_of_both(before: str, after: str) -> None:
    one = article(f"One came. Two left.\n\n{before}\n\n{after}\n\nThree stayed.")
    for place in range(len(one.text)):
        asked = Span(place, place + 1)
        assert one.sentences_in(asked) == [found for found in one.sentences if found.overlaps(asked)]


class Work:
    """What was looked at: code points whose sentences were found, line ends asked about, blocks made."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.split: list[int] = []
        self.asked: list[int] = []
        self.laid: list[int] = []
        self._note(patch, finding.within, "split", self.split, len)
        self._note(patch, paragraphs, "_is_sure", self.asked, lambda text, begin, before, after: 1)
        self._note(patch, finding, "blocks", self.laid, lambda text, start, end: end - start)

    @staticmethod
    def _note(
        patch: pytest.MonkeyPatch, where: object, name: str, to: list[int], what: Callable[..., int]
    ) -> None:
        real = getattr(where, name)
        patch.setattr(where, name, lambda *args: (to.append(what(*args)), real(*args))[1])

    def forget(self) -> None:
        """Count anew."""
        for counted in (self.split, self.asked, self.laid):
            counted.clear()


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Work:
    """Counts from the beginning of the test."""
    return Work(monkeypatch)


def article(text: str, excluded: tuple[Excluded, ...] = ()) -> Article:
    """An article as the index knows it: nothing of it was segmented."""
    return Article("a", text, Spans(), excluded)


def there(text: str, words: str) -> Span:
    """Where these words stand."""
    start = text.index(words)
    return Span(start, start + len(words))


def test_of_a_long_text_only_what_is_around_a_range_is_looked_at(work: Work) -> None:
    paragraph = "The ferry left early. Nobody was on board, and"
    text = "\n\n".join([f"{paragraph} that was number {number}." for number in range(2000)])
    found = article(text).sentences_in(there(text, "number 1000"))
    assert [one.of(text)[-12:] for one in found] == ["number 1000."]
    assert len(work.split) == 1 and len(work.asked) == 2 and sum(work.laid) < 100


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(f"- item {n} of the list" for n in range(2000)),
        "\n\n".join(map("Headline {}".format, range(2000))),
    ],
    ids=["items", "headlines"],
)
def test_where_no_paragraph_surely_ends_the_text_is_gone_through_once(text: str, work: Work) -> None:
    one = article(text)
    one.sentences_in(there(text, " 1000"))
    assert sum(work.laid) == len(text)
    work.forget()
    for number in (1000, 1001, 999, 3, 1998):
        (sentence,) = one.sentences_in(there(text, f" {number}"))
        assert f" {number}" in sentence.of(text)
    assert work.asked == work.laid == []
    assert max(work.split) < 100 and len(work.split) == 5


def test_a_paragraph_as_long_as_its_article_is_split_once(work: Work) -> None:
    text = " ".join(f"This is number {number} of them." for number in range(5000))
    one = article(text)
    one.sentences_in(there(text, "number 2500"))
    assert work.split == [len(text)]
    work.forget()
    assert [s.of(text) for s in one.sentences_in(there(text, "number 7 "))] == ["This is number 7 of them."]
    assert work.split == work.asked == work.laid == []


def test_what_stands_between_excluded_ranges_is_remembered_as_it_is(work: Work) -> None:
    items = "\n".join(f"- item {n} of the list" for n in range(1000))
    text = f"{items}\nLeave a Reply\n{items}"
    form = there(text, "Leave a Reply")
    one = article(text, (Excluded(form, "boilerplate", "comment form"),))
    around = Span(form.start - 5, form.end + 5)
    for _ in range(2):
        before, within, behind = one.sentences_in(around)
        assert (before.end, within, behind.start) == (form.start - 1, form, form.end + 1)
    assert len(work.laid) == 4, "the two long ones once, the short one each time"


class Counted(str):
    """A text that counts how often a piece of it is taken."""

    taken = 0

    def __getitem__(self, key: SupportsIndex | slice) -> str:
        """As of any text."""
        Counted.taken += 1
        return super().__getitem__(key)


def test_blank_lines_are_no_steps() -> None:
    text = Counted("It began." + "\n" * 100_000 + "It ended here. It was late.")
    found = article(text).sentences_in(there(text, "ended"))
    assert [one.of(text) for one in found] == ["It ended here."]
    assert Counted.taken < 1000
