"""Where a paragraph ends, and where what looks like its end is a break inside a sentence."""

# ruff: noqa: RUF001 - the marks of other scripts and typographic quotes are what this module is about

from __future__ import annotations

import re

Range = tuple[int, int]

LINE = re.compile(r"\S(?:[^\n]*\S)?")
"""A line that holds anything, without white space around it."""
_BULLET = re.compile(r"[-*•·▪]\s|\(?(?:\d{1,3}|[a-z])[.)]\s")
_INK = re.compile(r"\S")
_TAIL = 160
"""Code points at the end of a paragraph that are looked at."""
_BLANK = 256
"""Code points of white space that are passed over at a time."""
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
    for line in LINE.finditer(text, start, end):
        span = line.span()
        if found and not _ends_between(text, found[-1], span):
            found[-1] = (found[-1][0], span[1])
        else:
            found.append(span)
    return found


def sure_start(text: str, begin: int, stop: int, at: int) -> int:
    """A place up to `at` behind which the paragraphs of `text[begin:stop]` are told by what stands there."""
    while (line_end := text.rfind("\n", begin, at)) >= 0:
        before, after = _around(text, begin, stop, line_end)
        if _is_sure(text, begin, before, after):
            return line_end
        at = before
    return begin


def sure_end(text: str, begin: int, stop: int, at: int) -> int:
    """A place from `at` before which the paragraphs of `text[begin:stop]` are told by what stands there."""
    while (line_end := text.find("\n", at, stop)) >= 0:
        before, after = _around(text, begin, stop, line_end)
        if _is_sure(text, begin, before, after):
            return line_end
        at = after
    return stop


def _around(text: str, begin: int, stop: int, line_end: int) -> Range:
    """The end of what stands before a line end within a region, and the start of what stands behind it."""
    found = _INK.search(text, line_end, stop)
    return _ink_before(text, begin, line_end), found.start() if found else stop


def _ink_before(text: str, begin: int, at: int) -> int:
    """The end of what stands before `at`; `begin` where nothing does. A page of blank lines in one step."""
    while at > begin:
        window = max(begin, at - _BLANK)
        if ink := text[window:at].rstrip():
            return window + len(ink)
        at = window
    return begin


def _is_sure(text: str, begin: int, before: int, after: int) -> bool:
    """Whether a paragraph ends there however long it is, told by the end of its last line."""
    tail = text[max(begin, text.rfind("\n", begin, before) + 1, before - _TAIL) : before]
    return tail.rstrip(_QUOTES).endswith(_CLOSED) and is_break(text, before, after)


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
    tail = text[max(before[0], before[1] - _TAIL) : before[1]]
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
