"""Replaying a labelled data set: measures by hand, the same passages for all, the test not learned from."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.errors import RubricateError
from model.learning import measures, screening, simulate
from model.learning.dataset import DataSet, read_data, with_definitions
from tests.model.learning.synthetic import CODEBOOK, DEFINITIONS, WORDS, passages


def data_set(n: int = 90, articles: int = 0, definitions: list[str] | None = None) -> DataSet:
    texts, Y = passages(n)
    named = [f"a{row % articles}" if articles else "" for row in range(n)]
    return DataSet("made", texts, Y, list(WORDS), definitions, named)


# --- reading ---


def test_lines_become_passages_and_labels_columns(tmp_path: Path) -> None:
    rows = [{"text": "x", "labels": ["b", "a"], "article": "n"}, {"text": "y", "labels": []}]
    file = tmp_path / "d.jsonl"
    file.write_text("\n".join(map(json.dumps, rows)) + "\n\n")
    data = read_data(file)
    assert (data.names, data.texts, data.articles) == (["a", "b"], ["x", "y"], ["n", ""])
    assert data.Y.tolist() == [[1, 1], [0, 0]]
    assert data.only("b").Y.tolist() == [[1], [0]]
    with pytest.raises(RubricateError, match=r"no such label: c \(a, b\)"):
        data.only("c")


@pytest.mark.parametrize(
    "line", ["{", "[]", '{"text": 1, "labels": []}', '{"text": "x", "labels": "a"}', "[" * 99999]
)
def test_a_broken_line_is_named(tmp_path: Path, line: str) -> None:
    file = tmp_path / "d.jsonl"
    file.write_text('{"text": "x", "labels": ["a"]}\n' + line + "\n")
    with pytest.raises(RubricateError, match=rf"{file}:2: "):
        read_data(file)


def test_definitions_are_found_by_id_and_by_name(tmp_path: Path) -> None:
    book = tmp_path / "codebook.yaml"
    book.write_text(CODEBOOK)
    for names in (["aid", "border", "other"], ["Aid", "Border", "other"]):
        found = with_definitions(DataSet("made", [], np.zeros((0, 3), np.int8), names, None, []), book)
        assert found.definitions == [*DEFINITIONS[:2], "other"]
    with pytest.raises(RubricateError, match="for none of the labels"):
        with_definitions(DataSet("made", [], np.zeros((0, 1), np.int8), ["x"], None, []), book)


# --- measures ---


def test_measures_by_hand() -> None:
    P = np.array([[0.9, 0.5, 0.1, 0.2], [0.1, 0.2, 0.3, 0.4], [0.4, 0.3, 0.2, 0.1]])
    Y = np.array([[0, 1, 0, 0], [1, 0, 0, 0], [0, 0, 0, 0]], dtype=np.int8)
    found = measures.figures(P, Y, np.array(0.35))
    assert found["hit@1"] == 0 and found["hit@3"] == 0.5
    assert found["mAP"] == pytest.approx((1 / 3 + 1) / 2)
    assert found["macro-F1"] == pytest.approx((0 + 2 / 2) / 2)
    assert measures.ndcg(np.array([1, 0, 1])) == pytest.approx((1 + 0.5) / (1 + 1 / np.log2(3)))
    assert measures.work_saved(np.array([1, 1] + [0] * 8)) == pytest.approx(0.8 - 0.05)


def test_probabilities_that_are_right_have_no_calibration_error() -> None:
    rng = np.random.default_rng(0)
    P = rng.random((20_000, 3))
    Y = (rng.random(P.shape) < P).astype(np.int8)
    assert measures.calibration_error(P, Y) < 0.01
    assert measures.calibration_error(np.full_like(P, 0.9), Y) == pytest.approx(0.4, abs=0.02)


# --- curves ---


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 999), articles=st.integers(0, 9))
def test_nothing_is_both_labelled_and_tested(seed: int, articles: int) -> None:
    data = data_set(60, articles)
    pool, test = simulate.split(data, seed)
    assert sorted([*pool, *test]) == list(range(60)) and len(test) >= 60 // 6
    if articles >= simulate.TESTED:
        assert not {data.articles[row] for row in pool} & {data.articles[row] for row in test}


@pytest.mark.parametrize("order", ["random", "queue", "article"])
def test_all_methods_have_a_curve_that_rises(order: str) -> None:
    points = simulate.simulate(data_set(120, 5, DEFINITIONS), order, [40, 0, 10], [0, 1])
    found = {(p.method, p.labels): p.figures["hit@1"] for p in points}
    assert {m for m, n in found if n == 0} == {"names", "definitions"}
    assert {m for m, n in found if n == 40} == {*simulate.OURS, simulate.TUNED, simulate.FREQUENT}
    assert found["definitions", 0] > 0.6
    assert found["labels only", 40] > 0.8 > found["most frequent", 40]


def test_the_queue_asks_for_each_passage_of_the_pool_once() -> None:
    data = data_set(45)
    pool, _ = simulate.split(data, 0)
    asked = simulate.queued(simulate.Bench(data), pool)(np.zeros(0, dtype=np.intp), 99)
    assert sorted(asked) == sorted(pool)


def test_budgets_beyond_the_passages_are_left_out() -> None:
    points = simulate.simulate(data_set(30), "random", [10, 1000], [0])
    assert {point.labels for point in points} == {10}


def test_test_labels_are_never_learned_from() -> None:
    data = data_set(60)
    pool, test = simulate.split(data, 0)
    bench = simulate.Bench(data)
    before = {name: method(pool, test)[0] for name, method in bench.methods().items()}
    data.Y[test] = 1 - data.Y[test]
    for name, method in bench.methods().items():
        assert np.array_equal(method(pool, test)[0], before[name]), name


# --- screening ---


def test_screening_reads_what_counts_early() -> None:
    found = screening.screen(data_set(150).only("aid"), [0, 1])
    assert set(found) == {"labels only", screening.RIVAL}
    assert found["labels only"]["NDCG"] > 0.8 and found["labels only"]["WSS@95"] > 0.3


def test_screening_needs_both_sides() -> None:
    data = data_set(9).only("aid")
    data.Y[:] = 0
    with pytest.raises(RubricateError, match="with the theme and without"):
        screening.screen(data, [0])
