"""What is filed here, on which channels, and everything those depend on: one answer for duties,
texts and screens."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from signage.availability.by_hand import by_hand
from signage.availability.world import Channel, World, channels
from signage.hall.filing import FilingKind
from signage.hall.filing_services import KINDS, filed, filing_needs
from signage.hall.hours import spans
from signage.hall.model import HALL, Service
from signage.language.words import Message, Words

LeftKind = FilingKind | Literal["papers"]
LEFT_WORDS: dict[LeftKind, Words] = {
    "window": Message("filing-channels.windows"), "terminal": Message("filing-channels.self-service"),
    "online": Message("filing-channels.online"), "app": Message("filing-channels.the-app"),
    "papers": Message("filing-channels.windows-taking-papers"),
}  # fmt: skip
Offered = Callable[[World, Service], tuple[Channel, ...]]


def hits_filing(world: World, targets: tuple[str, ...]) -> bool:
    """Whether what is out is something several filing channels stand on: not one window or machine
    among others."""
    needs = filing_needs(world.hall)
    shared = {
        name
        for name in targets
        if name == HALL or name.partition("/")[0] in ("system", "zone", "floor")
    }
    return HALL in shared or not shared.isdisjoint(needs)


@dataclass(frozen=True, slots=True)
class Left:
    """One kind of channel on which can still be filed on the day; ``until`` None = no hour is
    known."""

    kind: LeftKind
    until: datetime | None


def left(world: World, day: date, offered: Offered = channels) -> tuple[Left, ...]:
    """The kinds of filing channels whose whole dependency is up and that are not over for ``day``,
    best first.

    A window at its lunch break is left, one after its closing hour is not.
    """
    found: dict[FilingKind, list[datetime | None]] = {}
    for service in filed(world.hall):
        for channel in offered(world, service):
            if channel.kind in KINDS and _up(world, channel):
                ends = _ends(world, channel, day)
                if ends is None or ends > world.now:
                    found.setdefault(channel.kind, []).append(ends)
    ways = [Left(kind, _last(found[kind])) for kind in KINDS if kind in found]
    return (*ways, *(() if "window" in found else _papers(world, day)))


def _papers(world: World, day: date) -> Iterator[Left]:
    """Windows that take papers of something that is filed, up to their closing hour."""
    services = {service.id for service in filed(world.hall)}
    taking = [
        name for name in by_hand(world) if not services.isdisjoint(world.windows[name].services)
    ]
    ends = [end for end in (closes(world, name, day) for name in taking) if end > world.now]
    if taking:
        yield Left("papers", max(ends, default=None))


def _last(ends: list[datetime | None]) -> datetime | None:
    known = [end for end in ends if end is not None]
    # One end that nobody knows leaves the kind's unknown: another's would be said of it.
    return max(known) if len(known) == len(ends) else None


def _up(world: World, channel: Channel) -> bool:
    """Nothing it needs is out; whether it is its hour is another question."""
    if any(name in world.out for name in channel.depends):
        return False
    if channel.place is not None and channel.kind == "window":
        setting = world.windows[channel.place]
        described = next(w.open for w in world.hall.windows if w.id == channel.place)
        # At lunch it opens again by itself; what was closed by hand within its hours does not.
        return setting.open or (described and not (setting.changed and setting.opening.open))
    return channel.kind == "terminal" or channel.available


def _ends(world: World, channel: Channel, day: date) -> datetime | None:
    """When it takes the last filing of that day; long past where it does not that day at all."""
    hall = world.hall
    said = [until_of(world, until.at, day) for until in hall.filing.until
            if until.kind == channel.kind and until.verified_on is not None]  # fmt: skip
    if channel.kind in ("online", "app"):
        return said[0] if said else None
    if channel.kind == "terminal":
        machine = next(m for m in hall.machines if m.id == channel.place)
        always = {zone.id for zone in hall.zones if zone.always_open}
        if not always.isdisjoint(hall.zones_around.get(machine.zone, ())):
            return said[0] if said else None
    # A notice may end the day before the hall does, and the hall before the notice.
    return min([closes(world, channel.place or "", day), *said])


def until_of(world: World, at: str, day: date) -> datetime:
    """24:00 is the midnight with which the day ends."""
    hour, _, minute = at.partition(":")
    ahead = timedelta(days=int(hour) // 24)
    return datetime.combine(day + ahead, time(int(hour) % 24, int(minute)), world.hall.zoneinfo)


def closes(world: World, place: str, day: date) -> datetime:
    """The end of the last span of that day; a window opened beside its hours by hand has no better
    one."""
    hall = world.hall
    window = next((w for w in hall.windows if w.id == place), None)
    hours = window.hours if window is not None and window.hours is not None else hall.hours
    found = spans(hours, day, hall.zoneinfo)
    return found[-1][1] if found else datetime.combine(date(2000, 1, 1), time(0), hall.zoneinfo)
