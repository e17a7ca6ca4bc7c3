"""Whom the hall calls as things stand, and about what: a pure function of the world and its time.

2026-11-30 · Calls are derived from the log and not written beside each event: whoever sends them
holds what is wanted against what it has sent already, at every change and at its start. So no event
can be in the log without its call, a process killed between the two loses none, what is shown
before it is stored calls people too, and a raise writes not one byte more. A tier is climbed
because its duty says so (:mod:`signage.shows.due_in_incidents`), by the same minutes as on the
console. Rejected: rows of an outbox in the event's own transaction, which an alarm would wait for
and which a journal, read back after a crash, would not bring along.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from signage.availability.world import World
from signage.catalogue.kinds import LIFE_SAFETY
from signage.hall.calls import Person
from signage.hall.levels import level_of
from signage.language.words import Message, Words, about, noted, on_one_line, plain
from signage.shows.due_in_incidents import CALLED_LEVEL, RULE_WORDS, Duty, overdue
from signage.shows.phrases import subject_words
from signage.situation.calls import tested
from signage.situation.incidents import Incident

DRILL: Final = Message("calls.drill")
TEST_S: Final = 900
"""For so long a test is wanted; sent is it once."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """One person called about one thing. ``key`` says what is called about: one answer ends it for
    all. ``life``: nobody is left alone because it is night."""

    key: str
    person: Person
    rule: str
    about: str
    words: Words
    level: int
    life: bool
    since: datetime
    incident: str = ""

    @property
    def name(self) -> tuple[str, str]:
        return self.key, self.person.id


def wanted(world: World) -> tuple[Wanted, ...]:
    """Every call that has a reason now and that nobody has answered yet."""
    people = world.hall.calls.people
    if not people:
        return ()
    found = [*_raised(world), *_owed(world), *_colleagues(world), *_tests(world)]
    answered = world.situation.answered
    return tuple(call for call in found if call.key not in answered)


def _raised(world: World) -> Iterator[Wanted]:
    """At once, at whoever wants to know of this level."""
    for incident in world.situation.open_incidents:
        if incident.state == "active" and _unheard(incident) and _counts(world, incident):
            again = f"+{incident.escalated}" if incident.escalated else ""
            key = f"raised {incident.id} {incident.level}{again}"
            since = incident.activated_at or incident.raised_at
            for person in world.hall.calls.people:
                if incident.level <= person.level:
                    yield _about(world, key, person, "raised", incident, NO_DUTY, since)


NO_DUTY: Final = Message("calls.raised")


def _unheard(incident: Incident) -> bool:
    """Nobody has taken it, or it was escalated since."""
    return incident.acknowledged_by is None or incident.last == "escalate"


def _counts(world: World, incident: Incident) -> bool:
    return not incident.drill or world.hall.calls.drills


def _owed(world: World) -> Iterator[Wanted]:
    """What is overdue, at the tiers it has climbed to; a report, at whoever sees to reports."""
    people = world.hall.calls.people
    for duty in overdue(world):
        incident = world.situation.incidents.get(duty.about)
        if incident is not None and not _counts(world, incident):
            continue
        for step, person in (*_climbed(world, duty, people), *_reminded(world, duty, people)):
            if _called_already(duty, incident, person):
                continue
            key = f"{duty.rule} {duty.about} {duty.due.timestamp():.0f} {step}"
            words = RULE_WORDS[duty.rule]
            if incident is not None:
                yield _about(world, key, person, duty.rule, incident, words, duty.due)
            else:
                level = CALLED_LEVEL.get(duty.rule, 4)
                said = _signed(world, about(_asked(world, duty), words))
                yield Wanted(
                    key, person, duty.rule, duty.about, said, level, duty.rule == "assist", duty.due
                )


def _called_already(duty: Duty, incident: Incident | None, person: Person) -> bool:
    """At once, when it was raised: nobody is called twice to take the same."""
    return duty.rule == "acknowledge" and incident is not None and incident.level <= person.level


def _climbed(world: World, duty: Duty, people: Iterable[Person]) -> Iterator[tuple[str, Person]]:
    climbed = duty.climbed(world.now)
    if climbed is not None:
        for person in people:
            if person.tier is not None and person.tier <= climbed + 1:
                yield f"t{person.tier}", person


def _reminded(world: World, duty: Duty, people: Iterable[Person]) -> Iterator[tuple[str, Person]]:
    if duty.rule == "report":
        for person in people:
            if person.reports:
                yield f"n{duty.asked(world.now)}", person


def _colleagues(world: World) -> Iterator[Wanted]:
    """A colleague who asks for help, without waiting for the first tier's turn."""
    for call in world.situation.assists.values():
        said = _signed(
            world,
            about(f"{call.by} {call.where}".strip(), Message("alarms.a-colleague-needs-help")),
        )
        for person in world.hall.calls.people:
            if person.help and person.name != call.by:
                key = f"colleague {call.by} {call.at.timestamp():.0f}"
                yield Wanted(key, person, "assist", call.by, said, 1, True, call.at)


def _tests(world: World) -> Iterator[Wanted]:
    for person in world.hall.calls.people:
        asked = world.situation.answered.get(tested(person.id))
        if asked is not None and 0 <= (world.now - asked.at).total_seconds() < TEST_S:
            key = f"test {person.id} {asked.at.timestamp():.3f}"
            words = _signed(world, Message("calls.test"))
            yield Wanted(key, person, "test", person.id, words, 1, True, asked.at)


def _about(
    world: World, key: str, person: Person, rule: str, incident: Incident, words: Words, since: datetime
) -> Wanted:  # fmt: skip
    hall = world.hall
    sign = on_one_line(incident.notice.sign)
    said = Message(
        "calls.incident",
        level=level_of(hall.handling, incident.level).name,
        sign=noted(sign, DRILL) if incident.drill else sign,
        subject=subject_words(hall, incident.targets),
        words=words,
    )
    life = incident.notice.cls in LIFE_SAFETY and not incident.drill
    return Wanted(
        key, person, rule, incident.id, _signed(world, said), incident.level, life, since, incident.id
    )  # fmt: skip


def _asked(world: World, duty: Duty) -> Words:
    screen = world.hall.screen.get(duty.about)
    return screen.name if duty.rule == "help" and screen is not None else plain(duty.about)


def _signed(world: World, said: Words) -> Words:
    return Message("calls.signed", hall=world.hall.name, said=said)
