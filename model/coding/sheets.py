"""A label file and the sheet it holds: one coder's marks on one article.

```yaml
rubricate: 1
article: news.jsonl#42
digest: "9f86d081884c7d65"
passages:
  - start: 0
    end: 21
    quote: Aid reached the camp.
    prefix: ""
    suffix: " Nobody had expected it so soon."
    state: labelled
    at: 2025-01-31T12:00:00Z
    themes:
      - theme: aid
        from: suggestion
        at: 2025-01-31T12:00:00Z
        p: 0.71
...
```

Where they apply there are also `not` (as `themes`), `memo`, `restored` and `audit` (blind or assisted).
Behind `passages` there may be a list `unplaced`: passages as they were in an earlier text of the article,
with no sure place in this one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import cast

from model.coding import strictyaml, yamlwriter
from model.coding.audit import Audit
from model.coding.fields import Fields
from model.coding.marks import Decision, Mark, Origin, Reject, Request, SetMemo, SetTheme, Sheet, State
from model.coding.migrations import SHEETS, VERSION, upgrade
from model.coding.strictyaml import storable
from model.coding.yamlwriter import Plain, Written

_SHEET = ("rubricate", "article", "digest", "passages")
_MARK = (
    "start",
    "end",
    "quote",
    "prefix",
    "suffix",
    "state",
    "at",
    "themes",
    "not",
    "memo",
    "restored",
    "audit",
)
_NEEDED = ("start", "end", "quote", "prefix", "suffix", "state")
_DECISION = ("theme", "from", "at", "p")
_STATES = ("untouched", "skipped", "none", "labelled")
_ORIGINS = ("hand", "suggestion")
_AUDITS = ("blind", "assisted")
DIGITS = 4
"""Of a probability that are kept."""
KNOWN = 4096
"""Marks of which it is known what they look like in a file, beside those of the last sheet."""
_known: dict[int, tuple[Mark, str]] = {}
"""By identity, which costs less than equality: an operation changes one mark of very many. No other mark can
have the identity of one that is held here."""
_PROBABILITY = re.compile(r"[01](?:\.[0-9]{1,20})?|[1-9](?:\.[0-9]{1,20})?e-[0-9]{1,3}")


def parse(data: bytes, file: str) -> Sheet:
    """The sheet in a label file's bytes.

    Args:
        data: the whole file.
        file: its name, for errors.

    Raises:
        FormatError: with file, line and cure.
    """
    fields = Fields(upgrade(strictyaml.read(data, file, ended=True), file, SHEETS), file)
    fields.only((*_SHEET, "unplaced"))
    fields.need(_SHEET)
    marks: dict[tuple[int, int], Mark] = {}
    lines: dict[tuple[int, int], int] = {}
    for item in fields.items("passages"):
        mark = _mark(item)
        span = mark.start, mark.end
        if span in marks:
            item.fail(
                f"passage {span[0]}-{span[1]} is already in line {lines[span]}", "delete one of the two"
            )
        marks[span], lines[span] = mark, item.line()
    # A mark that says nothing is what a missing mark says; keeping it would make undo miss its target.
    kept = tuple(marks[span] for span in sorted(marks) if not marks[span].empty)
    return Sheet(_article(fields), fields.text("digest"), kept, _unplaced(fields))


def _unplaced(fields: Fields) -> tuple[Mark, ...]:
    """In an order of their own: two of them may have stood at the same offsets, of different texts."""
    marks = (_mark(item) for item in fields.items("unplaced"))
    return tuple(sorted((mark for mark in marks if not mark.empty), key=_order))


def _order(mark: Mark) -> tuple[int, int, str]:
    return mark.start, mark.end, mark.quote


def emit(sheet: Sheet) -> bytes:
    """The label file for a sheet; `parse` gives the same sheet back."""
    plain: dict[str, Plain] = {
        "rubricate": VERSION,
        "article": sheet.article,
        "digest": sheet.digest,
        "passages": _written(sheet.marks),
    }
    if sheet.unplaced:
        plain["unplaced"] = _written(sheet.unplaced)
    _forget_others((*sheet.marks, *sheet.unplaced))
    return yamlwriter.emit(plain)


def _forget_others(marks: tuple[Mark, ...]) -> None:
    """Let go of others if too many are known: a sheet of any size is known when it is written again."""
    if len(_known) > KNOWN + len(marks):
        for mark in _known.keys() - {id(mark) for mark in marks}:
            _known.pop(mark, None)  # another thread may forget it, too


def _written(marks: Iterable[Mark]) -> Written:
    return Written([_emitted(mark) for mark in marks])


def _emitted(mark: Mark) -> str:
    found = _known.get(id(mark))
    if found is None:
        found = _known[id(mark)] = mark, yamlwriter.item(_plain_mark(mark))
    return found[1]


def _article(fields: Fields) -> str:
    article = fields.text("article")
    if not article:
        fields.fail("article is empty", "write the name of the article below seeds/", "article")
    return article


def _mark(fields: Fields) -> Mark:
    fields.only(_MARK)
    fields.need(_NEEDED)
    start, end = fields.whole("start"), fields.whole("end")
    if start >= end:
        fields.fail(f"passage {start}-{end} is empty or backwards", "end is exclusive and after start", "end")
    mark = Mark(
        start,
        end,
        fields.text("quote"),
        fields.text("prefix"),
        fields.text("suffix"),
        cast(State, fields.choice("state", _STATES)),
        fields.time("at"),
        _decisions(fields, "themes"),
        _decisions(fields, "not"),
        fields.text("memo", ""),
        fields.flag("restored"),
        cast(Audit, fields.choice("audit", _AUDITS)) if "audit" in fields.block else "",
    )
    _agree(fields, mark)
    return mark


def _agree(fields: Fields, mark: Mark) -> None:
    """Refuse a mark that contradicts itself."""
    if mark.themes and mark.state != "labelled":
        fields.fail(f"state {mark.state} but it has themes", "state: labelled, or delete the themes", "state")
    if mark.state == "labelled" and not mark.themes:
        fields.fail("state labelled but it has no themes", "state: untouched, or add the theme", "state")
    for decision in mark.rejected:
        if mark.has(decision.theme):
            theme = decision.theme[:40]
            fields.fail(f"theme {theme!r} both applies and does not", "delete it from themes or not", "not")


def _decisions(fields: Fields, key: str) -> tuple[Decision, ...]:
    decisions: dict[str, Decision] = {}
    for item in fields.items(key):
        item.only(_DECISION)
        theme = item.text("theme")
        if not theme or theme in decisions:
            what = f"theme {theme[:40]!r} twice" if theme else "theme is empty"
            item.fail(what, "delete one of the two" if theme else "write the id of a theme", "theme")
        origin = cast(Origin, item.choice("from", _ORIGINS))
        decisions[theme] = Decision(theme, origin, item.time("at"), _probability(item))
    return tuple(decisions.values())


def _probability(fields: Fields) -> float | None:
    if "p" not in fields.block:
        return None
    value = fields.text("p")
    if not _PROBABILITY.fullmatch(value) or float(value) > 1:
        fields.fail(f"p is not a probability: {value[:20]!r}", "write a number from 0 to 1", "p")
    return float(value)


def _plain_mark(mark: Mark) -> dict[str, Plain]:
    plain: dict[str, Plain] = {
        "start": mark.start,
        "end": mark.end,
        "quote": mark.quote,
        "prefix": mark.prefix,
        "suffix": mark.suffix,
        "state": mark.state,
    }
    if mark.at:
        plain["at"] = mark.at
    if mark.themes:
        plain["themes"] = [_plain_decision(decision) for decision in mark.themes]
    if mark.rejected:
        plain["not"] = [_plain_decision(decision) for decision in mark.rejected]
    if mark.memo:
        plain["memo"] = mark.memo
    if mark.restored:
        plain["restored"] = True
    if mark.audit:
        plain["audit"] = mark.audit
    return plain


def _plain_decision(decision: Decision) -> dict[str, Plain]:
    plain: dict[str, Plain] = {"theme": decision.theme, "from": decision.origin}
    if decision.at:
        plain["at"] = decision.at
    if decision.p is not None:
        plain["p"] = decision.p
    return plain


def storable_request(asked: Request) -> Request:
    """The request as its file can hold it, so that the mark in memory equals the one that is read back."""
    intent = asked.intent
    if isinstance(intent, SetMemo):
        intent = replace(intent, memo=storable(intent.memo))
    if isinstance(intent, SetTheme | Reject):
        p = intent.p
        if p is not None:
            p = round(min(max(p, 0.0), 1.0), DIGITS) if p == p else None  # noqa: PLR0124 - not a number
        intent = replace(intent, theme=storable(intent.theme), p=p)
    return replace(
        asked,
        article=storable(asked.article),
        quote=storable(asked.quote),
        prefix=storable(asked.prefix),
        suffix=storable(asked.suffix),
        intent=intent,
    )
