"""Articles in `.jsonl` files: what a parser, an id or a title can be made to swallow."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import count

from tests.hostile.articles import REST, SEQUENCES
from tests.hostile.kinds import Hostile

_NOT_JSON = "line is not JSON"
_ID = 'has an "id" that cannot be used'


_NUMBERS = count(1)


def _line(text: str = "", **fields: object) -> bytes:
    """A line with these fields; its text differs from that of all others."""
    return json.dumps({"text": text or f"Record {next(_NUMBERS)}. More of it.", **fields}).encode() + b"\n"


FILES: dict[str, tuple[bytes, str, int | None]] = {
    "nested-lists": (b'{"text": ' + b"[" * 200_000 + b"\n", _NOT_JSON, 1),
    "nested-objects": (_line() + b'{"a":' * 100_000 + b"\n", _NOT_JSON, 2),
    "huge-number": (b'{"text": "a", "id": ' + b"9" * 100_000 + b"}\n", _NOT_JSON, 1),
    "huge-exponent": (_line(id="1e999999999") + b'{"text": "a", "id": 1e999999999}\n', _ID, 2),
    "not-a-number": (b'{"text": "a", "id": NaN}\n', _ID, 1),
    "long-id": (_line(id="i" * 201), _ID, 1),
    "escape-in-id": (_line(id="\x1b]10;?\x07"), _ID, 1),
    "newline-in-id": (_line(id="a\nb"), _ID, 1),
    "nul-in-id": (_line(id="a\0b"), _ID, 1),
    "surrogate-in-id": (_line(id="\ud800"), _ID, 1),
    "bidi-in-id": (_line(id="\u202egpj.exe"), _ID, 1),
    "empty-id": (_line(id=" "), _ID, 1),
    "list-as-id": (_line(id=["a"]), _ID, 1),
    "boolean-id": (_line(id=True), _ID, 1),
    "leaving-id": (_line(id="../../../../etc/passwd") + _line(id="/etc/passwd") + _line(id=".."), "", None),
    "markup-id": (_line(id="[@click=app.quit]x[/]") + _line(id="=1+1") + _line(id="con"), "", None),
    "twin-ids": (_line(id="a") + _line(id="b") + _line(id="a"), "id 'a' was used before", 3),
    "case-ids": (_line(id="Aa") + _line(id="aA") + _line(id="e\u0301") + _line(id="\u00e9"), "", None),
    "duplicate-keys": (b'{"text": "one", "text": "\\u001b[6n two, and more of it"}\n', "", None),
    "no-text": (b'{"id": "a"}\n', 'has no "text" string', 1),
    "number-as-text": (b'{"text": 12}\n', 'has no "text" string', 1),
    "list": (b'["text"]\n', "line is not a JSON object", 1),
    "nul-text": (_line("a\0b"), "is not text", 1),
    "binary-text": (_line("\x01\x02\x1b" * 50), "is not text", 1),
    "not-utf-8": (_line() + b'{"text": "\xff\xfe"}\n', "line is not UTF-8", 2),
    "utf-16": ('{"text": "a"}\n'.encode("utf-16"), "is not UTF-8 text", None),
    "torn": (_line() + b'{"text": "torn', _NOT_JSON, 2),
    "conflict": (_line(id="x") + b"<<<<<<< HEAD\n" + _line(id="y"), _NOT_JSON, 2),
    "titles": (
        b"".join(
            _line(f"Some {s} text.{REST}", id=f"r{n}", title=f"T {s}", url=s, byline=f"By {s}", date=s)
            for n, s in enumerate(SEQUENCES.values())
        ),
        "",
        None,
    ),
    "markup-fields": (
        _line(title="[@click=app.quit]t[/]", byline="[bold", url="[link=x]", date="[/]"),
        "",
        None,
    ),
    "surrogate-text": (b'{"text": "half \\ud800 a character", "title": "\\udfff"}\n', "", None),
    "wrong-kinds": (_line(title=["\x1b[6n"], date={"a": 1}, url=None, byline=0), "", None),
    "long-line": (_line("word " * 100_000), "", None),
}
"""By name: the bytes, what `check` has to say, and of which line."""


def records() -> Iterator[Hostile]:
    """All of them, in a folder of their own."""
    for name, (data, wrong, line) in FILES.items():
        yield Hostile(f"seeds/records/{name}.jsonl", data, wrong, line)
