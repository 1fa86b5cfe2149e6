"""Sentences of one paragraph: sentencex, and a small pass after it.

sentencex is lossless and counts code points. What it lacks is mended here: it ends a sentence after
"Ms.", takes ". " for a sentence, pairs a straight quote with a curly one wrongly, keeps quotations of any
length whole, and needs time in the square of a paragraph's length. So it is fed windows.
"""

# ruff: noqa: RUF001 - the marks of other scripts and typographic quotes are what this module is about

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import cache
from itertools import pairwise
from typing import Any

from model.safetext import printable

Range = tuple[int, int]

LANGUAGE = "en"
MAX_SENTENCE = 3000
"""Code points after which a sentence without an end is cut at white space."""
LONG_QUOTATION = 25
"""Words from which on a sentence that quotes several is divided inside the quotation."""

_WINDOW = 4000
_DENSE_WINDOW = 800
"""For scripts of several bytes a character: sentencex is slowest on them, and their sentences are shorter."""
_WHITE = re.compile(r"[^\S ]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_OPENING_STRAIGHT = re.compile(r"""(?:^|(?<=[\s(\[{“‘—–-]))"(?=\S)""")
_QUOTES_AWAY = str.maketrans(dict.fromkeys('"“”()[]', " "))
_PAIRED = ")“”"
_STOP_IN_QUOTATION = re.compile(r"[.!?][”\"](?=\s+[a-z])")

_STOPS = ".!?"
_PLAIN_ENDS = frozenset((". ", "! ", "? "))
_PLAIN_STOP = re.compile(r"[.!?]\s+")
_LETTER = re.compile(r"[^\W_]")
_CLOSERS = re.compile(r"(?:[”’»)\];,:]|\"(?=[\s;,)]|$)|[*_]+(?=\s))+")
_OPENERS_AT_END = re.compile(r"(?:^|(?<=\s))[“‘«(\[]+\s*$")
_NUMBER = re.compile(r"\s*\(?(?:\d{1,3}|[a-zA-Z])[.)]\s*$")
_NUMBER_LENGTH = 7
_TITLE = re.compile(
    r"(?:^|[\s(\[“‘\"])(?:Mrs?|Ms|Mx|Messrs|Dr|Prof|Gen|Lt|Col|Maj|Capt|Cpt|Sgt|Cpl|Cmdr|Adm|Brig|Sen|Rep"
    r"|Gov|Pres|Rev|Hon|Supt|Insp|Amb|Fr|Sr|St|Mt)\.\s*$"
)
_ABBREVIATION = re.compile(
    r"(?:^|[\s(])(?:approx|est|dept|govt|incl|avg|vs|etc|cf|al|figs?|eq|ca|viz|esp|resp|no|nos|pp?|e\.g|i\.e)"
    r"\.\s*$",
    re.IGNORECASE,
)
_ADDRESS_BEFORE = re.compile(r"(?:\bwww\.|://\S*|@\S*|/\S*)$", re.IGNORECASE)
_ADDRESS_AFTER = re.compile(r"(?:com|org|net|gov|edu|co|uk|js|io|tv)\b", re.IGNORECASE)
# The letters before the stop are asked for behind it: a pattern that began with them would be tried at each.
_GLUED = re.compile(r"[.!?](?<=[^\W\d_][^\W\d_].)[”’\")]*(?=[“‘\"(]?[A-Z][a-z])")


def split(text: str) -> list[Range]:
    """Sentences of one paragraph as ranges of code points, without white space around them, in order.

    They cover every code point that is not white space. Line ends in `text` count as spaces.
    """
    if len(text) > MAX_SENTENCE or _has_marks(text) or not printable(text):
        return _split(text, _windows(text))
    starts = _boundaries(text)
    if _all_plain(text, starts):
        return list(zip([0, *starts], [*[start - 1 for start in starts], len(text)], strict=True))
    return _split(text, _between(0, len(text), _cuts(text, starts)))


def _has_marks(text: str) -> bool:
    """Whether there are brackets or quotation marks in it. Asked of every paragraph: no loop is as fast."""
    return "(" in text or '"' in text or "“" in text or ")" in text or "”" in text


def _all_plain(text: str, starts: list[int]) -> bool:
    """Whether all sentences end as most do, so that none of the rules below would move or take away a cut."""
    stops = text.count(".") + text.count("!") + text.count("?")
    if stops != len(starts) + 1 or text[-1] not in _STOPS or not text[0].isalnum():
        return False  # a stop that ends no sentence, a sentence without one, or an odd beginning
    begin = 0
    for start in starts:
        # `_is_plain` and `_is_sure`, without a call for each sentence.
        if text[start - 2 : start] not in _PLAIN_ENDS or not text[start : start + 1].isupper():
            return False
        word = text[text.rfind(" ", begin, start - 2) + 1 : start - 2]
        if start - begin <= _NUMBER_LENGTH or not word.islower():
            return False
        begin = start
    return True


def _split(text: str, pieces: Iterable[Range]) -> list[Range]:
    found: list[Range] = []
    for start, end in pieces:
        parts = ((start, end),) if end - start <= MAX_SENTENCE else _cut_long(text, start, end)
        for first, last in parts:
            rest = text[first:last].lstrip()
            if rest:
                found.append((last - len(rest), last - len(rest) + len(rest.rstrip())))
    return found


def _windows(text: str) -> Iterator[Range]:
    """Raw sentences; where the text is long, of windows that begin at the last sentence of the one before."""
    start = 0
    while len(text) - start > _WINDOW:
        window = text[start : start + _WINDOW]
        cuts = _dense_cuts(window) or _cuts(window) or [_soft_cut(window)]
        yield from _between(start, start + cuts[-1], cuts[:-1])
        start += cuts[-1]
    yield from _between(start, len(text), _cuts(text[start:]))


def _dense_cuts(window: str) -> list[int]:
    dense = len(window.encode("utf-8", "surrogatepass")) > len(window) * 3 // 2
    return _cuts(window[:_DENSE_WINDOW]) if dense else []


def _between(start: int, end: int, cuts: list[int]) -> Iterator[Range]:
    edges = [start, *(start + cut for cut in cuts), end]
    yield from pairwise(edges)


def _soft_cut(window: str) -> int:
    space = window.rfind(" ", len(window) // 2)
    return space + 1 if space > 0 else len(window)


def _cuts(text: str, starts: list[int] | None = None) -> list[int]:
    """Where sentences of a window begin, without 0; `starts` are those of sentencex, if they are known."""
    shadow = _curly(_clean(text))
    starts = _boundaries(shadow) if starts is None else starts
    plain = {start for start in starts if _is_plain(text, start)}
    cuts = plain.union(_shift(text, start) for start in starts if start not in plain)
    if _stops_inside(text):
        cuts.update(found.end() for found in _GLUED.finditer(text))
    kept = _mended(text, sorted(cuts), plain) if cuts else []
    if not _is_paired(shadow):
        return kept
    return [cut for piece in _between(0, len(text), kept) for cut in _quotation_cuts(shadow, *piece, text)]


def _is_plain(text: str, cut: int) -> bool:
    """Whether a sentence ends as most do: no rule about marks or addresses applies to it."""
    return text[cut - 2 : cut] in _PLAIN_ENDS and text[cut : cut + 1].isupper()


def _stops_inside(text: str) -> bool:
    """Whether something else than a space stands behind a stop."""
    return any(text.count(stop) != text.count(stop + " ") + text.endswith(stop) for stop in _STOPS)


def _is_paired(shadow: str) -> bool:
    return any(mark in shadow for mark in _PAIRED)


def _clean(text: str) -> str:
    if text.isprintable():
        return text  # of all white space only the space is printable; surrogates are not
    # sentencex panics where it steps back over white space of more than one byte (U+0085, U+2028, U+3000).
    shadow = _WHITE.sub(" ", text)
    return shadow if shadow.isascii() else _SURROGATE.sub("\ufffd", shadow)


def _curly(shadow: str) -> str:
    """Straight double quotes as curly ones, so that they pair with the curly ones of a careless writer."""
    return _OPENING_STRAIGHT.sub("“", shadow).replace('"', "”") if '"' in shadow else shadow


def _boundaries(shadow: str) -> list[int]:
    try:
        return [found["start_index"] for found in _sentencex()(LANGUAGE, shadow)][1:]
    except BaseException as error:  # a Rust panic is no Exception; one odd text must not end the program
        if type(error).__name__ != "PanicException":
            raise
        return [stop.end() for stop in _PLAIN_STOP.finditer(shadow)]


@cache
def _sentencex() -> Callable[[str, str], list[dict[str, Any]]]:
    # Its compiled rules take a megabyte of memory, and listing articles asks none of them.
    from sentencex import get_sentence_boundaries  # type: ignore[import-untyped]  # noqa: PLC0415

    return get_sentence_boundaries  # type: ignore[no-any-return]


def _shift(text: str, cut: int) -> int:
    """Closing marks belong to the sentence before a cut, opening ones to the sentence after it."""
    closers = _CLOSERS.match(text, cut)
    if closers and not text[cut - 1].isspace():
        return closers.end()
    openers = _OPENERS_AT_END.search(text, max(0, cut - 8), cut)
    return openers.start() if openers else cut


def _mended(text: str, cuts: list[int], plain: Collection[int] = ()) -> list[int]:
    """The cuts that divide sentences; those after an abbreviation or around bare punctuation go.

    Of the cuts in `plain`, those for which `_is_plain` is true, less has to be asked.
    """
    kept: list[int] = []
    for cut in cuts:
        begin = kept[-1] if kept else 0
        if not begin < cut < len(text):
            continue
        if not (cut in plain and _is_sure(text, begin, cut)) and _false_end(text, begin, cut):
            continue
        if text[begin].isalnum() or _LETTER.search(text, begin, cut):
            kept.append(cut)
        elif kept:
            kept[-1] = cut  # bare punctuation goes to the sentence before it
    if kept and not _LETTER.search(text, kept[-1]):
        kept.pop()
    return kept


def _false_end(text: str, begin: int, cut: int) -> bool:
    before = text[max(begin, cut - 80) : cut]
    if _TITLE.search(before[-12:]):
        return True
    if cut - begin <= _NUMBER_LENGTH and _NUMBER.match(before):
        return True
    if _ABBREVIATION.search(before[-12:]) and text[cut : cut + 1].islower():
        return True
    if before[-1].isspace():
        return False
    return bool(_ADDRESS_BEFORE.search(before) or _ADDRESS_AFTER.match(text, cut))


def _is_sure(text: str, begin: int, cut: int) -> bool:
    """Whether no number and no abbreviation stands before a plain cut: its last word is in small letters.

    So it is no title, and no other abbreviation counts before a capital.
    """
    word = text[text.rfind(" ", begin, cut - 2) + 1 : cut - 2]
    return cut - begin > _NUMBER_LENGTH and word.islower()


def _quotation_cuts(shadow: str, start: int, end: int, text: str) -> Iterator[int]:
    """`start` of a sentence (unless 0), and of the sentences inside a long quotation in it."""
    if start:
        yield start
    piece = shadow[start:end]
    if not _is_paired(piece) or len(piece.split()) <= LONG_QUOTATION:
        return
    bare = _STOP_IN_QUOTATION.sub(", ", piece).translate(_QUOTES_AWAY)
    inner = text[start:end]
    shifted = sorted({_shift(inner, cut) for cut in _boundaries(bare)})
    yield from (start + cut for cut in _mended(inner, shifted))


def _cut_long(text: str, start: int, end: int) -> Iterator[Range]:
    while end - start > MAX_SENTENCE:
        space = text.rfind(" ", start + MAX_SENTENCE // 2, start + MAX_SENTENCE)
        cut = space + 1 if space >= 0 else start + MAX_SENTENCE
        yield start, cut
        start = cut
    yield start, end
