"""Walking the plan on paper: what is closed there closes nothing in the hall."""

import re
from http import HTTPStatus
from itertools import combinations

import pytest

from kiosk.drawing.floorplan import view
from kiosk.drawing.svg import Box
from kiosk.staff.console.floorplan.picture import seen_from_above
from kiosk.wiring import House
from signage.evacuation.blocks import Block
from signage.evacuation.routes import routes
from signage.floorplan.geometry import distance
from signage.floorplan.plan import Plan
from signage.language.words import say
from tests.kiosk.house import Tablet
from tests.kiosk.test_floor_plan import holds

EXIT = re.compile(r'data-led="([^"]*)"')


def plan_of(house: House) -> Plan:
    plan = house.services.board.view.content.evacuation.plan
    assert plan is not None
    return plan


def address(plan: Plan, screen: str, *shut: str) -> str:
    """Before a screen, as a finger taps there."""
    standing = plan.screen[screen]
    x, y = seen_from_above(plan, standing.floor).at(standing.stand)
    closed = "".join(f"&shut={name}" for name in shut)
    return f"/console/plan/walk?floor={standing.floor}&x={x:.1f}&y={y:.1f}{closed}"


def test_with_two_exits_closed_it_leads_where_each_screen_would(
    house: House, supervisor: Tablet
) -> None:
    plan = plan_of(house)
    for shut in [(), *list(combinations(plan.exit, 2))[::3]]:
        answer = routes(plan, map(Block, shut))
        for screen in plan.screens[::3]:
            told = EXIT.search(supervisor.read(address(plan, screen.id, *shut)))
            assert told is not None
            assert told[1] == say(answer.screen(screen.id).exit_name, "zh")
    assert holds(house) == {}


def test_where_nothing_is_left_it_says_so(house: House, supervisor: Tablet) -> None:
    plan = plan_of(house)
    text = supervisor.read(address(plan, "entrance", *plan.exit))
    assert "此处没有可走的疏散路线" in text
    assert "data-stranded" in text


def test_a_place_is_chosen_by_its_name(house: House, supervisor: Tablet) -> None:
    text = supervisor.read("/console/plan/walk?place=window/5")
    assert EXIT.search(text) is not None
    assert 'value="window/5" selected' in text
    assert "data-walker" in text


@pytest.mark.parametrize(
    "asked", ["floor=9&x=1&y=1", "floor=1&x=nan&y=1", "floor=1&x=-5&y=1", "place=window/99", "x=1"]
)
def test_a_place_that_is_none_shows_the_plan_alone(asked: str, supervisor: Tablet) -> None:
    text = supervisor.read(f"/console/plan/walk?{asked}")
    assert EXIT.search(text) is None
    assert 'class="plan"' in text


def test_what_is_not_on_the_plan_cannot_be_closed(supervisor: Tablet) -> None:
    assert supervisor.get("/console/plan/walk?shut=exit/none").status_code == HTTPStatus.NOT_FOUND


def test_a_picture_leads_back_to_its_metres(house: House) -> None:
    for turned in (0.0, 37.0, 180.0, 301.5):
        seen = view(plan_of(house), "1", turned, Box(0, 0, 640, 480), 12)
        assert distance(seen.back(seen.at((12.5, 3.25))), (12.5, 3.25)) < 1e-9


def test_a_way_from_nowhere_asks_for_a_place(house: House, supervisor: Tablet) -> None:
    asks = "请先点平面图上的一处，或选择起点。"
    assert asks in supervisor.read("/console/plan/walk?floor=&x=&y=&place=")
    assert asks not in supervisor.read("/console/plan/walk")
    shut = "/console/plan/walk?floor=&x=&y=&place=&shut=exit/north"
    assert asks not in supervisor.read(shut)


def test_a_drafted_plan_is_walked_by_who_may_draft(house: House, supervisor: Tablet) -> None:
    """Nobody else, and only where one waits."""
    assert supervisor.get("/console/plan/walk?draft=yes").status_code == HTTPStatus.NOT_FOUND
    assert 'name="draft"' not in supervisor.read("/console/plan/walk")
