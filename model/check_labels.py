"""What is wrong between a label file that can be read, its article and the codebook."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from model.coding import strictyaml
from model.coding.anchor import Anchored
from model.coding.codebook import Codebook
from model.coding.marks import Mark, Sheet
from model.coding.strictyaml import Block, Items, storable
from model.errors import RubricateError
from model.opened import anchored
from model.reading import files
from model.reading.article import Article

Problem = RubricateError
"""What is wrong, in which file (named from the project's folder) and line, and the cure."""


def sheet_problems(
    root: Path, file: str, sheet: Sheet, article: Article | None, codebook: Codebook | None
) -> Iterator[Problem]:
    """The problems of the label file `file` of the project at `root`.

    Args:
        root: the project's folder.
        file: the file's name from there.
        sheet: what it holds.
        article: as it is now; None where it can't be read.
        codebook: None where it can't be read: then no theme can be called unknown.
    """
    lines = _Lines(root, file)
    if codebook is not None:
        yield from _unknown_themes(lines, sheet, codebook)
    if article is None:
        return
    now = anchored(sheet, article)
    if article.digest != sheet.digest:
        number = len(sheet.marks) + len(sheet.unplaced)
        counts = f"{len(now.sheet.marks)} of {number} labelled passages found again"
        what = f"the article has changed since it was labelled: {counts}"
        yield Problem(what, file=file, line=lines.digest, cure=_mends(file, "writes their new places"))
    else:
        yield from _misplaced(lines, sheet, article)
    yield from _unplaced(lines, now)


def _mends(file: str, what: str) -> str:
    """The cure that only the coder whose file it is should take."""
    return f"rubricate check --repair --coder {file.split('/')[1]} {what}"


def _unknown_themes(lines: _Lines, sheet: Sheet, codebook: Codebook) -> Iterator[Problem]:
    for mark in (*sheet.marks, *sheet.unplaced):
        for decision in (*mark.themes, *mark.rejected):
            if codebook.get(decision.theme) is None:
                yield lines.problem(
                    mark,
                    f"unknown theme {decision.theme[:40]!r}",
                    "correct its id, or put the theme back into labels/codebook.yaml",
                    theme=decision.theme,
                )


def _misplaced(lines: _Lines, sheet: Sheet, article: Article) -> Iterator[Problem]:
    """Marks made for this very text that are not where they say."""
    wrong = [mark for mark in sheet.marks if not stands(mark, article.text)]
    if not wrong:
        return
    found = {mark.memo for mark in looked_up(sheet, wrong, article).sheet.marks}
    for number, mark in enumerate(wrong):
        cure = "correct start and end, or the quote"
        if str(number) in found:
            cure = _mends(lines.file, "puts it where its quote stands")
        if mark.end > len(article.text):
            what = f"passage {mark.start}-{mark.end} is outside the article ({len(article.text)} characters)"
            yield lines.problem(mark, what, cure)
        else:
            yield lines.problem(
                mark, f"quote is not what stands at {mark.start}-{mark.end}", cure, key="quote"
            )


def looked_up(sheet: Sheet, wrong: list[Mark], article: Article) -> Anchored:
    """Where marks belong that are not where they say; the memo of each is its number in `wrong`."""
    numbered = tuple(replace(mark, memo=str(number)) for number, mark in enumerate(wrong))
    return anchored(Sheet(sheet.article, "", numbered), article)


def _unplaced(lines: _Lines, now: Anchored) -> Iterator[Problem]:
    for one in now.unsure:
        place = f"{one.place.start}-{one.place.end}"
        what = f"a labelled passage may be at {place} now (similarity {one.place.score:.0f} of 100)"
        yield lines.problem(one.mark, what, _mends(lines.file, "asks whether it is"))
    for mark in now.orphans:
        what = "a labelled passage is not in the article any more"
        cure = "label the passage that took its place, then delete this entry; or put its text back"
        yield lines.problem(mark, what, cure)


def stands(mark: Mark, text: str) -> bool:
    """Whether the quote of a mark is what stands there."""
    return storable(text[mark.start : mark.end]) == mark.quote


class _Lines:
    """Where things stand in a label file; it is read again for that, and only when something is wrong."""

    def __init__(self, root: Path, file: str) -> None:
        self.file = file
        self._root = root
        self._block: Block | None = None

    def problem(self, mark: Mark, what: str, cure: str, *, key: str = "start", theme: str = "") -> Problem:
        """The problem of a mark: of one of its keys, or of a theme in one of its lists."""
        return Problem(what, file=self.file, line=self._of(mark, key, theme), cure=cure)

    @property
    def digest(self) -> int | None:
        """The line of the digest."""
        return self._read().lines.get("digest")

    def _read(self) -> Block:
        if self._block is None:
            try:
                data = files.read_bytes(self._root / self.file, strictyaml.MAX_BYTES, self._root)
                self._block = strictyaml.read(data, self.file, ended=True)
            except (RubricateError, OSError):  # changed meanwhile: then there are no lines to tell
                self._block = Block()
        return self._block

    def _of(self, mark: Mark, key: str, theme: str) -> int | None:
        for item in (*_blocks(self._read(), "passages"), *_blocks(self._read(), "unplaced")):
            same = (item.get("start"), item.get("end"), item.get("quote"))
            if same == (str(mark.start), str(mark.end), mark.quote):
                for decision in (*_blocks(item, "themes"), *_blocks(item, "not")):
                    if theme and decision.get("theme") == theme:
                        return decision.line
                return item.lines.get(key, item.line)
        return None


def _blocks(block: Block, key: str) -> Iterator[Block]:
    items = block.get(key)
    if isinstance(items, Items):
        yield from (item for item in items if isinstance(item, Block))
