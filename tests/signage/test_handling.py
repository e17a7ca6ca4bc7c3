"""An incident handled the way the plans say: checklist, commander, end, review, archive."""

from datetime import timedelta
from itertools import permutations
from typing import get_args

import hypothesis.strategies as st
import pytest
from hypothesis import given

from signage.availability.world import world
from signage.catalogue.kinds import Kind
from signage.rules.gates import unfinished
from signage.rules.refusal import Refused
from signage.shows.scenes import scenes
from signage.situation.commands import (
    AnswerAssist,
    Appoint,
    CallAssist,
    Change,
    Changing,
    Command,
    ConfirmGate,
    MarkStep,
    Raise,
    Undo,
)
from signage.situation.events import EVENT, IncidentRaised
from signage.situation.fold import fold
from signage.situation.incidents import SITUATION, Actor
from tests.cast import ADMIN, CLERK, FACILITIES, GUIDE, HALL, STRANGER, SUPERVISOR, TABLET, Day
from tests.signage.handled import RAISABLE, day, only, shipped, target_of

LEADER_2 = Actor("周", "supervisor")


def raised(hall_day: Day, kind: str, *targets: str, actor: Actor = GUIDE) -> str:
    number = hall_day.do(Raise(kind, targets), actor)
    assert number is not None
    return number


def refusal(hall_day: Day, command: Command, actor: Actor) -> Refused:
    before = hall_day.situation
    with pytest.raises(Refused) as found:
        hall_day.do(command, actor)
    assert hall_day.situation == before
    return found.value


# ---------------------------------------------------------------- from report to archive


@pytest.mark.parametrize("kind", RAISABLE, ids=lambda kind: kind.code)
@pytest.mark.parametrize("draft", [True, False])
def test_every_kind_goes_from_report_to_archive(kind: Kind, draft: bool) -> None:
    hall_day = day()
    number = hall_day.do(
        Raise(kind.code, (target_of(kind),), draft=draft), GUIDE if draft else SUPERVISOR
    )
    assert number is not None
    if draft:
        assert only(hall_day).state == "draft"
        hall_day.do(Change(number, "activate", reason="情况属实"), SUPERVISOR)
    hall_day.do(Change(number, "acknowledge"), SUPERVISOR)
    hall_day.do(Appoint(number, "王"), SUPERVISOR)
    for step in range(1, len(only(hall_day).steps) + 1):
        hall_day.do(MarkStep(number, step, "done"), CLERK)
    hall_day.do(Change(number, "resolve"), SUPERVISOR)
    for check in unfinished(only(hall_day)):
        hall_day.do(ConfirmGate(number, check.gate, check.target), CLERK)
    hall_day.do(Change(number, "clear", reason="已恢复"), SUPERVISOR)
    assert not only(hall_day).overridden
    hall_day.do(Change(number, "review", reason="增设备用设备"), SUPERVISOR)
    hall_day.do(Change(number, "close", reason="同意归档"), SUPERVISOR)
    assert only(hall_day).state == "closed" and only(hall_day).signed is not None
    assert fold(hall_day.log) == hall_day.situation
    assert SITUATION.validate_json(SITUATION.dump_json(hall_day.situation)) == hall_day.situation


def test_a_draft_shows_nothing_and_takes_nothing_out_until_a_leader_activates_it() -> None:
    hall_day = day()
    before = scenes(world(HALL, hall_day.situation, hall_day.now))
    number = hall_day.do(Raise("HALL-CLOSED", ("hall",), level=1, draft=True), GUIDE)
    assert number is not None
    assert scenes(world(HALL, hall_day.situation, hall_day.now)) == before
    assert not world(HALL, hall_day.situation, hall_day.now).out
    assert refusal(hall_day, Change(number, "activate", reason="x"), GUIDE).code == "not-allowed"
    assert refusal(hall_day, Change(number, "activate"), SUPERVISOR).code == "no-reason"
    hall_day.do(Change(number, "activate", reason="全厅停电", level=2), SUPERVISOR)
    assert only(hall_day).level == 2 and "hall" in world(HALL, hall_day.situation, hall_day.now).out


def test_a_report_of_danger_to_life_is_activated_by_anyone_on_duty() -> None:
    hall_day = day()
    number = hall_day.do(Raise("FIRE", ("hall",), draft=True), GUIDE)
    assert number is not None
    hall_day.do(Change(number, "activate"), CLERK)
    assert only(hall_day).open


def test_a_report_that_was_nothing_is_dismissed_with_a_reason() -> None:
    hall_day = day()
    number = hall_day.do(Raise("OTHER", ("hall",), draft=True), GUIDE)
    assert number is not None
    assert refusal(hall_day, Change(number, "dismiss"), SUPERVISOR).field == "reason"
    hall_day.do(Change(number, "dismiss", reason="误报"), SUPERVISOR)
    assert only(hall_day).state == "closed"


def test_the_same_report_twice_is_one_draft_and_a_real_alarm_is_not_held_by_it() -> None:
    hall_day = day()
    hall_day.do(Raise("FIRE", ("hall",), draft=True), GUIDE)
    hall_day.do(Raise("FIRE", ("hall",), draft=True), CLERK)
    assert only(hall_day).repeats == 1
    hall_day.do(Raise("FIRE", ("hall",)), CLERK)
    assert [i.state for i in hall_day.situation.incidents.values()] == ["draft", "active"]


def test_a_grave_incident_is_reviewed_before_it_is_archived_and_remembered_until_then() -> None:
    hall_day = day()
    grave = raised(hall_day, "FIRE", "hall")
    hall_day.do(Change(grave, "clear", reason="火已扑灭"), SUPERVISOR)
    assert (
        refusal(hall_day, Change(grave, "close", reason="同意"), SUPERVISOR).code == "not-reviewed"
    )
    for _ in range(210):
        hall_day.do(Change(raised(hall_day, "WIN-PAUSE", "window/1"), "clear"), GUIDE)
    assert grave in hall_day.situation.incidents and len(hall_day.situation.incidents) == 201
    small = next(reversed(hall_day.situation.incidents))
    hall_day.do(Change(small, "close", reason="同意归档"), SUPERVISOR)
    assert hall_day.situation.incidents[small].state == "closed"


# ---------------------------------------------------------------- checklist


def test_an_incident_keeps_the_checklist_it_was_raised_with() -> None:
    hall_day = day()
    number = raised(hall_day, "SYS-CORE", "system/core")
    before = only(hall_day).steps
    assert [step.phase for step in before] == ["handle"] * 5 + ["report"] + ["recover"]
    kinds = tuple(kind.model_copy(update={"steps": kind.steps[:1]}) for kind in shipped().kinds)
    hall_day.catalogue = shipped().model_copy(update={"kinds": kinds})
    hall_day.do(MarkStep(number, 5, "done"), CLERK)
    assert only(hall_day).steps == before and only(hall_day).ticks[5].by == "陈"


def test_two_people_tick_different_steps_at_once_and_the_same_step_is_whose_came_first() -> None:
    hall_day = day()
    number = raised(hall_day, "FIRE", "hall")
    seen = only(hall_day).revision
    hall_day.do(MarkStep(number, 1, "done"), GUIDE)
    hall_day.do(MarkStep(number, 2, "done"), CLERK)
    events = len(hall_day.log)
    hall_day.do(MarkStep(number, 1, "done"), CLERK)
    assert len(hall_day.log) == events and only(hall_day).ticks[1].by == "李"
    said = refusal(hall_day, MarkStep(number, 1, "skipped", "不需要"), CLERK)
    assert said.code == "step-done" and "李" in said.words["zh"]
    hall_day.do(Change(number, "escalate", revision=seen), SUPERVISOR)


def test_a_tick_is_taken_back_by_the_same_person_within_30_seconds() -> None:
    hall_day = day()
    number = raised(hall_day, "FIRE", "hall")
    hall_day.do(MarkStep(number, 1, "done"), GUIDE)
    assert refusal(hall_day, MarkStep(number, 1, "open"), CLERK).code == "nothing-to-undo"
    hall_day.later(seconds=30).do(MarkStep(number, 1, "open"), GUIDE)
    assert not only(hall_day).ticks
    hall_day.do(MarkStep(number, 1, "done"), GUIDE)
    assert (
        refusal(hall_day.later(seconds=31), MarkStep(number, 1, "open"), GUIDE).code == "too-late"
    )


def test_a_step_is_skipped_with_a_reason_and_may_still_be_done() -> None:
    hall_day = day()
    number = raised(hall_day, "FIRE", "hall")
    assert refusal(hall_day, MarkStep(number, 1, "skipped", " "), GUIDE).field == "reason"
    hall_day.do(MarkStep(number, 1, "skipped", "消防已到场"), GUIDE)
    assert only(hall_day).ticks[1].reason == "消防已到场"
    hall_day.do(MarkStep(number, 1, "done"), CLERK)
    assert (only(hall_day).ticks[1].answer, only(hall_day).ticks[1].by) == ("done", "陈")
    assert refusal(hall_day, MarkStep(number, 99, "done"), GUIDE).code == "unknown-step"


def test_undoing_an_end_keeps_what_others_ticked_meanwhile() -> None:
    hall_day = day()
    number = raised(hall_day, "FIRE", "hall")
    hall_day.do(MarkStep(number, 1, "done"), GUIDE)
    hall_day.do(Change(number, "clear"), SUPERVISOR)
    hall_day.do(MarkStep(number, 2, "done"), CLERK)
    hall_day.do(Undo(number), SUPERVISOR)
    assert only(hall_day).open and set(only(hall_day).ticks) == {1, 2}


ACTS: list[tuple[Command, Actor]] = [
    (MarkStep("20261124-1", 1, "done"), GUIDE),
    (MarkStep("20261124-1", 2, "done"), CLERK),
    (Change("20261124-1", "escalate"), SUPERVISOR),
    (Change("20261124-1", "clear", reason="已处置"), LEADER_2),
]


@pytest.mark.parametrize("order", list(permutations(range(4))), ids=str)
def test_ticks_escalation_and_end_from_two_tablets_lose_nothing_in_any_order(
    order: tuple[int, ...],
) -> None:
    hall_day = day()
    raised(hall_day, "FLOOD", "zone/service")
    lost = []
    for number in order:
        try:
            hall_day.do(*ACTS[number])
        except Refused as refused:
            lost.append((number, refused))
    incident = only(hall_day)
    assert (
        incident.state == "cleared"
        and incident.ticks[1].by == "李"
        and incident.ticks[2].by == "陈"
    )
    escalated_too_late = order.index(2) > order.index(3)
    assert [number for number, _ in lost] == ([2] if escalated_too_late else [])
    assert all(
        refused.code == "illegal-transition" and "已解除" in refused.words["zh"]
        for _, refused in lost
    )


def test_the_one_who_looked_at_an_older_state_is_told_so() -> None:
    hall_day = day()
    number = raised(hall_day, "FLOOD", "zone/service")
    seen = only(hall_day).revision
    hall_day.do(Change(number, "escalate", revision=seen), SUPERVISOR)
    assert (
        refusal(hall_day, Change(number, "clear", revision=seen), LEADER_2).code == "stale-revision"
    )


# ---------------------------------------------------------------- commander, silent call


def test_an_incident_has_one_commander_whom_a_leader_names() -> None:
    hall_day = day()
    number = raised(hall_day, "FIRE", "hall")
    assert refusal(hall_day, Appoint(number, "李"), GUIDE).code == "not-allowed"
    hall_day.do(Appoint(number, "王"), SUPERVISOR)
    hall_day.do(Appoint(number, "周"), SUPERVISOR)
    assert only(hall_day).commander == "周"
    assert refusal(hall_day, Appoint(number, " "), SUPERVISOR).field == "name"


def test_a_silent_call_is_one_per_person_and_ends_when_someone_went() -> None:
    hall_day = day()
    hall_day.do(CallAssist("平板 3"), CLERK)
    hall_day.do(CallAssist(), CLERK)
    assert [call.where for call in hall_day.situation.assists.values()] == ["平板 3"] and len(
        hall_day.log
    ) == 1
    for outsider in (TABLET, STRANGER):
        assert refusal(hall_day, CallAssist(), outsider).code == "not-allowed"
        assert refusal(hall_day, AnswerAssist("陈"), outsider).code == "not-allowed"
    hall_day.do(AnswerAssist("陈"), SUPERVISOR)
    assert not hall_day.situation.assists


# ---------------------------------------------------------------- laws

NUMBERS = st.sampled_from(["20261124-1", "20261124-2"])
CHANGING = list(get_args(Changing))
commands = st.one_of(
    st.builds(Raise, st.sampled_from(["FIRE", "SYS-CORE", "DEV-HAZARD", "OTHER"]), st.just(("hall",)),
              draft=st.booleans(), drill=st.booleans()),
    st.builds(Raise, st.just("DEV-HAZARD"), st.just(("machine/queue",)), draft=st.booleans()),
    st.builds(Change, NUMBERS, st.sampled_from(CHANGING), reason=st.sampled_from(["", "理由"]), attest=st.booleans()),
    st.builds(MarkStep, NUMBERS, st.integers(0, 9), st.sampled_from(["done", "skipped", "open"]), st.just("不适用")),
    st.builds(ConfirmGate, NUMBERS, st.sampled_from(["last-operation", "safety-check"]),
              st.sampled_from(["window/1", "window/2", "window/3", "machine/queue"]), withdraw=st.booleans()),
    st.builds(Appoint, NUMBERS, st.sampled_from(["王", ""])),
    st.builds(Undo, NUMBERS),
)  # fmt: skip
people = st.sampled_from([GUIDE, CLERK, SUPERVISOR, LEADER_2, FACILITIES, ADMIN, TABLET, STRANGER])
handled = st.lists(st.tuples(commands, people, st.sampled_from([0, 5, 40])), max_size=16)


@given(handled, st.integers(0, 16))
def test_whatever_people_do_the_log_alone_gives_the_situation(
    acts: list[tuple[Command, Actor, int]], cut: int
) -> None:
    hall_day = day()
    for command, actor, seconds in acts:
        hall_day.later(seconds=seconds)
        try:
            hall_day.do(command, actor)
        except Refused as refused:
            assert refused.words["zh"] and refused.words["en"]
    log = hall_day.log
    assert fold(log[cut:], fold(log[:cut])) == fold(log) == hall_day.situation
    for recorded in log:
        assert EVENT.validate_json(EVENT.dump_json(recorded.event)) == recorded.event
    for incident in hall_day.situation.incidents.values():
        assert incident.state in {"draft", "active", "recovering", "cleared", "closed"}
        ended = incident.state == "cleared" and incident.cleared_at is not None
        assert (
            not ended
            or incident.drill
            or {c.key for c in unfinished(incident)} <= set(incident.overridden)
        )


def test_a_log_from_before_there_were_checklists_still_folds() -> None:
    hall_day = day()
    raised(hall_day, "SYS-CORE", "system/core")
    old = EVENT.dump_python(hall_day.log[0].event, mode="json")
    for name in ("steps", "gates", "state"):
        del old[name]
    event = EVENT.validate_python(old)
    assert isinstance(event, IncidentRaised) and event.state == "active" and event.steps == ()
    then = fold([type(hall_day.log[0])(1, hall_day.now - timedelta(days=9), GUIDE, event)])
    assert then.open_incidents and not unfinished(then.open_incidents[0])


def test_an_unlisted_event_takes_over_the_steps_of_a_chosen_kind_and_nothing_else_of_it() -> None:
    hall_day = day()
    hall_day.do(Raise("OTHER", ("hall",), like="SYS-NET"), GUIDE)
    incident, other = only(hall_day), shipped().kind["SYS-NET"]
    assert [task.text for task in incident.steps][: len(other.steps)] == [
        step.text for step in other.steps
    ]
    assert (
        incident.notice.kind == "OTHER" and incident.notice.cls == "warning" and not incident.gates
    )
    for command in (Raise("OTHER", ("hall",), like="NONE"), Raise("WIN-PAUSE", ("window/1",), like="PWR"),
                    Raise("OTHER", ("hall",), like="ALL-CLEAR")):  # fmt: skip
        assert refusal(day(), command, GUIDE).code == "unknown-like"
