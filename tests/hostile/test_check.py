"""Every damage of the corpus is found in one pass, with file, line and cure; nothing is run."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from model.check import check
from tests.hostile import codebooks
from tests.hostile.corpus import MANY, Corpus
from tests.hostile.kinds import FALLEN
from tests.oracle import text_faults


def test_the_corpus_is_large(corpus: Corpus) -> None:
    assert corpus.files + len(codebooks.DAMAGED) >= MANY
    if corpus.impossible:
        pytest.skip(f"not possible here: {'; '.join(corpus.impossible)}")


def test_every_damage_is_found_in_one_pass(corpus: Corpus) -> None:
    problems = check(corpus.root)
    missing = [
        damage
        for damage in corpus.damages
        if not any(
            damage.file == problem.file
            and re.search(damage.wrong, problem.what)
            and damage.line in (None, problem.line)
            for problem in problems
        )
    ]
    assert missing == []
    assert [problem for problem in problems if not (problem.file and problem.cure)] == []
    assert corpus.fallen == []


def test_what_is_harmless_is_not_called_damaged(corpus: Corpus) -> None:
    damaged = {damage.file for damage in corpus.damages}
    assert {problem.file for problem in check(corpus.root)} <= damaged


@pytest.mark.parametrize("name", codebooks.DAMAGED)
def test_damaged_codebooks_are_told_by_file_line_and_cure(name: str, tmp_path: Path) -> None:
    data, wrong, line = codebooks.DAMAGED[name]
    canary = tmp_path / "canary"
    canary.mkdir()
    text = data.encode() if isinstance(data, str) else data
    (tmp_path / "seeds").mkdir()
    (tmp_path / "labels").mkdir()
    (tmp_path / "labels/codebook.yaml").write_bytes(text.replace(FALLEN.encode(), str(canary).encode()))
    problems = check(tmp_path)
    assert [p for p in problems if re.search(wrong, p.what) and line in (None, p.line)], [*map(str, problems)]
    assert {p.file for p in problems} == {"labels/codebook.yaml"}
    assert all(p.cure for p in problems)
    assert list(canary.iterdir()) == []
    assert "\x1b" not in "".join(map(str, problems)) and not [*text_faults(problems[0].cure)]
