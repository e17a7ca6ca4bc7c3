"""Holds what is wanted against what was sent, at every change of the hall and at each call's own
moments.

One thread, which waits for no gateway. What it is about to send is on the disk before it is handed
over, and what became of it afterwards: killed in between, it is sent again, with the same number.
"""

import random
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from devices.modem.pdu import Incoming, Report
from kiosk.custody.calls import schedule
from kiosk.custody.calls.addresses import TELEPHONE, Addresses
from kiosk.custody.calls.answers import answered, reported
from kiosk.custody.calls.gateway import KEYED, Gateway, Result
from kiosk.custody.calls.links import person_s
from kiosk.custody.calls.messages import Messages
from kiosk.custody.calls.modem import Modem
from kiosk.custody.calls.subscribers import Subscribers
from kiosk.drawing.beforehand.voice.engine import Engine
from kiosk.engine.board import SYSTEM
from kiosk.engine.health import Fact
from kiosk.engine.periodic import Periodic
from kiosk.store import StoreError
from kiosk.store.tables.outbox import ENDED_SHOWN, KEEP_DAYS, Call, Outbox, Try
from signage.availability.world import World
from signage.hall.model import Hall
from signage.language.words import NO_WORDS, Message, say
from signage.records.calls import TEST_S, Wanted, wanted
from signage.rules.refusal import Refused
from signage.situation.calls import AnswerCall, NoteCalls, Outcome, Told, Via

if TYPE_CHECKING:
    from kiosk.serving.services import Services

LOOK_S: Final = 0.2
"""How soon what a gateway said is noted."""
REST_S: Final = 30.0
"""The longest sleep: only a wall clock that was set needs it."""
HEAD_START_S: Final = 0.3
"""What is shown in the hall goes first: a person outside is called this much later."""
HEAD_STARTS: Final = 5
AT_ONCE: Final = 8
"""Under way to one address, so that a gateway that hangs leaves room for others."""
TOLD_MAX: Final = 2000
CONSOLE: Final = "console"
NEVER: Final = frozenset({"bad-address", "gone"})
"""Whatever is tried again, it comes to the same."""


class Caller:
    """``turn`` is that of one repeating thread. :attr:`shown` is a value, read from any."""

    def __init__(
        self,
        here: "Services",
        addresses: Addresses | None,
        gateway: Gateway | None = None,
        chance: Callable[[], float] = random.random,
    ) -> None:
        """Without ``addresses`` nothing ever leaves the hall."""
        self.modem: Modem | None = None
        self._came: list[Incoming | Report | Call] = []
        self._here, self._addresses, self._chance = here, addresses, chance
        self._gateway = gateway or Gateway()
        self.devices = Subscribers(here.store.directory, here.clock)
        self.messages = Messages(here, addresses, self.devices)
        self.push = self.messages.named
        self._box = Outbox(here.store)
        self._of: object = None
        self._calls: dict[tuple[str, str], Call] = {}
        self._number = 0
        self._unstored: set[tuple[str, str]] = set()
        self._told: list[Told] = []
        self._flying: dict[str, tuple[tuple[str, str], int]] = {}
        self.shown: tuple[Call, ...] = ()
        """All that are open and the last that ended, by number."""
        self._seen: object = None
        self._next_at: datetime | None = None
        """Before this moment nothing changes by itself."""
        self.turning = Periodic("calls", self._after_screens, self._rest_s)

    def tell(self, view: object) -> None:
        """Of a new view: the work is the thread's own."""
        self.turning.wake()

    def _after_screens(self) -> None:
        """Once nothing has changed for a moment, or a few of them have passed."""
        board = self._here.board
        for _ in range(HEAD_STARTS):
            view = board.view
            if not self.turning.pause(HEAD_START_S):
                return
            if view is board.view:
                break
        self.turn()

    def turn(self) -> None:
        """Raises :class:`StoreError` where it cannot be noted; what is a matter of life is sent all
        the same."""
        self._take_up()
        now, view, results = self._here.clock(), self._here.board.view, self._gateway.heard()
        if self.modem is not None:
            results += self.modem.heard()
            self._came += self.modem.came()
        owes = results or self._unstored or self._told or self._came
        if not owes and view is self._seen and self._next_at is not None and now < self._next_at:
            return
        self._seen = view
        self.messages.let_go(view.content.hall)
        world = replace(view.world, now=now)
        self._hear(results, now)
        self._come_back(world.hall, now)
        world = replace(self._here.board.view.world, now=now)
        self._settle(world, {one.name: one for one in wanted(world)}, now)
        error = self._stored()
        self._send(world.hall, now, life_alone=error is not None)
        self._forget()
        self.shown = tuple(self._calls.values())
        self._next_at = self._next(now)
        if error is not None:
            raise error

    def stop(self) -> None:
        self.turning.stop()
        self._gateway.stop()
        if self.modem is not None:
            self.modem.close()

    # ---- what there is

    def _take_up(self) -> None:
        """At the start, and where the hall stands on another log since."""
        identity = self._here.store.identity
        if identity == self._of:
            return
        self._box.forget(self._here.clock() - timedelta(days=KEEP_DAYS))
        self._calls = {one.name: one for one in self._box.kept()}
        self._number = max(self._number, self._box.last())
        self._unstored.clear()
        self._of = identity

    def _put(self, call: Call) -> None:
        if self._calls.get(call.name) != call:
            self._calls[call.name] = call
            self._unstored.add(call.name)

    def _open(self) -> list[Call]:
        return [call for call in self._calls.values() if call.ended is None]

    def _forget(self) -> None:
        """Of those that ended the oldest; one that is still wanted is kept, or it would be begun
        anew."""
        gone = [one.name for one in self._calls.values() if one.ended and one.why != "unanswered"]
        for name in gone[: max(0, len(gone) - ENDED_SHOWN)]:
            if name not in self._unstored:
                del self._calls[name]

    # ---- what a gateway said

    def _hear(self, results: Iterable[Result], now: datetime) -> None:
        for result in results:
            name, at = self._flying.pop(result.name, (("", ""), 0))
            call = self._calls.get(name)
            if result.gone:
                self.devices.end(result.gone)
            if call is not None and at < len(call.tries):
                self._note(call, at, result, now)
                if result.answer == KEYED and call.ended is None:
                    self._came.append(call)

    def _note(self, call: Call, at: int, result: Result, now: datetime) -> None:
        one = call.tries[at]
        if result.ok:
            self._change(call, at, schedule.sent(one, now, result.parts), "sent")
        elif result.why in NEVER:
            self._change(call, at, schedule.refused(one, result.why, now), "refused")
        elif one.state == "waiting":
            new = schedule.again(one, result.why, now, self._chance)
            self._change(call, at, new, "failed")

    def _change(self, call: Call, at: int, new: Try, outcome: Outcome) -> Call:
        """Told is every message that went, and of what did not the first time on each way."""
        waits = call.tries[at].state == "waiting" and outcome in ("failed", "refused")
        known = waits and (new.count > 1 or schedule.tried_before(call, at))
        made = replace(call, tries=(*call.tries[:at], new, *call.tries[at + 1 :]))
        self._put(made)
        if not known:
            self._tell(made, new.way, outcome, new.why, new.count)
        return made

    def _tell(self, call: Call, way: str, outcome: Outcome, why: str = "", count: int = 1) -> None:
        person = self._here.board.view.content.hall.calls.person.get(call.person)
        name = person.name if person is not None else call.person
        self._told.append(Told(call.key, name, way, outcome, call.incident, why, count))
        del self._told[:-TOLD_MAX]

    def _come_back(self, hall: Hall, now: datetime) -> None:
        """Reports of telephones and answers of people, which are kept where the disk is full."""
        while self._came:
            one = self._came[0]
            if isinstance(one, Report):
                self._delivered(one, now)
            elif isinstance(one, Call):
                self._take(one, "voice")
            else:
                self._answer(hall, one)
            del self._came[0]

    def _delivered(self, report: Report, now: datetime) -> None:
        call, at = reported(self._calls.values(), report, self._number_of) or (None, 0)
        if call is None:
            return
        new = schedule.reported(call.tries[at], report, now)
        outcomes: dict[str, Outcome] = {"failed": "refused", "delivered": "delivered"}
        if new.state in outcomes:
            self._change(call, at, new, outcomes[new.state])
        else:
            self._put(replace(call, tries=(*call.tries[:at], new, *call.tries[at + 1 :])))

    def _answer(self, hall: Hall, said: Incoming) -> None:
        """Raises :class:`StoreError`."""
        calls = self._calls.values()
        for call in answered(hall, calls, said.number, said.part.text, self._number_of):
            self._take(call, "text")

    def _take(self, call: Call, via: Via) -> None:
        """Raises :class:`StoreError`."""
        command = AnswerCall(call.key, call.rule, call.about, call.incident, via)
        with suppress(Refused, KeyError):
            self._here.board.do(command, person_s(self._here, call.person))

    def _number_of(self, name: str) -> str:
        return self._addresses.number(name) if self._addresses is not None else ""

    # ---- what is wanted

    def _settle(
        self, world: World, wanted_now: dict[tuple[str, str], Wanted], now: datetime
    ) -> None:
        for name, one in wanted_now.items():
            if name not in self._calls:
                self._put(self._begun(world.hall, one, now))
        for call in self._open():
            if call.name not in wanted_now:
                self._put(schedule.ended(world, call, now))
            elif now >= call.until:
                if call.rule != schedule.TEST:
                    self._tell(call, "", "unanswered")
                self._put(replace(schedule.dropped(call), ended=now, why="unanswered"))
            else:
                self._begin(world.hall, call, now)

    def _begun(self, hall: Hall, one: Wanted, now: datetime) -> Call:
        self._number += 1
        lasts = timedelta(hours=hall.calls.give_up_h)
        # What a night holds back is given up as long after the night.
        rests = None if one.life else hall.calls.rests(one.person, hall.local(now))
        until = (rests or now) + (timedelta(seconds=TEST_S) if one.rule == "test" else lasts)
        words = {lang: say(one.words, lang) for lang in hall.languages}
        return Call(
            self._number, one.key, one.person.id, one.rule, one.about, one.incident, words,
            one.level, one.life, now, until,
        )  # fmt: skip

    def _begin(self, hall: Hall, call: Call, now: datetime) -> None:
        """The ways whose moment has come."""
        person = hall.calls.person[call.person]
        if not call.life and hall.calls.rests(person, hall.local(now)) is not None:
            return
        ways = schedule.ways(person, call)
        while (due := schedule.begins(call, ways, hall.calls)) is not None and due <= now:
            call = schedule.begun(call, ways[len(call.tries) % len(ways)], now)
            call = self._first(call, len(call.tries) - 1, now)
        self._put(call)

    def _first(self, call: Call, at: int, now: datetime) -> Call:
        """What needs no gateway, or has none: the tablets ring by themselves."""
        one = call.tries[at]
        if one.way == CONSOLE:
            return self._change(call, at, schedule.sent(one, now), "sent")
        why = self.messages.hinders(call, one)
        return self._change(call, at, schedule.refused(one, why, now), "refused") if why else call

    # ---- the disk, and outside

    def _stored(self) -> StoreError | None:
        rows = [self._calls[name] for name in self._unstored if name in self._calls]
        told, names = tuple(self._told), frozenset(self._unstored)
        if not rows and not told:
            return None
        try:
            if told:
                self._here.board.do(
                    NoteCalls(told), SYSTEM, beside=lambda recorded: self._box.write(rows)
                )
            else:
                self._box.put(rows)
        except StoreError as error:
            return error
        del self._told[: len(told)]
        self._unstored -= names
        return None

    def _send(self, hall: Hall, now: datetime, *, life_alone: bool) -> None:
        flying = {*self._flying.values()}
        busy: dict[str, int] = {}
        for name, at in flying:
            one = self._calls[name].tries[at] if name in self._calls else None
            busy[one.address if one else ""] = busy.get(one.address if one else "", 0) + 1
        for call, at in self._due(now, life_alone):
            address = call.tries[at].address
            if (call.name, at) in flying or busy.get(address, 0) >= AT_ONCE:
                continue
            url = self._addresses.of(address) if self._addresses is not None else None
            if url is not None:
                busy[address] = busy.get(address, 0) + 1
                self._hand_over(hall, call, at, url)

    def _due(self, now: datetime, life_alone: bool) -> Iterable[tuple[Call, int]]:
        calls = (call for call in self._open() if call.life or not life_alone)
        for call in sorted(calls, key=lambda call: (not call.life, call.level, call.number)):
            for at, one in enumerate(call.tries):
                if one.state == "waiting" and one.next <= now:
                    yield call, at

    def _hand_over(self, hall: Hall, call: Call, at: int, url: str) -> None:
        name = f"{call.number}/{at}"
        self._flying[name] = (call.name, at)
        sent = self.messages.of(hall, call, name, url)
        if not url.startswith(TELEPHONE):
            self._gateway.send(sent)
        elif self.modem is None or not self.modem.send(sent):
            self._hear([Result(name, False, "no-modem")], self._here.clock())

    # ---- when it turns next, and how it fares

    def _rest_s(self) -> float | None:
        if self._flying:
            return LOOK_S
        if not any(call.ended is None for call in self.shown):
            # The process is for calls alone; the next one starts another.
            self._gateway.stop()
            return None
        due, now = self._next_at, self._here.clock()
        left = 0.0 if due is None else (due - now).total_seconds()
        return min(REST_S, max(LOOK_S, left))

    def _next(self, now: datetime) -> datetime:
        """What is due already waits for a gateway, whose word is heard anyway."""
        moments = (moment for call in self._open() for moment in self._moments(call, now))
        return min((one for one in moments if one > now), default=now + timedelta(seconds=REST_S))

    def _moments(self, call: Call, now: datetime) -> Iterator[datetime]:
        hall = self._here.board.view.content.hall
        calls = hall.calls
        yield call.until
        yield from (one.next for one in call.tries if one.state == "waiting")
        person = calls.person.get(call.person)
        if person is not None:
            rests = calls.rests(person, hall.local(now))
            due = schedule.begins(call, schedule.ways(person, call), calls)
            yield from (one for one in (rests, due) if one is not None)

    def facts(self) -> Iterator[Fact]:
        """That the file of addresses can be used, and has every name that is asked of it."""
        said = self.messages.lacking(self._here.board.view.content.hall)
        yield Fact("calls", said is NO_WORDS, self._here.health.now(), said, vital=False)


def calling(
    here: "Services", file: Path | None, speech: Engine | None = None
) -> Iterator[Periodic]:
    """What calls people, over a file of addresses or none, and the modem it names; told of views
    after everything that shows something."""
    here.caller = caller = Caller(here, Addresses(file) if file is not None else None)
    caller.messages.speech = speech
    if file is not None:
        woken, data = caller.turning.wake, here.store.directory
        caller.modem = modem = Modem(file, data, here.allowed, here.health.now, woken)
        here.health.add(modem.facts)
        here.health.watch(modem.turning, Message("modem.turning"), vital=False)
        yield modem.turning
    here.board.subscribe("calls", caller.tell)
    here.health.add(caller.facts)
    here.health.watch(caller.turning, Message("calls.calling-people"), vital=False)
    yield caller.turning
