"""Lines that the page around an article left in it: forms, advertisements, disclaimers, credits.

Precision before recall: a whole line must match, long lines are never looked at, and what is not sure by
itself ("Full Name", a telephone number) counts only between or beside lines that are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from model.reading.article import Excluded, ExcludedKind, Span

MAX_LINE_WORDS = 25
"""Words of the longest line that is taken for boilerplate; disclaimers may be longer."""
MAX_DISCLAIMER_WORDS = 80

_REASONS = {
    "comment": "comment form",
    "source": "source link",
    "newsletter": "newsletter form",
    "advertisement": "advertisement",
    "share": "share buttons",
    "related": "related articles",
    "caption": "image source",
    "copyright": "copyright",
}
_SURE = re.compile(
    r"(?P<comment>leave (?:a|your) (?:reply|comment)(?: to [^.,;]{1,60})?(?: cancel reply)?"
    r"|(?:facebook|post a|add a) comments?"
    r"|(?:your )?email address will not be published.{0,100}|save my name, e-?mail.{0,120}"
    r"|comments? (?:are|is) (?:now )?closed.{0,40}|required fields are marked.{0,20})"
    r"|(?P<source>source link|(?:read|view) (?:the )?(?:original|full) (?:article|story|post)(?: here)?"
    r"|source\s*:\s*(?:https?://|www\.)\S+|the post .{1,150} (?:appeared first|first appeared) on .{1,60})"
    r"|(?P<newsletter>(?:subscribe|sign up) (?:to|for) .{0,80}"
    r"(?:newsletters?|updates|briefings?|mailing list|alerts|inbox|by e-?mail)\b.{0,60}"
    r"|\* indicates required(?: fields?)?|made with\s+mailchimp|powered by (?:mailchimp|wordpress))"
    r"|(?P<advertisement>(?:join|enrol+|register|apply|buy|shop|order) (?:today|now)"
    r"|advertisement|story continues below.{0,40}|sponsored(?: content)?)"
    r"|(?P<share>share (?:this|(?:on|via) (?:facebook|twitter|x|linkedin|whatsapp|telegram|e-?mail))\b"
    r"[^.?]{0,50}|click to share.{0,60})"
    r"|(?P<related>related (?:articles|posts|stories|news)|(?:also read|read also|read more)\s*:.{0,150})"
    r"|(?P<caption>(?:featured |cover )?(?:image|photo|picture)s? ?(?:source|credit|courtesy)s?\s*[:|]"
    r".{1,100}"
    r"|\(?(?:photo|image) (?:by|courtesy(?: of)?) [^.]{1,80}\)?)"
    r"|(?P<copyright>(?:©|\(c\)|copyright) .{0,120}|all rights reserved)",
    re.IGNORECASE,
)
_TRIMMED = "*_-#>|:!.»→ \t\xa0"
_COURSE = re.compile(r"\b(?:ONLINE|CERTIFICATE|FREE|WEEK) COURSE\b")
_DISCLAIMER = re.compile(
    r"\W{0,4}(?:disclaimer\b.{0,5})?(?:the )?(?:views|opinions)(?: and (?:opinions|views))? "
    r"(?:expressed|presented|stated)\b.*\b(?:not|own|solely|personal|those of)\b",
    re.IGNORECASE | re.DOTALL,
)
_CREDIT = re.compile(r"\W?(?:additional )?(?:reporting|editing|compiled|edited) (?:by|in)\b", re.IGNORECASE)
_CREDIT_WORDS = frozenset(
    ("by", "and", "in", "additional", "reporting", "editing", "writing", "edited", "compiled", "of", "the")
)
_AGENCY = re.compile(r"(?:Reuters?|REUTERS?|AFP|AP|ANI|IANS|Xinhua)")
_BESIDE = re.compile(
    r"(?:full name|first name|last name|name|e-?mail|e-?mail address|website|comment|subscribe|submit|phone"
    r"|post comment|cancel reply|tweet|share|print|whatsapp|facebook|twitter|[^\s@]+@[^\s@]+\.\w+"
    r"|[+(]{0,2}\d[\d() +-]{5,}\d|(?:www\.)?[\w-]+(?:\.[\w-]+)+)",
    re.IGNORECASE,
)
_FORMS = frozenset({"comment form", "newsletter form", "advertisement", "share buttons"})
_SHORT_LINE = 40
_BETWEEN_WORDS = 8
_MAX_BETWEEN = 3

Found = tuple[ExcludedKind, str]


def find(text: str, lines: Sequence[Span]) -> list[Excluded]:
    """Excluded ranges among `lines` (trimmed, in order); neighbours of one reason are one range."""
    marks: list[Found | None] = []
    for index, line in enumerate(lines):
        mark = _sure(text[line[0] : line[1]])
        if mark is not None and not (index and marks[-1]) and not _is_alone(text, lines, index):
            mark = None
        marks.append(mark)
    if lines and marks[-1] is None and _AGENCY.fullmatch(lines[-1].of(text)):
        marks[-1] = ("metadata", "agency")
    if not any(marks):
        return []  # as in most articles
    _spread(text, lines, marks)
    return list(_ranges(lines, marks))


def _is_alone(text: str, lines: Sequence[Span], index: int) -> bool:
    """Whether a line is no part of a hard-wrapped paragraph that chances to break at these words."""
    line = lines[index]
    before = lines[index - 1] if index else None
    after = lines[index + 1] if index + 1 < len(lines) else None
    if before and text.count("\n", before.end, line.start) == 1:
        ended = text[before.end - 1] in '.!?”"' or before.end - before.start < _SHORT_LINE
        if not ended or text[line.start].islower():
            return False
    return not (after and text.count("\n", line.end, after.start) == 1 and text[after.start].islower())


def _sure(line: str) -> Found | None:
    words = line.count(" ") + 1
    if words > MAX_DISCLAIMER_WORDS:
        return None
    if _DISCLAIMER.match(line):
        return "boilerplate", "disclaimer"
    if words > MAX_LINE_WORDS:
        return None
    if _CREDIT.match(line) and _only_names(line):
        return "metadata", "byline"
    if _COURSE.search(line) and line.isupper():
        return "boilerplate", "advertisement"
    found = _SURE.fullmatch(line.strip(_TRIMMED)) or _SURE.fullmatch(line)
    return ("boilerplate", _REASONS[found.lastgroup]) if found and found.lastgroup else None


def _only_names(line: str) -> bool:
    words = [word.strip("();,.:") for word in line.split()]
    return all(not word or not word[0].islower() or word in _CREDIT_WORDS for word in words)


def _spread(text: str, lines: Sequence[Span], marks: list[Found | None]) -> None:
    """Mark the lines of a form that are not sure by themselves, from its sure lines on."""
    sure = [index for index, mark in enumerate(marks) if mark and mark[1] in _FORMS]
    for place, index in enumerate(sure):
        following = sure[place + 1] if place + 1 < len(sure) else len(lines)
        between = range(index + 1, following)
        if following < len(lines) and len(between) <= _MAX_BETWEEN and _all_short(text, lines, between):
            reached = following
        else:
            reached = _reach(text, lines, marks, between)
        for inner in range(index + 1, reached):
            marks[inner] = marks[inner] or marks[index]


def _all_short(text: str, lines: Sequence[Span], between: range) -> bool:
    pieces = (lines[index].of(text) for index in between)
    return all(len(piece.split()) <= _BETWEEN_WORDS and piece[-1] not in ".?”" for piece in pieces)


def _reach(text: str, lines: Sequence[Span], marks: list[Found | None], between: range) -> int:
    for index in between:
        if marks[index] or not _BESIDE.fullmatch(lines[index].of(text).strip(_TRIMMED)):
            return index
    return between.stop


def _ranges(lines: Sequence[Span], marks: Sequence[Found | None]) -> Iterator[Excluded]:
    first = 0
    for index, mark in enumerate(marks):
        if index and mark != marks[index - 1]:
            first = index
        is_last = index + 1 == len(marks) or marks[index + 1] != mark
        if mark and is_last:
            yield Excluded(Span(lines[first].start, lines[index].end), *mark)
