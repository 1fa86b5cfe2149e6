"""Calendar dates as scraped articles write them, to ISO 8601."""

from __future__ import annotations

import re
from datetime import date

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?"
PATTERN = (
    r"(?:\d{4}[-/]\d{1,2}[-/]\d{1,2}"
    rf"|{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTH},?\s+\d{{4}})"
)
"""A date in running text (case ignored): 2021-08-13, Aug. 13, 2021, 13 August 2021."""

_DATE = re.compile(PATTERN + r"(?!\d)", re.IGNORECASE)
_ISO = re.compile(r"\d{4}-\d\d-\d\d")
_NUMBER = re.compile(r"\d+")
_YEAR_DIGITS = 4


def iso_date(text: str) -> str:
    """The first date in `text` as YYYY-MM-DD, or empty. 03/04/2021 is not guessed at."""
    if _ISO.fullmatch(text):
        return _iso(int(text[:4]), int(text[5:7]), int(text[8:]))
    found = _DATE.search(text)
    if found is None:
        return ""
    first, *rest = (int(number) for number in _NUMBER.findall(found[0]))
    if found[0][:_YEAR_DIGITS].isdigit():
        return _iso(first, rest[0], rest[1])
    name = re.search(_MONTH, found[0], re.IGNORECASE)
    month = MONTHS.index(name[0][:3].lower()) + 1 if name else 0
    return _iso(rest[-1], month, first)


def _iso(year: int, month: int, day: int) -> str:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""
