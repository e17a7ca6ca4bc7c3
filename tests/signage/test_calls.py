"""Whom the hall calls, about what and until when: derived, so that one answer ends it for all."""

import pytest

from signage.availability.world import world
from signage.catalogue.call_checks import call_mistakes
from signage.hall.calls import Calls, Person
from signage.language.words import say
from signage.records.calls import Wanted, wanted
from signage.reports.report import report
from signage.rules.refusal import Refused
from signage.situation.calls import AnswerCall, NoteCalls, Told, TryWays
from signage.situation.commands import AnswerAssist, CallAssist, CallHelp, Change, Raise
from signage.situation.fold import fold
from signage.situation.incidents import NOTHING, SITUATION, Actor
from tests.cast import GUIDE, HALL, STRANGER, SUPERVISOR, SYSTEM, TABLET, Day

LEADER = {"id": "wang", "name": "王", "tier": 1, "level": 2, "help": True, "reports": True}
DEPUTY = {"id": "zhao", "name": "赵", "tier": 2, "language": "en"}
WAYS = [{"way": "console"}, {"way": "ntfy", "address": "a"}]


def calling(*people: dict[str, object], **more: object) -> Day:
    listed = [{"ways": WAYS, **one} for one in people or (LEADER, DEPUTY)]
    calls = Calls.model_validate({"people": listed, **more})
    return Day(hall=HALL.model_copy(update={"calls": calls}))


def wants(day: Day) -> list[Wanted]:
    return list(wanted(world(day.hall, day.situation, day.now)))


def called(day: Day) -> list[tuple[str, str]]:
    return [(one.rule, one.person.id) for one in wants(day)]


def answer(call: Wanted, who: Actor, day: Day) -> None:
    day.do(AnswerCall(call.key, call.rule, call.about, call.incident, "link"), who)


def test_a_grave_incident_calls_at_once_who_wants_to_know_of_its_level() -> None:
    day = calling()
    day.do(Raise("FIRE", ("hall",)), GUIDE)
    (call,) = wants(day)
    assert (call.rule, call.person.id, call.life) == ("raised", "wang", True)
    assert say(call.words) == "【测试厅】Ⅰ级 特别重大，全厅：紧急疏散，请确认"


def test_a_slight_one_calls_nobody_before_it_is_late_and_then_tier_after_tier() -> None:
    day = calling()
    day.do(Raise("WIN-PAUSE", ("window/1",), level=3), SUPERVISOR)
    assert called(day) == []
    assert called(day.later(minutes=2)) == [("acknowledge", "wang")]
    assert called(day.later(minutes=2)) == [("acknowledge", "wang"), ("acknowledge", "zhao")]


def test_one_answer_takes_the_incident_and_ends_the_calls_of_all() -> None:
    day = calling()
    number = day.do(Raise("FIRE", ("hall",)), GUIDE)
    day.later(minutes=5)
    assert {person for _, person in called(day)} == {"wang", "zhao"}
    answer(wants(day)[0], SUPERVISOR, day)
    assert number is not None
    assert day.situation.incidents[number].acknowledged_by == SUPERVISOR.name
    assert called(day) == []


def test_who_takes_it_on_the_console_ends_the_calls_too() -> None:
    day = calling()
    number = day.do(Raise("FIRE", ("hall",)), GUIDE)
    day.do(Change(str(number), "acknowledge"), SUPERVISOR)
    assert [rule for rule, _ in called(day.later(minutes=1)) if rule != "step"] == []


def test_an_escalation_calls_anew_although_somebody_has_taken_it() -> None:
    day = calling({**LEADER, "level": 4})
    number = str(day.do(Raise("WIN-PAUSE", ("window/1",)), SUPERVISOR))
    day.do(Change(number, "acknowledge"), SUPERVISOR)
    assert called(day) == []
    day.do(Change(number, "escalate"), SUPERVISOR)
    assert called(day) == [("raised", "wang")]


def test_what_is_over_calls_nobody() -> None:
    day = calling({**LEADER, "level": 4})
    number = str(day.do(Raise("WIN-PAUSE", ("window/1",)), SUPERVISOR))
    assert called(day) == [("raised", "wang")]
    day.do(Change(number, "clear"), SUPERVISOR)
    assert called(day) == []


def test_a_colleague_who_asks_for_help_calls_at_once_but_not_themselves() -> None:
    day = calling()
    day.do(CallAssist("导税台"), GUIDE)
    (call,) = wants(day)
    assert (call.rule, call.about, call.life) == ("assist", GUIDE.name, True)
    answer(call, SUPERVISOR, day)
    assert day.situation.assists == {} and called(day) == []
    day.do(CallAssist("导税台"), SUPERVISOR)
    assert called(day) == []
    day.do(AnswerAssist(SUPERVISOR.name), GUIDE)


def test_a_visitor_nobody_went_to_calls_the_first_tier_alone() -> None:
    day = calling()
    screen = day.hall.screens[0].id
    day.do(CallHelp(screen), STRANGER)
    assert called(day) == [] and called(day.later(minutes=30)) == [("help", "wang")]
    answer(wants(day)[0], SUPERVISOR, day)
    assert day.situation.help == {} and called(day) == []


def test_a_drill_calls_only_where_the_hall_says_so_and_says_that_it_is_one() -> None:
    quiet, loud = calling(), calling(drills=True)
    for day in (quiet, loud):
        day.do(Raise("FIRE", ("hall",), drill=True), SUPERVISOR)
        day.later(minutes=9)
    assert called(quiet) == []
    assert called(loud) and all("演练" in say(one.words) for one in wants(loud))
    assert not any(one.life for one in wants(loud))


def test_a_test_calls_the_person_who_asked_and_nobody_for_another() -> None:
    day = calling()
    day.do(TryWays("wang"), SUPERVISOR)
    assert called(day) == [("test", "wang")] and called(day.later(minutes=20)) == []
    with pytest.raises(Refused, match="own ways"):
        day.do(TryWays("wang"), GUIDE)
    with pytest.raises(Refused):
        day.do(TryWays("nobody"), SUPERVISOR)


def test_only_people_answer_and_only_the_hall_says_what_became_of_a_call() -> None:
    day = calling()
    day.do(Raise("FIRE", ("hall",)), GUIDE)
    for stranger in (STRANGER, TABLET, SYSTEM):
        with pytest.raises(Refused):
            answer(wants(day)[0], stranger, day)
    with pytest.raises(Refused):
        day.do(NoteCalls((Told("k", "王", "sms", "sent"),)), SUPERVISOR)


def test_a_second_answer_changes_nothing_and_the_first_name_stands() -> None:
    day = calling()
    day.do(Raise("FIRE", ("hall",)), GUIDE)
    call = wants(day)[0]
    answer(call, SUPERVISOR, day)
    known = len(day.log)
    answer(call, GUIDE, day)
    assert len(day.log) == known
    assert day.situation.answered[call.key].by == SUPERVISOR.name


def test_what_became_of_calls_stands_in_the_report_in_words() -> None:
    day = calling()
    number = str(day.do(Raise("FIRE", ("hall",)), GUIDE))
    told = (
        Told("k", "王", "sms", "failed", number, "HTTP 500"),
        Told("k", "王", "sms", "sent", number, "", 3),
        Told("k", "王", "ntfy", "refused", number, "no-address"),
        Told("k", "王", "", "unanswered", number),
    )
    day.do(NoteCalls(told), SYSTEM)
    answer(wants(day)[0], SUPERVISOR, day)
    made = report(day.hall, day.log, number)
    assert made is not None
    assert [act.words for act in made.acts[1:6]] == [
        "呼叫王（短信）：没有送到，继续重试（HTTP 500）",
        "呼叫王（短信）：已送出（第3次才送到）",
        "呼叫王（ntfy）：这条途径不能用（地址文件里没有这个名称）",
        "呼叫王：到时仍无人确认，不再呼叫",
        "通过消息里的链接确认：已收到，由本人处理",
    ]


def test_the_situation_goes_into_a_snapshot_and_back() -> None:
    day = calling()
    day.do(Raise("FIRE", ("hall",)), GUIDE)
    answer(wants(day)[0], SUPERVISOR, day)
    assert SITUATION.validate_json(SITUATION.dump_json(day.situation)) == day.situation
    assert fold(day.log, NOTHING) == day.situation
    assert b"answered" not in SITUATION.dump_json(NOTHING)


def wrong(*people: dict[str, object], **more: object) -> list[str]:
    return [f"{one.key}: {one.wrong}" for one in call_mistakes(calling(*people, **more).hall)]


def test_people_who_cannot_be_called_are_told_with_their_place() -> None:
    one = {"id": "a", "name": "甲", "tier": 1}
    assert wrong(one) == []
    assert wrong(one, {**one, "name": "乙"})[0] == "calls.people[0].id: a is used twice"
    assert wrong({"id": "a", "name": "甲"}) == ["calls.people[0]: nothing ever calls this person"]
    assert wrong({**one, "language": "eng"})[0].startswith("calls.people[0].language: the hall")
    ways = {"ways": [{"way": "sms"}, {"way": "console", "address": "x"}]}
    assert wrong({**one, **ways}) == [
        "calls.people[0].ways[0]: sms needs an address",
        "calls.people[0].ways[1].address: console needs no address",
    ]
    twice = {"ways": [{"way": "console"}, {"way": "console"}]}
    assert wrong({**one, **twice}) == ["calls.people[0].ways[1]: the same way is there before"]


@pytest.mark.parametrize(
    "hour, rests", [("21:59", None), ("22:00", "07:00"), ("06:59", "07:00"), ("07:00", None)]
)
def test_a_night_runs_over_midnight(hour: str, rests: str | None) -> None:
    person = Person.model_validate({"id": "a", "name": "甲", "ways": WAYS, "tier": 1})
    calls = Calls.model_validate({"people": [person], "quiet": ["22:00:00", "07:00:00"]})
    day = Day()
    hours, minutes = map(int, hour.split(":"))
    local = day.hall.local(day.now).replace(hour=hours, minute=minutes)
    until = calls.rests(person, local)
    assert (f"{until:%H:%M}" if until else None) == rests
    assert until is None or until > local


def test_a_time_with_an_offset_and_an_endless_night_are_refused() -> None:
    for quiet in (["22:00:00+08:00", "07:00:00"], ["22:00:00", "22:00:00"]):
        with pytest.raises(ValueError, match=r"hall time|the same time"):
            Calls.model_validate({"quiet": quiet})
