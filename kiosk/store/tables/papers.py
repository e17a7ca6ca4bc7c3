"""The one table with personal data: what windows kept on paper, until it is erased."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from kiosk.store import Store
from signage.rules.ledger_rows import Kept
from signage.situation.events import LedgerEntered, LedgerErased, Recorded

SCRUB = "scrub"
"""Fact that stands from the deletion until no file holds a byte of it, also over a restart."""
NUMBER_MAX = 2**63 - 1
"""SQLite's largest; of a larger one Python's module raises what is no error of the store."""
_COLUMNS = "number, token, at, officer, business, unit, surname, phone, papers, place, window"


@dataclass(frozen=True, slots=True)
class Paper:
    """A row with its secret ``token``, the address of its public status page."""

    number: int
    token: str
    at: datetime
    officer: str
    kept: Kept


@dataclass(frozen=True, slots=True)
class Papers:
    """A view of the store's table ``papers``."""

    store: Store

    def put(
        self, recorded: Sequence[Recorded], rows: Sequence[tuple[str, datetime, str, Kept]]
    ) -> None:
        """One row (token, when, officer, what) for each :class:`LedgerEntered`, within its
        transaction."""
        numbers = [one.event.entry for one in recorded if isinstance(one.event, LedgerEntered)]
        for number, (token, at, officer, kept) in zip(numbers, rows, strict=True):
            self.store._write(
                "INSERT INTO papers VALUES(?,?,?,?,?,?,?,?,?,?,?)", number, token, at.astimezone(UTC).isoformat(),
                officer, kept.business, kept.unit, kept.surname, kept.phone, kept.papers, kept.place, kept.window,
            )  # fmt: skip

    def delete(self, recorded: Sequence[Recorded]) -> None:
        """The rows of each :class:`LedgerErased`, within its transaction; :meth:`scrub` is then
        owed."""
        for one in recorded:
            if isinstance(one.event, LedgerErased):
                self.store._write("DELETE FROM papers WHERE number=?", one.event.entry)
        self.store.put_fact(SCRUB, "owed")

    def scrub(self) -> None:
        if self.store.fact(SCRUB) == "owed" and self.store.scrub():
            self.store.put_fact(SCRUB, "done")

    def all(self) -> dict[int, Paper]:
        rows = self.store._all(f"SELECT {_COLUMNS} FROM papers ORDER BY number")  # noqa: S608  # a constant
        return {row[0]: _paper(row) for row in rows}

    def one(self, number: int) -> Paper | None:
        if number > NUMBER_MAX:
            return None
        row = self.store._one(f"SELECT {_COLUMNS} FROM papers WHERE number=?", number)  # noqa: S608  # a constant
        return _paper(row) if row else None

    def by_token(self, token: str) -> int | None:
        row = self.store._one("SELECT number FROM papers WHERE token=?", token)
        return int(row[0]) if row else None


def _paper(row: Sequence[object]) -> Paper:
    number, token, at, officer, business, unit, surname, phone, papers, place, window = row
    kept = Kept(
        str(business),
        str(unit),
        str(surname),
        str(phone),
        int(str(papers)),
        str(place),
        str(window),
    )
    return Paper(int(str(number)), str(token), datetime.fromisoformat(str(at)), str(officer), kept)
