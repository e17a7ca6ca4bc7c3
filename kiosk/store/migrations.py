"""What the tables are, as numbered migrations: each commits together with its number, ``PRAGMA
user_version``.

An empty file is brought to :func:`newest` by all of them, an older one by those it lacks; one that
is interrupted leaves the version before it whole. What has been released is never edited: whatever
changes is one more at the end.

2026-11-29 · Until now every opening ran one script of ``CREATE TABLE IF NOT EXISTS`` and no file
said its version. Which of the first five such a file holds is told by its tables, so a hall on a
full disk starts as before: there is nothing to write but the number, and that waits. Rejected: a
library (alembic, yoyo), each with a door of its own to SQLite.
"""

import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from typing import Final

from kiosk.store.faults import StoreError
from kiosk.store.files import is_served
from kiosk.store.schema import VERSION, own_version
from signage.language.words import Message, noted, say

Migration = tuple[str, ...]

FIRST: Final = (
    """CREATE TABLE IF NOT EXISTS events(
  seq INTEGER PRIMARY KEY, at TEXT NOT NULL, actor TEXT NOT NULL, role TEXT NOT NULL,
  body TEXT NOT NULL, hash TEXT NOT NULL) STRICT""",
    """CREATE TRIGGER IF NOT EXISTS events_no_update BEFORE UPDATE ON events
  BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END""",
    """CREATE TRIGGER IF NOT EXISTS events_no_delete BEFORE DELETE ON events
  BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END""",
    """CREATE TABLE IF NOT EXISTS snapshots(
  seq INTEGER PRIMARY KEY, hash TEXT NOT NULL, body TEXT NOT NULL) STRICT""",
    """CREATE TABLE IF NOT EXISTS answers(
  actor TEXT NOT NULL, key TEXT NOT NULL, request TEXT NOT NULL, incident TEXT NOT NULL,
  created INTEGER NOT NULL, at TEXT NOT NULL, PRIMARY KEY(actor, key)) STRICT""",
    """CREATE TABLE IF NOT EXISTS staff(
  name TEXT PRIMARY KEY, role TEXT NOT NULL, pin TEXT NOT NULL, at TEXT NOT NULL,
  active INTEGER NOT NULL) STRICT""",
    """CREATE TABLE IF NOT EXISTS tokens(
  name TEXT PRIMARY KEY, hash TEXT NOT NULL UNIQUE, scopes TEXT NOT NULL, at TEXT NOT NULL,
  active INTEGER NOT NULL) STRICT""",
    """CREATE TABLE IF NOT EXISTS devices(
  id TEXT PRIMARY KEY, name TEXT NOT NULL, at TEXT NOT NULL, by TEXT NOT NULL,
  active INTEGER NOT NULL) STRICT""",
    "CREATE TABLE IF NOT EXISTS facts(name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT",
)
"""2026-11-24, as all five: the log and who may act."""
TIMINGS: Final = (
    """CREATE TABLE IF NOT EXISTS timings(
  incident TEXT NOT NULL, what TEXT NOT NULL, name TEXT NOT NULL, at TEXT NOT NULL,
  revision INTEGER NOT NULL, PRIMARY KEY(incident, what, name)) STRICT""",
)
PAPERS: Final = (
    """CREATE TABLE IF NOT EXISTS papers(
  number INTEGER PRIMARY KEY, token TEXT NOT NULL UNIQUE, at TEXT NOT NULL, officer TEXT NOT NULL,
  business TEXT NOT NULL, unit TEXT NOT NULL, surname TEXT NOT NULL, phone TEXT NOT NULL,
  papers INTEGER NOT NULL, place TEXT NOT NULL, window TEXT NOT NULL) STRICT""",
)
ENDED: Final = (
    "CREATE TABLE IF NOT EXISTS ended(signin TEXT PRIMARY KEY, at TEXT NOT NULL) STRICT",
)
PROBE: Final = (
    "CREATE TABLE IF NOT EXISTS probe(id INTEGER PRIMARY KEY, at TEXT NOT NULL) STRICT",
)

LANGUAGES: Final = (
    "CREATE TABLE IF NOT EXISTS languages(who TEXT PRIMARY KEY, lang TEXT NOT NULL) STRICT",
)

SCREENS: Final = (
    """CREATE TABLE IF NOT EXISTS screens(
  id TEXT PRIMARY KEY, screen TEXT NOT NULL, public TEXT NOT NULL, token TEXT NOT NULL,
  next TEXT NOT NULL, renewed TEXT NOT NULL, browser TEXT NOT NULL, at TEXT NOT NULL,
  by TEXT NOT NULL, active INTEGER NOT NULL) STRICT""",
    # A hall that is at work goes on: whatever of its screens nobody has paired yet reports as before.
    "INSERT OR IGNORE INTO facts SELECT 'open_screens', 'former' WHERE EXISTS(SELECT 1 FROM events)",
)
"""2026-11-29: which device stands for which screen."""

CALLS: Final = (
    """CREATE TABLE IF NOT EXISTS calls(
  number INTEGER PRIMARY KEY, key TEXT NOT NULL, person TEXT NOT NULL, ended TEXT NOT NULL,
  body TEXT NOT NULL, UNIQUE(key, person)) STRICT""",
)
"""2026-11-30: calls to people outside."""

MIGRATIONS: tuple[Migration, ...] = (
    FIRST, TIMINGS, PAPERS, ENDED, PROBE, LANGUAGES, SCREENS, CALLS,
)  # fmt: skip
"""Number n of them, from 1, makes version n out of version n - 1."""
TOLD_BY: Final = (
    frozenset({"events", "snapshots", "answers", "staff", "tokens", "devices", "facts"}),
    frozenset({"timings"}), frozenset({"papers"}), frozenset({"ended"}), frozenset({"probe"}),
)  # fmt: skip
"""The tables of the versions that were not recorded."""


def newest() -> int:
    """The version this program writes, and the last that it can read."""
    return len(MIGRATIONS)


def version_in(database: sqlite3.Connection, schema: str = "main") -> int:
    """As recorded; as its tables tell, where it was written before versions were."""
    recorded = _recorded(database, schema)
    if recorded:
        return recorded
    found = database.execute(f"SELECT name FROM {schema}.sqlite_master WHERE type='table'")  # noqa: S608  # ours
    there = {name for (name,) in found}
    told = 0
    while told < len(TOLD_BY) and TOLD_BY[told] <= there:
        told += 1
    return told


def _recorded(database: sqlite3.Connection, schema: str = "main") -> int:
    return int(database.execute(f"PRAGMA {schema}.user_version").fetchone()[0])


def migrate(database: sqlite3.Connection, upto: int | None = None) -> None:
    """Bring it to version ``upto``, the newest unless told; raises what SQLite does, with the
    version before whole."""
    known, aim = version_in(database), newest() if upto is None else upto
    for version in range(known + 1, aim + 1):
        _carry_out(database, version)
    if _recorded(database) != max(known, aim):
        # Only the number is missing, and the next opening asks again.
        with suppress(sqlite3.OperationalError):
            database.execute(f"PRAGMA user_version={known}")


def _carry_out(database: sqlite3.Connection, version: int) -> None:
    database.execute("BEGIN IMMEDIATE")
    try:
        # Another process may have been first, between the look and the lock.
        if version_in(database) < version:
            for statement in MIGRATIONS[version - 1]:
                database.execute(statement)
            database.execute(f"PRAGMA user_version={version}")
        database.execute("COMMIT")
    except BaseException:
        # A full disk has rolled back by itself.
        if database.in_transaction:
            with suppress(sqlite3.Error):
                database.execute("ROLLBACK")
        raise


def require_known(path: Path) -> None:
    """Raises :class:`StoreError` where a newer program wrote the file; it is only looked at.

    What is wrong with the file otherwise is for whoever opens it to find.
    """
    with suppress(sqlite3.Error), closing(_looked_at(path)) as database:
        version = version_in(database)
        if version > newest():
            raise too_new(path, version, _writer(database))


def _looked_at(path: Path) -> sqlite3.Connection:
    # By SQLite, never by a plain open: closing that would drop the locks of every connection of
    # this process. And without a log beside it as an immutable file, for reading one in WAL would
    # leave two files there.
    try:
        log = path.with_name(f"{path.name}-wal").stat().st_size
    except OSError:
        log = 0
    how = "mode=ro" if log else "mode=ro&immutable=1"
    return sqlite3.connect(f"{path.resolve().as_uri()}?{how}", uri=True)


def _writer(database: sqlite3.Connection) -> str:
    row = database.execute("SELECT value FROM facts WHERE name=?", (VERSION,)).fetchone()
    return str(row[0]) if row else ""


def too_new(path: Path, version: int, writer: str) -> StoreError:
    """In the words of whoever has to do something about it."""
    which = noted(WRITER, writer) if writer else WRITER
    words = Message(
        "migrations.too-new",
        path=str(path),
        version=version,
        own=own_version(),
        newest=newest(),
        which=which,
    )
    return StoreError("\n".join(say(words, lang) for lang in ("zh", "en")), "newer")


WRITER: Final = Message("migrations.the-version-that-wrote-it")


def require_unserved(data: Path) -> None:
    """Raises :class:`StoreError` where a server stands on the files: it was begun by an older
    program."""
    if is_served(data):
        words = Message("migrations.served-by-an-older-version", data=str(data))
        raise StoreError("\n".join(say(words, lang) for lang in ("zh", "en")), "served")
