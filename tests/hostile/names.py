"""Files and folders whose names are the attack."""

from __future__ import annotations

from collections.abc import Iterator

from tests.hostile.kinds import Hostile


def _text(name: str) -> bytes:
    return f"A text under {name[:20]!a}. It has two sentences.\n".encode()


_UNPRINTABLE = "has a name that is not UTF-8 or holds control characters"

HARMLESS = (
    "-rf.txt",
    "--help.txt",
    "con.txt",
    "nul.md",
    "aux.x.txt",
    "a b  c .txt",
    " leading.txt",
    "..txt",
    "...txt",
    "a..b.txt",
    "%2e%2e%2fpasswd.txt",
    "~root.txt",
    "$(touch CANARY).txt",
    "`id`;ls|cat.txt",
    "a'b\"c.txt",
    "*?[x].txt",
    "=cmd.txt",
    "@SUM(1).txt",
    "[@click=app.quit]x.txt",
    "[bold.txt",
    "{0}%s%n.txt",
    "back\\slash.txt",
    "a:b.txt",
    "\u05d0\u05d1\u05d2.txt",
    "\u4e2d\u6587" * 20 + ".txt",
    "x" * 251 + ".txt",
    "\U0001f468\U0001f469.txt",
    "a.yaml/b.txt",
    "a.txt.yaml/a.txt",
    "labels/codebook.yaml/x.txt",
    "#hash.txt",
    "a.txt.txt",
)
"""Odd, and no reason to refuse them."""

REFUSED = {
    "escape\x1b]10;?\x07.txt": _UNPRINTABLE,
    "csi\x9b6n.txt": _UNPRINTABLE,
    "new\nline.txt": _UNPRINTABLE,
    "return\rline.txt": _UNPRINTABLE,
    "tab\t.txt": _UNPRINTABLE,
    "delete\x7f.txt": _UNPRINTABLE,
    "bidi\u202etxt.exe.txt": _UNPRINTABLE,
    "separator\u2028.txt": _UNPRINTABLE,
    "mark\ufeff.txt": _UNPRINTABLE,
    "latin-\udce9.txt": _UNPRINTABLE,
    "half-\udced\udca0\udc80.txt": _UNPRINTABLE,
    "raw-\udc9b6n.txt": _UNPRINTABLE,
    "folder\x1b[6n/inside.txt": _UNPRINTABLE,
    "records\x1bc.jsonl": _UNPRINTABLE,
    "news.jsonl#1/inside.txt": r'has "\.jsonl#" in its path',
    "news.jsonl#2.txt": r'has "\.jsonl#" in its path',
    "program.exe": "is not read",
    "no-ending": "is not read",
    "weird\x1b[6n.pdf": "is not read",
}
"""By name: what `check` has to say."""

TWINS = (("Twin.txt", "twin.txt"), ("cafe\u0301.txt", "caf\u00e9.txt"), ("STRASSE.txt", "Stra\u00dfe.txt"))
"""In the order of their code points. Only capitals or accents tell them apart: one file on some systems."""


def names() -> Iterator[Hostile]:
    """All of them, in a folder of their own."""
    for name in HARMLESS:
        yield Hostile(f"seeds/names/{name}", _text(name))
    for name, wrong in REFUSED.items():
        first, slash, _ = name.partition("/")
        yield Hostile(
            f"seeds/names/{name}", _text(name), wrong, named=f"seeds/names/{first}" if slash else ""
        )
    for one, other in TWINS:
        yield Hostile(f"seeds/twins/{one}", _text(one))
        yield Hostile(
            f"seeds/twins/{other}", _text(ascii(other)), "differs from .* only in capitals or accents"
        )
    yield Hostile(
        "seeds/" + "d/" * 70 + "deep.txt", _text("deep"), "nested too deep", named="seeds/" + "d/" * 64 + "d"
    )
