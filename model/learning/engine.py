"""The training process: `python -P -m model.learning.engine --project DIR --coder NAME`.

It reads texts, codebook and labels itself. JSON lines come in on stdin and go out on stdout:

    {"do": "train", "revision": N, "first": ARTICLE}   training N, learning N ..., visible N, done N | failed
    {"do": "explain", "ask": n, "article": ID, "start": s, "end": e, "theme": ID}   explained n | failed
    {"do": "evaluate", "ask": n}                        evaluated n | failed
    {"do": "quit"}

A newer request to train makes the current one stale: it is dropped without "done". "learning" tells which
"share" of the words of a large corpus is learned, and the seconds "left"; meanwhile the article on the screen
has suggestions from what is known of words so far ("visible" comes twice). The process gives way to
others, and ends when stdin closes, since then nobody listens, and after idling.
"""

from __future__ import annotations

import argparse
import json
import os
import queue
import sys
import threading
import time
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from model.errors import RubricateError
from model.learning.stale import Stale
from model.safetext import safe_line

if TYPE_CHECKING:
    from model.learning.trainer import Trainer

Message = dict[str, Any]

IDLE_SECONDS = 600.0
"""Without a request for that long the process ends; the app starts it again when it has something to ask."""
PACE = 0.5
"""Seconds between two reports of progress."""
AT_FIRST, LATER = 10, 19
"""How nice the process is until the first suggestions can be seen, and from then on: a tenth of a core, and
a seventieth, where another process wants all of it."""
LINE_LIMIT = 1 << 20
"""Bytes of a request; a longer line is not one of ours."""


class Engine:
    """Answers requests, the newest training first, then explanations, then evaluations.

    Args:
        trainer: does the work.
        emit: sends an event.
        inbox: where requests arrive.
    """

    def __init__(
        self, trainer: Trainer, emit: Callable[[Message], None], inbox: queue.SimpleQueue[Message]
    ) -> None:
        self._trainer = trainer
        self._emit = emit
        self._inbox = inbox
        self._train: Message | None = None
        self._explain: list[Message] = []
        self._evaluate: list[Message] = []
        self._quit = False

    def run(self, idle_seconds: float = IDLE_SECONDS) -> None:
        """Answer until told to quit, or until nothing has been asked for `idle_seconds`."""
        self._emit({"event": "ready"})
        while not self._quit:
            if not (self._train or self._explain or self._evaluate):
                try:
                    self._sort(self._inbox.get(timeout=idle_seconds))
                except queue.Empty:
                    self._emit({"event": "idle"})
                    return
            self._drain()
            self._step()

    def _step(self) -> None:
        if self._train is not None:
            request, self._train = self._train, None
            self._guard(request, self._do_train)
        elif self._explain:
            self._guard(self._explain.pop(0), self._do_explain)
        elif self._evaluate:
            self._guard(self._evaluate.pop(0), self._do_evaluate)

    # --- requests ---

    def _sort(self, request: Message) -> None:
        match request.get("do"):
            case "train":
                self._train = request
            case "explain":
                self._explain.append(request)
            case "evaluate":
                self._evaluate.append(request)
            case "quit":
                self._quit = True

    def _drain(self) -> None:
        with suppress(queue.Empty):
            while True:
                self._sort(self._inbox.get_nowait())

    def _stale(self) -> bool:
        """Whether what is being done should be dropped. Explanations asked for meanwhile are given here."""
        self._drain()
        if self._trainer.fitted is not None:
            while self._explain:
                self._guard(self._explain.pop(0), self._do_explain)
        return self._quit or self._train is not None

    def _guard(self, request: Message, answer: Callable[[Message], None]) -> None:
        """Whatever goes wrong with one request, the next one is answered."""
        why = ""
        try:
            answer(request)
        except Stale:
            if request.get("do") == "evaluate":
                self._evaluate.insert(0, request)
        except BrokenPipeError:
            self._quit = True
        except RubricateError as error:
            why = str(error)
        except Exception as error:  # noqa: BLE001 - told to the app in a line, in full to the log
            traceback.print_exc()
            why = f"{type(error).__name__}: {error}"
        if why:
            failed: Message = {"event": "failed", "why": safe_line(why)[:300]}
            self._emit(failed | {key: request[key] for key in ("ask", "revision") if key in request})

    # --- answers ---

    def _do_train(self, request: Message) -> None:
        revision, first = int(request["revision"]), str(request.get("first", ""))
        self._emit({"event": "training", "revision": revision})
        status = self._trainer.train(
            revision,
            first,
            self._stale,
            lambda: self._emit({"event": "visible", "revision": revision}),
            Telling(self._emit, revision),
        )
        done = {"event": "done", "revision": revision, "passages": status.passages, "seconds": status.seconds}
        self._emit(done)

    def _do_explain(self, request: Message) -> None:
        where = (str(request["article"]), int(request["start"]), int(request["end"]), str(request["theme"]))
        words, meaning = self._trainer.explain(*where), self._trainer.meaning(*where)
        because = [asdict(near) for near in self._trainer.because(*where)]
        found = {"words": words, "meaning": meaning, "because": because}
        self._emit({"event": "explained", "ask": request.get("ask"), **found})

    def _do_evaluate(self, request: Message) -> None:
        report = self._trainer.evaluate(self._stale)
        self._emit({"event": "evaluated", "ask": request.get("ask"), "report": report.plain()})


class Telling:
    """Tells how much of the words is learned, not too often.

    Args:
        emit: sends an event.
        revision: of the request.
        clock: seconds, as `time.monotonic`.
    """

    def __init__(
        self, emit: Callable[[Message], None], revision: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._emit, self._revision, self._clock = emit, revision, clock
        self._first: tuple[float, float] | None = None
        self._told = 0.0

    def __call__(self, share: float) -> None:
        """So much is done, from 0 to 1."""
        now = self._clock()
        if self._first is None:
            self._first, self._told = (now, share), now
        began, before = self._first
        if now - self._told < PACE or share <= before:
            return
        self._told = now
        left = (now - began) * (1 - share) / (share - before)
        event = {"event": "learning", "revision": self._revision}
        self._emit(event | {"share": round(share, 3), "left": round(left, 1)})


def give_way(nice: int) -> None:
    """Let what somebody waits for go first. What the system does not offer is left out.

    Not SCHED_IDLE: where every core is busy that gets next to nothing, and suggestions never come
    (docs/decisions/0013). SCHED_BATCH interrupts no other process when it wakes up.
    """
    with suppress(OSError, AttributeError):
        os.setpriority(os.PRIO_PROCESS, 0, max(nice, os.getpriority(os.PRIO_PROCESS, 0)))
    with suppress(OSError, AttributeError):
        os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))


def _listen(stream: IO[bytes], inbox: queue.SimpleQueue[Message]) -> None:
    """Pass requests on; end the process at once when nobody can ask any more."""
    while line := stream.readline(LINE_LIMIT):
        try:
            request = json.loads(line)
        except ValueError:
            continue
        if isinstance(request, dict):
            inbox.put(request)
    # All it writes is derived and committed whole: nothing is lost by leaving in the middle.
    os._exit(0)


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="model.learning.engine", description="The training process.")
    parser.add_argument("--project", type=Path, required=True)
    parser.add_argument("--coder", required=True)
    parser.add_argument("--idle-seconds", type=float, default=IDLE_SECONDS)
    parser.add_argument("--full-priority", action="store_true", help="do not give way to other processes")
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the process; the exit code."""
    arguments = _arguments(argv)
    if not arguments.full_priority:
        give_way(AT_FIRST)
    for library in ("OMP", "OPENBLAS", "MKL"):  # read when numpy is imported, hence before it
        os.environ[f"{library}_NUM_THREADS"] = "1"
    # Events go to what stdout was; whatever else is printed goes to the log.
    events = os.fdopen(os.dup(1), "w", encoding="utf-8", buffering=1)
    os.dup2(2, 1)

    def emit(event: Message) -> None:
        events.write(json.dumps(event) + "\n")
        if event["event"] == "visible" and not arguments.full_priority:
            give_way(LATER)

    inbox: queue.SimpleQueue[Message] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(sys.stdin.buffer, inbox), daemon=True).start()
    try:
        return _serve(arguments, emit, inbox)
    except BrokenPipeError:
        return 0
    finally:
        with suppress(OSError):
            events.close()


def _serve(
    arguments: argparse.Namespace, emit: Callable[[Message], None], inbox: queue.SimpleQueue[Message]
) -> int:
    # Not before the environment is set and the process gives way.
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # noqa: PLC0415

    from model.learning.trainer import Trainer  # noqa: PLC0415
    from model.project import Project  # noqa: PLC0415

    try:
        project = Project.open(arguments.project, arguments.coder)
    except RubricateError as error:
        emit({"event": "failed", "why": safe_line(str(error))[:300]})
        return 2
    with threadpool_limits(1):
        Engine(Trainer(project), emit, inbox).run(arguments.idle_seconds)
    return 0


if __name__ == "__main__":
    code = main()
    sys.stderr.flush()
    os._exit(code)  # the listening thread may be inside a read, which an ordinary exit would wait for
