"""The outbox: every call the hall makes to a person outside, with what came of each attempt."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, Literal

from pydantic import TypeAdapter

from kiosk.store import Store

ENDED_SHOWN: Final = 200
KEEP_DAYS: Final = 90
State = Literal["waiting", "sent", "delivered", "failed", "dropped"]
"""``delivered``: the telephone itself has it; ``failed``: for good; ``dropped``: nobody needs it any more."""
Why = Literal["", "answered", "over", "unanswered"]


@dataclass(frozen=True, slots=True)
class Try:
    """One way of one call, with all attempts. ``why`` is the name of what went wrong last."""

    way: str
    address: str
    state: State
    begun: datetime
    next: datetime
    count: int = 0
    told: datetime | None = None
    why: str = ""
    parts: tuple[int, ...] = ()
    """Of a text: by which references the network will say that a telephone has them."""

    @property
    def went(self) -> bool:
        return self.state in ("sent", "delivered")


@dataclass(frozen=True, slots=True)
class Call:
    """``number`` stands in every message of it: who gets one twice knows it by that. ``tries`` in
    the order in which they were begun."""

    number: int
    key: str
    person: str
    rule: str
    about: str
    incident: str
    words: dict[str, str]
    level: int
    life: bool
    at: datetime
    until: datetime
    """When it is given up."""
    ended: datetime | None = None
    why: Why = ""
    by: str = ""
    """Who answered."""
    tries: tuple[Try, ...] = ()

    @property
    def name(self) -> tuple[str, str]:
        return self.key, self.person


CALL: Final = TypeAdapter(Call)


@dataclass(frozen=True, slots=True)
class Outbox:
    """A view of the store's table ``calls``. One thread writes it."""

    store: Store

    def put(self, calls: Iterable[Call]) -> None:
        """All of them or none, on the disk when this returns. Raises :class:`StoreError`."""
        with self.store._transaction():
            self.write(calls)

    def write(self, calls: Iterable[Call]) -> None:
        """Within a transaction that is open."""
        rows = [
            (one.number, one.key, one.person, _utc(one.ended), CALL.dump_json(one).decode())
            for one in calls
        ]
        self.store._db.executemany("INSERT OR REPLACE INTO calls VALUES(?,?,?,?,?)", rows)

    def kept(self) -> list[Call]:
        """All that are open, and the last that ended, oldest first."""
        rows = self.store._all(
            "SELECT body FROM calls WHERE ended='' OR number IN"
            " (SELECT number FROM calls WHERE ended<>'' ORDER BY number DESC LIMIT ?)"
            " ORDER BY number",
            ENDED_SHOWN,
        )
        return [CALL.validate_json(row[0]) for row in rows]

    def last(self) -> int:
        """The highest number ever given."""
        return int(self.store._one("SELECT coalesce(max(number), 0) FROM calls")[0])

    def one(self, number: int) -> Call | None:
        row = self.store._one("SELECT body FROM calls WHERE number=?", number)
        return CALL.validate_json(row[0]) if row else None

    def forget(self, before: datetime) -> None:
        """Those that ended long ago, but for the newest, whose number must not be given again."""
        self.store._write(
            "DELETE FROM calls WHERE ended<>'' AND ended<? AND number<(SELECT max(number) FROM calls)",
            _utc(before),
        )


def _utc(moment: datetime | None) -> str:
    return "" if moment is None else moment.astimezone(UTC).isoformat(timespec="seconds")
