"""The one way by which strings from outside reach the screen: safe first, and never as markup."""

from __future__ import annotations

from rich.segment import Segment
from rich.style import Style
from textual.content import Content

from model.safetext import safe, safe_line


def shown(text: str) -> str:
    """`text` as the screen can show it, one code point for one; line feeds stay."""
    return safe(text)


def one_line(text: str) -> str:
    """`text` as the screen can show it in one line, one code point for one."""
    return safe_line(text)


def content(text: str, style: str = "") -> Content:
    """`text` for a Textual widget, with one of Textual's style strings for all of it."""
    return Content.styled(safe(text), style)


def segment(text: str, style: Style | None = None) -> Segment:
    """`text` for a strip, as one line."""
    return Segment(safe_line(text), style)
