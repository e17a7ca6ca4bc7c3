"""The laws of the house in halls nobody drew by hand: scenes, redirects, boards, lamps under every kind of notice."""

from itertools import islice

from signage.availability import World
from signage.commands import Raise
from signage.hall import Hall
from signage.lamps import lamps
from signage.notices import LEAVING, LIFE_SAFETY
from signage.precedence import TIER, standing
from signage.redirects import redirects
from signage.refused import Refused
from signage.scenes import scenes
from signage.status import status
from tests.cast import Day
from tests.halls import Made, drawn, made
from tests.halls.cases import played, raises, seen
from tests.halls.seeds import LONG, every_hall
from tests.halls.size import chance_of

EACH = 4 if LONG else 1
"""So many targets of each kind."""
SECOND = 400 if LONG else 40
"""So many notices on top of another."""


@every_hall
def test_whatever_is_raised_on_whatever_every_screen_has_one_scene_and_every_lamp_one_pattern(seed: int) -> None:
    hall = made(drawn(seed))
    for command in raises(hall, each=EACH):
        world = seen(hall, played(hall, [command]))
        found = scenes(world)
        assert set(found) == set(world.hall.screen)
        assert set(lamps(world)) == set(world.hall.lamp)
        assert len(status(world).troubles) <= 1
        for scene in found.values():
            assert (scene.layout == world.hall.screen[scene.screen].layout) and scene.title


@every_hall
def test_a_second_notice_never_lessens_the_danger_a_screen_or_a_lamp_shows(seed: int) -> None:
    hall = made(drawn(seed))
    for first, second, at in two_at_once(hall):
        before, after = seen(hall, played(hall, [first])), seen(hall, at)
        then = scenes(after)
        for name, scene in scenes(before).items():
            assert TIER.get(then[name].sign, len(TIER)) <= TIER.get(scene.sign, len(TIER)), (name, first, second)
        red = {name for name, lamp in lamps(before).items() if str(lamp.pattern).startswith("red")}
        assert red <= {name for name, lamp in lamps(after).items() if str(lamp.pattern).startswith("red")}


@every_hall
def test_every_screen_shows_the_gravest_that_concerns_it(seed: int) -> None:
    hall = made(drawn(seed))
    for first, second, at in two_at_once(hall):
        for name, scene in scenes(seen(hall, at)).items():
            reach = hall.content.hall.screen_reach[name]
            mine = [i for i in at.situation.open_incidents if i.notice.public != "none" and reach.keys() & {*i.targets}]
            gravest = min((TIER[standing(incident)] for incident in mine), default=len(TIER))
            assert TIER.get(scene.sign, len(TIER)) == gravest, (name, first, second)


@every_hall
def test_nobody_is_sent_to_what_is_out_or_to_the_scene(seed: int) -> None:
    hall = made(drawn(seed))
    for first, second, at in two_at_once(hall):
        world = seen(hall, at)
        for scene in scenes(world).values():
            for place in (place for option in scene.instead for place in option.places):
                assert place not in world.out and not at_the_scene(world, place), (place, first, second)
            assert not (scene.instead and scene.sign in LIFE_SAFETY)
        for service in world.hall.services:
            for channel in redirects(world, service):
                assert not {*channel.depends} & world.out.keys(), (channel.id, first, second)
                assert channel.place is None or not at_the_scene(world, channel.place), (channel.id, first, second)


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
    real = (i for i in world.situation.open_incidents if i.notice.cls in LIFE_SAFETY and not i.drill)
    return any(target in (place, *hall.zones_around.get(place, ())) for i in real for target in i.targets)
