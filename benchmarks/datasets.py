"""Labelled data sets from a folder, with names and definitions of the themes written for them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import yaml

from benchmarks.measures import Targets

DEFINITIONS = Path(__file__).parent / "definitions"
LIMIT = 4000
"""Passages of a set that are used, drawn once; all where there are fewer."""


@dataclass(frozen=True)
class DataSet:
    """Passages with all their labels."""

    name: str
    texts: list[str]
    Y: Targets
    names: list[str]
    definitions: list[str]
    articles: list[str]


def load(folder: Path, name: str, limit: int = LIMIT) -> DataSet:
    """Read `name`.jsonl and the definitions; themes without a passage are dropped."""
    with (folder / f"{name}.jsonl").open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    if len(rows) > limit:
        rows = [rows[row] for row in np.random.default_rng(0).permutation(len(rows))[:limit]]
    file, only = (name, None) if not name.startswith("review") else ("reviews", name)
    written = yaml.safe_load((DEFINITIONS / f"{file}.yaml").read_text(encoding="utf-8"))
    if only:
        return _screening(name, rows, written[only])
    found = {label for row in rows for label in row["labels"]}
    themes = sorted(theme for theme in written if theme in found)
    # The files name frequent themes first; among equal probabilities that order must not help anyone.
    np.random.default_rng(0).shuffle(themes)
    Y = np.array([[theme in row["labels"] for theme in themes] for row in rows], dtype=np.int8)
    names = [written[theme]["name"] for theme in themes]
    full = [f"{written[theme]['name']}. {written[theme]['definition']}" for theme in themes]
    return DataSet(
        name, [row["text"] for row in rows], Y, names, full, [row.get("article", "") for row in rows]
    )


def _screening(name: str, rows: list[dict[str, list[str]]], written: dict[str, str]) -> DataSet:
    Y = np.array([[bool(row["labels"])] for row in rows], dtype=np.int8)
    full = [f"{written['name']}. {written['definition']}"]
    return DataSet(name, [str(row["text"]) for row in rows], Y, [written["name"]], full, [""] * len(rows))
