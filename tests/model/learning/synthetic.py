"""Passages made of words that belong to a theme, among words that belong to none."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt

from model.coding.marks import Decision, Mark, Sheet
from model.project import Project

WORDS = {
    "aid": ["relief", "convoy", "rations", "shelter", "blankets", "donors", "tents", "clinic"],
    "border": ["fence", "crossing", "patrol", "checkpoint", "visa", "customs", "frontier", "guards"],
    "money": ["budget", "inflation", "currency", "loans", "prices", "taxes", "exports", "wages"],
}
"""Words of each theme."""
DEFINITIONS = [
    "Aid\nrelief and shelter, donors",
    "Border\ncrossing a frontier, fence",
    "Money\nbudget, prices, wages",
]
FILLER = ["the", "of", "people", "said", "city", "year", "government", "many", "when", "after", "which"]

CODEBOOK = """rubricate: "1"
themes:
  - id: aid
    name: Aid
    definition: relief and shelter, donors
  - id: border
    name: Border
    definition: crossing a frontier, fence
  - id: money
    name: Money
    definition: budget, prices, wages
...
"""


def passages(n: int, seed: int = 0, share: int = 3) -> tuple[list[str], npt.NDArray[np.int8]]:
    """`n` texts of one theme each (in turns) and their targets; `share` words of 15 are the theme's."""
    rng = np.random.default_rng(seed)
    names = list(WORDS)
    texts, targets = [], np.zeros((n, len(names)), dtype=np.int8)
    for number in range(n):
        theme = names[number % len(names)]
        words = [*rng.choice(WORDS[theme], share), *rng.choice(FILLER, 15 - share)]
        rng.shuffle(words)
        texts.append(" ".join(words).capitalize() + ".")
        targets[number, names.index(theme)] = 1
    return texts, targets


def make_project(root: Path, articles: int = 6, paragraphs: int = 9) -> Project:
    """A project on disk with articles of one-sentence paragraphs, each of one theme; no labels yet."""
    (root / "seeds").mkdir(parents=True)
    (root / "labels").mkdir()
    (root / "labels" / "codebook.yaml").write_text(CODEBOOK, encoding="utf-8")
    texts, _ = passages(articles * paragraphs)
    for number in range(articles):
        mine = texts[number * paragraphs : (number + 1) * paragraphs]
        (root / "seeds" / f"a{number}.txt").write_text("\n\n".join(mine) + "\n", encoding="utf-8")
    project = Project.open(root, "ann")
    project.refresh()
    return project


def theme_of(text: str) -> str:
    """The theme whose words are in `text`."""
    words = set(text.lower().rstrip(".").split())
    return max(WORDS, key=lambda theme: len(words & set(WORDS[theme])))


def mark(start: int, end: int, quote: str = "words", **more: object) -> Mark:
    """A mark at noon; `themes` and `rejected` are given as names."""
    at = str(more.pop("at", "2026-01-01T12:00:00Z"))
    decided = {
        key: tuple(Decision(str(name), at=at) for name in names)  # type: ignore[attr-defined]
        for key in ("themes", "rejected")
        if (names := more.pop(key, ()))
    }
    return Mark(start, end, quote, at=at, **decided, **more)  # type: ignore[arg-type]


def sheet(article: str, *marks: Mark) -> Sheet:
    """A sheet of these marks."""
    return Sheet(article, "0" * 64, marks)
