"""The two looks: parchment and ink, with rubric red where the eye should go."""

from __future__ import annotations

from textual.theme import Theme

from tui import look

DARK = Theme(
    name=look.DARK,
    dark=True,
    primary="#e0604c",
    secondary="#c9a86a",
    accent="#e0604c",
    foreground="#e6ddcd",
    background="#191714",
    surface="#211e1a",
    panel="#2b2722",
    success="#9db982",
    warning="#d9a441",
    error="#ff7a68",
    variables={
        "text-muted": "#a2988a",
        "block-cursor-background": "#4a3b30",
        "block-cursor-foreground": "#fff6e6",
        "block-cursor-text-style": "none",
        "block-cursor-blurred-background": "#332c26",
        "block-cursor-blurred-foreground": "#e6ddcd",
        "input-selection-background": "#e0604c 35%",
        "input-cursor-background": "#e6ddcd",
        "footer-key-foreground": "#e0604c",
        "border": "#e0604c",
        "border-blurred": "#4a433a",
    },
)

LIGHT = Theme(
    name=look.LIGHT,
    dark=False,
    primary="#a8281a",
    secondary="#7a5c1e",
    accent="#a8281a",
    foreground="#2a241c",
    background="#f8f3e8",
    surface="#f1eadb",
    panel="#e7decb",
    success="#3f6b2a",
    warning="#8a5a00",
    error="#b00020",
    variables={
        "text-muted": "#6a6153",
        "block-cursor-background": "#e6cfb4",
        "block-cursor-foreground": "#1c1610",
        "block-cursor-text-style": "none",
        "block-cursor-blurred-background": "#ece0cb",
        "block-cursor-blurred-foreground": "#2a241c",
        "input-selection-background": "#a8281a 25%",
        "input-cursor-background": "#2a241c",
        "footer-key-foreground": "#a8281a",
        "border": "#a8281a",
        "border-blurred": "#c9bda5",
    },
)

THEMES = (DARK, LIGHT)
