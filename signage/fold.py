"""``fold(events)`` is the situation they add up to. Total: it accepts every log ever written."""

from collections.abc import Iterable
from dataclasses import replace

from signage.events import (
    ChangeUndone,
    HelpAnswered,
    HelpCalled,
    IncidentChanged,
    IncidentRaised,
    RaiseRepeated,
    Recorded,
    WindowSet,
)
from signage.incidents import ENDED_KEPT, NOTHING, HelpCall, Incident, Situation, WindowSetting


def fold(events: Iterable[Recorded], start: Situation = NOTHING) -> Situation:
    """The situation after these events. Total: an event about something unknown changes nothing but the revision."""
    incidents, windows, calls = dict(start.incidents), dict(start.windows), dict(start.help)
    revision, raised = start.revision, start.raised
    for recorded in events:
        revision = recorded.seq
        match recorded.event:
            case IncidentRaised() as event:
                raised += 1
                incidents[event.incident] = _raised(recorded, event)
            case RaiseRepeated(incident=number) if number in incidents:
                known = incidents[number]
                incidents[number] = replace(known, repeats=known.repeats + 1, revision=recorded.seq)
            case IncidentChanged() as event if event.incident in incidents:
                incidents[event.incident] = _changed(incidents[event.incident], recorded, event)
                _forget(incidents)
            case ChangeUndone(incident=number) if number in incidents:
                incidents[number] = _undone(incidents[number], recorded)
                _forget(incidents)
            case WindowSet(window, is_open, services):
                if is_open is None and services is None:
                    windows.pop(window, None)
                else:
                    windows[window] = WindowSetting(is_open, services, recorded.at, recorded.actor.name)
            case HelpCalled(screen):
                calls[screen] = HelpCall(screen, recorded.at)
            case HelpAnswered(screen):
                calls.pop(screen, None)
            case _:
                pass
    return Situation(revision, raised, incidents, windows, calls)


def _raised(recorded: Recorded, event: IncidentRaised) -> Incident:
    return Incident(
        id=event.incident, notice=event.notice, targets=event.targets, level=event.level, eta=event.eta,
        cause=event.cause, note=event.note, drill=event.drill, drill_lamps=event.drill_lamps, state="active",
        revision=recorded.seq, raised_at=recorded.at, raised_by=recorded.actor.name, changed_at=recorded.at,
        changed_by=recorded.actor.name, last="raise",
    )  # fmt: skip


def _changed(known: Incident, recorded: Recorded, event: IncidentChanged) -> Incident:
    return replace(
        known,
        state=event.state, level=event.level, eta=event.eta, cause=event.cause, note=event.note,
        revision=recorded.seq, changed_at=recorded.at, changed_by=recorded.actor.name, last=event.command,
        acknowledged_by=recorded.actor.name if event.command == "acknowledge" else known.acknowledged_by,
        silenced=known.silenced or event.command == "silence",
        cleared_at=recorded.at if event.state == "cleared" else None,
        before=replace(known, before=None),
    )  # fmt: skip


def _undone(known: Incident, recorded: Recorded) -> Incident:
    undoes_raise = known.last == "raise" or known.before is None
    restored = replace(known, state="closed") if undoes_raise or known.before is None else known.before
    return replace(
        restored, before=None, last="undo",
        revision=recorded.seq, changed_at=recorded.at, changed_by=recorded.actor.name,
    )  # fmt: skip


def _forget(incidents: dict[str, Incident]) -> None:
    ended = [number for number, incident in incidents.items() if not incident.open]
    for number in ended[: max(0, len(ended) - ENDED_KEPT)]:
        del incidents[number]
