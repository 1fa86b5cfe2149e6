"""Labels to look at again: those with which the classifier, learned from all the others, disagrees most."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.special import logit

from model.classifier import ThemeClassifier
from model.learning.trainingset import APPLIES, UNKNOWN, TrainingSet
from model.suggestions import Suspect

MOST = 50
LEAST = 1.5
"""Log odds beyond the threshold from which on a label is worth another look: nearly five to one."""
QUOTED = 80
"""Code points of the quote that are kept to recognise it."""


def suspects(classifier: ThemeClassifier, training: TrainingSet) -> tuple[Suspect, ...]:
    """The labels furthest on the wrong side of their theme's threshold, the worst first, at most MOST.

    Leave-one-out is fit for this and for no score: passages of the same article stay in.
    """
    p = classifier.left_out_
    if not p.size:
        return ()
    wrong = _wrong(p, classifier.thresholds_, training.targets)
    order = np.argsort(-wrong, axis=None, kind="stable")[:MOST]
    found = []
    for row, theme in zip(*np.unravel_index(order, wrong.shape), strict=True):
        if wrong[row, theme] < LEAST:
            break
        quote = training.texts[row][:QUOTED]
        said = bool(training.targets[row, theme] == APPLIES)
        article, start, end = training.places[row]
        estimate = float(p[row, theme])
        found.append(Suspect(article, start, end, quote, training.themes[theme], said, estimate))
    return tuple(found)


def _wrong(
    p: npt.NDArray[np.float64], thresholds: npt.NDArray[np.float64], targets: npt.NDArray[np.int8]
) -> npt.NDArray[np.float64]:
    """How far beyond its theme's threshold a label is, in log odds; negative on the right side."""
    beyond = logit(np.clip(np.nan_to_num(p), 1e-9, 1 - 1e-9)) - logit(thresholds)
    return np.where(targets == UNKNOWN, -np.inf, np.where(targets == APPLIES, -beyond, beyond))
