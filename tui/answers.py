"""Questions to the classifier about a suggestion, and its answers. Plain data."""

from __future__ import annotations

from dataclasses import dataclass

TELLING = 0.2
"""Share of the weightiest word's weight from which on a word is worth showing."""


@dataclass(frozen=True, slots=True)
class Question:
    """Why does the classifier suggest `theme` here? `text` is the passage's own text."""

    article: str
    start: int
    end: int
    text: str
    theme: str


@dataclass(frozen=True, slots=True)
class Weight:
    """A word's share in the score: positive speaks for the theme, negative against it.

    `start` and `end` count code points of the article, as all offsets do.
    """

    start: int
    end: int
    weight: float


@dataclass(frozen=True, slots=True)
class Near:
    """A labelled passage that resembles the one asked about, and has the theme."""

    article: str
    quote: str
    """How it begins."""
    own: bool
    """Whether this coder labelled it."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The words that speak for and against, or in `problem` why there are none."""

    question: Question
    words: tuple[Weight, ...]
    problem: str = ""
    because: tuple[Near, ...] = ()
    """The labelled passages that are nearest, the nearest first."""
    meaning: float = 0.0
    """The share of the passage's embedding, which no single word has; 0 where there is none."""

    @property
    def telling(self) -> list[Weight]:
        """The words worth showing, the weightiest first; every word has some share."""
        ranked = sorted(self.words, key=lambda word: -abs(word.weight))
        return [word for word in ranked if abs(word.weight) >= TELLING * abs(ranked[0].weight) > 0]
