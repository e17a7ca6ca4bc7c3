"""Places as people look for them: in groups, each with its state as shape and word, and what is
instead of one closed.

A place is used here as the hall describes it (window, machine, desk, exit, zone) and as the plan
leads to it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from signage.availability.by_hand import PAPERS_WORD, by_hand
from signage.availability.redirects import instead
from signage.availability.world import NOT_OPEN, World, zone_open
from signage.catalogue.kinds import LIFE_SAFETY
from signage.evacuation.state import held
from signage.floorplan.plan import Plan
from signage.hall.model import Exit, Machine, Place, Window, Zone
from signage.hall.short_names import short_name
from signage.language.words import Message, Words, fill
from signage.shows.scene import State
from signage.wayfinding.directions import Directions, directions

INSTEAD = 3
Thing = Window | Machine | Place | Exit | Zone


@dataclass(frozen=True, slots=True)
class Placed:
    """``note`` says what a place is for or where it lies; ``symbols`` name drawn symbols, the
    fittest first."""

    id: str
    name: Words
    note: Words
    state: State
    word: Words
    symbols: tuple[str, ...]
    out: bool
    """Taken out by what happens now: nobody is led there. Not out, and not open: closed by its
    hours alone."""


@dataclass(frozen=True, slots=True)
class Group:
    """One tile of 找地方 and the page behind it."""

    id: str
    name: Words
    symbol: str
    holds: Callable[[Thing], bool]


GROUPS: tuple[Group, ...] = (
    Group("windows", Message("places.windows"), "window", lambda t: isinstance(t, Window)),
    Group(
        "terminals", Message("places.self-service"), "terminal",
        lambda t: isinstance(t, Machine) and t.what == "terminal",
    ),
    Group("zones", Message("places.areas"), "area", lambda t: isinstance(t, Zone)),
    Group("exits", Message("places.exits"), "exit", lambda t: isinstance(t, Exit)),
    Group(
        "others", Message("places.facilities"), "place",
        lambda t: isinstance(t, Place) or (isinstance(t, Machine) and t.what != "terminal"),
    ),
)  # fmt: skip
GROUP: Mapping[str, Group] = {group.id: group for group in GROUPS}

OPEN = Message("places.available")
SERVING = Message("places.open")
CLOSED = Message("places.closed")
PAUSED = Message("places.out-of-service")
NO_SERVICE = Message("places.closed-now")
KEEP_AWAY = Message("places.keep-away")
OUT: Mapping[State, Words] = {
    "paused": Message("places.is-out-of-service-now"),
    "closed": Message("places.is-closed-now"),
    "danger": Message("places.keep-away-from"),
}
"""What is said of a place nobody is led to."""


def things(world: World) -> tuple[Thing, ...]:
    """All that people are led to: the help desk first among the facilities, the rest in the hall's
    order."""
    hall = world.hall
    desks = [place for place in hall.places if place.id.startswith("desk/")]
    others = [place for place in hall.places if place not in desks]
    return (*hall.windows, *hall.zones, *hall.exits, *desks, *others, *hall.machines)


def placed(world: World, plan: Plan, group: Group) -> tuple[Placed, ...]:
    """The group's places that are drawn on the plan, as they are now."""
    drawn = {*plan.spot, *plan.exit, *plan.area}
    return tuple(
        now(world, thing) for thing in things(world) if thing.id in drawn and group.holds(thing)
    )


def one(world: World, plan: Plan, name: str) -> Placed | None:
    """One place of the hall on the plan, or None where there is none of that id."""
    thing = world.hall.resources.get(name)
    if not isinstance(thing, Window | Machine | Place | Exit | Zone):
        return None
    return now(world, thing) if name in {*plan.spot, *plan.exit, *plan.area} else None


def now(world: World, thing: Thing) -> Placed:
    state, word = _state(world, thing)
    note = thing.name if isinstance(thing, Window) else thing.where
    return Placed(
        thing.id,
        short_name(world.hall, thing.id),
        note,
        state,
        word,
        _symbols(thing),
        thing.id in world.out and state != "papers",
    )


def _state(world: World, thing: Thing) -> tuple[State, Words]:
    if isinstance(thing, Window) and thing.id in by_hand(world):
        return "papers", PAPERS_WORD
    outage = world.out.get(thing.id)
    if outage is not None:
        incident = world.situation.incidents.get(outage.incident)
        # Without an incident a person holds it closed on the plan.
        cls = incident.notice.cls if incident is not None else "closed"
        if cls in LIFE_SAFETY:
            return "danger", KEEP_AWAY
        if isinstance(thing, Exit) or cls == "closed":
            return "closed", CLOSED
        return "paused", NO_SERVICE if isinstance(thing, Window) else PAUSED
    if isinstance(thing, Window):
        return ("open", SERVING) if world.windows[thing.id].open else ("closed", NOT_OPEN)
    if isinstance(thing, Machine) and thing.what == "terminal" and not zone_open(world, thing.zone):
        return "closed", NOT_OPEN
    return "open", OPEN


def _symbols(thing: Thing) -> tuple[str, ...]:
    kind, _, name = thing.id.partition("/")
    if isinstance(thing, Machine):
        return (thing.what if thing.what != "experience" else "online", "terminal")
    general = {"desk": "help", "exit": "exit", "window": "window", "zone": "area"}.get(
        kind, "place"
    )
    return (
        (name, name.partition("-")[0], general)
        if isinstance(thing, Place) and kind != "desk"
        else (general,)
    )


# ---------------------------------------------------------------- ways


def out_words(place: Placed) -> Words:
    """5号窗口现在暂停服务; 请勿靠近东出口."""
    return fill(OUT[place.state], name=place.name, word=place.word)


def way_to(world: World, screen: str, place: str, *, step_free: bool = False) -> Directions | None:
    """The way from a screen to a place around all that is blocked now; None where there is none."""
    plan = world.evacuation.plan
    if plan is None:
        return None
    return directions(plan, screen, place, held(plan, world.situation), step_free=step_free)


def leads(world: World, screen: str) -> bool:
    """Can this screen lead people: is there a plan, and is the screen on it beside a route?"""
    plan = world.evacuation.plan
    return plan is not None and screen in plan.screen and plan.screen[screen].node in plan.node


def nearest(world: World, screen: str, places: Iterable[str]) -> tuple[Directions, ...]:
    """The ways to those of the places that can be reached, the shortest first; equals keep the
    order given."""
    ways = [way_to(world, screen, place) for place in dict.fromkeys(places)]
    return tuple(sorted((way for way in ways if way is not None), key=lambda way: way.metres))


def alternatives(world: World, screen: str, name: str) -> tuple[Placed, ...]:
    """Where instead of a place that is out, best first; all of them work and can be reached from
    the screen."""
    plan = world.evacuation.plan
    thing = world.hall.resources.get(name)
    if plan is None or not isinstance(thing, Window | Machine | Place | Exit | Zone):
        return ()
    if isinstance(thing, Window):
        outage = world.out.get(name)
        incident = world.situation.incidents.get(outage.incident) if outage is not None else None
        prefer = incident.notice.prefer if incident is not None else ()
        wanted = [place for option in instead(world, name, prefer) for place in option.places]
    else:
        wanted = [way.place for way in nearest(world, screen, _like(world, plan, thing))]
    return _reached(world, plan, screen, [place for place in wanted if place != name])


def desks(world: World, screen: str) -> tuple[Placed, ...]:
    """Where people can ask."""
    plan = world.evacuation.plan
    wanted = [place.id for place in world.hall.places if place.id.startswith("desk/")]
    return _reached(world, plan, screen, wanted) if plan is not None else ()


def _reached(world: World, plan: Plan, screen: str, places: Iterable[str]) -> tuple[Placed, ...]:
    """Those that work and can be reached, as many as are shown; never where somebody lies."""
    known = (
        one(world, plan, place)
        for place in dict.fromkeys(places)
        if place not in world.shunned.things
    )
    works = [place for place in known if place is not None and place.state in ("open", "papers")]
    return tuple(place for place in works if way_to(world, screen, place.id) is not None)[:INSTEAD]


def _like(world: World, plan: Plan, thing: Thing) -> list[str]:
    """Others of the same sort: another exit, a machine of the same make, a place of the same name
    or synonym."""
    if isinstance(thing, Exit):
        return [other.id for other in world.hall.exits if other.id != thing.id]
    if isinstance(thing, Machine):
        return [
            other.id
            for other in world.hall.machines
            if other.what == thing.what and other.id != thing.id
        ]
    if isinstance(thing, Zone):
        return []
    own = _called(plan, thing)
    return [p.id for p in world.hall.places if p.id != thing.id and own & _called(plan, p)]


def _called(plan: Plan, thing: Thing) -> frozenset[str]:
    spot = plan.spot.get(thing.id)
    return frozenset((*thing.name.values(), *(spot.aliases if spot is not None else ())))
