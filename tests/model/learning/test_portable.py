"""The exported pipeline: the same figures where this package does not exist."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import joblib
import numpy as np
import pytest

from model.classifier import ThemeClassifier
from model.learning.portable import pipeline_of
from model.learning.trainer import Trainer
from model.newproject import create
from model.project import Project
from tests.model.learning.synthetic import DEFINITIONS, passages
from tui.cli.entry import main

ELSEWHERE = """
import json, sys
sys.path = [p for p in sys.path if p]
class No:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("model", "tui", "rubricate"):
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, No())
import joblib
pipeline = joblib.load(sys.argv[1])
texts = json.load(sys.stdin)
p = [column[:, 1].tolist() for column in pipeline.predict_proba(texts)]
json.dump([pipeline.themes_, p, pipeline.predict(texts).tolist()], sys.stdout)
"""


def elsewhere(file: Path, texts: list[str]) -> tuple[list[str], np.ndarray, np.ndarray]:
    """Themes, probabilities (n, k) and predictions in a process that can't import this package."""
    command = [sys.executable, "-P", "-W", "error", "-c", ELSEWHERE, str(file)]
    done = subprocess.run(
        command, check=False, input=json.dumps(texts), capture_output=True, text=True, cwd=file.parent
    )
    assert done.returncode == 0, done.stderr
    themes, p, predicted = json.loads(done.stdout)
    return themes, np.array(p).T, np.array(predicted)


@pytest.mark.parametrize("definitions", [None, DEFINITIONS])
def test_it_predicts_the_same_without_this_package(tmp_path: Path, definitions: list[str] | None) -> None:
    texts, Y = passages(80)
    Y[:40, 1] = -1
    classifier = ThemeClassifier(definitions).fit(texts[:40], Y[:40], corpus=texts)
    joblib.dump(pipeline_of(classifier, ["a", "b", "c"]), tmp_path / "m.joblib")
    themes, p, predicted = elsewhere(tmp_path / "m.joblib", [*texts, "", "nothing known"])
    assert themes == ["a", "b", "c"]
    assert p == pytest.approx(classifier.predict_proba([*texts, "", "nothing known"]), abs=1e-6)
    near = np.abs(p - classifier.thresholds_) < 1e-6
    assert ((predicted == classifier.predict([*texts, "", "nothing known"])) | near).all()


def test_the_command_writes_what_the_project_learned(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root, file = tmp_path / "study", tmp_path / "m.joblib"
    create(root, sample=True)
    assert main(["export", "model", str(file), str(root)]) == 0
    assert "11 themes, learned from 72 passages" in capsys.readouterr().err
    assert file.stat().st_mode & 0o777 == 0o600
    themes, p, _ = elsewhere(file, ["Refugees wait at the closed border."])
    fitted = Trainer(Project.open(root)).fit()
    assert themes == list(fitted.training.themes)
    assert p == pytest.approx(
        fitted.classifier.predict_proba(["Refugees wait at the closed border."]), abs=1e-6
    )


def test_the_command_wants_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", "model"]) == 2
    assert "name the file of the model" in capsys.readouterr().err
    create(tmp_path / "study", sample=True)
    assert main(["export", "jsonl", str(tmp_path / "study"), str(tmp_path)]) == 2
    assert main(["export", "model", str(tmp_path), str(tmp_path / "study")]) == 2
    assert "NOT written" in capsys.readouterr().err
