"""A period in figures: how many, how long, how soon somebody took them, by kind, place and
month."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from statistics import mean

from signage.hall.model import Hall
from signage.hall.short_names import short_name
from signage.language.durations import passed
from signage.language.words import FIRST_LANGUAGE, Message, Words, say
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
    by_month: tuple[Row, ...]


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
    is left out."""
    raised = [i for i in cases(log).values() if start <= i.raised_at < end and _counts(i)]
    real = [i for i in raised if not i.drill]
    return Statistics(
        start, end, _row(say(ALL, lang), real), len(raised) - len(real),
        _rows(real, lambda i: say(i.notice.name, lang)),
        _rows(real, lambda i: say(short_name(hall, i.targets[0]), lang)),
        tuple(sorted(_rows(real, lambda i: f"{hall.local(i.raised_at):%Y-%m}"), key=lambda row: row.name)),
    )  # fmt: skip


def _counts(incident: Incident) -> bool:
    return incident.activated_at is not None and not incident.void


def _rows(incidents: list[Incident], by: Callable[[Incident], str]) -> tuple[Row, ...]:
    grouped: dict[str, list[Incident]] = {}
    for incident in incidents:
        grouped.setdefault(by(incident), []).append(incident)
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
    "by_month": Message("statistics.by-month"),
}
