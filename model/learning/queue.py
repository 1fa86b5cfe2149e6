"""The order in which the classifier asks for labels. Pure functions over arrays.

* uncertain: where the classifier is least sure. Passages that resemble what is labelled (or,
  where definitions say enough, what stands before them in the queue) come later: the most uncertain ones are
  often copies of each other.
* rare: the same, but every third place goes to the likeliest passage of the theme seen least.
* likely: the passages with the highest probability of any theme first; for finding what there is. To learn
  from it is poor with many themes, since what is sure teaches nothing (docs/method.md).
* random: a fixed order drawn once, the same however much is labelled.
* audit: the audit sample, in its own order.

The audit sample has every tenth place of the first three; otherwise it comes last there, because it is not
learned from.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix

from model.classifying.features import Metric, gram
from model.coding.audit import SCALE, SHARE

Floats = npt.NDArray[np.floating]
Ints = npt.NDArray[np.intp]
Bools = npt.NDArray[np.bool_]

LIMIT = 2000
"""Passages kept of each order."""
CANDIDATES = 4 * LIMIT
"""The most uncertain passages, of which likeness to what is labelled is looked at."""
REMEMBERED = 1000
"""Labelled passages, the latest ones, to which they are compared."""
BATCH = 200
"""Passages at the head of the queue that are chosen to differ from each other."""
CHOICE = 1000
"""The most uncertain passages from which they are chosen."""
EVERY_RARE, EVERY_AUDIT = 3, 10
"""A place in so many goes to the theme seen least, to the audit."""
RARE = LIMIT // EVERY_RARE
"""Passages kept of each theme for it."""
SEED = 0
"""Of the random order."""
TINY = 1e-9
ORDERS = ("uncertain", "likely", "rare", "random", "audit")


class Seen:
    """What the orders need of the probabilities, which are looked at block by block and not kept.

    Args:
        open_: (n,) whether a passage may be asked about: it is untouched, and not of the audit sample.
        thresholds: (k,) from which on a theme applies.
    """

    def __init__(self, open_: Bools, thresholds: Floats) -> None:
        self.open = open_
        self.margin = np.zeros(len(open_), dtype=np.float32)
        """(n,) see `margins`."""
        self.highest = np.zeros(len(open_), dtype=np.float32)
        """(n,) the probability of the likeliest theme."""
        self._thresholds = thresholds.astype(np.float32)
        none: tuple[Ints, Floats] = (np.zeros(0, dtype=np.intp), np.zeros(0, dtype=np.float32))
        self._best = [none] * len(thresholds)

    def add(self, first: int, p: Floats) -> None:
        """The probabilities (m, k) of the passages from row `first` on."""
        if not p.shape[1]:
            return
        block = slice(first, first + len(p))
        self.margin[block] = margins(p, self._thresholds)
        self.highest[block] = p.max(axis=1)
        asked = np.flatnonzero(self.open[block])
        for theme, (known, highest) in enumerate(self._best):
            column = p[asked, theme]
            better = column > (highest[-1] if len(highest) == RARE else -1.0)
            rows = np.concatenate([known, first + asked[better]])
            values = np.concatenate([highest, column[better]])
            kept = _top(values, RARE)
            self._best[theme] = rows[kept], values[kept]

    def best(self, theme: int) -> Ints:
        """The open passages with the highest probability of a theme, the highest first, at most RARE."""
        return self._best[theme][0]


class Pool(NamedTuple):
    """All n passages of a corpus, k themes, and what is labelled."""

    seen: Seen
    positives: npt.NDArray[np.integer]
    """(k,) positive labels of each theme."""
    untouched: Bools
    """(n,) whether the coder still has to decide."""
    draws: npt.NDArray[np.uint64]
    """(n,) numbers in the audit, see `model.coding.audit`."""
    metric: Metric
    X: csr_matrix
    """(n, features)"""
    labelled: csr_matrix
    """(labelled passages, features), the latest last."""
    defined: bool
    """Whether the themes have definitions."""


def audited(draws: npt.NDArray[np.uint64]) -> Bools:
    """(n,) whether passages with these numbers are of the audit sample."""
    return np.asarray(draws < np.uint64(SHARE * SCALE))


def orders(pool: Pool) -> dict[str, Ints]:
    """Row numbers of untouched passages by order, at most LIMIT of each."""
    shuffled = np.random.default_rng(SEED).permutation(len(pool.untouched))
    random = shuffled[pool.untouched[shuffled]][:LIMIT]
    audit = np.flatnonzero(pool.untouched & audited(pool.draws))
    audit = audit[np.argsort(pool.draws[audit], kind="stable")][:LIMIT]
    rows = np.flatnonzero(pool.seen.open)
    if len(pool.positives) and len(rows):
        uncertain = rows[_uncertain(pool, rows)]
        likely = rows[_top(pool.seen.highest[rows], LIMIT)]
        found = {"uncertain": uncertain, "likely": likely, "rare": _rare(pool, uncertain)}
        # What is random need not be woven in: the audit has its share of it.
        woven = {name: _woven(order, audit, EVERY_AUDIT)[:LIMIT] for name, order in found.items()}
    else:
        woven = dict.fromkeys(("uncertain", "likely", "rare"), random)
    return {**{name: woven[name] for name in ORDERS[:3]}, "random": random, "audit": audit}


def _top(values: Floats, count: int) -> Ints:
    """Places of the highest values, the highest first, at most `count`; of equal ones the first."""
    if len(values) <= count:
        return np.argsort(-values, kind="stable")
    least = -np.partition(-values, count - 1)[count - 1]
    above, equal = np.flatnonzero(values > least), np.flatnonzero(values == least)
    found = np.concatenate([above, equal[: count - len(above)]])
    return np.asarray(found[np.argsort(-values[found], kind="stable")])


def margins(p: Floats, thresholds: Floats) -> Floats:
    """(n,) how unsure the classifier is of a passage: 1 for each theme that is just at its threshold.

    The sum over the themes taught it more than the theme it is least sure of, and than the margin between the
    first theme and the second (docs/method.md).
    """
    odds = (p / (1 - p + TINY)) * ((1 - thresholds) / thresholds)
    share = odds / (1 + odds)
    return np.asarray((4 * share * (1 - share)).sum(axis=1))


def _uncertain(pool: Pool, rows: Ints) -> Ints:
    """Places in `rows`, the passage to ask about first first."""
    margin = pool.seen.margin[rows]
    first = _top(margin, CANDIDATES)
    worth, X = margin[first], pool.X[rows[first]]
    if not pool.defined and pool.labelled.shape[0]:
        words = pool.metric.words
        worth = worth * np.sqrt(1 - _copied(X[:, :words], pool.labelled[-REMEMBERED:, :words]))
    order = np.argsort(-worth, kind="stable")
    if pool.defined:
        order = _diverse(pool.metric, X, worth, order)
    return first[order][:LIMIT]


def _diverse(metric: Metric, X: csr_matrix, worth: Floats, order: Ints) -> Ints:
    """`order`, with BATCH passages at its head that are worth much and unlike each other."""
    choice = order[:CHOICE]
    alike = _likeness(metric, X[choice], X[choice])
    nearest = np.zeros(len(choice), dtype=alike.dtype)
    left = worth[choice].astype(float)
    picked: list[int] = []
    for _ in range(min(BATCH, len(choice))):
        best = int(np.argmax(left * np.sqrt(1 - nearest)))
        picked.append(best)
        left[best] = -1.0
        nearest = np.maximum(nearest, alike[best])
        nearest[picked] = 0.0
    head = choice[picked]
    return np.concatenate([head, order[~np.isin(order, head)]])


def _copied(A: csr_matrix, B: csr_matrix) -> Floats:
    """(rows of A,) the squared cosine of the words with the most similar row of B, 0 to 1.

    Squared, because what shares few words with every label is seldom new, but short or odd: the plain cosine
    made suggestions worse (docs/method.md).
    """
    cosine = (A @ B.T).max(axis=1).toarray().ravel()
    return np.asarray(np.clip(cosine, 0, 1) ** 2)


def _likeness(metric: Metric, A: csr_matrix, B: csr_matrix) -> Floats:
    """(rows of A, rows of B), 0 to 1."""
    return np.clip(gram(metric, A, B), 0, 1)


def _rare(pool: Pool, uncertain: Ints) -> Ints:
    """`uncertain` with every third place for the likeliest passage of the theme seen least."""
    best = [pool.seen.best(theme).tolist() for theme in range(len(pool.positives))]
    seen = pool.positives.astype(float)
    following = [0] * len(best)
    taken: dict[int, None] = {}
    for _ in range(min(RARE, int(pool.seen.open.sum()))):
        theme = int(seen.argmin())
        while following[theme] < len(best[theme]) and best[theme][following[theme]] in taken:
            following[theme] += 1
        if following[theme] >= len(best[theme]):
            seen[theme] = np.inf
            continue
        taken[best[theme][following[theme]]] = None
        seen[theme] += 1
    return _woven(uncertain, np.array(list(taken), dtype=np.intp), EVERY_RARE, first=True)


def _woven(order: Ints, others: Ints, every: int, first: bool = False) -> Ints:
    """`order` with each `every`-th place (the first or the last of them) for the next of `others`.

    Each passage stands where it comes first; what is left of `others` comes last.
    """
    places: list[Ints] = []
    step = every - 1
    for number in range(max(1, -(-len(order) // step))):
        part, other = order[number * step : (number + 1) * step], others[number : number + 1]
        places += [other, part] if first else [part, other]
    both = np.concatenate([*places, others[max(1, -(-len(order) // step)) :]])
    _, at = np.unique(both, return_index=True)
    return both[np.sort(at)]
