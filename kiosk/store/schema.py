"""The tables, and the chain of hashes that the log's rows are on."""

import hashlib
import json
from collections.abc import Iterable

from kiosk.store.faults import StoreError

FILE = "hall.sqlite"
LOCK = "hall.lock"
SAFE_MODE = b"safe"
"""What the lock says while its holder does not stand on the log."""
GENESIS = "0" * 64
LOG_IDENTITY, STRANGERS, VERSION = "identity", "strangers", "version"
"""Facts: who this log is, what other logs screens know, and the newest version of the program that wrote to it."""

SCHEMA = """
CREATE TABLE IF NOT EXISTS events(
  seq INTEGER PRIMARY KEY, at TEXT NOT NULL, actor TEXT NOT NULL, role TEXT NOT NULL,
  body TEXT NOT NULL, hash TEXT NOT NULL) STRICT;
CREATE TRIGGER IF NOT EXISTS events_no_update BEFORE UPDATE ON events
  BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER IF NOT EXISTS events_no_delete BEFORE DELETE ON events
  BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TABLE IF NOT EXISTS snapshots(seq INTEGER PRIMARY KEY, hash TEXT NOT NULL, body TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS answers(
  actor TEXT NOT NULL, key TEXT NOT NULL, request TEXT NOT NULL, incident TEXT NOT NULL, created INTEGER NOT NULL,
  at TEXT NOT NULL, PRIMARY KEY(actor, key)) STRICT;
CREATE TABLE IF NOT EXISTS staff(
  name TEXT PRIMARY KEY, role TEXT NOT NULL, pin TEXT NOT NULL, at TEXT NOT NULL, active INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS ended(signin TEXT PRIMARY KEY, at TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS tokens(
  name TEXT PRIMARY KEY, hash TEXT NOT NULL UNIQUE, scopes TEXT NOT NULL, at TEXT NOT NULL,
  active INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS devices(
  id TEXT PRIMARY KEY, name TEXT NOT NULL, at TEXT NOT NULL, by TEXT NOT NULL, active INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS timings(
  incident TEXT NOT NULL, what TEXT NOT NULL, name TEXT NOT NULL, at TEXT NOT NULL, revision INTEGER NOT NULL,
  PRIMARY KEY(incident, what, name)) STRICT;
CREATE TABLE IF NOT EXISTS papers(
  number INTEGER PRIMARY KEY, token TEXT NOT NULL UNIQUE, at TEXT NOT NULL, officer TEXT NOT NULL,
  business TEXT NOT NULL, unit TEXT NOT NULL, surname TEXT NOT NULL, phone TEXT NOT NULL, papers INTEGER NOT NULL,
  place TEXT NOT NULL, window TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS probe(id INTEGER PRIMARY KEY, at TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS facts(name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
"""


def verify_chain(rows: Iterable[tuple[int, str, str, str, str, str]]) -> int:
    """How many rows of the log there are. Raises :class:`StoreError` at the first that breaks the chain."""
    chained, expected = GENESIS, 1
    for seq, at, name, role, body, stored in rows:
        chained = chain(chained, seq, at, name, role, body)
        if seq != expected or stored != chained:
            raise StoreError(f"The log is broken at event {seq}: restore a backup and keep this file as evidence.")
        expected += 1
    return expected - 1


def chain(previous: str, seq: int, at: str, actor: str, role: str, body: str) -> str:
    """SHA-256 over the previous hash and this row's fields, as canonical JSON."""
    row = json.dumps([previous, seq, at, actor, role, body], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(row.encode()).hexdigest()
