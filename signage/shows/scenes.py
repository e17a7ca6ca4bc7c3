"""What every screen shows, with the reason it won and what it beat.

``scenes(world)`` gives exactly one scene per screen. Order of the classes is in
:mod:`signage.rules.precedence`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import itemgetter

from signage.availability.by_hand import AT_WINDOW, PAPERS, by_hand
from signage.availability.incident_words import after_closing, told
from signage.availability.last_days import LastDay, last_day, puts_nobody_off, said_now
from signage.availability.last_days import moments as day_moments
from signage.availability.nearest import ANYWHERE, Reader, storey_of
from signage.availability.redirects import Option, instead
from signage.availability.staff import staffed
from signage.availability.world import NOT_OPEN, Channel, World, channels
from signage.catalogue.kind_words import system_name
from signage.catalogue.kinds import LEAVING, LIFE_SAFETY, Family
from signage.evacuation.routes import Routes
from signage.evacuation.way_out import Way, compared
from signage.hall.hours import midnight
from signage.hall.model import HALL, SPECIFIC, Exit, Hall, Machine, Screen, Service, Window
from signage.hall.short_names import short_name
from signage.hall.tips import tip_of
from signage.language.durations import BACK
from signage.language.postponement import advises
from signage.language.words import NO_WORDS, Message, Words, fill, plain
from signage.rules.precedence import Rank, rank
from signage.rules.public_words import public_cause
from signage.shows.boards import phase_words, system_rows, window_row
from signage.shows.due_in_incidents import next_due
from signage.shows.notice_board import next_posted, strips, strips_for
from signage.shows.phrases import about_words, moment, subject_words, until
from signage.shows.scene import Reason, Row, Scene, Strip
from signage.situation.incidents import (
    Incident,
    Situation,
    all_clear_began,
    all_clear_ends,
    clearing,
)
from signage.situation.injects import next_inject

STRIPS_MAX = 3
TIP_LAYOUTS = frozenset({"touch", "zone"})
STRIP_LAYOUTS = frozenset({"touch", "board", "zone"})
"""Screens that speak to the whole hall: they also carry notices that do not take them."""
SPEAKS_FOR_ITSELF = frozenset({"evacuate", "shelter", "redirect", "warning"})
"""Strips about the whole hall that need no subject: 等候人数较多, not 全厅：等候人数较多."""
GUIDES_ELSEWHERE = frozenset({"closed", "outage", "suspended", "redirect", "warning"})
DO_NOT_TOUCH = Message("scenes.danger-do-not-touch")
ALL_CLEAR = Message("scenes.all-clear")
RESUMED = Message("scenes.service-has-resumed")
NOTHING_TO_SAY = Reason(Message("scenes.nothing-to-announce-here"), None, None, ())
THANKS = Message("scenes.thank-you-for-your-patience")
HEED_STAFF = Message("scenes.please-follow-staff-directions")


@dataclass(frozen=True, slots=True)
class _Ranked:
    """Incidents that matter to screens now, prepared once for all of them."""

    by_target: dict[str, list[tuple[Incident, tuple[Rank, ...]]]]
    """With the ranks for every way of being concerned, 0 to 3."""
    order: dict[str, Rank]
    strips: tuple[Incident, ...]
    hazards: dict[str, list[Incident]]
    """Open, real dangers by what they stand on."""


def showing(situation: Situation, now: datetime) -> list[Incident]:
    """Public incidents that are open, or whose all-clear still runs.

    While anybody is told to leave or to shelter, no all-clear of another emergency is shown
    anywhere in the hall.
    """
    public = [
        i
        for i in situation.incidents.values()
        if i.notice.public != "none" and (i.open or clearing(i, now))
    ]
    if not any(i.open and not i.drill and i.notice.cls in LEAVING for i in public):
        return public
    return [i for i in public if i.open or i.drill or i.notice.cls not in LIFE_SAFETY]


def scenes(world: World) -> dict[str, Scene]:
    """Each screen's scene."""
    ranked = _prepare(showing(world.situation, world.now))
    parts = _Parts(world, ranked)
    there = staffed(world)
    return {
        screen.id: _answered(_scene(world, screen, ranked, parts), there)
        for screen in world.hall.screens
    }


def _answered(scene: Scene, there: bool) -> Scene:
    return scene if there or scene.layout not in TIP_LAYOUTS else scene._replace(staffed=False)


def preview(world: World, screen: Screen) -> Scene:
    """One screen's scene, for a preview of a situation that has not happened."""
    ranked = _prepare(showing(world.situation, world.now))
    return _answered(_scene(world, screen, ranked, _Parts(world, ranked)), staffed(world))


def _prepare(incidents: list[Incident]) -> _Ranked:
    by_target: dict[str, list[tuple[Incident, tuple[Rank, ...]]]] = {}
    order: dict[str, Rank] = {}
    for incident in incidents:
        ranks = tuple(rank(incident, specific) for specific in range(SPECIFIC + 1))
        order[incident.id] = ranks[0]
        for target in incident.targets:
            by_target.setdefault(target, []).append((incident, ranks))
    strips = sorted((i for i in incidents if i.open), key=lambda i: order[i.id])
    hazards: dict[str, list[Incident]] = {}
    for incident in strips:
        if incident.notice.cls == "danger" and not incident.drill:
            for target in incident.targets:
                hazards.setdefault(target, []).append(incident)
    return _Ranked(by_target, order, tuple(strips), hazards)


@dataclass(frozen=True, slots=True)
class _Said:
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


class _Parts:
    """What several screens share, derived at most once per derivation."""

    def __init__(self, world: World, ranked: _Ranked) -> None:
        self._world = world
        self._ranked = ranked
        self._rows: tuple[Row, ...] | None = None
        self._systems: tuple[Row, ...] | None = None
        self._instead: dict[tuple[str | None, tuple[str, ...], Reader], tuple[Option, ...]] = {}
        self._offered: dict[str, tuple[Channel, ...]] = {}
        self._strip: dict[str, Strip] = {}
        self._until: dict[str, Words] = {}
        self._subject: dict[str, Words] = {HALL: NO_WORDS}
        self._served: dict[tuple[str, tuple[str, ...]], tuple[Words, ...]] = {}
        self.always = frozenset(zone.id for zone in world.hall.zones if zone.always_open)
        self._said: dict[str, _Said] = {}
        self._routes: dict[bool, tuple[Routes | None, Routes | None]] = {}
        self._public: tuple[Strip, ...] | None = None
        self._told: tuple[Strip, ...] | None = None
        self._grave: tuple[Strip, ...] | None = None
        self._tip: Words | None = None
        self._taking: Mapping[str, str] | None = None
        self._last_days: tuple[bool, LastDay | None] | None = None

    def at(self, screen: Screen, said: _Said) -> tuple[Words, tuple[Words, ...]]:
        """Title and lines on one screen: that of a window which takes papers says so before why it
        does."""
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

    def told(self) -> tuple[Strip, ...]:
        """These, and where there is room the notices that hang beside them."""
        if self._told is None:
            self._told = (*self.public(), *strips(self._world))[:STRIPS_MAX]
        return self._told

    def beside(self, screen: Screen) -> tuple[Strip, ...]:
        """What a screen for one thing says below its own: danger elsewhere, and the planned stops
        of that thing."""
        planned = strips_for(self._world, self._world.hall.screen_reach.get(screen.id, {}))
        own = planned if screen.layout == "window" else ()
        return (*self.grave(), *own)[:STRIPS_MAX]

    def grave(self) -> tuple[Strip, ...]:
        """Of these what endangers people somewhere: it stands on every screen that it does not take
        (LOOKS §3)."""
        if self._grave is None:
            grave = (i for i in self._ranked.strips if i.notice.cls in LIFE_SAFETY and not i.drill)
            self._grave = tuple(self.strip(incident) for incident in grave)[:STRIPS_MAX]
        return self._grave

    def said(self, incident: Incident) -> _Said:
        """Its sign, or its all-clear."""
        known = self._said.get(incident.id)
        if known is None:
            notice, cleared = incident.notice, not incident.open
            sign = "all-clear" if cleared else notice.cls
            words = told(self._world, incident)
            own = (notice.family, notice.symbols, words.sign)
            family, symbols, title = _cleared_looks(incident) if cleared else own
            lines = _lines(self._world, incident, sign, words.lines, self.day())
            self._said[incident.id] = known = _Said(
                incident.id, sign, family, symbols, title, lines, NO_WORDS if cleared else self.until(incident),
                guides=not cleared and sign in GUIDES_ELSEWHERE,
                issued_at=self._issued_at(incident),
                strips=self._others(incident),
            )  # fmt: skip
        return known

    def _others(self, incident: Incident) -> tuple[Strip, ...]:
        """What endangers nobody leaves room for the notices that hang."""
        told = self.public() if incident.notice.cls in LIFE_SAFETY else self.told()
        return tuple(strip for strip in told if strip.incident != incident.id)

    def _issued_at(self, incident: Incident) -> datetime | None:
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

    def rows(self) -> tuple[Row, ...]:
        if self._rows is None:
            self._rows = tuple(
                window_row(self._world, w, self.instead, self.taking())
                for w in self._world.hall.windows
            )
        return self._rows

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
        return Reader(storey_of(self._world.hall, screen.place))

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
        if incident.id not in self._until:
            self._until[incident.id] = until(self._world, incident)
        return self._until[incident.id]

    def strip(self, incident: Incident) -> Strip:
        if incident.id not in self._strip:
            everyone = incident.targets == (HALL,) and incident.notice.cls in SPEAKS_FOR_ITSELF
            subject = NO_WORDS if everyone else about_words(self._world.hall, incident)
            self._strip[incident.id] = Strip(
                incident.id, incident.notice.cls, subject, self._strip_words(incident), self.until(incident),
                incident.drill, incident.level,
            )  # fmt: skip
        return self._strip[incident.id]

    def _strip_words(self, incident: Incident) -> Words:
        return told(self._world, incident).strip


def _scene(world: World, screen: Screen, ranked: _Ranked, parts: _Parts) -> Scene:
    reach = world.hall.screen_reach.get(screen.id) or world.hall.reach(screen.about, screen.place)
    hits = [
        (ranks[specific], incident, target)
        for target, specific in reach.items()
        if target in ranked.by_target
        for incident, ranks in ranked.by_target[target]
    ]
    if not hits:
        strips = parts.told() if screen.layout in STRIP_LAYOUTS else parts.beside(screen)
        return _guidance(world, screen, strips, parts)
    hits.sort(key=itemgetter(0))
    strongest: dict[str, tuple[Incident, str]] = {}
    for _, incident, target in hits:
        strongest.setdefault(incident.id, (incident, target))
    (winner, through), *rest = strongest.values()
    return _sign(world, screen, winner, through, [incident for incident, _ in rest], ranked, parts)


def _strips(
    screen: Screen, said: _Said, beaten: Sequence[Incident], ranked: _Ranked, parts: _Parts
) -> tuple[Strip, ...]:
    """What does not win here: everything that concerns the screen, and on public screens the
    rest."""
    if said.sign in LEAVING:  # except the screen's own 请勿触摸 band
        return ()
    if screen.layout in STRIP_LAYOUTS:
        return said.strips
    mine = sorted((i for i in beaten if i.open), key=lambda i: ranked.order[i.id])
    heard = {said.incident, *(i.id for i in mine)}
    elsewhere = [strip for strip in parts.grave() if strip.incident not in heard]
    # Sorted anew: a fire elsewhere comes before a broken window here.
    told = [*(parts.strip(incident) for incident in mine), *elsewhere]
    return tuple(sorted(told, key=lambda strip: ranked.order[strip.incident])[:STRIPS_MAX])


def _sign(
    world: World,
    screen: Screen,
    winner: Incident,
    through: str,
    beaten: list[Incident],
    ranked: _Ranked,
    parts: _Parts,
) -> Scene:
    notice, said = winner.notice, parts.said(winner)
    subject = _subject(world.hall, screen, winner, through)
    hazard = _hazard(screen, winner, ranked)
    guided = subject if subject in world.hall.resources else None
    title, lines = parts.at(screen, said)
    return Scene(
        screen=screen.id, layout=screen.layout, sign=said.sign, family=said.family, title=title,
        subject=parts.subject(subject), symbols=said.symbols, lines=lines, until=said.until,
        instead=parts.instead(guided, notice.prefer, parts.reader(screen)) if said.guides else (),
        incident=winner.id, level=winner.level, drill=winner.drill,
        band=DO_NOT_TOUCH if hazard and said.sign in LEAVING else NO_WORDS,
        strips=_strips(screen, said, beaten, ranked, parts), rows=(), systems=(), issued_at=said.issued_at,
        touch_locked=said.sign in LIFE_SAFETY or hazard,
        reason=Reason(notice.name, winner.id, through, tuple(i.id for i in beaten)),
        way=parts.way(screen, drill=winner.drill) if said.sign == "evacuate" else None,
    )  # fmt: skip


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


def _hazard(screen: Screen, winner: Incident, ranked: _Ranked) -> bool:
    """Is the thing this screen stands on itself dangerous, beside what its sign says?"""
    hazards = ranked.hazards
    return bool(hazards) and any(
        i is not winner for about in screen.about for i in hazards.get(about, ())
    )


def _subject(hall: Hall, screen: Screen, winner: Incident, through: str) -> str:
    """What the sign speaks of: the target, or the screen's own window or machine when a system
    takes it out."""
    if through in screen.about or through == HALL:
        return through
    own = [a for a in screen.about if isinstance(hall.resources.get(a), Window | Machine)]
    return own[0] if own else through


# ---------------------------------------------------------------- guidance and boards


def _guidance(world: World, screen: Screen, strips: tuple[Strip, ...], parts: _Parts) -> Scene:
    closed = not _place_open(world, screen, parts.always)
    title, lines = _guidance_words(world, screen, closed, parts)
    return Scene(
        screen=screen.id, layout=screen.layout, sign="guidance", family="guidance", title=title,
        subject=_own_name(world, screen), symbols=(), lines=lines, until=NO_WORDS,
        instead=_after_hours(world, screen, closed, parts), incident=None, level=None, drill=False, band=NO_WORDS,
        strips=strips, rows=parts.rows() if screen.layout in ("board", "touch") else (),
        systems=parts.systems() if screen.layout == "board" else (), issued_at=None, touch_locked=False,
        reason=NOTHING_TO_SAY, closed=closed, tip=parts.tip(screen, closed, strips),
        day=day.whole if (day := parts.day()) is not None and screen.layout in STRIP_LAYOUTS else NO_WORDS,
    )  # fmt: skip


def _place_open(world: World, screen: Screen, always: frozenset[str]) -> bool:
    windows = [world.windows[a] for a in screen.about if a in world.windows]
    if windows:
        return any(window.open for window in windows)
    if world.opening.open or not always.isdisjoint(world.hall.zones_around.get(screen.place, ())):
        return True
    return _still_serves(world, screen)


def _still_serves(world: World, screen: Screen) -> bool:
    """Outside the hall's hours a window of its own hours may serve: in its zone, or in sight of a
    list of them all."""
    around = world.hall.zones_around
    serving = [name for name, one in world.windows.items() if one.open and name not in world.out]
    return any(screen.layout != "zone" or screen.place in around.get(name, ()) for name in serving)


def _own_name(world: World, screen: Screen) -> Words:
    subject = next((a for a in screen.about if a in world.hall.resources), screen.place)
    return short_name(world.hall, subject)


def _guidance_words(
    world: World, screen: Screen, closed: bool, parts: _Parts
) -> tuple[Words, tuple[Words, ...]]:
    hall, last = world.hall, parts.day()
    day = (last.whole,) if last is not None else ()
    window = next((hall.resources[a] for a in screen.about if a in world.windows), None)
    if isinstance(window, Window):
        now = world.windows[window.id]
        names = tuple(hall.service[s].name for s in now.services if s in hall.service)
        title = (
            NOT_OPEN
            if closed and world.opening.open
            else phase_words(world.opening)
            if closed
            else window.name
        )
        return title, day if closed else names
    if closed:
        return phase_words(world.opening), (
            *_next_words(world),
            *(day if screen.layout == "door" else ()),
        )
    if screen.layout == "zone":
        return hall.name, parts.served(screen)
    resource = hall.resources.get(screen.place)
    if screen.layout == "door" and isinstance(resource, Exit):
        return resource.name, (hall.name,)
    return hall.name, ()


def _served_here(world: World, screen: Screen) -> list[Service]:
    """What the working machines that a zone screen stands at, or among, can do."""
    around = {screen.place, *screen.about}
    machines = [
        m for m in world.hall.machines if world.works(m.id) and (m.id in around or m.zone in around)
    ]
    names = dict.fromkeys(name for machine in machines for name in machine.services)
    return [world.hall.service[name] for name in names if name in world.hall.service]


def _next_words(world: World) -> tuple[Words, ...]:
    if world.opening.next_open is None:
        return ()
    return (fill(Message("scenes.next-opening"), at=moment(world, world.opening.next_open)),)


def _after_hours(world: World, screen: Screen, closed: bool, parts: _Parts) -> tuple[Option, ...]:
    """Outside hours: the 24-hour zone and what works without the hall."""
    if not closed or screen.layout == "window":
        return ()
    return parts.instead(None, (), parts.reader(screen))


# ---------------------------------------------------------------- when it next changes by itself


def next_change(world: World) -> datetime | None:
    """The next moment any scene, lamp or overdue duty changes without an event; None where nobody
    knows the time."""
    if not world.timed:
        return None
    moments = [
        at
        for incident in world.situation.incidents.values()
        for at in _own_moments(world, incident)
    ]
    openings = [world.opening, *(window.opening for window in world.windows.values())]
    moments.extend(opening.until for opening in openings if opening.until is not None)
    if world.opening.next_open is not None:
        moments.append(_day_of(world, world.opening.next_open))
    if world.situation.windows or world.hall.tips:
        moments.append(_day_of(world, world.now + timedelta(days=1)))
    moments.extend(day_moments(world))
    moments.extend(next_posted(world))
    for due in (next_due(world), next_inject(world.situation, world.now)):
        moments.extend(() if due is None else (due,))
    return min((at for at in moments if at > world.now), default=None)


def _own_moments(world: World, incident: Incident) -> Iterator[datetime]:
    """Its all-clear ends, its time has come, and on that day the date is left out."""
    ends = all_clear_ends(incident)
    if ends is not None:
        yield ends
        yield all_clear_began(incident, ends) - BACK
    if incident.open and incident.eta is not None:
        yield incident.eta
        yield _day_of(world, incident.eta)


def _day_of(world: World, at: datetime) -> datetime:
    """The midnight with which that day begins."""
    return midnight(world.hall.local(at))


def still_true(then: datetime, due: datetime | None, now: datetime) -> bool:
    """Whether what was derived ``then``, to change next when ``due``, is what would be derived now.

    The clock may be set back: what was derived in what is now the future must be derived again.
    """
    return then <= now and (due is None or now < due)
