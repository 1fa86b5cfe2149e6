from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from model.coding.names import MAX_SLUG, is_coder, label_path, slug

ids = st.one_of(
    st.text(st.characters(), max_size=30),
    st.text(st.sampled_from("aA./\\#%~ :é\u0301con"), max_size=30),
    st.text(max_size=20).map(lambda record: f"news.jsonl#{record}"),
    st.sampled_from(
        ["../../etc/passwd", "/etc/passwd", "con", "NUL.txt", "a/../b", ".git/config", "x" * 999]
    ),
)


@given(ids)
def test_no_name_leaves_the_folder(article: str) -> None:
    path = label_path(article)
    assert path[-1].endswith(".yaml")
    for name in path:
        assert 0 < len(name.encode()) <= 200
        assert not name.startswith(".")
        assert not name.endswith((" ", "."))
        assert not set(name) & set('/\\:*?"<>|\0') and name.isprintable()
        assert unicodedata.normalize("NFC", name) == name


@given(ids, ids)
@example("a.yaml/b", "a")
@example("e\u0301", "\xe9")
@example("a%2Fb", "a/b")
@example("x" * 300, "x" * 301)
@example("news.jsonl#dQw", "news.jsonl#dqw")
@example("", "%")
def test_distinct_articles_have_distinct_files(one: str, other: str) -> None:
    if one != other:
        assert label_path(one) != label_path(other)


@given(st.text(max_size=20), st.text(max_size=20))
def test_records_are_told_apart_where_case_is_ignored(one: str, other: str) -> None:
    first, second = label_path(f"n.jsonl#{one}"), label_path(f"n.jsonl#{other}")
    if one != other:
        assert [name.lower() for name in first] != [name.lower() for name in second]


@given(ids, ids)
def test_no_folder_is_another_articles_file(one: str, other: str) -> None:
    file = label_path(one)
    assert label_path(other)[: len(file)] != file or one == other


def test_usual_names_stay_readable() -> None:
    assert label_path("a.txt") == ("a.txt.yaml",)
    assert label_path("2021/08 news/Ärzte (2).txt") == ("2021", "08 news", "Ärzte (2).txt.yaml")
    assert label_path("news.jsonl#42") == ("news.jsonl#42.yaml",)
    assert label_path("sub/news.jsonl#a/b") == ("sub", "news.jsonl#a%2Fb.yaml")


@given(st.text())
def test_slugs_are_stable_names(text: str) -> None:
    made = slug(text)
    assert slug(made) == made
    assert len(made) <= MAX_SLUG
    assert not set(made) & set(" ./\\:_")


def test_slugs_keep_other_scripts_and_drop_accents() -> None:
    assert slug("Élan Vital & Co.") == "elan-vital-co"
    assert slug("\u96e3\u6c11 2") == "\u96e3\u6c11-2"
    assert slug(" ?! ") == ""


@pytest.mark.parametrize("name", ["ann", "ann-b_2", "\u96e3\u6c11", "a" * 40])
def test_names_of_coders(name: str) -> None:
    assert is_coder(name)


@pytest.mark.parametrize(
    "name", ["", "Ann", "a b", "..", "a/b", "codebook.yaml", "con", "a" * 41, "-a", "a\n", "e\u0301"]
)
def test_unfit_names_of_coders(name: str) -> None:
    assert not is_coder(name)
