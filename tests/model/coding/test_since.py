from __future__ import annotations

import pytest

from model.coding.since import existed


@pytest.mark.parametrize(
    ("since", "at", "expected"),
    [
        ("", "", True),
        ("", "2026-01-01T00:00:00Z", True),
        ("2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z", True),
        ("2026-01-01T00:00:01Z", "2026-01-01T00:00:00Z", False),
        ("2026-01-01", "2026-01-01T00:00:00Z", True),
        ("2026-01-01T01:30:00+02:00", "2026-01-01T00:00:00Z", True),
        ("2026-01-01T00:00:00-02:00", "2026-01-01T01:00:00Z", False),
        ("2026-01-01T00:00:00", "2026-01-01T00:00:00Z", True),
        ("unknown", "2026-01-01T00:00:00Z", False),
        ("2026-01-01T00:00:00Z", "", False),
    ],
)
def test_a_theme_existed_from_its_since_on(since: str, at: str, expected: bool) -> None:
    assert existed(since, at) is expected
