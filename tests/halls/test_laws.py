"""The laws of the house in halls nobody drew by hand: scenes, redirects, boards, lamps under every
kind of notice."""

from collections.abc import Container, Mapping, Sequence
from itertools import islice

import hypothesis.strategies as st
from hypothesis import given

from signage.availability.by_hand import by_hand
from signage.availability.redirects import redirects
from signage.availability.world import World
from signage.catalogue.kinds import LEAVING, LIFE_SAFETY
from signage.hall.model import HALL, Hall
from signage.rules.precedence import TIER, standing, takes_band
from signage.rules.refusal import Refused
from signage.shows.lamps import lamps
from signage.shows.scene import Scene
from signage.shows.scene_parts import STRIPS_MAX
from signage.shows.scenes import scenes
from signage.shows.status import status
from signage.situation.commands import Raise
from signage.situation.incidents import Incident
from tests.cast import Day
from tests.halls import Made, Size, drawn, halls, made
from tests.halls.cases import kinds, played, raises, seen, targets
from tests.halls.seeds import LONG, every_hall, of_any_size
from tests.halls.size import chance_of

Scenes = Mapping[str, Scene]
EACH = 4 if LONG else 1
"""So many targets of each kind."""
SECOND = 100 if LONG else 6
"""So many notices on top of another."""


@every_hall
def test_whatever_is_raised_on_whatever_every_screen_has_one_scene_and_every_lamp_one_pattern(
    seed: int,
) -> None:
    hall = made(drawn(seed))
    for command in islice(raises(hall, each=EACH), 0 if LONG else seed % 4, None, 1 if LONG else 4):
        world = seen(hall, played(hall, [command]))
        found = scenes(world)
        assert set(found) == set(world.hall.screen)
        assert set(lamps(world)) == set(world.hall.lamp)
        assert len(status(world).troubles) <= 1
        for scene in found.values():
            assert (scene.layout == world.hall.screen[scene.screen].layout) and scene.title


@every_hall
def test_two_notices_at_once_break_no_law(seed: int) -> None:
    hall = made(drawn(seed))
    for first, second, at in two_at_once(hall):
        before, after = seen(hall, played(hall, [first])), seen(hall, at)
        assert_laws(before, after, f"{first} {second}")


@of_any_size
@given(halls(), st.data())
def test_two_notices_at_once_break_no_law_in_a_hall_of_any_size(
    size: Size, data: st.DataObject
) -> None:
    hall = made(size)
    first, second = (raised(hall, data, name) for name in ("first", "second"))
    at = played(hall, [first])
    try:
        at.do(second)
    except Refused:
        return
    assert_laws(seen(hall, played(hall, [first])), seen(hall, at), f"{first} {second}")


def raised(hall: Made, data: st.DataObject, name: str) -> Raise:
    """Any kind on anything it can be raised on, by any class it may have."""
    kind = data.draw(
        st.sampled_from([kind for kind in kinds(hall) if targets(hall, kind)]), label=name
    )
    target = data.draw(st.sampled_from(targets(hall, kind)), label=f"{name} on")
    cls = data.draw(st.sampled_from(kind.classes)) if len(kind.classes) > 1 else None
    return Raise(kind.code, (target,), cls=cls)


def assert_laws(before: World, after: World, said: str) -> None:
    """``after``: with one notice more."""
    then, now = scenes(before), scenes(after)
    assert_no_less_danger(then, now, said)
    assert red(before) <= red(after), said
    assert_gravest(after, now, said)
    assert_nobody_sent_to_the_scene(after, now, said)


def assert_no_less_danger(then: Scenes, now: Scenes, said: str) -> None:
    for name, scene in then.items():
        assert TIER.get(now[name].sign, len(TIER)) <= TIER.get(scene.sign, len(TIER)), (name, said)


def red(world: World) -> set[str]:
    return {name for name, lamp in lamps(world).items() if str(lamp.pattern).startswith("red")}


def assert_gravest(world: World, now: Scenes, said: str, doubted: Container[str] = ()) -> None:
    """Every screen shows the gravest that concerns it, and says in a band what takes no more;
    ``doubted`` could not be worked out, and show it whole."""
    public = [i for i in world.situation.open_incidents if i.notice.public != "none"]
    for name, scene in now.items():
        mine = [i for i in public if world.hall.screen_reach[name].keys() & {*i.targets}]
        banded = [i for i in mine if name not in doubted and takes_band(i, scene.layout)]
        whole = [i for i in mine if i not in banded]
        gravest = min((TIER[standing(incident)] for incident in whole), default=len(TIER))
        if not whole:
            assert_said(world, scene, banded, said)
        assert TIER.get(scene.sign, len(TIER)) == gravest, (name, said)


def assert_said(world: World, scene: Scene, banded: Sequence[Incident], said: str) -> None:
    """In a band while there is room for one, or by a board's rows."""
    told = {strip.incident for strip in scene.strips}
    rows = {row.id for row in (*scene.rows, *scene.systems) if row.state not in ("open", "closed")}
    for incident in banded:
        by_rows = scene.layout == "board" and rows.issuperset(incident.targets)
        assert by_rows or incident.incident in told or len(told) == STRIPS_MAX, (scene.screen, said)


def assert_nobody_sent_to_the_scene(world: World, now: Scenes, said: str) -> None:
    """No sign, no redirect leads to where the danger is, or to what is out but for papers a window
    takes by hand."""
    taking = by_hand(world)
    for scene in now.values():
        for option in scene.instead:
            for place in option.places:
                assert place not in world.out or (option.kind == "papers" and place in taking), (
                    place,
                    said,
                )
                assert not at_the_scene(world, place), (place, said)
        assert not (scene.instead and scene.sign in LIFE_SAFETY), said
    for service in world.hall.services:
        for channel in redirects(world, service):
            assert not {*channel.depends} & world.out.keys(), (channel.id, said)
            assert channel.place is None or not at_the_scene(world, channel.place), (
                channel.id,
                said,
            )


@every_hall
def test_one_arrow_to_an_exit_that_is_open_or_none_and_nobody_is_sent_anywhere(seed: int) -> None:
    hall = made(drawn(seed))
    for command in raises(hall, each=EACH * 3):
        if command.kind not in ("FIRE", "QUAKE"):
            continue
        world = seen(hall, played(hall, [command]))
        for scene in scenes(world).values():
            if scene.sign == "evacuate" and scene.way is not None:
                assert (scene.arrow is None) == (scene.exit is None), (scene.screen, command)
                assert scene.exit not in world.out, (scene.screen, command)
            assert scene.sign not in LEAVING or scene.sign == "evacuate" or scene.arrow is None


def two_at_once(hall: Made) -> list[tuple[Raise, Raise, Day]]:
    """Any notice, and any other on top of it."""
    listed, chance = list(raises(hall, each=EACH)), chance_of(hall.size.seed, 12)
    chance.shuffle(listed)
    found = []
    for first in islice(listed, SECOND):
        second, at = chance.choice(listed), played(hall, [first])
        try:
            at.do(second)
        except Refused:
            continue
        found.append((first, second, at))
    return found


def at_the_scene(world: World, place: str) -> bool:
    """Does it lie in what real danger stands on?"""
    hall: Hall = world.hall
    real = (
        i for i in world.situation.open_incidents if i.notice.cls in LIFE_SAFETY and not i.drill
    )
    return any(
        target in (place, *hall.zones_around.get(place, ())) for i in real for target in i.targets
    )


@every_hall
def test_a_lamp_whose_things_a_danger_took_out_stays_red_under_a_lighter_notice(seed: int) -> None:
    """Nothing stands open on the lamp's own zone before: then a warning does, and is no reason to
    look away."""
    hall = made(drawn(seed))
    described = hall.content.hall
    for thing in [*described.machines, *described.windows][:: 1 if LONG else 5]:
        accident = Raise("ACCIDENT", (thing.id,))
        before = red(seen(hall, played(hall, [accident])))
        for lighter in (Raise("TYPHOON", (HALL,)), Raise("QUEUE", (thing.zone,))) if before else ():
            assert before <= red(seen(hall, played(hall, [accident, lighter]))), (
                f"{accident} {lighter}"
            )
