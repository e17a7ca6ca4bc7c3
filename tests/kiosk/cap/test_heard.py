"""What a hall hears of warnings: the gate, where and how long they hold, and what ends them."""

from collections.abc import Iterable
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.custody.warnings.feeds import document
from kiosk.custody.warnings.heard import HELD, Listening, heard
from signage.deciding.alerts import asks
from signage.hall.alerts.rules import AlertRule, Alerts, Location
from signage.situation.alerts import WITHDRAWN_KEPT, Alert, AnswerAlert, HearAlerts
from signage.situation.incidents import Actor
from tests.cast import HALL, SUPERVISOR, Day
from tests.kiosk.cap.samples import SENT, area, cap, info, named

FEED = Actor("token:weather", "supervisor")
RULES = (
    AlertRule(
        id="grave", matchers=('category=~".*Met.*"', 'level=~"1|2"'), kind="HALL-CLOSED", target="hall",
        text="{headline} {colour}",
    ),
    AlertRule(id="other", matchers=('category="Met"',), kind="WIN-PAUSE", target="window/1"),
)  # fmt: skip
LATER = SENT + timedelta(minutes=30)
FAR = area(inside="<circle>10,10 5</circle>")


def listening(
    now: datetime = LATER,
    languages: tuple[str, ...] = ("zh", "en"),
    rules: tuple[AlertRule, ...] = RULES,
) -> Listening:
    alerts = Alerts(rules=rules, location=Location(latitude=36.1, longitude=120.3))
    return Listening(alerts, languages, now, "weather")


def told(
    *messages: str, now: datetime = LATER, languages: tuple[str, ...] = ("zh", "en")
) -> tuple[HearAlerts, tuple[str, ...]]:
    found = [one for text in messages for one in document(text).messages]
    return heard(found, listening(now, languages))


def alerts(*messages: str, now: datetime = LATER) -> tuple[Alert, ...]:
    return told(*messages, now=now)[0].alerts


class Warned:
    """A day in a hall that hears them."""

    def __init__(self, act: str = "propose") -> None:
        rules = tuple(rule.model_copy(update={"act": act}) for rule in RULES)
        self.rules, here = rules, listening(rules=rules)
        self.day = Day(hall=HALL.model_copy(update={"alerts": here.alerts}))
        self.day.now = LATER

    def hears(self, *messages: str) -> list[str]:
        """The types of the events that came of it."""
        before = len(self.day.log)
        found = [one for text in messages for one in document(text).messages]
        command, _ = heard(found, listening(self.day.now, rules=self.rules))
        self.day.do(command, FEED)
        return [recorded.event.type for recorded in self.day.log[before:]]

    def asks(self) -> str | None:
        return asks(self.day.hall, self.day.situation, self.rules[0], self.day.now)

    def open(self) -> list[str]:
        return [one.notice.kind for one in self.day.situation.open_incidents]


@pytest.mark.parametrize(
    ("message", "why"),
    [
        (cap(status="Exercise"), "exercise"),
        (cap(status="Test"), "test"),
        (cap(status="Draft"), "draft"),
        (cap(status="System"), "system"),
        (cap(scope="Restricted"), "restricted"),
        (cap(scope="Private"), "private"),
        (cap(kind="Ack"), "ack"),
        (cap(kind="Error"), "error"),
        (cap(info(areas=FAR)), "elsewhere"),
        (cap(info(expires=LATER)), "expired"),
        (cap(info(expires=SENT - timedelta(hours=1))), "expires-before-sent"),
        (cap(info(more="<responseType>AllClear</responseType>")), "all-clear"),
        (cap(info(event="演习", severity="Minor").replace("Met", "Health")), "no-rule"),
    ],
)
def test_what_says_nothing_to_this_hall_is_passed_over_with_its_reason(
    message: str, why: str
) -> None:
    assert told(message) == (HearAlerts((), ()), (why,))


def test_the_colour_is_the_level_and_the_text_names_it() -> None:
    (one,) = alerts(cap())
    assert (one.rule, one.level, one.text) == ("grave", 2, "青禾县发布暴雨橙色预警 orange")
    assert (one.until, one.ask) == (SENT + timedelta(hours=6), False)


@pytest.mark.parametrize(
    ("event", "severity", "level"),
    [("暴雨红色预警", "Minor", 1), ("暴雨", "Extreme", 1), ("大雾黄色预警", "Unknown", 3),
     ("rain", "Minor", 4), ("rain", "Unknown", None), ("暴雨蓝色预警", "Extreme", 4)],
)  # fmt: skip
def test_a_colour_counts_before_the_severity(event: str, severity: str, level: int | None) -> None:
    assert alerts(cap(info(event=event, severity=severity)))[0].level == level


@pytest.mark.parametrize(
    ("languages", "text"),
    [
        (("zh", "en"), {"zh": "zh-CN", "en": "en-GB"}),
        (("en",), "en-GB"),
        (("bo", "zh"), "zh-CN"),
        (("fr",), "en-GB"),
    ],
)
def test_the_language_the_hall_reads_best_is_heard(
    languages: tuple[str, ...], text: str | dict[str, str]
) -> None:
    both = cap(info("zh-CN", "暴雨红色预警"), info("en-GB", "red rain warning"))
    rule = AlertRule(
        id="a", matchers=("category=Met",), kind="HALL-CLOSED", target="hall", text="{language}"
    )
    here = listening(languages=languages, rules=(rule,))
    assert heard(document(both).messages, here)[0].alerts[0].text == text


def test_one_that_may_hold_here_or_will_hold_later_is_for_a_person_to_judge() -> None:
    unsure = cap(info(areas=area(inside="")))
    later = cap(
        info(more="").replace("<expires>", "<onset>2026-11-24T12:00:00+08:00</onset><expires>")
    )
    for message in (unsure, later):
        assert alerts(message)[0].ask
        hall = Warned("raise")
        hall.hears(message)
        assert hall.open() == [] and hall.asks() == "propose"
    hall = Warned("raise")
    hall.hears(cap())
    assert hall.open() == ["HALL-CLOSED"]


def test_one_without_an_end_holds_for_four_hours_from_when_it_was_heard_last() -> None:
    endless = cap(info(expires=None))
    assert alerts(endless)[0].until == LATER + HELD
    hall = Warned()
    hall.hears(endless)
    hall.day.now += timedelta(hours=3)
    hall.hears(endless)
    hall.day.now += timedelta(hours=3)
    assert hall.asks() == "propose"
    hall.day.now += timedelta(hours=1)
    assert hall.asks() is None


def test_a_sender_whose_clock_runs_a_day_ahead_is_believed_in_how_long_it_holds() -> None:
    ahead = timedelta(days=1)
    message = cap(info(expires=SENT + ahead + timedelta(hours=6)), sent=SENT + ahead)
    assert alerts(message)[0].until == LATER + timedelta(hours=6)


def test_it_is_proposed_raised_by_a_tap_and_its_end_is_proposed_alone() -> None:
    hall = Warned()
    assert hall.hears(cap()) == ["alert_noted"] and hall.asks() == "propose"
    assert hall.hears(cap()) == [], "what is known is no event"
    hall.day.do(AnswerAlert("grave"), SUPERVISOR)
    assert hall.open() == ["HALL-CLOSED"] and hall.asks() is None
    hall.day.now = SENT + timedelta(hours=6)
    assert hall.asks() == "recovered" and hall.open() == ["HALL-CLOSED"]


def test_it_stands_for_as_long_as_its_sender_says_though_nobody_repeats_it() -> None:
    hall = Warned()
    hall.hears(cap(info(expires=SENT + timedelta(days=2))))
    hall.day.now += timedelta(hours=47)
    assert hall.asks() == "propose"


@pytest.mark.parametrize("kind", ["Update", "Cancel"])
def test_what_is_replaced_or_cancelled_is_over_and_does_not_come_back(kind: str) -> None:
    hall = Warned()
    hall.hears(cap())
    end = cap(
        info(more="<responseType>AllClear</responseType>"), identifier="end", kind=kind,
        sent=SENT + timedelta(minutes=10), references=named(),
    )  # fmt: skip
    assert hall.hears(end) == ["alerts_withdrawn"]
    assert hall.asks() is None
    assert hall.hears(cap()) == [] == hall.hears(end), "late, and again"
    assert hall.asks() is None


def test_a_cancel_that_comes_first_keeps_its_alert_from_being_heard() -> None:
    cancel = cap(identifier="end", kind="Cancel", references=named())
    hall = Warned()
    assert hall.hears(cancel) == ["alerts_withdrawn"]
    assert hall.hears(cap()) == [] and hall.asks() is None


def test_an_update_replaces_and_goes_on_and_one_of_what_is_unknown_is_heard() -> None:
    hall = Warned()
    hall.hears(cap())
    update = cap(info(event="暴雨红色预警"), identifier="two", kind="Update", references=named())
    assert hall.hears(update) == ["alerts_withdrawn", "alert_noted"]
    known = hall.day.situation.alerts["grave"]
    assert (len(known.alerts), known.level, hall.asks()) == (1, 1, "propose")


def test_an_alert_names_no_predecessor_and_takes_none_back() -> None:
    assert told(cap(identifier="other", references=named()))[0].withdrawn == ()


@given(st.permutations(["alert", "update", "cancel"]), st.integers(0, 2))
def test_in_whatever_order_and_how_often_they_come_the_end_is_the_same(
    order: list[str], again: int
) -> None:
    """As a feed that lost some, or another way round, would bring them."""
    messages = {
        "alert": cap(),
        "update": cap(identifier="two", kind="Update", references=named(), sent=SENT + timedelta(minutes=5)),
        "cancel": cap(
            identifier="three", kind="Cancel", sent=SENT + timedelta(minutes=9),
            references=f"{named()} {named('two', '2026-11-24T09:35:00+08:00')}",
        ),
    }  # fmt: skip
    hall = Warned()
    for name in (*order, *order[: again + 1]):
        hall.hears(messages[name])
    assert hall.asks() is None and not hall.day.situation.alerts.get("grave", EMPTY).firing(
        hall.day.now
    )


class _Empty:
    def firing(self, now: datetime) -> bool:
        return False


EMPTY = _Empty()


def test_ten_thousand_in_a_minute_are_no_more_than_a_person_reads() -> None:
    hall = Warned()
    many: Iterable[str] = (
        cap(identifier=f"n{number}", references=named(f"o{number}"), kind="Update")
        for number in range(1000)
    )
    for message in many:
        hall.hears(message)
    situation = hall.day.situation
    assert len(situation.withdrawn) <= WITHDRAWN_KEPT and len(hall.day.log) <= 100
    assert sum(len(one.alerts) for one in situation.alerts.values()) <= 200
