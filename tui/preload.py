"""What the first paint does not need, imported once it is done: the first `enter` must not wait for it.

In the app's own thread, piece by piece while nobody types: a thread beside it would take turns with every
key. The queue, the codebook and the model are imported when they are first shown.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from importlib import import_module

REST = (
    "model.coding.marks",
    "model.reading.article",
    "model.suggestions",
    "tui.answers",
    "model.coding.strictyaml",
    "model.coding.codebook",
    "model.opened",
    "tui.widgets.margin",
    "tui.widgets.article_lines",
    "tui.widgets.article_view",
    "tui.screens.article_screen",
    "tui.screens.finder",
    "tui.screens.labelling",
    "tui.screens.reader",
    "tui.learning",
    "tui.saving",
    "model.coding.disk",
    "model.coding.sheets",
    "model.coding.store",
    "model.reading.sources",
    "tui.crew",
    "model.coding.journal",
    "model.storage",
    "model.refresh",
)
"""What an article and its labels need, each after what it imports itself: none takes longer than a frame."""


async def preload(quiet: Callable[[], Awaitable[object]], modules: Iterable[str] = REST) -> None:
    """Import the rest; `quiet` is waited for before each piece."""
    for name in modules:
        await quiet()
        import_module(name)
