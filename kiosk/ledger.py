"""The ledger between pages and store: writing rows with their events, erasing them on schedule, and its CSV."""

import csv
import io
import secrets
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from kiosk import evidence
from kiosk.board import SYSTEM
from kiosk.periodic import Periodic
from kiosk.services import Services
from kiosk.store.papers import Paper, Papers
from signage.commands import EnterLedger, EraseLedger
from signage.hall import Hall
from signage.incidents import Actor
from signage.ledgering import past
from signage.paper import COLUMNS, ROWS_MAX, Kept, kept
from signage.refused import Refused
from signage.words import both

SWEEP_PERIOD_S = 60.0
FORMULA = tuple("=+-@\t\r＝＋－＠")  # full-width forms start a formula too
OFFICER, WHEN, STATE, NUMBER = "经办人", "登记时间", "状态", "编号"
TIME_FORM = "%Y-%m-%d %H:%M"


class Line(NamedTuple):
    """A row to be written: who took it and when."""

    at: datetime
    officer: str
    kept: Kept


def windows_of(hall: Hall) -> frozenset[str]:
    return frozenset(window.id for window in hall.windows)


def write(here: Services, lines: Sequence[Line], actor: Actor) -> list[int]:
    """Store these rows with their events, all or none; their numbers. Raises :class:`Refused`, :class:`StoreError`."""
    numbers: list[int] = []
    rows = [(secrets.token_urlsafe(16), line.at, line.officer, line.kept) for line in lines]

    def beside(recorded: Sequence[object]) -> None:
        numbers.extend(one.event.entry for one in recorded)  # type: ignore[attr-defined]  # all are Recorded
        Papers(here.store).put(recorded, rows)  # type: ignore[arg-type]  # all are Recorded

    here.board.do(EnterLedger(len(rows)), actor, beside=beside)
    return numbers


# ---------------------------------------------------------------- erasing


def sweep(here: Services) -> int:
    """Erase what is past its retention; how many entries. The rewrite of the file waits while anything is open."""
    board, papers = here.board, Papers(here.store)
    gone = past(board.view.content.hall, board.view.world.situation, here.clock())
    if gone:
        board.do(EraseLedger(), SYSTEM, beside=papers.delete)
    if not board.view.world.situation.open_incidents:
        papers.scrub()
    return len(gone)


def sweeper(here: Services) -> Periodic:
    """Erases on schedule, once a minute: entries and what was photographed, the one though the other fails."""

    def act() -> None:
        try:
            sweep(here)
        finally:
            with suppress(OSError):
                evidence.sweep(here.store.directory, here.clock())

    return Periodic("ledger", act, lambda: SWEEP_PERIOD_S)


# ---------------------------------------------------------------- CSV


def safe(text: str) -> str:
    """A cell no spreadsheet takes for a formula; :func:`bare` gives the text back."""
    return f"'{text}" if text.lstrip("'").startswith(FORMULA) else text


def bare(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell.lstrip("'").startswith(FORMULA) else cell


def to_csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """With the mark by which Excel knows UTF-8."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(header)
    writer.writerows([safe(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def table(hall: Hall, lines: Iterable[Line], phone: Callable[[str], str]) -> tuple[list[str], list[list[str]]]:
    """Header and rows as :func:`from_csv` reads them back; ``phone`` masks, or gives the number as it is."""
    header = [*(column.title["zh"] for column in COLUMNS), OFFICER, WHEN]
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
    """A mistake in line ``row`` of the file, the header being 1."""

    row: int
    words: str


def from_csv(data: bytes, hall: Hall, officer: str, now: datetime) -> tuple[list[Line], list[Wrong]]:
    """Every row judged; the lines are of use only where no mistake was found."""
    try:
        found = list(csv.reader(io.StringIO(_decoded(data), newline="")))
    except (UnicodeDecodeError, csv.Error):
        return [], [Wrong(1, "无法读取，请另存为 CSV（UTF-8）后重试。")]
    header = [bare(cell.strip()) for cell in found[0]] if found else []
    missing = [column.title["zh"] for column in COLUMNS if column.title["zh"] not in header]
    if missing or len(set(header)) != len(header):
        return [], [Wrong(1, f"缺少列：{'、'.join(missing)}。" if missing else "有重复的列。")]
    rows = [(number, cells) for number, cells in enumerate(found[1:], 2) if any(cell.strip() for cell in cells)]
    if not rows or len(rows) > ROWS_MAX:
        return [], [Wrong(1, f"应有 1 至 {ROWS_MAX} 条记录。")]
    lines: list[Line] = []
    wrong: list[Wrong] = []
    for number, cells in rows:
        given = dict(zip(header, map(bare, cells), strict=False))
        try:
            lines.append(_line(given, hall, officer, now))
        except Refused as refused:
            wrong.append(Wrong(number, refused.words["zh"]))
    return lines, wrong


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030")  # what a Chinese Excel saves by default


def _line(given: dict[str, str], hall: Hall, officer: str, now: datetime) -> Line:
    told = {column.name: given.get(column.title["zh"], "") for column in COLUMNS}
    number = told["window"].strip().removesuffix("窗口").removesuffix("号")
    told["window"] = next((window.id for window in hall.windows if str(window.number) == number), told["window"])
    row = kept(told, windows_of(hall))
    by = given.get(OFFICER, "").strip() or officer
    if len(by) > 40 or not by.isprintable():
        raise Refused("too-long", "officer", both("经办人最多 40 字。", "Officer: 40 characters at most."))
    return Line(_when(given.get(WHEN, "").strip(), hall, now), by, row)


def _when(text: str, hall: Hall, now: datetime) -> datetime:
    if not text:
        return now
    try:
        at = datetime.strptime(text, TIME_FORM).replace(tzinfo=hall.zoneinfo)
    except ValueError as error:
        words = both("登记时间应写成 2026-03-16 09:30。", "Write the time as 2026-03-16 09:30.")
        raise Refused("bad-time", "at", words) from error
    if not now - timedelta(days=366) <= at <= now:
        raise Refused("bad-time", "at", both("登记时间应在过去一年内。", "The time lies within the past year."))
    return at
