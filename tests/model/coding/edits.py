"""Made-up articles whose sentences have numbers, so that after an edit it is known where each is now."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace

from model.coding.marks import CONTEXT, Decision, Mark, Sheet

_COMMON = "the of and to in that was for with on as at by from had were not their which they she he it but"
_PLACES = "Varna Osik Lemberg Tirlo Banja Kolm Ustra Pelin Modra Sava Drin Horvat Zeta Gradec Livno Rastok"
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday"
COMMON, PLACES, DAYS = _COMMON.split(), _PLACES.split(), _DAYS.split()
SHORT = ("No one came.", "Yes.", "They waited.", "It rained.", "Nobody knows why.", "She said no.")
TEMPLATE = "The market of {place} was open on {day} and {n} people asked there for bread, soap and blankets."
BOILERPLATE = (
    "Subscribe to our letter to read the best of the week every Saturday morning, at no cost at all."
)


@dataclass(frozen=True)
class Sentence:
    """A sentence and its number in the article as it was labelled; -1 for one that came later."""

    number: int
    text: str


Paragraphs = list[list[Sentence]]


@dataclass(frozen=True)
class Written:
    """An article as text, and where each numbered sentence stands in it."""

    text: str
    places: dict[int, tuple[int, int]]
    sentences: tuple[tuple[int, int], ...]


def write(paragraphs: Paragraphs, gap: str = "\n\n") -> Written:
    """The text of an article."""
    text, places, sentences = "", {}, []
    for paragraph in paragraphs:
        if text:
            text += gap
        for i, sentence in enumerate(paragraph):
            text += " " if i else ""
            span = len(text), len(text) + len(sentence.text)
            text += sentence.text
            sentences.append(span)
            if sentence.number >= 0:
                places[sentence.number] = span
    return Written(text, places, tuple(sentences))


def _vocabulary(rng: random.Random) -> list[str]:
    syllables = [a + b for a in "bcdfghklmnprstvz" for b in "aeiou"]
    return [
        "".join(rng.choices(syllables, k=rng.randint(1, 4))) + rng.choice(["", "n", "s", "t"])
        for _ in range(900)
    ]


def _sentence(rng: random.Random, words: list[str]) -> str:
    kind = rng.random()
    if kind < 0.12:
        return rng.choice(SHORT)
    if kind < 0.22:
        return TEMPLATE.format(place=rng.choice(PLACES), day=rng.choice(DAYS), n=rng.randint(2, 900))
    chosen = [
        rng.choice(COMMON) if rng.random() < 0.45 else rng.choice(words) for _ in range(rng.randint(6, 28))
    ]
    return " ".join(chosen).capitalize() + "."


def article(seed: int, paragraphs: int = 14) -> Paragraphs:
    """An article of prose with repeated short sentences and with sentences that differ in a word or two."""
    rng = random.Random(seed)
    words, number, made = _vocabulary(rng), 0, []
    for _ in range(paragraphs):
        lines = []
        for _ in range(rng.randint(1, 5)):
            lines.append(Sentence(number, _sentence(rng, words)))
            number += 1
        made.append(lines)
    return made


@dataclass(frozen=True)
class Labelled:
    """A mark, and the numbers of the sentences that it covers."""

    mark: Mark
    numbers: tuple[int, ...]


def mark_on(text: str, start: int, end: int, theme: str = "aid") -> Mark:
    """A label on a range of a text."""
    before, behind = text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT]
    return Mark(start, end, text[start:end], before, behind, "labelled", "", (Decision(theme),))


def labels(paragraphs: Paragraphs, seed: int) -> tuple[Sheet, list[Labelled]]:
    """Labels on most paragraphs and on some single sentences, as a coder makes them."""
    rng = random.Random(seed)
    written, made = write(paragraphs), {}
    for paragraph in paragraphs:
        runs = [paragraph] if rng.random() < 0.8 else []
        runs += [[sentence] for sentence in paragraph if rng.random() < 0.15]
        for run in runs:
            numbers = tuple(sentence.number for sentence in run)
            start, end = written.places[numbers[0]][0], written.places[numbers[-1]][1]
            made[start, end] = Labelled(mark_on(written.text, start, end), numbers)
    ordered = [made[span] for span in sorted(made)]
    return Sheet("a.txt", "old", tuple(one.mark for one in ordered)), ordered


# --- edits ---

Edit = Callable[[Paragraphs, random.Random], Written]


def _misspelt(text: str, rng: random.Random, share: float) -> str:
    out = []
    for character in text:
        kind = rng.random() / share
        if not character.isalpha() or kind >= 1:
            out.append(character)
        elif kind < 0.4:
            out.append(rng.choice("aeioust"))
        elif kind < 0.7:
            out.append(character + rng.choice("aeioust"))
    return "".join(out)


def typos(paragraphs: Paragraphs, rng: random.Random) -> Written:
    """Two letters of a hundred are wrong, missing or doubled."""
    return write([[replace(s, text=_misspelt(s.text, rng, 0.02)) for s in p] for p in paragraphs])


def cut_head(paragraphs: Paragraphs, rng: random.Random) -> Written:
    """The article begins later."""
    return write(paragraphs[rng.randint(1, 3) :])


def cut_tail(paragraphs: Paragraphs, rng: random.Random) -> Written:
    """The article ends earlier."""
    return write(paragraphs[: -rng.randint(1, 3)])


def boilerplate(paragraphs: Paragraphs, rng: random.Random) -> Written:
    """A paragraph that advertises stands at the head and here and there."""
    made = [[Sentence(-1, BOILERPLATE)]]
    for paragraph in paragraphs:
        made.append(paragraph)
        if rng.random() < 0.3:
            made.append([Sentence(-1, BOILERPLATE)])
    return write(made)


def reorder(paragraphs: Paragraphs, rng: random.Random) -> Written:
    """The paragraphs stand in another order."""
    return write(rng.sample(paragraphs, len(paragraphs)))


def reflow(paragraphs: Paragraphs, rng: random.Random) -> Written:
    """Lines end elsewhere, and more space stands between paragraphs."""
    written = write(paragraphs, "\n\n\n  ")
    text = "".join("\n" if c == " " and rng.random() < 0.1 else c for c in written.text)
    return replace(written, text=text)


def delete(paragraphs: Paragraphs, rng: random.Random) -> Written:
    """A third of the paragraphs is gone."""
    return write([paragraph for paragraph in paragraphs if rng.random() > 0.33] or paragraphs[:1])


def rewrite(paragraphs: Paragraphs, rng: random.Random) -> Written:
    """A fifth of the sentences is gone, new ones came, and there are typos."""
    words = _vocabulary(rng)
    made = []
    for paragraph in paragraphs:
        kept = [replace(s, text=_misspelt(s.text, rng, 0.01)) for s in paragraph if rng.random() > 0.2]
        if rng.random() < 0.3:
            kept.insert(rng.randint(0, len(kept)), Sentence(-1, _sentence(rng, words)))
        if kept:
            made.append(kept)
    return write(made or [[Sentence(-1, "Nothing is left.")]])


HARMLESS: tuple[Edit, ...] = (typos, cut_head, cut_tail, boilerplate, reorder, reflow)
"""Edits after which every passage that is still there can be found again."""
ALL: tuple[Edit, ...] = (*HARMLESS, delete, rewrite)


def truth(labelled: Labelled, written: Written) -> tuple[int, int] | None:
    """Where the passage is now; None where nothing of it is left."""
    there = [written.places[number] for number in labelled.numbers if number in written.places]
    return (there[0][0], there[-1][1]) if there else None
