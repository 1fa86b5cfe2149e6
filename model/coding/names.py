"""From the names of articles and coders to the names of files, which can't leave their folder.

There is no way back and none is needed: a label file says itself which article it belongs to. Distinct
articles get distinct files, also where the file system ignores case in the ids of a `.jsonl` file.
"""

from __future__ import annotations

import re
import unicodedata

from model.digests import sha256
from model.errors import RubricateError

SUFFIX = ".yaml"
MAX_SEGMENT = 180
"""Length of a folder or file name in bytes, before SUFFIX; file systems allow 255."""
MAX_SLUG = 40
MAX_ID = 80

_KEPT = frozenset("-_.,+=@#() ")
_PORTS = "0123456789¹²³"
_DEVICES = {
    "con",
    "prn",
    "aux",
    "nul",
    "conin$",
    "conout$",
    *(f"{p}{n}" for p in ("com", "lpt") for n in _PORTS),
}
_PLAIN = r"[A-Za-z0-9_,+=@#()-]+(?:[. ]+[A-Za-z0-9_,+=@#()-]+)*"
"""Names that stay as they are, unless they are reserved."""
_BROKEN = r"%[0-9A-F]?\Z"


def _is_device(name: str) -> bool:
    """Whether Windows takes it for a device, with whatever ending."""
    return name.partition(".")[0].lower() in _DEVICES


def _is_mark(character: str) -> bool:
    """Whether it combines with the character before it, as vowel signs of many scripts do."""
    return unicodedata.category(character)[0] == "M"


def slug(text: str) -> str:
    """`text` as a name for an id or a folder: lower case letters, digits and hyphens, at most MAX_SLUG long.

    Accents go from Latin letters; other scripts stay. Empty where nothing is left.
    """
    out = ["-"]
    for character in unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold()):
        base = unicodedata.normalize("NFD", character)[:1]
        letter = base if base.isascii() and base.isalnum() else character
        fits = letter.isalnum() or (_is_mark(letter) and not out[-1].isascii())
        if fits or not _is_mark(letter):
            out.append(letter if fits else "-")
    joined = unicodedata.normalize("NFC", re.sub("-+", "-", "".join(out)).strip("-"))
    return joined[:MAX_SLUG].strip("-")


def is_id(text: str) -> bool:
    """Whether `text` is fit for an id: letters, digits, `-`, `_`, `.`, the first no sign, at most MAX_ID."""
    if not text[:1].isalnum() or len(text) > MAX_ID:
        return False
    return all(character.isalnum() or character in "-_." or _is_mark(character) for character in text)


def need_coder(name: str) -> None:
    """Go on only if `name` is fit to be a coder's.

    Raises:
        RubricateError: it is not.
    """
    if not is_coder(name):
        cure = "use lower case letters, digits, - and _, at most 40"
        raise RubricateError(f"unfit name of a coder: {name[:40]!r}", cure=cure)


def is_coder(name: str) -> bool:
    """Whether `name` is fit to be a coder's folder: lower case letters, digits, `-` and `_`."""
    if not is_id(name) or "." in name or len(name) > MAX_SLUG or _is_device(name):
        return False
    return unicodedata.normalize("NFC", name).lower() == name


def login_coder() -> str:
    """The coder's name of who is logged in: the login name, made fit for a folder."""
    import getpass  # noqa: PLC0415 - only where no coder is named

    try:
        name = slug(getpass.getuser())
    except (KeyError, OSError):
        name = ""
    return name if is_coder(name) else "coder"


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
    if re.fullmatch(_PLAIN, name) and not _is_device(name):
        return name
    composed = unicodedata.normalize("NFC", name) == name
    last = len(name) - 1
    out: list[str] = []
    kept = False
    for i, character in enumerate(name):
        # A combining mark after an escape would change the escape.
        kept = _safe(character, composed, kept) and not _edge(character, i, last)
        out.append(character if kept else _percent(character))
    if _is_device(name):
        out[0] = _percent(name[0])
    return "".join(out)


def _safe(character: str, composed: bool, after_kept: bool) -> bool:
    if character.isascii():
        return character.isalnum() or character in _KEPT
    return composed and (character.isalnum() or (after_kept and _is_mark(character)))


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
    digest = sha256(name.encode("utf-8", "surrogatepass")).hex()[:16]
    short = raw[: MAX_SEGMENT - 17].decode("utf-8", "ignore")
    return f"{re.sub(_BROKEN, '', short)}~{digest}"
