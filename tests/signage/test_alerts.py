"""What monitoring systems report: proposed or raised once, never lessening anything, and never more
than a person can read."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from signage.availability.world import world
from signage.deciding.alerts import ALERTS_KEPT, EVENTS_MAX, asks
from signage.hall.alerts.rules import AlertRule, Alerts, matcher
from signage.language.words import say
from signage.records.due_in_hall import standing
from signage.rules.refusal import Refused
from signage.situation.alerts import RULES_KEPT, Alert, AnswerAlert, HearAlerts
from signage.situation.commands import Change, Raise
from signage.situation.fold import fold
from signage.situation.incidents import NOTHING, SITUATION, Actor
from tests.cast import ADMIN, GUIDE, HALL, STRANGER, SUPERVISOR, Day

MONITOR = Actor("token:monitor", "guide")
RULES = (
    AlertRule(id="etax", matchers=('job="etax"',), kind="ETAX-DOWN", target="system/core"),
    AlertRule(id="core", matchers=('job=~"core.*"',), kind="SYS-CORE", target="system/core", act="raise", level=1),
    AlertRule(id="fire", matchers=("job=fire",), kind="FIRE", target="hall"),
    AlertRule(id="closed", matchers=("job = closed",), kind="HALL-CLOSED", target="hall", act="raise"),
)  # fmt: skip


def monitored(*rules: AlertRule) -> Day:
    return Day(hall=HALL.model_copy(update={"alerts": Alerts(rules=rules or RULES)}))


def fires(rule: str = "etax", name: str = "a", doubtful: bool = False) -> HearAlerts:
    return HearAlerts((Alert(name, rule, True, f"{rule} {name}", doubtful),))


def resolved(rule: str = "etax", name: str = "a", doubtful: bool = False) -> HearAlerts:
    return HearAlerts((Alert(name, rule, False, "", doubtful),))


def lines(day: Day) -> list[tuple[str, str]]:
    seen = standing(world(day.hall, day.situation, day.now))
    return [(one.rule, one.about) for one in seen if one.rule in ("alert", "recovered")]


def kinds(day: Day) -> list[str]:
    return [incident.notice.kind for incident in day.situation.open_incidents]


def test_a_report_that_fires_is_proposed_and_raised_by_one_tap_with_its_origin() -> None:
    day = monitored()
    day.do(fires(), MONITOR)
    (line, *_) = standing(world(day.hall, day.situation, day.now))
    assert lines(day) == [("alert", "etax")] and kinds(day) == []
    assert say(line.words).startswith("监控报告：etax a → 发布《") and line.answer
    number = day.do(AnswerAlert("etax"), GUIDE)
    assert number is not None and kinds(day) == ["ETAX-DOWN"] and lines(day) == []
    made = day.situation.incidents[number]
    assert (made.raised_by, made.note) == (GUIDE.name, "监控报告：etax a")
    assert say(made.noted, "en") == "Monitoring: etax a" and say(made.noted) == made.note
    day.do(Change(number, "update", note="已到机房"), GUIDE)
    made = day.situation.incidents[number]
    assert say(made.noted, "en") == "已到机房", "what a person notes is theirs"


def test_a_note_of_an_older_log_is_read_as_it_was_written() -> None:
    day = monitored()
    day.do(fires(), MONITOR)
    number = day.do(AnswerAlert("etax"), GUIDE)
    assert number is not None
    made = replace(day.situation.incidents[number], note_words={})
    assert say(made.noted, "en") == made.note


def test_what_is_not_taken_up_is_not_proposed_again_before_it_was_over() -> None:
    day = monitored()
    day.do(fires(), MONITOR)
    day.do(AnswerAlert("etax", take=False), GUIDE)
    day.later(hours=4).do(fires(), MONITOR)
    assert lines(day) == []
    day.do(resolved(), MONITOR)
    day.later(minutes=6).do(fires(), MONITOR)
    assert lines(day) == [("alert", "etax")]


def test_a_second_tap_and_one_that_comes_too_late_change_nothing() -> None:
    day = monitored()
    assert day.do(AnswerAlert("etax"), GUIDE) is None
    day.do(fires(), MONITOR)
    day.do(AnswerAlert("etax"), GUIDE)
    count = len(day.log)
    for answer in (AnswerAlert("etax"), AnswerAlert("etax", take=False)):
        day.do(answer, SUPERVISOR)
    assert len(day.log) == count
    with pytest.raises(Refused, match="lost"):
        day.do(AnswerAlert("lost"), GUIDE)


def test_a_rule_that_raises_does_so_once_as_its_sender_and_never_above_its_right() -> None:
    day = monitored()
    day.do(fires("core"), MONITOR)
    (incident,) = day.situation.open_incidents
    assert (incident.notice.kind, incident.raised_by) == ("SYS-CORE", MONITOR.name)
    assert incident.level == 2, "a guide's token chooses no level"
    count = len(day.log)
    for name in ("a", "b"):
        day.later(minutes=1).do(fires("core", name), MONITOR)
    assert len(kinds(day)) == 1 and len(day.log) <= count + 1 and lines(day) == []
    day.do(Change(incident.id, "clear", reason="已恢复"), SUPERVISOR)
    day.later(hours=4).do(fires("core"), MONITOR)
    assert kinds(day) == [], "a person ended it"


def test_two_reports_in_one_message_raise_two_incidents_with_two_numbers() -> None:
    day = monitored()
    day.do(HearAlerts((*fires("core").alerts, *fires("closed").alerts)), SUPERVISOR)
    assert sorted(kinds(day)) == ["HALL-CLOSED", "SYS-CORE"]
    assert fold(day.log) == day.situation


def test_what_a_token_may_not_raise_is_asked_of_a_person() -> None:
    day = monitored()
    day.do(fires("closed"), MONITOR)
    assert kinds(day) == [] and lines(day) == [("alert", "closed")]
    with pytest.raises(Refused):
        day.do(AnswerAlert("closed"), GUIDE)
    day.do(AnswerAlert("closed"), SUPERVISOR)
    assert kinds(day) == ["HALL-CLOSED"]


def test_a_report_that_is_over_withdraws_its_proposal_and_ends_nothing() -> None:
    day = monitored()
    day.do(fires(), MONITOR)
    day.do(resolved(), MONITOR)
    assert lines(day) == []
    day.later(minutes=6).do(fires(), MONITOR)
    number = day.do(AnswerAlert("etax"), GUIDE)
    day.later(minutes=6).do(resolved(), MONITOR)
    assert kinds(day) == ["ETAX-DOWN"] and lines(day) == [("recovered", "etax")]
    day.do(fires(), MONITOR)
    assert lines(day) == [], "it is there again"
    day.later(minutes=10).do(resolved(), MONITOR)
    day.do(Change(number or "", "clear", reason="已恢复"), GUIDE)
    assert lines(day) == []


def test_only_the_last_report_of_one_meaning_tells_that_it_is_over() -> None:
    day = monitored()
    for name in ("a", "b"):
        day.do(fires(name=name), MONITOR)
    day.do(AnswerAlert("etax"), GUIDE)
    day.do(resolved(name="a"), MONITOR)
    assert lines(day) == []
    day.do(resolved(name="b"), MONITOR)
    assert lines(day) == [("recovered", "etax")]


def test_where_a_sender_left_reports_out_nothing_counts_as_over() -> None:
    day = monitored()
    day.do(fires(), MONITOR)
    day.do(resolved(doubtful=True), MONITOR)
    assert lines(day) == [("alert", "etax")]
    other = monitored()
    other.do(fires(doubtful=True), MONITOR)
    other.do(resolved(), MONITOR)
    assert lines(other) == [("alert", "etax")]


def test_what_nobody_repeats_goes_and_what_is_repeated_stays() -> None:
    day = monitored()
    day.do(fires(), MONITOR)
    for _ in range(5):
        day.later(hours=4, minutes=5).do(fires(), MONITOR)
        assert lines(day) == [("alert", "etax")]
    assert lines(day.later(hours=7)) == []


def test_the_same_from_two_systems_is_two_reports() -> None:
    day, other = monitored(), Actor("token:other", "guide")
    day.do(fires(), MONITOR)
    day.do(fires(), other)
    day.do(resolved(), other)
    assert lines(day) == [("alert", "etax")]


def test_an_incident_somebody_raised_by_hand_is_the_one_a_report_means() -> None:
    day = monitored()
    day.do(Raise("ETAX-DOWN", ("system/core",)), GUIDE)
    day.do(fires(), MONITOR)
    day.do(fires("core"), MONITOR)
    assert lines(day) == [] and sorted(kinds(day)) == ["ETAX-DOWN", "SYS-CORE"]
    drilled = monitored()
    drilled.do(Raise("ETAX-DOWN", ("system/core",), drill=True), SUPERVISOR)
    drilled.do(fires(), MONITOR)
    assert lines(drilled) == [("alert", "etax")], "a drill is no fault"


def test_a_storm_of_ten_thousand_in_a_minute_is_a_few_lines_of_the_log() -> None:
    day = monitored()
    for number in range(10_000):
        day.later(milliseconds=6).do(fires(name=f"f{number}"), MONITOR)
    assert len(day.log) <= EVENTS_MAX + 1 and lines(day) == [("alert", "etax")]
    for number in range(10_000):
        day.later(milliseconds=6).do(resolved(name=f"f{number}"), MONITOR)
    assert len(day.log) <= EVENTS_MAX + 1, "and none of it is believed to be over"
    day.do(AnswerAlert("etax", take=False), GUIDE)
    day.later(hours=1).do(fires(), MONITOR)
    assert lines(day) == [("alert", "etax")], "what comes after a storm is asked anew"


def test_a_storm_of_reports_that_come_and_go_is_bounded_too() -> None:
    day = monitored()
    for number in range(5_000):
        day.later(milliseconds=6).do(fires(name=f"f{number}"), MONITOR)
        day.later(milliseconds=6).do(resolved(name=f"f{number}"), MONITOR)
    assert len(day.log) <= EVENTS_MAX + 3 and lines(day) == [("alert", "etax")]


def test_a_report_that_comes_and_goes_each_second_for_an_hour_is_damped() -> None:
    day, changes, before = monitored(), 0, list[tuple[str, str]]()
    for second in range(3600):
        day.later(seconds=1).do(fires() if second % 2 else resolved(), MONITOR)
        changes, before = changes + (lines(day) != before), lines(day)
    assert len(day.log) <= 2 * 60 / day.hall.alerts.calm_min + 3
    assert changes <= 2 * 60 / day.hall.alerts.calm_min + 3
    assert sum(event.event.anew for event in day.log if event.event.type == "alert_noted") == 1


def test_reports_are_of_systems_and_of_staff_alone() -> None:
    with pytest.raises(Refused):
        monitored().do(fires(), STRANGER)
    assert monitored().do(HearAlerts((Alert("a", "gone", True),)), MONITOR) is None


STEPS = st.lists(
    st.tuples(
        st.sampled_from([rule.id for rule in RULES]),
        st.sampled_from(["fires", "resolved", "doubtful", "take", "decline", "clear"]),
        st.integers(0, 30),
        st.sampled_from([-86_400, -30, 0, 1, 60, 400, 2_000, 90_000]),
    ),
    max_size=40,
)


@given(STEPS)
@settings(max_examples=60, deadline=None)
def test_whatever_comes_replays_to_the_same_lessens_nothing_and_stays_bounded(
    steps: list[tuple[str, str, int, int]],
) -> None:
    day = monitored()
    for rule, what, number, seconds in steps:
        day.later(seconds=seconds)
        open_before = set(kinds(day))
        if what in ("fires", "resolved", "doubtful"):
            told = (resolved if what == "resolved" else fires)(
                rule, f"f{number}", doubtful=what == "doubtful"
            )
            day.do(told, MONITOR)
            assert open_before <= set(kinds(day)), "no report ends anything"
            count = len(day.log)
            day.do(told, MONITOR)
            assert len(day.log) - count <= (what == "doubtful"), "said twice it says nothing more"
        elif what == "clear":
            for incident in day.situation.open_incidents[:1]:
                day.do(Change(incident.id, "clear", reason="已恢复", attest=True), ADMIN)
        else:
            day.do(AnswerAlert(rule, what == "take"), ADMIN)
            assert asks(day.hall, day.situation, day.hall.alerts.rule[rule], day.now) != "propose"
        assert sum(len(heard.alerts) for heard in day.situation.alerts.values()) <= ALERTS_KEPT
        assert len(day.situation.alerts) <= RULES_KEPT
    assert fold(day.log) == day.situation
    assert SITUATION.validate_json(SITUATION.dump_json(day.situation)) == day.situation


def test_an_older_situation_is_written_without_what_it_never_knew() -> None:
    assert b'"alerts"' not in SITUATION.dump_json(NOTHING)


NAMES = st.from_regex(r"[A-Za-z_][A-Za-z0-9_]{0,10}", fullmatch=True)
TEXTS = st.text(st.characters(codec="utf-8"), max_size=40)


@given(st.dictionaries(NAMES, TEXTS, max_size=5), st.dictionaries(NAMES, TEXTS, max_size=3))
def test_what_was_received_is_never_read_as_a_template(
    labels: dict[str, str], notes: dict[str, str]
) -> None:
    rule = RULES[0].model_copy(update={"text": "{a} {b}"})
    for evil in ("{0.__class__}", "{b}", "{", "}}", "%s", "\\1", "\\g<0>"):
        said = rule.said({**labels, "a": evil, "b": ""}, notes)
        assert said == " ".join(evil.split())
    assert len(rule.said({**labels, "a": "x" * 500}, notes)) <= 120


VALUES = st.text(st.characters(codec="utf-8", exclude_characters='"'), max_size=40)


@given(st.dictionaries(NAMES, TEXTS, max_size=5), NAMES, VALUES)
def test_a_rule_matches_whole_values_and_a_missing_label_is_an_empty_one(
    labels: dict[str, str], name: str, value: str
) -> None:
    has, begins = labels.get(name, "") == value, labels.get(name, "").startswith(value)
    begun = f'"(?s){re.escape(value)}.*"'
    assert matcher(f'{name}="{value}"').holds(labels) == has
    assert matcher(f'{name}!="{value}"').holds(labels) == (not has)
    assert matcher(f"{name}=~{begun}").holds(labels) == begins
    assert matcher(f"{name}!~{begun}").holds(labels) == (not begins)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"matchers": ('job=~"["',)}, "no regular expression"),
        ({"matchers": ()}, "at least 1"),
        ({"matchers": ("job",)}, "write it like"),
        ({"matchers": ("job!=x",)}, "write what it is"),
        ({"text": "{0}"}, "names no label"),
        ({"text": "{a.b}"}, "names no label"),
        ({"text": "a}"}, "has no other"),
        ({"text": "｛a｝"}, "full-width"),
        ({"act": "maybe"}, "propose"),
        ({"level": 5}, "4"),
    ],
)
def test_a_rule_that_cannot_be_is_refused_in_words(wrong: dict[str, object], told: str) -> None:
    right = {"id": "r", "matchers": ("job=x",), "kind": "FIRE", "target": "hall"}
    with pytest.raises(ValidationError, match=told):
        AlertRule.model_validate(right | wrong)


def test_a_day_of_a_wrong_clock_here_leaves_a_report_standing() -> None:
    day = monitored()
    day.do(fires(), MONITOR)
    day.now -= timedelta(days=1)
    day.do(fires(), MONITOR)
    assert lines(day) == [("alert", "etax")]


def test_a_source_that_is_silent_is_told_and_its_silence_ends_nothing() -> None:
    day = monitored()
    day.do(fires(), MONITOR)
    day.do(fires("core"), MONITOR)

    def silent() -> list[tuple[str, bool]]:
        seen = standing(world(day.hall, day.situation, day.now))
        return [(one.about, bool(one.answer)) for one in seen if one.rule == "stale"]

    day.later(minutes=6 * 60)
    assert silent() == []
    day.later(minutes=1)
    assert silent() == [("etax", True), ("core", False)] and kinds(day) == ["SYS-CORE"]
    day.do(fires("core"), MONITOR)
    assert silent() == [("etax", True)]
    day.do(AnswerAlert("etax", take=False), GUIDE)
    assert silent() == [] and kinds(day) == ["SYS-CORE"]
    day.later(minutes=60)
    day.do(fires(), MONITOR)
    assert lines(day) == [("alert", "etax")], "what is heard again is asked again"
