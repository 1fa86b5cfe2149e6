"""Makes the picture of the README by running the program itself on the sample project: `make picture`."""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ARTICLE = "2021-08-18-victory-with-a-price.txt"


async def picture(target: Path, size: tuple[int, int], theme: str, keys: str) -> None:
    """Open the article as the sample coder, press `keys`, wait for suggestions, write the screen as SVG."""
    from model.project import Project
    from tui.app import RubricateApp

    project = Project.open(ROOT, "sample")
    project.refresh()
    app = RubricateApp(project)
    async with app.run_test(size=size) as pilot:
        app.theme = theme
        for _ in range(600):
            await pilot.pause(0.05)
            if project.suggestions.status() is not None:
                break
        await app.read_article(ARTICLE)
        await pilot.pause(0.5)
        await pilot.press(*keys.split())
        await pilot.pause(1.0)
        target.write_text(app.export_screenshot(title="rubricate"), encoding="utf-8")
    app.finish()


def main() -> None:
    """`docs/picture.py [FILE [WIDTH HEIGHT THEME [KEYS]]]`; without arguments the picture of the README."""
    given = sys.argv[1:]
    target = Path(given[0]) if given else ROOT / "docs" / "reader.svg"
    size = (int(given[1]), int(given[2])) if len(given) > 2 else (120, 36)
    theme = given[3] if len(given) > 3 else "rubricate-light"
    keys = given[4] if len(given) > 4 else "j j n e"
    with tempfile.TemporaryDirectory() as home:
        os.environ["XDG_CACHE_HOME"] = os.environ["XDG_STATE_HOME"] = home
        asyncio.run(picture(target, size, theme, keys))


if __name__ == "__main__":
    main()
