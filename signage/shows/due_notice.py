"""The duty to tell taxpayers of an outage close to a deadline, with the words to do it with (plan
line 942)."""

from dataclasses import dataclass

from signage.availability.by_hand import by_hand
from signage.availability.deadlines import Deadline, deadline_now
from signage.availability.filing_channels import Left, hits_filing, left
from signage.availability.incident_words import told
from signage.availability.last_days import last_day, ways_words
from signage.availability.world import World
from signage.hall.model import Hall
from signage.language.words import (
    FIRST_LANGUAGE,
    Message,
    Words,
    on_one_line,
    say,
    sentence,
    sentences,
)
from signage.shows.phrases import until
from signage.situation.incidents import Incident

TOLD_OF = frozenset({"outage", "closed"})
SORRY = Message("due-notice.sorry-for-the-inconvenience")


@dataclass(frozen=True, slots=True)
class Warn:
    """An outage of filing while a deadline is near, with proposed wording."""

    incident: Incident
    deadline: Deadline
    sms: str
    notice: str

    @property
    def sign(self) -> Words:
        return on_one_line(self.incident.notice.sign)


def to_warn(world: World, lang: str = FIRST_LANGUAGE) -> tuple[Warn, ...]:
    """In one language: real outages of what filing needs close to a deadline of which nobody has
    been told yet."""
    deadline = deadline_now(world)
    if not deadline.near:
        return ()
    return tuple(
        Warn(
            incident, deadline, *(say(words, lang) for words in _wording(world, incident, deadline))
        )
        for incident in world.situation.open_incidents
        if incident.notice.cls in TOLD_OF
        and incident.notice.takes_out
        and not incident.drill
        and incident.id not in world.situation.notified
        and (hits_filing(world, incident.targets) or _last_of_a_kind(world, incident))
    )


def _last_of_a_kind(world: World, incident: Incident) -> bool:
    """Whether no channel of some kind is left because of it."""
    kinds = {"window": "window", "terminal": "machine"}
    touched = {target.partition("/")[0] for target in incident.targets}
    ways = {way.kind for way in left(world, deadline_now(world).day)}
    return any(of in touched and kind not in ways for kind, of in kinds.items())


def _wording(world: World, incident: Incident, deadline: Deadline) -> tuple[Words, Words]:
    """SMS (short) and notice, in the order of a notice of suspension: what, until when, deadline,
    what still works."""
    hall, what = world.hall, on_one_line(told(world, incident).sign)
    expected = until(world, incident) or Message("due-notice.recovery-time-to-be-announced")
    still = [_deadline(world, deadline), asks(world, left(world, deadline.day))]
    out = Message("due-notice.out", what=what, expected=expected)
    ask = Message("due-notice.questions", phone=hall.phone)
    sms = signed_message(hall, sentences([out, *still, ask]))
    affected = Message("due-notice.some-services-unavailable", what=what, expected=expected)
    kept = [Message("due-notice.leave-papers-take-receipt")] if by_hand(world) else []
    signed = Message("due-notice.issuer-and-questions", issuer=hall.issuer, phone=hall.phone)
    return sms, sentences([affected, *still, *kept, SORRY, signed])


def signed_message(hall: Hall, body: Words | str) -> Words:
    """As an SMS of the hall begins."""
    return Message("due-notice.signed-message", issuer=hall.issuer, body=body)


def _deadline(world: World, deadline: Deadline) -> Words:
    day = last_day(world)
    dated = Message(
        "due-notice.deadline" if deadline.official else "due-notice.deadline-estimated",
        day=deadline.day,
    )
    return (
        sentence(dated)
        if day is None
        else Message("due-notice.day-and-deadline", day=day.words, dated=dated)
    )


def asks(world: World, ways: tuple[Left, ...]) -> Words:
    """What still works, the hall itself included: nobody is told to wait."""
    there = tuple(way for way in ways if way.kind in ("window", "terminal", "papers"))
    away = tuple(way for way in ways if way.kind in ("online", "app"))
    if there and away:
        here = ways_words(world, there)
        return Message(
            "due-notice.file-online-or-in-the-hall", away=ways_words(world, away), there=here
        )
    if there:
        return Message("due-notice.file-in-the-hall", there=ways_words(world, there))
    return Message("due-notice.file-online", away=ways_words(world, away)) if away else STAFF_HELP


STAFF_HELP = Message("due-notice.come-or-call-staff-help")
