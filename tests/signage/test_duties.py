"""What is overdue, by the clock alone: every rule, to the second, and the moments at which the
board wakes."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import get_args

import pytest

from signage.availability.world import world
from signage.evacuation.state import Evacuation, Stranded
from signage.hall.levels import Handling, Tier, level_of, numbers_of
from signage.language.words import say
from signage.shows.alarms import alarms
from signage.shows.due_in_incidents import Duty, Rule, duties, duty_words, next_due, overdue
from signage.shows.scenes import next_change
from signage.situation.commands import (
    AnswerHelp,
    BlockWay,
    CallAssist,
    CallHelp,
    Change,
    Command,
    MarkStep,
    Raise,
)
from signage.situation.incidents import Actor
from signage.situation.remarks import REMARKS_KEPT, MakeRemark
from tests.cast import CLERK, GUIDE, HALL, NOON, SUPERVISOR, Day
from tests.signage.handled import day
from tests.signage.towers import screen, two_storeys

SECOND = timedelta(seconds=1)


def late(hall_day: Day, **by: float) -> dict[str, Duty]:
    now = world(HALL, hall_day.situation, NOON + timedelta(**by))
    return {duty.rule: duty for duty in overdue(now)}


def called(hall_day: Day, rule: str, **by: float) -> str:
    tier = late(hall_day, **by)[rule].calls(NOON + timedelta(**by))
    return say(tier.name) if tier else ""


def wakes(hall_day: Day, rule: str, until: timedelta = timedelta(days=1)) -> list[timedelta]:
    """Every moment at which the board would wake for one rule."""
    (duty,) = (duty for duty in duties(world(HALL, hall_day.situation, NOON)) if duty.rule == rule)
    found: list[timedelta] = []
    at: datetime | None = duty.changes(NOON)
    while at is not None and at - NOON <= until:
        found.append(at - NOON)
        at = duty.changes(at)
    return found


def test_a_grave_incident_nobody_takes_climbs_to_the_leader_the_deputy_and_the_next_tier() -> None:
    hall_day = day()
    hall_day.do(Raise("FIRE", ("hall",)), GUIDE)
    assert not late(hall_day, seconds=119)
    assert called(hall_day, "acknowledge", minutes=2) == "负责人"
    assert called(hall_day, "acknowledge", minutes=3, seconds=59) == "负责人"
    assert called(hall_day, "acknowledge", minutes=4) == "副职"
    assert (
        called(hall_day, "acknowledge", minutes=6)
        == called(hall_day, "acknowledge", hours=6)
        == "上一级"
    )
    assert wakes(hall_day, "acknowledge") == [timedelta(minutes=m) for m in (2, 4, 6)]


def test_an_ordinary_one_calls_the_leader_alone() -> None:
    hall_day = day()
    hall_day.do(Raise("WIN-PAUSE", ("window/1",)), GUIDE)
    assert called(hall_day, "acknowledge", hours=1) == "负责人"
    assert wakes(hall_day, "acknowledge") == [timedelta(minutes=2)]


def test_taking_it_ends_that_duty_and_starts_the_checklist_s() -> None:
    hall_day = day()
    hall_day.do(Raise("SYS-CORE", ("system/core",)), GUIDE)
    hall_day.later(seconds=60).do(Change("20261124-1", "acknowledge"), SUPERVISOR)
    assert not late(hall_day, minutes=5, seconds=59)
    assert late(hall_day, minutes=6)["step"].step == 1
    assert called(hall_day, "step", minutes=8) == "副职"
    hall_day.later(seconds=180).do(MarkStep("20261124-1", 1, "done"), CLERK)
    assert not late(hall_day, minutes=8, seconds=59)
    assert late(hall_day, minutes=9)["step"].step == 2
    for step in range(2, 6):
        hall_day.do(MarkStep("20261124-1", step, "done"), CLERK)
    assert "step" not in late(hall_day, hours=3)


def test_a_report_waits_two_minutes_for_someone_to_assess_it() -> None:
    hall_day = day()
    hall_day.do(Raise("OTHER", ("hall",), draft=True), GUIDE)
    assert not late(hall_day, seconds=119) and called(hall_day, "assess", minutes=2) == "负责人"
    hall_day.later(minutes=10).do(Change("20261124-1", "activate", reason="属实"), SUPERVISOR)
    assert not late(hall_day, minutes=11, seconds=59)
    assert "acknowledge" in late(hall_day, minutes=12)


def test_a_passed_time_asks_the_technical_team_then_every_ten_minutes_until_the_notice_is_in_doubt() -> (
    None
):
    hall_day = day()
    hall_day.do(Raise("WIN-PAUSE", ("window/1",), eta=NOON + timedelta(minutes=15)), GUIDE)
    assert "eta" not in late(hall_day, minutes=14, seconds=59)
    asked = {
        m: late(hall_day, minutes=m)["eta"].asked(NOON + timedelta(minutes=m))
        for m in (15, 24, 25, 36)
    }
    assert asked == {15: 1, 24: 1, 25: 2, 36: 3}
    woken = wakes(hall_day, "eta")
    assert woken[:2] == [timedelta(minutes=15), timedelta(minutes=25)] and len(woken) == 24
    hall_day.do(Change("20261124-1", "update", eta=NOON + timedelta(hours=2)), GUIDE)
    assert "eta" not in late(hall_day, hours=1)


def test_a_notice_untouched_for_four_hours_asks_whether_it_is_still_true() -> None:
    hall_day = day()
    hall_day.do(Raise("NOISE", ("hall",)), GUIDE)
    assert "still" not in late(hall_day, hours=3, minutes=59, seconds=59) and "still" in late(
        hall_day, hours=4
    )
    hall_day.later(hours=3).do(MarkStep("20261124-1", 1, "done"), CLERK)
    assert "still" not in late(hall_day, hours=6) and "still" in late(hall_day, hours=7)


def test_a_call_nobody_answers_climbs_a_colleague_s_to_the_top_a_visitor_s_to_the_leader() -> None:
    hall_day = day()
    hall_day.do(CallAssist("平板 3"), CLERK)
    hall_day.do(CallHelp("kiosk"), Actor("kiosk", "screen"))
    assert not late(hall_day, seconds=119)
    assert (
        called(hall_day, "assist", minutes=6) == "上一级"
        and called(hall_day, "help", minutes=6) == "负责人"
    )
    hall_day.do(AnswerHelp("kiosk"), GUIDE)
    assert set(late(hall_day, minutes=6)) == {"assist"}


@pytest.mark.parametrize("command", ["clear", "resolve"])
def test_what_is_over_owes_no_step_and_no_acknowledgement(command: str) -> None:
    hall_day = day()
    hall_day.do(Raise("FIRE", ("hall",)), GUIDE)
    hall_day.do(Change("20261124-1", command), SUPERVISOR)  # type: ignore[arg-type]  # one of the literal's values
    assert set(late(hall_day, hours=3)) == ({"five"} if command == "clear" else set())


def test_the_board_sleeps_until_exactly_the_next_duty() -> None:
    hall_day = day()
    hall_day.do(Raise("FIRE", ("hall",)), GUIDE)
    now = world(HALL, hall_day.situation, NOON)
    assert next_change(now) == next_due(now) == NOON + timedelta(minutes=2)
    just_before = world(HALL, hall_day.situation, NOON + timedelta(minutes=2) - SECOND)
    assert overdue(just_before) == overdue(now) == ()
    due = world(HALL, hall_day.situation, NOON + timedelta(minutes=2))
    assert overdue(due) and next_due(due) == NOON + timedelta(minutes=4)
    assert duty_words(overdue(due)[0], due.now)["zh"] == "无人确认，请呼叫负责人"


def test_levels_have_their_colours_by_name_and_two_tiers_are_a_setting() -> None:
    four, two = Handling(), Handling(profile="two")
    assert [level_of(four, n).colour["zh"] for n in (1, 2, 3, 4)] == ["红", "橙", "黄", "蓝"]
    assert [level_of(two, n).name["zh"] for n in (1, 2, 3, 4)] == ["重大", "重大", "一般", "一般"]
    assert [n.number for n in numbers_of(four)] == ["110", "119", "120", "122"]


def test_every_time_is_a_setting_of_the_hall() -> None:
    slow = HALL.model_copy(
        update={"handling": Handling(acknowledge_min=7, step_min=(1, 1, 1, 1), reach=(1, 1, 1, 1))}
    )
    hall_day = day()
    hall_day.do(Raise("FIRE", ("hall",)), GUIDE)
    assert next_due(world(slow, hall_day.situation, NOON)) == NOON + timedelta(minutes=7)
    hall_day.do(Change("20261124-1", "acknowledge"), SUPERVISOR)
    (due, *_) = duties(world(slow, hall_day.situation, NOON))
    assert due.due == NOON + timedelta(minutes=1) and len(due.tiers) == 1


def test_progress_is_reported_every_half_hour_while_it_is_grave_and_each_report_begins_anew() -> (
    None
):
    hall_day = day()
    hall_day.do(Raise("SYS-CORE", ("system/core",), level=2), SUPERVISOR)
    assert "report" not in late(hall_day, minutes=29, seconds=59) and "report" in late(
        hall_day, minutes=30
    )
    asked = {
        m: late(hall_day, minutes=m)["report"].asked(NOON + timedelta(minutes=m))
        for m in (30, 59, 60, 95)
    }
    assert asked == {30: 1, 59: 1, 60: 2, 95: 3}
    hall_day.later(minutes=40).do(
        MakeRemark("20261124-1", "reported", "已报市局办公室"), SUPERVISOR
    )
    assert "report" not in late(hall_day, minutes=69) and "report" in late(hall_day, minutes=70)
    for number in range(REMARKS_KEPT + 1):
        hall_day.do(MakeRemark("20261124-1", "note", f"第 {number} 条"), CLERK)
    assert "report" not in late(hall_day, minutes=69), "however much is noted after it"


def test_an_ordinary_kind_without_a_report_and_a_drill_report_nothing() -> None:
    hall_day = day()
    hall_day.do(Raise("WIN-PAUSE", ("window/1",)), GUIDE)
    hall_day.do(Raise("SYS-CORE", ("system/core",), drill=True), SUPERVISOR)
    assert "report" not in late(hall_day, hours=6)


EVERY_RULE: dict[str, tuple[timedelta, tuple[tuple[Command, Actor], ...]]] = {
    "acknowledge": (timedelta(minutes=2), ((Raise("FIRE", ("hall",)), GUIDE),)),
    "assess": (timedelta(minutes=2), ((Raise("OTHER", ("hall",), draft=True), GUIDE),)),
    "step": (
        timedelta(minutes=5),
        (
            (Raise("SYS-CORE", ("system/core",)), GUIDE),
            (Change("20261124-1", "acknowledge"), SUPERVISOR),
        ),
    ),
    "report": (
        timedelta(minutes=60),
        ((Raise("SYS-CORE", ("system/core",), level=3), SUPERVISOR),),
    ),
    "eta": (
        timedelta(minutes=15),
        ((Raise("WIN-PAUSE", ("window/1",), eta=NOON + timedelta(minutes=15)), GUIDE),),
    ),
    "still": (timedelta(hours=4), ((Raise("NOISE", ("hall",)), GUIDE),)),
    "assist": (timedelta(minutes=2), ((CallAssist(), CLERK),)),
    "five": (
        timedelta(hours=2),
        ((Raise("FIRE", ("hall",)), GUIDE), (Change("20261124-1", "clear"), SUPERVISOR)),
    ),
    "help": (timedelta(minutes=2), ((CallHelp("kiosk"), Actor("screen:kiosk", "screen")),)),
}


def test_no_rule_is_left_out() -> None:
    assert {*EVERY_RULE, "lead"} == set(get_args(Rule))


def test_where_the_screens_can_point_nowhere_somebody_is_sent_for_at_once() -> None:
    """While people leave and only a climb, or nothing, is left from some screen; no longer once a
    way is free again."""
    plan = two_storeys()
    plan = replace(
        plan, screens=(screen("low", plan.node["1-0"]), screen("high", plan.node["2-0"]))
    )
    evacuation, hall_day = Evacuation(plan), day()

    def led(now: datetime = NOON) -> list[Duty]:
        return [
            d for d in overdue(world(HALL, hall_day.situation, now, evacuation)) if d.rule == "lead"
        ]

    hall_day.do(BlockWay("exit/main", "closed"), GUIDE)
    assert not led(), "nobody leaves yet"
    number = hall_day.do(Raise("FIRE", ("hall",)), GUIDE)
    (duty,) = led()
    assert (
        duty.about == number
        and say(duty_words(duty, NOON)) == "有屏幕无路可指，请派人带领，请呼叫负责人"
    )
    assert evacuation.stranded(hall_day.situation) == Stranded(only_up=("low",))
    rung = {alarm.key for alarm in alarms(world(HALL, hall_day.situation, NOON, evacuation), CLERK)}
    hall_day.do(BlockWay("exit/up", "closed"), GUIDE)
    now_rung = [
        a
        for a in alarms(world(HALL, hall_day.situation, NOON, evacuation), CLERK)
        if a.key not in rung
    ]
    assert [(a.sort, say(a.words)) for a in now_rung] == [("life", "屏幕无路可指，请派人带领")], (
        "more screens ring anew"
    )
    hall_day.do(BlockWay("exit/up", None), SUPERVISOR)
    hall_day.do(BlockWay("exit/main", None), SUPERVISOR)
    assert not led()
    hall_day.do(Change("20261124-1", "resolve"), SUPERVISOR)
    hall_day.do(Change("20261124-1", "clear"), SUPERVISOR)
    hall_day.do(Raise("FIRE", ("hall",), drill=True), SUPERVISOR)
    hall_day.do(BlockWay("exit/main", "closed"), GUIDE)
    assert not led(), "a drill sends for nobody"


@pytest.mark.parametrize("names", [("值班长", "副职", "值班长"), ("值班长",) * 3])
def test_each_tier_rings_anew_also_where_two_are_the_same_person(names: tuple[str, ...]) -> None:
    tiers = tuple(Tier(name={"zh": name}) for name in names)
    hall = HALL.model_copy(update={"handling": Handling(tiers=tiers)})
    hall_day = day()
    hall_day.do(Raise("FIRE", ("hall",)), GUIDE)
    heard = [
        {
            alarm.key
            for alarm in alarms(world(hall, hall_day.situation, NOON + at), CLERK)
            if alarm.sort == "late"
        }
        for at in wakes(hall_day, "acknowledge")
    ]
    assert len(heard) == 3 and len(set.union(*heard)) == 3, heard


@pytest.mark.parametrize("rule", EVERY_RULE)
def test_every_rule_is_overdue_at_its_moment_and_the_board_wakes_for_it(rule: str) -> None:
    after, commands = EVERY_RULE[rule]
    hall_day = day()
    for command, actor in commands:
        hall_day.do(command, actor)
    before, at = after - timedelta(microseconds=1), after
    assert rule not in late(hall_day, microseconds=before // timedelta(microseconds=1))
    assert rule in late(hall_day, microseconds=at // timedelta(microseconds=1))
    assert after in wakes(hall_day, rule)
    assert say(
        duty_words(late(hall_day, microseconds=at // timedelta(microseconds=1))[rule], NOON + at)
    )
