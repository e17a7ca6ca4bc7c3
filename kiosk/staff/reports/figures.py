"""A period in figures: charts to look at, the numbers as a table beside them."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from flask import abort, request
from flask.typing import ResponseReturnValue

from kiosk.access.people import staff_required
from kiosk.serving.services import services
from kiosk.staff.reports.charts import Bar, bars, columns
from kiosk.staff.reports.pages import Links, blueprint, links_about
from kiosk.staff.shell.page import answer
from kiosk.staff.shell.submit import who
from kiosk.wording.declared import Declared, values_of
from kiosk.wording.page_words import here_spoken, said
from signage.language.words import FIRST_LANGUAGE, Message, Words, plain
from signage.reports.patterns import BOUNDS_S, Late, late_screens
from signage.reports.report import lasting
from signage.reports.statistics import COUNTED, PARTS, Row, Statistics, cases, statistics
from signage.reports.uptime import Uptime, uptimes

YEAR = timedelta(days=366)
"""What the months before the period are counted from."""
LOOK_BACK = timedelta(days=31)
"""An outage that began before the period still counts within it."""
COLUMNS: Mapping[str, Words] = {
    "by_kind": Message("figures.by-kind"), "by_place": Message("figures.by-place"),
}  # fmt: skip
COUNT, RESPONSE, DURATION = (
    Message("figures.count"), Message("figures.response"), Message("figures.duration"),
)  # fmt: skip
TIMES: Final = (
    Message("figures.median"), Message("figures.nine-of-ten"), Message("figures.longest"),
)  # fmt: skip
MONDAY: Final = date(2024, 1, 1)
SHADES: Final = 4
"""Of a week's hours, by how many began in them; the figure stands in each."""
SLOWEST: Final = 10
"""Screens that are named."""
PERIOD = re.compile(r"(20\d{2})(?:-(0[1-9]|1[0-2]))?")


@dataclass(frozen=True, slots=True)
class Charted:
    """A chart beside the table of its numbers; ``about`` says which it is."""

    about: str
    title: str
    heads: tuple[Words, ...]
    rows: tuple[tuple[str, ...], ...]
    chart: str
    hint: Words | None = None


@dataclass(frozen=True, slots=True)
class Hour:
    """``shade`` from 0, where nothing began in it, to :data:`SHADES`."""

    count: int
    shade: int


@dataclass(frozen=True, slots=True)
class Day:
    name: str
    hours: tuple[Hour, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """A period in figures, for staff and behind a link alike."""

    period: str
    statistics: Statistics
    parts: tuple[Charted, ...]
    hours: tuple[str, ...]
    """Of a day, above the columns of ``days``."""
    days: tuple[Day, ...]
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
    log = tuple(here.store.between(end - YEAR - LOOK_BACK, until, COUNTED))
    made: Statistics = statistics(hall, log, start, end, lang)
    found = cases(log)
    # Of a month that is not over only what has passed counts as open.
    worked = uptimes(hall, found.values(), start, max(start, min(end, here.clock())))
    late = late_screens(hall, here.store.painted_in(made.incidents), lang)
    parts = [*_counted(made), _trend(made), *_responses(made), *_slowest(late)]
    return Figures(
        period, made, tuple(parts) if any(row.count for row in made.by_month) else (),
        tuple(f"{hour}" for hour in range(24)), tuple(_days(made)) if made.whole.count else (),
        tuple(row for row in worked if row.out_s),
    )  # fmt: skip


def _counted(made: Statistics) -> Iterator[Charted]:
    for name, title in PARTS.items():
        rows: tuple[Row, ...] = getattr(made, name)
        if rows:
            drawn = bars([Bar(row.name, row.count, incidents_words(row.count)) for row in rows])
            heads = (COLUMNS[name], COUNT, RESPONSE, DURATION)
            yield Charted(name, said(title), heads, tuple(map(_row, rows)), drawn)


def _row(row: Row) -> tuple[str, ...]:
    return row.name, f"{row.count}", span_words(row.response_s), span_words(row.duration_s)


def _trend(made: Statistics) -> Charted:
    """Months by their number, the year where it begins."""
    rows = made.by_month
    short = [
        row.name[2:] if not at or row.name.endswith("-01") else row.name[-2:]
        for at, row in enumerate(rows)
    ]
    drawn = columns(
        [Bar(name, row.count, f"{row.count}") for name, row in zip(short, rows, strict=True)]
    )
    heads = (Message("figures.by-month"), COUNT, RESPONSE, DURATION)
    title = said(Message("figures.twelve-months"))
    return Charted("by_month", title, heads, tuple(map(_row, rows)), drawn)


def _responses(made: Statistics) -> Iterator[Charted]:
    if made.responses is None:
        return
    names = [said(words) for words in _classes()]
    counts = made.responses.counts
    drawn = columns(
        [Bar(name, count, f"{count}") for name, count in zip(names, counts, strict=True)]
    )
    rows = tuple((name, f"{count}") for name, count in zip(names, counts, strict=True))
    hint = Message(
        "figures.response-times", median=span_words(made.responses.median_s),
        tail=span_words(made.responses.tail_s), longest=span_words(made.responses.longest_s),
    )  # fmt: skip
    yield Charted(
        "responses", said(Message("figures.responses")), (Message("figures.response-within"), COUNT),
        rows, drawn, hint,
    )  # fmt: skip


def _classes() -> Iterator[Words]:
    for bound in BOUNDS_S:
        if bound < 60:
            yield Message("figures.within-seconds", seconds=bound)
        else:
            yield Message("figures.within-minutes", minutes=bound // 60)
    yield Message("figures.over-minutes", minutes=BOUNDS_S[-1] // 60)


def _slowest(late: Sequence[Late]) -> Iterator[Charted]:
    if not late:
        return
    shown = late[:SLOWEST]
    drawn = bars(
        [Bar(row.name, row.spread.tail_s, seconds_words(row.spread.tail_s)) for row in shown]
    )
    rows = tuple(
        (
            row.name, f"{sum(row.spread.counts)}", seconds_words(row.spread.median_s),
            seconds_words(row.spread.tail_s), seconds_words(row.spread.longest_s),
        )
        for row in shown
    )  # fmt: skip
    yield Charted(
        "screens", said(Message("figures.slowest-screens")),
        (Message("home.screen"), Message("figures.notices"), *TIMES), rows, drawn,
        Message("figures.from-commit-to-painted"),
    )  # fmt: skip


def _days(made: Statistics) -> Iterator[Day]:
    most = max(map(max, made.week))
    for number, hours in enumerate(made.week):
        name = said(Message("figures.weekday", day=MONDAY + timedelta(days=number)))
        yield Day(name, tuple(Hour(count, -(-count * SHADES // most)) for count in hours))


def incidents_words(count: float) -> str:
    return said(Message("figures.incidents", count=count))


def seconds_words(seconds: float) -> str:
    """To a tenth, as a notice is painted within less than one."""
    return said(Message("figures.seconds", seconds=f"{seconds:.1f}"))


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
