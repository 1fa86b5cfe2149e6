"""The tables of the index, and how the file is opened."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from model.folders import is_foreign

SCHEMA_VERSION = 5
"""An index of another version is thrown away and made anew.

A new one, too, where passages or excluded ranges are found otherwise: articles are shown as it has them.
"""

DATES = "articles_date"
SORT_DATES = f"CREATE INDEX IF NOT EXISTS {DATES} ON articles(date, id)"

# Words of a transaction are gathered in up to 16 MiB before they are written: less is merged later. Eight
# such parts are merged into one, where FTS5 takes four: each word is written again less often. It does so in
# steps, until there are 32 of them, which do not come together: from 16 on, as usual, one could take seconds.
_SCHEMA = """
CREATE TABLE IF NOT EXISTS files(
    path TEXT PRIMARY KEY, mtime_ns INTEGER, size INTEGER, problem TEXT, whole INTEGER DEFAULT 1)
    WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS files_problem ON files(path) WHERE problem IS NOT NULL;
CREATE TABLE IF NOT EXISTS articles(
    n INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT UNIQUE, path TEXT, title TEXT, date TEXT, words INTEGER,
    digest TEXT, passages INTEGER, bounds BLOB, excluded TEXT, label_path TEXT, problem TEXT,
    offset INTEGER, length INTEGER, line INTEGER, mark BLOB);
CREATE INDEX IF NOT EXISTS articles_place ON articles(path, offset);
CREATE INDEX IF NOT EXISTS articles_passages ON articles(passages DESC, id);
CREATE VIRTUAL TABLE IF NOT EXISTS search USING fts5(title, text, tokenize = "unicode61 remove_diacritics 2");
INSERT INTO search(search, rank) VALUES('hashsize', 16777216), ('automerge', 8), ('crisismerge', 32);
CREATE VIRTUAL TABLE IF NOT EXISTS titles USING fts5(title, tokenize = "unicode61 remove_diacritics 2",
    content = "", columnsize = 0);
INSERT INTO titles(titles, rank) VALUES('automerge', 8), ('crisismerge', 32);
CREATE VIRTUAL TABLE IF NOT EXISTS search_words USING fts5vocab(search, instance);
CREATE VIRTUAL TABLE IF NOT EXISTS title_words USING fts5vocab(titles, instance);
CREATE TABLE IF NOT EXISTS label_files(
    coder TEXT, path TEXT, article TEXT, mtime_ns INTEGER, size INTEGER, problem TEXT,
    PRIMARY KEY(coder, path)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS label_files_path ON label_files(path);
CREATE INDEX IF NOT EXISTS label_files_problem ON label_files(path) WHERE problem IS NOT NULL;
CREATE TABLE IF NOT EXISTS progress(
    coder TEXT, article TEXT, passages INTEGER, skipped INTEGER, none INTEGER, labelled INTEGER,
    restored INTEGER, PRIMARY KEY(coder, article)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS standings(
    coder TEXT PRIMARY KEY, touched INTEGER, restored INTEGER) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS tally(coder TEXT, article TEXT, theme TEXT, count INTEGER,
    PRIMARY KEY(coder, article, theme)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS tally_theme ON tally(coder, theme, article);
CREATE TABLE IF NOT EXISTS totals(
    coder TEXT, theme TEXT, count INTEGER, PRIMARY KEY(coder, theme)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS sums(name TEXT PRIMARY KEY, count INTEGER) WITHOUT ROWID;
INSERT OR IGNORE INTO sums VALUES('born', abs(random()) % 1000000007);
CREATE TRIGGER IF NOT EXISTS tally_in AFTER INSERT ON tally BEGIN
    INSERT INTO totals VALUES(new.coder, new.theme, new.count)
    ON CONFLICT DO UPDATE SET count = count + excluded.count; END;
CREATE TRIGGER IF NOT EXISTS tally_out AFTER DELETE ON tally BEGIN
    UPDATE totals SET count = count - old.count WHERE coder = old.coder AND theme = old.theme; END;
CREATE TRIGGER IF NOT EXISTS progress_in AFTER INSERT ON progress BEGIN
    INSERT INTO standings VALUES(new.coder, new.skipped + new.none + new.labelled, new.restored)
    ON CONFLICT DO UPDATE SET touched = touched + excluded.touched,
    restored = restored + excluded.restored; END;
CREATE TRIGGER IF NOT EXISTS progress_out AFTER DELETE ON progress BEGIN
    UPDATE standings SET touched = touched - old.skipped - old.none - old.labelled,
    restored = restored - old.restored WHERE coder = old.coder; END;
CREATE TRIGGER IF NOT EXISTS title_out AFTER DELETE ON articles WHEN old.problem IS NULL BEGIN
    INSERT INTO titles(titles, rowid, title) VALUES('delete', old.n, old.title); END;
CREATE TRIGGER IF NOT EXISTS title_over AFTER UPDATE OF title, problem ON articles
    WHEN old.title IS NOT new.title OR (old.problem IS NULL) <> (new.problem IS NULL) BEGIN
    INSERT INTO titles(titles, rowid, title) SELECT 'delete', old.n, old.title WHERE old.problem IS NULL;
    INSERT INTO titles(rowid, title) SELECT new.n, new.title WHERE new.problem IS NULL; END;
CREATE TRIGGER IF NOT EXISTS label_out AFTER DELETE ON articles BEGIN
    UPDATE label_files SET size = -1 WHERE path = old.label_path; END;
CREATE TRIGGER IF NOT EXISTS label_over AFTER UPDATE OF label_path ON articles
    WHEN old.label_path IS NOT new.label_path BEGIN
    UPDATE label_files SET size = -1 WHERE path = old.label_path; END;
CREATE TRIGGER IF NOT EXISTS articles_out AFTER DELETE ON articles BEGIN
    UPDATE sums SET count = count - 1 WHERE name = 'articles';
    UPDATE sums SET count = count + 1 WHERE name = 'generation';
    UPDATE sums SET count = count - old.passages WHERE name = 'passages'; END;
CREATE TRIGGER IF NOT EXISTS articles_over AFTER UPDATE OF digest, bounds, problem ON articles
    WHEN old.digest IS NOT new.digest OR old.bounds IS NOT new.bounds OR old.problem IS NOT new.problem BEGIN
    UPDATE sums SET count = count + 1 WHERE name = 'generation';
    UPDATE sums SET count = count - old.passages + new.passages WHERE name = 'passages'; END;
"""

_COLUMNS = (
    "id, path, title, date, words, digest, passages, bounds, excluded, label_path, problem,"
    " offset, length, line, mark"
)
_VALUES = ", ".join("?" for _ in _COLUMNS.split(","))
PUT_ARTICLE = f"INSERT INTO articles(n, {_COLUMNS}) VALUES(?, {_VALUES})"
SET_ARTICLE = f"UPDATE articles SET ({_COLUMNS}) = ({_VALUES}) WHERE n = ?"  # noqa: S608 - nothing from outside


def connect(path: Path) -> sqlite3.Connection:
    """A connection to the index at `path`, made anew where it is missing, damaged or of another version.

    What others may have put there, such as a link or a file that others may write, goes unopened.
    """
    if is_foreign(path):
        _remove(path)
    try:
        return _open(path)
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError) and "locked" in str(error):
            raise
        # Damaged or of another version: it is derived, so it is made anew.
        _remove(path)
        return _open(path)


def _remove(path: Path) -> None:
    for suffix in ("", "-wal", "-shm", "-journal"):
        Path(f"{path}{suffix}").unlink(missing_ok=True)


def _open(path: Path) -> sqlite3.Connection:
    os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600))
    db = sqlite3.connect(path, timeout=10, isolation_level=None)
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = OFF")
    version = db.execute("PRAGMA user_version").fetchone()[0]
    if version == 0:
        # Another process may be making it at the same time: each statement tolerates that.
        made = f"{_SCHEMA} {SORT_DATES}; PRAGMA user_version = {SCHEMA_VERSION};"
        db.executescript(f"BEGIN IMMEDIATE; {made} COMMIT;")
    elif version != SCHEMA_VERSION:
        db.close()
        raise sqlite3.DatabaseError("another version")
    return db
