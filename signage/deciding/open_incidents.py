"""What is done to an incident that is there: acts on the whole of it, its checklist, its gates, its
commander."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from signage.catalogue.kinds import LIFE_SAFETY
from signage.hall.model import Hall
from signage.language.durations import within
from signage.language.words import Message
from signage.rules.gates import Check, may_confirm, unfinished, unfinished_words
from signage.rules.permissions import may
from signage.rules.public_words import for_staff, kept
from signage.rules.refusal import (
    NOT_ALLOWED,
    Refused,
    check_eta,
    check_level,
    check_text,
    require,
    unknown,
)
from signage.situation.commands import Appoint, Change, ConfirmGate, MarkStep, Undo
from signage.situation.events import (
    ChangeUndone,
    CommanderNamed,
    GateConfirmed,
    GateWithdrawn,
    IncidentChanged,
    StepMarked,
)
from signage.situation.incidents import (
    ENDED,
    LEVEL_ROLES,
    STATE_WORDS,
    TRANSITIONS,
    UNDO_WITHIN,
    Actor,
    Incident,
    Situation,
    State,
)
from signage.situation.notices import key_of

NAME_MAX = 40
REASONED = frozenset({"activate", "dismiss", "review", "close"})
"""Acts of a leader that are never done without a reason, conclusion or sign-off."""
REVIEWED_UP_TO = 3
"""Incidents of this level and above are reviewed before they are archived (plan line 133)."""


@dataclass(frozen=True, slots=True)
class Place:
    """What an act on an incident is judged by."""

    hall: Hall
    situation: Situation
    actor: Actor
    now: datetime


def existing(situation: Situation, number: str) -> Incident:
    incident = situation.incidents.get(number)
    if incident is None:
        raise Refused(
            "unknown-incident", None, Message("open-incidents.there-no-such-incident-reload")
        )
    return incident


def next_state(incident: Incident, command: str, actor: Actor) -> State:
    """The state after a command this actor gives. Refuses what the two tables do not list."""
    state = TRANSITIONS.get((incident.state, command))
    if state is None:
        words = Message(
            "open-incidents.incident-not-possible",
            state_words=STATE_WORDS[incident.state],
            state=incident.state,
            command=command,
        )
        raise Refused("illegal-transition", None, words)
    if not may(actor.role, command, incident):
        raise Refused("not-allowed", None, NOT_ALLOWED)
    return state


def changed(place: Place, command: Change) -> list[Any]:
    incident, actor = existing(place.situation, command.incident), place.actor
    if command.revision is not None and command.revision < incident.revision:
        raise Refused(
            "stale-revision",
            "revision",
            Message("open-incidents.someone-changed-meanwhile-look-again"),
        )
    state = next_state(incident, command.command, actor)
    _check_inputs(incident, command, actor)
    attested: tuple[Check, ...] = ()
    overridden: tuple[str, ...] = ()
    if command.command == "clear":
        attested = _attested(incident, command, actor)
        overridden = _overridden(place.hall, incident, command, actor, attested)
    level = command.level if command.level is not None else incident.level
    if command.command == "escalate" and command.level is None:
        # At level 1 it stays, and rings anew all the same (Incident.escalated).
        level = max(1, incident.level - 1)
    reason = for_staff(command.reason) if incident.notice.cls in LIFE_SAFETY else command.reason
    event = IncidentChanged(
        incident.id, command.command, state, level,
        None if command.no_eta else command.eta or incident.eta,
        _kept(place.hall, incident, "cause", command.cause), _kept(place.hall, incident, "note", command.note),
        reason, overridden,
    )  # fmt: skip
    # The check stands in the log before the act that needed it.
    return [*(GateConfirmed(incident.id, c.gate, c.target, reason) for c in attested), event]


def _kept(
    hall: Hall, incident: Incident, field: Literal["cause", "note"], given: str | None
) -> str:
    """As it is stored from now on; what stood before is only judged anew where it was never
    public."""
    if given is None:
        before: str = getattr(incident, field)
        return for_staff(before) if incident.notice.cls in LIFE_SAFETY else before
    return kept(incident.notice, field, given, hall.numbers, over=incident.state in ENDED)


def _check_inputs(incident: Incident, command: Change, actor: Actor) -> None:
    check_level(command.level)
    check_eta(command.eta)
    if incident.notice.cls not in LIFE_SAFETY:
        check_text("reason", command.reason)
    if command.level is not None and command.level != incident.level:
        require(actor, LEVEL_ROLES, "level")
    urgent = command.command == "activate" and actor.role not in LEVEL_ROLES
    if command.command in REASONED and not urgent and not command.reason.strip():
        raise Refused("no-reason", "reason", Message("open-incidents.say-why-or-what-was"))
    if command.command == "close" and needs_review(incident):
        words = Message("open-incidents.review-first-then-archive")
        raise Refused("not-reviewed", None, words)


def needs_review(incident: Incident) -> bool:
    """Whether it cannot be archived yet."""
    return incident.level <= REVIEWED_UP_TO and not incident.drill and not incident.review


def _attested(incident: Incident, command: Change, actor: Actor) -> tuple[Check, ...]:
    """Safety checks this act itself confirms: the second person stands before the device and says
    so."""
    if not command.attest:
        return ()
    left = unfinished(incident)
    return tuple(
        c for c in left if c.gate == "safety-check" and may_confirm(incident, c.gate, actor.name)
    )


def _overridden(
    hall: Hall, incident: Incident, command: Change, actor: Actor, attested: tuple[Check, ...]
) -> tuple[str, ...]:
    left = tuple(check for check in unfinished(incident) if check not in attested)
    if not left:
        return ()
    if actor.role == "admin" and command.reason.strip():
        return tuple(check.key for check in left)
    said = unfinished_words(hall, left)
    words = Message("open-incidents.not-finished-confirm-these-first", said=said)
    raise Refused("unfinished-gates", "reason" if actor.role == "admin" else None, words)


def undone(place: Place, command: Undo) -> list[Any]:
    incident = existing(place.situation, command.incident)
    # An undo is never undone: there is nothing before it any more.
    if incident.changed_by != place.actor.name or incident.last == "undo":
        raise Refused(
            "nothing-to-undo",
            None,
            Message("open-incidents.only-your-own-last-change"),
        )
    if not within(incident.changed_at, place.now, UNDO_WITHIN):
        raise _too_late()
    return [ChangeUndone(incident.id, incident.last, for_staff(command.reason))]


def _too_late() -> Refused:
    return Refused("too-late", None, Message("open-incidents.30-s-have-passed-change"))


# ---------------------------------------------------------------- checklist, gates, commander


def marked(place: Place, command: MarkStep) -> list[Any]:
    """Nothing happens where a step already has this answer: who came first stands, and the incident
    says who."""
    incident = existing(place.situation, command.incident)
    next_state(incident, "mark", place.actor)
    if not 1 <= command.step <= len(incident.steps):
        raise unknown("step", str(command.step))
    check_text("reason", command.reason)
    tick = incident.ticks.get(command.step)
    if command.answer == "open":
        if tick is None:
            return []
        _own(place, tick.by, tick.at)
    # What was left out may still be done; what is done is not left out afterwards.
    elif tick is not None and (tick.answer == command.answer or tick.answer == "done"):
        if tick.answer == command.answer:
            return []
        when = f"{place.hall.local(tick.at):%H:%M}"
        words = Message("open-incidents.did-this-step-at", by=tick.by, when=when)
        raise Refused("step-done", None, words)
    if command.answer == "skipped" and not command.reason.strip():
        raise Refused("no-reason", "reason", Message("open-incidents.say-why-step-left-out"))
    return [StepMarked(incident.id, command.step, command.answer, command.reason.strip())]


def _own(place: Place, by: str, at: datetime) -> None:
    if by != place.actor.name:
        words = Message("open-incidents.recorded-only-they-can-take", by=by)
        raise Refused("nothing-to-undo", None, words)
    if not within(at, place.now, UNDO_WITHIN):
        raise _too_late()


def confirmed(place: Place, command: ConfirmGate) -> list[Any]:
    """All targets or none. What is confirmed already stays its first word."""
    incident, actor = existing(place.situation, command.incident), place.actor
    next_state(incident, "confirm", actor)
    gate = next((gate for gate in incident.gates if gate.gate == command.gate), None)
    if gate is None:
        raise unknown("gate", command.gate)
    targets = tuple(dict.fromkeys((command.target, *command.also)))
    for target in targets:
        if target not in gate.targets:
            raise unknown("target", target)
    check_text("note", command.note)
    if not command.withdraw and not may_confirm(incident, gate.gate, actor.name):
        words = Message("open-incidents.somebody-else-must-check-not")
        raise Refused("second-person", "gate", words)
    return [
        event
        for target in targets
        for event in _confirmed(place, incident, gate.gate, target, command)
    ]


def _confirmed(
    place: Place, incident: Incident, gate: str, target: str, command: ConfirmGate
) -> list[Any]:
    mark = incident.confirmed.get(key_of(gate, target))
    if command.withdraw:
        if mark is None:
            return []
        _own(place, mark.by, mark.at)
        return [GateWithdrawn(incident.id, gate, target)]
    if mark is not None and may_confirm(incident, gate, mark.by):
        return []
    return [GateConfirmed(incident.id, gate, target, command.note.strip())]


def appointed(place: Place, command: Appoint) -> list[Any]:
    incident, name = existing(place.situation, command.incident), command.name.strip()
    next_state(incident, "appoint", place.actor)
    check_text("name", name)
    if not name or len(name) > NAME_MAX:
        raise Refused(
            "bad-name", "name", Message("open-incidents.a-name-letters-at-most", name=NAME_MAX)
        )
    return [] if name == incident.commander else [CommanderNamed(incident.id, name)]
