"""What may be closed in a generated hall: every exit, door, zone, staircase and lift, alone and in
pairs."""

from itertools import combinations
from random import Random

from signage.floorplan.plan import Plan
from tests.halls.hall import Made, made
from tests.halls.seeds import LONG
from tests.halls.size import drawn

PAIRS = 10
"""So many pairs of each hall in a quick run; in a long one all of them."""


def planned(seed: int) -> tuple[Made, Plan]:
    hall = made(drawn(seed))
    plan = hall.content.evacuation.plan
    assert plan is not None
    return hall, plan


def closable(hall: Made, plan: Plan) -> list[str]:
    doors = [door for part in hall.building.partitions for door, _ in part.doors]
    return [*plan.exit, *plan.shaft, *plan.area, *doors]


def closings(
    hall: Made, plan: Plan, most: int | None = None if LONG else PAIRS
) -> list[tuple[str, ...]]:
    """Nothing; each alone; and pairs of them, ``most`` or all."""
    names = closable(hall, plan)
    pairs = list(combinations(names, 2))
    if most is not None:
        pairs = Random(hall.size.seed).sample(pairs, min(most, len(pairs)))  # noqa: S311  # which pairs; nothing secret
    return [(), *((name,) for name in names), *pairs]
