"""Calls to people outside as staff read them: who was reached, when, on which way, who answered."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from kiosk.serving.services import services
from kiosk.store.tables.outbox import Call, Try
from signage.hall.model import Hall
from signage.language.words import Message, Words, clauses, noted
from signage.reports.act_words import way_words, why_words

STATES: Final[Mapping[str, Message]] = {
    "waiting": Message("calls.try.waiting"),
    "again": Message("calls.try.again"),
    "sent": Message("calls.try.sent"),
    "delivered": Message("calls.try.delivered"),
    "failed": Message("calls.try.failed"),
    "dropped": Message("calls.try.dropped"),
}
ENDS: Final[Mapping[str, Message]] = {
    "": Message("calls.end.open"),
    "answered": Message("calls.end.answered"),
    "over": Message("calls.end.over"),
    "unanswered": Message("calls.end.unanswered"),
}


@dataclass(frozen=True, slots=True)
class TryRow:
    """One way of a call. ``state``: of the outbox, and ``again`` for one that is tried anew."""

    way: Words
    state: str
    said: Words

    @property
    def failed(self) -> bool:
        return self.state in ("again", "failed")


@dataclass(frozen=True, slots=True)
class CallRow:
    number: int
    name: str
    words: Words
    at: str
    end: str
    """Why it ended; empty while it is open."""
    said: Words
    tries: tuple[TryRow, ...]
    rests: bool = False
    """It is open, and goes out on no way before the night of this person is over."""

    @property
    def open(self) -> bool:
        return not self.end

    @property
    def given_up(self) -> bool:
        return self.end == "unanswered"

    @property
    def reached(self) -> bool:
        return any(one.state in ("sent", "delivered") for one in self.tries)


@dataclass(frozen=True, slots=True)
class Called:
    """What one incident's card says of its calls."""

    words: Words
    short: bool
    """Somebody was not reached, or nobody answered."""
    rows: tuple[CallRow, ...]


def shown() -> tuple[Call, ...]:
    """Of memory and not of the disk: a page never waits for either."""
    caller = services().caller
    return caller.shown if caller is not None else ()


def call_rows(hall: Hall, calls: Iterable[Call]) -> tuple[CallRow, ...]:
    """The newest first."""
    return tuple(row_of(hall, call) for call in sorted(calls, key=lambda one: -one.number))


def row_of(hall: Hall, call: Call) -> CallRow:
    person = hall.calls.person.get(call.person)
    name = person.name if person is not None else call.person
    at, ended = f"{hall.local(call.at):%H:%M}", call.ended
    end, rest = ENDS[call.why], _rest(hall, call)
    if ended is not None:
        end = end.filled(at=f"{hall.local(ended):%H:%M}", by=call.by)
    elif rest is not None:
        end = Message("calls.end.rests", at=f"{rest:%H:%M}")
    tries = tuple(_tries(hall, call))
    return CallRow(call.number, name, call.words, at, call.why, end, tries, rest is not None)


def _rest(hall: Hall, call: Call) -> datetime | None:
    """Until when nothing more of this call goes out, in hall time; None where it does, or is over."""
    person = hall.calls.person.get(call.person)
    if call.ended is not None or person is None or call.life:
        return None
    return hall.calls.rests(person, hall.local(services().clock()))


def _tries(hall: Hall, call: Call) -> Iterator[TryRow]:
    """Each way once, as it stands: of an hour's rounds nobody reads every one."""
    begun = [one for one in call.tries if one.state != "dropped" or one.count]
    last = {(one.way, one.address): one for one in begun}
    for way, one in last.items():
        sent = sum(way == (other.way, other.address) and other.went for other in begun)
        row = _try(hall, one)
        if sent > 1 and one.went:
            row = replace(row, said=noted(row.said, Message("calls.times", count=sent)))
        yield row


def _try(hall: Hall, one: Try) -> TryRow:
    state = "again" if one.state == "waiting" and one.why else one.state
    at = f"{hall.local(one.told or one.begun):%H:%M}"
    said: Words = STATES[state].filled(at=at, number=one.count)
    return TryRow(way_words(one.way), state, noted(said, why_words(one.why)) if one.why else said)


def called_for(hall: Hall, incident: str) -> Called | None:
    rows = call_rows(hall, (call for call in shown() if call.incident == incident))
    if not rows:
        return None
    people = tuple(dict.fromkeys(row.name for row in rows))
    resting = {row.name for row in rows if row.rests and not row.tries}
    people = tuple(name for name in people if name not in resting)
    missed = {*people} - {row.name for row in rows if row.reached}
    answered = [row.said for row in rows if row.end == "answered"][:1]
    parts: list[Words] = [Message("calls.called-people", count=len(people))] if people else []
    parts += answered
    if resting:
        parts.append(Message("calls.left-alone", names=sorted(resting)))
    if missed:
        parts.append(Message("calls.not-reached", names=sorted(missed)))
    return Called(clauses(parts), bool(missed), rows)
