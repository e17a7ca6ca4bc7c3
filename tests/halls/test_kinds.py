"""Each of the 41 kinds on everything it can be raised on, in generated halls and the three that are
shipped.

What is said names what is really out, sends nobody to a scene, and keeps the rules of its field. A
quick run samples the targets of each kind, and in large halls the kinds besides; a long one raises
them all.
"""

import random
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from kiosk.content.halls import demo_content
from kiosk.content.reader import Content, read
from signage.availability.by_hand import by_hand
from signage.availability.redirects import Option, instead
from signage.availability.world import World, channels, world
from signage.catalogue.kind_words import usual_target
from signage.catalogue.kinds import LIFE_SAFETY, Kind
from signage.evacuation.blocks import Block
from signage.floorplan.plan import Plan
from signage.hall.model import HALL, Machine, Service
from signage.language.words import say
from signage.shows.lamps import NORMAL, lamps
from signage.shows.scenes import scenes
from signage.situation.commands import Raise
from signage.situation.incidents import Incident
from signage.wayfinding import places
from signage.wayfinding.directions import Directions, directions
from signage.wayfinding.places import alternatives, desks
from tests.cast import ADMIN, Day
from tests.halls import Size, made
from tests.halls.said import Told, options, told
from tests.halls.seeds import FEW, LONG
from tests.halls.size import chance_of, drawn

HALLS: dict[str, Size | str] = {
    "sample": "", "small": "small", "two-storeys": "two-storeys",
    "one window": Size(seed=1, online=False, screens=6, lamps=3, hours="never-closed"),
    "level, no lifts": Size(seed=3, windows=12, terminals=5, exits=3, screens=14, lamps=8, hours="never-closed"),
    "tower": Size(
        seed=5, storeys=3, windows=20, terminals=8, exits=4, screens=18, lamps=8, ways="every", hours="never-closed"
    ),
    "own systems, Chinese alone": Size(
        seed=14, storeys=2, windows=8, terminals=4, exits=3, screens=14, lamps=8, hours="never-closed",
        own_systems=True, chinese_only=True,
    ),
    "long names": Size(seed=8, storeys=2, windows=9, terminals=4, screens=12, lamps=5, long_names=True,
                       hours="never-closed"),
}  # fmt: skip
MORE = {f"seed {seed}": drawn(seed) for seed in range(40)} if LONG else {}
every_hall = pytest.mark.parametrize("name", [*HALLS][:3] if FEW else [*HALLS, *MORE])
PER_KIND = 1
LARGE, KINDS = 12, 9
"""Halls of so many windows raise so many kinds in a quick run, the gravest among them."""
GRAVE = ("INJURY", "SHOCK", "DEV-HAZARD", "PWR")
SUBJECTS = 1000 if LONG else 2
"""So many windows, machines, zones and systems something is sought instead of."""


@cache
def content(name: str) -> Content:
    size = {**HALLS, **MORE}[name]
    return made(size).content if isinstance(size, Size) else _shipped(size)


def _shipped(name: str) -> Content:
    with TemporaryDirectory() as directory:
        demo_content(name or None, Path(directory) / "content")
        return read(Path(directory) / "content")


def targets(here: Content, kind: Kind) -> list[str]:
    return [name for name in (HALL, *here.hall.resources) if name.partition("/")[0] in kind.targets]


def some_kinds(here: Content, chance: random.Random) -> Sequence[Kind]:
    """All of them; in a quick run of a large hall the gravest and a sample of the others."""
    every = here.catalogue.kinds
    if LONG or len(here.hall.windows) < LARGE:
        return every
    others = [kind for kind in every if kind.code not in GRAVE]
    return [
        *(here.catalogue.kind[code] for code in GRAVE),
        *chance.sample(others, KINDS - len(GRAVE)),
    ]


@cache
def raises(name: str) -> tuple[Raise, ...]:
    """Every kind that can be raised, by every class that may be chosen, on a sample of its targets
    or on all."""
    here, chance, found = content(name), chance_of(len(name), 12), []
    for kind in some_kinds(here, chance):
        if kind.raisable:
            listed = targets(here, kind)
            known = usual_target(here.hall, kind)
            usual = [known] if known in listed else []
            some = chance.sample(listed, min(PER_KIND, len(listed)))
            chosen = listed if LONG else dict.fromkeys([*usual, *some])
            classes = kind.classes if kind.classes[1:] else (None,)
            found += [Raise(kind.code, (target,), cls=cls) for target in chosen for cls in classes]
    return tuple(found)


@dataclass(eq=False)
class Case:
    """What was raised, the hall after it, and what several laws ask of that."""

    incident: Incident
    world: World

    @cached_property
    def advice(self) -> list[tuple[str, Option]]:
        return list(options(self.world, SUBJECTS))

    @cached_property
    def told(self) -> list[Told]:
        return list(told(self.world))


def case(here: Content, *commands: Raise) -> Case:
    """The first of the commands is the one it is about."""
    day = Day(catalogue=here.catalogue, hall=here.hall)
    for command in commands:
        day.do(command, ADMIN)
    first = next(iter(day.situation.incidents.values()))
    return Case(first, world(here.hall, day.situation, day.now, here.evacuation))


@cache
def each(name: str) -> tuple[Case, ...]:
    """The hall after each of them alone."""
    return tuple(case(content(name), command) for command in raises(name))


def faults(name: str, law: Callable[[Case], Iterator[str]]) -> list[str]:
    """What a law finds, with what was raised; each once."""
    found = dict.fromkeys(f"{_of(case)}: {fault}" for case in each(name) for fault in law(case))
    return list(found)[:12]


def _of(case: Case) -> str:
    return f"{case.incident.notice.kind} on {case.incident.targets[0]}"


# ---------------------------------------------------------------- nobody is sent to the scene


def scene_of(there: World, incident: Incident) -> frozenset[str]:
    """The targets of an injury, a danger or a cordon, with all that lies in them."""
    if incident.notice.kind != "INJURY" and incident.notice.cls not in LIFE_SAFETY:
        return frozenset()
    hall, wanted = there.hall, set(incident.targets)
    inside = {name for name, around in hall.zones_around.items() if wanted & set(around)}
    return frozenset({*wanted, *inside, *(hall.resources if HALL in wanted else ())})


OTHERS = (Raise("QUEUE", (HALL,)), Raise("WIN-PAUSE", ("window/1",)))
"""What else may happen meanwhile, so that people are told where to go."""


def sent_to_the_scene(case: Case) -> Iterator[str]:
    incident, there = case.incident, case.world
    closed = scene_of(there, incident)
    zones = {zone.id: zone for zone in there.hall.zones}
    for where, option in case.advice if closed else ():
        if closed.intersection(option.places):
            yield f"{where} leads to {sorted(closed.intersection(option.places))}: {say(option.words)}"
        for target in incident.targets:
            zone = zones.get(getattr(there.hall.resources.get(target), "zone", target))
            if zone is not None and re.search(
                f"[到层的楼]{re.escape(say(zone.name))}$", say(option.words)
            ):
                yield f"{where} names the zone of {target}: {say(option.words)}"


@every_hall
def test_nobody_is_sent_to_where_somebody_lies_or_what_is_dangerous(name: str) -> None:
    assert not faults(name, sent_to_the_scene)


@every_hall
def test_nobody_is_sent_there_by_another_notice_either(name: str) -> None:
    here = content(name)
    first = [
        command
        for command in raises(name)
        if command.kind in ("INJURY", "SHOCK", "DEV-HAZARD", "ACCIDENT")
    ]
    for command in first:
        assert not list(sent_to_the_scene(case(here, command, *OTHERS))), command


@pytest.fixture
def each_way_is_sought_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Most of what happens blocks no way: what was led before is led the same again."""
    known: dict[tuple[object, ...], Directions | None] = {}

    def sought(
        plan: Plan, screen: str, place: str, blocks: Iterable[Block], **need: bool
    ) -> Directions | None:  # fmt: skip
        held = tuple(blocks)
        key = (id(plan), screen, place, held, *need.items())
        if key not in known:
            known[key] = directions(plan, screen, place, held, **need)
        return known[key]

    monkeypatch.setattr(places, "directions", sought)


def touched_to_the_scene(case: Case) -> Iterator[str]:
    """What touch pages name instead of a closed thing, and where they say to ask."""
    there, closed = case.world, scene_of(case.world, case.incident)
    hall, plan = there.hall, there.evacuation.plan
    if not closed or plan is None or not (LONG or case.incident.notice.kind in ("INJURY", "SHOCK")):
        return
    for screen in [s.id for s in hall.screens if s.id in plan.screen][: 9 if LONG else 1]:
        for thing in (
            *hall.windows[:1],
            *hall.machines[: 9 if LONG else 2],
            *hall.exits[:1],
            *hall.places[:1],
        ):
            for place in (*alternatives(there, screen, thing.id), *desks(there, screen)):
                if place.id in closed:
                    yield f"{screen} names {place.id} instead of {thing.id}"


@pytest.mark.usefixtures("each_way_is_sought_once")
@every_hall
def test_no_touch_page_leads_to_the_scene(name: str) -> None:
    assert not faults(name, touched_to_the_scene)


# ---------------------------------------------------------------- advice fits the day and the crowd


def useless_advice(case: Case) -> Iterator[str]:
    """Advice to a window that is shut, a machine or a system that is out, or into the crowd it is
    to relieve."""
    incident, there = case.incident, case.world
    hall, out = there.hall, there.out
    online = hall.online.system if hall.online is not None else ""
    crowded = incident.notice.cls == "redirect" and HALL in incident.targets
    for where, option in case.advice:
        for place in option.places:
            window = there.windows.get(place)
            papers = option.kind == "papers" and place in by_hand(there)
            if (place in out and not papers) or (window is not None and not window.open):
                yield f"{where} leads to {place}, which does not serve"
        if option.kind == "online" and online in out:
            yield f"{where} sends people online while {online} is out"
        if option.kind == "window" and crowded and where.startswith("screen"):
            yield f"{where} sends people into the crowd: {say(option.words)}"
        if incident.notice.cls == "redirect" and set(incident.targets) & set(option.places):
            yield f"{where} sends people to where they are sent away: {say(option.words)}"


@every_hall
def test_no_advice_contradicts_what_happens(name: str) -> None:
    assert not faults(name, useless_advice)


def dead_ends(case: Case) -> Iterator[str]:
    """A window or terminal that is out and names no way, while what it does can be done without the
    hall.

    Nobody knows what a window does of which no service is listed: it may be anything the hall does.
    """
    there = case.world
    for thing in (
        (*there.hall.windows, *there.hall.machines) if case.incident.notice.cls == "outage" else ()
    ):
        if thing.id not in there.out or (isinstance(thing, Machine) and thing.what != "terminal"):
            continue
        does = [service for service in there.hall.services if service.id in thing.services]
        if _anywhere(there, does or there.hall.services) and not instead(there, thing.id, ()):
            yield f"{thing.id} is a dead end"


def _anywhere(there: World, services: Iterable[Service]) -> bool:
    """Is one of them done without coming to a place?"""
    return any(
        way.available and way.place is None for one in services for way in channels(there, one)
    )


@every_hall
def test_what_is_out_is_no_dead_end(name: str) -> None:
    assert not faults(name, dead_ends)


def unsaid_terminals(case: Case) -> Iterator[str]:
    """Whoever is sent to a terminal hears of one: 请到等候休息区 says nothing of what to do there."""
    hall = case.world.hall
    for where, option in case.advice:
        names = (
            [say(hall.resources[place].name) for place in option.places]
            if option.kind == "terminal"
            else []
        )
        pairs = {"自助", *(name[at : at + 2] for name in names for at in range(len(name) - 1))}
        if names and not any(pair in say(option.words) for pair in pairs):
            yield f"{where}: {say(option.words)}"


@every_hall
def test_whoever_is_sent_to_a_terminal_hears_of_one(name: str) -> None:
    assert not faults(name, unsaid_terminals)


# ---------------------------------------------------------------- storeys


def storeys_unsaid(case: Case) -> Iterator[str]:
    """A place on another storey than the reader's is named with it, and only where none nearer does
    the business."""
    hall = case.world.hall
    if len(hall.floors) < 2:
        return
    for scene in scenes(case.world).values():
        here = set(hall.storeys_of(hall.screen[scene.screen].place))
        for option in scene.instead:
            lie = {storey for place in option.places for storey in hall.storeys_of(place)}
            if option.kind == "window" and lie and not lie & here:
                if not any(say(hall.floor[storey].name) in say(option.words) for storey in lie):
                    yield f"screen {scene.screen}: the storey is missing in {say(option.words)}"
                if any(window in here for window in whole_business(case.world, scene.screen)):
                    yield f"screen {scene.screen} sends people upstairs for what is done here: {say(option.words)}"


def whole_business(there: World, screen: str) -> Iterator[str]:
    """Storeys of the open windows that do all that the screen's own window does."""
    hall = there.hall
    about = next(
        (there.windows[name] for name in hall.screen[screen].about if name in there.windows), None
    )
    for window in there.windows.values() if about is not None else ():
        serves = (
            window.open and window.id not in there.out and window.id not in there.shunned.things
        )
        if (
            serves
            and about is not None
            and set(about.services) <= set(window.services)
            and window.id != about.id
        ):
            yield from hall.storeys_of(window.id)


@every_hall
def test_the_nearest_place_is_named_and_its_storey_said(name: str) -> None:
    assert not faults(name, storeys_unsaid)


# ---------------------------------------------------------------- lamps


def lying_lamps(case: Case) -> Iterator[str]:
    """A lamp that says normal while none of the windows and machines it stands for works."""
    there = case.world
    hall, found = there.hall, lamps(there)
    for lamp in hall.lamps:
        about = set(lamp.about)
        own = [
            thing.id for thing in (*hall.windows, *hall.machines)
            if thing.id in about or HALL in about or about & set(hall.zones_around[thing.id])
        ]  # fmt: skip
        dark = [name for name in own if name in there.out]
        if own and dark == own and found[lamp.id].pattern == NORMAL:
            yield f"{say(lamp.name)} is green with {len(dark)} of {len(own)} dark"


@every_hall
def test_no_lamp_is_green_over_what_does_not_work(name: str) -> None:
    assert not faults(name, lying_lamps)
