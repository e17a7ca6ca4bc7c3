"""What an answer to a call, a wish for a test, or the hall's own word about its calls leads to."""

from typing import Any

from signage.deciding.open_incidents import Place, changed
from signage.language.words import Message
from signage.rules.permissions import permit
from signage.rules.refusal import Refused, unknown
from signage.situation.calls import (
    AnswerCall,
    CallAnswered,
    CallTold,
    NoteCalls,
    TryWays,
    WaysTested,
)
from signage.situation.commands import Change
from signage.situation.events import AssistAnswered, HelpAnswered

TAKES = frozenset({"raised", "acknowledge"})
"""What is called about by these, an answer takes."""


def calls_noted(place: Place, command: NoteCalls) -> list[CallTold]:
    permit(place.actor, "note-calls")
    return [
        CallTold(one.key, one.person, one.way, one.outcome, one.incident, one.why, one.count)
        for one in command.told
    ]


def call_answered(place: Place, command: AnswerCall) -> list[Any]:
    """Once: a second word about the same changes nothing. Who takes an incident, a call for help or
    a colleague's has answered it on the console, too."""
    permit(place.actor, "answer-call")
    if command.key in place.situation.answered:
        return []
    said = CallAnswered(command.key, command.about, command.incident, command.via)
    return [said, *_taken(place, command)]


def _taken(place: Place, command: AnswerCall) -> list[Any]:
    situation = place.situation
    incident = situation.incidents.get(command.incident)
    if incident is not None:
        waits = incident.state == "active" and incident.acknowledged_by is None
        take = command.rule in TAKES and waits
        return changed(place, Change(incident.id, "acknowledge")) if take else []
    if command.rule == "assist" and command.about in situation.assists:
        return [AssistAnswered(command.about)]
    if command.rule == "help" and command.about in situation.help:
        return [HelpAnswered(command.about)]
    return []


def ways_tested(place: Place, command: TryWays) -> list[WaysTested]:
    """By the person themselves; where they may not sign in, by a leader."""
    permit(place.actor, "test-ways")
    person = place.hall.calls.person.get(command.person)
    if person is None:
        raise unknown("person", command.person)
    if person.name != place.actor.name and place.actor.role not in ("supervisor", "admin"):
        raise Refused("not-allowed", "person", Message("calls.only-your-own-ways"))
    return [WaysTested(person.id)]
