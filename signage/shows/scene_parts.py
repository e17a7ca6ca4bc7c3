"""What several screens share: signs, strips, rows and ways, each made at most once."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from signage.availability.by_hand import AT_WINDOW, PAPERS, by_hand
from signage.availability.incident_words import after_closing, told
from signage.availability.last_days import LastDay, last_day, puts_nobody_off, said_now
from signage.availability.nearest import ANYWHERE, Reader, storey_of
from signage.availability.redirects import Option, instead
from signage.availability.world import Channel, World, channels
from signage.catalogue.kind_words import system_name
from signage.catalogue.kinds import LEAVING, LIFE_SAFETY, Family
from signage.evacuation.routes import Routes
from signage.evacuation.way_out import Way, compared
from signage.hall.model import HALL, Screen, Service
from signage.hall.tips import tip_of
from signage.language.postponement import advises
from signage.language.words import NO_WORDS, Message, Words, fill, plain
from signage.rules.precedence import Rank
from signage.rules.public_words import public_cause
from signage.shows.boards import listed_on, parts_of, system_rows, window_row
from signage.shows.notice_board import strips, target_strips
from signage.shows.phrases import about_words, subject_words, until
from signage.shows.scene import Row, Strip
from signage.situation.incidents import Incident

STRIPS_MAX = 3
TIP_LAYOUTS = frozenset({"touch", "zone"})
SPEAKS_FOR_ITSELF = frozenset({"evacuate", "shelter", "redirect", "warning"})
"""Strips about the whole hall that need no subject: 等候人数较多, not 全厅：等候人数较多."""
GUIDES_ELSEWHERE = frozenset({"closed", "outage", "suspended", "redirect", "warning"})
BY_ROWS = frozenset({"outage", "suspended"})
"""What a board says of its windows by their rows; why a system is out it says besides."""
ALL_CLEAR = Message("scenes.all-clear")
RESUMED = Message("scenes.service-has-resumed")
THANKS = Message("scenes.thank-you-for-your-patience")
HEED_STAFF = Message("scenes.please-follow-staff-directions")


@dataclass(frozen=True, slots=True)
class Ranked:
    """Incidents that matter to screens now, prepared once for all of them."""

    by_target: dict[str, list[tuple[Incident, tuple[Rank, ...]]]]
    """With the ranks for every way of being concerned, 0 to ``SPECIFIC``."""
    order: dict[str, Rank]
    strips: tuple[Incident, ...]
    hazards: dict[str, list[Incident]]
    """Open, real dangers by what they stand on."""


@dataclass(frozen=True, slots=True)
class Said:
    """What an incident says on every screen it takes."""

    incident: str
    sign: str
    family: Family
    symbols: tuple[str, ...]
    title: Words
    lines: tuple[Words, ...]
    until: Words
    guides: bool
    issued_at: datetime | None
    strips: tuple[Strip, ...]
    """The others', on a screen that speaks to the whole hall."""


class Parts:
    """What several screens share, derived at most once per derivation."""

    def __init__(self, world: World, ranked: Ranked) -> None:
        self._world = world
        self._ranked = ranked
        self._rows: tuple[Row, ...] | None = None
        self._systems: tuple[Row, ...] | None = None
        self._readers: dict[str | None, Reader] = {}
        self._instead: dict[tuple[str | None, tuple[str, ...], Reader], tuple[Option, ...]] = {}
        self._offered: dict[str, tuple[Channel, ...]] = {}
        self._strip: dict[str, Strip] = {}
        self._until: dict[str, Words] = {}
        self._subject: dict[str, Words] = {HALL: NO_WORDS}
        self._served: dict[tuple[str, tuple[str, ...]], tuple[Words, ...]] = {}
        self.always = frozenset(zone.id for zone in world.hall.zones if zone.always_open)
        self._said: dict[str, Said] = {}
        self._routes: dict[bool, tuple[Routes | None, Routes | None]] = {}
        self._public: tuple[Strip, ...] | None = None
        self._told: tuple[Strip, ...] | None = None
        self._board: tuple[Strip, ...] | None = None
        self._grave: tuple[Strip, ...] | None = None
        self._stops: tuple[tuple[str, Strip], ...] | None = None
        self._tip: Words | None = None
        self._taking: Mapping[str, str] | None = None
        self._last_days: tuple[bool, LastDay | None] | None = None

    def at(self, screen: Screen, said: Said) -> tuple[Words, tuple[Words, ...]]:
        """Title and lines on one screen: that of a window which takes papers says so before why it
        does."""
        # Only where an outage wins: a danger at such a window is said as a danger.
        mine = said.sign == "outage" and any(about in self.taking() for about in screen.about)
        if not mine:
            return said.title, said.lines
        day, incident = self.day(), self._world.situation.incidents[said.incident]
        what = system_name(self._world.hall, incident.targets)
        lines = tuple(fill(line, what=what) for line in AT_WINDOW)
        return PAPERS, (*lines, *((day.short,) if day is not None else ()))

    def taking(self) -> Mapping[str, str]:
        """The windows that take papers by hand, each with the incident for which it does."""
        if self._taking is None:
            self._taking = by_hand(self._world)
        return self._taking

    def day(self) -> LastDay | None:
        """The last filing day, while it is here or the next."""
        return self._days()[1]

    def _days(self) -> tuple[bool, LastDay | None]:
        if self._last_days is None:
            self._last_days = puts_nobody_off(self._world), last_day(self._world, self._channels)
        return self._last_days

    def tip(self, screen: Screen, closed: bool, strips: tuple[Strip, ...]) -> Words:
        """Touch screens alone, and only while nothing else is said."""
        if closed or strips or self.day() is not None or screen.layout not in TIP_LAYOUTS:
            return NO_WORDS
        if self._tip is None:
            tips = [tip for tip in self._world.hall.tips if not advises(tip) or not self._days()[0]]
            self._tip = tip_of(tips, self._world.hall.local(self._world.now).date())
        return self._tip

    def public(self) -> tuple[Strip, ...]:
        """The strips of every screen that speaks to the whole hall."""
        if self._public is None:
            self._public = tuple(
                self.strip(incident) for incident in self._ranked.strips[:STRIPS_MAX]
            )
        return self._public

    def on_board(self) -> tuple[Strip, ...]:
        """What a board's own rows do not say already: nothing stands on it twice."""
        if self._board is None:
            listed = {window.id for window in self._world.hall.windows}
            told = [
                self.strip(incident)
                for incident in self._ranked.strips
                if incident.drill
                or incident.notice.cls not in BY_ROWS
                or not listed.issuperset(incident.targets)
            ]
            self._board = (*told[:STRIPS_MAX], *strips(self._world))[:STRIPS_MAX]
        return self._board

    def told(self) -> tuple[Strip, ...]:
        """These, and where there is room the notices that hang beside them."""
        if self._told is None:
            # Incidents first: notices have the room they leave.
            self._told = (*self.public(), *strips(self._world))[:STRIPS_MAX]
        return self._told

    def guided(
        self, screen: Screen, banded: Collection[Incident], *, wide: bool
    ) -> tuple[Strip, ...]:
        """What a screen says below its own: on one that speaks to the whole hall all of it; on one
        for one thing danger elsewhere, what concerns it and takes a band, and the planned stops of
        that thing."""
        over = [self._resumed(incident) for incident in banded if not incident.open]
        if wide:
            told = self.on_board() if screen.layout == "board" else self.told()
            return (*told, *over)[:STRIPS_MAX]
        mine = [self.strip(incident) for incident in banded if incident.open]
        return (*self.grave(), *mine, *over, *self._planned(screen))[:STRIPS_MAX]

    def _planned(self, screen: Screen) -> tuple[Strip, ...]:
        """The planned stops of what a window's screen stands on, or of what that needs."""
        if screen.layout != "window":
            return ()
        if self._stops is None:
            self._stops = target_strips(self._world)
        reach = self._world.hall.screen_reach.get(screen.id, {})
        return tuple(strip for target, strip in self._stops if target in reach)

    def _resumed(self, incident: Incident) -> Strip:
        """That it is over, where it took a band."""
        subject = about_words(self._world.hall, incident)
        subject = NO_WORDS if incident.targets == (HALL,) else subject
        return Strip(
            incident.incident, "all-clear", subject, RESUMED, NO_WORDS, incident.drill, incident.level
        )  # fmt: skip

    def grave(self) -> tuple[Strip, ...]:
        """Of these what endangers people somewhere: it stands on every screen that it does not take
        (LOOKS §3)."""
        if self._grave is None:
            grave = (i for i in self._ranked.strips if i.notice.cls in LIFE_SAFETY and not i.drill)
            self._grave = tuple(self.strip(incident) for incident in grave)[:STRIPS_MAX]
        return self._grave

    def said(self, incident: Incident) -> Said:
        """Its sign, or its all-clear."""
        known = self._said.get(incident.incident)
        if known is None:
            notice, cleared = incident.notice, not incident.open
            sign = "all-clear" if cleared else notice.cls
            words = told(self._world, incident)
            own = (notice.family, notice.symbols, words.sign)
            family, symbols, title = _cleared_looks(incident) if cleared else own
            lines = _lines(self._world, incident, sign, words.lines, self.day())
            self._said[incident.incident] = known = Said(
                incident.incident, sign, family, symbols, title, lines, NO_WORDS if cleared else self.until(incident),
                guides=not cleared and sign in GUIDES_ELSEWHERE,
                issued_at=self._issued_at(incident),
                strips=self._others(incident),
            )  # fmt: skip
        return known

    def _others(self, incident: Incident) -> tuple[Strip, ...]:
        """What endangers nobody leaves room for the notices that hang."""
        told = self.public() if incident.notice.cls in LIFE_SAFETY else self.told()
        return tuple(strip for strip in told if strip.incident != incident.incident)

    def _issued_at(self, incident: Incident) -> datetime | None:
        # A clock that was never set gives no time for people to read.
        if not self._world.timed:
            return None
        return incident.raised_at if incident.open else incident.cleared_at

    def subject(self, subject: str) -> Words:
        """What a sign speaks of; nothing for the whole hall."""
        if subject not in self._subject:
            self._subject[subject] = subject_words(self._world.hall, (subject,))
        return self._subject[subject]

    def served(self, screen: Screen) -> tuple[Words, ...]:
        key = (screen.place, screen.about)
        if key not in self._served:
            self._served[key] = tuple(service.name for service in _served_here(self._world, screen))
        return self._served[key]

    def rows(self, screen: Screen) -> tuple[Row, ...]:
        """Of every window, on a board of those it speaks for."""
        if self._rows is None:
            self._rows = tuple(
                window_row(self._world, w, self.instead, self.taking())
                for w in self._world.hall.windows
            )
        if screen.layout != "board" or not parts_of(self._world.hall, screen):
            return self._rows
        here = {window.id for window in listed_on(self._world.hall, screen)}
        return tuple(row for row in self._rows if row.id in here)

    def systems(self) -> tuple[Row, ...]:
        if self._systems is None:
            self._systems = system_rows(self._world)
        return self._systems

    def instead(
        self, subject: str | None, prefer: tuple[str, ...], reader: Reader = ANYWHERE
    ) -> tuple[Option, ...]:  # fmt: skip
        key = (subject, prefer, reader)
        if key not in self._instead:
            self._instead[key] = instead(self._world, subject, prefer, self._channels, reader)
        return self._instead[key]

    def reader(self, screen: Screen) -> Reader:
        """Who stands before a screen."""
        place = screen.place
        if place not in self._readers:
            self._readers[place] = Reader(storey_of(self._world.hall, place))
        return self._readers[place]

    def _channels(self, world: World, service: Service) -> tuple[Channel, ...]:
        if service.id not in self._offered:
            self._offered[service.id] = channels(world, service)
        return self._offered[service.id]

    def way(self, screen: Screen, *, drill: bool) -> Way | None:
        """The screen's way out; None where no plan shows it, and then the sign alone is shown."""
        if drill not in self._routes:
            evacuation, situation = self._world.evacuation, self._world.situation
            first = evacuation.first_routes(situation, drill=drill)
            self._routes[drill] = evacuation.routes(situation, drill=drill), first
        now, first = self._routes[drill]
        if now is None or screen.id not in now.plan.screen:
            return None
        return (
            now.screen(screen.id)
            if first is None
            else compared(now.screen(screen.id), first.screen(screen.id))
        )

    def until(self, incident: Incident) -> Words:
        if incident.incident not in self._until:
            self._until[incident.incident] = until(self._world, incident)
        return self._until[incident.incident]

    def strip(self, incident: Incident) -> Strip:
        if incident.incident not in self._strip:
            everyone = incident.targets == (HALL,) and incident.notice.cls in SPEAKS_FOR_ITSELF
            subject = NO_WORDS if everyone else about_words(self._world.hall, incident)
            self._strip[incident.incident] = Strip(
                incident.incident, incident.notice.cls, subject, self._strip_words(incident), self.until(incident),
                incident.drill, incident.level,
            )  # fmt: skip
        return self._strip[incident.incident]

    def _strip_words(self, incident: Incident) -> Words:
        return told(self._world, incident).strip


def _cleared_looks(incident: Incident) -> tuple[Family, tuple[str, ...], Words]:
    return "clear", ("tick",), ALL_CLEAR if incident.notice.cls in LIFE_SAFETY else RESUMED


def _lines(
    world: World, incident: Incident, sign: str, lines: tuple[Words, ...], day: LastDay | None
) -> tuple[Words, ...]:
    """The kind's own lines; what a person typed stands before the last of them (what to do), never
    in its place.

    Where people are guided elsewhere, the last filing day and its hour come last.
    """
    if sign == "all-clear":
        return (HEED_STAFF,) if incident.notice.cls in LEAVING else (THANKS,)
    cause = said_now(world, plain(public_cause(incident, world.hall.numbers)))
    said = (*lines[:-1], cause, *lines[-1:]) if cause else lines
    if sign not in GUIDES_ELSEWHERE:
        return said
    late = after_closing(world, incident)
    return (*said, *((late,) if late else ()), *((day.short,) if day is not None else ()))


def _served_here(world: World, screen: Screen) -> list[Service]:
    """What the working machines that a zone screen stands at, or among, can do."""
    around = {screen.place, *screen.about}
    machines = [
        m for m in world.hall.machines if world.works(m.id) and (m.id in around or m.zone in around)
    ]
    names = dict.fromkeys(name for machine in machines for name in machine.services)
    return [world.hall.service[name] for name in names if name in world.hall.service]
