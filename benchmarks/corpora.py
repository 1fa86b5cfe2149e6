"""Projects of any size, made up with a fixed seed: the same words on every machine.

    python -m benchmarks.corpora FOLDER --articles 1000000 --labels 200

Words follow Zipf's law over a made-up vocabulary; an article leans to one of the themes, so that there is
something to learn.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterator, Sequence
from itertools import accumulate
from pathlib import Path

from model.coding.marks import SetTheme, request
from model.coding.store import LabelStore
from model.reading.build import build_article

Span = tuple[int, int]

SEED = 20_261_121
VOCABULARY = 30_000
SENTENCES, WORDS = (2, 4), (8, 20)
"""The fewest and the most sentences of a passage, and words of a sentence."""
BRIEF = (1, 2), (12, 20)
"""The same in an article that is long, which must stay under the largest size; fewer words are no passage."""
PASSAGES = (1, 3)
"""The fewest and the most passages of an article."""
LEANING = 0.2
"""The share of words that belong to the theme of the article."""
LINES, FILES = "lines", "files"
CODER = "ann"
"""Who labels."""

_SYLLABLES = """\
b br c ch d dr f fl g gr h j k l m n p pl pr qu r s sh sl st t th tr v w z
a e i o u ai ea ie oo ou
b ck d ft g l ll m mp n nd ng nt p r rd rn s ss st t th x"""
_STARTS, _MIDDLES, _ENDS = (line.split() for line in _SYLLABLES.splitlines())


class Writer:
    """Sentences, passages and articles in made-up words.

    Args:
        seed: of the random numbers.
        themes: how many themes articles can be about.
    """

    def __init__(self, seed: int = SEED, themes: int = 20) -> None:
        self._random = random.Random(seed)  # noqa: S311 - figures to be had again, no secret
        self._words = list(_vocabulary(random.Random(SEED)))  # noqa: S311
        self._weights = list(accumulate(1 / rank for rank in range(2, len(self._words) + 2)))
        self.themes = [self._words[100 + 40 * n : 140 + 40 * n] for n in range(themes)]
        """Of each theme its own words."""

    def theme(self) -> int:
        """A theme; the first are more frequent."""
        return min(int(self._random.expovariate(4 / len(self.themes))), len(self.themes) - 1)

    def passage(self, theme: int, sentences: Span = SENTENCES, words: Span = WORDS) -> str:
        """A paragraph of a few sentences."""
        return " ".join(self._sentence(theme, words) for _ in range(self._random.randint(*sentences)))

    def _sentence(self, theme: int, words: Span) -> str:
        number = self._random.randint(*words)
        drawn = self._random.choices(self._words, cum_weights=self._weights, k=number)
        own = self.themes[theme]
        drawn = [self._random.choice(own) if self._random.random() < LEANING else word for word in drawn]
        return f"{' '.join(drawn).capitalize()}."

    def article(self) -> tuple[int, list[str]]:
        """Its theme and its passages."""
        theme = self.theme()
        return theme, [self.passage(theme) for _ in range(self._random.randint(*PASSAGES))]

    def date(self) -> str:
        """A day of twenty years, as YYYY-MM-DD."""
        year, month, day = (self._random.randint(*span) for span in ((2005, 2024), (1, 12), (1, 28)))
        return f"{year}-{month:02}-{day:02}"


def _vocabulary(chance: random.Random) -> Iterator[str]:
    known: set[str] = set()
    while len(known) < VOCABULARY:
        syllables = chance.choices((1, 2, 3), (2, 5, 3))[0]
        word = "".join(chance.choice(_STARTS) + chance.choice(_MIDDLES) for _ in range(syllables))
        word += chance.choice(_ENDS)
        if word not in known:
            known.add(word)
            yield word


def library(
    folder: Path, articles: int, kind: str = LINES, labels: int = 0, name: str = "articles.jsonl"
) -> None:
    """A project of so many articles: all in one `.jsonl` file of that name, or each a `.txt` file.

    The first passage of each of `labels` articles, evenly spread, is labelled by the article's theme.
    """
    writer = Writer()
    seeds = _project(folder, writer)
    labelled = {number * articles // labels for number in range(labels)}
    if kind == FILES:
        for number in range(articles):
            place = seeds / f"{number // 1000:04}"
            place.mkdir(exist_ok=True)
            theme, passages = writer.article()
            text = "\n\n".join(passages) + "\n"
            (place / f"{number:07}.txt").write_text(text, encoding="utf-8")
            if number in labelled:
                _label(folder, f"{number // 1000:04}/{number:07}.txt", text, theme)
        return
    with (seeds / name).open("w", encoding="utf-8") as file:
        for number in range(articles):
            theme, passages = writer.article()
            title = f"{writer.themes[theme][number % 40]} {passages[0][:40].rsplit(' ', 1)[0]}".capitalize()
            entry = {"id": f"{number:07}", "title": title, "date": writer.date()}
            text = "\n\n".join(passages)
            file.write(json.dumps(entry | {"text": text}) + "\n")
            if number in labelled:
                _label(folder, f"{name}#{number:07}", text, theme)


def _label(folder: Path, article_id: str, text: str, theme: int) -> None:
    article = build_article(article_id, text)
    first = article.passages[0]
    intent = SetTheme(f"theme-{theme}")
    asked = request(article_id, article.digest, text, first.start, first.end, intent)
    LabelStore(folder, CODER).apply(asked)


def long_article(folder: Path, passages: int) -> None:
    """A project of one article that long."""
    writer = Writer()
    seeds = _project(folder, writer)
    with (seeds / "long.txt").open("w", encoding="utf-8") as file:
        for _ in range(passages):
            file.write(writer.passage(writer.theme(), *BRIEF) + "\n\n")


def _project(folder: Path, writer: Writer) -> Path:
    """The codebook, whose first themes have the letters that the reader leaves; the folder of articles."""
    seeds = folder / "seeds"
    seeds.mkdir(parents=True)
    (folder / "labels").mkdir()
    (folder / "labels/codebook.yaml").write_text(codebook(writer.themes), encoding="utf-8")
    return seeds


def codebook(themes: Sequence[Sequence[str]], letters: str = "acdfhilprswyz") -> str:
    """A codebook in which each theme is defined by some of its words."""
    lines = ["rubricate: 1", "themes:"]
    for number, words in enumerate(themes):
        lines += [f"  - id: theme-{number}", f"    name: {words[0].capitalize()}"]
        lines += [f"    definition: {' '.join(words[:5]).capitalize()}."]
        lines += [f"    key: {letters[number]}"] if number < len(letters) else []
    return "\n".join([*lines, "...", ""])


def main() -> None:
    """Make one project."""
    parser = argparse.ArgumentParser(description="make up a project of any size")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--articles", type=int, default=0, help="a library of so many")
    parser.add_argument("--kind", choices=(LINES, FILES), default=LINES, help="one .jsonl file, or many .txt")
    parser.add_argument("--labels", type=int, default=0, help=f"so many articles labelled, by {CODER}")
    parser.add_argument("--passages", type=int, default=0, help="one article of so many")
    args = parser.parse_args()
    if args.passages:
        long_article(args.folder, args.passages)
    else:
        library(args.folder, args.articles, args.kind, args.labels)


if __name__ == "__main__":
    main()
