"""`ThemeClassifier`: which themes apply to a passage, as a scikit-learn estimator for texts.

Words and pairs of words weighted by TF-IDF, learned from the whole corpus, and one logistic regression a
theme. A theme without a label on either side is ranked by the likeness of passage and definition. Every
score is linear in the features, so that each word's share in it can be told exactly.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix, vstack
from sklearn.base import BaseEstimator, ClassifierMixin, MultiOutputMixin
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.utils import Tags
from sklearn.utils.validation import check_is_fitted

from model.words import words_in

Floats = npt.NDArray[np.float64]
Targets = npt.NDArray[np.int8]
Share = tuple[str, int, int, float]
"""A word of the text, its start and end (code points), its share in the theme's score."""

C = 100.0
"""Inverse strength of the regularisation of the logistic regression."""
DEFINITION_WEIGHT = 3.0
"""How many labelled passages a theme's definition counts for."""
PRIOR, PRIOR_WEIGHT = 0.1, 5.0
"""How common a theme is taken to be before any label, and how many passages this assumption counts for."""
SMALL_CORPUS = 2000
"""Passages below which words that occur once are kept: a definition may share no others with a text."""
SAMPLE = 2000
"""Passages of the corpus, at least, by which thresholds are set; all where there are fewer."""
DEFINITION_P = 0.5
"""Probability that likeness to the definition alone can reach; it is a ranking, not knowledge."""
HALF_LIKE = 0.25
"""Cosine of passage and definition at which half of DEFINITION_P is reached."""
DEFINITION_THRESHOLD = 0.2
"""From this probability on, likeness to the definition alone is taken for "applies"."""


class ThemeClassifier(ClassifierMixin, MultiOutputMixin, BaseEstimator):  # type: ignore[misc]
    """Themes of passages, learned from labels of which many are unknown.

    Args:
        definitions: one text a theme (name, definition, include notes), or None.
        random_state: seed of whatever is drawn at random.

    Attributes:
        vectorizer_: the fitted TfidfVectorizer.
        sample_: features of some passages of the corpus, from which the thresholds are set.
        coef_: (k, features), the weights of each theme's linear score.
        intercept_: (k,), what the score is without any word.
        shift_: (k,), added to the score for the log odds: it undoes the balancing of the classes.
        learned_: (k,), whether the theme was learned from labels; else it is ranked by its definition.
        thresholds_: (k,), the probabilities from which on a theme is taken to apply.
        classes_: k times (0, 1), as scikit-learn has it for several targets.
    """

    def __init__(self, definitions: Sequence[str] | None = None, random_state: int = 0) -> None:
        self.definitions = definitions
        self.random_state = random_state

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
        """Learn words and their weights from all passages; gives their feature matrix."""
        texts = _as_texts(corpus)
        attempts = (
            (texts, 1 if len(texts) < SMALL_CORPUS else 2),
            (texts, 1),
            ([*texts, "without words"], 1),
        )
        for number, (documents, min_df) in enumerate(attempts):
            self.vectorizer_ = TfidfVectorizer(
                ngram_range=(1, 2),
                sublinear_tf=True,
                strip_accents="unicode",
                min_df=min_df,
                dtype=np.float32,
            )
            try:
                matrix = self.vectorizer_.fit_transform(documents)[: len(texts)]
                self.sample_ = matrix[:: 1 + len(texts) // SAMPLE]
                return matrix
            except ValueError:  # no word is left
                if number == len(attempts) - 1:
                    raise
        raise AssertionError("unreachable")

    def share_features(self, fitted: ThemeClassifier) -> ThemeClassifier:
        """Take over the features that `fitted` learned from the same corpus."""
        self.vectorizer_ = fitted.vectorizer_
        self.sample_ = fitted.sample_
        return self

    def transform(self, texts: Sequence[str]) -> csr_matrix:
        """The feature matrix (n, features) of `texts`, float32."""
        check_is_fitted(self, "vectorizer_")
        if not len(texts):
            return csr_matrix((0, len(self.vectorizer_.vocabulary_)), dtype=np.float32)
        return self.vectorizer_.transform(_as_texts(texts))

    def fit_matrix(self, X: csr_matrix, Y: npt.ArrayLike) -> ThemeClassifier:
        """As `fit`, for passages that `transform` has been through; the features stay as they are."""
        targets = self._check_targets(Y, X.shape[0])
        k = targets.shape[1]
        definitions = self._definition_matrix(k)
        self.coef_ = np.zeros((k, X.shape[1]))
        self.intercept_ = np.zeros(k)
        self.shift_ = np.zeros(k)
        self.thresholds_ = np.full(k, DEFINITION_THRESHOLD)
        self.learned_ = np.array([_learnable(targets[:, theme]) for theme in range(k)], dtype=bool)
        self.classes_ = [np.array([0, 1])] * k
        for theme in range(k):
            if self.learned_[theme]:
                self._fit_theme(theme, X, targets[:, theme], definitions[theme])
            else:
                self.coef_[theme] = definitions[theme].toarray()[0]
        return self

    def _fit_theme(self, theme: int, X: csr_matrix, target: Targets, definition: csr_matrix) -> None:
        known = np.flatnonzero(target >= 0)
        rows, y, weights = X[known], target[known], np.ones(len(known))
        if definition.nnz:
            rows, y = vstack([rows, definition], format="csr"), np.append(y, 1)
            weights = np.append(weights, DEFINITION_WEIGHT)
        # Only words that occur in the labelled passages can get a weight: fewer columns, the same result.
        active = np.unique(rows.indices)
        if len(active):
            model = LogisticRegression(
                C=C, solver="liblinear", class_weight="balanced", random_state=self.random_state
            )
            model.fit(rows[:, active], y, sample_weight=weights)
            self.coef_[theme, active] = model.coef_[0]
            self.intercept_[theme] = model.intercept_[0]
        positives, n = float((target[known] == 1).sum()), len(known)
        prior = (positives + PRIOR * PRIOR_WEIGHT) / (n + PRIOR_WEIGHT)
        self.shift_[theme] = np.log(prior / (1 - prior))
        # As many passages of the corpus are to pass as the labels let expect: scores of passages that were
        # not learned from are drawn towards the middle. Those that were may all lie beyond the boundary at 0.
        scores = self.sample_ @ self.coef_[theme] + self.intercept_[theme]
        bound = min(0.0, float(np.quantile(scores, 1 - prior))) if len(scores) else 0.0
        self.thresholds_[theme] = _sigmoid(bound + self.shift_[theme])

    def _definition_matrix(self, k: int) -> csr_matrix:
        if self.definitions is None:
            return csr_matrix((k, len(self.vectorizer_.vocabulary_)), dtype=np.float32)
        return self.transform(list(self.definitions))

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

    def scores_of(self, X: csr_matrix) -> Floats:
        """Linear scores (n, k) of rows that `transform` made."""
        check_is_fitted(self, "coef_")
        return np.asarray(X @ self.coef_.T + self.intercept_, dtype=np.float64)

    def predict_proba_of(self, X: csr_matrix) -> Floats:
        """Probabilities (n, k) of rows that `transform` made."""
        scores = self.scores_of(X)
        like = np.clip(scores, 0, None)
        return np.where(
            self.learned_, _sigmoid(scores + self.shift_), DEFINITION_P * like / (like + HALF_LIKE)
        )

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

        The shares of all words and `intercept_[theme_index]` add up to the score. A pair of words shares its
        weight equally between the two, and what occurs several times between its occurrences.
        """
        row = self.transform([text])
        value = dict(zip(row.indices.tolist(), row.data.tolist(), strict=True))
        tokens = words_in(text, self.vectorizer_.token_pattern)
        places: dict[int, list[tuple[int, ...]]] = defaultdict(list)
        for size in (1, 2):
            for first in range(len(tokens) - size + 1):
                words = tokens[first : first + size]
                column = self.vectorizer_.vocabulary_.get(" ".join(word for word, _, _ in words))
                if column is not None:
                    places[column].append(tuple(range(first, first + size)))
        shares = [0.0] * len(tokens)
        for column, found in places.items():
            share = value.get(column, 0.0) * float(self.coef_[theme_index, column]) / len(found)
            for place in found:
                for token in place:
                    shares[token] += share / len(place)
        spans = ((start, end, share) for (_, start, end), share in zip(tokens, shares, strict=True) if share)
        return [(text[start:end], start, end, share) for start, end, share in spans]

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


def _learnable(target: Targets) -> bool:
    """At least one passage to which the theme applies, and one to which it does not."""
    return bool((target == 1).any() and (target == 0).any())


def _sigmoid(x: Floats) -> Floats:
    return np.asarray(0.5 * (1.0 + np.tanh(0.5 * x)))  # no overflow for large x
