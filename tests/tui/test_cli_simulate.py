"""`rubricate simulate`: tables for people, JSON for programs, errors in a line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.model.learning.synthetic import CODEBOOK, WORDS, passages
from tui.cli.entry import main

Captured = pytest.CaptureFixture[str]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    texts, Y = passages(60)
    names = list(WORDS)
    rows = [
        {"text": text, "labels": [names[row.argmax()]], "article": f"a{number % 6}"}
        for number, (text, row) in enumerate(zip(texts, Y, strict=True))
    ]
    (tmp_path / "d.jsonl").write_text("\n".join(map(json.dumps, rows)))
    (tmp_path / "codebook.yaml").write_text(CODEBOOK)
    return tmp_path / "d.jsonl"


def test_curves_as_text_and_as_json(data: Path, capsys: Captured) -> None:
    words = ["simulate", str(data), "--budgets", "0", "10", "--seeds", "0"]
    assert main(words) == 0
    out, err = capsys.readouterr()
    assert out.startswith("60 passages, 3 themes; order random; 1 replay\n") and err == ""
    assert "\nhit@3                  0      10\nnames " in out
    book = str(data.with_name("codebook.yaml"))
    assert main([*words, "--order", "article", "--definitions", book, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["passages"], found["themes"], found["order"], found["seeds"]) == (60, 3, "article", [0])
    assert [(p["method"], p["labels"]) for p in found["points"]][:3] == [
        ("names", 0),
        ("definitions", 0),
        ("labels only", 10),
    ]
    assert set(found["points"][0]["figures"]) == {"hit@1", "hit@3", "mAP", "macro-F1", "ECE", "seconds"}


def test_screening_as_text_and_as_json(data: Path, capsys: Captured) -> None:
    words = ["simulate", str(data), "--order", "likely", "--theme", "aid", "--seeds", "0"]
    assert main(words) == 0
    out = capsys.readouterr().out
    assert out.startswith("60 passages, 20 with aid; 1 replay\n") and "ELAS u4 settings" in out
    assert main([*words, "--json"]) == 0
    assert set(json.loads(capsys.readouterr().out)["methods"]["labels only"]) == {"NDCG", "WSS@95"}


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--order", "likely"], "for one theme of 3 (--theme LABEL)"),
        (["--theme", "x"], "no such label: x"),
        (["--budgets", "-1"], "whole number"),
        (["--seeds", "x"], "whole number"),
        (["--definitions", "none.yaml"], "none.yaml"),
    ],
)
def test_errors_are_one_line(data: Path, capsys: Captured, more: list[str], said: str) -> None:
    assert main(["simulate", str(data), *more]) == 2
    out, err = capsys.readouterr()
    assert out == "" and err.count("\n") == 1 and said in err


def test_no_article_no_order_of_articles(tmp_path: Path, capsys: Captured) -> None:
    file = tmp_path / "d.jsonl"
    file.write_text('{"text": "x y", "labels": ["a"]}\n')
    assert main(["simulate", str(file), "--order", "article"]) == 2
    assert "names no article" in capsys.readouterr().err
