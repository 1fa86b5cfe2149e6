"""`ThemeClassifier`: which themes apply to a passage, as a scikit-learn estimator for texts.

Words weighted by TF-IDF, and how alike words are, are learned from the whole corpus; the definitions rank
the passages until labels correct them, by ridge regression of all themes at once. The score of a theme is
the logit of its probability and linear in the words, so that each word's share in it can be told exactly.
See docs/method.md.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix, hstack
from scipy.special import expit
from sklearn.base import BaseEstimator, ClassifierMixin, MultiOutputMixin
from sklearn.utils import Tags
from sklearn.utils.validation import check_is_fitted

from model.classifying.features import Encoder, Metric, Singles, embedded, fit_metric, fit_vectorizer
from model.classifying.kernels import SAMPLE, Kernels, Likeness
from model.classifying.themes import fit_themes, likeness_to, no_likeness
from model.words import words_in

Floats = npt.NDArray[np.float64]
Targets = npt.NDArray[np.int8]
Share = tuple[str, int, int, float]
"""A word of the text, its start and end (code points), its share in the theme's score."""


class ThemeClassifier(ClassifierMixin, MultiOutputMixin, BaseEstimator):  # type: ignore[misc]
    """Themes of passages, learned from labels of which many are unknown.

    Args:
        definitions: one text a theme (name, definition, include notes), or None.
        random_state: seed of whatever is drawn at random.
        encoder: what gives embeddings, which stand beside the words; without it there are words only.

    Attributes:
        vectorizer_: the fitted TfidfVectorizer.
        sample_: features of some passages of the corpus: neighbours are sought and thresholds set there.
        stems_, stem_weight_, vectors_: how alike words are, see `classifying.features.Metric`.
        weights_: (features, k), the weights of each theme's linear score; `coef_` is its transpose.
        intercept_: (k,), what the score is without any word.
        learned_: (k,), whether there are labels on both sides; else the theme is ranked by its definition.
        n_positives_, n_negatives_: (k,), the labels on either side.
        left_out_: (n, k), the probability of each labelled passage as the other labels have it; NaN: unknown.
        thresholds_: (k,), the probabilities from which on a theme is taken to apply.
        classes_: k times (0, 1), as scikit-learn has it for several targets.
    """

    def __init__(
        self,
        definitions: Sequence[str] | None = None,
        random_state: int = 0,
        encoder: Encoder | None = None,
    ) -> None:
        self.definitions = definitions
        self.random_state = random_state
        self.encoder = encoder

    # --- fitting ---

    def fit(
        self,
        texts: Sequence[str],
        Y: npt.ArrayLike,
        groups: Sequence[str] | None = None,
        corpus: Iterable[str] | None = None,
    ) -> ThemeClassifier:
        """Learn the features from `corpus` (default: `texts`) and each theme from its known targets.

        Args:
            texts: n passages; may be empty where there are definitions or a corpus.
            Y: (n, k) of 1 applies, 0 does not, -1 unknown (left out, theme by theme).
            groups: the article of each passage; a check of its length only, so far.
            corpus: all passages, labelled or not.

        Raises:
            ValueError: shapes or values that do not fit together, or nothing to learn words from.
        """
        texts = _as_texts(texts)
        targets = self._check_targets(Y, len(texts))
        if groups is not None and len(groups) != len(texts):
            raise ValueError(f"groups has {len(groups)} entries for {len(texts)} texts")
        self.fit_features(corpus if corpus is not None else [*texts, *(self.definitions or ())])
        return self.fit_matrix(self.transform(texts), targets)

    def fit_features(self, corpus: Iterable[str]) -> csr_matrix:
        """Learn words, their weights and their likeness from all passages; gives their feature matrix."""
        texts = _as_texts(corpus)
        self.vectorizer_, matrix = fit_vectorizer(texts)
        words = self.vectorizer_.get_feature_names_out().tolist()
        metric = fit_metric(matrix, words, self.random_state)
        if self.encoder is not None:
            meanings = embedded(self.encoder, texts)
            matrix = hstack([matrix, meanings], format="csr")
            metric = metric.with_embeddings(meanings.shape[1])
        self.stems_, self.stem_weight_, self.vectors_ = metric
        self.sample_ = matrix[np.unique(np.linspace(0, len(texts) - 1, min(len(texts), SAMPLE), dtype=int))]
        self._kernels = Kernels(metric, self.sample_)
        return matrix

    @property
    def metric(self) -> Metric:
        """How alike the features are."""
        return Metric(self.stems_, self.stem_weight_, self.vectors_)

    def share_features(self, fitted: ThemeClassifier) -> ThemeClassifier:
        """Take over the features that `fitted` learned from the same corpus, and its encoder."""
        for name in ("encoder", "vectorizer_", "sample_", "stems_", "stem_weight_", "vectors_"):
            setattr(self, name, getattr(fitted, name))
        self._kernels = fitted._kept_kernels()
        return self

    def transform(self, texts: Sequence[str]) -> csr_matrix:
        """The feature matrix (n, features) of `texts`, float32."""
        check_is_fitted(self, "vectorizer_")
        if not len(texts):
            return csr_matrix((0, len(self.stems_)), dtype=np.float32)
        texts = _as_texts(texts)
        words = self.vectorizer_.transform(texts)
        if self.encoder is None:
            return words
        return hstack([words, embedded(self.encoder, texts)], format="csr")

    def fit_matrix(self, X: csr_matrix, Y: npt.ArrayLike) -> ThemeClassifier:
        """As `fit`, for passages that `transform` has been through; the features stay as they are."""
        targets = self._check_targets(Y, X.shape[0])
        kernels = self._kept_kernels()
        likeness = self._likeness(kernels, targets.shape[1])
        fitted = fit_themes(kernels, X, targets, likeness, self.random_state)
        self.weights_, self.intercept_, self.thresholds_, self.left_out_ = fitted
        self.n_positives_, self.n_negatives_ = (targets == 1).sum(axis=0), (targets == 0).sum(axis=0)
        self.learned_ = (self.n_positives_ > 0) & (self.n_negatives_ > 0)
        self.classes_ = [np.array([0, 1])] * targets.shape[1]
        return self

    def _likeness(self, kernels: Kernels, k: int) -> Likeness:
        if not self.definitions:
            return no_likeness(len(self.stems_), k)
        key = tuple(self.definitions)
        if key not in kernels.likeness:  # computed once; the codebook changes seldom
            kernels.likeness.clear()
            kernels.likeness[key] = likeness_to(kernels, self.transform(list(self.definitions)))
        return kernels.likeness[key]

    def _kept_kernels(self) -> Kernels:
        """What fits of the same features have in common; computed again after it was loaded from a file."""
        if getattr(self, "_kernels", None) is None:
            self._kernels = Kernels(self.metric, self.sample_)
        return self._kernels

    @property
    def kernels(self) -> Kernels:
        """What fits of the same features have in common."""
        return self._kept_kernels()

    def forget_kernels(self) -> None:
        """Drop what is kept of the passages of earlier fits: the next one starts from the features."""
        self._kept_kernels().forget()

    def __getstate__(self) -> dict[str, Any]:
        """Without what can be computed again."""
        state = dict(super().__getstate__())
        state.pop("_kernels", None)
        return state

    def _check_targets(self, Y: npt.ArrayLike, n: int) -> Targets:
        targets = np.asarray(Y)
        if targets.shape[:1] != (n,) or targets.shape[2:] or not targets.shape[1:]:
            raise ValueError(f"Y must be an array of shape ({n}, themes), not {targets.shape}")
        if targets.size and not np.isin(targets, (-1, 0, 1)).all():
            raise ValueError("Y may hold 1 (applies), 0 (does not) and -1 (unknown) only")
        if self.definitions is not None and len(self.definitions) != targets.shape[1]:
            raise ValueError(f"{len(self.definitions)} definitions for {targets.shape[1]} themes")
        return targets.astype(np.int8)

    # --- predicting ---

    @property
    def coef_(self) -> Singles:
        """(k, features), as scikit-learn's linear models have it."""
        return self.weights_.T

    def scores_of(self, X: csr_matrix) -> Floats:
        """Linear scores (n, k), the logits of the probabilities, of rows that `transform` made."""
        check_is_fitted(self, "weights_")
        return np.asarray(X @ self.weights_ + self.intercept_, dtype=np.float64)

    def predict_proba_of(self, X: csr_matrix) -> Floats:
        """Probabilities (n, k) of rows that `transform` made."""
        check_is_fitted(self, "weights_")
        single = X @ self.weights_ + self.intercept_.astype(np.float32)
        return np.asarray(expit(single), dtype=np.float64)

    def decision_function(self, texts: Sequence[str]) -> Floats:
        """Linear scores (n, k): what `explain` shares out among the words."""
        return self.scores_of(self.transform(texts))

    def predict_proba(self, texts: Sequence[str]) -> Floats:
        """The probability (n, k) that each theme applies."""
        return self.predict_proba_of(self.transform(texts))

    def predict(self, texts: Sequence[str]) -> Targets:
        """(n, k) of 1 where the probability reaches the theme's threshold, else 0."""
        return (self.predict_proba(texts) >= self.thresholds_).astype(np.int8)

    def score(
        self, texts: Sequence[str], Y: npt.ArrayLike, sample_weight: npt.ArrayLike | None = None
    ) -> float:
        """Share of the known targets that `predict` meets."""
        targets = self._check_targets(Y, len(texts))
        known = targets >= 0
        if not known.any():
            return float("nan")
        rows = np.ones(len(targets)) if sample_weight is None else np.asarray(sample_weight, dtype=float)
        weights = np.broadcast_to(rows[:, None], known.shape)
        return float(np.average((self.predict(texts) == targets)[known], weights=weights[known]))

    # --- explaining ---

    def explain(self, text: str, theme_index: int) -> list[Share]:
        """Each word's share in the theme's score, in the order of the text.

        The shares of all words, `meaning` and `intercept_[theme_index]` add up to the score, the logit of
        the probability. What occurs several times shares equally between its occurrences.
        """
        row = self.vectorizer_.transform([text])
        shares = dict(
            zip(
                row.indices.tolist(),
                (row.data * self.weights_[row.indices, theme_index]).tolist(),
                strict=True,
            )
        )
        places: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for word, start, end in words_in(text, self.vectorizer_.token_pattern):
            column = self.vectorizer_.vocabulary_.get(word)
            if column is not None:
                places[column].append((start, end))
        spans = (
            (span, shares.get(column, 0.0) / len(found)) for column, found in places.items() for span in found
        )
        return [(text[start:end], start, end, share) for (start, end), share in sorted(spans) if share]

    def meaning(self, text: str, theme_index: int) -> float:
        """The share of the embedding in the theme's score, which no single word has; 0 without an encoder."""
        if self.encoder is None:
            return 0.0
        words = self.metric.words
        weights = self.weights_[words:, theme_index]
        return float((self.transform([text])[:, words:] @ weights).item())

    def __sklearn_tags__(self) -> Tags:
        """Texts in, several targets out: see scikit-learn's estimator tags."""
        tags = super().__sklearn_tags__()
        tags.input_tags.two_d_array = False
        tags.input_tags.one_d_array = True
        tags.input_tags.string = True
        tags.target_tags.single_output = False
        tags.classifier_tags.multi_class = False
        tags.classifier_tags.multi_label = True
        return tags


def _as_texts(texts: Iterable[str]) -> list[str]:
    if isinstance(texts, str):
        raise ValueError("one text a passage is expected, not a single string")
    found = list(texts)
    if not all(isinstance(text, str) for text in found):
        raise ValueError("texts must be strings")
    return found
