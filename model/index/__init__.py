"""The index: what the library lists, how far each coder is, words to search. Derived; lives in the cache.

SQLite from the standard library. Every row is made from a file of the project and is made again when
that file changes; deleting the index loses nothing. Counts are kept in rows, never summed per query.
"""

from model.index.articles import Stamp
from model.index.batch import Batch
from model.index.entries import Entry, Known, entry, unreadable
from model.index.index import Index
from model.index.numbers import Numbers
from model.index.orders import KEYS, Order
from model.index.rows import GONE, SORTS, ArticleRow, Filter, Totals

__all__ = [
    "GONE",
    "KEYS",
    "SORTS",
    "ArticleRow",
    "Batch",
    "Entry",
    "Filter",
    "Index",
    "Known",
    "Numbers",
    "Order",
    "Stamp",
    "Totals",
    "entry",
    "unreadable",
]
