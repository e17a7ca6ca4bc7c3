"""The described hall: places, resources that can fail, services with their channels, screens and
lamps.

Everything that can fail has an id ``type/name`` (``window/5``, ``machine/terminal-1``,
``system/etax``, ``exit/east``, ``zone/self-service``, ``desk/help``, ``floor/2``, ``stairs/east``,
``lift/a``) or is the whole ``hall``. A value: it never changes; a guide's opening or closing of a
window is an event and lives in the situation.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import cached_property
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import Field, PrivateAttr

from signage.hall.alerts.rules import Alerts
from signage.hall.calls import Calls
from signage.hall.described import Described, MarkedKinds, PlainId, ResourceId
from signage.hall.filing import Filing
from signage.hall.hours import Hours, Span
from signage.hall.levels import Handling, PhoneNumber
from signage.hall.storeys import Floor, Lift, Stairs, floor_id
from signage.hall.tips import Tip
from signage.hall.upkeep import Papers, Upkeep
from signage.hall.wires import LampLine, NamedProtocol
from signage.language.postponement import reworded
from signage.language.words import Spoken, Words, spoken_in

HALL = "hall"
SPECIFIC = 4
"""How specific a target is that is the thing itself; the whole hall is 0 (:meth:`Hall.reach`)."""

ChannelKind = Literal["window", "terminal", "online", "app", "web", "phone", "post"]
Layout = Literal["touch", "board", "window", "zone", "door"]


class Zone(Described):
    id: ResourceId
    name: Words
    floor: str = "1"
    within: ResourceId | None = None
    where: Words = Field(default_factory=dict)
    always_open: bool = False
    """True for a 24-hour zone: outside the hall's hours it is still guided to."""
    depends: tuple[ResourceId, ...] = ()


class Window(Described):
    id: ResourceId
    number: int = Field(ge=0)
    name: Words
    zone: ResourceId
    services: tuple[PlainId, ...]
    hours: Hours | None = None
    open: bool = True
    """Open at the start of the day unless a guide closes it; a tidal window (潮汐窗口) starts
    closed."""
    depends: tuple[ResourceId, ...] = ()


class Machine(Described):
    id: ResourceId
    name: Words
    what: Literal["terminal", "queue", "printer", "experience", "other"]
    zone: ResourceId
    services: tuple[PlainId, ...] = ()
    where: Words = Field(default_factory=dict)
    depends: tuple[ResourceId, ...] = ()


class System(Described):
    id: ResourceId
    name: Words
    what: Literal["core", "etax", "network", "power"] | None = None
    """What it does, where its id does not say so (``system/power``): the usual target of a power
    cut is the power."""
    depends: tuple[ResourceId, ...] = ()


class Exit(Described):
    id: ResourceId
    name: Words
    zone: ResourceId
    where: Words = Field(default_factory=dict)


class Place(Described):
    """A desk, toilet, water point … that people look for; it can fail like everything else."""

    id: ResourceId
    name: Words
    zone: ResourceId
    where: Words = Field(default_factory=dict)
    depends: tuple[ResourceId, ...] = ()


class Offer(Described):
    """One way to get a service; ``window`` and ``terminal`` stand for each window or machine that
    lists it."""

    kind: ChannelKind
    name: Words = Field(default_factory=dict)
    url: str | None = None
    phone: str | None = None
    note: Words = Field(default_factory=dict)
    depends: tuple[ResourceId, ...] = ()
    verified_on: date | None = None


class Service(Described):
    id: PlainId
    name: Words
    group: PlainId
    keywords: tuple[str, ...] = ()
    bring: Words = Field(default_factory=dict)
    """What to bring, one short line."""
    filing: bool | None = None
    """Whether it has a filing deadline (申报); unset = as its own or its group's name says."""
    offers: tuple[Offer, ...]


class Group(Described):
    id: PlainId
    name: Words


class Screen(Described):
    id: PlainId
    name: Words
    layout: Layout
    place: ResourceId
    """Where it hangs: a zone, or the window, machine or exit it stands at."""
    about: tuple[ResourceId, ...] = ()
    """What it speaks for: an incident on one of these takes the whole screen."""
    display: Literal["page", "epaper", "led"] = "page"
    """What it is: a browser's page, or a panel whose device fetches a picture."""
    poll_s: int = Field(default=60, ge=1, le=3600)
    """How often such a device fetches, in seconds."""
    width: int = Field(ge=64, le=7680)
    height: int = Field(ge=32, le=7680)
    rotate: Literal[0, 90, 180, 270] = 0
    diagonal_in: float = Field(gt=1, lt=200)
    """Panel diagonal in inches; with the pixels it gives px/mm."""
    distance_m: float = Field(gt=0.2, lt=50)
    """The distance it must be read from, in metres."""
    languages: tuple[str, ...] = Field(default=(), max_length=2)
    """What it is read in, the main one first; unset = the hall's first two."""
    sound: Literal["off", "emergency", "all"] = "off"
    """Which signs it says aloud."""
    volume: int = Field(default=80, ge=1, le=100)
    """Of the sound its machine is set to, in percent."""
    sound_hours: tuple[Span, ...] = ()
    """When other signs than emergencies are said; empty = always."""
    read_aloud: int = Field(default=0, ge=0, le=100)
    """How loud it reads its touch pages to whoever asks, in percent as ``volume``; 0 = nothing there
    to hear it by, and no key."""
    mount_mm: int | None = Field(default=None, ge=0, le=4000)
    """From the floor to the panel's lower edge, in millimetres; unset = nobody measured it."""
    switches: Literal[0, 1, 2] = 0
    """How many switches beside a touch screen choose among its keys: Space and Enter of a keyboard."""


class _Called(Described):
    """Before the line's settings, as people write them."""

    id: PlainId
    name: Words
    about: tuple[ResourceId, ...]


class Lamp(LampLine, _Called):
    # A docstring here would stand in the document of the API.
    pass


class Online(Described):
    """The address behind 网上办税, its host on the allow-list, and when a person last confirmed it."""

    name: Words
    url: str
    system: ResourceId = "system/etax"
    verified_on: date | None = None


Resource = Zone | Window | Machine | System | Exit | Place | Floor | Stairs | Lift
"""What can fail."""


class Hall(Described):
    id: PlainId
    name: Words
    issuer: Words
    address: Words
    phone: str
    duty_phone: PhoneNumber | None = None
    """Answered when no staff are in the hall."""
    timezone: str = "Asia/Shanghai"
    sample: bool = False
    languages: tuple[str, ...] = ("zh", "en")
    allowed_hosts: tuple[str, ...] = (".chinatax.gov.cn",)
    public_url: str | None = None
    online: Online | None = None
    handling: Handling = Field(default_factory=Handling)
    papers: Papers = Field(default_factory=Papers)
    upkeep: Upkeep = Field(default_factory=Upkeep)
    filing: Filing = Field(default_factory=Filing)
    alerts: Alerts = Field(default_factory=Alerts)
    calls: Calls = Field(default_factory=Calls)
    hours: Hours
    tips: tuple[Tip, ...] = Field(default=(), max_length=31)
    """Safety tips of idle touch screens, one a day."""
    floors: tuple[Floor, ...] = ()
    """The storeys; may be left out where everything lies on one."""
    stairs: tuple[Stairs, ...] = ()
    lifts: tuple[Lift, ...] = ()
    zones: tuple[Zone, ...]
    windows: tuple[Window, ...]
    machines: tuple[Machine, ...] = ()
    systems: tuple[System, ...] = ()
    exits: tuple[Exit, ...] = ()
    places: tuple[Place, ...] = ()
    groups: tuple[Group, ...] = ()
    services: tuple[Service, ...] = ()
    screens: tuple[Screen, ...] = ()
    lamps: tuple[Lamp, ...] = ()
    protocols: tuple[NamedProtocol, ...] = ()
    """Register maps and frames the hall brings for its lamps."""
    _marked: MarkedKinds = PrivateAttr(default=MarkedKinds())

    @cached_property
    def marked(self) -> MarkedKinds:
        """What its catalogue marks; no part of what its own files describe."""
        return self._marked

    def knowing(self, marked: MarkedKinds) -> "Hall":
        told = self.model_copy()
        # A copy takes along what was worked out before, which went by other marks.
        for name in told.__dict__.keys() - type(self).model_fields.keys():
            del told.__dict__[name]
        # Frozen are the fields alone; of this copy nobody else knows yet.
        told._marked = marked
        return told

    def spoken_on(self, screen: "Screen") -> Spoken:
        """The languages of a screen."""
        return spoken_in(screen.languages or self.languages)

    @cached_property
    def spoken(self) -> Spoken:
        """The languages of what hangs in no one place: papers, and pages of whoever has chosen
        none."""
        return spoken_in(self.languages)

    @cached_property
    def undelayed(self) -> "Hall":
        """With texts that put nobody off, for the last filing days; itself where they never do."""
        told = reworded(self)
        # A hall reworded is a new one, and a private attribute does not come along.
        return told if told is self else told.knowing(self.marked)

    @cached_property
    def zoneinfo(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @cached_property
    def resources(self) -> Mapping[str, "Resource"]:
        """Everything that can fail, by id; the hall itself is not in here."""
        parts: Iterable[Resource] = (
            *self.zones, *self.windows, *self.machines, *self.systems, *self.exits, *self.places, *self.floors,
            *self.stairs, *self.lifts,
        )  # fmt: skip
        return {part.id: part for part in parts}

    @cached_property
    def numbers(self) -> frozenset[str]:
        """Digits of the telephone numbers the hall itself gives out: no person's, wherever they
        stand."""
        told = [self.phone, *(number.number for number in self.handling.numbers)]
        told += [
            offer.phone for service in self.services for offer in service.offers if offer.phone
        ]
        # Digits alone: one number is written in many ways.
        return frozenset("".join(filter(str.isdecimal, number)) for number in told)

    @cached_property
    def service(self) -> Mapping[str, Service]:
        return {service.id: service for service in self.services}

    @cached_property
    def screen(self) -> Mapping[str, Screen]:
        return {screen.id: screen for screen in self.screens}

    @cached_property
    def lamp(self) -> Mapping[str, Lamp]:
        return {lamp.id: lamp for lamp in self.lamps}

    def knows(self, resource: str) -> bool:
        return resource == HALL or resource in self.resources

    def name_of(self, resource: str) -> Words:
        """What people call it: 5号窗口, not window/5."""
        return self.name if resource == HALL else self.resources[resource].name

    def reach(self, about: Sequence[str], place: str | None = None) -> Mapping[str, int]:
        """The targets that concern something about ``about`` at ``place``, each with how specific
        it is.

        4 = the thing itself, 3 = what it depends on, 2 = a zone it lies in, 1 = its storey, 0 = the
        whole hall.
        """
        # The weakest first: what is set later may only be more specific.
        found = {HALL: 0}
        for resource in (*about, *((place,) if place else ())):
            for around in self.zones_around.get(resource, ()):
                found[around] = 1 if around in self.floor else 2
        for resource in about:
            # Sorted: a set has another order in every run, and equal ranks keep this one.
            found.update(dict.fromkeys(sorted(self.needs.get(resource, ())), 3))
        found.update(dict.fromkeys(about, SPECIFIC))
        return found

    @cached_property
    def screen_reach(self) -> Mapping[str, Mapping[str, int]]:
        return {screen.id: self.reach(screen.about, screen.place) for screen in self.screens}

    def local(self, at: datetime) -> datetime:
        return at.astimezone(self.zoneinfo)

    @cached_property
    def floor(self) -> Mapping[str, Floor]:
        return {floor.id: floor for floor in self.floors}

    @cached_property
    def zones_around(self) -> Mapping[str, tuple[str, ...]]:
        """The zones and at last the described storeys each resource lies in, innermost first,
        without ``hall``.

        A zone lies in itself, and so does a storey.
        """
        return {
            resource.id: (*self._zones_of(resource), *self.storeys_of(resource.id))
            for resource in self.resources.values()
        }

    def _zones_of(self, resource: "Resource") -> tuple[str, ...]:
        chain: list[str] = []
        zone = resource.id if isinstance(resource, Zone) else getattr(resource, "zone", None)
        # A zone that lies in itself is told by the check; the walk only has to end.
        while zone is not None and zone not in chain:
            chain.append(zone)
            zone = self._zone[zone].within if zone in self._zone else None
        return tuple(chain)

    @cached_property
    def _zone(self) -> Mapping[str, Zone]:
        return {zone.id: zone for zone in self.zones}

    def storeys_of(self, resource: str) -> tuple[str, ...]:
        """The described storeys something lies on: one, or those that stairs and a lift join; of
        the hall all."""
        if resource == HALL:
            return tuple(self.floor)
        thing = self.resources.get(resource)
        if isinstance(thing, Floor):
            return (thing.id,)
        if isinstance(thing, Stairs | Lift):
            return tuple(name for name in thing.floors if name in self.floor)
        # A system has no zone, and lies on no storey.
        zone = thing if isinstance(thing, Zone) else self._zone.get(getattr(thing, "zone", ""))
        return (
            tuple(name for name in (floor_id(zone.floor),) if name in self.floor)
            if zone is not None
            else ()
        )

    @cached_property
    def needs(self) -> Mapping[str, frozenset[str]]:
        """All a resource depends on, through any number of steps, without itself."""
        direct = {r.id: getattr(r, "depends", ()) for r in self.resources.values()}
        found: dict[str, frozenset[str]] = {}
        for start, first in direct.items():
            seen: set[str] = set()
            waiting = list(first)
            while waiting:
                other = waiting.pop()
                if other not in seen and other != start:
                    seen.add(other)
                    waiting.extend(direct.get(other, ()))
            found[start] = frozenset(seen)
        return found
