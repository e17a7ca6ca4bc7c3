"""Screens, console, check and paper say the same of every way, and it is what the building's own graph says."""

from kiosk.paper.plan import position
from signage.blocks import NORMAL, Block
from signage.plan import Plan
from signage.routes import cut_off, only_up, resilience, routes
from tests.halls import Made, drawn, made
from tests.halls.seeds import every_hall
from tests.halls.test_ways import NEAR_M, closings


def plan_of(hall: Made) -> Plan:
    plan = hall.content.evacuation.plan
    assert plan is not None
    return plan


@every_hall
def test_a_screen_says_stay_exactly_where_no_way_is_and_follow_staff_where_only_up_leads_out(seed: int) -> None:
    hall, plan = made(drawn(seed)), plan_of(made(drawn(seed)))
    for closed in closings(hall):
        answer = routes(plan, [Block(name) for name in closed])
        led, up = hall.oracle.metres(closed), hall.oracle.only_up(closed)
        for name, way in answer.screens().items():
            expected = "led" if name in led else "up" if name in up else "none"
            said = {"no-route": "none", "follow-staff": "up"}.get(way.form, "led")
            assert said == expected, (name, closed, way.form)
            assert (way.arrow is not None) == (way.exit is not None) == (expected == "led"), (name, closed, way.form)
        assert {*cut_off(answer)} == {*plan.screen} - {*led} - up, closed
        assert {*only_up(answer)} == up, closed


@every_hall
def test_the_exit_a_screen_names_is_a_nearest_open_one(seed: int) -> None:
    hall, plan = made(drawn(seed)), plan_of(made(drawn(seed)))
    for closed in list(closings(hall))[: 1 + len(hall.building.exits)]:
        answer, nearest = routes(plan, [Block(name) for name in closed]), hall.oracle.metres(closed)
        by_exit = {way.id: hall.oracle.metres_to(way.id, closed) for way in hall.building.exits}
        for name, way in answer.screens().items():
            if way.exit is not None:
                assert way.exit not in closed
                assert by_exit[way.exit][name] <= nearest[name] + NEAR_M, (name, closed, way.exit)


@every_hall
def test_every_sheet_shows_what_its_screen_shows_and_the_other_way_where_there_is_one(seed: int) -> None:
    hall, plan = made(drawn(seed)), plan_of(made(drawn(seed)))
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
                said = None if sheet.other is None else sheet.other.form
                assert (said is not None) == (name in left or name in up), (name, scheme.id)
                assert (said == "follow-staff") == (name in up), (name, scheme.id)


@every_hall
def test_console_and_check_name_whom_a_closed_exit_leaves_without_a_way(seed: int) -> None:
    hall, plan = made(drawn(seed)), plan_of(made(drawn(seed)))
    for row in resilience(plan):
        led, up = hall.oracle.metres(row.closed), hall.oracle.only_up(row.closed)
        assert {*row.cut_off} == {*plan.screen} - {*led} - up, row.closed
        assert {*row.only_up} == up, row.closed
    everybody = {*plan.screen} - {*hall.oracle.metres()} - hall.oracle.only_up()
    for way in hall.building.exits:
        led, up = hall.oracle.metres([way.id]), hall.oracle.only_up([way.id])
        lost = {*plan.screen} - {*led} - up - everybody
        told = " ".join(str(note) for note in hall.content.notes if way.id in str(note))
        assert all(name in told for name in lost), (way.id, lost)
