"""From the names of articles and coders to the names of files, which can't leave their folder.

There is no way back and none is needed: a label file says itself which article it belongs to. Distinct
articles get distinct files, also where the file system ignores case in the ids of a `.jsonl` file.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata

SUFFIX = ".yaml"
MAX_SEGMENT = 180
"""Length of a folder or file name in bytes, before SUFFIX; file systems allow 255."""
MAX_SLUG = 40

_KEPT = frozenset("-_.,+=@#() ")
_RESERVED = re.compile(
    r"(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|\Z)", re.IGNORECASE
)
_BROKEN = re.compile(r"%[0-9A-F]?\Z")


def slug(text: str) -> str:
    """`text` as a name for an id or a folder: lower case letters, digits and hyphens, at most MAX_SLUG long.

    Accents go from Latin letters; other scripts stay. Empty where nothing is left.
    """
    out: list[str] = []
    for character in unicodedata.normalize("NFC", text).casefold():
        base = unicodedata.normalize("NFKD", character)[:1]
        letter = base if base.isascii() and base.isalnum() else character
        out.append(letter if letter.isalnum() or unicodedata.category(letter)[0] == "M" else "-")
    joined = unicodedata.normalize("NFC", re.sub("-+", "-", "".join(out)).strip("-"))
    return joined[:MAX_SLUG].strip("-")


def is_coder(name: str) -> bool:
    """Whether `name` is fit to be a coder's folder: lower case letters, digits, `-` and `_`."""
    fit = re.fullmatch(rf"\w[\w-]{{0,{MAX_SLUG - 1}}}", name)
    return bool(fit) and unicodedata.normalize("NFC", name).lower() == name and not _RESERVED.match(name)


def label_path(article_id: str) -> tuple[str, ...]:
    """Where the labels of an article stand below the coder's folder: folders, then the file.

    Nested folders of articles become nested folders. What is unsafe is percent-encoded in each; what is
    too long is cut and gets a digest. The id of a record (`news.jsonl#42`) stays readable.
    """
    container, mark, record = article_id.partition(".jsonl#")
    if not mark:
        *folders, file = article_id.split("/")
    else:
        *folders, file = container.split("/")
        file = f"{file}{mark}{record}"
    names = [_folder(folder) for folder in folders]
    return (*names, _cut(_encoded(file), file, folded=bool(mark) and record != record.lower()) + SUFFIX)


def _folder(name: str) -> str:
    encoded = _encoded(name)
    if encoded.lower().endswith(SUFFIX):  # else it could be the file of an article beside it
        encoded = f"{encoded[: -len(SUFFIX)]}%2E{encoded[-len(SUFFIX) + 1 :]}"
    return _cut(encoded, name)


def _encoded(name: str) -> str:
    """`name` with what is unsafe percent-encoded; `%` and `~` never stay, so they can be used as marks."""
    if not name:
        return "%"
    composed = unicodedata.normalize("NFC", name) == name
    last = len(name) - 1
    out = [
        character if _safe(character, composed) and not _edge(character, i, last) else _percent(character)
        for i, character in enumerate(name)
    ]
    if _RESERVED.match(name):
        out[0] = _percent(name[0])
    return "".join(out)


def _safe(character: str, composed: bool) -> bool:
    if character.isascii():
        return character.isalnum() or character in _KEPT
    return composed and (character.isalnum() or unicodedata.category(character)[0] == "M")


def _edge(character: str, position: int, last: int) -> bool:
    """A leading dot hides a file; Windows drops trailing dots and spaces."""
    return character in ". " and position in (0, last)


def _percent(character: str) -> str:
    return "".join(f"%{byte:02X}" for byte in character.encode("utf-8", "surrogatepass"))


def _cut(encoded: str, name: str, *, folded: bool = False) -> str:
    """`encoded`, not too long; with a digest where it was cut, or where only case tells it from others."""
    raw = encoded.encode("utf-8")
    if len(raw) <= MAX_SEGMENT and not folded:
        return encoded
    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    short = raw[: MAX_SEGMENT - 17].decode("utf-8", "ignore")
    return f"{_BROKEN.sub('', short)}~{digest}"
