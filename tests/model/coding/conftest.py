"""Drawn examples have no deadline: a busy machine is not a fault."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("rubricate", deadline=None)
settings.load_profile("rubricate")
