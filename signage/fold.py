"""``fold(events)`` is the situation they add up to. Total: it accepts every log ever written."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from signage.events import (
    ChangeUndone,
    ContentChanged,
    HelpAnswered,
    HelpCalled,
    IncidentChanged,
    IncidentRaised,
    LampChecked,
    LampPut,
    LampRemoved,
    RaiseRepeated,
    Recorded,
    SchemeChosen,
    WayHeld,
    WindowSet,
)
from signage.incidents import ENDED_KEPT, NOTHING, Held, HelpCall, Incident, LampCheck, Situation, WindowSetting


def fold(events: Iterable[Recorded], start: Situation = NOTHING) -> Situation:
    """The situation after these events. Total: an event about something unknown changes nothing but the revision."""
    draft = _Draft(start)
    for recorded in events:
        draft.revision = recorded.seq
        if isinstance(recorded.event, REROUTES):
            draft.epoch = recorded.seq
        folded = FOLDS.get(type(recorded.event))
        if folded is not None:
            folded(draft, recorded, recorded.event)
    return Situation(
        draft.revision, draft.raised, draft.incidents, draft.windows, draft.help, draft.lamps, draft.checks,
        draft.holds, draft.scheme, draft.epoch,
    )  # fmt: skip


class _Draft:
    """A situation being folded: copies that may be changed."""

    def __init__(self, start: Situation) -> None:
        self.revision, self.raised = start.revision, start.raised
        self.incidents, self.windows, self.help = dict(start.incidents), dict(start.windows), dict(start.help)
        self.lamps, self.checks = dict(start.lamps), dict(start.checks)
        self.holds, self.scheme, self.epoch = dict(start.holds), start.scheme, start.epoch


def _incident_raised(draft: _Draft, recorded: Recorded, event: IncidentRaised) -> None:
    draft.raised += 1
    draft.incidents[event.incident] = _raised(recorded, event)


def _raise_repeated(draft: _Draft, recorded: Recorded, event: RaiseRepeated) -> None:
    known = draft.incidents.get(event.incident)
    if known is not None:
        draft.incidents[known.id] = replace(known, repeats=known.repeats + 1, revision=recorded.seq)


def _incident_changed(draft: _Draft, recorded: Recorded, event: IncidentChanged) -> None:
    known = draft.incidents.get(event.incident)
    if known is not None:
        draft.incidents[known.id] = _changed(known, recorded, event)
        _forget(draft.incidents)


def _change_undone(draft: _Draft, recorded: Recorded, event: ChangeUndone) -> None:
    known = draft.incidents.get(event.incident)
    if known is not None:
        draft.incidents[known.id] = _undone(known, recorded)
        _forget(draft.incidents)


def _window_set(draft: _Draft, recorded: Recorded, event: WindowSet) -> None:
    if event.open is None and event.services is None:
        draft.windows.pop(event.window, None)
    else:
        draft.windows[event.window] = WindowSetting(event.open, event.services, recorded.at, recorded.actor.name)


def _help_called(draft: _Draft, recorded: Recorded, event: HelpCalled) -> None:
    draft.help[event.screen] = HelpCall(event.screen, recorded.at)


def _help_answered(draft: _Draft, recorded: Recorded, event: HelpAnswered) -> None:
    draft.help.pop(event.screen, None)


def _lamp_put(draft: _Draft, recorded: Recorded, event: LampPut) -> None:
    name = str(event.lamp.get("id"))
    if _wired(draft.lamps.get(name)) != _wired(event.lamp):
        draft.checks.pop(name, None)
    draft.lamps[name] = event.lamp


def _wired(lamp: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    """What a look at the lamp has told something about: all but what it is called and speaks for."""
    return lamp and {key: value for key, value in lamp.items() if key not in ("name", "about")}


def _lamp_removed(draft: _Draft, recorded: Recorded, event: LampRemoved) -> None:
    draft.checks.pop(event.lamp, None)
    draft.lamps[event.lamp] = None


def _lamp_checked(draft: _Draft, recorded: Recorded, event: LampChecked) -> None:
    draft.checks[event.lamp] = LampCheck(event.works, event.note, recorded.at, recorded.actor.name)


def _way_held(draft: _Draft, recorded: Recorded, event: WayHeld) -> None:
    draft.holds.pop(event.target, None)
    if event.hold is not None:
        draft.holds[event.target] = Held(event.hold, recorded.at, recorded.actor.name)


def _scheme_chosen(draft: _Draft, recorded: Recorded, event: SchemeChosen) -> None:
    draft.scheme = event.scheme


REROUTES = (IncidentRaised, IncidentChanged, ChangeUndone, WayHeld, SchemeChosen, ContentChanged)
"""Events after which a way out may be another one."""
FOLDS: Mapping[type, Callable[[_Draft, Recorded, Any], None]] = {
    IncidentRaised: _incident_raised,
    RaiseRepeated: _raise_repeated,
    IncidentChanged: _incident_changed,
    ChangeUndone: _change_undone,
    WindowSet: _window_set,
    HelpCalled: _help_called,
    HelpAnswered: _help_answered,
    LampPut: _lamp_put,
    LampRemoved: _lamp_removed,
    LampChecked: _lamp_checked,
    WayHeld: _way_held,
    SchemeChosen: _scheme_chosen,
}
"""What each event does to a situation; one that is not listed moves the revision alone."""


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
