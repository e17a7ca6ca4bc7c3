"""Less danger needs a person: what may make a shown danger less, and who answers for it.

2026-11-29 · Judged by what a command leads to, not by its name: the situation before is held
against the situation after, so that a command somebody adds next year obeys without knowing the
rule. Asked by name before, ``acknowledge`` with a level lowered it, and a guide's token freed a door
that burnt. Rejected: a column in the table of permissions; it judges names, and what an undo takes
back has none. A tablet may take its own tap back for half a minute, if nobody else said the same.
A machine that acknowledged what it had itself raised kept the next tier from being called: to have
seen a danger is the word of a person, or of a token with scope clear, which stands for people.
Nothing that is shown is less by it, so no reason is asked.
"""

from collections.abc import Iterator
from datetime import datetime

from signage.catalogue.kinds import LIFE_SAFETY
from signage.language.durations import within
from signage.language.words import Message, Words
from signage.rules.refusal import Refused
from signage.situation.incidents import (
    LEVEL_ROLES,
    STAFF_ROLES,
    UNDO_WITHIN,
    Actor,
    Held,
    Incident,
    Situation,
)

GRAVER = (None, "crowd", "closed", "fire")
LOCKED: Words = Message("less-danger.locked-sign-in")
NO_PERSON: Words = Message("less-danger.needs-person-or-reason")
STRANDS: Words = Message("less-danger.locked-leaves-no-screen-without")


def answers(actor: Actor, reason: str) -> bool:
    """Whether this is a person: staff by their PIN, or a token that may clear and says why."""
    if actor.role not in STAFF_ROLES:
        return False
    return not actor.is_machine or (actor.role in LEVEL_ROLES and bool(reason.strip()))


def has_seen(actor: Actor) -> bool:
    """Whether somebody has, when this one says so."""
    return actor.role in (LEVEL_ROLES if actor.is_machine else STAFF_ROLES)


def refuse_less_danger(before: Situation, after: Situation, actor: Actor, now: datetime) -> None:
    """Raises :class:`Refused` where what this actor does would lessen a danger; for who does not
    answer for it."""
    if any(_lessened(before, after, actor, now)):
        raise refused(actor, LOCKED)


def refused(actor: Actor, locked: Words) -> Refused:
    """A tablet is unlocked by a PIN; a machine proposes, or says why."""
    if actor.role == "device":
        return Refused("locked", None, locked)
    return Refused("needs-person", "reason", NO_PERSON)


def _lessened(before: Situation, after: Situation, actor: Actor, now: datetime) -> Iterator[bool]:
    dangers = [i for i in before.open_incidents if i.notice.cls in LIFE_SAFETY and not i.drill]
    for incident in dangers:
        yield not _own_raise(incident, actor, now) and _less(
            incident, after.incidents.get(incident.id)
        )
        yield not has_seen(actor) and _seen(incident, after.incidents.get(incident.id))
    for target, held in before.holds.items():
        known = after.holds.get(target)
        less = GRAVER.index(known.hold if known else None) < GRAVER.index(held.hold)
        yield less and not _own_hold(held, actor, now)
    # Either way: another scheme may open what this one closes.
    yield before.scheme != after.scheme
    # A lamp described anew may no longer show what it shows.
    yield bool(dangers) and before.lamps != after.lamps


def _less(incident: Incident, after: Incident | None) -> bool:
    """Ended, of a lower level, on less, silent, or confirmed to be safe."""
    if after is None or not after.open:
        return True
    return (
        after.level > incident.level
        or not {*incident.targets} <= {*after.targets}
        or (after.silenced and not incident.silenced)
        or not after.confirmed.keys() <= incident.confirmed.keys()
    )


def _seen(incident: Incident, after: Incident | None) -> bool:
    """From now on: it rings no more, and nobody else is called."""
    return incident.acknowledged_by is None and after is not None and bool(after.acknowledged_by)


def _own_raise(incident: Incident, actor: Actor, now: datetime) -> bool:
    """A tap that nobody has changed or repeated since."""
    return (
        actor.role == "device"
        and (incident.last, incident.changed_by) == ("raise", actor.name)
        and not incident.repeats
        and within(incident.raised_at, now, UNDO_WITHIN)
    )


def _own_hold(held: Held, actor: Actor, now: datetime) -> bool:
    return (
        actor.role == "device"
        and held.by == held.begun_by == actor.name
        and within(held.at, now, UNDO_WITHIN)
    )
