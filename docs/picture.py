"""Makes the picture of the README by running the program itself on the sample project: `make picture`."""

from __future__ import annotations

import argparse
import asyncio
import os
import tempfile
from pathlib import Path

from model.project import Project
from tui.app import RubricateApp

ROOT = Path(__file__).resolve().parent.parent
ARTICLE = "2021-08-18-victory-with-a-price.txt"
PATIENCE = 30.0
"""Seconds to wait for the first suggestions."""


def arguments() -> argparse.Namespace:
    """What is on the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path, nargs="?", default=ROOT / "docs" / "reader.svg")
    parser.add_argument("--columns", type=int, default=120)
    parser.add_argument("--rows", type=int, default=36)
    parser.add_argument("--theme", default="rubricate-light", help="rubricate-light or rubricate-dark")
    parser.add_argument("--keys", default="n", help="keys to press in the reader, a space between them")
    return parser.parse_args()


async def picture(args: argparse.Namespace) -> None:
    """Open the article as the sample coder, press the keys, and write the screen as SVG."""
    project = Project.open(ROOT, "sample")
    project.refresh()
    app = RubricateApp(project)
    try:
        async with app.run_test(size=(args.columns, args.rows)) as pilot:
            app.theme = args.theme
            waited = 0.0
            while project.suggestions.status() is None and waited < PATIENCE:
                await pilot.pause(0.1)
                waited += 0.1
            await app.read_article(ARTICLE)
            await pilot.pause(0.5)
            await pilot.press(*args.keys.split())
            await pilot.pause(1.0)
            args.file.write_text(app.export_screenshot(title="rubricate"), encoding="utf-8")
    finally:
        app.finish()


def main() -> None:
    """Nothing of the user's own is read or written."""
    with tempfile.TemporaryDirectory() as home:
        os.environ["XDG_CACHE_HOME"] = os.environ["XDG_STATE_HOME"] = home
        asyncio.run(picture(arguments()))


if __name__ == "__main__":
    main()
