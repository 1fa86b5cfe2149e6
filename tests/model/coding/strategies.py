"""What hypothesis draws from: hostile texts, marks, sheets, codebooks."""

from __future__ import annotations

from hypothesis import strategies as st

from model.coding.codebook import COLOURS, Codebook, Theme, is_key
from model.coding.marks import (
    Decision,
    Intent,
    Mark,
    Reject,
    Request,
    Restore,
    SetMemo,
    SetState,
    SetTheme,
    Sheet,
)

HOSTILE = [
    *(
        "",
        " ",
        "  lead",
        "trail ",
        "\t",
        "a\tb",
        "\n",
        "a\nb\n",
        "\r\n",
        "no",
        "No",
        "y",
        "~",
        "null",
        "true",
    ),
    *("12:30", "1e3", "0x1F", "1_000", "2024-01-01", "2024-01-01T10:00:00Z", ".inf", "-", "- a", "-5", "+1"),
    *("a: b", "a:", ": a", "a #b", "#a", "...", "---", "... ", "'", '"', 'a"b', "a'b", "\\", "\\n", "!tag"),
    *("&a", "*a", "<<", "%YAML", "@at", "`tick", "[a", "{a", "]", "}", ",", "?", "? a", "|", ">", "a\x85b"),
    *("\u2028", "a\u2029b", "\xa0", "\ufeff", "\U0001f600", "\x00", "\x1b[31m", "\x7f", "\x9b", "\ud800"),
    *("\u202eabc", "\ufffe", "\uffff", "[" * 100, "{ " * 100, "=" * 7, "<<<<<<< HEAD", ">>>>>>> x", "a" * 81),
    *(
        "\u0928\u0940",
        "\u200d",
        "\xad",
        "e\u0301",
        "=",
        "word (more) #1",
        "key: ",
        "yes ",
        "Off",
        "x:",
        "a ,b",
    ),
]

texts = st.one_of(st.sampled_from(HOSTILE), st.text(st.characters(), max_size=40), st.text(max_size=200))
"""Any str, lone surrogates included."""
storable_texts = texts.filter(lambda text: not any("\ud800" <= c <= "\udfff" for c in text))
themes = st.sampled_from(["aid", "border", "no", "12:30", "Flucht-2", "\u96e3\u6c11"])
times = st.sampled_from(["", "2025-01-31T12:00:00Z", "2024-02-29", "1999-12-31T23:59Z"])
probabilities = st.none() | st.floats(0, 1).map(lambda p: round(p, 4))
decisions = st.builds(Decision, themes, st.sampled_from(["hand", "suggestion"]), times, probabilities)

audits = st.sampled_from(["", "blind", "assisted"])


@st.composite
def marks(draw: st.DrawFn) -> Mark:
    """A mark that says something and does not contradict itself."""
    start = draw(st.integers(0, 300))
    both = draw(st.lists(decisions, max_size=4, unique_by=lambda decision: decision.theme))
    cut = draw(st.integers(0, len(both)))
    applying, rejected = tuple(both[:cut]), tuple(both[cut:])
    return Mark(
        start,
        start + draw(st.integers(1, 300)),
        draw(storable_texts),
        draw(storable_texts),
        draw(storable_texts),
        "labelled" if applying else draw(st.sampled_from(["untouched", "skipped", "none"])),
        draw(times),
        applying,
        rejected,
        draw(storable_texts),
        draw(st.booleans()),
        draw(audits),
    )


@st.composite
def sheets(draw: st.DrawFn) -> Sheet:
    """A sheet of up to six marks."""
    drawn = draw(st.lists(marks(), max_size=6, unique_by=lambda mark: (mark.start, mark.end)))
    kept = sorted((mark for mark in drawn if not mark.empty), key=lambda mark: (mark.start, mark.end))
    article = draw(storable_texts.filter(bool))
    left = [mark for mark in draw(st.lists(marks(), max_size=2)) if not mark.empty]
    left.sort(key=lambda mark: (mark.start, mark.end, mark.quote))
    return Sheet(article, draw(storable_texts), tuple(kept), tuple(left))


intents: st.SearchStrategy[Intent] = st.one_of(
    st.builds(SetTheme, themes, st.booleans(), st.sampled_from(["hand", "suggestion"]), probabilities),
    st.builds(Reject, themes, st.sampled_from(["hand", "suggestion"]), probabilities),
    st.builds(SetState, st.sampled_from(["none", "skipped", "untouched"])),
    st.builds(SetMemo, storable_texts),
    st.builds(Restore, st.booleans()),
)


@st.composite
def requests(draw: st.DrawFn) -> Request:
    """A request for one of few ranges, so that several meet."""
    start = draw(st.integers(0, 2))
    end = start + draw(st.integers(1, 2))
    return Request("a.txt", "d", start, end, "quote", "before", "after", draw(intents), draw(audits))


@st.composite
def codebooks(draw: st.DrawFn) -> Codebook:
    """A valid codebook of up to six themes."""
    ids = draw(st.lists(st.from_regex(r"[a-z][a-z0-9_.-]{0,8}", fullmatch=True), max_size=6, unique=True))
    letters = st.characters(categories=["Ll", "Lu", "Lo"]).filter(is_key)
    keys = draw(st.lists(letters, min_size=len(ids), max_size=len(ids), unique=True))
    names = st.text(st.characters(categories=["L", "N", "P"]), min_size=1, max_size=20)
    return Codebook(
        tuple(
            Theme(
                theme_id,
                draw(names),
                draw(st.sampled_from([key, ""])),
                draw(st.sampled_from([*COLOURS, ""])),
                draw(storable_texts),
                draw(storable_texts),
                draw(storable_texts),
                draw(times),
                parent=draw(st.sampled_from(["", *ids[:i]])),
                archived=draw(st.booleans()),
                merged_into=draw(st.sampled_from(["", *ids[:i]])),
            )
            for i, (theme_id, key) in enumerate(zip(ids, keys, strict=True))
        )
    )
