"""The data directory: the only SQL of the house. Events are append-only and chained by hash.

Personal data is in the table ``papers`` alone, see :mod:`kiosk.store.tables.papers`; what is deleted is
overwritten.

2026-11-29 · The log is read in pages, each its own query: a million events take no more memory than
one page, and no reader holds the write-ahead log. Rejected: an open cursor, one long transaction.
"""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import fields
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from kiosk.store.faults import StoreError, Why
from kiosk.store.file import READ_S
from kiosk.store.files import read_back
from kiosk.store.identity import Identity
from kiosk.store.people import People
from kiosk.store.rows import Answer, Beside, DeviceRow, PairedRow, StaffRow, TimingRow
from kiosk.store.schema import (
    FILE,
    GENESIS,
    LOCK,
    LOG_IDENTITY,
    SAFE_MODE,
    STRANGERS,
    VERSION,
    Head,
    chain,
    newer,
    own_version,
    verify_chain,
)  # fmt: skip
from signage.language.words import Message
from signage.situation.events import EVENT, Recorded
from signage.situation.fold import fold
from signage.situation.incidents import NOTHING, SITUATION, Actor, Situation

__all__ = [
    "FILE", "GENESIS", "LOCK", "LOG_IDENTITY", "SAFE_MODE", "SNAPSHOT_EVERY", "STRANGERS", "VERSION",
    "Answer", "Beside", "DeviceRow", "Head", "Identity", "PairedRow", "StaffRow", "Store", "StoreError", "TimingRow",
    "Why", "chain", "verify_chain",
]  # fmt: skip
SNAPSHOT_EVERY = 1000
PAGE = 2000
"""Rows of the log read at a time."""
NEWER: Final = frozenset({"union_tag_invalid", "unexpected_keyword_argument"})
"""What pydantic says of a type or field it does not know: a newer version's."""


class Store(People):
    """``append`` is called by one thread; readers open no transaction that outlives the call."""

    def __init__(
        self, directory: Path, *, without_log: bool = False, reading: bool = False
    ) -> None:
        """``reading``: see :class:`HallFile`."""
        super().__init__(directory, without_log=without_log, reading=reading)
        self._begin()
        self.be_prompt()

    def _begin(self) -> None:
        try:
            row = self._db.execute(
                "SELECT seq, hash FROM events ORDER BY seq DESC LIMIT 1"
            ).fetchone()
            self._seq: int = row[0] if row else 0
            self._hash: str = row[1] if row else GENESIS
            self.identity = self._identified()
        except sqlite3.DatabaseError as error:
            raise self._failed(error) from error

    def become(self, log: "Store") -> None:
        """Go on with ``log``, opened in the same directory, in place of the one in memory; it is no
        store of its own any more."""
        with self._lock:
            self._db.close()
            self._db, self._seq, self._hash, self._marks = log._db, log._seq, log._hash, log._marks
            self.identity, self.stranger, self.without_log = log.identity, log.stranger, False
            self.troubles.update(log.troubles)
        with suppress(OSError):  # the lock is what counts
            self._note_mode()

    @property
    def tip(self) -> tuple[int, str]:
        """Number and hash of the last event."""
        with self._reading(READ_S):
            return self._seq, self._hash

    def read_back(self, *, whole: bool) -> int:
        """Find the log in the file, as a newcomer would; the number of its last event. Raises
        :class:`StoreError`."""
        tip = self.tip
        if not self.without_log:
            read_back(self.directory, tip, whole=whole)
        return tip[0]

    @property
    def head(self) -> int:
        """Number of the last event in the log."""
        return self._seq

    @property
    def printed_head(self) -> Head:
        """What the log is found by that was cut behind this moment."""
        return Head(*self.tip)

    # ---- events

    def append(
        self,
        events: Sequence[Any],
        actor: Actor,
        at: datetime,
        answer: tuple[str, Answer] | None = None,
        beside: Beside | None = None,
    ) -> list[Recorded]:
        """Append in one transaction with the answer to its idempotency key and what is written
        ``beside``.

        Raises :class:`StoreError` where the disk refuses; then nothing is appended.
        """
        self.require_there()
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
                    (
                        actor.name,
                        key,
                        given.request,
                        given.incident,
                        int(given.created),
                        at.isoformat(),
                    ),
                )
            if beside is not None:
                beside(recorded)
        # Only after the commit: a refused append leaves both as they were, and the next one fits.
        self._seq, self._hash = seq, chained
        return recorded

    def has(self, recorded: Recorded) -> bool:
        """Whether this act is in the log, under whatever number."""
        at, body = recorded.at.astimezone(UTC).isoformat(), EVENT.dump_json(recorded.event).decode()
        sql = "SELECT 1 FROM events WHERE at=? AND actor=? AND body=?"
        return self._one(sql, at, recorded.actor.name, body) is not None

    def answer(self, actor: str, key: str) -> Answer | None:
        row = self._one(
            "SELECT request, incident, created FROM answers WHERE actor=? AND key=?", actor, key
        )
        return Answer(row[0], row[1], bool(row[2])) if row else None

    def events(self, after: int = 0, limit: int | None = None) -> Iterator[Recorded]:
        """The log from ``after`` (exclusive), oldest first, up to where it ends when the first is
        asked for."""
        rows = islice(self._rows("seq, at, actor, role, body", after), limit)
        yield from map(self._recorded, rows)

    def done_by(self, name: str, most: int) -> list[Recorded]:
        """What the log says somebody of that name did, the newest first, at most so many."""
        sql = (
            "SELECT seq, at, actor, role, body FROM events WHERE actor=? ORDER BY seq DESC LIMIT ?"
        )
        return [self._recorded(row) for row in self._all(sql, name, most)]

    def _rows(self, columns: str, after: int = 0) -> Iterator[Any]:
        """A page at a time: a log of years is in no memory as a whole, and no transaction outlives
        its page."""
        sql = f"SELECT {columns} FROM events WHERE seq>? AND seq<=? ORDER BY seq LIMIT ?"  # noqa: S608  # no value is in it
        (last,) = self._one("SELECT max(seq) FROM events")
        while page := self._all(sql, after, last, PAGE):
            yield from page
            after = page[-1][0]

    def _recorded(self, row: Any) -> Recorded:
        """Raises :class:`StoreError` where this version cannot read the event; nothing of it is
        left out."""
        seq, at, name, role, body = row
        try:
            return Recorded(
                seq, datetime.fromisoformat(at), Actor(name, role), EVENT.validate_json(body)
            )
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
        # An event is kept as compact JSON, so key and value stand in it exactly so.
        key = f'"incident":{json.dumps(incident)}'
        row = self._one("SELECT min(seq), max(seq) FROM events WHERE instr(body, ?) > 0", key)
        return None if row[0] is None else (row[0], row[1])

    def between(self, start: datetime, end: datetime, kinds: Sequence[str]) -> Iterator[Recorded]:
        """Events of these types from ``start`` (inclusive) to ``end``, oldest first."""
        # As moments are kept: without a fraction on the full second, where "+" sorts before ".".
        first, last = (at.astimezone(UTC).isoformat() for at in (start, end))
        rows = self._all(
            "SELECT seq, at, actor, role, body FROM events WHERE at>=? AND at<? ORDER BY seq",
            first,
            last,
        )
        # Looked for in the text: to read every event of a year only to drop it would take seconds.
        wanted = tuple(f'"type":"{kind}"' for kind in kinds)
        yield from (self._recorded(row) for row in rows if any(kind in row[4] for kind in wanted))

    def situation(self) -> Situation:
        """The newest snapshot that still fits the chain, and the events after it.

        A snapshot that cannot be used is dropped and named in ``troubles``: the log has everything.
        Raises :class:`StoreError` where the log itself cannot be read.
        """
        try:
            return self._folded(self._newest_snapshot())
        except StoreError as error:
            if isinstance(error.__cause__, sqlite3.DatabaseError):
                raise self._failed(error.__cause__) from error
            raise

    def _newest_snapshot(self) -> Situation:
        try:
            row = self._one("SELECT s.seq, s.body FROM snapshots s JOIN events e ON e.seq=s.seq AND e.hash=s.hash "
                            "ORDER BY s.seq DESC LIMIT 1")  # fmt: skip
            kept = SITUATION.validate_json(row[1]) if row else NOTHING
            if row and kept.revision != row[0]:
                raise ValueError(f"it says {kept.revision} at event {row[0]}")
        except (StoreError, ValueError) as error:
            self._drop_snapshots(error)
            return NOTHING
        # What a newer version made of events that this one cannot read must not be taken over
        # unseen.
        return NOTHING if newer(self.fact(VERSION), own_version()) else kept

    def _drop_snapshots(self, error: Exception) -> None:
        words = Message("store.snapshot-damaged", reason=str(error).partition("\n")[0])
        self.troubles["snapshot"] = words
        with suppress(StoreError):
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
                # The hash is the log's own: ahead of the log there is no row, and no snapshot.
                "INSERT INTO snapshots SELECT seq, hash, ? FROM events WHERE seq=?",
                (body, situation.revision),
            )

    def verify(self) -> int:
        """Recompute the whole chain; the number of events. Raises :class:`StoreError` at the first
        broken row."""
        return verify_chain(self._rows("seq, at, actor, role, body, hash")).seq

    def holds(self, head: Head) -> bool:
        """Whether the log still has the event that was its last when the head was printed."""
        row = self._one("SELECT hash FROM events WHERE seq=?", head.seq)
        return row is not None and row[0].startswith(head.hash)

    def require(self, head: Head) -> None:
        """Raises :class:`StoreError` where the log does not hold it."""
        if not self.holds(head):
            raise StoreError(
                f"The log no longer has event {head.seq} as it was printed ({head}): its tail was cut off, or it is"
                " another log. Keep this file as evidence and compare it with the backups."
            )

    def replay(self) -> int | None:
        """Fold the log up to the newest snapshot and compare; the number of its event, None without
        a snapshot.

        Raises :class:`StoreError` where they differ. The log counts, so such a snapshot is thrown
        away.
        """
        row = self._one("SELECT seq, body FROM snapshots ORDER BY seq DESC LIMIT 1")
        if row is None:
            return None
        kept, made = (
            SITUATION.validate_json(row[1]),
            fold(self.events(limit=row[0])),
        )
        # By way of JSON, as a snapshot goes: a tuple there is a tuple here.
        if SITUATION.dump_json(made) != SITUATION.dump_json(kept):
            wrong = [
                f.name for f in fields(Situation) if getattr(made, f.name) != getattr(kept, f.name)
            ]
            self._write("DELETE FROM snapshots")
            raise StoreError(
                f"The snapshot at event {row[0]} is not what the log makes ({', '.join(wrong)}). The log counts: the"
                " snapshot is thrown away. Start the hall again, it then reads the whole log."
            )
        return int(row[0])

    def put_timings(self, rows: Sequence[TimingRow]) -> None:
        """The first word counts: a row that is there already stays."""
        with self._transaction():
            self._db.executemany(
                "INSERT OR IGNORE INTO timings VALUES(?,?,?,?,?)",
                [
                    (
                        row.incident,
                        row.what,
                        row.name,
                        row.at.astimezone(UTC).isoformat(),
                        row.revision,
                    )
                    for row in rows
                ],
            )

    def painted_in(self, incidents: Sequence[str]) -> list[tuple[str, str, str, datetime]]:
        """Of so many incidents when each was committed, and painted on which screen: incident,
        ``committed`` or ``painted``, screen, when."""
        rows = self._all(
            "SELECT incident, what, name, at FROM timings WHERE what IN ('committed', 'painted')"
            " AND incident IN (SELECT value FROM json_each(?))",
            json.dumps(list(incidents)),
        )
        return [(number, what, name, datetime.fromisoformat(at)) for number, what, name, at in rows]

    def timings(self, incident: str) -> list[TimingRow]:
        rows = self._all(
            "SELECT what, name, at, revision FROM timings WHERE incident=? ORDER BY at, name",
            incident,
        )
        return [
            TimingRow(incident, what, name, datetime.fromisoformat(at), seq)
            for what, name, at, seq in rows
        ]
