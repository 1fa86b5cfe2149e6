"""The command line, called as a function: what it prints, where, and its exit code."""

from __future__ import annotations

import importlib
import json
from pathlib import Path

import pytest

from model import __version__
from model.coding.marks import SetTheme, request
from model.newproject import create
from model.project import Project
from tui.cli.entry import COMMANDS, main

Captured = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample project; the tests only read it."""
    root = tmp_path_factory.mktemp("study") / "sample"
    create(root, sample=True)
    return root


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project with one article, one theme and no labels."""
    root = tmp_path / "study"
    create(root)
    (root / "seeds/a.txt").write_text("Aid came late. The gates were shut.")
    assert main(["codebook", "add", "Aid", "--project", str(root)]) == 0
    return root


def failure(captured: Captured, *argv: str | Path) -> str:
    """What a command that must fail says: one line, on standard error only."""
    captured.readouterr()
    assert main([str(word) for word in argv]) == 2
    out, err = captured.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    return err


# --- the program ---


def test_version(capsys: Captured) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"rubricate {__version__}\n"


def test_help_lists_every_command(capsys: Captured) -> None:
    assert main(["--help"]) == 0
    shown = capsys.readouterr().out
    for name, summary in COMMANDS.items():
        assert f"{name:<12}{summary}" in shown


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(name: str, capsys: Captured) -> None:
    command = importlib.import_module(f"tui.cli.{name}")
    assert main([name, "--help"]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith(f"usage: rubricate {name} ")
    assert command.DESCRIPTION in shown
    assert f"  rubricate {name} " in command.EXAMPLES or f"  rubricate {name}\n" in command.EXAMPLES
    assert command.EXAMPLES in shown
    assert all(len(line) <= 110 for line in shown.splitlines())


def test_usage_errors_are_one_line_with_a_cure(capsys: Captured) -> None:
    assert "rubricate check --help" in failure(capsys, "check", "--nonsense")
    assert "rubricate export --help" in failure(capsys, "export", "xml")
    assert "give PROJECT or --project" in failure(capsys, "check", "a", "--project", "b")


def test_what_is_told_can_t_drive_the_terminal(capsys: Captured) -> None:
    said = failure(capsys, "check", "--\x1b]0;x\x07\u202e")
    assert "\x1b" not in said
    assert "\x07" not in said
    assert "\u202e" not in said
    said = failure(capsys, "check", "no\x1b[2J\nwhere")
    assert "\x1b" not in said


@pytest.mark.parametrize("name", ["train", "suggest", "evaluate", "export", "check", "codebook", ""])
def test_a_missing_project_is_told_with_its_cure(name: str, capsys: Captured, tmp_path: Path) -> None:
    words = {"export": ["export", "jsonl"], "codebook": ["codebook", "list"], "": []}.get(name, [name])
    assert "no such folder (rubricate init" in failure(capsys, *words, tmp_path / "none")
    assert "it has no folder seeds/ (rubricate init" in failure(capsys, *words, tmp_path)


def test_the_folder_you_stand_in_is_the_default(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.chdir(root)
    assert main(["check"]) == 0
    assert "(1 article, " in capsys.readouterr().out


def test_an_error_of_the_program_is_one_line_and_a_log(
    private_folders: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured, root: Path
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("a\x1bb")

    monkeypatch.setattr("model.check.inspect", broken)
    said = failure(capsys, "check", root)
    log = private_folders / "state/rubricate/crash.log"
    assert said == f"rubricate: stopped by an error, ZeroDivisionError: a\ufffdb (details: {log})\n"
    assert "ZeroDivisionError" in log.read_text()


def test_ctrl_c_is_130(monkeypatch: pytest.MonkeyPatch, root: Path) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("model.check.inspect", interrupted)
    assert main(["check", str(root)]) == 130


# --- init, check, codebook ---


def test_init_makes_a_project_once(tmp_path: Path, capsys: Captured) -> None:
    root = tmp_path / "study"
    assert main(["init", str(root)]) == 0
    assert str(root / "seeds") in capsys.readouterr().out
    assert "is a project already" in failure(capsys, "init", root)
    assert main(["check", str(root)]) == 0


def test_check_says_no_with_1(root: Path, capsys: Captured) -> None:
    (root / "seeds/b.txt").write_bytes(b"\x00\x01")
    capsys.readouterr()
    assert main(["check", str(root)]) == 1
    first, last = capsys.readouterr().out.splitlines()
    assert first.startswith("seeds/b.txt: is not text")
    assert last == "1 problem (1 article, 0 label files)"
    assert main(["check", str(root), "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert (found["ok"], found["articles"], found["labels"]) == (False, 1, 0)
    assert [problem.keys() for problem in found["problems"]] == [{"file", "line", "what", "cure"}]


def test_themes_are_added_renamed_archived_and_listed(root: Path, capsys: Captured) -> None:
    where = ["--project", str(root)]
    assert main(["codebook", "add", "Border", "--key", "z", "--definition", "Gates.", *where]) == 0
    assert main(["codebook", "rename", "border", "The border", *where]) == 0
    assert main(["codebook", "archive", "the BORDER", *where]) == 0
    capsys.readouterr()
    assert main(["codebook", "list", str(root), "--json"]) == 0
    themes = json.loads(capsys.readouterr().out)["themes"]
    assert [(t["id"], t["name"], t["archived"]) for t in themes] == [
        ("aid", "Aid", False),
        ("border", "The border", True),
    ]
    assert (themes[1]["key"], themes[1]["definition"]) == ("z", "Gates.")
    assert main(["codebook", "archive", "border", "--undo", *where]) == 0
    assert main(["codebook", "list", str(root)]) == 0
    assert "z  border                    The border\n" in capsys.readouterr().out


def test_a_taken_key_is_refused_with_both_names(root: Path, capsys: Captured) -> None:
    capsys.readouterr()
    said = failure(capsys, "codebook", "add", "Army", "--key", "a", "--project", root)
    assert "key 'a' is both 'Aid' and 'Army'" in said
    assert "no theme 'gone'" in failure(capsys, "codebook", "archive", "gone", "--project", root)


def test_a_broken_codebook_is_named_with_its_line_and_left_alone(root: Path, capsys: Captured) -> None:
    codebook = root / "labels/codebook.yaml"
    codebook.write_text("rubricate: 1\nthemes:\n  - id: aid\n    nonsense: x\n")
    before = codebook.read_bytes()
    capsys.readouterr()
    for words in (
        ["codebook", "list"],
        ["codebook", "add", "New"],
        ["train"],
        ["suggest"],
        ["evaluate"],
        ["export", "csv"],
    ):
        said = failure(capsys, *words, "--project", root)
        assert said.startswith("rubricate: labels/codebook.yaml:4: unknown key 'nonsense' (")
    assert codebook.read_bytes() == before
    assert main(["export", "jsonl", str(root)]) == 0


# --- export ---


def label(root: Path, coder: str = "ann") -> None:
    project = Project.open(root, coder)
    article = project.read("a.txt").article
    project.apply(request(article.id, article.digest, article.text, 0, 14, SetTheme("aid")))


def test_export_prints_the_labels(root: Path, capsys: Captured) -> None:
    label(root)
    capsys.readouterr()
    assert main(["export", "jsonl", str(root)]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert (json.loads(line)["text"], json.loads(line)["themes"]) == ("Aid came late.", ["aid"])
    assert main(["export", "csv", str(root), "--coder", "ann"]) == 0
    assert capsys.readouterr().out.splitlines()[0].endswith(",text,aid")
    assert "there are labels of: ann" in failure(capsys, "export", "csv", root, "--coder", "bob")


def test_export_writes_a_file(root: Path, tmp_path: Path, capsys: Captured) -> None:
    label(root)
    target = tmp_path / "labels.jsonl"
    capsys.readouterr()
    assert main(["export", "jsonl", str(root), "-o", str(target)]) == 0
    out, err = capsys.readouterr()
    assert (out, err) == ("", f"rubricate: 1 line written to {target}\n")
    assert json.loads(target.read_text())["coder"] == "ann"


def test_unreadable_labels_are_never_taken_for_none(root: Path, capsys: Captured) -> None:
    label(root, "ann")
    label(root, "zoe")
    (root / "labels/ann/a.txt.yaml").write_text("torn")
    capsys.readouterr()
    assert main(["export", "jsonl", str(root)]) == 2
    out, err = capsys.readouterr()
    assert [json.loads(line)["coder"] for line in out.splitlines()] == ["zoe"]
    assert err.startswith("rubricate: left out: labels/ann/a.txt.yaml:1: ")


# --- learning ---


def test_train_reports_what_it_learned_from(sample: Path, capsys: Captured) -> None:
    assert main(["train", str(sample), "--json"]) == 0
    status = json.loads(capsys.readouterr().out)
    assert status["passages"] > 30
    themes = {theme["theme"]: theme for theme in status["themes"]}
    assert themes["proxy-support"]["positives"] > 0
    assert main(["train", str(sample)]) == 0
    assert capsys.readouterr().out.startswith(f"trained on {status['passages']} passages, ")


def test_suggest_prints_a_line_for_each_passage_that_is_not_decided(sample: Path, capsys: Captured) -> None:
    assert main(["suggest", str(sample)]) == 0
    for_a_newcomer = capsys.readouterr().out.splitlines()
    assert main(["suggest", str(sample), "--coder", "sample"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert 0 < len(lines) < len(for_a_newcomer)
    for line in lines:
        assert line.keys() == {"article", "start", "end", "text", "suggestions"}
        chances = [suggestion["p"] for suggestion in line["suggestions"]]
        assert chances == sorted(chances, reverse=True)
        assert all(0 <= chance <= 1 for chance in chances)


def test_evaluate_gives_figures_or_says_why_not(sample: Path, capsys: Captured) -> None:
    assert main(["evaluate", str(sample), "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    for theme in report["themes"]:
        assert (theme["f1"] is None) == bool(theme["why"])
    assert main(["evaluate", str(sample)]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith(f"{report['passages']} labelled passages in {report['articles']} articles\n")
    for theme in report["themes"]:
        assert theme["theme"] in shown


def test_nothing_to_learn_is_told_with_its_cure(tmp_path: Path, capsys: Captured) -> None:
    create(tmp_path / "study")
    for name in ("train", "suggest", "evaluate"):
        assert "no theme to learn (rubricate codebook add" in failure(capsys, name, tmp_path / "study")


def test_articles_that_can_t_be_read_are_told_and_the_rest_is_learned(root: Path, capsys: Captured) -> None:
    label(root)
    for number in range(7):
        (root / f"seeds/bad{number}.txt").write_bytes(b"\x00\x01")
    capsys.readouterr()
    assert main(["suggest", str(root), "--coder", "zoe"]) == 0
    out, err = capsys.readouterr()
    assert {json.loads(line)["article"] for line in out.splitlines()} == {"a.txt"}
    assert err.count("left out: ") == 6
    assert "2 more (rubricate check lists all)" in err
