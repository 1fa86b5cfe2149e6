"""Labelled data sets from a folder, with names and definitions of their themes written for them; and ours."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from model.export import passages
from model.learning.dataset import DataSet
from model.learning.trainer import definition_of
from model.project import Project

DEFINITIONS = Path(__file__).parent / "definitions"
SAMPLE = Path(__file__).parents[1]
"""The repository is itself a project: the sample."""
LIMIT = 4000
"""Passages of a set that are used, drawn once; all where there are fewer."""


def load(folder: Path, name: str, limit: int = LIMIT) -> DataSet:
    """Read `name`.jsonl and the definitions; themes without a passage are dropped."""
    with (folder / f"{name}.jsonl").open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    if len(rows) > limit:
        rows = [rows[row] for row in np.random.default_rng(0).permutation(len(rows))[:limit]]
    if name.startswith("review"):
        return _screening(name, rows, yaml.safe_load((DEFINITIONS / "reviews.yaml").read_text())[name])
    written = yaml.safe_load((DEFINITIONS / f"{name}.yaml").read_text(encoding="utf-8"))
    found = {label for row in rows for label in row["labels"]}
    themes = sorted(theme for theme in written if theme in found)
    # The files name frequent themes first; among equal probabilities that order must not help anyone.
    np.random.default_rng(0).shuffle(themes)
    Y = np.array([[theme in row["labels"] for theme in themes] for row in rows], dtype=np.int8)
    names = [written[theme]["name"] for theme in themes]
    full = [f"{written[theme]['name']}. {written[theme]['definition']}" for theme in themes]
    texts, articles = [row["text"] for row in rows], [row.get("article", "") for row in rows]
    return DataSet(name, texts, Y, names, full, articles)


def _screening(name: str, rows: list[dict[str, Any]], written: dict[str, str]) -> DataSet:
    Y = np.array([[bool(row["labels"])] for row in rows], dtype=np.int8)
    full = [f"{written['name']}. {written['definition']}"]
    return DataSet(name, [str(row["text"]) for row in rows], Y, [written["name"]], full, [""] * len(rows))


def sample() -> DataSet:
    """The labelled passages of the sample project, with its codebook: small, but anybody has it."""
    project = Project.open(SAMPLE)
    rows = [row for row in passages(project, "sample") if row.decided and row.mark.state != "skipped"]
    themes = project.codebook.active
    Y = np.array([[row.mark.has(theme.id) for theme in themes] for row in rows], dtype=np.int8)
    return DataSet(
        "sample",
        [row.mark.quote for row in rows],
        Y,
        [theme.name for theme in themes],
        [definition_of(theme) for theme in themes],
        [row.article for row in rows],
    )


def generated(n: int, themes: int = 40, words: int = 20_000, length: int = 60) -> DataSet:
    """`n` passages whose words are drawn by Zipf's law, some by their theme: for measuring time only."""
    rng = np.random.default_rng(0)
    share = 1 / np.arange(1, words + 1)
    vocabulary = np.array([f"w{number:05d}" for number in rng.permutation(words)])
    theme = rng.integers(0, themes, n)
    drawn = rng.choice(words, size=(n, length), p=share / share.sum())
    drawn[:, :5] = (drawn[:, :5] + 97 * theme[:, None]) % words
    texts = [" ".join(row) for row in vocabulary[drawn].tolist()]
    Y = np.zeros((n, themes), dtype=np.int8)
    Y[np.arange(n), theme] = 1
    names = [f"theme {number}" for number in range(themes)]
    return DataSet("generated", texts, Y, names, None, [""] * n)
