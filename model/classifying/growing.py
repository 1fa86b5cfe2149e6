"""Arrays that grow by a row at a time, with room left behind them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Singles = npt.NDArray[np.float32]


def longer(rows: Singles, more: Singles) -> Singles:
    """`rows` and below them `more`; there is room left behind them, so that a row more copies only itself."""
    n, m = len(rows), len(more)
    room = rows.base if rows.base is not None else rows
    if len(room) < n + m:
        room = np.empty((2 * n + m, rows.shape[1]), dtype=np.float32)
        room[:n] = rows
    room[n : n + m] = more
    return room[: n + m]


def larger(square: Singles, more: Singles) -> Singles:
    """A symmetric matrix (n, n) with `more` (m, n + m) as last rows and columns; room as in `longer`."""
    n, m = len(square), len(more)
    room = square.base if square.base is not None else square
    if len(room) < n + m:
        room = np.empty((2 * n + m, 2 * n + m), dtype=np.float32)
        room[:n, :n] = square
    room[n : n + m, : n + m] = more
    room[:n, n : n + m] = more[:, :n].T
    return room[: n + m, : n + m]
