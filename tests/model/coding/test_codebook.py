from __future__ import annotations

from string import ascii_letters

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.coding import codebook
from model.coding.codebook import COLOURS, RESERVED_KEYS, Codebook, Theme
from model.errors import RubricateError

from .strategies import codebooks

AT = "2025-01-31T12:00:00Z"


def book(*names: str) -> Codebook:
    made = Codebook()
    for name in names:
        made = codebook.add(made, AT, name=name)
    return made


def test_add_chooses_id_key_colour_and_time() -> None:
    made = book("Aid & Relief", "Aid, Relief")
    first, second = made.themes
    assert (first.id, second.id) == ("aid-relief", "aid-relief-2")
    assert (first.key, second.key) == ("a", "i")
    assert first.colour != second.colour
    assert first.since == AT
    assert codebook.add(made, name="Now").themes[-1].since > AT


def test_an_id_is_never_used_again_not_even_of_an_archived_theme() -> None:
    made = codebook.archive(book("Aid"), "aid")
    assert codebook.add(made, name="Aid").themes[-1].id == "aid-2"


@given(
    st.lists(
        st.text(min_size=1, max_size=12).filter(lambda name: name.strip().isprintable() and name.strip()),
        unique_by=codebook.same_name,
    )
)
def test_any_names_give_a_valid_codebook(names: list[str]) -> None:
    made = book(*names)
    assert codebook.problems(made) == []
    assert len({theme.id for theme in made.themes}) == len(names)


def test_keys_run_out_quietly() -> None:
    made = book(*(f"Theme {i}" for i in range(60)))
    keys = [theme.key for theme in made.themes if theme.key]
    assert sorted(keys) == sorted(set(ascii_letters) - RESERVED_KEYS)
    assert codebook.free_keys(made) == ()
    assert {theme.colour for theme in made.themes[: len(COLOURS)]} == set(COLOURS)


def test_reader_and_queue_keep_the_keys_of_the_contract() -> None:
    used = "12345?u/qjknNvtx0em[]o"
    assert set(used) <= RESERVED_KEYS
    assert not set(codebook.free_keys(Codebook())) & RESERVED_KEYS


@pytest.mark.parametrize("key", [*sorted(RESERVED_KEYS), "7", "ab", "!", "\n", "\u0301"])
def test_reserved_and_unfit_keys_are_refused(key: str) -> None:
    with pytest.raises(RubricateError, match="Aid"):
        codebook.edit(book("Aid"), "aid", key=key)


def test_a_taken_key_is_refused_with_both_names() -> None:
    with pytest.raises(RubricateError, match="Aid") as caught:
        codebook.edit(book("Aid", "Border"), "border", key="a")
    assert "Border" in str(caught.value)
    assert "free keys:" in caught.value.cure
    assert codebook.edit(book("Aid", "Border"), "border", key="").themes[1].key == ""


def test_edit_changes_what_is_given_and_never_the_id() -> None:
    made = codebook.edit(book("Aid"), "aid", name=" Help ", definition="What is given.")
    (theme,) = made.themes
    assert (theme.id, theme.name, theme.definition, theme.key) == ("aid", "Help", "What is given.", "a")
    for bad in ("", "two\nlines", "x" * 121):
        with pytest.raises(RubricateError, match="name"):
            codebook.edit(made, "aid", name=bad)
    with pytest.raises(RubricateError, match="no theme 'gone'"):
        codebook.edit(made, "gone", name="x")
    with pytest.raises(RubricateError, match="colour"):
        codebook.edit(made, "aid", colour="beige")


def test_archive_frees_the_key_and_unarchive_finds_another() -> None:
    made = codebook.add(codebook.archive(book("Aid"), "aid"), name="Asylum")
    assert made.themes[1].key == "a"
    back = codebook.unarchive(made, "aid")
    assert (back.themes[0].active, back.themes[0].key) == (True, "i")
    assert codebook.unarchive(codebook.archive(book("Aid"), "aid"), "aid") == book("Aid")


def test_move_steps_over_archived_themes_and_stops_at_the_ends() -> None:
    made = codebook.archive(book("A1", "B1", "C1"), "b1")
    assert [theme.id for theme in codebook.move(made, "c1", -1).themes] == ["c1", "b1", "a1"]
    assert codebook.move(made, "c1", 1) == made
    assert codebook.move(made, "a1", -5) == made
    assert [theme.id for theme in codebook.move(book("A1", "B1", "C1"), "a1", 2).themes] == ["b1", "c1", "a1"]


@given(codebooks(), st.data())
def test_move_and_back(made: Codebook, data: st.DataObject) -> None:
    if not made.themes:
        return
    theme = data.draw(st.sampled_from(made.themes))
    moved = codebook.move(made, theme.id, 1)
    assert sorted(theme.id for theme in moved.themes) == sorted(theme.id for theme in made.themes)
    assert moved == made or codebook.move(moved, theme.id, -1) == made


def fields(*themes: Theme) -> list[str]:
    return [problem.field for problem in codebook.problems(Codebook(themes))]


def test_problems_name_the_field() -> None:
    assert fields(Theme("a", "A"), Theme("a", "B")) == ["id"]
    assert fields(Theme("a b", "A")) == ["id"]
    assert fields(Theme("a", "A", key="z"), Theme("b", "B", key="z")) == ["key"]
    assert fields(Theme("a", "A", key="z"), Theme("b", "B", key="z", archived=True)) == []
    assert fields(Theme("a", "A", key="j")) == ["key"]
    assert fields(Theme("a", "A", colour="beige")) == ["colour"]
    assert fields(Theme("a", "A", since="yesterday")) == ["since"]
    assert fields(Theme("a", "A", parent="b")) == ["parent"]
    assert fields(Theme("a", "A", parent="a")) == ["parent"]
    assert fields(Theme("a", "A", parent="b"), Theme("b", "B", parent="a")) == ["parent", "parent"]
    assert fields(Theme("a", "A", merged_into="c")) == ["merged_into"]
    assert len(fields(*(Theme(f"t{i}", "T") for i in range(1001)))) == 1


@given(codebooks())
def test_drawn_codebooks_are_valid(made: Codebook) -> None:
    assert codebook.validate(made) is made


def test_two_active_themes_never_get_the_same_name() -> None:
    book = codebook.add(codebook.add(Codebook(), name="Aid"), name="Trade")
    second = r"'Aid' and '.*' would be two themes of the same name"
    with pytest.raises(RubricateError, match=second):
        codebook.add(book, name="  AID ")
    with pytest.raises(RubricateError, match=second):
        codebook.rename(book, "trade", "aid")
    with pytest.raises(RubricateError, match=second):
        codebook.edit(book, "trade", name="aid", key="z")
    assert [theme.name for theme in codebook.rename(book, "aid", "AID").themes] == ["AID", "Trade"]
    put_away = codebook.archive(book, "aid")
    again = codebook.add(put_away, name="Aid")
    assert len(again.active) == 2
    with pytest.raises(RubricateError, match=second):
        codebook.unarchive(again, "aid")


def test_names_that_are_the_same_in_a_file_can_still_be_told_apart_and_edited() -> None:
    book = Codebook((Theme("a", "Aid"), Theme("b", "aid")))
    assert codebook.validate(book) is book
    edited = codebook.edit(book, "b", name="aid", definition="Help.")
    assert edited.themes[1].definition == "Help."
    assert codebook.rename(edited, "b", "Help").themes[1].name == "Help"
