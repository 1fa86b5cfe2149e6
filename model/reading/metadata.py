"""Date, title, URL and byline at an article's head, and the boilerplate in its body and tail.

Nothing is removed: what is found becomes excluded ranges, which the reader shows dimmed. A long line of prose
is never excluded; of a date glued to prose only the date is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from model.reading import boilerplate, dates
from model.reading.article import Excluded, Span, spans
from model.reading.paragraphs import LINE, continues

MAX_TITLE_WORDS = 25
_HEAD_LINES = 12
_MIN_NAME_WORDS, _MAX_NAME_WORDS = 2, 4
_MAX_FIELD_WORDS = 12
_BODY_WORDS = 12
_LONG_LINE = 120
_MAX_FRONT_LINES = 60

_STAMP = (
    rf"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?(?P<date>{dates.PATTERN})"
    r"(?:[,T]?\s*(?:at\s+)?\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:\.\d+)?\s*(?:Z|[ap]\.?m\.?)?"
    r"(?:\s*(?:[A-Z]{2,4}|[+-]\d\d:?\d\d))?)?"
)
_DATE_LINE = re.compile(
    rf"(?P<word>(?:date|dated|published|posted|updated|last updated)(?:\s+on)?\s*:?\s*)?{_STAMP}(?!\d)\s*",
    re.IGNORECASE,
)
_GLUED = re.compile(r"[“\"'‘(\[]*[A-Z0-9]")  # noqa: RUF001 - typographic quotes occur in articles
_URL = re.compile(r"(?:(?:url|link|source)\s*:\s*)?<?(?:https?://|www\.)[^\s<>]+>?", re.IGNORECASE)
_BYLINE = re.compile(r"(?:[Bb]y|BY|Author\s*:|Written by)\s+(?P<name>[^\W\d_a-z][^.!?]{1,100}\.?)")
_TITLE_FIELD = re.compile(r"(?:Title|Headline|TITLE)\s*:\s*(?P<title>\S.{0,250})")
_SPEAKER = re.compile(r"[\w .'-]{1,30}:\s")
_HEADING = re.compile(r"#{1,6}\s+(?P<title>.*?)\s*#*")
_EMPHASIS = re.compile(r"[*_]{1,2}(\S(?:[^*_]*\S)?)[*_]{1,2}")
_FRONT_KEY = re.compile(r"(?P<key>[A-Za-z][\w -]{0,40}):(?:\s+(?P<value>.*))?")
_SECTIONS = frozenset(
    ("introduction", "abstract", "summary", "background", "overview", "conclusion", "contents", "highlights")
)
_KEYS = {"title": "title", "headline": "title", "date": "date", "published": "date"}


@dataclass(slots=True)
class Metadata:
    """What was found. Strings are empty where nothing was."""

    excluded: list[Excluded] = field(default_factory=list)
    """In order, without overlap."""
    title: str = ""
    date: str = ""

    def exclude(self, start: int, end: int, reason: str) -> None:
        """Add a range of metadata."""
        self.excluded.append(Excluded(Span(start, end), "metadata", reason))


def find(text: str, given: Mapping[str, str] | None = None) -> Metadata:
    """Metadata and boilerplate of `text`.

    Args:
        text: normalised text.
        given: "title", "date" as known from elsewhere; they win over what is found.
    """
    found = Metadata()
    lines = _lines(text)
    if len(lines) > 1:  # one line alone is the article, whatever it looks like
        head = _head(text, lines, found, (given or {}).get("title", "").strip())
        found.excluded.extend(boilerplate.find(text, lines[head:]))
    for name, value in (given or {}).items():
        known = value and (dates.iso_date(value) if name == "date" else " ".join(value.split()))
        if known:
            setattr(found, name, known)
    return found


def _lines(text: str) -> list[Span]:
    return list(spans([line.span() for line in LINE.finditer(text)]))


def _head(text: str, lines: Sequence[Span], found: Metadata, title: str) -> int:
    """Take the lines at the head that are metadata; the number of lines taken."""
    first = _front_matter(text, lines, found)
    for index in range(first, min(first + _HEAD_LINES, len(lines) - 1)):
        line = lines[index].of(text)
        if len(line.split()) > MAX_TITLE_WORDS + 15:
            _glued_date(line, lines[index].start, found)
            return index
        if not (_is_field(line, lines[index], found) or _is_title(text, lines, index, found, title)):
            _glued_date(line, lines[index].start, found)
            return index
    return min(first + _HEAD_LINES, len(lines) - 1)


def _front_matter(text: str, lines: Sequence[Span], found: Metadata) -> int:
    """Lines of a block between `---` and `---` at the top, as Markdown has it; its values are kept."""
    if lines[0].of(text) != "---":
        return 0
    inside = list(takewhile(lambda line: line.of(text) not in ("---", "..."), lines[1:_MAX_FRONT_LINES]))
    count = len(inside) + 2
    keyed = [_FRONT_KEY.fullmatch(line.of(text)) for line in inside]
    if count > len(lines) or not inside or keyed[0] is None:
        return 0
    for match in keyed:
        name = _KEYS.get(match["key"].lower()) if match else None
        if match and name and not getattr(found, name):
            value = (match["value"] or "").strip().strip("\"'")
            setattr(found, name, dates.iso_date(value) if name == "date" else value)
    found.exclude(lines[0].start, lines[count - 1].end, "front matter")
    return count


def _is_field(line: str, span: Span, found: Metadata) -> bool:
    """Whether the whole line is a date, a URL or a byline; if so it is taken."""
    stamp, url = _DATE_LINE.match(line), _URL.fullmatch(line)
    if stamp and (
        stamp.end() == len(line) or (stamp["word"] and line[stamp.end() :].startswith(("by ", "|")))
    ):
        if len(line.split()) > _MAX_FIELD_WORDS:
            return False
        found.date = found.date or dates.iso_date(stamp["date"])
        found.exclude(span.start, span.end, "date")
    elif url:
        found.exclude(span.start, span.end, "URL")
    elif (
        (byline := _BYLINE.fullmatch(line))
        and len(line.split()) <= _MAX_FIELD_WORDS
        and _names(byline["name"])
    ):
        found.date = found.date or dates.iso_date(line)
        found.exclude(span.start, span.end, "byline")
    else:
        return False
    return True


def _names(words: str) -> bool:
    """Whether what follows "By" reads as names: no small letters but in "and", "of", "for", "in", "the"."""
    listed = re.split(r"\s*[,|]\s*|\s+", words)
    return all(
        not w or not w[0].islower() or w in ("and", "of", "for", "in", "the", "de", "van") for w in listed
    )


def _glued_date(line: str, start: int, found: Metadata) -> None:
    """ "date 2021-07-04 While the ...": only the date is metadata, the rest is the article."""
    stamp = _DATE_LINE.match(line)
    if stamp and stamp["word"] and stamp["word"].strip().lower().startswith("date"):
        rest = line[stamp.end() :]
        if _GLUED.match(rest) and not found.date:
            found.date = dates.iso_date(stamp["date"])
            found.exclude(start, start + len(line[: stamp.end()].rstrip()), "date")


def _is_title(text: str, lines: Sequence[Span], index: int, found: Metadata, given: str) -> bool:
    """Whether a line is the title, or the site's name below it; if so it is taken."""
    span = lines[index]
    line = span.of(text)
    heading = _HEADING.fullmatch(line)
    labelled = _TITLE_FIELD.fullmatch(line)
    if found.excluded and found.excluded[-1].reason == "title" and _is_site_name(text, lines, index):
        found.exclude(span.start, span.end, "site name")
        return True
    if any(item.reason == "title" for item in found.excluded):
        return False
    if heading and line.startswith("# "):
        found.title = found.title or _EMPHASIS.sub(r"\1", heading["title"])
    elif labelled:
        found.title = found.title or labelled["title"]
    elif line in (given, found.title) or _looks_like_title(text, lines, index):
        found.title = line
    else:
        return False
    found.exclude(span.start, span.end, "title")
    return True


def _looks_like_title(text: str, lines: Sequence[Span], index: int) -> bool:
    span, after = lines[index], lines[index + 1]
    line, following = span.of(text), after.of(text)
    words = line.split()
    if (
        not _MIN_NAME_WORDS <= len(words) <= MAX_TITLE_WORDS
        or line[-1] in ".,:;-"
        or line[0].islower()
        or line.startswith("#")
    ):
        return False
    if continues(text, (span.start, span.end), (after.start, after.end)):
        return False
    if _SPEAKER.match(line) and _SPEAKER.match(following):
        return False
    marked = Metadata()
    if _is_field(following, after, marked):
        return True
    if line[-1] in "?!…":
        return False
    set_apart = text.count("\n", span.end, after.start) > 1 or len(following) > _LONG_LINE or line.isupper()
    return set_apart and _has_body(text, lines[index + 1 : index + 7])


def _has_body(text: str, lines: Sequence[Span]) -> bool:
    """Whether running text follows: a long line, or one that ends a sentence. A table has neither."""
    pieces = (line.of(text) for line in lines)
    return any(len(piece.split()) >= _BODY_WORDS or piece.endswith((".", ".”", '."')) for piece in pieces)


def _is_site_name(text: str, lines: Sequence[Span], index: int) -> bool:
    """Two to four capitalised words in a paragraph of their own right below the title."""
    span, after = lines[index], lines[index + 1]
    words = span.of(text).split()
    if not _MIN_NAME_WORDS <= len(words) <= _MAX_NAME_WORDS or not all(word[0].isupper() for word in words):
        return False
    if words[-1].lower() in _SECTIONS or not words[-1][-1].isalnum():
        return False
    return text.count("\n", span.end, after.start) > 1 and len(after.of(text).split()) >= _BODY_WORDS
