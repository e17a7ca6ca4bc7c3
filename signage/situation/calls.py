"""Calls to people who look at no screen: what came of them, and who answered. Commands, events, and
what is known of answers.

What people are called about is derived (:mod:`signage.records.calls`); here is what was done.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

ANSWERS_KEPT = 300
Outcome = Literal["sent", "delivered", "failed", "refused", "unanswered"]
"""``delivered``: the telephone itself has it; ``failed``: not yet, it is tried again; ``refused``:
never this way; ``unanswered``: the time for it is over."""
Via = Literal["link", "console", "text", "voice"]


@dataclass(frozen=True, slots=True)
class Told:
    """One word about one call. ``why``: of what went wrong, by its name; ``count``: the attempt."""

    key: str
    person: str
    way: str
    outcome: Outcome
    incident: str = ""
    why: str = ""
    count: int = 1


@dataclass(frozen=True, slots=True)
class NoteCalls:
    """The hall itself, of what its calls came to, in this order."""

    told: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class AnswerCall:
    """A person has got it and sees to it. ``rule`` and ``about`` are those of the call."""

    key: str
    rule: str
    about: str
    incident: str = ""
    via: Via = "console"


@dataclass(frozen=True, slots=True)
class TryWays:
    """A person asks for a call on every way they have."""

    person: str


@dataclass(frozen=True, slots=True)
class CallTold:
    key: str
    person: str
    way: str
    outcome: Outcome
    incident: str = ""
    why: str = ""
    count: int = 1
    type: Literal["call_told"] = "call_told"


@dataclass(frozen=True, slots=True)
class CallAnswered:
    key: str
    about: str
    incident: str = ""
    via: Via = "console"
    type: Literal["call_answered"] = "call_answered"


@dataclass(frozen=True, slots=True)
class WaysTested:
    person: str
    type: Literal["ways_tested"] = "ways_tested"


@dataclass(frozen=True, slots=True)
class Answered:
    by: str
    at: datetime


class Happened(Protocol):
    """An event with who and when."""

    @property
    def at(self) -> datetime: ...
    @property
    def actor(self) -> "Named": ...
    @property
    def event(self) -> object: ...


class Named(Protocol):
    @property
    def name(self) -> str: ...


def answered_with(known: dict[str, Answered], happened: Happened) -> dict[str, Answered]:
    """Who answered which call, and who asked when for a test of whose ways, after this event; the
    same dict where it is about neither. The first answer to a call stands."""
    event, said = happened.event, Answered(happened.actor.name, happened.at)
    if isinstance(event, WaysTested):
        name = tested(event.person)
        return _newest({key: one for key, one in known.items() if key != name} | {name: said})
    if not isinstance(event, CallAnswered) or event.key in known:
        return known
    return _newest({**known, event.key: said})


def tested(person: str) -> str:
    """What a person's last wish for a test stands under."""
    return f"asked {person}"


def _newest(known: dict[str, Answered]) -> dict[str, Answered]:
    return dict(list(known.items())[-ANSWERS_KEPT:])
