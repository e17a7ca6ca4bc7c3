"""Stairs and lifts that do not work, in any hall: what is called out is closed on the plan, and
nobody is led there."""

from itertools import pairwise

from signage.evacuation.blocks import HARD
from signage.evacuation.state import held
from signage.hall.model import HALL
from signage.situation.commands import Raise
from tests.halls import Made, drawn, made
from tests.halls.cases import kinds, played, raises, seen
from tests.halls.seeds import LONG, every_hall


def cuts(hall: Made) -> list[Raise]:
    """Outages of one of its systems, on the whole hall and on each storey."""
    described = hall.content.hall
    parts = (HALL, *(floor.id for floor in described.floors))
    of_systems = [
        kind
        for kind in kinds(hall)
        if "outage" in kind.classes
        and any(kind.target == system.id for system in described.systems)
    ]
    return [
        Raise(kind.code, (part,))
        for kind in of_systems
        for part in parts
        if part.partition("/")[0] in kind.targets
    ]


@every_hall
def test_whatever_is_raised_the_stairs_and_lifts_it_takes_out_are_those_closed_on_the_plan(
    seed: int,
) -> None:
    hall = made(drawn(seed))
    plan = hall.content.evacuation.plan
    assert plan is not None
    if not plan.shafts:
        return
    for command in [*raises(hall, each=8 if LONG else 2), *cuts(hall)]:
        world = seen(hall, played(hall, [command]))
        closed = {block.target for block in held(plan, world.situation) if block.hold in HARD}
        assert closed & {*plan.shaft} == world.out.keys() & {*plan.shaft}, command


@every_hall
def test_a_system_that_fails_in_the_whole_hall_is_out_with_the_lifts_that_need_it(
    seed: int,
) -> None:
    hall = made(drawn(seed))
    described = hall.content.hall
    for command in cuts(hall):
        world = seen(hall, played(hall, [command]))
        system, (part,) = hall.content.catalogue.kind[command.kind].target or "", command.targets
        assert (system in world.out) == (part == HALL), command
        for lift in described.lifts:
            stands = part == HALL or part in lift.floors
            assert (lift.id in world.out) == (stands and system in described.needs[lift.id]), (
                lift.id,
                command,
            )


@every_hall
def test_nobody_who_needs_no_steps_is_led_into_a_lift_without_power(seed: int) -> None:
    hall = made(drawn(seed))
    plan = hall.content.evacuation.plan
    assert plan is not None
    world = seen(hall, played(hall, [Raise("PWR", (HALL,))]))
    answer = world.evacuation.routes(world.situation, step_free=True)
    assert answer is not None
    lifts = {frozenset((e.a, e.b)) for e in plan.edges if e.kind == "lift"}
    for screen in plan.screens:
        steps = pairwise(answer.chain(screen.node or ""))
        assert not lifts & {frozenset(step) for step in steps}, screen.id
