"""The hall's incidents in CAP, in halls nobody drew by hand and whatever is done to them: each message
as the standard has it and our own reader reads it, all that hold named, nothing in it that the public
is not told."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from kiosk.custody.bulletins.account import accounts
from kiosk.custody.bulletins.issue import Chain, issued, message_of
from kiosk.custody.bulletins.issuer import sender_of
from kiosk.custody.bulletins.written import written
from kiosk.custody.warnings.cap_reader import message
from kiosk.custody.warnings.message import ALL_CLEAR, CapMessage, Name
from kiosk.wording.outside import xml
from signage.rules.public_words import faults
from signage.rules.refusal import Refused
from signage.situation.commands import Change, Undo
from tests.cast import ADMIN, SUPERVISOR, Day
from tests.halls import Made, drawn, made
from tests.halls.cases import day, raises, seen
from tests.halls.seeds import every_hall, some_halls
from tests.halls.size import chance_of

CAP = "{urn:oasis:names:tc:emergency:cap:1.2}"
BEIJING = ZoneInfo("Asia/Shanghai")
ORDER = {
    "alert": "identifier sender sent status msgType source scope restriction addresses code note references"
    " incidents info",
    "info": "language category event responseType urgency severity certainty audience eventCode effective onset"
    " expires senderName headline description instruction web contact parameter resource area",
    "area": "areaDesc polygon circle geocode altitude ceiling",
    "parameter": "valueName value",
}
"""CAP-v1.2.xsd: the sequence of each."""
NEEDED = {
    "alert": {"identifier", "sender", "sent", "status", "msgType", "scope"},
    "info": {"language", "category", "event", "urgency", "severity", "certainty", "expires"},
    "area": {"areaDesc"},
    "parameter": {"valueName", "value"},
}
ACTS = ("raise", "raise", "update", "escalate", "resolve", "clear", "acknowledge", "undo", "wait")
LIFE = ("FIRE", "QUAKE", "TERROR", "DEV-HAZARD", "ACCIDENT", "FIGHT", "TAX-VIOLENCE")
SECRET = "配电间张伟"
"""The cause as staff noted it."""


class Public:
    """A reader outside who fetches after each act, and holds what it fetched."""

    def __init__(self, hall: Made, seed: int) -> None:
        self.hall, self.day, self.chance = hall, day(hall), chance_of(seed, 31)
        self.raises = list(raises(hall, each=1))
        self.chains: Mapping[str, Chain] = {}
        self.held: dict[Name, tuple[CapMessage, str]] = {}

    def fetch(self) -> list[CapMessage]:
        """What is new to it, each as the standard has it."""
        world = replace(seen(self.hall, self.day), hall=self.day.hall)
        void = {one.id for one in self.day.situation.incidents.values() if one.void}
        sender = sender_of(self.day.hall)
        self.chains = issued(self.chains, accounts(world), void, sender, self.day.now)
        told = [message_of(chain) for chain in self.chains.values()]
        new = [one for one in told if self._keep(one)]
        for one in new:
            self._lawful(one)
        return new

    def _keep(self, one: CapMessage) -> bool:
        said = written(one, BEIJING)
        known = self.held.setdefault(one.name, (one, said))
        assert known[1] == said, "a message never changes once it is out"
        return known[0] is one

    def _lawful(self, one: CapMessage) -> None:
        said = written(one, BEIJING)
        assert message(xml(said)) == one, "our own reader reads what was written"
        in_order(xml(said))
        holds = self._predecessors(one)
        assert set(one.references) >= holds, (one.kind, holds - set(one.references))
        assert (one.kind == "Alert") is not one.references
        assert all(each.sent < one.name.sent for each in one.references)
        moments = {(i.effective, i.expires, i.gravity, i.urgency, i.certainty) for i in one.infos}
        assert len(moments) <= 1 and all(i.language for i in one.infos)
        if one.infos:
            assert one.infos[0].language == "zh-CN"
        text = " ".join(
            f"{i.headline} {i.description} {i.event} {i.areas[0].name}" for i in one.infos
        )
        assert not faults(text.replace(str(self.day.hall.phone), ""), self.day.hall.numbers), text
        assert "张伟" not in text and "{" not in text

    def _predecessors(self, one: CapMessage) -> set[Name]:
        incident = self._incident(one)
        return {
            name
            for name, (held, _) in self.held.items()
            if held is not one
            and self._incident(held) == incident
            and name.sent + timedelta(hours=12) > one.name.sent
        }

    def _incident(self, one: CapMessage) -> str:
        return one.name.identifier.rpartition("-")[0]

    def act(self) -> None:
        act, incidents = self.chance.choice(ACTS), [*self.day.situation.incidents]
        self.day.later(seconds=self.chance.choice((0, 0.2, 7, 700, 4000, 40_000)))
        if act == "wait":
            return
        try:
            if act == "raise" or not incidents:
                command = self.chance.choice(self.raises)
                drill, life = self.chance.random() < 0.2, command.kind in LIFE
                cause = SECRET if life else ""
                self.day.do(replace(command, drill=drill, cause=cause, note=SECRET), ADMIN)
            elif act == "undo":
                self.day.do(Undo(self.chance.choice(incidents)), ADMIN)
            else:
                eta = self.day.now + timedelta(minutes=self.chance.choice((1, 90)))
                given = {"eta": eta} if act == "update" else {}
                number = self.chance.choice(incidents)
                self.day.do(Change(number, act, reason="演示", **given), ADMIN)  # type: ignore[arg-type]  # one of Changing
        except Refused:
            pass


def in_order(element: object) -> None:
    """As the schema has it."""
    children = list(element)  # type: ignore[call-overload]  # an Element
    name = element.tag.removeprefix(CAP)  # type: ignore[attr-defined]  # an Element
    if name not in ORDER:
        return
    order = ORDER[name].split()
    places = [order.index(child.tag.removeprefix(CAP)) for child in children]
    assert places == sorted(places), (name, places)
    assert NEEDED[name] <= {child.tag.removeprefix(CAP) for child in children}
    for child in children:
        assert len(child) or (child.text or "").strip(), "nothing that says nothing"
        in_order(child)


@every_hall
def test_whatever_happens_is_told_as_the_standard_has_it(seed: int) -> None:
    public = Public(made(drawn(seed)), seed)
    for _ in range(25):
        public.act()
        public.fetch()
    assert public.held


@some_halls
def test_every_kind_is_told_from_its_raise_to_its_end(seed: int) -> None:
    public = Public(made(drawn(seed)), seed)
    for command in {one.kind: one for one in public.raises}.values():
        public.day = day(public.hall)
        public.chains, public.held = {}, {}
        number = public.day.do(command, SUPERVISOR)
        assert number
        first = public.fetch()
        if not first:
            assert public.day.situation.incidents[number].notice.cls not in ("evacuate", "shelter")
            continue
        (alert,) = first
        assert (alert.kind, alert.status, alert.scope) == ("Alert", "Actual", "Public")
        assert public.fetch() == [], "said once"
        public.day.later(minutes=20).do(Change(number, "clear", reason="演示"), ADMIN)
        (end,) = public.fetch()
        assert (end.kind, end.references) == ("Update", (alert.name,))
        assert {(i.responses, i.urgency) for i in end.infos} == {((ALL_CLEAR,), "Past")}
        public.day.later(days=2)
        assert public.fetch() == [] and not public.chains


def told(day_: Day, chains: Mapping[str, Chain], hall: Made) -> Mapping[str, Chain]:
    void = {one.id for one in day_.situation.incidents.values() if one.void}
    return issued(chains, accounts(seen(hall, day_)), void, "hall", day_.now)


@pytest.mark.parametrize("drill", [False, True])
def test_a_drill_is_an_exercise_and_names_itself(drill: bool) -> None:
    hall = made(drawn(0))
    at = day(hall)
    fire = next(one for one in raises(hall) if one.kind == "FIRE")
    number = at.do(replace(fire, drill=drill), SUPERVISOR)
    (one,) = map(message_of, told(at, {}, hall).values())
    assert (one.status, one.note) == (("Exercise", number) if drill else ("Actual", ""))
    assert one.infos[0].headline.startswith("演练") is drill


def test_what_was_taken_back_is_cancelled_and_what_goes_on_is_issued_before_it_ends() -> None:
    hall = made(drawn(0))
    at = day(hall)
    fire = next(one for one in raises(hall) if one.kind == "FIRE")
    number = at.do(fire, SUPERVISOR)
    assert number
    chains = told(at, {}, hall)
    for _ in range(30):
        chains = told(at.later(hours=1), chains, hall)
        (one,) = map(message_of, chains.values())
        assert one.infos[0].expires and one.infos[0].expires > at.now + timedelta(hours=5)
    number = at.do(replace(fire, kind="DEV-HALL", targets=("hall",)), SUPERVISOR) or ""
    chains = told(at, chains, hall)
    at.later(seconds=5).do(Undo(number), SUPERVISOR)
    chains = told(at, chains, hall)
    if number in chains:
        one = message_of(chains[number])
        assert (one.kind, one.infos, len(one.references)) == ("Cancel", (), 1)


def test_a_clock_set_back_never_dates_a_message_before_what_it_follows() -> None:
    hall = made(drawn(2))
    at = day(hall)
    number = at.do(next(one for one in raises(hall) if one.kind == "FIRE"), SUPERVISOR)
    assert number
    chains = told(at, {}, hall)
    first = message_of(chains[number])
    at.later(hours=-3).do(Change(number, "clear", reason="演示"), ADMIN)
    end = message_of(told(at, chains, hall)[number])
    assert end.references == (first.name,) and end.name.sent > first.name.sent
