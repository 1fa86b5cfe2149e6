"""The records of the suggestions file, made for many passages at once with numpy."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from model.suggestions import BEST
from model.suggestions.records import NO_THEME, P_STEPS

LAYOUT = np.dtype([("start", "<u4"), ("end", "<u4"), ("themes", "<u2", (BEST,)), ("steps", "<u2", (BEST,))])
"""The same bytes as `model.suggestions.records.RECORD`."""


def best_themes(p: npt.NDArray[np.floating]) -> tuple[npt.NDArray[np.uint16], npt.NDArray[np.uint16]]:
    """Of each passage of `p` (n, k) the BEST likeliest themes, likeliest first, and their probabilities.

    Returns:
        Two arrays (n, BEST): numbers of the themes (NO_THEME behind the last), probabilities in 1/P_STEPS.
    """
    n, k = p.shape
    themes = np.full((n, BEST), NO_THEME, dtype=np.uint16)
    steps = np.zeros((n, BEST), dtype=np.uint16)
    kept = min(BEST, k)
    if n and kept:
        best = np.argpartition(-p, kept - 1, axis=1)[:, :kept] if kept < k else np.tile(np.arange(k), (n, 1))
        best = np.take_along_axis(best, np.argsort(-np.take_along_axis(p, best, 1), axis=1, kind="stable"), 1)
        themes[:, :kept] = best
        steps[:, :kept] = np.rint(np.take_along_axis(p, best, 1).clip(0, 1) * P_STEPS)
    return themes, steps


def records(
    starts: npt.NDArray[np.uint32],
    ends: npt.NDArray[np.uint32],
    themes: npt.NDArray[np.uint16],
    steps: npt.NDArray[np.uint16],
) -> npt.NDArray[np.void]:
    """An array of records; its bytes are what `model.suggestions.unpack` reads."""
    found = np.empty(len(starts), dtype=LAYOUT)
    found["start"], found["end"], found["themes"], found["steps"] = starts, ends, themes, steps
    return found
