"""Text cut and padded to a number of terminal cells."""

from __future__ import annotations

from typing import Literal

from rich.cells import cell_len, set_cell_size

ELLIPSIS = "…"


def fit(text: str, width: int, align: Literal["left", "right"] = "left", pad: bool = True) -> str:
    """`text` in at most `width` cells, with an ellipsis where it was cut; padded to exactly `width`.

    ASCII text takes a path without measuring, which is most of the text most of the time.
    """
    if width <= 0:
        return ""
    length = len(text) if text.isascii() else cell_len(text)
    if length > width:
        return (text[: width - 1] if text.isascii() else set_cell_size(text, width - 1)) + ELLIPSIS
    if not pad or length == width:
        return text
    space = " " * (width - length)
    return space + text if align == "right" else text + space
