"""Sentences and passages: they tile exactly, and the hard spots of scraped articles come out right.

The sentences are our own; their difficulties are those of real scraped articles.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.reading.article import Article, Excluded, Span
from model.reading.build import build_article
from model.reading.segment import segment, tile, tile_range
from model.reading.tiling import MAX_WORDS, MIN_WORDS, count_words

SPACES = ["\n\n", "\n    ", "\x85", "\u2028", "\u3000", "\u200b", "\x1c"]
WORDS = [
    "Mr. ",
    "Ms. ",
    "U.S. ",
    "Hello there. ",
    "the powerful",
    "Inter-City line. ",
    ". ",
    "1. ",
    "- x",
    "e\u0301",
]
LINES = [
    "date 2021-08-13 ",
    "By Ann Lee",
    "https://a.example/b",
    "Leave a Reply",
    "Full Name",
    "JOIN TODAY!",
    "# T\n",
]
PIECES = st.sampled_from([*"aZ.!?\"'()“”‘’—…😀。\n \t\ud800", *SPACES, *WORDS, *LINES, "www.Foo.com "])
TEXTS = st.one_of(st.lists(PIECES, max_size=40).map("".join), st.text(max_size=200))


def sentences_of(text: str) -> list[str]:
    return [sentence.of(text) for sentence in segment(text)[0]]


def passages_of(text: str) -> list[str]:
    return [passage.of(text) for passage in segment(text)[1]]


def assert_covers(text: str, spans: list[Span]) -> None:
    """Every code point that is no white space lies in exactly one span; spans are in order."""
    position = 0
    for span in spans:
        assert position <= span.start < span.end <= len(text)
        assert not text[position : span.start].strip()
        position = span.end
    assert not text[position:].strip()


def assert_sound(article: Article) -> None:
    text = article.text
    assert_covers(text, list(article.sentences))
    assert_covers(text, sorted([*article.passages, *(item.span for item in article.excluded)]))
    starts = {sentence.start for sentence in article.sentences}
    ends = {sentence.end for sentence in article.sentences}
    for span in (*article.passages, *(item.span for item in article.excluded)):
        assert span.start in starts
        assert span.end in ends


@given(TEXTS)
def test_sentences_passages_and_excluded_ranges_tile_any_text(text: str) -> None:
    assert_sound(build_article("a", text))


@given(st.lists(TEXTS, min_size=3, max_size=3))
def test_nothing_crosses_an_excluded_range(parts: list[str]) -> None:
    text = "".join(parts)
    start, end = len(parts[0]), len(parts[0]) + len(parts[1])
    excluded = [Excluded(Span(start, end), "boilerplate", "test")] if start < end else []
    sentences, passages = segment(text, excluded)
    assert_covers(text, list(sentences))
    for item in excluded:
        assert not any(passage.overlaps(item.span) for passage in passages)
        inside = [sentence for sentence in sentences if sentence.overlaps(item.span)]
        assert all(start <= sentence.start and sentence.end <= end for sentence in inside)
        restored = tile_range(text, sentences, item.span)
        assert_covers(text, sorted([*passages, *restored]))


@given(TEXTS)
def test_offsets_count_code_points_whatever_stands_before(text: str) -> None:
    mark = "😀🏴 A flag."
    before = mark + "\n\n\n"
    moved = tuple(Span(s.start + len(before), s.end + len(before)) for s in segment(text)[0])
    assert segment(before + text)[0] == (Span(0, len(mark)), *moved)


def test_empty_and_blank_texts_have_neither() -> None:
    for text in ("", " ", "\n\n \t\n", "\u3000\u2028"):
        assert segment(text) == ((), ())


@pytest.mark.parametrize(
    "expected",
    [
        ["He called the wall a cage for “honest people.”", "Her reply was shorter."],
        ["The guards counted four blasts. .", "It's over, they were told."],
        [
            "Gen. Okoro and Ms. Lind met Lt. Col. Ferro of the U.S. Navy.",
            "Dr. Amin, Prof. Bo and Sen. Ito came.",
        ],
        ["Nobody asked Ms. Lind.", "She had seen Mr. Bo and Mrs. Rey."],
        ["The pupils ——In two villages they were all girls.", "Then came the winter."],
        ["It moved to the U.S. in 1999.", "The firm left the U.K. soon after."],
        ["Antonia B. Ferro paid $3.5 million.", "See www.Example.com or write to a.b@Mail.org for more."],
        ['“If they were to come again," said the mayor, “we are ready.”', "He left.", "“Good.”"],
        ["Tea is 5.50 at Node.js Corp. or so.", "Is it?", "Yes!"],
        ["1. The first point stands."],
        ["“Will it rain? If so, when?”"],
        ["他们今天离开了。", "我们去吧！"],
        ["वे चले गए।", "हम कब जाएँगे?"],
        ["🙂 One line.", "𝒜nother 🏴 one."],
    ],
)
def test_hard_spots(expected: list[str]) -> None:
    for joiner in (" ", "\n"):
        assert sentences_of(joiner.join(expected)) == expected


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("He spoke of “slavery.”His cousin wrote to us.", "He spoke of “slavery.”"),
        ("They drove to Narvik.Some of them stayed.", "They drove to Narvik."),
        ("It ended with the Winter War.Minister Aho has not called.", "It ended with the Winter War."),
        ("She asked “Why?”Nobody knew.", "She asked “Why?”"),
        ("He came (at last.)Then he slept.", "He came (at last.)"),
    ],
)
def test_a_missing_space_does_not_glue_sentences(text: str, first: str) -> None:
    assert sentences_of(text) == [first, text[len(first) :].strip()]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("The envoy had dinner with the head of the powerful", "Inter-City Railway Board (IRB), in Oslo."),
        ("The group was out to frighten villages and find new", "drivers."),
        ("The minister spoke at length about the", "Baltic fleet and its cooks."),
        ("Officials in the north said on Monday that they, too,", "Would wait for the snow to melt."),
    ],
)
def test_a_paragraph_broken_inside_a_sentence_is_joined(before: str, after: str) -> None:
    text = f"First comes this.\n\n{before}\n\n{after}\n\nLast comes that."
    assert sentences_of(text) == ["First comes this.", f"{before}\n\n{after}", "Last comes that."]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("A market on a Tuesday in the capital", "The government has closed it since."),
        ("The Call Of The", "Wild geese came back in spring."),
        ("What comes next", "nobody can say, and few will try to."),
        ("Officials closed the market.", "and then they opened it."),
        ("- bread and butter from the shop", "- cheese"),
    ],
)
def test_headings_captions_and_lists_are_not_joined(before: str, after: str) -> None:
    expected = 1 if before == "What comes next" else 2  # three words and a small letter: a sentence goes on
    assert len(sentences_of(f"{before}\n\n{after}")) == expected


def test_hard_wrapped_lines_are_one_paragraph_and_indented_ones_begin_another() -> None:
    text = (
        "The board of the old mill said that it had begun\nto look for a buyer in the spring.\n"
        "    However, a member of\nit said Mr.\nBo would stay on with all of his men until winter."
    )
    assert len(sentences_of(text)) == 2
    assert len(passages_of(text)) == 2


def test_a_short_paragraph_is_a_passage() -> None:
    text = "One claim stands here, and it is long enough to stand by itself.\n\n" * 3
    assert len(passages_of(text)) == 3


def test_a_long_paragraph_is_divided_into_balanced_parts_of_whole_sentences() -> None:
    text = " ".join(f"Sentence number {n} says in eleven words what happened that day." for n in range(40))
    sentences, passages = segment(text)
    words = [count_words(passage.of(text)) for passage in passages]
    assert sum(words) == 440
    assert all(60 <= count <= 100 for count in words)
    assert {passage.end for passage in passages} <= {sentence.end for sentence in sentences}


@given(st.lists(st.integers(1, 60), min_size=1, max_size=40))
def test_no_passage_is_much_longer_than_asked_unless_a_sentence_is(lengths: list[int]) -> None:
    text = " ".join(" ".join(["Word", *["word"] * (length - 1)]) + "." for length in lengths)
    for passage in segment(text)[1]:
        assert count_words(passage.of(text)) <= MAX_WORDS + max(lengths)


def test_short_paragraphs_and_headings_do_not_stand_alone() -> None:
    long = "The harbour was closed for three days because of ice, and nobody was paid for it."
    text = f"{long}\n\nHe declined to comment.\n\nWhat the port expects\n\n{long}"
    assert passages_of(text) == [f"{long}\n\nHe declined to comment.", f"What the port expects\n\n{long}"]
    assert count_words("He declined to comment.") < MIN_WORDS


@pytest.mark.parametrize("opening", ["And now?", "## Who pays?", "LO: Do they help you?", "What it costs:"])
def test_headings_and_questions_open_the_passage_that_answers_them(opening: str) -> None:
    before = "The school had three rooms and a roof, and a hundred children sat in them every morning."
    after = "Now two hundred come, and the teacher has stopped counting those who sit on the stairs."
    text = f"{before}\n\n{opening}\n\n{after}"
    _, passages = segment(text)
    assert [span.of(text) for span in passages] == [before, f"{opening}\n\n{after}"]


def test_a_table_is_one_passage() -> None:
    rows = "\n".join(f"    Row {n} has {n} tons" for n in range(12))
    assert len(passages_of(rows)) == 1


def test_a_restored_range_leaves_its_neighbours_as_they_are() -> None:
    text = "A first paragraph.\n\nSubscribe here.\n\nA last paragraph."
    start = text.index("Subscribe")
    span = Span(start, start + len("Subscribe here."))
    sentences, passages = segment(text, [Excluded(span, "boilerplate", "test")])
    assert [passage.of(text) for passage in passages] == ["A first paragraph.", "A last paragraph."]
    assert tile_range(text, sentences, span) == (span,)
    assert tile(text, sentences, []) == (Span(0, len(text)),)


def test_a_text_without_any_stop_is_cut_all_the_same() -> None:
    for text in ("word " * 4000, "x" * 20_000, "天" * 20_000):
        sentences, passages = segment(text)
        assert_covers(text, list(sentences))
        assert_covers(text, list(passages))
        assert max(span.end - span.start for span in sentences) <= 4000


def test_scripts_without_spaces_are_divided_by_characters() -> None:
    text = "今天的会议在首都举行，许多代表参加了讨论。" * 60
    assert len(passages_of(text)) > 3


def test_white_space_on_which_sentencex_panics() -> None:
    for white in ("\x85", "\u2028", "\u3000", "\u2009", "\x1c"):
        text = f"I{white}a. B{white}. Mr.{white}J.{white}K. Bo left.{white}Then"
        assert_covers(text, list(segment(text)[0]))


def test_a_panic_of_sentencex_is_survived(monkeypatch: pytest.MonkeyPatch) -> None:
    class PanicException(BaseException):
        """As pyo3 raises it."""

    def panic(language: str, text: str) -> list[dict[str, int]]:
        raise PanicException

    monkeypatch.setattr("sentencex.get_sentence_boundaries", panic)
    assert sentences_of("One came. Two left.") == ["One came.", "Two left."]
