"""A period in figures: charts to look at, the numbers as a table beside them."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from flask import abort, request
from flask.typing import ResponseReturnValue

from kiosk.access.people import staff_required
from kiosk.serving.services import services
from kiosk.staff.reports.charts import bars
from kiosk.staff.reports.pages import Links, blueprint, links_about
from kiosk.staff.shell.page import answer
from kiosk.staff.shell.submit import who
from kiosk.wording.declared import Declared, values_of
from kiosk.wording.page_words import here_spoken, said
from signage.language.words import FIRST_LANGUAGE, Message, Words, plain
from signage.reports.report import lasting
from signage.reports.statistics import COUNTED, PARTS, Row, Statistics, cases, statistics
from signage.reports.uptime import Uptime, uptimes

LOOK_BACK = timedelta(days=31)
"""An outage that began before the period still counts within it."""
COLUMNS: Mapping[str, Words] = {
    "by_kind": Message("figures.by-kind"), "by_place": Message("figures.by-place"),
    "by_month": Message("figures.by-month"),
}  # fmt: skip
PERIOD = re.compile(r"(20\d{2})(?:-(0[1-9]|1[0-2]))?")


@dataclass(frozen=True, slots=True)
class Figures:
    """A period in figures, for staff and behind a link alike."""

    period: str
    statistics: Statistics
    parts: tuple[tuple[str, Words, tuple[Row, ...], str], ...]
    """By what, what stands in the first column, its rows and its chart."""
    uptimes: tuple[Uptime, ...]
    """What did not work all the time."""
    span_words: Callable[[float | None], str] = field(default_factory=lambda: span_words)


@dataclass(frozen=True, slots=True)
class Choices:
    """Periods to choose from."""

    choices: Mapping[str, Words]


DECLARED: Final[Declared] = {"staff/reports/statistics.html": (Choices, Links, Figures)}


def span(period: str) -> tuple[datetime, datetime]:
    """A year (2026) or a month (2026-11) in the hall's time; 404 for anything else."""
    parts = PERIOD.fullmatch(period) or abort(404)
    zone, year = services().board.view.content.hall.zoneinfo, int(parts[1])
    if parts[2] is None:
        return datetime(year, 1, 1, tzinfo=zone), datetime(year + 1, 1, 1, tzinfo=zone)
    month = int(parts[2])
    return datetime(year, month, 1, tzinfo=zone), datetime(
        year + month // 12, month % 12 + 1, 1, tzinfo=zone
    )


def figures_of(period: str, lang: str = FIRST_LANGUAGE) -> Figures:
    """What the sheet shows, for staff and behind a link alike, its rows in one language.

    Late ends of what began in the period count too.
    """
    here = services()
    start, end = span(period)
    hall, until = here.board.view.content.hall, max(end, here.clock())
    log = tuple(here.store.between(start - LOOK_BACK, until, COUNTED))
    made: Statistics = statistics(hall, log, start, end, lang)
    # Of a month that is not over only what has passed counts as open.
    worked = uptimes(hall, cases(log).values(), start, max(start, min(end, here.clock())))
    parts = [
        (said(title), COLUMNS[name], getattr(made, name))
        for name, title in PARTS.items()
        if getattr(made, name)
    ]
    return Figures(
        period, made, tuple((title, column, rows, _chart(title, rows)) for title, column, rows in parts),
        tuple(row for row in worked if row.out_s),
    )  # fmt: skip


def _chart(title: str, rows: tuple[Row, ...]) -> str:
    return bars(
        rows,
        title,
        lambda row: row.count,
        lambda row: said(Message("figures.incidents", count=row.count)),
    )


def span_words(seconds: float | None) -> str:
    return "—" if seconds is None else said(lasting(timedelta(seconds=seconds)))


@blueprint.get("/reports/statistics")
@staff_required
def figures() -> ResponseReturnValue:
    here = services()
    local = here.board.view.content.hall.local(here.clock())
    period = request.args.get("period") or f"{local:%Y-%m}"
    years = {
        f"{year}": Message("statistics.year", year=f"{year}")
        for year in (local.year, local.year - 1)
    }
    months = {month: plain(month) for month in (_month(local, back) for back in range(6))}
    return answer(
        "staff/reports/statistics.html", who(), None,
        **values_of(
            Choices({**years, **months}), links_about(f"period:{period}"), figures_of(period, here_spoken().first)
        ),
    )  # fmt: skip


def _month(local: datetime, back: int) -> str:
    count = local.year * 12 + local.month - 1 - back
    return f"{count // 12}-{count % 12 + 1:02}"
