"""Broken label files and codebooks, made from whole ones. What comes out follows from a seed."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from model.coding import codebook_file, sheets
from model.coding.codebook import Codebook, Theme
from model.coding.marks import Decision, Mark, Sheet
from model.errors import FormatError

LABELS = sheets.emit(
    Sheet(
        "news.jsonl#42",
        "9f86d081884c7d65",
        (
            Mark(0, 5, "Aid: no.", "", " Äh \u202e", "labelled", "2025-01-31T12:00:00Z", (Decision("aid"),)),
            Mark(7, 9, "'", "\t", "...", "none", "2025-01-31T12:00:00Z", (), (Decision("b", p=0.5),), "m\nn"),
        ),
    )
)
BOOK = codebook_file.emit(
    Codebook(
        (Theme("aid", "Aid", "a", "green", "Help: [1]", since="2025-01-31"), Theme("b", "B", parent="aid"))
    )
)

SYNTAX = [
    *(b"&a ", b"*a", b"<<: *a", b"<<: {a: b}", b"!!python/object/apply:os.system [id]", b"! ", b"!!binary "),
    *(
        b"%YAML 1.1\n---\n",
        b"---\n",
        b"...\n",
        b"--- a\n",
        b"? ",
        b": ",
        b"- ",
        b"|\n",
        b">-\n",
        b"#",
        b"@",
        b"`",
    ),
    *(
        b"[",
        b"]",
        b"{",
        b"}",
        b",",
        b"'",
        b'"',
        b"\\",
        b"\\x",
        b"\\ud800",
        b"\\UFFFFFFFF",
        b"\t",
        b"\r",
        b"\n",
        b" ",
    ),
    *(
        b"<<<<<<< HEAD\n",
        b"=======\n",
        b">>>>>>> b\n",
        b"\0",
        b"\x1b[31m",
        b"\x1b]10;?\x07",
        b"\x7f",
        b"\x9b",
    ),
    *(b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xef\xbb\xbf", b"\xe2\x80\xa8", b"\xc2\x85"),
    *("\u202e\u2066\u061c".encode(), "e\u0301\u0301\u0301\u0301\u0301".encode(), "\U000e0041".encode()),
    *(
        b"rubricate: 2\n",
        b"rubricate: 1\n",
        b"passages: []\n",
        b"themes:\n",
        b"start: -1\n",
        b"end: 1e9\n",
        b"p: nan\n",
    ),
    *(b"no", b"~", b"null", b"0x1F", b"1_000", b"12:30", b"9" * 40, b"1" * 4301),
]
BOMBS: list[Callable[[int], bytes]] = [
    lambda n: b"[" * n,
    lambda n: b"{a: " * n,
    lambda n: b"[ \n" * n,
    lambda n: b"- " * n,
    lambda n: b"? " * n,
    lambda n: b"a: " + b"x" * 4 * n,
    lambda n: b'a: "' + b"\\x41" * n,
    lambda n: b"&a " * n,
    lambda n: b"!" * n,
    lambda n: b"#" * n,
    lambda n: b"\n" * n,
    lambda n: b" " * n,
    lambda n: b"'" * n,
    lambda n: b"a" * n + b": b\n",
    lambda n: b"%" * n,
    lambda n: b"a: |\n" + b" \n" * n,
    lambda n: b"".join(b"%sa:\n" % (b" " * i) for i in range(min(n, 80))),
]
"""Texts of up to some thousand pieces that cost a careless reader a lot."""


def broken(chance: random.Random, whole: bytes) -> bytes:
    """`whole` after one to four accidents."""
    data = bytearray(whole)
    for _ in range(chance.choice((1, 1, 1, 2, 2, 3, 4))):
        ACCIDENTS[int(chance.random() * len(ACCIDENTS))](chance, data)
    return bytes(data)


def _at(chance: random.Random, data: bytearray) -> int:
    return int(chance.random() * (len(data) + 1))


def _flip(chance: random.Random, data: bytearray) -> None:
    if data:
        data[_at(chance, data) - 1] ^= 1 << int(chance.random() * 8)


def _cut(chance: random.Random, data: bytearray) -> None:
    del data[_at(chance, data) :]


def _drop(chance: random.Random, data: bytearray) -> None:
    start = _at(chance, data)
    del data[start : start + int(chance.random() * 40)]


def _insert(chance: random.Random, data: bytearray) -> None:
    start = _at(chance, data)
    data[start:start] = SYNTAX[int(chance.random() * len(SYNTAX))]


def _begin_value(chance: random.Random, data: bytearray) -> None:
    """Syntax where a value begins: that is where it is meant."""
    start = data.find(b": ", _at(chance, data)) + 2
    data[start:start] = SYNTAX[int(chance.random() * len(SYNTAX))]


def _double_line(chance: random.Random, data: bytearray) -> None:
    start = data.rfind(b"\n", 0, _at(chance, data)) + 1
    end = data.find(b"\n", start) + 1
    data[start:start] = data[start:end]


def _drop_line(chance: random.Random, data: bytearray) -> None:
    start = data.rfind(b"\n", 0, _at(chance, data)) + 1
    del data[start : data.find(b"\n", start) + 1]


def _indent(chance: random.Random, data: bytearray) -> None:
    start = data.rfind(b"\n", 0, _at(chance, data)) + 1
    data[start:start] = b" " * int(1 + chance.random() * 4)


def _splice(chance: random.Random, data: bytearray) -> None:
    other = BOOK if chance.random() < 0.5 else LABELS
    start = int(chance.random() * len(other))
    place = _at(chance, data)
    data[place:place] = other[start : start + 80]


def _zero(chance: random.Random, data: bytearray) -> None:
    start = _at(chance, data)
    data[start:] = bytes(len(data) - start)


def _bomb(chance: random.Random, data: bytearray) -> None:
    if chance.random() < 0.05:
        place = _at(chance, data)
        bomb = BOMBS[int(chance.random() * len(BOMBS))](int(10 ** (1 + 2.5 * chance.random())))
        data[place:place] = bomb


ACCIDENTS = (
    _flip,
    _flip,
    _cut,
    _drop,
    _insert,
    _insert,
    _begin_value,
    _begin_value,
    _double_line,
    _drop_line,
    _indent,
    _splice,
    _zero,
    _bomb,
)


@dataclass
class Found:
    """What became of the broken files."""

    refused: int = 0
    read: int = 0
    slow: int = 0
    worst: float = 0.0
    """Seconds of processor time for the slowest, the best of three."""
    others: list[str] = field(default_factory=list)
    """Anything that is not the named error."""


def fuzz(seed: int, times: int, limit: float) -> Found:
    """Break and read `times` files; those that need more than `limit` seconds of processor time are slow."""
    chance, found = random.Random(seed), Found()
    for number in range(times):
        parse, whole = (sheets.parse, LABELS) if number % 2 else (codebook_file.parse, BOOK)
        data = broken(chance, whole)
        spent = time.thread_time()
        _look(parse, data, found)
        spent = time.thread_time() - spent
        if spent > limit / 4:  # a moment of another's cache misses is no fault of the reader's
            spent = min(spent, *(_time(parse, data) for _ in range(2)))
            found.slow += spent > limit
        found.worst = max(found.worst, spent)
    return found


Parse = Callable[[bytes, str], Sheet | Codebook]


def _look(parse: Parse, data: bytes, found: Found) -> None:
    try:
        value = parse(data, "f.yaml")
        found.read += 1
        if found.read % 16 == 0:
            _again(parse, value)
    except FormatError as error:
        found.refused += 1
        if not error.cure or error.file != "f.yaml" or "\n" in str(error):
            found.others.append(f"{data!r}: {error!r} {error}")
    except BaseException as error:  # noqa: BLE001 - that is what is looked for
        found.others.append(f"{data!r}: {error!r}")


def _again(parse: Parse, value: Sheet | Codebook) -> None:
    """What was read can be written and read again."""
    data = sheets.emit(value) if isinstance(value, Sheet) else codebook_file.emit(value)
    if parse(data, "f.yaml") != value:
        raise AssertionError(f"written and read again it is another: {value}")


def _time(parse: Parse, data: bytes) -> float:
    spent = time.thread_time()
    _look(parse, data, Found())
    return time.thread_time() - spent
