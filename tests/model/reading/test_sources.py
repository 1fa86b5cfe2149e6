"""Which articles are there, by their names and by byte offset, and what happens to hostile ones."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.errors import NotTextError, RubricateError
from model.reading import jsonlines, sources
from model.reading.sources import Source


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    folder = tmp_path / "seeds"
    folder.mkdir()
    return folder


def ids(seeds: Path) -> list[str]:
    return [found.id for found in sources.discover(seeds) if isinstance(found, Source)]


def problems(seeds: Path) -> list[RubricateError]:
    return [found for found in sources.discover(seeds) if isinstance(found, RubricateError)]


def write_lines(path: Path, *lines: object) -> None:
    path.write_text("".join((line if isinstance(line, str) else json.dumps(line)) + "\n" for line in lines))


def test_finds_articles_in_nested_folders_in_the_order_of_paths(seeds: Path) -> None:
    for name in ("b.txt", "a/z.md", "a/b/c.TXT", "a.txt", "x.pdf", ".hidden.txt", ".git/d.txt"):
        path = seeds / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("Some text.")
    write_lines(seeds / "n.jsonl", {"text": "One."}, {"text": "Two.", "id": "second"})
    assert ids(seeds) == ["a.txt", "a/b/c.TXT", "a/z.md", "b.txt", "n.jsonl#1", "n.jsonl#second"]
    assert ids(seeds) == sorted(ids(seeds))
    assert problems(seeds) == []


def test_every_article_is_found_again_by_its_id(seeds: Path) -> None:
    (seeds / "a").mkdir()
    (seeds / "a" / "t.txt").write_text("Über Köln.", encoding="utf-8")
    write_lines(seeds / "n.jsonl", {"text": "Eins 😀."}, {"text": "Zwei.", "id": "a#b.jsonl#c/../d"})
    for source in sources.discover(seeds):
        assert isinstance(source, Source)
        assert sources.find(seeds, source.id) == source
        assert sources.read_article(source).id == source.id


def test_a_line_brings_its_metadata(seeds: Path) -> None:
    entry = {"text": "First.\r\nSecond.\ud800", "id": 7, "title": "A  title", "date": "2021-07-04T10:00:00Z"}
    write_lines(seeds / "n.jsonl", entry | {"url": "https://example.org/x", "author": "Ann Lee"})  # not used
    article = sources.read_article(sources.find(seeds, "n.jsonl#7"))
    assert article.text == "First.\nSecond.\ufffd"
    assert (article.title, article.date) == ("A title", "2021-07-04")


def test_broken_lines_are_told_and_the_rest_goes_on(seeds: Path) -> None:
    path = seeds / "n.jsonl"
    deep = "[" * 100_000
    write_lines(path, {"text": "Good."}, "{", "", '"text"', {"id": "x"}, {"text": 5}, {"text": "a\0b"}, deep)
    with path.open("ab") as file:
        file.write(b'{"text": "\xff"}\n' + b'{"text": "Last."}')
    assert ids(seeds) == ["n.jsonl#1", "n.jsonl#10"]
    assert [problem.line for problem in problems(seeds)] == [2, 4, 5, 6, 7, 8, 9]
    assert all(problem.cure and problem.file == str(path) for problem in problems(seeds))
    assert sources.read_article(sources.find(seeds, "n.jsonl#10")).text == "Last."


def test_of_two_lines_with_one_id_the_first_counts(seeds: Path) -> None:
    write_lines(
        seeds / "n.jsonl", {"text": "One.", "id": "2"}, {"text": "Two."}, {"text": "Three.", "id": "2"}
    )
    assert ids(seeds) == ["n.jsonl#2"]
    assert [problem.line for problem in problems(seeds)] == [2, 3]
    assert sources.read_article(sources.find(seeds, "n.jsonl#2")).text == "One."


@pytest.mark.parametrize("id", ["", " ", "a\nb", "\x1b[2J", "x" * 201, True, 1.5, ["a"], {}, "\ud800"])
def test_ids_that_cannot_be_used_are_refused(seeds: Path, id: object) -> None:
    write_lines(seeds / "n.jsonl", {"text": "One.", "id": id})
    assert ids(seeds) == []
    assert [problem.line for problem in problems(seeds)] == [1]


def test_a_byte_order_mark_and_crlf_in_a_jsonl_file(seeds: Path) -> None:
    (seeds / "n.jsonl").write_bytes(b'\xef\xbb\xbf{"text": "One."}\r\n\r\n{"text": "Two."}\r\n')
    assert [sources.read_article(sources.find(seeds, id)).text for id in ids(seeds)] == ["One.", "Two."]
    assert ids(seeds) == ["n.jsonl#1", "n.jsonl#3"]


def test_a_jsonl_file_in_utf16_is_one_problem(seeds: Path) -> None:
    (seeds / "n.jsonl").write_bytes(('{"text": "One."}\n' * 50).encode("utf-16"))
    assert ids(seeds) == []
    assert len(problems(seeds)) == 1


def test_thousands_of_broken_lines_are_summed_up(seeds: Path) -> None:
    (seeds / "n.jsonl").write_text("{\n" * (jsonlines.MAX_PROBLEMS + 5))
    told = problems(seeds)
    assert len(told) == jsonlines.MAX_PROBLEMS + 1
    assert "5 more lines" in told[-1].what


def test_a_line_over_the_limit_does_not_hide_the_next(seeds: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("model.reading.files.MAX_ARTICLE_BYTES", 100)
    write_lines(seeds / "n.jsonl", {"text": "x" * 5000}, {"text": "Two."})
    assert ids(seeds) == ["n.jsonl#2"]
    assert [problem.line for problem in problems(seeds)] == [1]
    assert sources.read_article(sources.find(seeds, "n.jsonl#2")).text == "Two."


@given(st.lists(st.text(), max_size=12))
def test_offsets_lead_to_the_lines_they_were_taken_from(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str]
) -> None:
    seeds = tmp_path_factory.mktemp("seeds")
    lines = [json.dumps({"text": text}, ensure_ascii=len(text) % 2 == 0) for text in texts]
    (seeds / "n.jsonl").write_bytes("\n".join(lines).encode("utf-8", "replace"))
    file_bytes = (seeds / "n.jsonl").read_bytes()
    for source in sources.discover(seeds):
        if isinstance(source, Source):
            assert json.loads(file_bytes[source.offset : source.offset + source.length])["text"] is not None
            assert sources.read_article(source).id == source.id


def test_a_file_changed_under_its_offsets_is_noticed(seeds: Path) -> None:
    write_lines(seeds / "n.jsonl", {"text": "One.", "id": "a"}, {"text": "Two.", "id": "b"})
    second = sources.find(seeds, "n.jsonl#b")
    write_lines(seeds / "n.jsonl", {"text": "One and more.", "id": "a"}, {"text": "Two.", "id": "b"})
    with pytest.raises(RubricateError, match="changed"):
        sources.read_article(second)
    write_lines(seeds / "n.jsonl", {"text": "One.", "id": "a"}, {"text": "Two.", "id": "c"})
    with pytest.raises(RubricateError, match="changed"):
        sources.read_article(second)


def test_links_fifos_and_odd_names_are_told_and_not_read(seeds: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("Secret.")
    (tmp_path / "out").mkdir()
    (seeds / "link.txt").symlink_to(tmp_path / "secret.txt")
    (seeds / "folder").symlink_to(tmp_path / "out")
    (seeds / "dangling.txt").symlink_to("nowhere")
    os.mkfifo(seeds / "pipe.txt")
    (seeds / "bad\x1b[2Jname.txt").write_text("Some text.")
    (seeds / "a.jsonl#b.txt").write_text("Some text.")
    Path(os.fsdecode(os.fsencode(seeds) + b"/\xff.txt")).write_text("Some text.")
    (seeds / "dir.txt").mkdir()
    (seeds / "good.txt").write_text("Good.")
    assert ids(seeds) == ["good.txt"]
    assert len(problems(seeds)) == 7
    assert all(problem.file and problem.cure for problem in problems(seeds))


def test_an_article_that_is_not_text_is_refused_when_read(seeds: Path) -> None:
    (seeds / "a.txt").write_bytes(b"\x7fELF\0\0")
    with pytest.raises(NotTextError) as caught:
        sources.read_article(sources.find(seeds, "a.txt"))
    assert caught.value.file == str(seeds / "a.txt")


OUTSIDE = ["../secret.txt", "a/../../secret.txt", "/etc/passwd", "", ".", "..", "./a.txt", "a//a.txt"]
NO_ARTICLE = [".hidden.txt", "link.txt", "linked/a.txt", "folder.txt", "none.txt", "a.txt#1", "n.jsonl"]
ODD = ["n.jsonl#", "n.jsonl#9", "a\0.txt", "a.txt/", "a.pdf", "\ud800.txt", "../seeds/a.txt"]


@pytest.mark.parametrize("id", [*OUTSIDE, *NO_ARTICLE, *ODD])
def test_an_id_cannot_leave_the_folder(seeds: Path, tmp_path: Path, id: str) -> None:
    for path in (tmp_path / "secret.txt", seeds / "a.txt", seeds / ".hidden.txt", seeds / "a.pdf"):
        path.write_text("Secret.")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "a.txt").write_text("Secret.")
    (seeds / "link.txt").symlink_to(tmp_path / "secret.txt")
    (seeds / "linked").symlink_to(tmp_path / "out")
    (seeds / "folder.txt").mkdir()
    write_lines(seeds / "n.jsonl", {"text": "One."})
    with pytest.raises(RubricateError):
        sources.find(seeds, id)


def test_a_missing_folder_is_one_problem(tmp_path: Path) -> None:
    assert [problem.file for problem in problems(tmp_path / "none")] == [str(tmp_path / "none")]


def test_a_file_tells_cheaply_whether_it_changed(seeds: Path) -> None:
    path = seeds / "a.txt"
    path.write_text("One.")
    (before,) = sources.walk(seeds)
    os.utime(path, ns=(1, 1))
    (after,) = sources.walk(seeds)
    assert isinstance(before, sources.SeedFile)
    assert isinstance(after, sources.SeedFile)
    assert (after.size, after.mtime_ns) == (4, 1)
    assert before != after
