"""Learns from a project's labels and writes what it suggests. What is expensive is kept between requests.

The features of the corpus are kept while no article changes, parsed label files while they do not change. The
engine, which serves the app, and the commands use the same trainer.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace

from model.classifier import Share, ThemeClassifier
from model.coding.codebook import Theme
from model.coding.marks import Sheet
from model.errors import RubricateError
from model.folders import cache_folder
from model.learning.auditing import audit_report
from model.learning.corpus import Corpus, build_corpus, labelled_matrix
from model.learning.embeddings import NONE, Embeddings, Heard, open_embeddings, remembered, silent
from model.learning.evaluation import Material, Report, evaluate
from model.learning.labels import Labels, examples
from model.learning.modelcache import Key, model_key
from model.learning.nearest import Nearest, nearest
from model.learning.outcome import Fitted, queue_places, status_of, untouched
from model.learning.preparing import Told, unheard
from model.learning.stale import Asked, check, never
from model.learning.suggesting import write_all, write_first
from model.learning.suspects import suspects
from model.learning.trainingset import TrainingSet, training_set
from model.learning.wordcorpus import WordCorpus
from model.project import Project
from model.suggestions import SuggestionWriter, TrainingStatus

WAIT = 60.0
"""Seconds to wait for another program that writes suggestions for the same coder; as a rule it takes few."""
PAUSE = 0.1
"""Seconds between two looks whether it has ended."""


def definition_of(theme: Theme) -> str:
    """What a theme's ranking starts from: name, definition and include notes."""
    return "\n".join(part for part in (theme.name, theme.definition, theme.include) if part)


class Trainer:
    """Trains for one coder of one project.

    Args:
        project: an open project; its index is read, never refreshed.
        model: what gives embeddings (see `pretrained.find`), or NONE; default: what is remembered.
        progress: told how many new texts have their embeddings, and of how many.
    """

    def __init__(self, project: Project, model: str | None = None, progress: Heard = silent) -> None:
        self.project = project
        self.fitted: Fitted | None = None
        self._model, self._progress = model, progress
        self._embeddings: Embeddings | None = None
        self._embedded: Corpus | None = None
        self._words = WordCorpus(project.root, project.index)
        self._labels = Labels(project.root, project.index)

    # --- learning ---

    def embeddings(self) -> Embeddings | None:
        """What gives embeddings by now; None where words are all.

        Raises:
            RubricateError: there is no such model, or it can't be trusted.
        """
        name = remembered(self.project.root) if self._model is None else self._model
        if name == NONE:
            self._embeddings = None
        elif self._embeddings is None or self._embeddings.name != name:
            self._embeddings = open_embeddings(self.project.root, name)
        return self._embeddings

    def corpus(self, stale: Asked = never, told: Told = unheard) -> Corpus:
        """The features of all passages, as they are in the index now.

        Raises:
            Stale: `stale` said so; embeddings that were computed are kept, words are gone on with.
            RubricateError: the model that gives embeddings can't be used.
            OSError: there is no room for the features.
        """

        def hear(done: int, of: int) -> None:
            self._progress(done, of)
            check(stale)

        embeddings = self.embeddings()
        if embeddings is None:
            return self._words.current(stale, told)
        key = f"{self.project.index.corpus_key()} {embeddings.key}"
        if self._embedded is None or self._embedded.key != key:
            embeddings.hear = hear
            self._embedded = build_corpus(key, self.project.texts(), embeddings)
        return self._embedded

    def training(self) -> tuple[TrainingSet, dict[str, Sheet]]:
        """Rows and targets as the label files and the codebook say now, and this coder's sheets.

        Both are for the texts in the index, which the corpus is made of.
        """
        sheets = self._labels.read(self.project.coders())
        own = sheets.pop(self.project.coder, [])
        others = [sheet for theirs in sheets.values() for sheet in theirs]
        themes = self.project.read_codebook().themes
        mine, theirs = examples((own, others))
        return training_set(themes, mine, theirs), {sheet.article: sheet for sheet in own}

    def definitions(self, training: TrainingSet) -> list[str]:
        """The definitions of the themes that are trained, in their order."""
        themes = {theme.id: theme for theme in self.project.codebook.themes}
        return [definition_of(themes[theme]) for theme in training.themes]

    def fit(
        self, kept: Callable[[Key], ThemeClassifier | None] = lambda key: None, stale: Asked = never
    ) -> Fitted:
        """Learn from the labels as they are on disk now, unless `kept` has what was learned from the same.

        Raises as `corpus`.
        """
        return self._fit(self.corpus(stale), kept)

    def _fit(
        self, corpus: Corpus, kept: Callable[[Key], ThemeClassifier | None] = lambda key: None
    ) -> Fitted:
        training, own = self.training()
        definitions = self.definitions(training)
        key = model_key(
            training, definitions, corpus.digest, self._embeddings.key if self._embeddings else ""
        )
        X = labelled_matrix(corpus, training)
        classifier = kept(key)
        if classifier is None:
            classifier = ThemeClassifier(definitions).share_features(corpus.features)
            classifier.fit_matrix(X, training.targets)
        classifier.set_params(encoder=corpus.features.encoder)
        self.fitted = Fitted(classifier, training, own, corpus, key, X)
        return self.fitted

    # --- suggesting ---

    def train(
        self,
        revision: int,
        first: str = "",
        stale: Asked = never,
        visible: Callable[[], object] = never,
        told: Told = unheard,
    ) -> TrainingStatus:
        """Learn, and write the suggestions of all passages, those of the article `first` before the others.

        Args:
            revision: what the caller calls this state of the labels.
            first: id of the article on the screen.
            stale: asked between steps whether a newer request has come in.
            visible: called once the suggestions of `first` can be read.
            told: called with the share of the corpus whose words are learned, while that goes on.

        Raises:
            Stale: `stale` said so; what was written can be read, and words are gone on with.
            RubricateError: another program writes them, and goes on for longer than WAIT.
            OSError, sqlite3.Error: the suggestions can't be written.
        """
        began = time.monotonic()
        provisional = self._words.provisional() if self.embeddings() is None else None
        if provisional is not None:
            with closing(self._writer(stale)) as writer:
                self._write_first(self._fit(provisional), writer, first)
            visible()
        self.corpus(stale, told)  # may take long, and needs no label
        # Before it learns: what is written last must not have been learned before what another one wrote.
        with closing(self._writer(stale)) as writer:
            fitted = self.fit(stale=stale)
            check(stale)
            self._write_first(fitted, writer, first)
            visible()
            open_ = untouched(fitted)
            seen = write_all(self.project, fitted, writer, open_, stale)
            meaning = self._embeddings.name if self._embeddings else ""
            status = status_of(fitted, revision, time.monotonic() - began, meaning)
            writer.finish(status, queue_places(fitted, seen, open_))
        return status

    def _write_first(self, fitted: Fitted, writer: SuggestionWriter, article: str) -> None:
        learned = fitted.classifier.learned_.tolist()
        writer.begin(list(zip(fitted.training.themes, learned, strict=True)))
        if article:
            write_first(self.project, fitted, writer, article)

    def _writer(self, stale: Asked) -> SuggestionWriter:
        """The file of suggestions, once no other program of this coder's writes it."""
        until = time.monotonic() + WAIT
        while True:
            try:
                return SuggestionWriter(cache_folder(self.project.root), self.project.coder)
            except BlockingIOError:
                check(stale)
                if time.monotonic() >= until:
                    what = f"another program is writing the suggestions for {self.project.coder}"
                    raise RubricateError(what, cure="wait until it has ended, then train again") from None
                time.sleep(PAUSE)

    # --- questions ---

    def explain(self, article: str, start: int, end: int, theme: str) -> list[Share]:
        """The words of a passage and their share in the theme's score; ranges count in the article's text.

        Raises:
            RubricateError: the article can't be read, or the theme is not one that is trained.
        """
        fitted, text, number = self._asked(article, start, end, theme)
        words = fitted.classifier.explain(text, number)
        return [(word, start + first, start + behind, share) for word, first, behind, share in words]

    def meaning(self, article: str, start: int, end: int, theme: str) -> float:
        """The share of the passage's embedding in the theme's score. Raises as `explain`."""
        fitted, text, number = self._asked(article, start, end, theme)
        return fitted.classifier.meaning(text, number)

    def because(self, article: str, start: int, end: int, theme: str) -> list[Nearest]:
        """The labelled passages that speak most for a theme there. Raises as `explain`."""
        fitted, text, number = self._asked(article, start, end, theme)
        return nearest(fitted, (article, start, end), text, number)

    def _asked(self, article: str, start: int, end: int, theme: str) -> tuple[Fitted, str, int]:
        """What a question is about: the text of the passage, and the number of the theme."""
        fitted = self.fitted or self.fit()
        if theme not in fitted.training.themes:
            raise RubricateError(f"no such theme: {theme}", cure="it may have been archived or merged")
        text = self.project.read(article).article.text[start:end]
        return fitted, text, fitted.training.themes.index(theme)

    def evaluate(self, stale: Asked = never) -> Report:
        """Honest scores of what can be learned from the labels as they are now.

        Raises:
            Stale: `stale` said so.
        """
        fitted = self.fit(stale=stale)
        check(stale)
        training = fitted.training
        material = Material(
            fitted.corpus.features,
            fitted.classifier.definitions or [],
            training.themes,
            fitted.X,
            training.targets,
            training.groups,
            training.accepted,
        )
        report = evaluate(material, lambda: check(stale))
        audit = audit_report(fitted, self.project.codebook.themes)
        return replace(report, audit=audit, suspects=suspects(fitted.classifier, training))
