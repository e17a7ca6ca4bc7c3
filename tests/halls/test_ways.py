"""Ways out of generated halls, beside a judge that never reads the drawing."""

from collections.abc import Iterator
from itertools import combinations
from random import Random

from signage.blocks import Block
from signage.routes import routes
from tests.halls import Made, drawn, made
from tests.halls.seeds import LONG, every_hall

NEAR_M = 0.051
"""Feet of ways nearer to each other than 5 cm are one in the drawing."""
PAIRS = 40 if LONG else 3


def closings(hall: Made) -> Iterator[tuple[str, ...]]:
    """Nothing, every exit and inner door alone, and some pairs of them."""
    building = hall.building
    closable = [way.id for way in building.exits] + [door for part in building.partitions for door, _ in part.doors]
    closable += sorted({way.id for way in building.stairs})
    alone = closable if LONG else closable[: len(building.exits)] + closable[len(building.exits) :: 4]
    yield ()
    yield from ((name,) for name in alone)
    pairs = list(combinations(closable, 2))
    yield from Random(hall.size.seed).sample(pairs, min(PAIRS, len(pairs)))  # noqa: S311  # which pairs; nothing secret


@every_hall
def test_every_way_is_as_long_as_the_nearest_open_exit_is_far(seed: int) -> None:
    hall = made(drawn(seed))
    plan = hall.content.evacuation.plan
    assert plan is not None
    for closed in closings(hall):
        answer = routes(plan, [Block(name) for name in closed])
        expected = hall.oracle.metres(closed)
        for screen in plan.screens:
            assert screen.node is not None
            found, judged = answer.distance_m(screen.node), expected.get(screen.id)
            assert (found is None) == (judged is None), (screen.id, closed)
            assert found is None or judged is None or abs(found - judged) <= NEAR_M, (screen.id, closed)


@every_hall
def test_a_closed_zone_may_be_left_and_not_entered(seed: int) -> None:
    hall = made(drawn(seed))
    plan = hall.content.evacuation.plan
    assert plan is not None
    for zone in plan.areas:
        answer = routes(plan, [Block(zone.id)])
        reached = {screen.id for screen in plan.screens if answer.exit(screen.node or "") is not None}
        assert reached == set(hall.oracle.metres((zone.id,))), zone.id
