"""An incident as its own events leave it: changed, taken back, and at last forgotten."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from signage.language.words import NO_WORDS
from signage.situation.events import IncidentChanged, Recorded
from signage.situation.incidents import ENDED, ENDED_KEPT, Incident, Mark


def changed(known: Incident, recorded: Recorded, event: IncidentChanged) -> Incident:
    by, at = recorded.actor.name, recorded.at
    table: Mapping[str, dict[str, Any]] = {
        "acknowledge": {"acknowledged_by": by, "acknowledged_at": at},
        "activate": {"activated_at": at},
        "silence": {"silenced": True},
        "escalate": {"escalated": recorded.seq, "silenced": False},
        "resolve": {"resolved_by": by},
        "clear": {"cleared_at": at, "overridden": event.overridden},
        "review": {"review": Mark(by, at, event.reason)},
        "close": {"signed": Mark(by, at, event.reason)},
    }
    return replace(
        known,
        # ``before`` is one act deep: a chain of them would keep every state there ever was.
        state=event.state, level=event.level, eta=event.eta, cause=event.cause, note=event.note,
        note_words=known.note_words if event.note == known.note else NO_WORDS,
        revision=recorded.seq, changed_at=at, changed_by=by, last=event.command, before=replace(known, before=None),
        **table.get(event.command, {}),
    )  # fmt: skip


def undone(known: Incident, recorded: Recorded) -> Incident:
    """Takes back the one act; what others ticked, confirmed or repeated meanwhile stays."""
    before = known.before
    restored = replace(known, state="closed") if known.last == "raise" or before is None else before
    return replace(
        restored, before=None, last="undo",
        revision=recorded.seq, changed_at=recorded.at, changed_by=recorded.actor.name,
        ticks=known.ticks, confirmed=known.confirmed, commander=known.commander, repeats=known.repeats,
        arrived=known.arrived, remarks=known.remarks, reported_at=known.reported_at, findings=known.findings,
        five=known.five,
    )  # fmt: skip


def forget(incidents: dict[str, Incident]) -> None:
    """Older ended incidents are in the log alone; a grave one stays until it is archived."""
    ended = [
        number
        for number, incident in incidents.items()
        if incident.state in ENDED and not _awaited(incident)
    ]
    for number in ended[: max(0, len(ended) - ENDED_KEPT)]:
        del incidents[number]


def _awaited(incident: Incident) -> bool:
    return incident.state == "cleared" and incident.level <= 2 and not incident.drill
