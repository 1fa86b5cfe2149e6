"""Which passages belong to the audit sample: told by the passage itself, so that nothing has to be kept.

Every passage has a number drawn by hashing its article's id and its text. The lowest tenth of all numbers is
the sample: uniform, the same for every coder and on every computer, the same after other passages were
edited, and to be checked by anyone. See docs/decisions/0009.
"""

from __future__ import annotations

from typing import Literal

from model.digests import blake2b

Audit = Literal["", "blind", "assisted"]
"""Not of the sample; decided without suggestions on the screen; decided with them."""

SHARE = 0.1
"""Share of all passages in the sample."""
SCALE = 1 << 64
_BLIND = 0x01
"""The bit of a number that says how its passage is shown; the comparison with SHARE looks at higher ones."""


def number(article: str, text: str) -> int:
    """The number of a passage, from 0 to SCALE - 1; the sample is gone through from the lowest on."""
    content = f"{article}\0{text}".encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(content, 8, person=b"rubricate audit"), "big")


def kind(drawn: int) -> Audit:
    """How the passage with this number is audited: every other one of the sample is shown blind."""
    if drawn >= SHARE * SCALE:
        return ""
    return "blind" if drawn & _BLIND else "assisted"
