"""Who may take a warning back: its sender, by the source that handed it on, or by a right signature."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.custody.warnings.feeds import document
from kiosk.custody.warnings.heard import heard
from signage.availability.world import world
from signage.deciding.alerts import asks
from signage.language.words import say
from signage.records.due_in_hall import standing
from signage.situation.alerts import AnswerAlert
from signage.situation.incidents import Actor
from tests.cast import HALL, SUPERVISOR, Day
from tests.kiosk.cap.samples import SENDER, SENT, cap, info, named
from tests.kiosk.cap.test_heard import LATER, RULES, listening

WEATHER, OTHER = Actor("token:feed/weather", "supervisor"), Actor("token:feed/other", "supervisor")
CLEAR = info(more="<responseType>AllClear</responseType>")
CANCEL = cap(identifier="end", kind="Cancel", references=named())
UPDATE = cap(CLEAR, identifier="end", kind="Update", references=named())
ELSEWHERE = CANCEL.replace(f"<sender>{SENDER}<", "<sender>someone@else.example<")
SHORT = cap(info(expires=LATER + timedelta(minutes=1)))


class Warned:
    """A hall where two feeds are heard."""

    def __init__(self, act: str = "raise") -> None:
        rules = tuple(rule.model_copy(update={"act": act}) for rule in RULES)
        self.rule, self.alerts = rules[0], listening(rules=rules).alerts
        self.day = Day(hall=HALL.model_copy(update={"alerts": self.alerts}))
        self.day.now = LATER

    def hears(self, text: str, by: Actor = WEATHER, *, signed: bool = False) -> None:
        here = replace(listening(self.day.now), alerts=self.alerts)
        found = [replace(one, vouched=signed) for one in document(text).messages]
        self.day.do(heard(found, here)[0], by)

    @property
    def asks(self) -> str | None:
        return asks(self.day.hall, self.day.situation, self.rule, self.day.now)

    @property
    def firing(self) -> bool:
        return self.day.situation.alerts[self.rule.id].firing(self.day.now)

    @property
    def told(self) -> list[str]:
        there = world(self.day.hall, self.day.situation, self.day.now)
        return [say(one.words) for one in standing(there) if one.about == self.rule.id]


@pytest.mark.parametrize("end", [CANCEL, UPDATE], ids=["cancel", "update"])
@pytest.mark.parametrize("first", [False, True])
def test_another_feed_takes_no_warning_back_and_staff_are_told(end: str, first: bool) -> None:
    there = Warned()
    for text, by in ((end, OTHER), (cap(), WEATHER)) if first else ((cap(), WEATHER), (end, OTHER)):
        there.hears(text, by)
    assert there.firing and there.asks == "disputed"
    (told,) = there.told
    assert told.startswith("另有来源称预警") and "请向发布单位核实" in told
    there.hears(end)
    assert not there.firing and there.asks == "recovered"


def test_what_is_only_proposed_stands_too_and_says_so() -> None:
    there = Warned("propose")
    there.hears(cap())
    there.hears(CANCEL, OTHER)
    assert there.asks == "propose" and "另有来源称已解除，未经核实" in there.told[0]
    there.day.do(AnswerAlert(there.rule.id), SUPERVISOR)
    assert there.asks == "disputed"


@pytest.mark.parametrize("signed", [False, True])
def test_another_sender_takes_none_back_whoever_hands_it_on(signed: bool) -> None:
    there = Warned()
    there.hears(cap())
    for by in (WEATHER, OTHER):
        there.hears(ELSEWHERE, by, signed=signed)
    assert there.firing and there.asks == "disputed"
    there.hears(CANCEL)
    assert there.asks == "recovered"


def test_the_sender_whose_signature_is_right_takes_it_back_from_every_feed() -> None:
    there = Warned()
    there.hears(cap())
    there.hears(cap(), Actor("token:third", "guide"))
    there.hears(CANCEL, OTHER, signed=True)
    assert not there.firing and there.asks == "recovered"
    there.hears(cap())
    assert there.asks == "recovered", "one that comes late is not heard"


def test_another_feed_makes_none_end_sooner() -> None:
    there = Warned("propose")
    there.hears(cap())
    there.hears(SHORT, OTHER)
    there.day.now += timedelta(hours=1)
    assert there.asks == "propose"


OTHERS = {"cancel": CANCEL, "update": UPDATE, "elsewhere": ELSEWHERE, "short": SHORT, "same": cap()}


@given(st.lists(st.sampled_from(sorted(OTHERS)), max_size=6), st.integers(0, 6))
def test_whatever_another_feed_says_and_when_the_warning_stands(said: list[str], at: int) -> None:
    there = Warned("propose")
    for name in said[:at]:
        there.hears(OTHERS[name], OTHER)
    there.hears(cap())
    for name in said[at:]:
        there.hears(OTHERS[name], OTHER)
    there.day.now = SENT + timedelta(hours=6) - timedelta(seconds=1)
    assert there.firing and there.asks == "propose"
