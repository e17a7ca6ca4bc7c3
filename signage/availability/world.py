"""What open incidents have taken out, what is open by its hours, and the channels that still
work."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from signage.availability.no_go import NOTHING_SHUNNED, Shunned, shunned
from signage.evacuation.state import NO_PLAN, Evacuation
from signage.hall.hours import Opening, opening
from signage.hall.model import HALL, ChannelKind, Exit, Hall, Offer, Service, System, Window
from signage.hall.short_names import window_name
from signage.hall.storeys import Floor, Lift, Stairs
from signage.language.words import NO_WORDS, Message, Words
from signage.situation.incidents import Incident, Situation


@dataclass(frozen=True, slots=True)
class Outage:
    """Why a resource is out: the incident (empty = a person closed it on the plan), and the target
    through which."""

    resource: str
    incident: str
    through: str
    words: Words


EXIT_CLOSED = Message("world.exit-closed")
WAY_CLOSED = Message("world.closed")
"""Of stairs and a lift."""


def unavailable(hall: Hall, situation: Situation) -> dict[str, Outage]:
    """All that open, real incidents have taken out, with what depends on it.

    A drill takes nothing out, and of the redirect class only a blocked exit is out: a jam on the
    road closes no window.
    """
    incidents = [i for i in situation.open_incidents if i.notice.takes_out and not i.drill]
    held = {
        target: Outage(
            target,
            "",
            target,
            EXIT_CLOSED if isinstance(hall.resources[target], Exit) else WAY_CLOSED,
        )
        for target, held in situation.holds.items()
        if held.hold != "crowd" and isinstance(hall.resources.get(target), Exit | Stairs | Lift)
    }
    if not incidents:
        return held
    direct: dict[str, tuple[Incident, str]] = {}
    # The gravest first: the first that hits a thing stays its reason.
    for incident in sorted(incidents, key=lambda i: (i.level, i.raised_at, i.id)):
        for target in struck(hall, incident):
            if incident.notice.cls != "redirect" or target.startswith("exit/"):
                direct.setdefault(target, (incident, target))
    out = {
        target: Outage(target, incident.id, target, _why(incident))
        for target, (incident, target) in direct.items()
    }
    for resource in hall.resources.values():
        if resource.id in out:
            continue
        through = next((cause for cause in causes(hall, resource) if cause in direct), None)
        if through is not None:
            incident, _ = direct[through]
            out[resource.id] = Outage(resource.id, incident.id, through, _why(incident))
    # Where both close a way the incident tells why; a hold only says that it is closed.
    return {**held, **out}


def struck(hall: Hall, incident: Incident) -> tuple[str, ...]:
    """What an incident takes out before anything that depends on it.

    A power cut in the whole hall is one of its power, and one on a storey stops the lifts there.
    """
    system, targets = incident.notice.system, incident.targets
    if system not in hall.resources:
        return targets
    there = (
        thing.id
        for thing in (*hall.stairs, *hall.lifts)
        if system in hall.needs[thing.id] and not set(targets).isdisjoint(thing.floors)
    )
    return (*targets, *((system,) if HALL in targets else ()), *there)


def causes(hall: Hall, resource: object) -> tuple[str, ...]:
    """Ids that take this resource out with them. Systems are not in rooms; an exit and a storey
    fail by themselves.

    Stairs and lifts fail with what they depend on alone: a fire on a storey leaves its stairs, they
    are the way out.
    """
    number = getattr(resource, "id", HALL)
    if isinstance(resource, Exit | Floor):
        return ()
    needs = tuple(sorted(hall.needs[number]))
    if isinstance(resource, System | Stairs | Lift):
        return needs
    return (*hall.zones_around[number], *needs, HALL)


def _why(incident: Incident) -> Words:
    return incident.notice.strip if incident.notice.public != "none" else NO_WORDS


HELD_OPEN = Opening(True, "open", None, None)
"""What hours say where nobody knows the time: guidance, and nothing called closed."""


def hall_opening(hall: Hall, now: datetime, timed: bool = True) -> Opening:
    return opening(hall.hours, now, hall.zoneinfo) if timed else HELD_OPEN


@dataclass(frozen=True, slots=True)
class WindowNow:
    """A window as staffed now: does it serve, and what. ``changed`` marks a guide's setting of
    today."""

    id: str
    open: bool
    services: tuple[str, ...]
    changed: bool
    opening: Opening


def windows_now(
    hall: Hall, situation: Situation, now: datetime, timed: bool = True
) -> dict[str, WindowNow]:
    """Every window by its hours and a guide's settings; a setting holds for the hall day it was
    made on."""
    today = hall.local(now).date()
    found = {}
    for window in hall.windows:
        hours = opening(window.hours or hall.hours, now, hall.zoneinfo) if timed else HELD_OPEN
        setting = situation.windows.get(window.id)
        if setting is not None and hall.local(setting.at).date() != today:
            setting = None
        is_open = hours.open and window.open
        services = window.services
        if setting is not None:
            is_open = is_open if setting.open is None else setting.open
            services = services if setting.services is None else setting.services
        found[window.id] = WindowNow(window.id, is_open, services, setting is not None, hours)
    return found


@dataclass(frozen=True, slots=True)
class Channel:
    """One concrete way to get one service: this window, this terminal, online filing."""

    id: str
    kind: ChannelKind
    service: str
    name: Words
    place: str | None
    depends: tuple[str, ...]
    available: bool
    reason: Words
    url: str | None = None
    phone: str | None = None

    @property
    def qr(self) -> str | None:
        """The address to show as a code; a channel that does not work never has one."""
        return self.url if self.available else None


@dataclass(frozen=True, slots=True)
class World:
    """The hall as it works at one moment; derived once, read by scenes, redirects and lamps."""

    hall: Hall
    situation: Situation
    now: datetime
    out: Mapping[str, Outage]
    windows: Mapping[str, WindowNow]
    opening: Opening
    evacuation: Evacuation = NO_PLAN
    timed: bool = True
    """No: the clock was never set. ``now`` has then surely been; no time is shown, and nothing ends
    by it."""
    shunned: Shunned = NOTHING_SHUNNED

    def works(self, resource: str) -> bool:
        return resource not in self.out


def world(
    hall: Hall,
    situation: Situation,
    now: datetime,
    evacuation: Evacuation = NO_PLAN,
    timed: bool = True,
) -> World:
    return World(
        hall, situation, now, unavailable(hall, situation), windows_now(hall, situation, now, timed),
        hall_opening(hall, now, timed), evacuation, timed, shunned(hall, situation, evacuation.plan),
    )  # fmt: skip


NOT_OPEN = Message("world.not-open")
WORKS = Message("world.available")
UNCONFIRMED = Message("world.address-not-yet-confirmed")
KIND_WORDS: Mapping[str, Words] = {
    "window": Message("world.window"),
    "terminal": Message("world.self-service-terminal"),
    "online": Message("world.online-filing"),
    "app": Message("world.mobile-app"),
    "web": Message("world.official-website"),
    "phone": Message("world.phone"),
    "post": Message("world.by-post"),
}


def channels(world: World, service: Service) -> tuple[Channel, ...]:
    """Every channel of a service, working or not, in the content's order, each with its reason."""
    return tuple(
        channel for offer in service.offers for channel in _channels(world, service, offer)
    )


def _channels(world: World, service: Service, offer: Offer) -> list[Channel]:
    if offer.kind == "window":
        return [
            _window_channel(world, service, offer, w)
            for w in world.hall.windows
            if _serves(world, w, service)
        ]
    if offer.kind == "terminal":
        found = []
        for machine in world.hall.machines:
            if machine.what == "terminal" and service.id in machine.services:
                closed = not zone_open(world, machine.zone)
                found.append(
                    _channel(
                        world, service, offer, machine.id, machine.name, machine.depends, closed
                    )
                )
        return found
    return [_channel(world, service, offer, None, offer.name or KIND_WORDS[offer.kind], (), False)]


def _serves(world: World, window: Window, service: Service) -> bool:
    return service.id in world.windows[window.id].services


def zone_open(world: World, zone: str) -> bool:
    """Is it a time at which people may be there?"""
    zones = {z.id: z for z in world.hall.zones}
    around = world.hall.zones_around.get(zone, (zone,))
    return world.opening.open or any(z in zones and zones[z].always_open for z in around)


def _window_channel(world: World, service: Service, offer: Offer, window: Window) -> Channel:
    name = window_name(window.number)
    return _channel(
        world, service, offer, window.id, name, window.depends, not world.windows[window.id].open
    )


def _channel(
    world: World,
    service: Service,
    offer: Offer,
    place: str | None,
    name: Words,
    needs: tuple[str, ...],
    closed: bool,
) -> Channel:
    depends = tuple(dict.fromkeys((*((place,) if place else ()), *needs, *offer.depends)))
    # Also where the description forgot it: no code may lead to a system that is down.
    if offer.kind == "online" and world.hall.online and world.hall.online.system not in depends:
        depends = (*depends, world.hall.online.system)
    broken = next((world.out[d] for d in depends if d in world.out), None)
    unconfirmed = offer.url is not None and offer.verified_on is None
    reason = (
        broken.words if broken else NOT_OPEN if closed else UNCONFIRMED if unconfirmed else WORKS
    )
    return Channel(
        id=f"{service.id}:{place or offer.kind}", kind=offer.kind, service=service.id, name=name, place=place,
        depends=depends, available=broken is None and not closed and not unconfirmed,
        reason=reason, url=offer.url, phone=offer.phone,
    )  # fmt: skip
