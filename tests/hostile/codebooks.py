"""Codebooks: one that is valid and hostile, and many of which each is damaged in its own way."""

from __future__ import annotations

from tests.hostile.labels import BOMB, MERGE_BOMB

VALID = r"""rubricate: 1
themes:
  - id: aid
    name: "[@click=app.quit]Aid[/] [bold"
    key: a
    colour: green
    definition: "Help \e]10;?\a given \x9b6n and \e[6n [link=x]taken[/]"
    include: "\u202eevil \0 text \e]52;c;?\a"
    exclude: "=cmd|'/c calc'!A1"
  - id: marks
    name: "Z͒͑͒͑͒͑͒͑͒͑͒͑ tall"
    key: l
    definition: "$(touch CANARY/definition) {x!r} %s"
  - id: con
    name: "=1+1"
    key: h
    parent: aid
  - id: gone
    name: "../../etc/passwd"
    archived: true
...
"""
"""What the project that is opened has: its texts are strings of YAML that hold control sequences."""

_HEAD = "rubricate: 1\nthemes:\n  - id: aid\n    name: Aid\n"
_TAG, _ANCHOR, _DEEP = r"tags \(!\) are not allowed", "anchors and aliases", "nested too deeply"

DAMAGED: dict[str, tuple[str | bytes, str, int | None]] = {
    "apply-system": (
        "rubricate: 1\nthemes: !!python/object/apply:os.system ['touch CANARY/book']\n",
        _TAG,
        2,
    ),
    "apply-key": ("!!python/object/apply:os.system ['touch CANARY/root']\n", _TAG, 1),
    "exec": (_HEAD + '    key: !!python/object/apply:eval [\'open("CANARY/eval","w")\']\n', _TAG, 5),
    "name-tag": (_HEAD + "    definition: !!python/name:os.system\n", _TAG, 5),
    "anchor": (_HEAD + "    key: &k a\n", _ANCHOR, 5),
    "laughs": (BOMB + _HEAD, _ANCHOR, 1),
    "merge-bomb": (MERGE_BOMB + _HEAD, _ANCHOR, 1),
    "merge-key": (_HEAD + "    <<: {key: a}\n", "merge keys", 5),
    "deep": ("rubricate: 1\nthemes: " + "[" * 60_000, _DEEP, 2),
    "deep-block": ("rubricate: 1\nthemes:\n" + "".join(" " * n + "-\n" for n in range(1, 600)), _DEEP, None),
    "huge-scalar": (_HEAD + f"    definition: {'x' * 1_100_000}\n", "longer than 1,000,000", 5),
    "duplicate-key": (_HEAD + "    name: Other\n", "duplicate key 'name'", 5),
    "duplicate-id": (_HEAD + "  - id: aid\n    name: Other\n", "duplicate theme id", 5),
    "escape-in-name": (_HEAD + '  - id: b\n    name: "\\e]10;?\\a"\n', "unfit theme name", 6),
    "newline-in-name": (_HEAD + '  - id: b\n    name: "a\\nb"\n', "unfit theme name", 6),
    "bidi-in-name": (_HEAD + '  - id: b\n    name: "\\u202ex"\n', "unfit theme name", 6),
    "escape-in-id": (_HEAD + '  - id: "\\e[6n"\n    name: B\n', "unfit theme id", 5),
    "leaving-id": (_HEAD + "  - id: ../../etc/passwd\n    name: B\n", "unfit theme id", 5),
    "markup-id": (_HEAD + '  - id: "[bold]"\n    name: B\n', "unfit theme id", 5),
    "escape-as-key": (_HEAD + '    key: "\\e"\n', "key", 5),
    "command-as-key": (_HEAD + "    key: q\n", "key", 5),
    "escape-as-colour": (_HEAD + '    colour: "\\e[31m"\n', "colour", 5),
    "own-parent": (_HEAD + "    parent: aid\n", "parent|itself", 5),
    "circle": (
        _HEAD + "    parent: b\n  - id: b\n    name: B\n    parent: aid\n",
        "parent|circle|itself",
        None,
    ),
    "merged-into-nothing": (_HEAD + "    merged_into: ../x\n", "merged|not a theme|no theme", 5),
    "many": (
        "rubricate: 1\nthemes:\n" + "".join(f"  - id: t{n}\n    name: T{n}\n" for n in range(1001)),
        "more than 1000",
        None,
    ),
    "nul": (_HEAD + "    key: a\0\n", "NUL bytes", 5),
    "raw-escape": (_HEAD + "    definition: \x1b]10;?\x07\n", r"control character U\+001B", 5),
    "not-utf-8": (_HEAD.encode() + b"    definition: \xff\n", "not UTF-8", 5),
    "utf-16": (_HEAD.encode("utf-16"), "not UTF-8", 1),
    "conflict": ("<<<<<<< HEAD\n" + _HEAD + "=======\n>>>>>>> b\n", "conflict marker", 1),
    "empty": (b"", "empty file", 1),
    "newer": (_HEAD.replace(": 1", ": 999"), "newer", 1),
    "huge-version": (_HEAD.replace(": 1", ": " + "9" * 5_000), "", 1),
    "list": (b"[]\n", "not a mapping", 1),
    "unknown-key": (_HEAD + "    command: touch CANARY/command\n", "unknown key 'command'", 5),
    "second-document": (_HEAD + "---\nx: y\n", "second document", None),
    "too-large": (b"#" * (16 * 1024 * 1024 + 1), "larger than", None),
}
"""By name: the file, what `check` has to say, and of which line. Each is tried in a project of its own."""
