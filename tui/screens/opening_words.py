"""What is said when an article comes to the screen."""

from __future__ import annotations

from model.coding.codebook import Codebook
from model.opened import OpenArticle
from model.reading.files import UTF8

NO_THEMES = "no themes yet: 4, then a"
"""Where somebody would look for themes and there are none."""


def opening_words(opened: OpenArticle, codebook: Codebook, again: bool = False) -> str:
    """What is odd about an article, the weightiest only; empty where nothing is.

    What can wait is not said `again` of the same article: the queue shows it once for each passage.
    """
    if opened.problem is not None:
        return f"read-only: {opened.problem}"
    if left := len(opened.unsure) + len(opened.orphans):
        labels = "1 label" if left == 1 else f"{left} labels"
        return f"{labels} of an earlier text could not be placed: rubricate check"
    if again:
        return ""
    if opened.article.encoding != UTF8:
        return f"this article is not UTF-8; read as {opened.article.encoding}"
    if not opened.passages:
        return "this article has no text to label"
    return "" if codebook.active else NO_THEMES
