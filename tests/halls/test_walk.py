"""Walking a generated hall's plan on paper: it agrees with every screen, with any two exits closed."""

from collections.abc import Iterator
from itertools import combinations, pairwise

from signage.evacuation.blocks import Block
from signage.evacuation.routes import Routes, routes
from signage.evacuation.walk import Walk, walk
from signage.floorplan.geometry import Point, along, distance
from signage.floorplan.plan import Plan
from tests.halls.closings import planned
from tests.halls.seeds import every_hall
from tests.halls.size import chance_of

PLACES = 6
"""Tried on each storey for each pair."""
SLACK_M = 2.0
"""A drawn way cuts corners that the network walks."""


def closed(plan: Plan) -> list[Routes]:
    """With nothing closed, each exit, and each pair of exits."""
    doors = [door.id for door in plan.exits]
    tried = [(), *combinations(doors, 1), *combinations(doors, 2)]
    return [routes(plan, map(Block, names)) for names in tried]


@every_hall
def test_who_stands_before_a_screen_is_led_where_it_says(seed: int) -> None:
    _, plan = planned(seed)
    for answer in closed(plan):
        for screen in plan.screens:
            found, way = walk(answer, screen.floor, screen.stand), answer.screen(screen.id)
            assert (found.exit, found.legs) == (way.exit, way.legs), (screen.id, answer.closed)
            assert found.fate == answer.fate(screen.node)


def places(plan: Plan, seed: int) -> Iterator[tuple[str, Point]]:
    """Anywhere on the floors, walls or not."""
    chance = chance_of(seed, 31)
    for ground in plan.grounds:
        for _ in range(PLACES):
            a, b, c = chance.choices(ground.outline, k=3)
            yield ground.floor, along(a, along(b, c, chance.random()), chance.random())


@every_hall
def test_every_screen_on_a_way_sends_to_the_same_exit(seed: int) -> None:
    _, plan = planned(seed)
    somewhere = 0
    for answer in closed(plan):
        for floor, at in places(plan, seed):
            found = walk(answer, floor, at)
            somewhere += found.fate == "out"
            assert {answer.screen(name).exit for name in found.passed} <= {found.exit}
            assert_ends_outside(plan, answer, found)
    assert somewhere


def assert_ends_outside(plan: Plan, answer: Routes, found: Walk) -> None:
    assert (found.exit is None) == (found.fate != "out")
    if found.exit is None:
        assert not found.legs and found.metres is None
        return
    goal = plan.node[answer.chain(plan.exit[found.exit].node or "")[-1]]
    assert found.exit not in answer.closed
    assert found.legs[-1].points[-1] == goal.at
    drawn = sum(distance(a, b) for leg in found.legs for a, b in pairwise(leg.points))
    assert found.metres is not None and found.metres > drawn - SLACK_M
