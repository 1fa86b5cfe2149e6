"""What a suggestion, the state of the training, and a suspect label are. Pure data."""

from __future__ import annotations

from dataclasses import dataclass

Range = tuple[int, int]
"""Start and end in code points."""
Place = tuple[str, int, int]
"""Article, start, end."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A theme that may apply to a passage; not a label until a coder accepts it."""

    theme: str
    p: float
    """Probability, 0 to 1."""
    learned: bool
    """False where it comes from the codebook's definition, not from labels."""


@dataclass(frozen=True, slots=True)
class ThemeStatus:
    """What the classifier knows of one theme."""

    theme: str
    positives: int
    negatives: int
    need: int
    """Positive labels still missing until there are enough to learn from and to score; 0 from then on."""
    threshold: float


@dataclass(frozen=True, slots=True)
class TrainingStatus:
    """What the suggestions now on disk were learned from."""

    revision: int
    passages: int
    """Labelled passages that were trained on."""
    at: str
    """ISO 8601 UTC."""
    seconds: float
    themes: tuple[ThemeStatus, ...] = ()
    embeddings: str = ""
    """What gave the meaning of passages (see `model.learning.pretrained.find`); empty: words are all."""

    @property
    def thin(self) -> tuple[ThemeStatus, ...]:
        """The themes with too few labels."""
        return tuple(theme for theme in self.themes if theme.need)


@dataclass(frozen=True, slots=True)
class Suspect:
    """A label, or the absence of one, that does not fit the others."""

    article: str
    start: int
    end: int
    quote: str
    """How the passage begins."""
    theme: str
    applies: bool
    """What the label says."""
    p: float
    """The probability of the theme as the other labels have it."""
