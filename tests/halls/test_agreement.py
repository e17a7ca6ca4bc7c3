"""Screens and paper name the nearest exit of the building's own graph, and the same one."""

import pytest

from kiosk.drawing.print.plan import Position, position
from signage.evacuation.blocks import NORMAL, Block
from signage.evacuation.routes import routes
from signage.evacuation.way_out import shown_metres
from signage.floorplan.flights import NO_LIFTS, flights
from tests.halls.closings import closable, planned
from tests.halls.hall import Made
from tests.halls.seeds import SEEDS, every_hall
from tests.halls.test_blocks import NEAR_M, slack


@every_hall
def test_the_exit_a_screen_names_is_a_nearest_open_one(seed: int) -> None:
    hall, plan = planned(seed)
    for closed in [(), *((name,) for name in closable(hall, plan))]:
        answer, nearest = routes(plan, [Block(name) for name in closed]), hall.oracle.metres(closed)
        ways = answer.screens()
        by_exit = {
            name: hall.oracle.metres_to(name, closed)
            for name in {way.exit for way in ways.values()}
            if name
        }
        for name, way in ways.items():
            if way.exit is not None:
                assert way.exit not in closed
                assert by_exit[way.exit][name] <= nearest[name] + slack(hall, name, closed), (
                    name,
                    closed,
                    way.exit,
                )


@every_hall
def test_every_sheet_shows_what_its_screen_shows_and_the_other_way_where_there_is_one(
    seed: int,
) -> None:
    hall, plan = planned(seed)
    described = hall.content.hall
    for scheme in (NORMAL, *hall.content.evacuation.schemes):
        answer = routes(plan, (), scheme)
        shut = [block.target for block in scheme.blocks]
        for name in plan.screen:
            sheet = position(described, plan, name, scheme)
            assert (sheet.way.form, sheet.way.exit, sheet.way.arrow) == (
                answer.screen(name).form, answer.screen(name).exit, answer.screen(name).arrow,
            )  # fmt: skip
            if sheet.way.exit is not None:
                closed = [*shut, sheet.way.exit]
                left, up = hall.oracle.metres(closed), hall.oracle.only_up(closed)
                round_it = leaves_by_other_stairs(hall, sheet, shut)
                said = None if sheet.other is None else sheet.other.form
                assert (said is not None) == (name in left or name in up or round_it), (
                    name,
                    scheme.id,
                )
                assert (said == "follow-staff") == (name in up and not round_it), (name, scheme.id)
                if sheet.other is not None and name in left:
                    assert sheet.other.exit != sheet.way.exit, (name, scheme.id)


def stairs_of(sheet: Position) -> set[str]:
    node = sheet.plan.screen[sheet.screen].node or ""
    return {
        flight.shaft
        for flight in flights(sheet.plan, sheet.answer.chain(node), NO_LIFTS)
        if flight.shaft
    }


def leaves_by_other_stairs(hall: Made, sheet: Position, shut: list[str]) -> bool:
    """Does its own exit stay within reach without some stairs of its way?"""
    ways = (
        hall.oracle.metres_to(sheet.way.exit or "", [*shut, shaft]) for shaft in stairs_of(sheet)
    )
    return any(sheet.screen in found for found in ways)


@every_hall
def test_the_other_way_on_paper_shares_neither_exit_nor_stairs_where_the_building_has_such_a_one(
    seed: int,
) -> None:
    hall, plan = planned(seed)
    for scheme in (NORMAL, *hall.content.evacuation.schemes):
        for name, screen in plan.screen.items():
            sheet = position(hall.content.hall, plan, name, scheme)
            stairs = {
                f.shaft for f in flights(plan, sheet.answer.chain(screen.node or ""), NO_LIFTS)
            }
            if sheet.way.exit is None or not stairs:
                continue
            closed = {*stairs, sheet.way.exit, *(block.target for block in scheme.blocks)}
            metres = hall.oracle.judged(closed, scheme.prices).led.get(name)
            if metres is not None:
                assert sheet.other is not None and sheet.other.exit not in (None, sheet.way.exit), (
                    name,
                    scheme.id,
                )
                assert sheet.other.flight is None or sheet.other.flight.shaft not in stairs, (
                    name,
                    scheme.id,
                )
                if not (scheme.prices or hall.oracle.within(name, closed)):
                    assert sheet.other.distance_m in (
                        shown_metres(metres + off) for off in (-NEAR_M, 0.0, NEAR_M)
                    )


@pytest.mark.laws
def test_some_generated_hall_has_one_exit_behind_two_stairs() -> None:
    """Else the law above holds of nothing."""
    assert any(_by_stairs_alone(seed) for seed in SEEDS)


def _by_stairs_alone(seed: int) -> bool:
    hall, plan = planned(seed)
    sheets = [position(hall.content.hall, plan, name) for name in plan.screen]
    return any(
        sheet.other is not None and sheet.other.exit == sheet.way.exit
        for sheet in sheets
        if sheet.way.exit
    )
