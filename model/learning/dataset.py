"""A labelled data set in a file of lines `{"text", "labels": [...], "article"?}`; what its labels mean."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from model.coding import codebook_file
from model.errors import FormatError, RubricateError
from model.learning.measures import Targets
from model.learning.trainer import definition_of

CURE = 'each line must be one object as {"text": "...", "labels": ["..."]}'


@dataclass(frozen=True, eq=False)
class DataSet:
    """Passages with all their labels: what is not given does not apply."""

    name: str
    texts: list[str]
    Y: Targets
    """(n, k)"""
    names: list[str]
    """Of the k themes."""
    definitions: list[str] | None
    articles: list[str]
    """Of each passage; empty where it is not known."""

    def only(self, theme: str) -> DataSet:
        """The same passages with one theme.

        Raises:
            RubricateError: there is none of that name.
        """
        if theme not in self.names:
            raise RubricateError(f"no such label: {theme}", file=self.name, cure=_some(self.names))
        column = self.names.index(theme)
        definitions = None if self.definitions is None else [self.definitions[column]]
        return replace(self, Y=self.Y[:, [column]], names=[theme], definitions=definitions)


def read_data(path: Path) -> DataSet:
    """The data set in a JSONL file; themes are its labels, sorted.

    Raises:
        RubricateError: a line is not as it should be, or there is nothing to learn.
        OSError: the file can't be read.
    """
    with path.open("rb") as lines:
        rows = [_row(line, number, path) for number, line in enumerate(lines, 1) if line.strip()]
    names = sorted({label for _, labels, _ in rows for label in labels})
    if not names:
        raise RubricateError("holds no labelled passage", file=path, cure=CURE)
    columns = {name: column for column, name in enumerate(names)}
    Y = np.zeros((len(rows), len(names)), dtype=np.int8)
    for row, (_, labels, _) in enumerate(rows):
        Y[row, [columns[label] for label in labels]] = 1
    return DataSet(str(path), [text for text, *_ in rows], Y, names, None, [article for *_, article in rows])


def _row(line: bytes, number: int, path: Path) -> tuple[str, list[str], str]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise FormatError("not JSON", file=path, line=number, cure=CURE) from error
    text, labels = (row.get("text"), row.get("labels")) if isinstance(row, dict) else (None, None)
    if (
        not isinstance(text, str)
        or not isinstance(labels, list)
        or not all(isinstance(label, str) for label in labels)
    ):
        raise FormatError("no text with a list of labels", file=path, line=number, cure=CURE)
    return text, labels, str(row.get("article") or "")


def with_definitions(data: DataSet, path: Path) -> DataSet:
    """The data set with what a codebook says of its labels, found by id or name.

    Raises:
        RubricateError: the file is no codebook, or has a theme for none of the labels.
        OSError: it can't be read.
    """
    book = codebook_file.parse(path.read_bytes(), str(path))
    written = {key: definition_of(theme) for theme in reversed(book.themes) for key in (theme.name, theme.id)}
    if not set(written) & set(data.names):
        cure = f"the labels are {_some(data.names)}"
        raise RubricateError("has a theme for none of the labels", file=path, cure=cure)
    return replace(data, definitions=[written.get(name, name) for name in data.names])


def _some(names: Sequence[str], shown: int = 5) -> str:
    more = f" and {len(names) - shown} more" if len(names) > shown else ""
    return ", ".join(names[:shown]) + more
