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
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Final, Literal

from pydantic import ValidationError

from kiosk.store.apart import FACTS, access_in, put_access, read_access, write_access, write_content
from kiosk.store.identity import SETTLED_MOST, Identity, lived_in, new_identity, read_identity, write_identity
from signage.events import EVENT, Recorded
from signage.fold import fold
from signage.incidents import NOTHING, SITUATION, Actor, Situation

FILE = "hall.sqlite"
LOCK = "hall.lock"
BUSY_MS: Final = 5000
"""How long a statement waits for another program that holds the log."""
SAFE_MODE = b"safe"
"""What the lock says while its holder does not stand on the log."""
GENESIS = "0" * 64
LOG_IDENTITY, STRANGERS, VERSION = "identity", "strangers", "version"
"""Facts: who this log is, what other logs screens know, and the newest version of the program that wrote to it."""
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


Why = Literal["lost", "corrupt", "newer", "unusable", "served", ""]
"""What is the matter with a data directory: its log is gone, damaged, of a newer version, cannot be opened; another
server has it. Empty: nothing with the directory."""
NEWER: Final = frozenset({"union_tag_invalid", "unexpected_keyword_argument"})
"""What pydantic says of a type or field it does not know: a newer version's."""


class StoreError(Exception):
    """The data directory cannot be used; the sentence says what to do."""

    def __init__(self, message: str, why: Why = "") -> None:
        super().__init__(message)
        self.why: Why = why


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

    def __init__(self, directory: Path, *, without_log: bool = False) -> None:
        """``without_log``: in memory, with the people who are kept apart from a log that cannot be used."""
        self._held: int | None = None
        self._lock = threading.RLock()
        self.directory = directory
        self.without_log = without_log
        self.troubles: dict[str, str] = {}
        """What is the matter with the files beside the log and with the snapshot, by topic."""
        self.stranger: Identity | None = None
        """The log that lived here before, where nobody has settled it for this one."""
        try:
            self._db = self._in_memory() if without_log else self._opened()
        except OSError as error:
            raise StoreError(_unusable(directory, error), "unusable") from error
        self._begin()

    def _begin(self) -> None:
        try:
            row = self._db.execute("SELECT seq, hash FROM events ORDER BY seq DESC LIMIT 1").fetchone()
            self._seq: int = row[0] if row else 0
            self._hash: str = row[1] if row else GENESIS
            self.identity = self._identified()
        except sqlite3.DatabaseError as error:
            raise self._failed(error) from error

    def _opened(self) -> sqlite3.Connection:
        path = self.directory / FILE
        self.directory.mkdir(parents=True, exist_ok=True)
        # sqlite makes a new hall of a missing or empty file: that would be believed to be calm.
        if lived_in(self.directory) and (not path.exists() or path.stat().st_size == 0):
            raise StoreError(
                f"The log {path} is gone, but a hall has lived here. Put it back, or: kiosk restore FILE --data"
                f" {self.directory}, or begin a new one: kiosk log new --data {self.directory}.",
                "lost",
            )
        database: sqlite3.Connection | None = None
        try:
            database = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
            database.execute("PRAGMA journal_mode=WAL")
            database.execute("PRAGMA synchronous=FULL")
            database.execute(f"PRAGMA busy_timeout={BUSY_MS}")
            database.execute("PRAGMA secure_delete=ON")
            database.executescript(SCHEMA)
        except sqlite3.DatabaseError as error:
            if database is not None:
                database.close()
            raise self._failed(error) from error
        return database

    def _in_memory(self) -> sqlite3.Connection:
        database = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
        database.executescript(SCHEMA)
        access = read_access(self.directory)
        if access is not None:
            put_access(database, access)
        return database

    def _failed(self, error: sqlite3.DatabaseError) -> StoreError:
        # What is wrong with the place (space, owner, lock) is an OperationalError; any other is the file itself.
        if isinstance(error, sqlite3.OperationalError):
            return StoreError(_unusable(self.directory, error), "unusable")
        return StoreError(
            f"Cannot use the data directory {self.directory}: {FILE} is damaged ({error}). Bring back a backup (kiosk"
            f" restore FILE --data {self.directory}) or begin a new log (kiosk log new --data {self.directory}); the"
            " damaged file is kept.",
            "corrupt",
        )

    def _identified(self) -> Identity:
        """The log's own word, else, for a log that has none yet, a new one; the file beside it follows."""
        beside = read_identity(self.directory)
        if self.without_log:
            return (beside or Identity("")).without_log()
        own = Identity.of(self.fact(LOG_IDENTITY))
        if own is None:
            with self._transaction():
                # Another process may have been first.
                own = Identity.of(self.fact(LOG_IDENTITY)) or new_identity()
                self.put_fact(LOG_IDENTITY, own.to_json())
        if beside is not None and not own.answers_for(beside.log, beside.generation):
            self.stranger = beside
        elif own != beside:
            self._apart("identity", lambda: write_identity(self.directory, own))
        return own

    def _apart(self, topic: str, write: Callable[[], None]) -> None:
        """A file beside the log follows it; one that cannot be written is told and lessens nothing that is acked."""
        try:
            write()
            self.troubles.pop(topic, None)
        except OSError as error:
            self.troubles[topic] = (
                f"数据目录中的备用文件无法写入：{error}。请检查空间和权限。"
                f" A file beside the log cannot be written: {error}. Check space and owner."
            )

    def hold(self) -> None:
        """Be the one that serves this directory, until :meth:`close` or death. Raises :class:`StoreError` where another
        is: two servers would each go on from what they know, and only one of them could write it down."""
        try:
            self._held = os.open(self.directory / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            fcntl.flock(self._held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self._note_mode()
        except BlockingIOError:
            raise StoreError(
                f"A hall is being served from {self.directory}: stop that server first, or name another directory.",
                "served",
            ) from None
        except OSError as error:
            raise StoreError(_unusable(self.directory, error), "unusable") from error

    def _note_mode(self) -> None:
        if self._held is not None:
            os.ftruncate(self._held, 0)
            os.pwrite(self._held, SAFE_MODE if self.without_log else b"", 0)

    def become(self, log: "Store") -> None:
        """Go on with ``log``, opened in the same directory, in place of the one in memory; it is no store of its own
        any more."""
        with self._lock:
            self._db.close()
            self._db, self._seq, self._hash = log._db, log._seq, log._hash
            self.identity, self.stranger, self.without_log = log.identity, log.stranger, False
            self.troubles.update(log.troubles)
        with suppress(OSError):  # the lock is what counts
            self._note_mode()

    def read_identity_again(self) -> bool:
        """A person may have settled something at the command line; whether so."""
        own = Identity.of(self.fact(LOG_IDENTITY))
        if own is None or own == self.identity:
            return False
        self.identity, self.stranger = own, None
        return True

    def note_stranger(self, log: str) -> None:
        """A screen knows another log: a person has to settle it."""
        known = self.strangers()
        if log not in known and len(known) < SETTLED_MOST:
            self.put_fact(STRANGERS, json.dumps([*known, log]))

    def strangers(self) -> list[str]:
        """Logs that screens, or the data directory, know and nobody has settled for this one."""
        beside = [self.stranger.log] if self.stranger is not None else []
        said = json.loads(self.fact(STRANGERS) or "[]")
        return [log for log in dict.fromkeys((*beside, *said)) if log not in self.identity.settled]

    def settle(self) -> Identity:
        """A person's word: this log answers for every other that is known of."""
        before = self.stranger or self.identity
        own = self.identity.settling(*self.strangers(), before.log, before.without_log().log, *before.settled)
        if before.log == own.log and before.generation > own.generation:
            own = replace(own, generation=before.generation + 1)
        with self._transaction():
            self._write("INSERT OR REPLACE INTO facts VALUES(?,?)", LOG_IDENTITY, own.to_json())
            self._write("DELETE FROM facts WHERE name=?", STRANGERS)
        self.identity, self.stranger = own, None
        self._apart("identity", lambda: write_identity(self.directory, own))
        return own

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
        yield from map(self._recorded, rows)

    def _recorded(self, row: Any) -> Recorded:
        """Raises :class:`StoreError` where this version cannot read the event; nothing of it is left out."""
        seq, at, name, role, body = row
        try:
            return Recorded(seq, datetime.fromisoformat(at), Actor(name, role), EVENT.validate_json(body))
        except ValidationError as error:
            raise self._unread(seq, error) from error

    def _unread(self, seq: int, error: ValidationError) -> StoreError:
        wrong = next((found for found in error.errors() if found["type"] in NEWER), None)
        if wrong is None:
            return StoreError(
                f"Event {seq} of the log cannot be read ({error.errors()[0]['msg']}): restore a backup and keep this"
                " file as evidence.",
                "corrupt",
            )
        unknown = wrong.get("ctx", {}).get("tag") or ".".join(map(str, wrong["loc"]))
        return StoreError(
            f"Event {seq} of the log is of a newer version of the program: this one, {own_version()}, does not know"
            f" {unknown}. The log was last written by version {self.fact(VERSION) or 'unknown'}: install that again.",
            "newer",
        )

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
        yield from (self._recorded(row) for row in rows if any(kind in row[4] for kind in wanted))

    def situation(self) -> Situation:
        """The newest snapshot that still fits the chain, and the events after it.

        A snapshot that cannot be used is dropped and named in ``troubles``: the log has everything. Raises
        :class:`StoreError` where the log itself cannot be read.
        """
        try:
            return self._folded(self._newest_snapshot())
        except sqlite3.DatabaseError as error:
            raise self._failed(error) from error

    def _newest_snapshot(self) -> Situation:
        try:
            row = self._one("SELECT s.seq, s.body FROM snapshots s JOIN events e ON e.seq=s.seq AND e.hash=s.hash "
                            "ORDER BY s.seq DESC LIMIT 1")  # fmt: skip
            kept = SITUATION.validate_json(row[1]) if row else NOTHING
            if row and kept.revision != row[0]:
                raise ValueError(f"it says {kept.revision} at event {row[0]}")
        except (sqlite3.DatabaseError, ValueError) as error:
            self._drop_snapshots(error)
            return NOTHING
        # What a newer version made of events that this one cannot read must not be taken over unseen.
        return NOTHING if _newer(self.fact(VERSION), own_version()) else kept

    def _drop_snapshots(self, error: Exception) -> None:
        reason = str(error).partition("\n")[0]
        self.troubles["snapshot"] = (
            f"快照损坏，已弃用；已从日志重新读取全部事件，没有丢失任何内容。原因：{reason}"
            f" The snapshot was damaged and is dropped; the hall was read from the log, nothing is lost: {reason}"
        )
        with suppress(sqlite3.DatabaseError):
            self._write("DELETE FROM snapshots")

    def _folded(self, start: Situation) -> Situation:
        situation = fold(self.events(start.revision), start)
        if situation.revision - start.revision >= SNAPSHOT_EVERY:
            # A snapshot only saves time; a full disk must not keep the hall from starting.
            with suppress(StoreError):
                self.snapshot(situation)
        return situation

    def last_at(self) -> datetime | None:
        """When the last event was, by the clock of that moment; None in a new log."""
        row = self._one("SELECT at FROM events ORDER BY seq DESC LIMIT 1")
        return datetime.fromisoformat(row[0]) if row else None

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
        self.keep_access()

    def staff(self, name: str) -> StaffRow | None:
        row = self._one("SELECT name, role, pin, active FROM staff WHERE name=?", name)
        return StaffRow(row[0], row[1], row[2], bool(row[3])) if row else None

    def all_staff(self) -> list[StaffRow]:
        return [StaffRow(a, b, c, bool(d)) for a, b, c, d in self._all("SELECT name, role, pin, active FROM staff")]

    def remove_staff(self, name: str) -> bool:
        found = self._write("UPDATE staff SET active=0 WHERE name=?", name) > 0
        self.keep_access()
        return found

    def end_signin(self, signin: str, at: datetime, forget: datetime) -> None:
        """No cookie of this sign-in counts any more; those that ended before ``forget`` need not be known longer."""
        ended, old = (moment.astimezone(UTC).isoformat(timespec="microseconds") for moment in (at, forget))
        with self._transaction():
            self._write("DELETE FROM ended WHERE at<?", old)
            self._write("INSERT OR IGNORE INTO ended VALUES(?,?)", signin, ended)
        self.keep_access()

    def signin_ended(self, signin: str) -> bool:
        return self._one("SELECT 1 FROM ended WHERE signin=?", signin) is not None

    def put_token(self, name: str, digest: str, scopes: str) -> None:
        self._write("INSERT OR REPLACE INTO tokens VALUES(?,?,?,?,1)", name, digest, scopes, _now())
        self.keep_access()

    def token(self, digest: str) -> tuple[str, str] | None:
        """(name, scopes) of an active token by the digest of its secret."""
        row = self._one("SELECT name, scopes FROM tokens WHERE hash=? AND active=1", digest)
        return (row[0], row[1]) if row else None

    def token_digests(self) -> frozenset[str]:
        return frozenset(row[0] for row in self._all("SELECT hash FROM tokens WHERE active=1"))

    def remove_token(self, name: str) -> bool:
        found = self._write("UPDATE tokens SET active=0 WHERE name=?", name) > 0
        self.keep_access()
        return found

    def put_device(self, device: str, name: str, by: str) -> None:
        self._write("INSERT INTO devices VALUES(?,?,?,?,1)", device, name, _now(), by)
        self.keep_access()

    def devices(self) -> list[DeviceRow]:
        rows = self._all("SELECT id, name, at, by, active FROM devices ORDER BY at")
        return [DeviceRow(a, b, c, d, bool(e)) for a, b, c, d, e in rows]

    def device(self, device: str) -> DeviceRow | None:
        return next((row for row in self.devices() if row.id == device and row.active), None)

    def revoke_device(self, device: str) -> bool:
        found = self._write("UPDATE devices SET active=0 WHERE id=?", device) > 0
        self.keep_access()
        return found

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
        if name in FACTS:
            self.keep_access()

    def keep_content(self, digest: str, text: str) -> None:
        """The last good content, here and in a file beside the log."""
        self.put_fact("content", text)
        self.put_fact("digest", digest)
        if not self.without_log:
            self._apart("content-copy", lambda: write_content(self.directory, digest, text))

    def keep_access(self) -> None:
        """The file of who may act follows the database; under its lock, so that two processes do not cross."""

        def write() -> None:
            with self._transaction():
                write_access(self.directory, access_in(self._db))

        # Without a log these are the only copy: one that could not be read must not be written over.
        if not self.without_log or read_access(self.directory) is not None:
            self._apart("access-copy", write)

    def note_version(self) -> None:
        """This version writes from now on."""
        if _newer(own_version(), self.fact(VERSION)):
            self.put_fact(VERSION, own_version())

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


def _unusable(directory: Path, error: Exception) -> str:
    return f"Cannot use the data directory {directory}: {error}. Check its owner and space."


def own_version() -> str:
    try:
        return version("hall-kiosk")
    except PackageNotFoundError:
        return "0"


def _newer(one: str | None, other: str | None) -> bool:
    """Whether ``one`` is a newer version than ``other``; None is older than any."""
    return _numbers(one) > _numbers(other)


def _numbers(named: str | None) -> list[int]:
    return [int(part) for part in (named or "").split(".") if part.isdecimal()]


def _now() -> str:
    return datetime.now(UTC).isoformat()
