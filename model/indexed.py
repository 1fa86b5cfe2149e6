"""A coder's labels for the text that the index has."""

from __future__ import annotations

from model.coding.anchor import anchor
from model.coding.marks import Sheet
from model.index import Index


def indexed(sheet: Sheet, index: Index) -> Sheet:
    """`sheet`, of whatever text it was made for, brought to the text in the index.

    It stays as it is where the index has no text of its article: labels outlive their article.
    """
    known = index.article(sheet.article)
    if known is None or known[0] in ("", sheet.digest):
        return sheet
    digest, passages = known
    return anchor(sheet, index.text(sheet.article), digest, passages.over).sheet
