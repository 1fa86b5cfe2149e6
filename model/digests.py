"""Digests by Python's own code where it has any: `hashlib` brings OpenSSL, half a megabyte of memory.

Python's `random` does the same. For much data OpenSSL is several times faster, so that goes to `hashlib`.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import cache
from importlib import import_module
from typing import Any

LONG = 1 << 20
"""Bytes from which on OpenSSL is worth its memory."""
_OWN = {"sha256": ("_sha2", "_sha256"), "blake2b": ("_blake2",)}
"""Where Python 3.12 and later have them, and where 3.11 has them."""


def sha256(data: bytes) -> bytes:
    """SHA-256 of `data`, 32 bytes (FIPS 180-4)."""
    made: bytes = _made("sha256", len(data) < LONG)(data).digest()
    return made


def blake2b(data: bytes, size: int, key: bytes = b"", person: bytes = b"") -> bytes:
    """BLAKE2b of `data`, `size` bytes (RFC 7693)."""
    made: bytes = _made("blake2b", True)(data, digest_size=size, key=key, person=person).digest()
    return made


@cache
def _made(name: str, short: bool) -> Callable[..., Any]:
    for module in _OWN[name] if short else ():
        with suppress(ImportError, AttributeError):
            return getattr(import_module(module), name)  # type: ignore[no-any-return]
    return getattr(import_module("hashlib"), name)  # type: ignore[no-any-return]
