"""What every screen shows, with the reason it won and what it beat.

``scenes(world)`` gives exactly one scene per screen. Order of the classes is in
:mod:`signage.rules.precedence`.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from operator import itemgetter

from signage.availability.injects import next_inject
from signage.availability.last_days import moments as day_moments
from signage.availability.redirects import Option
from signage.availability.staff import staffed
from signage.availability.world import NOT_OPEN, World
from signage.catalogue.kinds import LEAVING, LIFE_SAFETY
from signage.hall.hours import midnight
from signage.hall.model import HALL, SPECIFIC, Exit, Hall, Machine, Screen, Window
from signage.hall.short_names import short_name
from signage.language.durations import BACK
from signage.language.words import NO_WORDS, Message, Words, fill
from signage.rules.precedence import Rank, rank, takes_band
from signage.shows.boards import phase_words
from signage.shows.due_in_incidents import next_due
from signage.shows.notice_board import next_posted
from signage.shows.phrases import moment
from signage.shows.scene import Reason, Scene, Strip
from signage.shows.scene_parts import STRIPS_MAX, TIP_LAYOUTS, Parts, Ranked, Said
from signage.situation.incidents import (
    Incident,
    Situation,
    all_clear_began,
    all_clear_ends,
    clearing,
)

STRIP_LAYOUTS = frozenset({"touch", "board", "zone"})
"""Screens that speak to the whole hall: they also carry notices that do not take them."""
DO_NOT_TOUCH = Message("scenes.danger-do-not-touch")
NOTHING_TO_SAY = Reason(Message("scenes.nothing-to-announce-here"), None, None, ())


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
    of = scene_of(world)
    return {screen.id: of(screen) for screen in world.hall.screens}


def scene_of(world: World) -> Callable[[Screen], Scene]:
    """One screen's scene; what several share is worked out once."""
    ranked = _prepare(showing(world.situation, world.now))
    parts, there = Parts(world, ranked), staffed(world)
    return lambda screen: _answered(_scene(world, screen, ranked, parts), there)


def _answered(scene: Scene, there: bool) -> Scene:
    return scene if there or scene.layout not in TIP_LAYOUTS else scene._replace(staffed=False)


def preview(world: World, screen: Screen) -> Scene:
    """One screen's scene, for a preview of a situation that has not happened."""
    return scene_of(world)(screen)


def _prepare(incidents: list[Incident]) -> Ranked:
    by_target: dict[str, list[tuple[Incident, tuple[Rank, ...]]]] = {}
    order: dict[str, Rank] = {}
    for incident in incidents:
        ranks = tuple(rank(incident, specific) for specific in range(SPECIFIC + 1))
        order[incident.incident] = ranks[0]
        for target in incident.targets:
            by_target.setdefault(target, []).append((incident, ranks))
    strips = sorted((i for i in incidents if i.open), key=lambda i: order[i.incident])
    hazards: dict[str, list[Incident]] = {}
    for incident in strips:
        if incident.notice.cls == "danger" and not incident.drill:
            for target in incident.targets:
                hazards.setdefault(target, []).append(incident)
    return Ranked(by_target, order, tuple(strips), hazards)


def _scene(world: World, screen: Screen, ranked: Ranked, parts: Parts) -> Scene:
    reach = world.hall.screen_reach.get(screen.id) or world.hall.reach(screen.about, screen.place)
    hits = [
        (ranks[specific], incident, target)
        for target, specific in reach.items()
        if target in ranked.by_target
        for incident, ranks in ranked.by_target[target]
    ]
    # By rank alone: incidents have no order, and equal ranks keep that of the reach.
    hits.sort(key=itemgetter(0))
    banded = {i.incident: i for _, i, _ in hits if takes_band(i, screen.layout)}
    if banded:
        if any(i.open and not i.drill for i in banded.values()):
            # A drill hides nothing real: beside what takes a band it takes none more than one.
            banded |= {i.incident: i for _, i, _ in hits if i.drill}
        hits = [hit for hit in hits if hit[1].incident not in banded]
    if not hits:
        strips = parts.guided(screen, banded.values(), wide=screen.layout in STRIP_LAYOUTS)
        return _guidance(world, screen, strips, parts)
    strongest: dict[str, tuple[Incident, str]] = {}
    for _, incident, target in hits:
        strongest.setdefault(incident.incident, (incident, target))
    (winner, through), *rest = strongest.values()
    return _sign(world, screen, winner, through, [incident for incident, _ in rest], ranked, parts)


def _strips(
    screen: Screen, said: Said, beaten: Sequence[Incident], ranked: Ranked, parts: Parts
) -> tuple[Strip, ...]:
    """What does not win here: everything that concerns the screen, and on public screens the
    rest."""
    if said.sign in LEAVING:  # except the screen's own 请勿触摸 band
        return ()
    if screen.layout in STRIP_LAYOUTS:
        return said.strips
    mine = sorted((i for i in beaten if i.open), key=lambda i: ranked.order[i.incident])
    heard = {said.incident, *(i.incident for i in mine)}
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
    ranked: Ranked,
    parts: Parts,
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
        incident=winner.incident, level=winner.level, drill=winner.drill,
        band=DO_NOT_TOUCH if hazard and said.sign in LEAVING else NO_WORDS,
        strips=_strips(screen, said, beaten, ranked, parts), rows=(), systems=(), issued_at=said.issued_at,
        touch_locked=said.sign in LIFE_SAFETY or hazard,
        reason=Reason(notice.name, winner.incident, through, tuple(i.incident for i in beaten)),
        way=parts.way(screen, drill=winner.drill) if said.sign == "evacuate" else None,
    )  # fmt: skip


def _hazard(screen: Screen, winner: Incident, ranked: Ranked) -> bool:
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


def _guidance(world: World, screen: Screen, strips: tuple[Strip, ...], parts: Parts) -> Scene:
    closed = not _place_open(world, screen, parts.always)
    title, lines = _guidance_words(world, screen, closed, parts)
    return Scene(
        screen=screen.id, layout=screen.layout, sign="guidance", family="guidance", title=title,
        subject=_own_name(world, screen), symbols=(), lines=lines, until=NO_WORDS,
        instead=_after_hours(world, screen, closed, parts), incident=None, level=None, drill=False, band=NO_WORDS,
        strips=strips, rows=parts.rows(screen) if screen.layout in ("board", "touch") else (),
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
    world: World, screen: Screen, closed: bool, parts: Parts
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


def _next_words(world: World) -> tuple[Words, ...]:
    if world.opening.next_open is None:
        return ()
    return (fill(Message("scenes.next-opening"), at=moment(world, world.opening.next_open)),)


def _after_hours(world: World, screen: Screen, closed: bool, parts: Parts) -> tuple[Option, ...]:
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
        # From that midnight on its words leave out the date.
        moments.append(_day_of(world, world.opening.next_open))
    # A guide's setting holds for one hall day, and so does a tip.
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
        # A clock set back to before this leaves nobody to say since when it runs.
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
