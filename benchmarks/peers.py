"""Other programs to measure beside ours, each in an environment of its own, and what they open."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
import zipfile
from collections.abc import Mapping
from pathlib import Path

from benchmarks.corpora import Writer
from benchmarks.projects import say

TITLE = "SAMPLE"
"""What is on the first screen of every sample, and on the last of one that is shown from its end."""
SHORT, LONG = 10, 5000
"""Passages of the samples that are read as a page, and of those that are read line by line."""


def install(peers: Mapping[str, str], folder: Path) -> set[str]:
    """The names of those that are there; what can't be installed is said and left out.

    Args:
        peers: name and pinned requirement.
        folder: where the environments are made, one a peer: they ask for different versions of Textual.
    """
    return {name for name, requirement in peers.items() if _install(requirement, folder / name)}


def _install(requirement: str, place: Path) -> bool:
    done = place / ".installed"
    if done.exists() and done.read_text(encoding="utf-8") == requirement:
        return True
    say(f"installing {requirement}")
    try:
        venv.create(place, clear=True, with_pip=True)
        command = [str(place / "bin/python"), "-m", "pip", "install", "--quiet", requirement]
        # `make` pins what this project needs, which is not what they need.
        env = {name: value for name, value in os.environ.items() if not name.endswith("_CONSTRAINT")}
        subprocess.run(command, check=True, stdout=sys.stderr, env=env)  # noqa: S603 - pinned in cases.toml
    except (OSError, subprocess.CalledProcessError) as error:
        say(f"{requirement} can't be installed here: {error}")
        return False
    done.write_text(requirement, encoding="utf-8")
    return True


def samples(folder: Path) -> None:
    """The same made-up text as a page of Markdown, a book, and lines."""
    folder.mkdir(parents=True, exist_ok=True)
    writer = Writer()
    passages = [writer.passage(writer.theme()) for _ in range(LONG)]
    short = passages[:SHORT]
    (folder / "sample.md").write_text("\n\n".join([f"# {TITLE}", *short]) + "\n", encoding="utf-8")
    (folder / "sample.txt").write_text("\n".join([TITLE, *passages, TITLE]) + "\n", encoding="utf-8")
    _book(folder / "sample.epub", short)


def _book(path: Path, passages: list[str]) -> None:
    """The smallest EPUB (2.0) of one chapter."""
    paragraphs = "".join(f"<p>{passage}</p>" for passage in passages)
    html = f"<h1>{TITLE}</h1>{paragraphs}"
    parts = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"'
        ' version="1.0"><rootfiles><rootfile full-path="book.opf"'
        ' media-type="application/oebps-package+xml"/></rootfiles></container>',
        "book.opf": '<package version="2.0" xmlns="http://www.idpf.org/2007/opf" unique-identifier="id">'
        '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Sample</dc:title>'
        '<dc:identifier id="id">sample</dc:identifier><dc:language>en</dc:language></metadata>'
        '<manifest><item id="one" href="one.xhtml" media-type="application/xhtml+xml"/>'
        '<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/></manifest>'
        '<spine toc="ncx"><itemref idref="one"/></spine></package>',
        "toc.ncx": '<ncx version="2005-1" xmlns="http://www.daisy.org/z3986/2005/ncx/"><head/>'
        "<docTitle><text>Sample</text></docTitle><navMap><navPoint id='one' playOrder='1'>"
        '<navLabel><text>One</text></navLabel><content src="one.xhtml"/></navPoint></navMap></ncx>',
        "one.xhtml": '<html xmlns="http://www.w3.org/1999/xhtml"><head><title>One</title></head>'
        f"<body>{html}</body></html>",
    }
    with zipfile.ZipFile(path, "w") as file:
        for name, text in parts.items():
            file.writestr(name, text)
