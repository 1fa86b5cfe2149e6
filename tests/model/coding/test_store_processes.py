from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from model.coding.marks import Sheet
from model.coding.store import LabelStore

from .writer import RANGES, ask

WRITER = Path(__file__).with_name("writer.py")


def start(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, str(WRITER), *arguments], stdout=subprocess.PIPE, text=True)


def test_four_writers_and_no_label_lost(tmp_path: Path) -> None:
    writers = [start("write", str(tmp_path), str(name), "20") for name in range(4)]
    said = {line for writer in writers for line in writer.communicate()[0].splitlines()}
    assert [writer.returncode for writer in writers] == [0] * 4
    assert len(said) == 80
    sheet = LabelStore(tmp_path, "ann").read("shared.txt", "d")
    assert {mark.memo for mark in sheet.marks} == said


def test_killed_at_random_nothing_acknowledged_is_lost(tmp_path: Path) -> None:
    writer = start("kill", str(tmp_path), "100", "1")
    out, _ = writer.communicate()
    assert writer.returncode == 0
    assert int(out) > 100  # it did write
    store = LabelStore(tmp_path, "ann")
    before = {sheet.article: len(sheet.marks) for sheet in store.sheets() if isinstance(sheet, Sheet)}
    assert before == {"a.txt": RANGES // 2, "deep/er/b.txt": RANGES // 2}
    sheet, _ = store.apply(ask("a.txt", 9999, "the next program writes on"))
    assert len(sheet.marks) == before["a.txt"] + 1
