"""Labels without a place in a long article: no more of it is gone through for them than has to be."""

from __future__ import annotations

import pytest

from model.coding.marks import Mark, Sheet
from model.opened import anchored
from model.reading import sentences
from model.reading.article import Article, Spans
from tests.model.coding.edits import mark_on

DAY = "The ferry left early on day {}. Nobody was on board, they said in town."
TEXT = "\n\n".join(map(DAY.format, range(2000)))


@pytest.fixture
def split(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paragraphs whose sentences were found."""
    found: list[str] = []
    real = sentences.split
    monkeypatch.setattr(sentences, "split", lambda text: (found.append(text), real(text))[1])
    return found


def unplaced(quote: str) -> Mark:
    """A label of an earlier text, in which it stood alone."""
    return mark_on(quote, 0, len(quote))


def test_an_orphan_asks_for_no_sentences(split: list[str]) -> None:
    article = Article("a.txt", TEXT, Spans())
    sheet = Sheet(
        "a.txt", article.digest, (), (unplaced("Ölmühlen jagten zwölf Boxkämpfer quer über Sylt."),)
    )
    for _ in range(2):
        assert len(anchored(sheet, article).orphans) == 1
    assert split == []


def test_a_place_that_is_proposed_asks_for_the_sentences_around_it(split: list[str]) -> None:
    article = Article("a.txt", TEXT, Spans())
    quote = "Nobody at all was there on board, so they said in that town."
    found = anchored(Sheet("a.txt", article.digest, (), (unplaced(quote),)), article)
    (unsure,) = found.unsure
    assert TEXT[unsure.place.start : unsure.place.end] == "Nobody was on board, they said in town."
    assert 0 < len(split) < 10
