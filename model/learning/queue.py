"""The order in which the classifier asks for labels. Pure functions over probabilities.

* uncertain: passages whose probability is closest to the threshold of some theme, taken in turns: the closest
  of every article and theme first, then the second closest, so that no article and no theme fills the queue.
* likely: the passages with the highest probability of any theme first.
* rare: themes in turns, the one with the fewest positive labels first, each with its likeliest passage.
* random: a fixed order drawn once, the same however much is labelled.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.floating]
Ints = npt.NDArray[np.intp]

LIMIT = 2000
"""Passages kept of each order."""
SEED = 0
"""Of the random order."""
ORDERS = ("uncertain", "likely", "rare", "random")


def orders(
    p: Floats,
    thresholds: Floats,
    positives: npt.NDArray[np.integer],
    articles: npt.NDArray[np.integer],
    untouched: npt.NDArray[np.bool_],
) -> dict[str, Ints]:
    """Row numbers of untouched passages by order, at most LIMIT of each.

    Args:
        p: (n, k) probabilities.
        thresholds: (k,) from which on a theme applies.
        positives: (k,) positive labels of each theme.
        articles: (n,) a number for the article of each passage.
        untouched: (n,) whether the coder still has to decide.
    """
    rows = np.flatnonzero(untouched)
    shuffled = np.random.default_rng(SEED).permutation(len(untouched))
    found = {"random": shuffled[untouched[shuffled]][:LIMIT]}
    if not p.shape[1] or not len(rows):
        return dict.fromkeys(ORDERS, found["random"])
    found["uncertain"] = rows[_uncertain(p[rows], thresholds, articles[rows])]
    found["likely"] = rows[np.argsort(-p[rows].max(axis=1), kind="stable")[:LIMIT]]
    found["rare"] = rows[_rare(p[rows], positives)]
    return {name: found[name] for name in ORDERS}


def _uncertain(p: Floats, thresholds: Floats, articles: npt.NDArray[np.integer]) -> Ints:
    distance = np.abs(_logit(p) - _logit(thresholds))
    theme = distance.argmin(axis=1)
    margin = distance[np.arange(len(p)), theme]
    closest = np.argsort(margin, kind="stable")
    turn = np.maximum(_turns(articles[closest]), _turns(theme[closest]))
    return closest[np.lexsort((margin[closest], turn))][:LIMIT]


def _turns(group: npt.NDArray[np.integer]) -> Ints:
    """Of each entry, how many of its group come before it."""
    by_group = np.argsort(group, kind="stable")
    ordered = group[by_group]
    first = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]])
    sizes = np.diff(np.r_[first, len(group)])
    turns = np.empty(len(group), dtype=np.intp)
    turns[by_group] = np.arange(len(group)) - np.repeat(first, sizes)
    return turns


def _rare(p: Floats, positives: npt.NDArray[np.integer]) -> Ints:
    """The likeliest passage of each theme, rarest theme first, then the second likeliest of each."""
    by_rarity = np.argsort(positives, kind="stable")
    each = min(LIMIT, len(p))
    best = np.argsort(-p[:, by_rarity], axis=0, kind="stable")[:each]
    _, first = np.unique(best.ravel(), return_index=True)
    return best.ravel()[np.sort(first)][:LIMIT]


def _logit(p: Floats) -> Floats:
    inside = np.clip(p, 1e-6, 1 - 1e-6)
    return np.log(inside) - np.log1p(-inside)
