"""A report tells every act exactly once, with its time and actor, and its own events make the
incident again."""

from contextlib import suppress
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from signage.deciding.evidence import LINKS_MAX, live_link
from signage.language.words import say
from signage.reports.act_words import SAYS
from signage.reports.drill_times import timing
from signage.reports.mask import anonymous
from signage.reports.report import MEANWHILE, report
from signage.reports.statistics import cases, statistics
from signage.rules.refusal import Refused
from signage.situation.aftermath import AddEvidence, EraseEvidence, GiveLink, RevokeLink
from signage.situation.commands import (
    Appoint,
    BlockWay,
    CallAssist,
    CallHelp,
    Change,
    Command,
    ConfirmGate,
    MarkStep,
    Raise,
    SetWindow,
    Undo,
)
from signage.situation.incidents import Actor
from signage.situation.remarks import REMARKS, MakeRemark, WriteFindings
from tests.cast import ADMIN, CLERK, GUIDE, HALL, NOON, SUPERVISOR, Day, replayed
from tests.signage.handled import day

PEOPLE = [GUIDE, CLERK, SUPERVISOR, ADMIN]
ON_ONE = [
    *(lambda number, c=c: Change(number, c, reason="李说明 13812345678") for c in
      ("acknowledge", "update", "escalate", "silence", "resolve", "clear", "activate", "dismiss", "review", "close")),
    lambda number: Change(number, "update", cause="线路老化", eta=NOON + timedelta(hours=3)),
    lambda number: MarkStep(number, 1, "done"), lambda number: MarkStep(number, 1, "open"),
    lambda number: MarkStep(number, 2, "skipped", "不适用"), lambda number: Appoint(number, "王主任"),
    lambda number: ConfirmGate(number, "last-operation", "window/1"), Undo,
    lambda number: AddEvidence(number, "照片两张", "https://example.cn/1", f"{'a' * 64}.jpg"),
    lambda number: EraseEvidence(number, f"{'a' * 64}.jpg"),
    *(lambda number, k=k: MakeRemark(number, k, "李已到 13812345678") for k in REMARKS),
    lambda number: WriteFindings(number, {"cause": "李误操作 13812345678", "responsible": "周某"}),
    lambda number: Raise("SYS-CORE", ("system/core",)), lambda number: Raise("FIRE", ("hall",)),
    lambda number: SetWindow("window/1", True), lambda number: CallHelp("kiosk"), lambda number: CallAssist("窗口"),
    lambda number: BlockWay("exit/1", "fire"),
]  # fmt: skip
ACTS = st.lists(
    st.tuples(st.sampled_from(range(len(ON_ONE))), st.sampled_from(PEOPLE), st.integers(0, 90)),
    max_size=25,
)


def played(acts: list[tuple[int, Actor, int]]) -> tuple[Day, str]:
    hall_day = day()
    number = hall_day.do(Raise("SYS-CORE", ("system/core",), draft=len(acts) % 2 == 1), GUIDE)
    assert number
    for index, actor, seconds in acts:
        hall_day.later(seconds=seconds)
        command: Command = ON_ONE[index](number)  # type: ignore[assignment,no-untyped-call]  # makers of commands
        with suppress(Refused):
            hall_day.do(command, actor)
    return hall_day, number


@settings(max_examples=40)
@given(ACTS)
def test_a_report_holds_every_act_once_and_replays_to_the_same_state(
    acts: list[tuple[int, Actor, int]],
) -> None:
    hall_day, number = played(acts)
    made = report(HALL, hall_day.log, number)
    assert made is not None
    own = [act.recorded.seq for act in made.acts if act.own]
    assert own == [r.seq for r in hall_day.log if getattr(r.event, "incident", None) == number]
    assert len({act.recorded.seq for act in made.acts}) == len(made.acts)
    assert [act.recorded.at for act in made.acts] == sorted(act.recorded.at for act in made.acts)
    assert all(act.words and "_" not in act.words for act in made.acts)
    known = hall_day.situation.incidents[number]
    assert made.incident == known == replayed((act.recorded for act in made.acts), number)
    assert cases(hall_day.log) == hall_day.situation.incidents


@settings(max_examples=25)
@given(ACTS)
def test_what_leaves_the_hall_names_nobody(acts: list[tuple[int, Actor, int]]) -> None:
    hall_day, number = played(acts)
    made = report(HALL, hall_day.log, number)
    assert made is not None
    shown = anonymous(made, [actor.name for actor in PEOPLE])
    said = (
        [act.words for act in shown.acts]
        + [act.who for act in shown.acts]
        + [shown.cause, *shown.measures]
    )
    said += [row.name for row in timing(HALL, shown.incident, []).rows if row.stage != "step"]
    said += shown.incident.findings.fields.values() if shown.incident.findings else []
    said += [act.words for act in shown.noted(*REMARKS)]
    assert not [one for one in shown.evidence if one.file or one.link or one.by]
    for name in ("李", "周某", "王主任", "陈", "管理员", "13812345678"):
        assert not [text for text in said if name in text], name
    assert [act.recorded.seq for act in shown.acts] == [act.recorded.seq for act in made.acts]


def test_what_happens_meanwhile_in_the_hall_stands_beside_it_until_the_all_clear() -> None:
    hall_day = day()
    hall_day.do(SetWindow("window/2", False), GUIDE)
    number = hall_day.do(Raise("SYS-CORE", ("system/core",)), GUIDE)
    hall_day.later(minutes=1).do(SetWindow("window/1", False), CLERK)
    hall_day.do(Change(number or "", "clear", reason="已恢复"), ADMIN)
    hall_day.later(minutes=1).do(SetWindow("window/1", True), CLERK)
    made = report(HALL, hall_day.log, number or "")
    assert made and [act.words for act in made.acts if not act.own] == ["1号窗口关闭"]
    assert report(HALL, hall_day.log, "20200101-9") is None


def test_every_event_that_can_be_told_has_words_of_its_own() -> None:
    assert set(SAYS) >= MEANWHILE


def test_the_five_things_a_plan_asks_for_are_there() -> None:
    hall_day = day()
    number = hall_day.do(Raise("SYS-CORE", ("system/core",), cause="机房断电"), GUIDE) or ""
    hall_day.later(seconds=40).do(Change(number, "acknowledge"), SUPERVISOR)
    hall_day.do(MarkStep(number, 1, "done"), GUIDE)
    hall_day.later(minutes=20).do(Change(number, "clear", reason="已恢复"), ADMIN)
    made = report(HALL, hall_day.log, number)
    assert made and made.cause == "机房断电" and len(made.measures) == 1
    assert made.response == timedelta(seconds=40) and made.duration == timedelta(
        minutes=20, seconds=40
    )
    assert made.place == "征管系统" and "1号窗口" in made.impact and "20 分 40 秒" in made.impact
    assert any("未完成即解除" in act.words and "1号窗口" in act.words for act in made.acts)


def test_a_link_is_dead_once_it_is_revoked_or_its_time_is_over() -> None:
    hall_day = day()
    hall_day.do(GiveLink("one", "period:2026-11", 7), SUPERVISOR)
    hall_day.do(GiveLink("two", "incident:20261124-1", 1), SUPERVISOR)
    assert live_link(hall_day.situation, "one", hall_day.now + timedelta(days=7, seconds=-1))
    assert not live_link(hall_day.situation, "one", hall_day.now + timedelta(days=7))
    hall_day.do(RevokeLink("two"), SUPERVISOR)
    assert not live_link(hall_day.situation, "two", hall_day.now)


def test_a_screen_that_kept_silent_is_told_though_another_bears_its_name() -> None:
    hall_day = day()
    number = hall_day.do(Raise("FIRE", ("hall",), drill=True), SUPERVISOR) or ""
    first, *others = HALL.screens
    twin = others[0].model_copy(update={"name": first.name})
    hall = HALL.model_copy(update={"screens": (first, twin)})
    made = timing(hall, hall_day.situation.incidents[number], [("painted", first.id, hall_day.now)])
    assert made.silent == (say(twin.name),)


def test_links_that_are_over_keep_nobody_from_giving_another() -> None:
    hall_day = day()
    for number in range(LINKS_MAX):
        hall_day.do(GiveLink(f"link-{number}", "period:2026-11", 1), SUPERVISOR)
    with pytest.raises(Refused):
        hall_day.do(GiveLink("one-more", "period:2026-11", 1), SUPERVISOR)
    hall_day.later(days=1).do(GiveLink("one-more", "period:2026-11", 1), SUPERVISOR)
    assert set(hall_day.situation.after.links) == {"one-more"}


def test_figures_count_what_was_raised_in_the_period_and_leave_drills_and_slips_out() -> None:
    hall_day = day()
    for minutes in (10, 20):
        number = hall_day.do(Raise("WIN-PAUSE", ("window/1",)), GUIDE) or ""
        hall_day.later(seconds=30).do(Change(number, "acknowledge"), GUIDE)
        hall_day.later(seconds=minutes * 60 - 30).do(Change(number, "clear"), GUIDE)
    slip = hall_day.do(Raise("FIRE", ("hall",)), GUIDE) or ""
    hall_day.do(Undo(slip), GUIDE)
    hall_day.do(Raise("FIRE", ("hall",), drill=True), GUIDE)
    made = statistics(HALL, hall_day.log, NOON, hall_day.now + timedelta(seconds=1))
    assert (made.whole.count, made.whole.response_s, made.whole.duration_s, made.drills) == (
        2,
        30,
        900,
        1,
    )
    assert [row.name for row in made.by_place] == ["1号窗口"]
    assert [(row.name, row.count) for row in made.by_month[-2:]] == [("2026-10", 0), ("2026-11", 2)]
    assert len(made.by_month) == 12 and sum(map(sum, made.week)) == 2
    assert statistics(HALL, hall_day.log, NOON - timedelta(days=9), NOON).whole.count == 0


def test_the_slowest_of_each_stage_is_named() -> None:
    hall_day = day()
    number = hall_day.do(Raise("FIRE", ("hall",)), GUIDE) or ""
    seen = [
        ("painted", "wall", NOON + timedelta(seconds=1)),
        ("painted", "kiosk", NOON + timedelta(seconds=3)),
    ]
    made = timing(HALL, hall_day.situation.incidents[number], [*seen, ("committed", "", NOON)])
    assert [(row.stage, row.name, row.after_s) for row in made.slowest] == [
        ("painted", "kiosk", 3.0)
    ]
    assert "win-1" in made.silent and "wall" not in made.silent
