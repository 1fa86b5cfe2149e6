"""The corpus with features of words, as a long-lived process has it: learned step by step, then kept."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from model.index import Index
from model.learning.corpus import Corpus
from model.learning.kept import load_corpus
from model.learning.preparing import SMALL, Steps, Told, prepare, sampled, unheard
from model.learning.stale import Asked, Stale, check, never


class WordCorpus:
    """Of one project.

    Args:
        root: of the project.
        index: of the project.
    """

    def __init__(self, root: Path, index: Index) -> None:
        self._root, self._index = root, index
        self._corpus: Corpus | None = None
        self._sample: Corpus | None = None
        self._steps: Steps | None = None

    def _last(self) -> Corpus | None:
        """As it was last, by this process or by an earlier one."""
        if self._corpus is None:
            self._corpus = load_corpus(self._root)
        return self._corpus

    def current(self, stale: Asked = never, told: Told = unheard) -> Corpus:
        """As the index has it now.

        Args:
            stale: asked between steps whether to leave off; what was done is gone on with the next time.
            told: called with the share that is done.

        Raises:
            Stale: `stale` said so.
            OSError: there is no room for the features.
        """
        last = self._last()
        if last is None or last.key != self._index.corpus_key():
            last = self._corpus = self._prepared(last, stale, told)
            self._sample = None
        return last

    def provisional(self) -> Corpus | None:
        """What to learn from until it is current: as it was, or a sample; None where that is soon."""
        if self._index.sums().get("passages", 0) <= SMALL:
            return None
        last = self._last()
        if last is not None:
            return None if last.key == self._index.corpus_key() else last
        if self._sample is None:
            self._sample = sampled(self._index)
        return self._sample

    def _prepared(self, last: Corpus | None, stale: Asked, told: Told) -> Corpus:
        if self._steps is None:
            self._steps = prepare(self._root, self._index, last)
        try:
            while True:
                check(stale)
                told(next(self._steps))
        except StopIteration as done:
            self._steps = None
            return cast(Corpus, done.value)
        except Stale:
            raise
        except BaseException:
            self._steps = None
            raise
