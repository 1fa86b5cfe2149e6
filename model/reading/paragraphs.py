"""Where a paragraph ends, and where what looks like its end is a break inside a sentence."""

# ruff: noqa: RUF001 - the marks of other scripts and typographic quotes are what this module is about

from __future__ import annotations

import re

Range = tuple[int, int]

_LINE = re.compile(r"[^\n]+")
_BULLET = re.compile(r"[-*•·▪]\s|\(?(?:\d{1,3}|[a-z])[.)]\s")
_WRAPPED = 120
"""Longest line, in code points, that hard-wrapped text has; a longer one is a paragraph of its own."""
_INDENT = 2
_SHORT_LINE = 50
_CLOSED = tuple(".!?…:;。！？।؟۔")
_QUOTES = "\"'”’»)]*_ "
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*[,;:.!?]?(?=\s|$)")
_MIN_WORDS_LOWER, _MIN_WORDS_UPPER = 3, 5


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


# Words after which a sentence cannot end.
_PENDING = _words(
    "a an the of in to and or by with from for at on into onto between among that which who whose its "
    "his her their our your my is are was were be been being has have had will would could should may "
    "might must than as such very new former so-called senior another every each"
)
_DETERMINERS = _words("a an the of by its his her their this that these those some any no")
# Endings that are adjectives nearly always: "the powerful" is waiting for its noun. Those that many
# nouns share (-al, -ive, -ic, -ant) are left out: a caption that ends in "the capital" is no broken sentence.
_ADJECTIVE = re.compile(r".{2,}(?:ful|ous|less|ish|able|ible|ern)$")
_OPENERS = _words("the a an in on at he she it they we i but and so this that these those there when")


def blocks(text: str, start: int, end: int) -> list[Range]:
    """Paragraphs of `text[start:end]` without surrounding white space, broken ones joined again."""
    found: list[Range] = []
    for line in _LINE.finditer(text, start, end):
        span = _trim(text, line.start(), line.end())
        if span is None:
            continue
        if found and not _ends_between(text, found[-1], span):
            found[-1] = (found[-1][0], span[1])
        else:
            found.append(span)
    return found


def _trim(text: str, start: int, end: int) -> Range | None:
    piece = text[start:end]
    body = piece.strip()
    if not body:
        return None
    start += len(piece) - len(piece.lstrip())
    return start, start + len(body)


def _ends_between(text: str, before: Range, after: Range) -> bool:
    return is_break(text, before[1], after[0]) and not continues(text, before, after)


def is_break(text: str, end: int, start: int) -> bool:
    """Whether a paragraph ends in the white space between `end` and `start`.

    An empty line ends one; so does a single line end before an indented line, a list item, or after a
    line too long to be a wrapped one, or after a heading in capitals.
    """
    ends = text.count("\n", end, start)
    if ends != 1:
        return ends > 1
    begin = text.rfind("\n", 0, end) + 1
    line = text[begin:end]
    indent, indent_before = start - text.rfind("\n", 0, start) - 1, len(line) - len(line.lstrip())
    if indent >= _INDENT and (indent > indent_before or len(line.strip()) < _SHORT_LINE):
        return True
    if len(line) > _WRAPPED or _BULLET.match(text, start):
        return True
    return line.isupper() and " " in line.strip() and not text[start : start + 20].isupper()


def continues(text: str, before: Range, after: Range) -> bool:
    """Whether `after` goes on with the sentence that `before` leaves unfinished.

    Sure signs only: the next paragraph begins with a small letter, or the last words cannot end a
    sentence ("of the", "the powerful", a comma).
    """
    tail = text[max(before[0], before[1] - 160) : before[1]]
    if tail.rstrip(_QUOTES).endswith(_CLOSED):
        return False
    if _BULLET.match(text, after[0]) or _BULLET.match(text, before[0]):
        return False
    word = _WORD.match(text, after[0], after[1])
    words = tail.split()
    if word and word[0][0].islower():
        return len(words) >= _MIN_WORDS_LOWER
    first = word[0].rstrip(",;:.!?").lower() if word else ""
    return len(words) >= _MIN_WORDS_UPPER and _waits(words, first)


def _waits(words: list[str], first: str) -> bool:
    last = words[-1]
    if last.endswith(","):
        return True
    # Capitals are names and headings ("Call Of The"), not running text.
    if not last.islower():
        return False
    if last in _PENDING:
        return True
    after_determiner = words[-2].lower() in _DETERMINERS and _ADJECTIVE.match(last) is not None
    return after_determiner and first not in _OPENERS
