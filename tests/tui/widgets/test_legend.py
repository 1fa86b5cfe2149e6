"""The legend below a small page keeps every key, and names before counts."""

from __future__ import annotations

from textual.app import App, ComposeResult

from model.coding.codebook import Theme
from tui.widgets.legend import FLOW, Legend

NAMES = ["Proxy support", "Spillover militancy", "War and order", "Refugees", "Border and movement"]
NAMES += [
    "Relations abroad",
    "India factor",
    "Peace talks",
    "Public opinion",
    "Civil and military",
    "Economy",
]
THEMES = tuple(Theme(name.lower(), name, key) for name, key in zip(NAMES, "pswrcaidhfl", strict=True))


class Shown(App[None]):
    """A legend below an empty page."""

    def compose(self) -> ComposeResult:
        """The legend alone."""
        yield Legend()


async def lines(width: int, themes: tuple[Theme, ...]) -> list[str]:
    """What the legend says at a width."""
    app = Shown()
    async with app.run_test(size=(width, FLOW)) as pilot:
        legend = app.query_one(Legend)
        legend.styles.height = FLOW
        legend.show(themes, {theme.id: 12 for theme in themes}, frozenset())
        await pilot.pause()
        return [legend.render_line(y).text for y in range(FLOW)]


async def test_few_themes_show_their_counts() -> None:
    assert "p Proxy support 12" in (await lines(80, THEMES[:3]))[0]


async def test_with_many_themes_counts_give_way_so_that_names_can_be_told() -> None:
    said = " ".join(await lines(80, THEMES))
    assert "12" not in said
    for theme in THEMES:
        assert f" {theme.key} {theme.name[:7]}" in said


async def test_every_key_stays_however_narrow() -> None:
    said = "".join(await lines(24, THEMES)).split()
    assert said == [theme.key for theme in THEMES]
