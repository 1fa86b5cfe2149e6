"""What was learned, written for the app: the article on the screen first, the rest in chunks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from itertools import pairwise

import numpy as np

from model.errors import RubricateError
from model.learning.corpus import Batch, Corpus, batches
from model.learning.outcome import Bools, Fitted
from model.learning.queue import Seen, audited
from model.learning.records import LAYOUT, best_themes, records
from model.learning.stale import Asked, check
from model.project import Project
from model.suggestions import Range, SuggestionWriter

FIRST = 5_000
"""Passages, at most, of an article on the screen that are written before the words are learned."""


def write_first(project: Project, fitted: Fitted, writer: SuggestionWriter, article: str) -> None:
    """Write the suggestions of the article on the screen, whether it is in the corpus yet or not."""
    ranges = extra_ranges(project, fitted, article)
    if article not in fitted.corpus.articles:
        known, text = project.index.article(article), project.index.text(article)
        ranges.update({span: text[slice(*span)] for span in known[1][:FIRST]} if known else {})
    writer.put([(article, _blob(fitted, article, ranges))])


def write_all(project: Project, fitted: Fitted, writer: SuggestionWriter, open_: Bools, stale: Asked) -> Seen:
    """Write every article; what the queue needs of the probabilities.

    Args:
        project: whose articles they are.
        fitted: what was learned.
        writer: of the file.
        open_: see `model.learning.outcome.untouched`.
        stale: asked between two chunks.

    Raises:
        Stale: `stale` said so; what was written until then can be read.
    """
    corpus = fitted.corpus
    seen = Seen(open_ & ~audited(corpus.draws), fitted.classifier.thresholds_)
    chunks = batches(corpus)
    writer.lay_out(corpus.layout, _places(corpus, chunks))
    extra = ((article, extra_ranges(project, fitted, article)) for article in fitted.own)
    # Of the same pass as their chunks, these are what is read.
    writer.put((article, _blob(fitted, article, ranges)) for article, ranges in extra if ranges)
    for number, batch in enumerate(chunks):
        check(stale)
        p = fitted.classifier.predict_proba_of(corpus.matrix[batch.rows])
        seen.add(batch.rows.start, p)
        found = records(corpus.starts[batch.rows], corpus.ends[batch.rows], *best_themes(p))
        writer.put([], (number, found.tobytes()))
    check(stale)
    return seen


def extra_ranges(project: Project, fitted: Fitted, article: str) -> dict[Range, str]:
    """Range and text of what the coder made a passage beside the default ones: own ranges, restored ones."""
    sheet = fitted.own.get(article)
    if sheet is None:
        return {}
    known = set(fitted.corpus.ranges(article))
    texts = {(mark.start, mark.end): mark.quote for mark in sheet.marks if mark.quote}
    if any(mark.restored for mark in sheet.marks):
        with suppress(RubricateError):  # it has gone since; the next refresh of the index will say so
            opened = project.read(article)
            texts |= {(span.start, span.end): span.of(opened.article.text) for span in opened.passages}
    return {span: text for span, text in texts.items() if span not in known}


def _places(corpus: Corpus, chunks: Iterable[Batch]) -> Iterator[tuple[str, int, int, int]]:
    """Of each article its chunk, first byte and bytes there."""
    size = LAYOUT.itemsize
    for number, (places, rows) in enumerate(chunks):
        bounds = corpus.articles.bounds[places.start : places.stop + 1].tolist()
        for article, (first, behind) in zip(corpus.articles.ids[places], pairwise(bounds), strict=True):
            yield article, number, (first - rows.start) * size, (behind - first) * size


def _blob(fitted: Fitted, article: str, extra: Mapping[Range, str]) -> bytes:
    """The records of an article's passages in the corpus, and of further ranges, in their order."""
    corpus, classifier = fitted.corpus, fitted.classifier
    rows = slice(*corpus.articles.get(article, (0, 0)))
    p = classifier.predict_proba_of(corpus.matrix[rows])
    starts, ends = corpus.starts[rows], corpus.ends[rows]
    if extra:
        ranges = np.array(list(extra), dtype=np.uint32)
        starts, ends = np.concatenate([starts, ranges[:, 0]]), np.concatenate([ends, ranges[:, 1]])
        p = np.concatenate([p, classifier.predict_proba(list(extra.values()))])
    order = np.lexsort((ends, starts))
    return records(starts, ends, *best_themes(p))[order].tobytes()
