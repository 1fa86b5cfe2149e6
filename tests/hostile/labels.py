"""Label files that a YAML library would obey, choke on or misread, and label files that lie."""

from __future__ import annotations

from collections.abc import Iterator

from model.coding.names import label_path
from model.reading.article import text_digest
from tests.hostile.kinds import Hostile


def _text(name: str) -> str:
    return f"Aid came late. The gates were shut. {name}\n"


HEAD = "rubricate: 1\narticle: {article}\ndigest: {digest}\n"
PASSAGE = """\
passages:
  - start: 0
    end: 14
    quote: "Aid came late."
    prefix: ""
    suffix: ""
    state: labelled
    themes:
      - theme: aid
        from: hand
"""
WHOLE = HEAD + PASSAGE + "...\n"
BOMB = "a0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 60))
MERGE_BOMB = "m0: &m0 {k: v}\n" + "".join(
    f"m{n}: &m{n}\n  <<: [*m{n - 1}, *m{n - 1}]\n" for n in range(1, 30)
)

_TAG, _ANCHOR, _DEEP = r"tags \(!\) are not allowed", "anchors and aliases", "nested too deeply"


def _with(old: str, new: str) -> str:
    assert old in WHOLE
    return WHOLE.replace(old, new, 1)


def _tagged(tag: str) -> str:
    return HEAD + f"passages: !!python/object/{tag}\n...\n"


DAMAGED: dict[str, tuple[str | bytes, str, int | None]] = {
    "apply-system": (_tagged("apply:os.system ['touch CANARY/label']"), _TAG, 4),
    "apply-popen": (_tagged("apply:subprocess.Popen [['touch', 'CANARY/popen']]"), _TAG, 4),
    "new-object": (_tagged("new:os.system ['touch CANARY/new']"), _TAG, 4),
    "python-name": (HEAD + "passages: !!python/name:os.system\n...\n", _TAG, 4),
    "python-module": (HEAD + "passages: !!python/module:antigravity\n...\n", _TAG, 4),
    "local-tag": (_with('"Aid came late."', "!secret Aid came late."), _TAG, 7),
    "binary-tag": (_with('"Aid came late."', "!!binary QWlk"), _TAG, 7),
    "set-tag": (HEAD + "passages: !!set {a, b}\n...\n", _TAG, 4),
    "tag-directive": ("%TAG ! tag:yaml.org,2002:python/\n---\n" + WHOLE, "directives", 1),
    "yaml-directive": ("%YAML 9.9\n---\n" + WHOLE, "directives|does not parse", 1),
    "anchor": (_with('"Aid came late."', '&a "Aid came late."'), _ANCHOR, 7),
    "alias": (_with("from: hand", "from: *a"), _ANCHOR, 13),
    "self-reference": (HEAD + "passages: &a [*a]\n...\n", _ANCHOR, 4),
    "laughs": (BOMB + WHOLE, _ANCHOR, 1),
    "merge-bomb": (MERGE_BOMB + WHOLE, _ANCHOR, 1),
    "merge-key": (_with("    state: labelled\n", "    <<: {state: none}\n"), "merge keys", 10),
    "deep-lists": (HEAD + "passages: " + "[" * 50_000 + "\n...\n", _DEEP, 4),
    "deep-maps": (HEAD + "passages: " + "{a: " * 20_000 + "\n...\n", _DEEP, 4),
    "deep-block": (
        HEAD + "passages:\n" + "".join(" " * n + "-\n" for n in range(1, 600)) + "...\n",
        _DEEP,
        None,
    ),
    "huge-scalar": (_with('"Aid came late."', "x" * 1_100_000), "longer than 1,000,000 characters", 7),
    "long-key": (WHOLE.replace("rubricate", "k" * 5_000, 1), "does not parse|not a mapping", None),
    "duplicate-key": (_with("    end: 14\n", "    end: 14\n    end: 35\n"), "duplicate key 'end'", 7),
    "escaped-duplicate": (
        _with("    end: 14\n", '    end: 14\n    "e\\x6ed": 35\n'),
        "duplicate key 'end'",
        7,
    ),
    "nul": (_with("late", "la\0te"), "NUL bytes", 7),
    "nul-filled": (b"\0" * 700, "NUL bytes", 1),
    "raw-escape": (_with("late", "la\x1b]10;?\x07te"), r"control character U\+001B", 7),
    "raw-c1": (_with("late", "la\x9b6nte"), r"control character U\+009B", 7),
    "escaped-surrogate": (_with("late", "la\\ud800te"), "surrogate|does not parse", 7),
    "not-utf-8": (WHOLE.replace("late", "l@te").encode().replace(b"@", b"\xff"), "not UTF-8", 7),
    "utf-16": (WHOLE.encode("utf-16"), "not UTF-8", 1),
    "empty": (b"", "empty file", 1),
    "blank": (b" \n\n", "empty file", 1),
    "conflict": (
        _with("    end: 14\n", "<<<<<<< HEAD\n    end: 14\n=======\n    end: 35\n>>>>>>> theirs\n"),
        "conflict marker",
        6,
    ),
    "torn-in-value": (WHOLE[:90], "end mark|is missing|does not parse|passages", None),
    "torn-at-line": (WHOLE.removesuffix("...\n"), "end mark", None),
    "torn-short": (b"rubricate: 1\n", "end mark", None),
    "second-document": (WHOLE + "---\nrubricate: 1\n...\n", "second document", None),
    "list": (b"- a\n- b\n...\n", "not a mapping", 1),
    "scalar": (b"rm -rf /\n...\n", "not a mapping", 1),
    "list-as-key": (
        _with("    end: 14\n", "    end: 14\n    [a]: b\n"),
        "key that is not plain text|does not parse",
        7,
    ),
    "tabs": (_with("    end: 14\n", "\tend: 14\n"), "does not parse", None),
    "other-article": (WHOLE.replace("{article}", "labelled/elsewhere.txt"), "holds the labels of", None),
    "leaving-article": (WHOLE.replace("{article}", "../../../etc/passwd"), "holds the labels of", None),
    "escape-in-article": (WHOLE.replace("{article}", '"\\e]10;?\\a"'), "holds the labels of", None),
    "no-article": (WHOLE.replace("{article}", '""'), "article is empty", 2),
    "newer": (WHOLE.replace("rubricate: 1", "rubricate: 999"), "newer", 1),
    "no-version": (WHOLE.replace("rubricate: 1\n", ""), "rubricate", None),
    "odd-version": (WHOLE.replace("rubricate: 1", 'rubricate: "\\e[6n"'), "no format version", 1),
    "unknown-key": (_with("digest", '"\\e]10;?\\a": x\ndigest'), "unknown key", 3),
    "outside": (_with("end: 14", "end: 99999"), "is outside the article|quote is not", None),
    "backwards": (_with("start: 0", "start: 20"), "empty or backwards", 6),
    "negative": (_with("start: 0", "start: -5"), "start is not a whole number", 5),
    "number-bomb": (_with("start: 0", "start: " + "9" * 400_000), "start is not a whole number", 5),
    "other-digits": (_with("start: 0", "start: \u0660"), "start is not a whole number", 5),
    "sexagesimal": (_with("start: 0", "start: 0:00"), "start is not a whole number", 5),
    "infinite": (_with("from: hand", "from: hand\n        p: .inf"), "p is not a probability", 14),
    "norway": (_with("state: labelled", "state: no"), "unknown state 'no'", 10),
    "other-quote": (
        _with("Aid came late.", "Aid came soon."),
        "quote is not what stands|not in the article|similarity",
        None,
    ),
    "unknown-theme": (_with("theme: aid", 'theme: "\\e]10;?\\a"'), "unknown theme", 12),
    "leaving-theme": (_with("theme: aid", "theme: ../../etc/passwd"), "unknown theme", 12),
    "formula-theme": (_with("theme: aid", "theme: \"=cmd|'/c calc'!A1\""), "unknown theme", 12),
    "both": (
        WHOLE.replace("...", "    not:\n      - theme: aid\n        from: hand\n..."),
        "both applies and does not",
        14,
    ),
}
"""By name: the file, what `check` has to say, and of which line."""

MEMOS = {
    "memo-escape": '"\\e]10;?\\a\\e[6n\\x9b6n\\0\\r"',
    "memo-bidi": '"\\u202e\\u2066 memo"',
    "memo-markup": '"[@click=app.quit]memo[/] [bold"',
    "memo-formula": "\"=cmd|'/c calc'!A1\"",
    "memo-lines": '"one\\ntwo\\Nthree\\Lfour\\Pfive"',
    "memo-marks": '"Z' + "\\u0351" * 300 + '"',
    "memo-long": '"' + "memo " * 100_000 + '"',
}
"""Valid label files whose memo is the attack."""


def labels() -> Iterator[Hostile]:
    """Each in the folder of the coder ann, with an article of its own beside it."""
    files = {name: (data, wrong, line) for name, (data, wrong, line) in DAMAGED.items()}
    for name, memo in MEMOS.items():
        files[name] = WHOLE.replace("...\n", f"    memo: {memo}\n...\n"), "", None
    for name, (data, wrong, line) in files.items():
        article = f"labelled/{name}.txt"
        yield Hostile(
            "labels/ann/" + "/".join(label_path(article)),
            _bytes(data, article, text_digest(_text(name))),
            wrong,
            line,
        )


def labelled() -> Iterator[Hostile]:
    """The articles of `labels`: harmless."""
    for name in (*DAMAGED, *MEMOS):
        yield Hostile(f"seeds/labelled/{name}.txt", _text(name).encode())


def _bytes(data: str | bytes, article: str, digest: str) -> bytes:
    if isinstance(data, bytes):
        data = data.replace(b"{article}", article.encode())
        return data.replace(b"{digest}", digest.encode())
    return data.replace("{article}", article).replace("{digest}", digest).encode()
