"""What the field uses: TF-IDF with logistic regression, by default and tuned; screening as ASReview's ELAS
u4 does.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

from model.learning.measures import Floats, Targets, mean_average_precision

Rows = npt.NDArray[np.intp]
STRENGTHS = (1.0, 10.0, 100.0)
FOLDS = 3


def field_features(texts: list[str]) -> csr_matrix:
    """Words of the whole corpus, sublinear, at least twice: more than a pipeline of labelled texts would
    know.
    """
    vectorizer = TfidfVectorizer(sublinear_tf=True, min_df=2, strip_accents="unicode", dtype=np.float32)
    return vectorizer.fit_transform(texts)


def tuned(X: csr_matrix | Floats, Y: Targets, train: Rows, test: Rows) -> Floats:
    """One-vs-rest logistic regression, class-balanced, C by cross-validated mean average precision."""
    part = np.arange(len(train)) % FOLDS

    def quality(C: float) -> float:
        found = []
        for fold in range(FOLDS):
            inside, outside = train[part != fold], train[part == fold]
            if Y[outside].any():
                p = one_vs_rest(X[inside], Y[inside], X[outside], lambda: balanced(C))
                found.append(mean_average_precision(p, Y[outside]))
        return float(np.mean(found)) if found else 0.0

    best = max(STRENGTHS, key=quality)
    return one_vs_rest(X[train], Y[train], X[test], lambda: balanced(best))


def defaults(texts: list[str], Y: Targets, train: Rows, test: Rows) -> Floats:
    """TfidfVectorizer() and LogisticRegression() as they come, fitted on the labelled passages only."""
    vectorizer = TfidfVectorizer()
    X = vectorizer.fit_transform([texts[row] for row in train])
    return one_vs_rest(X, Y[train], vectorizer.transform([texts[row] for row in test]), LogisticRegression)


def tuned_pipeline(texts: list[str], Y: Targets, train: Rows, test: Rows) -> Floats:
    """As `tuned`, the words learned from the labelled passages only, as a scikit-learn pipeline does."""
    vectorizer = TfidfVectorizer(sublinear_tf=True, strip_accents="unicode")
    vectorizer.fit([texts[row] for row in train])
    both = np.concatenate([train, test])
    X = vectorizer.transform([texts[row] for row in both])
    n = len(train)
    return tuned(X, Y[both], np.arange(n), np.arange(n, len(both)))


def most_frequent(Y: Targets, train: Rows, test: Rows) -> Floats:
    """Every passage gets the shares of the themes among the labelled ones."""
    return np.tile(Y[train].mean(axis=0), (len(test), 1))


def elas_u4(texts: list[str]) -> Callable[[Rows, Targets], Floats]:
    """ASReview 2's default for screening: TF-IDF of words 1-2, LinearSVC(C=0.11), positives 9.8 times as
    heavy.

    The settings are those of `asreview.models` as published; the code is ours.
    """
    vectorizer = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=1, max_df=0.95)
    X = vectorizer.fit_transform(texts)

    def score(train: Rows, y: Targets) -> Floats:
        weights = np.where(y == 1, 1.0, (y == 1).sum() / (9.8 * (y == 0).sum()))
        weights *= len(y) / weights.sum()
        model = LinearSVC(C=0.11, loss="squared_hinge", random_state=0)
        return np.asarray(model.fit(X[train], y, sample_weight=weights).decision_function(X))

    return score


def balanced(C: float) -> LogisticRegression:
    """Logistic regression by liblinear, classes balanced."""
    return LogisticRegression(C=C, class_weight="balanced", solver="liblinear")


def one_vs_rest(
    X: csr_matrix | Floats, Y: Targets, test: csr_matrix | Floats, make: Callable[[], LogisticRegression]
) -> Floats:
    """Themes on one side only get the share of the theme, drawn towards 1/2 by two passages."""
    P = np.tile((Y.sum(axis=0) + 1) / (len(Y) + 2), (test.shape[0], 1))
    P[:, ~Y.any(axis=0)] = 0.0
    for theme in np.flatnonzero(Y.any(axis=0) & ~Y.all(axis=0)):
        P[:, theme] = make().fit(X, Y[:, theme]).predict_proba(test)[:, 1]
    return P
