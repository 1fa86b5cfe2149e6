"""docs/architecture.md names what there is, and nothing that is not."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
NAMED = set(re.findall(r"`((?:model|tui)/[\w/.]*)`", TEXT))


def test_every_file_it_names_is_there() -> None:
    assert len(NAMED) > 20
    assert not [name for name in NAMED if not (ROOT / name).exists()]


def test_every_room_of_the_model_is_named() -> None:
    rooms = {
        f"model/{path.name}/" if path.is_dir() else f"model/{path.name}"
        for path in (ROOT / "model").iterdir()
        if path.name[0] not in "_." and (path.suffix == ".py" or (path / "__init__.py").is_file())
    }
    assert rooms <= NAMED


def test_every_file_named_in_a_room_is_in_it() -> None:
    for room, inside in re.findall(r"^\| `(model/\w+/)` \| (.*?) \|", TEXT, re.MULTILINE):
        files = re.findall(r"`(\w+\.py)`", inside)
        assert not [name for name in files if not (ROOT / room / name).is_file()], room
