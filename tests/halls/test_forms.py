"""What screens, check, console and paper say of who has no way, in generated halls, beside the
judge."""

from itertools import pairwise

from kiosk.drawing.print.plan import position
from signage.evacuation.blocks import Block
from signage.evacuation.plan_advice import plan_advice
from signage.evacuation.routes import Routes, cut_off, only_up, routes
from signage.evacuation.state import Evacuation, Stranded
from signage.floorplan.geometry import distance
from signage.floorplan.headings import SHORT_M, short
from signage.floorplan.plan import Plan
from tests.halls.closings import closings, planned
from tests.halls.seeds import every_hall


@every_hall
def test_under_every_scheme_screens_check_console_and_paper_agree(seed: int) -> None:
    """A scheme that check let pass leaves everybody a way, and paper prints that one."""
    hall, plan = planned(seed)
    evacuation: Evacuation = hall.content.evacuation
    for scheme in evacuation.schemes:
        answer = routes(plan, (), scheme)
        assert Stranded(cut_off(answer), only_up(answer)) == Stranded()
        for name in [*plan.screen][:4]:
            printed = position(hall.content.hall, plan, name, scheme)
            assert printed.way == answer.screen(name) and printed.way.exit is not None
            shut = routes(plan, [Block(printed.way.exit)], scheme)
            if printed.other is not None and printed.other.exit == printed.way.exit:
                # The same exit by other stairs, where closing it leaves nobody an arrow.
                assert name in (*cut_off(shut), *only_up(shut)), (name, scheme.id)
                continue
            said = "no-route" if printed.other is None else printed.other.form
            assert (said == "no-route") == (name in cut_off(shut)), (name, scheme.id)
            assert (said == "follow-staff") == (name in only_up(shut)), (name, scheme.id)


@every_hall
def test_no_arrow_is_the_direction_of_a_step_aside_and_check_names_who_stands_so_near(
    seed: int,
) -> None:
    _, plan = planned(seed)
    near = {screen.element or screen.id: screen.id for screen in plan.screens}
    named = {near[m.key] for m in plan_advice(plan) if "'s viewer stands" in m.wrong}
    for closed in [(), *((name,) for name in plan.exit)]:
        answer = routes(plan, [Block(name) for name in closed])
        for standing in plan.screens:
            way = answer.screen(standing.id)
            if way.legs and short(way.legs[0]):
                assert standing.id in named, (standing.id, closed)
                assert way.rel_deg is None or _told_by_what_follows(plan, answer, standing.id), (
                    standing.id,
                    closed,
                )


def _told_by_what_follows(plan: Plan, answer: Routes, name: str) -> bool:
    """Something at least half a metre long lies in the arrow's direction: a flight or a route into
    the exit."""
    way = answer.screen(name)
    ends = (
        way.flight.nodes[:2]
        if way.flight is not None
        else answer.chain(plan.screen[name].node or "")[-1:]
    )
    if len(ends) == 2:
        return distance(plan.node[ends[0]].at, plan.node[ends[1]].at) >= SHORT_M / 2
    return any(
        distance(plan.node[edge.a].at, plan.node[edge.b].at) >= SHORT_M / 2
        for edge in plan.edges
        if ends[0] in (edge.a, edge.b)
    )


@every_hall
def test_no_way_climbs_above_the_discharge_storey_and_none_takes_a_lift(seed: int) -> None:
    hall, plan = planned(seed)
    level = plan.heights[plan.discharge or ""]
    lifts = {frozenset((e.a, e.b)) for e in plan.edges if e.kind == "lift"}
    stairs = {frozenset((e.a, e.b)) for e in plan.edges if e.kind != "lift"}
    for closed in closings(hall, plan):
        answer = routes(plan, [Block(name) for name in closed])
        for standing in plan.screens:
            for a, b in pairwise(answer.chain(standing.node or "")):
                low, high = plan.heights[plan.node[a].floor], plan.heights[plan.node[b].floor]
                assert not (high > low and high > level), (standing.id, closed)
                assert frozenset((a, b)) not in lifts - stairs, (standing.id, closed)
