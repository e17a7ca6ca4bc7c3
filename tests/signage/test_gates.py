"""What must be confirmed before an incident ends: last operations, and hazards by a second person."""

from signage.rules.gates import checks, unfinished
from signage.situation.commands import (
    Change,
    ConfirmGate,
    Raise,
    SetWindow,
)
from signage.situation.events import IncidentChanged
from tests.cast import ADMIN, CLERK, FACILITIES, GUIDE, SUPERVISOR
from tests.signage.handled import day, only, shipped
from tests.signage.test_handling import LEADER_2, raised, refusal

# ---------------------------------------------------------------- gates

GATED = {
    "SYS-CORE", "SYS-NET", "SYS-UPGRADE", "SYS-SEC", "INT-SHORT", "INT-LONG", "PWR", "WIN-FAULT", "SHOCK",
    "DEV-HAZARD", "OTHER",
}  # fmt: skip


def test_only_interruptions_and_hazards_have_gates() -> None:
    assert {
        kind.code for kind in shipped().kinds if any(line.gate for line in kind.recovery)
    } == GATED


def test_after_a_core_outage_every_window_confirms_its_last_operation_before_the_end() -> None:
    hall_day = day()
    number = raised(hall_day, "SYS-CORE", "system/core")
    assert [check.target for check in unfinished(only(hall_day))] == [
        "window/1",
        "window/2",
        "window/3",
    ]
    hall_day.do(ConfirmGate(number, "last-operation", "window/1"), GUIDE)
    said = refusal(hall_day, Change(number, "clear"), SUPERVISOR)
    assert said.code == "unfinished-gates"
    assert (
        "2号窗口" in said.words["zh"]
        and "3号窗口" in said.words["zh"]
        and "1号窗口" not in said.words["zh"]
    )
    hall_day.do(ConfirmGate(number, "last-operation", "window/2"), CLERK)
    hall_day.do(ConfirmGate(number, "last-operation", "window/3"), CLERK)
    hall_day.do(Change(number, "clear"), SUPERVISOR)
    assert not only(hall_day).open


def test_a_window_nobody_staffs_today_has_nothing_to_confirm_and_a_failed_terminal_has_no_window() -> (
    None
):
    hall_day = day()
    hall_day.do(SetWindow("window/2", False), GUIDE)
    raised(hall_day, "SYS-CORE", "system/core")
    assert [check.target for check in checks(only(hall_day))] == ["window/1", "window/3"]
    alone = day()
    raised(alone, "INT-SHORT", "machine/terminal-1")
    assert not checks(only(alone))


def test_an_administrator_ends_it_all_the_same_with_a_reason_and_the_log_says_what_was_left() -> (
    None
):
    hall_day = day()
    number = raised(hall_day, "WIN-FAULT", "window/1")
    assert refusal(hall_day, Change(number, "clear"), ADMIN).field == "reason"
    hall_day.do(Change(number, "clear", reason="窗口撤销"), ADMIN)
    event = hall_day.log[-1].event
    assert isinstance(event, IncidentChanged) and event.overridden == ("last-operation window/1",)
    assert only(hall_day).overridden == event.overridden


def test_a_dangerous_device_is_checked_by_a_second_person() -> None:
    hall_day = day()
    number = raised(hall_day, "DEV-HAZARD", "machine/queue", actor=SUPERVISOR)
    check = ConfirmGate(number, "safety-check", "machine/queue", "赵师傅检修，绝缘合格")
    assert refusal(hall_day, check, SUPERVISOR).code == "second-person"
    hall_day.do(Change(number, "resolve"), LEADER_2)
    assert refusal(hall_day, check, LEADER_2).code == "second-person"
    assert refusal(hall_day, Change(number, "clear"), LEADER_2).code == "unfinished-gates"
    hall_day.do(check, FACILITIES)
    hall_day.do(Change(number, "clear"), LEADER_2)
    assert only(hall_day).confirmed["safety-check machine/queue"].text == "赵师傅检修，绝缘合格"


def test_whoever_checked_and_then_says_it_is_repaired_needs_another_check() -> None:
    hall_day = day()
    number = raised(hall_day, "DEV-HAZARD", "machine/queue")
    hall_day.do(ConfirmGate(number, "safety-check", "machine/queue"), SUPERVISOR)
    hall_day.do(Change(number, "resolve"), SUPERVISOR)
    assert refusal(hall_day, Change(number, "clear"), SUPERVISOR).code == "unfinished-gates"
    hall_day.do(ConfirmGate(number, "safety-check", "machine/queue"), FACILITIES)
    hall_day.do(Change(number, "clear"), SUPERVISOR)


def test_who_ends_a_hazard_may_attest_the_check_in_the_same_act_if_they_are_the_second_person() -> (
    None
):
    hall_day = day()
    number = raised(hall_day, "DEV-HAZARD", "machine/queue")
    hall_day.do(Change(number, "clear", attest=True), SUPERVISOR)
    assert (
        only(hall_day).confirmed["safety-check machine/queue"].by == "王"
        and not only(hall_day).overridden
    )
    own = day()
    number = raised(own, "DEV-HAZARD", "machine/queue", actor=SUPERVISOR)
    assert refusal(own, Change(number, "clear", attest=True), SUPERVISOR).code == "unfinished-gates"


def test_a_confirmation_is_taken_back_like_a_tick() -> None:
    hall_day = day()
    number = raised(hall_day, "WIN-FAULT", "window/1")
    hall_day.do(ConfirmGate(number, "last-operation", "window/1"), GUIDE)
    back = ConfirmGate(number, "last-operation", "window/1", withdraw=True)
    assert refusal(hall_day, back, CLERK).code == "nothing-to-undo"
    hall_day.do(back, GUIDE)
    assert unfinished(only(hall_day))
    assert (
        refusal(hall_day, ConfirmGate(number, "last-operation", "window/9"), GUIDE).code
        == "unknown-target"
    )
    assert (
        refusal(hall_day, ConfirmGate(number, "blessing", "window/1"), GUIDE).code == "unknown-gate"
    )


def test_a_drill_shows_its_gates_and_is_never_held_by_them() -> None:
    hall_day = day()
    number = hall_day.do(Raise("PWR", ("hall",), drill=True), GUIDE)
    assert number is not None and checks(only(hall_day))
    hall_day.do(Change(number, "clear"), SUPERVISOR)
