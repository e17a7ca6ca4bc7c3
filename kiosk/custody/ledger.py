"""The ledger between pages and store: writing rows with their events, erasing them on schedule, and
its CSV."""

import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from kiosk.content import evidence
from kiosk.engine.board import SYSTEM
from kiosk.engine.periodic import Periodic
from kiosk.serving.services import Services
from kiosk.store.tables.papers import Paper, Papers
from kiosk.wording.spreadsheet import Table, Unreadable, column, moment, plain, read_table
from signage.deciding.ledger import past
from signage.hall.model import Hall
from signage.language.mistake import meant
from signage.language.words import FIRST_LANGUAGE, Message, Words, about, noted, say
from signage.rules.ledger_rows import COLUMNS, ROWS_MAX, Kept, kept
from signage.rules.refusal import Refused
from signage.situation.commands import EnterLedger, EraseLedger
from signage.situation.incidents import Actor

SWEEP_PERIOD_S = 60.0
OFFICER, WHEN = Message("ledger.officer"), Message("ledger.entered-at")
STATE, NUMBER = Message("ledger.state"), Message("ledger.number")
"""Heads of columns besides those of :data:`COLUMNS`; in the file they are in the first language."""
TIME_FORM = "%Y-%m-%d %H:%M"


def titles() -> Mapping[str, str]:
    """The heads of the columns by field, as a table in Chinese has them."""
    return {
        **{one.name: say(one.title) for one in COLUMNS},
        "at": say(WHEN),
        "officer": say(OFFICER),
    }


class Line(NamedTuple):
    """A row to be written: who took it and when."""

    at: datetime
    officer: str
    kept: Kept


def windows_of(hall: Hall) -> frozenset[str]:
    return frozenset(window.id for window in hall.windows)


def write(here: Services, lines: Sequence[Line], actor: Actor) -> list[int]:
    """Store these rows with their events, all or none; their numbers. Raises :class:`Refused`,
    :class:`StoreError`."""
    numbers: list[int] = []
    rows = [(secrets.token_urlsafe(16), line.at, line.officer, line.kept) for line in lines]

    def beside(recorded: Sequence[object]) -> None:
        numbers.extend(one.event.entry for one in recorded)  # type: ignore[attr-defined]  # all are Recorded
        Papers(here.store).put(recorded, rows)  # type: ignore[arg-type]  # all are Recorded

    here.board.do(EnterLedger(len(rows)), actor, beside=beside)
    return numbers


# ---------------------------------------------------------------- erasing


def sweep(here: Services) -> int:
    """Erase what is past its retention; how many entries. The rewrite of the file waits while
    anything is open."""
    board, papers = here.board, Papers(here.store)
    gone = past(board.view.content.hall, board.view.world.situation, here.clock())
    if gone:
        board.do(EraseLedger(), SYSTEM, beside=papers.delete)
    # The rewrite of the file takes seconds in which nothing else is stored.
    if not board.view.world.situation.open_incidents:
        papers.scrub()
    return len(gone)


def sweeper(here: Services) -> Periodic:
    """Erases on schedule, once a minute: entries and what was photographed, the one though the
    other fails.

    Not in the hour after the clock leapt ahead: what a clock that is a year fast erases, nobody
    brings back.
    """

    def act() -> None:
        if here.board.clock.leapt():
            return
        try:
            sweep(here)
        finally:
            with suppress(OSError):
                evidence.sweep(here.store.directory, here.clock())

    return Periodic("ledger", act, lambda: SWEEP_PERIOD_S)


# ---------------------------------------------------------------- CSV


def table(
    hall: Hall, lines: Iterable[Line], phone: Callable[[str], str]
) -> tuple[list[str], list[list[str]]]:
    """Header and rows as :func:`from_csv` reads them back; ``phone`` masks, or gives the number as
    it is."""
    header = [say(title) for title in (*(one.title for one in COLUMNS), OFFICER, WHEN)]
    return header, [
        [
            line.kept.business, line.kept.unit, line.kept.surname, phone(line.kept.phone), str(line.kept.papers),
            line.kept.place, line.kept.window, line.officer, f"{hall.local(line.at):{TIME_FORM}}",
        ]
        for line in lines
    ]  # fmt: skip


def line_of(paper: Paper) -> Line:
    return Line(paper.at, paper.officer, paper.kept)


@dataclass(frozen=True, slots=True)
class Wrong:
    """A mistake in line ``row`` of the file, the header being 1; the words name the cell."""

    row: int
    words: str


def from_csv(
    data: bytes, hall: Hall, officer: str, now: datetime, lang: str = FIRST_LANGUAGE
) -> tuple[list[Line], list[Wrong]]:
    """Every row judged, in one language; the lines are of use only where no mistake was found."""
    try:
        found = read_table(data)
    except Unreadable as error:
        return [], [Wrong(1, say(error.words, lang))]
    found, mend = _titled(found)
    if mend:
        return [], [Wrong(1, say(words, lang)) for words in mend]
    if not found.rows or len(found.rows) > ROWS_MAX:
        return [], [Wrong(1, say(Message("ledger.one-to-most-rows", most=ROWS_MAX), lang))]
    lines: list[Line] = []
    wrong: list[Wrong] = []
    for number, given in found.rows:
        try:
            lines.append(_line(given, hall, officer, now))
        except Refused as refused:
            wrong.append(Wrong(number, say(_in_cell(found, number, refused), lang)))
    return lines, wrong


def _titled(found: Table) -> tuple[Table, list[Words]]:
    """The table under the titles we know, however they are written; what is none of them, and what
    is missing."""
    own = {_bare(title): title for title in (*titles().values(), say(NUMBER), say(STATE))}
    header = tuple(own.get(_bare(name), name) for name in found.header)
    unknown = {at: name for at, name in enumerate(header) if name and name not in own.values()}
    missing = [title for one in COLUMNS if (title := say(one.title)) not in header]
    wrong: list[Words] = []
    for at, name in unknown.items():
        near = meant(name, [title for title in titles().values() if title not in header])
        missing = [title for title in missing if title != near]
        mend = Message("ledger.is-it", name=near) if near else Message("ledger.delete-that-column")
        cell = noted(f"{column(at)}1", name)
        wrong.append(about(cell, Message("ledger.no-such-column", mend=mend)))
    wrong += [Message("ledger.columns-missing", names=missing)] if missing else []
    named = dict(zip(found.header, header, strict=True))
    rows = tuple(
        (number, {named.get(name, name): cell for name, cell in row.items()})
        for number, row in found.rows
    )
    return Table(header, rows), wrong


def _bare(name: str) -> str:
    return "".join(plain(name).split())


def _in_cell(found: Table, number: int, refused: Refused) -> Words:
    """F7（资料份数）：请填数字"""
    title = titles().get(refused.field or "", "")
    if title not in found.header:
        return refused.words
    return about(noted(f"{column(found.header.index(title))}{number}", title), refused.words)


def _line(given: dict[str, str], hall: Hall, officer: str, now: datetime) -> Line:
    told = {one.name: given.get(say(one.title), "") for one in COLUMNS}
    number = plain(told["window"]).removesuffix("窗口").removesuffix("号").strip()
    told["window"] = next(
        (window.id for window in hall.windows if str(window.number) == number), told["window"]
    )
    row = kept(told, windows_of(hall))
    by = given.get(say(OFFICER), "").strip() or officer
    if len(by) > 40 or not by.isprintable():
        raise Refused("too-long", "officer", Message("ledger.officer-40-characters-at-most"))
    return Line(_when(given.get(say(WHEN), "").strip(), hall, now), by, row)


def _when(text: str, hall: Hall, now: datetime) -> datetime:
    if not text:
        return now
    found = moment(text)
    if found is None:
        words = Message("ledger.write-time-as-2026-03")
        raise Refused("bad-time", "at", words)
    at = found.replace(tzinfo=hall.zoneinfo)
    if not now - timedelta(days=366) <= at <= now:
        raise Refused("bad-time", "at", Message("ledger.time-lies-within-past-year"))
    return at
