"""Does the suite notice? `python -m tests.mutants [NAME...]`, or `make mutants`.

Each mutation takes one safeguard out of a copy of the tree, in a temporary folder, and runs the tests that
are meant to notice. Prints a table `mutation | killed by`; exit code 1 when one survives, 2 when the
tests are red without any mutation.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
LEFT_OUT = shutil.ignore_patterns(".*", "__pycache__", "dist", "build", "node_modules")
PATIENCE = 300
"""Seconds that the tests of one mutation may take."""

STORE = ("tests/model/coding/test_store.py", "tests/torture/test_power_cut.py")
DISK = "model/coding/disk.py"
YAML = "model/coding/strictyaml.py"


@dataclass(frozen=True)
class Mutation:
    """A safeguard that is taken out: `old`, which stands once in `file`, becomes `new`."""

    name: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]


MUTATIONS = (
    Mutation(
        "no fsync of the file",
        DISK,
        "        os.fsync(fd)\n    except BaseException:",
        "    except BaseException:",
        STORE,
    ),
    Mutation(
        "no fsync of the folder",
        DISK,
        "                os.fsync(fd)\n            except OSError as error:",
        "                pass\n            except OSError as error:",
        STORE,
    ),
    Mutation(
        "no fsync of the journal",
        "model/coding/journal.py",
        "        rest = rest[os.write(fd, rest) :]\n    os.fsync(fd)\n",
        "        rest = rest[os.write(fd, rest) :]\n",
        ("tests/torture/test_power_cut.py",),
    ),
    Mutation(
        "plain rewrite",
        DISK,
        "        beside = os.urandom(8).hex().join(_TEMPORARY)\n        replaced = False\n",
        "        fd = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600, dir_fd=self.fd)\n"
        "        _fill(fd, data, old)\n"
        "        self.sync(above=old is None)\n"
        "        return True\n"
        "        beside = os.urandom(8).hex().join(_TEMPORARY)\n        replaced = False\n",
        ("tests/torture/test_power_cut.py",),
    ),
    Mutation(
        "plain rewrite, as the kills see it",
        DISK,
        "        beside = os.urandom(8).hex().join(_TEMPORARY)\n        replaced = False\n",
        "        fd = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600, dir_fd=self.fd)\n"
        "        _fill(fd, data, old)\n"
        "        self.sync(above=old is None)\n"
        "        return True\n"
        "        beside = os.urandom(8).hex().join(_TEMPORARY)\n        replaced = False\n",
        ("tests/torture/test_kills.py",),
    ),
    Mutation(
        "saved is said before it is",
        "tui/saver.py",
        "            outcome = self._do(job)\n",
        "            self._report(Done(job, None))\n            outcome = self._do(job)\n",
        ("tests/tui/test_saver.py",),
    ),
    Mutation(
        "no lock",
        DISK,
        "            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)\n            return\n",
        "            return\n",
        ("tests/torture/test_crowd.py", "tests/model/coding/test_store.py"),
    ),
    Mutation(
        "no look whether another program changed the file",
        DISK,
        "            if self.unchanged(name, old):\n",
        "            if True:\n",
        ("tests/model/coding/test_store.py",),
    ),
    Mutation(
        "no sanitiser",
        "model/safetext.py",
        "    if text.isprintable() and (text.isascii() or max(text) < FIRST_MARK):\n        return text\n",
        "    return text\n",
        ("tests/model/test_safetext.py", "tests/tui/widgets/test_article_view.py"),
    ),
    Mutation(
        "plain safe_load",
        YAML,
        "    text = _decoded(data, file)\n",
        "    def plain(node: object) -> Node:\n"
        "        if isinstance(node, dict):\n"
        "            block = Block()\n"
        "            block.update({str(key): plain(value) for key, value in node.items()})\n"
        "            return block\n"
        "        if isinstance(node, list):\n"
        "            items = Items()\n"
        "            items.extend(plain(item) for item in node)\n"
        "            items.lines = [1] * len(items)\n"
        "            return items\n"
        "        return str(node)\n"
        "    try:\n"
        "        return cast(Block, plain(yaml.safe_load(data)))\n"
        "    except yaml.YAMLError as error:\n"
        '        raise FormatError(f"does not parse: {error}", file=file, line=1, cure=_RESTORE) from None\n'
        "    text = _decoded(data, file)\n",
        ("tests/model/coding/test_strictyaml.py", "tests/torture/test_fuzz.py"),
    ),
    Mutation(
        "torn files are read",
        YAML,
        "        if ended and not end.explicit:\n",
        "        if False:\n",
        ("tests/model/coding/test_strictyaml.py", "tests/model/coding/test_store.py"),
    ),
    Mutation(
        "follows links to files",
        DISK,
        "_READ = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK",
        "_READ = os.O_RDONLY | os.O_NONBLOCK",
        ("tests/model/coding/test_store.py",),
    ),
    Mutation(
        "follows links to folders",
        DISK,
        "_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW",
        "_FOLDER = os.O_RDONLY | os.O_DIRECTORY",
        ("tests/model/coding/test_store.py",),
    ),
    Mutation(
        "a failing index takes a saved label back",
        "model/project.py",
        "        with suppress(sqlite3.Error, OSError):\n            if sheet is not None:\n",
        "        if True:\n            if sheet is not None:\n",
        ("tests/torture/test_syscalls.py",),
    ),
)


def pytest_run(tree: Path, tests: tuple[str, ...], workers: int = 0) -> subprocess.CompletedProcess[str]:
    """The tests in the copy `tree`, which import the copy's code, until the first fails."""
    words = [sys.executable, "-m", "pytest", "-x", "-rf", "--tb=no", "-n", str(workers), *tests]
    own = {"PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": "1", "COLUMNS": "200"}
    # What is not made safe any more would break the report itself.
    env = {**os.environ, **own, "PYTHONIOENCODING": "utf-8:backslashreplace"}
    return subprocess.run(
        words, cwd=tree, env=env, capture_output=True, encoding="utf-8", timeout=PATIENCE, check=False
    )


def killer(tree: Path, mutation: Mutation) -> str:
    """The test that notices the mutation; empty where none does."""
    file = tree / mutation.file
    whole = file.read_text("utf-8")
    assert whole.count(mutation.old) == 1, (
        f"{mutation.name}: {mutation.file} has changed; adapt tests/mutants.py"
    )
    file.write_text(whole.replace(mutation.old, mutation.new), "utf-8")
    try:
        done = pytest_run(tree, mutation.tests)
    except subprocess.TimeoutExpired:
        return "a test that never ends"
    finally:
        file.write_text(whole, "utf-8")
    failed = re.search(r"^FAILED (\S+)", done.stdout, re.MULTILINE)
    if done.returncode == 1 and failed:
        return failed[1]
    if done.returncode != 0:  # nothing was tested: that is no answer
        raise SystemExit(f"{mutation.name}: pytest could not run\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return ""


def copied(folder: Path) -> Path:
    """A copy of the tree, whose tests are green and test the copy."""
    tree = folder / "rubricate"
    shutil.copytree(ROOT, tree, ignore=LEFT_OUT)
    code = "import model, tui; print(model.__file__, tui.__file__)"
    env = {**os.environ, "PYTHONPATH": str(tree)}
    out = subprocess.check_output([sys.executable, "-c", code], cwd=tree, env=env, text=True)
    assert out.count(str(tree)) == 2, out
    return tree


def main(names: list[str]) -> int:
    """Try each mutation (or those named) and print the table."""
    chosen = [mutation for mutation in MUTATIONS if not names or mutation.name in names]
    survived = 0
    with tempfile.TemporaryDirectory(prefix="rubricate-mutants-") as folder:
        tree = copied(Path(folder))
        tests = tuple(dict.fromkeys(test for mutation in chosen for test in mutation.tests))
        control = pytest_run(tree, tests, workers=2)
        if control.returncode != 0:
            print(f"red without any mutation:\n{control.stdout[-3000:]}", file=sys.stderr)
            return 2
        print(f"{'mutation':50} | killed by")
        for mutation in chosen:
            by = killer(tree, mutation)
            survived += not by
            print(f"{mutation.name:50} | {by or 'NOTHING: it survives'}", flush=True)
    print(f"{len(chosen) - survived} of {len(chosen)} killed")
    return 1 if survived else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
