"""docs/architecture.md names what there is, and nothing that is not."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
NAMED = set(re.findall(r"`((?:model|tui)/[\w/.]*)`", TEXT))


def test_every_file_it_names_is_there() -> None:
    assert len(NAMED) > 20
    assert not [name for name in NAMED if not (ROOT / name).exists()]


def rooms(package: str) -> list[Path]:
    """Its modules and its folders of modules."""
    return [
        path
        for path in (ROOT / package).iterdir()
        if path.name[0] not in "_." and (path.suffix == ".py" or (path / "__init__.py").is_file())
    ]


def test_every_room_of_the_model_is_named() -> None:
    assert {
        f"model/{path.name}/" if path.is_dir() else f"model/{path.name}" for path in rooms("model")
    } <= NAMED


LEARNS = {"model.classifier", "model.classifying", "model.learning"}
BESIDE = {"tui.cli"}
"""Has a contract of its own: its commands learn in their own process."""


def test_all_that_does_not_learn_is_kept_from_what_learning_needs() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    (light,) = (
        contract for contract in contracts["contracts"] if "imports numpy or scikit-learn" in contract["name"]
    )
    there = {f"{package}.{path.stem}" for package in ("model", "tui") for path in rooms(package)}
    assert set(light["source_modules"]) == there - LEARNS - BESIDE
    assert {"numpy", "sklearn", *LEARNS} <= set(light["forbidden_modules"])


def test_every_file_named_in_a_room_is_in_it() -> None:
    for room, inside in re.findall(r"^\| `(model/\w+/)` \| (.*?) \|", TEXT, re.MULTILINE):
        files = re.findall(r"`(\w+\.py)`", inside)
        assert not [name for name in files if not (ROOT / room / name).is_file()], room
