"""The manifest of a study: the only truth about what is done, in SQLite with a write-ahead log."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from microcred.base.errors import BadInput
from microcred.study.parts import StoredFile

NAME = "study.sqlite"
#: Raised whenever an older program would misread a newer store.
FORMAT = 1
_APPLICATION = 0x6D63_7264  # "mcrd"

_TABLES = """
CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE scenarios (place INTEGER PRIMARY KEY, name TEXT NOT NULL, resolved TEXT NOT NULL);
CREATE TABLE points (parameter_set INTEGER PRIMARY KEY, point TEXT NOT NULL);
CREATE TABLE pieces (
  place INTEGER NOT NULL, parameter_set INTEGER NOT NULL, digest TEXT NOT NULL, changes TEXT NOT NULL,
  PRIMARY KEY (place, parameter_set)
) WITHOUT ROWID;
CREATE TABLE plan (
  position INTEGER PRIMARY KEY, place INTEGER NOT NULL, parameter_set INTEGER NOT NULL, replicate INTEGER NOT NULL,
  seed INTEGER NOT NULL, key TEXT NOT NULL, twin INTEGER NOT NULL
);
CREATE INDEX plan_key ON plan (key);
CREATE TABLE parts (part INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE files (
  part INTEGER NOT NULL REFERENCES parts, tab TEXT NOT NULL, name TEXT NOT NULL, sha256 TEXT NOT NULL,
  size INTEGER NOT NULL, rows INTEGER NOT NULL, schema TEXT NOT NULL, PRIMARY KEY (part, tab)
) WITHOUT ROWID;
CREATE TABLE runs (
  key TEXT PRIMARY KEY, status TEXT NOT NULL CHECK (status IN ('done', 'failed')), part INTEGER REFERENCES parts,
  kept TEXT NOT NULL, attempts INTEGER NOT NULL, seconds REAL NOT NULL, kind TEXT NOT NULL, message TEXT NOT NULL,
  trace TEXT NOT NULL, notes TEXT NOT NULL, at TEXT NOT NULL, version TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX runs_part ON runs (part);
"""


def create(path: Path) -> None:
    """Make an empty manifest."""
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        connection.execute(f"PRAGMA application_id = {_APPLICATION}")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.executescript(f"BEGIN; {_TABLES} PRAGMA user_version = {FORMAT}; COMMIT;")
    finally:
        connection.close()


def is_manifest(path: Path) -> bool:
    """Whether a file begins like a SQLite database."""
    try:
        with path.open("rb") as file:
            return file.read(16) == b"SQLite format 3\x00"
    except OSError:
        return False


def connect(path: Path, *, writing: bool) -> sqlite3.Connection:
    """Open a manifest.

    Parameters
    ----------
    path
        The file.
    writing
        Whether changes will be made; else nothing is written, not even beside it.

    Raises
    ------
    BadInput
        If it is no manifest, damaged, or of a later version.
    """
    shown = f"{path.parent}"
    if not is_manifest(path):
        raise BadInput.single(
            shown, "is not the folder of a study: it has no manifest", allowed=f"a folder with {NAME}"
        )
    try:
        connection = _opened(path, writing)
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        application = connection.execute("PRAGMA application_id").fetchone()[0]
    except sqlite3.Error as error:
        raise BadInput.single(shown, f"its manifest cannot be read: {error}") from None
    if application != _APPLICATION or version < 1:
        connection.close()
        raise BadInput.single(shown, "is not the folder of a study: its manifest is another database")
    if version > FORMAT:
        connection.close()
        raise BadInput.single(
            shown, "was made by a later microcred", found=f"format {version}", allowed=f"format {FORMAT}"
        )
    return connection


def _opened(path: Path, writing: bool) -> sqlite3.Connection:
    if writing:
        connection = sqlite3.connect(path, isolation_level=None, timeout=10.0)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        return connection
    place = path.resolve().as_uri()
    try:
        connection = sqlite3.connect(f"{place}?mode=ro", uri=True, isolation_level=None, timeout=10.0)
        connection.execute("SELECT COUNT(*) FROM facts").fetchone()
    except sqlite3.OperationalError:
        # A copy that may not be written to cannot hold the shared memory of the log; nobody else writes it either.
        connection = sqlite3.connect(f"{place}?immutable=1", uri=True, isolation_level=None)
        connection.execute("SELECT COUNT(*) FROM facts").fetchone()
    return connection


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """All changes within are made together or not at all, and are on the disk when it ends."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield connection
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def facts(connection: sqlite3.Connection) -> dict[str, Any]:
    """All facts about the study by name."""
    return {name: json.loads(value) for name, value in connection.execute("SELECT name, value FROM facts")}


def set_facts(connection: sqlite3.Connection, known: dict[str, Any]) -> None:
    """Note facts about the study."""
    rows = [(name, json.dumps(value, ensure_ascii=False)) for name, value in known.items()]
    connection.executemany("INSERT OR REPLACE INTO facts VALUES (?, ?)", rows)


def files(connection: sqlite3.Connection, table: str | None = None) -> list[tuple[int, StoredFile]]:
    """Every stored file with the number of its part."""
    chosen = "" if table is None else " WHERE tab = ?"
    query = f"SELECT part, tab, name, sha256, size, rows, schema FROM files{chosen} ORDER BY part, tab"
    rows: Sequence[Any] = connection.execute(query, () if table is None else (table,)).fetchall()
    return [(row[0], StoredFile(*row[1:])) for row in rows]
