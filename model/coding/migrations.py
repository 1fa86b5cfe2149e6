"""Earlier versions of the file formats, brought to the present one step after the other. Pure.

A step is registered under the version that it starts from: it takes the mapping of a file of that version and
gives that of the next. Steps never change afterwards, so that old studies open for ever. A file is written in
the present version by the next operation on it.

Version 1 is the first. Keys that a file may have and need not (`unplaced`) are no new version.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from model.coding.strictyaml import Block
from model.errors import FormatError

VERSION = 1
"""Version of the file formats that this program writes: `rubricate: 1`."""

Step = Callable[[Block], Block]
"""From the mapping of a file to that of the next version. It changes nothing in place."""

SHEETS: Mapping[int, Step] = {}
"""Steps for label files, by the version that they start from."""
CODEBOOKS: Mapping[int, Step] = {}
"""Steps for the codebook."""

_KEY = "rubricate"
_WHOLE = re.compile(r"[0-9]{1,9}")


def upgrade(block: Block, file: str, steps: Mapping[int, Step], newest: int = VERSION) -> Block:
    """The mapping of a file in the present version.

    Args:
        block: the whole file, of any version.
        file: its name, for errors.
        steps: one for each version before `newest` that can still be read.
        newest: the present version.

    Raises:
        FormatError: it has no version, one that is newer than this program, or one that was never written.
    """
    line = block.lines.get(_KEY, block.line)
    if _KEY not in block:
        raise FormatError(f"{_KEY} is missing", file=file, line=line, cure=f"add a line {_KEY}: {newest}")
    said = block[_KEY]
    version = int(said) if isinstance(said, str) and _WHOLE.fullmatch(said) else -1
    if version > newest:
        what = f"format version {version} is newer than this program, which knows {newest}"
        raise FormatError(what, file=file, line=line, cure="update Rubricate")
    if version != newest and version not in steps:
        what = f"no format version: {said[:20]!r}" if isinstance(said, str) else "no format version"
        raise FormatError(what, file=file, line=line, cure=f"write {_KEY}: {newest}")
    for number in range(version, newest):
        block = _numbered(steps[number](block), number + 1)
    return block


def _numbered(block: Block, version: int) -> Block:
    made = Block(block.line)
    made.update(block)
    made.lines = {_KEY: block.line, **block.lines}
    made[_KEY] = str(version)
    return made
