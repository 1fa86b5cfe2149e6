"""`make mutants` runs for minutes; here only that it still finds what it takes out."""

from __future__ import annotations

import ast

import pytest

from tests.mutants import MUTATIONS, ROOT, Mutation


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.name)
def test_each_mutation_finds_its_place(mutation: Mutation) -> None:
    whole = (ROOT / mutation.file).read_text("utf-8")
    assert whole.count(mutation.old) == 1, "the code has changed: adapt tests/mutants.py"
    ast.parse(whole.replace(mutation.old, mutation.new))  # it runs, and is wrong
    assert all((ROOT / test).exists() for test in mutation.tests)
