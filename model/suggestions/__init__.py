"""Suggestions as the app reads them: plain data in a small SQLite file that the training process writes.

The file lives in the user's cache. It holds fixed records, of a range and its best themes, in long blobs, so
that a million passages are written in a second and the screen reads only what it shows. A missing,
damaged or foreign file means "no suggestions". Nothing here imports numpy or scikit-learn.
"""

from model.suggestions.data import Place, Range, Suggestion, Suspect, ThemeStatus, TrainingStatus
from model.suggestions.reader import SuggestionReader
from model.suggestions.records import BEST, Unpacked, Vocabulary, pack
from model.suggestions.writer import SuggestionWriter

__all__ = [
    "BEST",
    "Place",
    "Range",
    "Suggestion",
    "SuggestionReader",
    "SuggestionWriter",
    "Suspect",
    "ThemeStatus",
    "TrainingStatus",
    "Unpacked",
    "Vocabulary",
    "pack",
]
