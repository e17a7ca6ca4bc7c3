"""``fold(events)`` is the situation they add up to. Total: it accepts every log ever written."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, replace
from typing import Any

from signage.situation.aftermath import drilled, followed, never_drilled
from signage.situation.alerts import heard_with, withdrawn_with
from signage.situation.calls import answered_with
from signage.situation.events import (
    AssistAnswered,
    AssistCalled,
    ChangeUndone,
    CommanderNamed,
    ContentChanged,
    GateConfirmed,
    GateWithdrawn,
    HelpAnswered,
    HelpCalled,
    IncidentChanged,
    IncidentRaised,
    LampChecked,
    LampPut,
    LampRemoved,
    LedgerEntered,
    LedgerErased,
    LedgerMoved,
    PapersTaken,
    QueueNoted,
    RaiseRepeated,
    Recorded,
    RegisterPut,
    RegisterRemoved,
    SchemeChosen,
    StepMarked,
    TaxpayersNotified,
    TimePassed,
    WayHeld,
    WindowSet,
    WrongPins,
)
from signage.situation.five_fields import FiveAnswered
from signage.situation.incident_changes import changed, forget, undone
from signage.situation.incidents import (
    NOTHING,
    WRONG_PINS_KEPT,
    Assist,
    Begun,
    Held,
    HelpCall,
    Incident,
    LampCheck,
    Mark,
    Particulars,
    Queue,
    Situation,
    Tick,
    WindowSetting,
    WrongPin,
    all_clear_ends,
    clearing,
)
from signage.situation.ledger import Entry
from signage.situation.notices import key_of
from signage.situation.registers import ROWS_KEPT, Row
from signage.situation.remarks import REMARKS_KEPT, FindingsWritten, Remark, RemarkMade


def fold(events: Iterable[Recorded], start: Situation = NOTHING) -> Situation:
    """The situation after these events. Total: an event about something unknown changes nothing but
    the revision."""
    draft = _Draft(start)
    for recorded in events:
        draft.revision = recorded.seq
        if isinstance(recorded.event, REROUTES):
            draft.epoch = recorded.seq
        draft.after = followed(draft.after, recorded.event, recorded.actor.name, recorded.at)
        draft.withdrawn = withdrawn_with(draft.withdrawn, recorded.event, recorded.at)
        draft.alerts = heard_with(draft.alerts, recorded.event, recorded.at)
        draft.answered = answered_with(draft.answered, recorded)
        folded = FOLDS.get(type(recorded.event))
        if folded is not None:
            folded(draft, recorded, recorded.event)
    return Situation(
        draft.revision, draft.raised, draft.incidents, draft.windows, draft.help, draft.lamps, draft.checks,
        draft.holds, draft.scheme, draft.epoch, draft.assists, draft.after,
        draft.ledger, draft.ledgered, draft.notified, draft.registers, draft.queue, draft.begun, draft.back_s,
        draft.by_hand, draft.wrong_pins, draft.alerts, draft.answered, draft.withdrawn,
    )  # fmt: skip


class _Draft:
    """A situation being folded: copies that may be changed."""

    def __init__(self, start: Situation) -> None:
        self.revision, self.raised = start.revision, start.raised
        self.incidents, self.windows, self.help = (
            dict(start.incidents),
            dict(start.windows),
            dict(start.help),
        )
        self.lamps, self.checks = dict(start.lamps), dict(start.checks)
        self.holds, self.scheme, self.epoch = dict(start.holds), start.scheme, start.epoch
        self.assists, self.after = dict(start.assists), start.after
        self.ledger, self.ledgered = dict(start.ledger), start.ledgered
        self.notified = dict(start.notified)
        self.registers, self.queue, self.begun = dict(start.registers), start.queue, start.begun
        self.back_s, self.by_hand = start.back_s, dict(start.by_hand)
        self.wrong_pins, self.alerts = dict(start.wrong_pins), start.alerts
        self.answered, self.withdrawn = start.answered, start.withdrawn


def _incident_raised(draft: _Draft, recorded: Recorded, event: IncidentRaised) -> None:
    by, at = recorded.actor.name, recorded.at
    draft.raised = max(draft.raised + 1, _counted(event.incident))
    _begin(draft, event)
    draft.incidents[event.incident] = Incident(
        **{name: getattr(event, name) for name in PARTICULARS},
        revision=recorded.seq, raised_at=at, raised_by=by, changed_at=at, changed_by=by, last="raise",
        activated_at=at if event.state == "active" else None,
    )  # fmt: skip
    if event.drill:
        draft.after = drilled(draft.after, event.incident, event.notice.kind, event.notice.name, at)


def _begin(draft: _Draft, event: IncidentRaised) -> None:
    """Where nobody is leaving yet, or in a drill alone, an evacuation begins."""
    running = (i for i in draft.incidents.values() if i.open and i.notice.cls == "evacuate")
    if event.notice.cls == "evacuate" and all(
        incident.drill and not event.drill for incident in running
    ):
        draft.begun = Begun(event.incident, draft.scheme, dict(draft.holds))


def _counted(number: str) -> int:
    """A log brought back from a backup may be given later incidents again: no number is used a
    second time."""
    last = number.rpartition("-")[2]
    return int(last) if last.isascii() and last.isdecimal() and len(last) < 10 else 0


def _raise_repeated(draft: _Draft, recorded: Recorded, event: RaiseRepeated) -> None:
    known = draft.incidents.get(event.incident)
    if known is not None:
        draft.incidents[known.id] = replace(known, repeats=known.repeats + 1, revision=recorded.seq)


def _incident_changed(draft: _Draft, recorded: Recorded, event: IncidentChanged) -> None:
    known = draft.incidents.get(event.incident)
    if known is not None:
        draft.incidents[known.id] = changed(known, recorded, event)
        forget(draft.incidents)


def _change_undone(draft: _Draft, recorded: Recorded, event: ChangeUndone) -> None:
    known = draft.incidents.get(event.incident)
    if known is not None:
        draft.incidents[known.id] = undone(known, recorded)
        if event.command == "raise":
            draft.after = never_drilled(draft.after, known.id)
        forget(draft.incidents)


def _step_marked(draft: _Draft, recorded: Recorded, event: StepMarked) -> None:
    known = draft.incidents.get(event.incident)
    if known is not None:
        ticks = {number: tick for number, tick in known.ticks.items() if number != event.step}
        if event.answer != "open":
            ticks[event.step] = Tick(event.answer, recorded.actor.name, recorded.at, event.reason)
        draft.incidents[known.id] = replace(known, ticks=ticks)


def _gate_confirmed(draft: _Draft, recorded: Recorded, event: GateConfirmed) -> None:
    known = draft.incidents.get(event.incident)
    if known is not None:
        mark = Mark(recorded.actor.name, recorded.at, event.note)
        confirmed = {**known.confirmed, key_of(event.gate, event.target): mark}
        draft.incidents[known.id] = replace(known, confirmed=confirmed)


def _gate_withdrawn(draft: _Draft, recorded: Recorded, event: GateWithdrawn) -> None:
    known = draft.incidents.get(event.incident)
    if known is not None:
        gone = key_of(event.gate, event.target)
        kept = {key: mark for key, mark in known.confirmed.items() if key != gone}
        draft.incidents[known.id] = replace(known, confirmed=kept)


def _commander_named(draft: _Draft, recorded: Recorded, event: CommanderNamed) -> None:
    known = draft.incidents.get(event.incident)
    if known is not None:
        draft.incidents[known.id] = replace(known, commander=event.name)


def _assist_called(draft: _Draft, recorded: Recorded, event: AssistCalled) -> None:
    draft.assists[recorded.actor.name] = Assist(recorded.actor.name, event.where, recorded.at)


def _assist_answered(draft: _Draft, recorded: Recorded, event: AssistAnswered) -> None:
    draft.assists.pop(event.person, None)


def _queue_noted(draft: _Draft, recorded: Recorded, event: QueueNoted) -> None:
    draft.queue = Queue(event.waiting, event.wait_min, recorded.at, recorded.actor.name)


def _window_set(draft: _Draft, recorded: Recorded, event: WindowSet) -> None:
    if event.open is None and event.services is None:
        draft.windows.pop(event.window, None)
    else:
        draft.windows[event.window] = WindowSetting(
            event.open, event.services, recorded.at, recorded.actor.name
        )


def _help_called(draft: _Draft, recorded: Recorded, event: HelpCalled) -> None:
    known = draft.help.get(event.screen)
    draft.help[event.screen] = HelpCall(
        # A word about the need, said later, does not begin the waiting anew.
        event.screen,
        known.at if known else recorded.at,
        event.need,
    )


def _help_answered(draft: _Draft, recorded: Recorded, event: HelpAnswered) -> None:
    draft.help.pop(event.screen, None)


def _lamp_put(draft: _Draft, recorded: Recorded, event: LampPut) -> None:
    name = str(event.lamp.get("id"))
    if _wired(draft.lamps.get(name)) != _wired(event.lamp):
        draft.checks.pop(name, None)
    draft.lamps[name] = event.lamp


def _wired(lamp: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    """What a look at the lamp has told something about: all but what it is called and speaks
    for."""
    return lamp and {key: value for key, value in lamp.items() if key not in ("name", "about")}


def _lamp_removed(draft: _Draft, recorded: Recorded, event: LampRemoved) -> None:
    draft.checks.pop(event.lamp, None)
    # None and not gone: the content's lamp of this id must stay away.
    draft.lamps[event.lamp] = None


def _lamp_checked(draft: _Draft, recorded: Recorded, event: LampChecked) -> None:
    draft.checks[event.lamp] = LampCheck(event.works, event.note, recorded.at, recorded.actor.name)


def _way_held(draft: _Draft, recorded: Recorded, event: WayHeld) -> None:
    known, by = draft.holds.pop(event.target, None), recorded.actor.name
    if event.hold is not None:
        draft.holds[event.target] = Held(
            # Who began it stays, whoever holds it otherwise now (Held.begun_by).
            event.hold,
            recorded.at,
            by,
            known.begun_by if known is not None else by,
        )


def _scheme_chosen(draft: _Draft, recorded: Recorded, event: SchemeChosen) -> None:
    draft.scheme = event.scheme


def _ledger_entered(draft: _Draft, recorded: Recorded, event: LedgerEntered) -> None:
    # A number is never given twice, also after its row was erased.
    draft.ledgered = max(draft.ledgered, event.entry)
    draft.ledger[event.entry] = Entry(event.entry, "waiting", recorded.at, recorded.at)


def _ledger_moved(draft: _Draft, recorded: Recorded, event: LedgerMoved) -> None:
    known = draft.ledger.get(event.entry)
    if known is not None:
        draft.ledger[event.entry] = replace(
            known, state=event.state, changed_at=recorded.at, why=event.why
        )


def _ledger_erased(draft: _Draft, recorded: Recorded, event: LedgerErased) -> None:
    draft.ledger.pop(event.entry, None)


def _taxpayers_notified(draft: _Draft, recorded: Recorded, event: TaxpayersNotified) -> None:
    told = {number: mark for number, mark in draft.notified.items() if number in draft.incidents}
    draft.notified = {**told, event.incident: Mark(recorded.actor.name, recorded.at, "")}


def _papers_taken(draft: _Draft, recorded: Recorded, event: PapersTaken) -> None:
    draft.by_hand = {
        number: mark for number, mark in draft.by_hand.items() if number in draft.incidents
    }
    draft.by_hand.pop(event.incident, None)
    if event.on:
        draft.by_hand[event.incident] = Mark(recorded.actor.name, recorded.at, "")


def _register_put(draft: _Draft, recorded: Recorded, event: RegisterPut) -> None:
    rows = {**draft.registers.get(event.register, {})}
    rows[event.id] = Row(event.fields, recorded.at, recorded.actor.name, recorded.seq)
    if len(rows) > ROWS_KEPT:
        # Not the first of the table but the one put longest ago: whoever changes a row renews it.
        del rows[min(rows, key=lambda name: rows[name].seq)]
    draft.registers[event.register] = rows


def _register_removed(draft: _Draft, recorded: Recorded, event: RegisterRemoved) -> None:
    rows = draft.registers.get(event.register, {})
    draft.registers[event.register] = {name: row for name, row in rows.items() if name != event.id}


def _remark_made(draft: _Draft, recorded: Recorded, event: RemarkMade) -> None:
    known, by, at = draft.incidents.get(event.incident), recorded.actor.name, recorded.at
    if known is None:
        return
    if event.kind == "arrived":
        draft.incidents[known.id] = replace(
            known, arrived={**known.arrived, by: known.arrived.get(by, at)}
        )
    if event.kind != "arrived" or event.text:
        remarks = (*known.remarks, Remark(event.kind, event.text, by, at, event.words))[
            -REMARKS_KEPT:
        ]
        reported_at = at if event.kind == "reported" else known.reported_at
        draft.incidents[known.id] = replace(
            draft.incidents[known.id], remarks=remarks, reported_at=reported_at
        )


def _findings_written(draft: _Draft, recorded: Recorded, event: FindingsWritten) -> None:
    known = draft.incidents.get(event.incident)
    if known is not None:
        row = Row(event.fields, recorded.at, recorded.actor.name, recorded.seq)
        draft.incidents[known.id] = replace(known, findings=row)


def _five_answered(draft: _Draft, recorded: Recorded, event: FiveAnswered) -> None:
    known = draft.incidents.get(event.incident)
    if known is not None:
        draft.incidents[known.id] = replace(known, five={**known.five, **event.fields})


def _time_passed(draft: _Draft, recorded: Recorded, event: TimePassed) -> None:
    """An all-clear that has ended has ended, wherever the clock is set afterwards."""
    draft.back_s += event.back_s
    for known in list(draft.incidents.values()):
        if all_clear_ends(known) is None:
            continue
        incident = replace(known, set_back_s=known.set_back_s + event.back_s)
        draft.incidents[known.id] = replace(incident, over=not clearing(incident, recorded.at))


def _pins_wrong(draft: _Draft, recorded: Recorded, event: WrongPins) -> None:
    # Taken out first, so that it stands last: what falls out at the front is the oldest.
    draft.wrong_pins.pop(event.name, None)
    draft.wrong_pins[event.name] = WrongPin(event.where, event.count, recorded.at)
    if len(draft.wrong_pins) > WRONG_PINS_KEPT:
        del draft.wrong_pins[next(iter(draft.wrong_pins))]


PARTICULARS = tuple(part.name for part in fields(Particulars))
REROUTES = (IncidentRaised, IncidentChanged, ChangeUndone, WayHeld, SchemeChosen, ContentChanged)
"""Events after which a way out may be another one."""
FOLDS: Mapping[type, Callable[[_Draft, Recorded, Any], None]] = {
    IncidentRaised: _incident_raised,
    RaiseRepeated: _raise_repeated,
    IncidentChanged: _incident_changed,
    ChangeUndone: _change_undone,
    WindowSet: _window_set,
    QueueNoted: _queue_noted,
    HelpCalled: _help_called,
    HelpAnswered: _help_answered,
    LampPut: _lamp_put,
    LampRemoved: _lamp_removed,
    LampChecked: _lamp_checked,
    WayHeld: _way_held,
    SchemeChosen: _scheme_chosen,
    StepMarked: _step_marked,
    GateConfirmed: _gate_confirmed,
    GateWithdrawn: _gate_withdrawn,
    CommanderNamed: _commander_named,
    AssistCalled: _assist_called,
    AssistAnswered: _assist_answered,
    LedgerEntered: _ledger_entered,
    LedgerMoved: _ledger_moved,
    LedgerErased: _ledger_erased,
    TaxpayersNotified: _taxpayers_notified,
    PapersTaken: _papers_taken,
    RegisterPut: _register_put,
    RegisterRemoved: _register_removed,
    RemarkMade: _remark_made,
    FindingsWritten: _findings_written,
    FiveAnswered: _five_answered,
    TimePassed: _time_passed,
    WrongPins: _pins_wrong,
}
"""What each event does to a situation; one that is not listed moves the revision alone."""
