"""The trained model for others: a plain scikit-learn pipeline that predicts the same without this package.

Its words and weights are ordinary fitted state of ordinary estimators, since a score is linear in the words
of a passage: `joblib.load(file).predict(texts)`.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import joblib
import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import FixedThresholdClassifier
from sklearn.multioutput import MultiOutputClassifier
from sklearn.pipeline import Pipeline

from model.classifier import ThemeClassifier
from model.export import write_bytes
from model.learning.embeddings import NONE
from model.learning.modelcache import load_model
from model.learning.outcome import Fitted
from model.learning.trainer import Trainer
from model.project import Project

BOTH_SIDES = np.array([0, 1])


def export_model(project: Project, path: Path) -> Fitted:
    """Write the pipeline of what can be learned from the labels as they are now, to a file of joblib's.

    Without embeddings, whatever is remembered: it must work without the model that gives them.

    Raises:
        NotSavedError: it could not be written; what stood there still stands.
    """
    fitted = Trainer(project, NONE).fit(lambda key: load_model(project.root, key))
    buffer = io.BytesIO()
    joblib.dump(pipeline_of(fitted.classifier, fitted.training.themes), buffer, compress=3)
    write_bytes(path, buffer.getvalue())
    return fitted


def pipeline_of(classifier: ThemeClassifier, themes: Sequence[str]) -> Pipeline:
    """A fitted pipeline for lists of texts, with an attribute `themes_` that names its columns.

    `predict` gives (n, k) of 0 and 1 by each theme's threshold; `predict_proba`, as scikit-learn has it for
    several targets, a list of k arrays (n, 2), whose last column is the probability that the theme applies.

    Raises:
        ValueError: the classifier has an encoder, which is no part of scikit-learn.
    """
    if classifier.encoder is not None:
        raise ValueError("a classifier with embeddings needs more than scikit-learn: fit one without encoder")
    columns = zip(classifier.weights_.T, classifier.intercept_, classifier.thresholds_, strict=True)
    outputs = MultiOutputClassifier(FixedThresholdClassifier(LogisticRegression()))
    outputs.estimators_ = [_theme(weights, base, threshold) for weights, base, threshold in columns]
    outputs.classes_ = [BOTH_SIDES for _ in themes]
    pipeline = Pipeline([("words", classifier.vectorizer_), ("themes", outputs)])
    pipeline.themes_ = list(themes)
    return pipeline


def _theme(weights: np.ndarray, base: float, threshold: float) -> FixedThresholdClassifier:
    # liblinear is what makes it the logistic function of one score, in every version of scikit-learn.
    linear = LogisticRegression(solver="liblinear")
    linear.coef_, linear.intercept_ = weights[None].astype(np.float64), np.array([base])
    linear.classes_, linear.n_features_in_, linear.n_iter_ = BOTH_SIDES, len(weights), np.array([1])
    decided = FixedThresholdClassifier(
        linear, threshold=float(threshold), pos_label=1, response_method="predict_proba"
    )
    decided.estimator_ = linear
    return decided
