"""What is found out quickly is what the general rules find: offsets of labels hang on it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

from hypothesis import example, given
from hypothesis import strategies as st

from model.coding import names
from model.reading import dates, files, metadata, sentences
from model.reading.build import build_article

NEVER = re.compile(r"(?!)")
WORDS = (
    'the Gate was shut Ann Lee U.S Mr Ms Dr St No vs e.g Messrs co www a 1 12 (b) [3] “Go” "Go" É ß 中文 ٣'
)
SPACES = (*"  \n\t\xa0\u2028\u0085\u200b\r\x01\udc80\ufeff", "  ", "\n\n")
STOPS = (". ", ". ", ".", "! ", "? ", "… ", '." ', ".” ", "?) ", ", ", "。")
SIGNS = (" (", " [", " “", ' "', '"', "”", ")", ";", "*", "_", "—")
ENDS = [f"{word}. " for word in WORDS.split()]
PROSE = st.lists(st.sampled_from([*WORDS.split(), *ENDS, *SPACES, *STOPS, *SIGNS])).map("".join)
# Sentences that end as most do, but for one thing or the other.
ALMOST = "Ms Ms Mx Gen St No Messrs U.S 5 Gate gate Lee É 1 a \u200bx (b) “x” ٣"
SENTENCE = st.tuples(
    st.lists(st.sampled_from([*["he", "was", "shut"] * 6, *ALMOST.split(" ")]), max_size=4).map(" ".join),
    st.sampled_from([*[". "] * 6, "! ", "? ", ".", ".  ", " ", ", "]),
).map("".join)
PARAGRAPH = st.lists(st.one_of(SENTENCE, SENTENCE.map(str.capitalize)), min_size=1, max_size=4).map("".join)
TEXTS = st.one_of(PARAGRAPH.map(str.rstrip), PARAGRAPH.map(" {0}.".format), PROSE, st.text(max_size=60))


@contextmanager
def general_sentences() -> Iterator[None]:
    """Every cut is looked at by every rule."""

    def clean(text: str) -> str:
        return sentences._SURROGATE.sub("\ufffd", sentences._WHITE.sub(" ", text))

    glued = re.compile(r"(?<=[^\W\d_][^\W\d_])[.!?][”’\")]*(?=[“‘\"(]?[A-Z][a-z])")
    with (
        patch.object(sentences, "_all_plain", lambda text, starts: False),
        patch.object(sentences, "_is_plain", lambda text, cut: False),
        patch.object(sentences, "_stops_inside", lambda text: True),
        patch.object(sentences, "_clean", clean),
        patch.object(sentences, "_GLUED", glued),
    ):
        yield


@given(TEXTS)
@example('He saw Mr. Lee. "Go," he said. (And so on.) He left.Then he came. Messrs. Lee. No. 5 went. A. B.')
@example("First. Second! Third? fourth. 5. Sixth")
@example(" It was shut.")
@example("It was shut for Ms. Lee came there. She was let in.")
@example("1. It was shut. 2) It was not. a. It was.")
@example("It was shut (and so on. But not for Ann.) There it was.")
@example("It was\u2028shut. There it was.\u3000It was.")
def test_sentences(text: str) -> None:
    fast = sentences.split(text)
    with general_sentences():
        assert sentences.split(text) == fast


@given(TEXTS)
def test_articles(text: str) -> None:
    fast = build_article("a", text)
    with general_sentences(), patch.object(dates, "_ISO", NEVER):
        assert build_article("a", text) == fast


@given(TEXTS)
def test_lines(text: str) -> None:
    slow = []
    for match in re.finditer(r"[^\n]+", text):
        body = match[0].strip()
        if body:
            start = match.start() + len(match[0]) - len(match[0].lstrip())
            slow.append((start, start + len(body)))
    assert [(line.start, line.end) for line in metadata._lines(text)] == slow


@given(TEXTS)
def test_binary_data_and_surrogates(text: str) -> None:
    controls = len(re.findall("[\x01-\x08\x0e-\x1f\x7f]", text))
    assert bool(files.not_text(text)) == ("\0" in text or controls > 0.1 * len(text))
    assert not re.search("[\ud800-\udfff\r]", files.normalise(text))


@given(st.one_of(st.from_regex(r"\A\d{4}-\d\d-\d\d\Z"), st.dates().map(str), TEXTS))
def test_dates(text: str) -> None:
    fast = dates.iso_date(text)
    with patch.object(dates, "_ISO", NEVER):
        assert dates.iso_date(text) == fast


@given(st.lists(st.sampled_from([*"aB1./#-_()@é%~\u0301 \n", "con", "nul", ".jsonl#", ".yaml"])))
@example(["a", ".", ".", "b"])
@example(["con", ".", "a"])
def test_names_of_label_files(pieces: list[str]) -> None:
    fast = names.label_path("".join(pieces))
    with patch.object(names, "_PLAIN", NEVER):
        assert names.label_path("".join(pieces)) == fast
