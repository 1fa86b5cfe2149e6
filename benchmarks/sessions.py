"""One run of a case: start it, see it paint, let it be silent, go through its phases."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path

from benchmarks.cases import PACE, Case, Phase
from benchmarks.frames import MILLI, answers, bytes_after, changes, count, look, percentile, spread
from benchmarks.recording import Recording, now
from tests.terminal import shown

RATE = 30.0
"""Keys a second of a key that is held."""
SILENCE = 0.3
"""Seconds without a byte after which a program has come to rest."""
REST = 2.0
"""As much, where the folder has been read, too."""
KILO = 1024
Figures = dict[str, float]


def run(case: Case, command: Sequence[str], folder: Path, env: Mapping[str, str]) -> Figures:
    """The figures of a case; milliseconds, megabytes (of 1024 kilobytes of 1024 bytes), bytes.

    Raises:
        TimeoutError: the screen did not come to show what it should.
    """
    if case.again:
        with Recording(command, folder, env) as recording:
            _wait(recording, case.shows, case.patience)
            recording.settle(REST)
            recording.quit("q")
    with Recording(command, folder, env) as recording:
        figures = {"paint": MILLI * (_wait(recording, case.shows, case.patience) - recording.began)}
        if case.first:
            recording.send(case.first[0])
            figures["answer"] = MILLI * (_wait(recording, case.first[1], case.patience) - recording.began)
        recording.settle(SILENCE)
        figures |= memory(recording.pid)
        for phase in case.phases:
            for keys, shows in phase.go:
                if keys:
                    recording.send(keys)
                _wait(recording, shows, case.patience)
                recording.settle(SILENCE)
            measured = _renewals(recording, phase, case.patience) if phase.wait else _keys(recording, phase)
            figures |= {f"{phase.name}.{name}": value for name, value in measured.items()}
        return figures


def _wait(recording: Recording, shows: str, patience: float) -> float:
    pattern = re.compile(shows)
    recording.skip()
    return (
        now()
        if pattern.search(recording.text)
        else recording.wait(lambda _, text: pattern.search(text), patience)
    )


def memory(pid: int) -> Figures:
    """`rss` and `pss` of a process alone, in MB; nothing where the system does not tell."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return {}
    sizes = {line.split(":")[0]: line.split()[1] for line in lines if line.endswith(" kB")}
    return {name.lower(): int(sizes[name]) / KILO for name in ("Rss", "Pss")}


# --- keys that are held ---


def _keys(recording: Recording, phase: Phase) -> Figures:
    for key in phase.keys:  # what is loaded at the first key is not what a key costs
        recording.send(key)
        recording.settle(SILENCE)
    recording.skip()
    text, start = recording.text, look(recording.frames.screen)
    first = len(recording.chunks)
    keys = list(islice(cycle(phase.keys), phase.count))
    sent = recording.pace(keys) if phase.send == PACE else recording.hold(keys, RATE)
    recording.settle(SILENCE)
    end = now()
    figures = {"bytes": sum(bytes_after(sent, recording.chunks[first:], end)) / len(sent)}
    played = list(_played(recording))
    if phase.send == PACE:
        return {**figures, **spread(changes(sent, [(frame.at, frame.look) for frame in played], start))}
    if not phase.counters:
        return figures
    before = count(text, phase.counters)
    if before is None:
        raise TimeoutError(f"there is no counter for {phase.name}:\n{text}")
    counted = [(frame.at, count(frame.text, phase.counters)) for frame in played]
    found = answers(sent, counted, before)
    return figures | _figures(found, phase, _marked(sent, played, phase.during))


def _figures(found: Sequence[float | None], phase: Phase, marked: Sequence[bool]) -> Figures:
    places = range(len(found))
    timed = [place for place in places if not phase.timed or place % len(phase.keys) in phase.timed]
    figures = {**spread([found[place] for place in timed])}
    if phase.during:
        figures |= spread([found[place] for place in timed if marked[place]], "during.")
        figures |= spread([found[place] for place in timed if not marked[place]], "outside.")
    return figures


@dataclass(frozen=True)
class _Seen:
    """A frame of a recording."""

    at: float
    text: str
    look: int


def _played(recording: Recording) -> Iterator[_Seen]:
    """Each frame that is left in the recording."""
    while recording.pending:
        for at, screen in recording.step():
            yield _Seen(at, shown(screen), look(screen))


def _marked(sent: Sequence[float], frames: Sequence[_Seen], during: str) -> list[bool]:
    """Whether the frame that stood there when a key was sent shows `during`."""
    pattern = re.compile(during)
    marked, place, last = [], 0, False
    for key in sent:
        while place < len(frames) and frames[place].at <= key:
            last = pattern.search(frames[place].text) is not None
            place += 1
        marked.append(last)
    return marked


# --- a key, and what comes of it ---


class _Renewal:
    """Watches frames for what a label brings.

    Attributes:
        margin_at: when the margin showed other suggestions than right after the label; None until then.
    """

    def __init__(self, text: str, phase: Phase) -> None:
        self.margin_at: float | None = None
        self._margin, self._all = re.compile(phase.margin), re.compile(phase.wait)
        self._counters = phase.counters
        self._counted = count(text, self._counters)
        self._trained = self._number(text)
        self._before: list[str] | None = None

    def _number(self, text: str) -> int:
        return count(text, (self._all,)) or 0

    def __call__(self, at: float, text: str) -> bool:
        """Look at a frame; whether all suggestions are renewed."""
        if self._before is None:
            if count(text, self._counters) != self._counted:
                self._before = self._margin.findall(text)
            return False
        if self.margin_at is None and self._margin.findall(text) != self._before:
            self.margin_at = at
        return self._number(text) > self._trained


def _renewals(recording: Recording, phase: Phase, patience: float) -> Figures:
    """Median milliseconds from a label until the margin shows other figures, and until all are renewed."""
    label, on = phase.keys
    first, last = [], []
    for _ in range(phase.count // 2):
        recording.skip()
        seen = _Renewal(recording.text, phase)
        sent = recording.send(label)
        last.append(MILLI * (recording.wait(seen, patience) - sent))
        if seen.margin_at is not None:
            first.append(MILLI * (seen.margin_at - sent))
        recording.send(on)
        recording.settle(SILENCE)
    figures = {"all": percentile(last, 0.5), "n": float(len(first))}
    return figures | ({"shown": percentile(first, 0.5)} if first else {})
