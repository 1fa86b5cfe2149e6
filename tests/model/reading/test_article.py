"""Ranges that are kept as numbers behave like tuples of ranges."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from model.reading.article import Span, Spans

_offsets = st.lists(st.integers(0, 60), unique=True, max_size=20).map(sorted)
_apart = _offsets.map(
    lambda offsets: [Span(*pair) for pair in zip(offsets[::2], offsets[1::2], strict=False)]
)


@given(_apart, st.data())
def test_a_few_ranges_come_into_their_places(spans: list[Span], data: st.DataObject) -> None:
    others = data.draw(st.lists(st.sampled_from(spans), unique=True)) if spans else []
    rest = Spans.of(span for span in spans if span not in others)
    assert rest.with_others(others) == Spans.of(spans)
    assert len(rest) == len(spans) - len(others)


@given(_apart, st.slices(12))
def test_they_are_counted_from_both_ends_and_cut(spans: list[Span], cut: slice) -> None:
    kept = Spans.of(spans)
    assert list(kept) == spans
    assert list(reversed(kept)) == spans[::-1]
    assert [kept[place - len(spans)] for place in range(len(spans))] == spans
    assert [kept.place(*span) for span in spans] == list(range(len(spans)))
    assert {kept.place(span.start, span.end + 1) for span in spans} <= {None}
    assert kept[cut] == tuple(spans[cut])
    assert (kept == Spans.of([*spans, Span(70, 71)]), kept == spans) == (False, False)
