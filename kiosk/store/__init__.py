"""The data directory: the only SQL of the house. Events are append-only and chained by hash.

Personal data is in the table ``papers`` alone, see :mod:`kiosk.store.papers`; what is deleted is overwritten.
"""

import fcntl
import hashlib
import json
import os
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from signage.events import EVENT, Recorded
from signage.fold import fold
from signage.incidents import NOTHING, SITUATION, Actor, Situation

FILE = "hall.sqlite"
LOCK = "hall.lock"
GENESIS = "0" * 64
SNAPSHOT_EVERY = 1000

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
CREATE TABLE IF NOT EXISTS facts(name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
"""


class StoreError(Exception):
    """The data directory cannot be used; the sentence says what to do."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What an idempotency key was answered with."""

    request: str
    incident: str
    created: bool


@dataclass(frozen=True, slots=True)
class StaffRow:
    name: str
    role: str
    pin: str
    active: bool


@dataclass(frozen=True, slots=True)
class DeviceRow:
    id: str
    name: str
    at: str
    by: str
    active: bool


@dataclass(frozen=True, slots=True)
class TimingRow:
    """When something was first seen of an incident: ``committed``, ``painted``, ``cleared`` on a screen, a ``lamp``."""

    incident: str
    what: str
    name: str
    at: datetime
    revision: int


Beside = Callable[[Sequence[Recorded]], None]
"""Writes what belongs to these events into tables of its own, within their transaction."""


class Store:
    """One SQLite file in WAL with ``synchronous=FULL``: an answered command survives the power cut after it.

    ``append`` is called under the board's lock only; readers open no transaction that outlives the call.
    """

    def __init__(self, directory: Path) -> None:
        self._held: int | None = None
        try:
            directory.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(directory / FILE, check_same_thread=False, isolation_level=None)
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=FULL")
            self._db.execute("PRAGMA busy_timeout=5000")
            self._db.execute("PRAGMA secure_delete=ON")
            self._db.executescript(SCHEMA)
        except (OSError, sqlite3.Error) as error:
            raise StoreError(
                f"Cannot use the data directory {directory}: {error}. Check its owner and space."
            ) from error
        self._lock = threading.RLock()
        self.directory = directory
        row = self._db.execute("SELECT seq, hash FROM events ORDER BY seq DESC LIMIT 1").fetchone()
        self._seq: int = row[0] if row else 0
        self._hash: str = row[1] if row else GENESIS

    def hold(self) -> None:
        """Be the one that serves this directory, until :meth:`close` or death. Raises :class:`StoreError` where another
        is: two servers would each go on from what they know, and only one of them could write it down."""
        try:
            self._held = os.open(self.directory / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            fcntl.flock(self._held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StoreError(
                f"A hall is being served from {self.directory}: stop that server first, or name another directory."
            ) from None
        except OSError as error:
            raise StoreError(f"Cannot use {self.directory / LOCK}: {error}. Check its owner and space.") from error

    def only_read(self) -> None:
        """From now on nothing is written through here: a second process beside the one that serves."""
        self._db.execute("PRAGMA query_only=ON")

    def close(self) -> None:
        with self._lock:
            self._db.close()
            if self._held is not None:
                os.close(self._held)
                self._held = None

    # ---- events

    def append(
        self,
        events: Sequence[Any],
        actor: Actor,
        at: datetime,
        answer: tuple[str, Answer] | None = None,
        beside: Beside | None = None,
    ) -> list[Recorded]:
        """Append in one transaction with the answer to its idempotency key and what is written ``beside``.

        Raises :class:`StoreError` where the disk refuses; then nothing is appended.
        """
        recorded, rows = [], []
        seq, chained = self._seq, self._hash
        for event in events:
            seq += 1
            body = EVENT.dump_json(event).decode()
            when = at.astimezone(UTC).isoformat()
            chained = chain(chained, seq, when, actor.name, actor.role, body)
            rows.append((seq, when, actor.name, actor.role, body, chained))
            recorded.append(Recorded(seq, at, actor, event))
        with self._transaction():
            self._db.executemany("INSERT INTO events VALUES(?,?,?,?,?,?)", rows)
            if answer is not None:
                key, given = answer
                self._db.execute(
                    "INSERT INTO answers VALUES(?,?,?,?,?,?)",
                    (actor.name, key, given.request, given.incident, int(given.created), at.isoformat()),
                )
            if beside is not None:
                beside(recorded)
        self._seq, self._hash = seq, chained
        return recorded

    def answer(self, actor: str, key: str) -> Answer | None:
        row = self._one("SELECT request, incident, created FROM answers WHERE actor=? AND key=?", actor, key)
        return Answer(row[0], row[1], bool(row[2])) if row else None

    def events(self, after: int = 0, limit: int | None = None) -> Iterator[Recorded]:
        """The log from ``after`` (exclusive), oldest first."""
        limited = -1 if limit is None else limit
        rows = self._all(
            "SELECT seq, at, actor, role, body FROM events WHERE seq>? ORDER BY seq LIMIT ?", after, limited
        )
        for seq, at, name, role, body in rows:
            yield Recorded(seq, datetime.fromisoformat(at), Actor(name, role), EVENT.validate_json(body))

    def mentions(self, incident: str) -> tuple[int, int] | None:
        """Number of the first and the last event that speaks of an incident."""
        key = f'"incident":{json.dumps(incident)}'
        row = self._one("SELECT min(seq), max(seq) FROM events WHERE instr(body, ?) > 0", key)
        return None if row[0] is None else (row[0], row[1])

    def between(self, start: datetime, end: datetime, kinds: Sequence[str]) -> Iterator[Recorded]:
        """Events of these types from ``start`` (inclusive) to ``end``, oldest first."""
        first, last = (at.astimezone(UTC).isoformat(timespec="microseconds") for at in (start, end))
        rows = self._all("SELECT seq, at, actor, role, body FROM events WHERE at>=? AND at<? ORDER BY seq", first, last)
        wanted = tuple(f'"type":"{kind}"' for kind in kinds)
        for seq, at, name, role, body in rows:
            if any(kind in body for kind in wanted):
                yield Recorded(seq, datetime.fromisoformat(at), Actor(name, role), EVENT.validate_json(body))

    def situation(self) -> Situation:
        """The newest snapshot that still fits the chain, and the events after it."""
        start = NOTHING
        row = self._one("SELECT s.seq, s.body FROM snapshots s JOIN events e ON e.seq=s.seq AND e.hash=s.hash "
                        "ORDER BY s.seq DESC LIMIT 1")  # fmt: skip
        if row:
            start = SITUATION.validate_json(row[1])
        situation = fold(self.events(start.revision), start)
        if situation.revision - start.revision >= SNAPSHOT_EVERY:
            # A snapshot only saves time; a full disk must not keep the hall from starting.
            with suppress(StoreError):
                self.snapshot(situation)
        return situation

    def snapshot(self, situation: Situation) -> None:
        """Keep the folded situation so that a long log starts fast; older snapshots go."""
        if situation.revision == 0:
            return
        body = SITUATION.dump_json(situation).decode()
        with self._transaction():
            self._db.execute("DELETE FROM snapshots")
            self._db.execute(
                "INSERT INTO snapshots SELECT seq, hash, ? FROM events WHERE seq=?", (body, situation.revision)
            )

    def verify(self) -> int:
        """Recompute the whole chain; the number of events. Raises :class:`StoreError` at the first broken row."""
        return verify_chain(self._all("SELECT seq,at,actor,role,body,hash FROM events ORDER BY seq"))

    def replay(self) -> int | None:
        """Fold the log up to the newest snapshot and compare; the number of its event, None without a snapshot.

        Raises :class:`StoreError` where they differ. The log counts, so such a snapshot is thrown away.
        """
        row = self._one("SELECT seq, body FROM snapshots ORDER BY seq DESC LIMIT 1")
        if row is None:
            return None
        kept, made = SITUATION.validate_json(row[1]), fold(r for r in self.events() if r.seq <= row[0])
        # By way of JSON, as a snapshot goes: a tuple there is a tuple here.
        if SITUATION.dump_json(made) != SITUATION.dump_json(kept):
            wrong = [f.name for f in fields(Situation) if getattr(made, f.name) != getattr(kept, f.name)]
            self._write("DELETE FROM snapshots")
            raise StoreError(
                f"The snapshot at event {row[0]} is not what the log makes ({', '.join(wrong)}). The log counts: the"
                " snapshot is thrown away. Start the hall again, it then reads the whole log."
            )
        return int(row[0])

    # ---- people, tokens, devices

    def put_staff(self, name: str, role: str, pin: str) -> None:
        self._write(
            "INSERT INTO staff VALUES(?,?,?,?,1) ON CONFLICT(name) DO UPDATE SET role=excluded.role, pin=excluded.pin,"
            " active=1", name, role, pin, _now(),
        )  # fmt: skip

    def staff(self, name: str) -> StaffRow | None:
        row = self._one("SELECT name, role, pin, active FROM staff WHERE name=?", name)
        return StaffRow(row[0], row[1], row[2], bool(row[3])) if row else None

    def all_staff(self) -> list[StaffRow]:
        return [StaffRow(a, b, c, bool(d)) for a, b, c, d in self._all("SELECT name, role, pin, active FROM staff")]

    def remove_staff(self, name: str) -> bool:
        return self._write("UPDATE staff SET active=0 WHERE name=?", name) > 0

    def end_signin(self, signin: str, at: datetime, forget: datetime) -> None:
        """No cookie of this sign-in counts any more; those that ended before ``forget`` need not be known longer."""
        ended, old = (moment.astimezone(UTC).isoformat(timespec="microseconds") for moment in (at, forget))
        with self._transaction():
            self._write("DELETE FROM ended WHERE at<?", old)
            self._write("INSERT OR IGNORE INTO ended VALUES(?,?)", signin, ended)

    def signin_ended(self, signin: str) -> bool:
        return self._one("SELECT 1 FROM ended WHERE signin=?", signin) is not None

    def put_token(self, name: str, digest: str, scopes: str) -> None:
        self._write("INSERT OR REPLACE INTO tokens VALUES(?,?,?,?,1)", name, digest, scopes, _now())

    def token(self, digest: str) -> tuple[str, str] | None:
        """(name, scopes) of an active token by the digest of its secret."""
        row = self._one("SELECT name, scopes FROM tokens WHERE hash=? AND active=1", digest)
        return (row[0], row[1]) if row else None

    def token_digests(self) -> frozenset[str]:
        return frozenset(row[0] for row in self._all("SELECT hash FROM tokens WHERE active=1"))

    def remove_token(self, name: str) -> bool:
        return self._write("UPDATE tokens SET active=0 WHERE name=?", name) > 0

    def put_device(self, device: str, name: str, by: str) -> None:
        self._write("INSERT INTO devices VALUES(?,?,?,?,1)", device, name, _now(), by)

    def devices(self) -> list[DeviceRow]:
        rows = self._all("SELECT id, name, at, by, active FROM devices ORDER BY at")
        return [DeviceRow(a, b, c, d, bool(e)) for a, b, c, d, e in rows]

    def device(self, device: str) -> DeviceRow | None:
        return next((row for row in self.devices() if row.id == device and row.active), None)

    def revoke_device(self, device: str) -> bool:
        return self._write("UPDATE devices SET active=0 WHERE id=?", device) > 0

    # ---- when what was decided was seen

    def put_timings(self, rows: Sequence[TimingRow]) -> None:
        """The first word counts: a row that is there already stays."""
        with self._transaction():
            self._db.executemany(
                "INSERT OR IGNORE INTO timings VALUES(?,?,?,?,?)",
                [(row.incident, row.what, row.name, row.at.astimezone(UTC).isoformat(), row.revision) for row in rows],
            )

    def timings(self, incident: str) -> list[TimingRow]:
        rows = self._all("SELECT what, name, at, revision FROM timings WHERE incident=? ORDER BY at, name", incident)
        return [TimingRow(incident, what, name, datetime.fromisoformat(at), seq) for what, name, at, seq in rows]

    # ---- facts

    def fact(self, name: str) -> str | None:
        row = self._one("SELECT value FROM facts WHERE name=?", name)
        return None if row is None else str(row[0])

    def put_fact(self, name: str, value: str) -> None:
        self._write("INSERT OR REPLACE INTO facts VALUES(?,?)", name, value)

    # ---- the one connection

    def scrub(self) -> bool:
        """Leave no byte of what was deleted in any file; False while another process still reads the old pages.

        ``secure_delete`` zeroes cells, but a page that was split may keep a copy in its gap: only a rewrite is sure.
        """
        with self._lock:
            try:
                self._db.execute("VACUUM")
                busy = self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
            except sqlite3.OperationalError:
                return False
            return not busy

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with self._lock:
            try:
                self._db.execute("BEGIN IMMEDIATE")
                yield
                self._db.execute("COMMIT")
            except BaseException as error:
                # A full disk has rolled back by itself; a second ROLLBACK would hide its error.
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                if isinstance(error, sqlite3.OperationalError):
                    raise StoreError(
                        f"Nothing was written: {error}. Free space in {self.directory}, then try again."
                    ) from error
                raise

    def _one(self, sql: str, *values: object) -> Any:
        with self._lock:
            return self._db.execute(sql, values).fetchone()

    def _all(self, sql: str, *values: object) -> list[Any]:
        with self._lock:
            return self._db.execute(sql, values).fetchall()

    def _write(self, sql: str, *values: object) -> int:
        with self._lock:
            return self._db.execute(sql, values).rowcount


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


def _now() -> str:
    return datetime.now(UTC).isoformat()
