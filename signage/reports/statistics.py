"""A period in figures: how many, how long, how soon somebody took them, by kind, place and
month."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import mean

from signage.hall.model import Hall
from signage.hall.short_names import short_name
from signage.language.durations import passed
from signage.language.words import FIRST_LANGUAGE, Message, Words, say
from signage.reports.patterns import Spread, Week, month_of, months, responses, week
from signage.situation.events import Recorded
from signage.situation.fold import fold
from signage.situation.incidents import NOTHING, Incident, Situation

COUNTED = ("incident_raised", "raise_repeated", "incident_changed", "change_undone")
"""Types of event the figures are made of."""


@dataclass(frozen=True, slots=True)
class Row:
    """``response_s`` and ``duration_s`` are means in seconds over those where it is known; None =
    of none."""

    name: str
    count: int
    response_s: float | None
    duration_s: float | None


@dataclass(frozen=True, slots=True)
class Statistics:
    start: datetime
    end: datetime
    whole: Row
    drills: int
    by_kind: tuple[Row, ...]
    by_place: tuple[Row, ...]
    """An incident counts at each of its targets."""
    by_month: tuple[Row, ...]
    """The twelve up to the period's last, each, also those without any."""
    incidents: tuple[str, ...]
    """What was real of the period, by number."""
    week: Week
    responses: Spread | None


def cases(log: Iterable[Recorded]) -> dict[str, Incident]:
    """Every incident of the log by itself: a situation forgets old ones, the figures must not."""
    found: dict[str, Incident] = {}
    for recorded in log:
        number = getattr(recorded.event, "incident", None)
        if number is not None:
            start = Situation(incidents={number: found[number]}) if number in found else NOTHING
            found.update(fold([recorded], start).incidents)
    return found


def statistics(
    hall: Hall, log: Iterable[Recorded], start: datetime, end: datetime, lang: str = FIRST_LANGUAGE
) -> Statistics:
    """Of incidents raised from ``start`` to ``end``; what was taken back at once or never activated
    is left out. The months before the period are of what the log holds."""
    every = [i for i in cases(log).values() if i.raised_at < end and _counts(i)]
    raised = [i for i in every if start <= i.raised_at]
    real = [i for i in raised if not i.drill]
    return Statistics(
        start, end, _row(say(ALL, lang), real), len(raised) - len(real),
        _rows(real, lambda i: (say(i.notice.name, lang),)),
        _rows(real, lambda i: {say(short_name(hall, target), lang) for target in i.targets}),
        _trend(hall, [i for i in every if not i.drill], end), tuple(i.id for i in real),
        week(hall, real), responses(real),
    )  # fmt: skip


def _trend(hall: Hall, incidents: list[Incident], end: datetime) -> tuple[Row, ...]:
    found = {row.name: row for row in _rows(incidents, lambda i: (month_of(hall, i.raised_at),))}
    named = months(hall, end - timedelta(microseconds=1))
    return tuple(found.get(name, Row(name, 0, None, None)) for name in named)


def _counts(incident: Incident) -> bool:
    return incident.activated_at is not None and not incident.void


def _rows(incidents: list[Incident], by: Callable[[Incident], Iterable[str]]) -> tuple[Row, ...]:
    """Each under every name it goes ``by``."""
    grouped: dict[str, list[Incident]] = {}
    for incident in incidents:
        for name in by(incident):
            grouped.setdefault(name, []).append(incident)
    rows = [_row(name, listed) for name, listed in grouped.items()]
    return tuple(sorted(rows, key=lambda row: (-row.count, row.name)))


def _row(name: str, incidents: list[Incident]) -> Row:
    began = {i.id: i.activated_at or i.raised_at for i in incidents}
    return Row(
        name, len(incidents),
        _mean((i.acknowledged_at, began[i.id]) for i in incidents),
        _mean((i.cleared_at, began[i.id]) for i in incidents),
    )  # fmt: skip


def _mean(spans: Iterable[tuple[datetime | None, datetime]]) -> float | None:
    known = [passed(start, end).total_seconds() for end, start in spans if end is not None]
    return mean(known) if known else None


ALL = Message("statistics.total")
PARTS: Mapping[str, Words] = {
    "by_kind": Message("statistics.by-kind"),
    "by_place": Message("statistics.by-place"),
}
