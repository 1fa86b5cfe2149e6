"""A training process for tests: answers at once, and misbehaves as its first word says.

Every request is appended to the file given as the second word.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from pathlib import Path
from typing import Any


def say(**event: object) -> None:
    print(json.dumps(event), flush=True)


def answer(request: dict[str, Any]) -> None:
    match request["do"]:
        case "train":
            say(event="training", revision=request["revision"])
            say(event="visible", revision=request["revision"])
            say(event="done", revision=request["revision"], passages=3, seconds=0.1)
        case "explain":
            say(event="explained", ask=request["ask"], words=[["camp", request["start"] + 4, 8, 0.5]])
        case "evaluate":
            say(event="evaluated", ask=request["ask"], report={"why": "too early"})


def main(behaviour: str, log: Path) -> None:
    with log.open("a", encoding="utf-8") as file:
        print(json.dumps({"do": "started", "pid": os.getpid(), "cwd": str(Path.cwd())}), file=file)
    if behaviour == "dies":
        sys.exit(3)
    if behaviour == "deaf":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    print("not a line of JSON", flush=True)
    say(event="ready")
    for line in sys.stdin:
        with log.open("a", encoding="utf-8") as file:
            file.write(line)
        request = json.loads(line)
        if behaviour == "deaf":
            continue
        if request["do"] == "quit":
            return
        answer(request)
        if behaviour == "sleeps":
            say(event="idle")
            return
    if behaviour == "deaf":
        time.sleep(60)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
