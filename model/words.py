"""The words of a text as scikit-learn's text vectorizers see them, and where they stand in it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

Word = tuple[str, int, int]
"""Folded (lower case, no accents), start and end in the text as it was (code points)."""


def words_in(text: str, pattern: str) -> list[Word]:
    """The matches of `pattern` in the folded text; case and accents change lengths, hence the ranges.

    Args:
        text: any text.
        pattern: a vectorizer's `token_pattern`, without a group.
    """
    folded, origins = fold(text)
    words: list[Word] = []
    for match in re.finditer(pattern, folded):
        last = origins[match.end() - 1] + 1
        while last < len(text) and unicodedata.combining(text[last]):
            last += 1  # an accent of its own belongs to the letter before it
        words.append((match[0], origins[match.start()], last))
    return words


def fold(text: str) -> tuple[str, Sequence[int]]:
    """Lower case without accents (`strip_accents="unicode"`), and where in `text` each character was."""
    if text.isascii():
        return text.lower(), range(len(text))
    lowered = text.lower()  # as a whole: the last sigma of a word depends on what surrounds it
    folded: list[str] = []
    origins: list[int] = []
    at = 0
    for index, character in enumerate(text):
        width = len(character.lower())
        for piece in unicodedata.normalize("NFKD", lowered[at : at + width]):
            if not unicodedata.combining(piece):
                folded.append(piece)
                origins.append(index)
        at += width
    return "".join(folded), origins
