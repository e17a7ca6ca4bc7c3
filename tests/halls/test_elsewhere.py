"""An evacuation of a part of any hall: who near it hears nothing, who reads the red band, and where
people gather."""

from itertools import combinations

from signage.catalogue.kinds import LEAVING
from signage.evacuation.blocks import Block
from signage.evacuation.routes import routes
from signage.evacuation.way_out import HEED
from signage.floorplan.geometry import distance, inside
from signage.hall.model import HALL
from signage.shows.quiet import NEAR_M, quiet, wider
from signage.shows.scenes import scenes
from signage.situation.commands import Raise
from tests.halls import Made, drawn, made
from tests.halls.cases import played, seen
from tests.halls.seeds import LONG, every_hall
from tests.halls.size import chance_of

PARTS = 30 if LONG else 3
"""So many parts of each hall that burn."""


def parts(hall: Made) -> list[str]:
    described = hall.content.hall
    found = [
        thing.id
        for thing in (*described.zones, *described.exits, *described.floors, *described.stairs)
    ]
    return chance_of(hall.size.seed, 41).sample(found, min(PARTS, len(found)))


@every_hall
def test_every_screen_beside_a_fire_leaves_or_says_in_red_that_others_must_and_is_named(
    seed: int,
) -> None:
    hall = made(drawn(seed))
    plan = hall.content.evacuation.plan
    assert plan is not None
    for target in parts(hall):
        there = seen(hall, played(hall, [Raise("FIRE", (target,))]))
        shown = scenes(there)
        named = {near.screen for near in quiet(there, shown, (target,))}
        for name, scene in shown.items():
            assert (scene.sign in LEAVING) != any(strip.urgent for strip in scene.strips), (
                name,
                target,
            )
        for name in beside(hall, target):
            assert shown[name].sign in LEAVING or name in named, (name, target)


def beside(hall: Made, target: str) -> list[str]:
    """Screens read within 30 m of something of the target, by points on a grid: other code than the
    product's."""
    plan = hall.content.evacuation.plan
    assert plan is not None
    thing = plan.exit.get(target)
    if thing is not None:
        points = [(thing.floor, thing.at)]
    elif target in plan.area:
        area = plan.area[target]
        xs, ys = [p[0] for p in area.outline], [p[1] for p in area.outline]
        grid = [
            (x, y)
            for x in range(int(min(xs)), int(max(xs)) + 1)
            for y in range(int(min(ys)), int(max(ys)) + 1)
        ]
        points = [
            (area.floor, (float(x), float(y))) for x, y in grid if inside((x, y), area.outline)
        ]
    else:
        points = []
    return [
        screen.id
        for screen in plan.screens
        if any(
            floor == screen.floor and distance(screen.stand, at) <= NEAR_M for floor, at in points
        )
    ]


@every_hall
def test_the_storey_that_is_proposed_leaves_no_screen_on_it_quiet(seed: int) -> None:
    hall = made(drawn(seed))
    described = hall.content.hall
    for target in parts(hall):
        more = wider(described, (target,))
        there = seen(hall, played(hall, [Raise("FIRE", more)]))
        shown = scenes(there)
        for screen in described.screens:
            if more == (HALL,) or set(described.storeys_of(screen.place)) & set(more):
                assert shown[screen.id].sign in LEAVING, (screen.id, more)


@every_hall
def test_nobody_gathers_behind_a_fire_in_any_hall(seed: int) -> None:
    plan = made(drawn(seed)).content.evacuation.plan
    assert plan is not None
    doors = sorted(plan.exit)
    for fires in [(door,) for door in doors] + list(combinations(doors, 2))[: 30 if LONG else 3]:
        answer = routes(plan, [Block(fire, "fire") for fire in fires])
        for screen in plan.screens:
            way = answer.screen(screen.id)
            if way.exit not in plan.exit or not plan.assemblies:
                continue
            point = next((point for point in plan.assemblies if point.id == way.assembly), None)
            if point is None:
                assert HEED in way.lines, (screen.id, fires)
            else:
                reach = distance(point.at, plan.exit[way.exit].at)
                assert not set(fires) & set(point.exits)
                assert all(distance(point.at, plan.exit[fire].at) > reach for fire in fires)
