"""What the registers, patrols, queues and rosters ask of a day, and when it is overdue."""

from datetime import timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from signage.availability.world import world
from signage.hall.upkeep import Upkeep
from signage.language.words import say
from signage.records.due_in_hall import RULES, on_duty, standing
from signage.situation.alerts import Alert, HearAlerts
from signage.situation.commands import (
    Change,
    CheckLamp,
    Command,
    EnterLedger,
    NoteQueue,
    PutRegister,
    Raise,
    RemoveRegister,
)
from signage.situation.fold import fold
from signage.situation.registers import ROWS_KEPT, risk
from signage.situation.texts import DraftText, HandleText
from tests.cast import ADMIN, FACILITIES, GUIDE, HALL, SUPERVISOR, Day
from tests.signage.test_registers import ROWS, due, refusal, seen, stocked


def test_what_is_due_is_in_one_list_and_what_is_overdue_comes_first() -> None:
    day = Day()
    for register, fields in ROWS.items():
        if register != "patrols":
            day.do(PutRegister(register, "a", fields), ADMIN)
    expected = {
        ("check", "opening", True), ("check", "patrol", False), ("faults", "a", True), ("hazards", "a", False),
        ("materials", "a", False), ("stock", "a", False), ("training", "a", True), ("plans-due", "a", True),
        ("inspections-due", "a", False), ("feedback-due", "a", False), ("measures-due", "a", True),
        ("drill", "never", False), ("stops-due", "a", False),
    }  # fmt: skip
    assert due(day) == expected
    assert [one.overdue for one in standing(seen(day))] == sorted(
        (one.overdue for one in standing(seen(day))), reverse=True
    )
    day.do(NoteQueue(500), GUIDE)
    assert standing(seen(day))[0].rule == "queue", "people who wait now come before papers"


def test_the_daily_patrol_is_asked_for_until_it_is_recorded_and_not_on_a_day_off() -> None:
    day = Day()
    assert ("check", "patrol", False) in due(day)
    assert ("check", "patrol", True) in due(day.later(hours=1))
    day.do(PutRegister("patrols", "p", ROWS["patrols"]), GUIDE)
    assert "patrol" not in {about for _, about, _ in due(day)}
    assert "patrol" in {about for _, about, _ in due(day.later(days=1))}
    assert {rule for rule, _, _ in due(Day(day.now + timedelta(days=3)))} == {"drill"}, "a Saturday"


def test_patrols_repeat_while_the_hall_is_open_where_it_wants_so() -> None:
    hall = HALL.model_copy(update={"upkeep": Upkeep(patrol_every_h=2)})
    day = Day()
    day.do(PutRegister("patrols", "p", ROWS["patrols"]), GUIDE)

    def patrol(**later: float) -> list[bool]:
        now = world(hall, day.situation, day.now + timedelta(**later))
        return [one.overdue for one in standing(now) if one.about == "patrol"]

    assert patrol(hours=1, minutes=59) == [False] and patrol(hours=2) == [True]
    assert patrol(hours=9) == [True], "until it is noted"
    day.later(hours=6).do(PutRegister("patrols", "q", ROWS["patrols"]), GUIDE)
    assert patrol() == [], "the next would be after closing"


def test_the_opening_check_is_done_once_every_lamp_was_seen_today_or_it_was_noted() -> None:
    def opening(day: Day) -> list[str]:
        return [say(one.words) for one in standing(seen(day)) if one.about == "opening"]

    day = Day()
    assert opening(day) == [f"今日开门检查尚未完成，状态灯已查 0/{len(HALL.lamps)}"]
    for lamp in HALL.lamps:
        assert opening(day)
        day.do(CheckLamp(lamp.id, works=lamp.id != "hall"), GUIDE)
    assert opening(day) == [] and opening(day.later(days=1)) != []
    noted = Day()
    noted.do(
        PutRegister("patrols", "o", {"day": "2026-11-24", "kind": "opening", "result": "fine"}),
        GUIDE,
    )
    assert opening(noted) == []


def test_a_drill_is_asked_for_half_a_year_after_the_last_and_overdue_after_a_year() -> None:
    day = Day()
    day.do(Raise("FIRE", ("hall",), drill=True), SUPERVISOR)

    def drill(**later: float) -> list[bool]:
        now = world(HALL, day.situation, day.now + timedelta(**later))
        return [one.overdue for one in standing(now) if one.rule == "drill"]

    assert drill(days=181, hours=23) == [] and drill(days=182) == [False]
    assert drill(days=364, hours=23) == [False] and drill(days=365) == [True]


def test_two_devices_of_a_class_out_at_once_are_more_than_a_fault() -> None:
    terminals = [machine.id for machine in HALL.machines if machine.what == "terminal"]
    day = Day()
    day.do(Raise("DEV-HALL", (terminals[0],)), GUIDE)
    assert "class" not in {rule for rule, _, _ in due(day)}
    day.do(Raise("DEV-HALL", (terminals[1],)), GUIDE)
    assert ("class", "terminal", False) in due(day)
    outage = Day()
    outage.do(Raise("SYS-CORE", ("system/core",)), SUPERVISOR)
    assert "class" not in {rule for rule, _, _ in due(outage)}, (
        "all of them wait for the system, none is broken"
    )


OPEN = sum(window.open for window in seen(Day()).windows.values())


@pytest.mark.parametrize(
    ("waiting", "minutes", "expected"),
    [
        (0, None, None), (10 * OPEN, None, None), (10 * OPEN + 1, None, "crowd"), (5, 19, None), (5, 20, "warn"),
        (5, 39, "warn"), (5, 40, "crowd"), (10 * OPEN + 1, 1, "crowd"),
    ],
)  # fmt: skip
def test_a_queue_warns_and_then_proposes_the_notice_and_raises_nothing(
    waiting: int, minutes: int | None, expected: str | None
) -> None:
    day = Day()
    day.do(NoteQueue(waiting, minutes), GUIDE)
    found = {about for rule, about, _ in due(day) if rule == "queue"}
    assert found == ({expected} if expected else set()) and not day.situation.open_incidents
    assert "queue" not in {rule for rule, _, _ in due(day.later(minutes=30, seconds=1))}, (
        "old numbers say nothing"
    )


def test_a_crowd_that_is_already_told_is_not_proposed_again() -> None:
    day = Day()
    day.do(NoteQueue(500, 60), GUIDE)
    day.do(Raise("QUEUE", ("hall",)), GUIDE)
    (one,) = [one for one in standing(seen(day)) if one.rule == "queue"]
    assert one.page == "/console#windows" and "建议" not in say(one.words)


def test_a_drill_of_a_crowd_hides_no_real_one() -> None:
    day = Day()
    day.do(NoteQueue(500, 60), GUIDE)
    day.do(Raise("QUEUE", ("hall",), drill=True), ADMIN)
    (one,) = [one for one in standing(seen(day)) if one.rule == "queue"]
    assert one.about == "crowd" and "建议" in say(one.words)


def test_a_queue_system_may_tell_its_numbers_every_second_without_filling_the_log() -> None:
    day = Day()
    for second in range(200):
        day.do(NoteQueue(3 + second % 5, 5), GUIDE)
        day.later(seconds=1)
    assert len(day.log) == 1
    day.do(NoteQueue(3, 45), GUIDE)
    day.later(minutes=5).do(NoteQueue(4, 45), GUIDE)
    assert len(day.log) == 3 and fold(day.log) == day.situation


@pytest.mark.parametrize(
    "command", [NoteQueue(-1), NoteQueue(10_000), NoteQueue(1, -1), NoteQueue(1, 1441)]
)
def test_numbers_that_cannot_be_are_refused(command: NoteQueue) -> None:
    assert refusal(Day(), command, GUIDE) == "bad-number"


def test_limits_out_of_order_are_no_setting() -> None:
    for wrong in ({"drill_soon_days": 400}, {"queue_warn_min": 50}, {"faults": 0}):
        with pytest.raises(ValidationError):
            Upkeep.model_validate(wrong)


def test_a_material_is_spoken_of_thirty_days_before_it_expires() -> None:
    for expires, expected in (
        ("2026-12-24", False),
        ("2026-12-25", None),
        ("2026-11-23", True),
        ("2026-11-24", False),
    ):
        day = Day()
        day.do(
            PutRegister("materials", "a", {**ROWS["materials"], "least": "", "expires": expires}),
            ADMIN,
        )
        found = {about: late for rule, about, late in due(day) if rule == "materials"}
        assert found.get("a") is expected, expires


def test_three_faults_of_a_device_in_a_week_are_seen_and_a_drill_is_none() -> None:
    day = Day()
    for times in range(3):
        assert not {rule for rule, _, _ in due(day)} & {"repeated"}, times
        number = day.do(Raise("DEV-HALL", ("machine/queue",)))
        assert number
        day.do(Change(number, "clear", reason="好了"))
        day.do(Raise("DEV-HALL", ("machine/terminal-1",), drill=True)) if times == 0 else None
    assert ("repeated", "machine/queue", False) in due(day)
    assert "repeated" not in {rule for rule, _, _ in due(day.later(days=8))}


def test_who_is_on_duty_follows_the_clock_over_midnight() -> None:
    day = Day()
    day.do(PutRegister("roster", "a", ROWS["roster"]), ADMIN)
    day.do(
        PutRegister(
            "roster", "n", {**ROWS["roster"], "from": "17:30", "to": "08:30", "name": "赵"}
        ),
        ADMIN,
    )
    names = []
    for hours in (0, 8, 20, 23):
        names.append(
            [
                row.fields["name"]
                for row in on_duty(world(HALL, day.situation, day.now + timedelta(hours=hours)))
            ]
        )
    assert names == [["王"], ["赵"], ["赵"], []]


def test_the_oldest_patrols_leave_the_situation_and_stay_in_the_log() -> None:
    day = Day()
    for number in range(ROWS_KEPT + 3):
        day.do(PutRegister("patrols", f"p{number}", ROWS["patrols"]), GUIDE)
    rows = day.situation.registers["patrols"]
    assert (
        len(rows) == ROWS_KEPT
        and "p0" not in rows
        and f"p{ROWS_KEPT + 2}" in rows
        and len(day.log) == ROWS_KEPT + 3
    )


def test_what_is_issued_leaves_the_stock_in_the_same_step_and_stands_for_good() -> None:
    day = stocked()
    day.do(PutRegister("movements", "a", ROWS["movements"]), GUIDE)
    stock = day.situation.registers["materials"]["stock"]
    assert stock.fields["count"] == "3" and stock.by == "李"
    assert len(day.log) == 3 and fold(day.log) == day.situation
    taken_in = {**ROWS["movements"], "way": "in", "count": "5"}
    day.do(PutRegister("movements", "b", taken_in), FACILITIES)
    assert day.situation.registers["materials"]["stock"].fields["count"] == "8"
    seq = day.situation.registers["movements"]["a"].seq
    assert refusal(day, PutRegister("movements", "a", taken_in, seq), ADMIN) == "fixed"
    assert refusal(day, RemoveRegister("movements", "a"), ADMIN) == "fixed"
    assert day.situation.registers["materials"]["stock"].fields["count"] == "8"


@pytest.mark.parametrize(("fields", "expected"), [
    ({}, True), ({"state": "draft"}, None), ({"state": "superseded"}, None), ({"reviewed": "2026-01-01"}, None),
    ({"reviewed": "2025-12-24"}, False), ({"reviewed": "2025-12-25"}, None),
])  # fmt: skip
def test_a_plan_in_force_is_due_for_review_a_year_after_the_last(
    fields: dict[str, str], expected: bool | None
) -> None:
    day = Day()
    day.do(PutRegister("plans", "a", {**ROWS["plans"], **fields}), SUPERVISOR)
    assert {about: late for rule, about, late in due(day) if rule == "plans-due"}.get(
        "a"
    ) is expected


@pytest.mark.parametrize(("last", "expected"), [
    ("2026-10-24", True), ("2026-10-25", False), ("2026-10-28", False), ("2026-10-29", None),
])  # fmt: skip
def test_an_inspection_is_due_by_its_own_interval(last: str, expected: bool | None) -> None:
    day = Day()
    day.do(PutRegister("inspections", "a", {**ROWS["inspections"], "last": last}), FACILITIES)
    assert {about: late for rule, about, late in due(day) if rule == "inspections-due"}.get(
        "a"
    ) is expected


def test_stock_is_looked_at_monthly_and_what_is_answered_is_done() -> None:
    day = stocked()
    assert "materials-due" not in {rule for rule, _, _ in due(day)}, (
        "never looked at: nothing is known"
    )
    day.do(
        PutRegister("materials", "b", {**ROWS["materials"], "checked": "2026-10-23"}), FACILITIES
    )
    day.do(PutRegister("feedback", "a", {**ROWS["feedback"], "state": "done"}), GUIDE)
    rules = {rule for rule, _, _ in due(day)}
    assert "materials-due" in rules and "feedback-due" not in rules


@pytest.mark.parametrize(
    ("likely", "harm", "said"),
    [("5", "5", "25 高"), ("3", "5", "15 高"), ("2", "4", "8 中"), ("1", "1", "1 低")],
)
def test_a_risk_is_scored(likely: str, harm: str, said: str) -> None:
    assert say(risk({"likely": likely, "harm": harm})) == said


def test_a_roster_without_a_leader_today_is_spoken_of_and_an_empty_one_is_not() -> None:
    day = Day()
    assert ("roster", "leader", False) not in due(day), "no roster is kept"
    day.do(PutRegister("roster", "a", {**ROWS["roster"], "duty": "desk"}), ADMIN)
    assert ("roster", "leader", False) in due(day)
    day.do(PutRegister("roster", "b", ROWS["roster"]), ADMIN)
    assert ("roster", "leader", False) not in due(day)
    assert ("roster", "leader", False) in due(day.later(days=1)), "tomorrow nobody is down"
    assert ("roster", "leader", False) not in due(day.later(days=3)), "a Saturday"


EVERY_DAY_RULE: dict[str, tuple[Command, ...]] = {
    "_queue": (NoteQueue(5, 45),),
    "reports": (HearAlerts((Alert("a", "etax", True, "EtaxDown"),)),),
    "_ledger": (EnterLedger(1),),
    "_checks": (),
    "_open_rows": (PutRegister("faults", "a", ROWS["faults"]),),
    "_class_down": tuple(Raise("DEV-HALL", (m.id,)) for m in HALL.machines if m.what == "terminal"),
    "_faults": (),
    "_materials": (PutRegister("materials", "a", ROWS["materials"]),),
    "_training": (PutRegister("training", "a", ROWS["training"]),),
    "_by_day": (PutRegister("plans", "a", ROWS["plans"]),),
    "_roster": (PutRegister("roster", "a", {**ROWS["roster"], "duty": "desk"}),),
    "_drill": (),
    "_calendar": (),
    "_five": (Raise("SYS-CORE", ("system/core",)), Change("20261124-1", "clear", reason="已恢复")),
    "_unsent": (
        DraftText("公告", "今晚系统维护。"),
        HandleText("t1", "approve"),
        HandleText("t1", "publish", ("sms",)),
    ),
}


def test_every_rule_of_the_day_has_its_case() -> None:
    assert set(EVERY_DAY_RULE) == {rule.__name__ for rule in RULES}


@pytest.mark.parametrize(
    "rule",
    [rule for rule in RULES if rule.__name__ not in ("_faults", "_calendar")],
    ids=lambda rule: rule.__name__,
)
def test_every_rule_of_the_day_speaks_in_two_languages_and_leads_somewhere(rule: Any) -> None:
    """Three faults of a device and a missing list of holidays have tests of their own."""
    day = Day()
    for command in EVERY_DAY_RULE[rule.__name__]:
        day.do(command, ADMIN)
    found = list(rule(seen(day)))
    assert found and all(
        say(one.words) and say(one.words, "en") and one.page.startswith("/") for one in found
    )
