"""Digests are those of `hashlib`, whoever computes them."""

from __future__ import annotations

import hashlib
import subprocess
import sys

import pytest

from model import digests


@pytest.fixture(params=[0, 1 << 20], ids=["of OpenSSL", "of Python's own"])
def long(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both ways."""
    monkeypatch.setattr(digests, "LONG", request.param)


@pytest.mark.usefixtures("long")
@pytest.mark.parametrize("data", [b"", b"abc", bytes(range(256)) * 9])
def test_they_are_those_of_hashlib(data: bytes) -> None:
    assert digests.sha256(data) == hashlib.sha256(data).digest()
    assert digests.blake2b(data, 8, b"key", b"who") == (
        hashlib.blake2b(data, digest_size=8, key=b"key", person=b"who").digest()
    )


def test_a_python_without_its_own_uses_hashlib(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(digests, "_OWN", {"sha256": ("no_such_module",), "blake2b": ("sys",)})
    digests._made.cache_clear()
    try:
        assert digests.sha256(b"abc") == hashlib.sha256(b"abc").digest()
        assert digests.blake2b(b"abc", 16) == hashlib.blake2b(b"abc", digest_size=16).digest()
    finally:
        digests._made.cache_clear()


def test_openssl_is_not_imported_for_a_few_bytes() -> None:
    script = "from model.digests import *; sha256(b''), blake2b(b'', 8)"
    script += "; import sys; assert 'hashlib' not in sys.modules"
    subprocess.run([sys.executable, "-P", "-c", script], check=True, timeout=60)


def test_for_very_many_short_ones_openssl_is_worth_its_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    ready: set[str] = set()
    monkeypatch.setattr(digests, "_ready", ready)
    asked: list[bool] = []
    real = digests._made

    def made(name: str, short: bool) -> object:
        asked.append(short)
        return real(name, short)

    monkeypatch.setattr(digests, "_made", made)
    digests.expect(digests.MUCH - 1)
    assert digests.sha256(b"abc") == hashlib.sha256(b"abc").digest()
    digests.expect(digests.MUCH)
    digests.expect(0)
    assert digests.sha256(b"abc") == hashlib.sha256(b"abc").digest()
    assert asked == [True, False]
