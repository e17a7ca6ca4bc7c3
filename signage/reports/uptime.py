"""How much of its opening hours each window, machine and system worked in a period (plan line
9)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from signage.availability.world import causes, struck
from signage.hall.hours import Hours, spans
from signage.hall.model import Hall, Machine, System, Window
from signage.hall.short_names import short_name
from signage.language.words import say
from signage.situation.incidents import Incident

Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Uptime:
    """Seconds it was to be open in the period, and of these the ones it was out."""

    name: str
    open_s: float
    out_s: float

    @property
    def share(self) -> float:
        """0 to 1; 1 where it was never to be open."""
        return 1.0 if self.open_s == 0 else 1 - self.out_s / self.open_s

    @property
    def percent(self) -> str:
        """To a hundredth, never rounded up: what was out a moment has not worked all the time."""
        return f"{int(self.share * 10000) / 100:.2f}"


def uptimes(
    hall: Hall, incidents: Iterable[Incident], start: datetime, end: datetime
) -> tuple[Uptime, ...]:
    """The least first. A real incident takes out its targets and what depends on them, until it was
    cleared."""
    outages = [
        (i, (i.activated_at or i.raised_at, i.cleared_at or end))
        for i in incidents
        if _takes_out(i)
    ]
    of_hours: dict[int, tuple[Span, ...]] = {}
    always = {zone.id for zone in hall.zones if zone.always_open}
    found = []
    resources: tuple[Window | Machine | System, ...] = (
        *hall.windows,
        *hall.machines,
        *hall.systems,
    )
    for resource in resources:
        own = resource.hours if isinstance(resource, Window) else None
        hours = hall.hours if own is None else own
        # By identity: hours hold tables and have no hash, and windows mostly share the hall's.
        if id(hours) not in of_hours:
            of_hours[id(hours)] = tuple(_open(hall, hours, start, end))
        day_and_night = isinstance(resource, System) or not always.isdisjoint(
            hall.zones_around[resource.id]
        )
        times = ((start, end),) if day_and_night else of_hours[id(hours)]
        reach = {resource.id, *causes(hall, resource)}
        # Merged: two incidents at once take a window out once.
        out = _merged(span for incident, span in outages if reach & set(struck(hall, incident)))
        open_s = sum((b - a).total_seconds() for a, b in times)
        out_s = sum(_overlap(a, b) for a in out for b in times)
        found.append(Uptime(say(short_name(hall, resource.id)), open_s, out_s))
    return tuple(sorted(found, key=lambda row: row.share))


def _takes_out(incident: Incident) -> bool:
    """As :func:`signage.availability.world.unavailable`: no drill, and no jam on the road; nor
    what was taken back, which no clearing would ever end."""
    notice = incident.notice
    return (
        notice.takes_out
        and not incident.drill
        and incident.activated_at is not None
        and not incident.void
        and notice.cls != "redirect"
    )


def _open(hall: Hall, hours: Hours, start: datetime, end: datetime) -> Iterable[Span]:
    day, last = hall.local(start).date(), hall.local(end).date()
    while day <= last:
        for a, b in spans(hours, day, hall.zoneinfo):
            if max(a, start) < min(b, end):
                yield max(a, start), min(b, end)
        day += timedelta(days=1)


def _merged(given: Iterable[Span]) -> list[Span]:
    merged: list[Span] = []
    for begin, finish in sorted(given):
        if merged and begin <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(merged[-1][1], finish)
        else:
            merged.append((begin, finish))
    return merged


def _overlap(one: Span, other: Span) -> float:
    return max(0.0, (min(one[1], other[1]) - max(one[0], other[0])).total_seconds())
