from __future__ import annotations

import threading
from pathlib import Path

import pytest

from model.coding.codebook import Codebook
from model.coding.marks import Request, SetTheme, request
from model.errors import NotSavedError
from model.outcomes import Saved, Undone
from model.project import Project
from tests.tui.shelf import study
from tui.messages import Done, Failed
from tui.saver import CodebookEdit, Saver, Travel


def asked(project: Project, theme: str, article: str = "beta.txt") -> Request:
    opened = project.read(article)
    span = opened.passages[0]
    return request(article, opened.article.digest, opened.article.text, span.start, span.end, SetTheme(theme))


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return study(tmp_path)


def test_jobs_reach_the_disk_in_their_order_and_each_is_reported(project: Project) -> None:
    heard: list[Done | Failed] = []
    saver = Saver(project, heard.append)
    jobs = [asked(project, "aid"), asked(project, "talks"), Travel(), asked(project, "border")]
    for job in jobs:
        saver.put(job)
    saver.close()
    assert [outcome.job for outcome in heard] == jobs
    assert [type(outcome.result) for outcome in heard if isinstance(outcome, Done)] == [
        Saved,
        Saved,
        Undone,
        Saved,
    ]
    mark = project.read("beta.txt").sheet.marks[0]
    assert {decision.theme for decision in mark.themes} == {"aid", "border"}


def test_done_is_said_only_once_it_is_on_disk(project: Project) -> None:
    seen: list[set[str]] = []
    path = project.root / "labels" / "ann" / "beta.txt.yaml"

    def look(outcome: Done | Failed) -> None:
        seen.append({theme for theme in ("aid", "talks") if theme in path.read_text()})

    saver = Saver(project, look)
    saver.put(asked(project, "aid"))
    saver.put(asked(project, "talks"))
    saver.close()
    assert seen == [{"aid"}, {"aid", "talks"}]


def test_a_failure_is_reported_and_the_next_job_is_done(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[Done | Failed] = []
    first, second = asked(project, "aid"), asked(project, "talks")
    real = Project.apply

    def fail(self: Project, job: Request) -> Saved:
        if job is first:
            raise NotSavedError("no space left on device", file="x.yaml")
        return real(self, job)

    monkeypatch.setattr(Project, "apply", fail)
    saver = Saver(project, heard.append)
    saver.put(first)
    saver.put(second)
    saver.close()
    assert isinstance(heard[0], Failed) and "no space left" in str(heard[0].error)
    assert isinstance(heard[1], Done)
    assert saver.failed == (heard[0],)


def test_a_mistake_in_the_program_is_a_failure_too_and_not_the_end(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[Done | Failed] = []

    def broken(codebook: Codebook) -> Codebook:
        raise ZeroDivisionError("a mistake")

    saver = Saver(project, heard.append)
    saver.put(CodebookEdit(broken, "nonsense"))
    saver.put(asked(project, "aid"))
    saver.close()
    assert isinstance(heard[0], Failed) and "a mistake" in str(heard[0].error)
    assert isinstance(heard[1], Done)


def test_put_never_waits_and_drain_does(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    go = threading.Event()
    real = Project.apply

    def slow(self: Project, job: Request) -> Saved:
        assert go.wait(10)
        return real(self, job)

    job = asked(project, "aid")
    monkeypatch.setattr(Project, "apply", slow)
    saver = Saver(project, lambda outcome: None)
    saver.put(job)
    assert saver.waiting == 1
    assert not saver.drain(timeout=0.01)
    go.set()
    assert saver.drain(timeout=10)
    assert saver.waiting == 0
    saver.close()


def test_a_closed_saver_refuses_instead_of_forgetting(project: Project) -> None:
    saver = Saver(project, lambda outcome: None)
    saver.close()
    saver.close()
    with pytest.raises(NotSavedError):
        saver.put(Travel())


def test_who_hears_of_the_last_job_sees_that_nothing_is_waiting(project: Project) -> None:
    waiting: list[int] = []
    savers: list[Saver] = []
    savers.append(Saver(project, lambda _: waiting.append(savers[0].waiting)))
    savers[0].put(asked(project, "aid"))
    savers[0].close()
    assert waiting == [0]
