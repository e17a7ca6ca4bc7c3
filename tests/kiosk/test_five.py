"""An incident ends at once; what its report still lacks of the five fields is asked for, once, and
stays owed."""

from dataclasses import replace

from kiosk.wiring import House
from signage.shows.due_in_incidents import overdue
from signage.situation.commands import Change, MarkStep, Raise
from tests.cast import ADMIN, GUIDE, SUPERVISOR, Clock
from tests.kiosk.house import Tablet


def outage(house: House, **more: object) -> str:
    incident = house.services.board.do(Raise("ETAX-DOWN", ("system/etax",), **more), GUIDE).incident  # type: ignore[arg-type]  # a cause
    assert incident
    return incident.id


def owed(house: House, clock: Clock) -> list[str]:
    world = replace(house.services.board.view.world, now=clock())
    return [duty.about for duty in overdue(world) if duty.rule == "five"]


def test_ending_asks_once_for_what_the_report_lacks_and_leaves_it_owed(
    house: House, clock: Clock
) -> None:
    number, leader = outage(house), Tablet(house).signed_in("王")
    ended = leader.post(f"/console/incidents/{number}/clear")
    assert ended.status_code == 303
    assert house.services.board.view.world.situation.incidents[number].state == "cleared"
    asked = leader.get(ended.headers["Location"]).text
    assert f'data-five="{number}"' in asked and "原因" in asked and "应急处置措施" in asked
    assert f'data-five="{number}"' not in leader.get("/console").text
    assert 'data-standing="five"' in leader.get("/console").text
    assert owed(house, clock) == []
    clock.later(hours=3)
    assert owed(house, clock) == [number]
    leader = Tablet(house).signed_in("王")
    answered = leader.post(
        f"/console/incidents/{number}/five",
        cause="机房断电",
        measures="引导至窗口",
        impact="约 20 人",
    )
    assert answered.status_code == 303 and owed(house, clock) == []
    report = leader.get(f"/reports/{number}").text
    assert "机房断电" in report and "引导至窗口" in report and "约 20 人" in report


def test_who_said_it_all_before_is_asked_nothing_and_a_drill_never(
    house: House, clock: Clock
) -> None:
    leader = Tablet(house).signed_in("王")
    whole = outage(house, cause="线路检修")
    house.services.board.do(MarkStep(whole, 1, "done"), GUIDE)
    drill = outage(house, drill=True)
    for number in (whole, drill):
        ended = leader.post(f"/console/incidents/{number}/clear")
        assert f'data-five="{number}"' not in leader.get(ended.headers["Location"]).text
    clock.later(hours=3)
    assert owed(house, clock) == []


def test_a_danger_ends_without_any_of_it(house: House) -> None:
    fire = house.services.board.do(Raise("FIRE", ("hall",)), SUPERVISOR).incident
    assert fire
    house.services.board.do(Change(fire.id, "clear", reason="已扑灭"), ADMIN)
    assert house.services.board.view.world.situation.incidents[fire.id].state == "cleared"


def test_names_and_numbers_of_people_are_left_out_of_what_is_answered(house: House) -> None:
    number, leader = outage(house), Tablet(house).signed_in("王")
    leader.post(f"/console/incidents/{number}/clear")
    leader.post(f"/console/incidents/{number}/five", cause="电工张伟 13812345678 误操作")
    assert "13812345678" not in leader.get(f"/reports/{number}").text
