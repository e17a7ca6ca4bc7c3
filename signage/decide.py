"""``decide(situation, command)`` returns events and their subject, or refuses with a typed reason.

Nothing is ever half decided.

2026-11-29 · The subject comes with the events, so that nobody seeks among them what was just
raised. Rejected: asking the situation for its newest incident, which a repeated raise does not
make.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from signage.availability.world import world
from signage.catalogue.kinds import Catalogue
from signage.deciding.alerts import Hearing, alert_answered, alerts_heard
from signage.deciding.announcements import text_drafted, text_handled
from signage.deciding.calls import call_answered, calls_noted, ways_tested
from signage.deciding.drills import drill_evaluated, drill_started
from signage.deciding.evidence import evidence_added, evidence_erased, link_given, link_revoked
from signage.deciding.lamps import judged
from signage.deciding.ledger import (
    entered,
    erased,
    exported,
    moved,
    notified,
    papers_taken,
    revealed,
)
from signage.deciding.new_incidents import raised
from signage.deciding.open_incidents import Place, appointed, changed, confirmed, marked, undone
from signage.deciding.queue import queue_noted
from signage.deciding.registers import put, remove
from signage.deciding.remarks import (
    findings_written,
    five_answered,
    remark_made,
    report_acknowledged,
    report_approved,
)
from signage.deciding.text_channels import passing_noted, sent_anew, sent_confirmed
from signage.evacuation.state import NO_PLAN, Evacuation
from signage.hall.model import Hall
from signage.hall.needs import NEEDS
from signage.rules.less_danger import STRANDS, answers, refuse_less_danger, refused
from signage.rules.permissions import permit
from signage.rules.refusal import check_text, unknown
from signage.situation.aftermath import (
    AddEvidence,
    EraseEvidence,
    EvaluateDrill,
    GiveLink,
    RevokeLink,
    StartDrill,
)
from signage.situation.alerts import AnswerAlert, HearAlerts
from signage.situation.calls import AnswerCall, NoteCalls, TryWays
from signage.situation.commands import (
    AnswerAssist,
    AnswerHelp,
    Appoint,
    BlockWay,
    CallAssist,
    CallHelp,
    Change,
    CheckLamp,
    ChooseScheme,
    Command,
    ConfirmGate,
    EnterLedger,
    EraseLedger,
    ExportLedger,
    MarkStep,
    MoveLedger,
    NoteConfiguration,
    NoteContent,
    NoteQueue,
    NoteTime,
    NoteWrongPins,
    NotifyTaxpayers,
    PutRegister,
    Raise,
    RemoveRegister,
    RevealLedger,
    SetLamps,
    SetWindow,
    TakePapers,
    Undo,
)
from signage.situation.events import (
    AssistAnswered,
    AssistCalled,
    ConfigurationChanged,
    ContentChanged,
    HelpAnswered,
    HelpCalled,
    IncidentRaised,
    LampChecked,
    LampPut,
    LampRemoved,
    RaiseRepeated,
    Recorded,
    SchemeChosen,
    TimePassed,
    WayHeld,
    WindowSet,
    WrongPins,
)
from signage.situation.five_fields import AnswerFive
from signage.situation.fold import fold
from signage.situation.incidents import Actor, Situation
from signage.situation.remarks import AcknowledgeReport, MakeRemark, SendReport, WriteFindings
from signage.situation.texts import ConfirmSent, DraftText, HandleText, NotePassed, SendAnew


@dataclass(frozen=True, slots=True)
class Decided:
    """What a command leads to: its events, the incident it is about, and whether that is a new
    one."""

    events: tuple[Any, ...]
    subject: str | None
    created: bool


def decide(
    hall: Hall,
    catalogue: Catalogue,
    situation: Situation,
    command: Command,
    actor: Actor,
    now: datetime,
    evacuation: Evacuation = NO_PLAN,
) -> Decided:
    """What a command leads to. Refuses with :class:`Refused`; nothing is ever half decided."""
    case = Case(hall, catalogue, situation, actor, now, evacuation)
    events = DECISIONS[type(command)](case, command)
    if not answers(actor, getattr(command, "reason", getattr(command, "note", ""))):
        _require_person(case, command, events)
    first = next(iter(events), None)
    if isinstance(first, IncidentRaised | RaiseRepeated):
        return Decided(tuple(events), first.incident, isinstance(first, IncidentRaised))
    return Decided(tuple(events), getattr(command, "incident", None), False)


def _require_person(case: "Case", command: Command, events: Sequence[Any]) -> None:
    """Whoever is none raises danger and closes ways, but lessens none and leaves no screen without
    a way."""
    situation = case.situation
    # As if it had happened: judged is what it leads to, not what it is called.
    after = fold(
        (Recorded(situation.revision + 1, case.now, case.actor, event) for event in events),
        situation,
    )
    refuse_less_danger(situation, after, case.actor, case.now)
    if isinstance(command, BlockWay) and case.evacuation.newly_stranded(situation, after):
        raise refused(case.actor, STRANDS)


@dataclass(frozen=True, slots=True)
class Case:
    """What a command is judged by."""

    hall: Hall
    catalogue: Catalogue
    situation: Situation
    actor: Actor
    now: datetime
    evacuation: Evacuation

    @property
    def place(self) -> Place:
        return Place(self.hall, self.situation, self.actor, self.now)

    @property
    def hearing(self) -> Hearing:
        return Hearing(self.hall, self.catalogue, self.situation, self.actor, self.now)


def _set_lamps(hall: Hall, command: SetLamps, actor: Actor) -> list[LampPut | LampRemoved]:
    """Every lamp is judged before the first event is made: all or none."""
    permit(actor, "lamps")
    for number in command.remove:
        if number not in hall.lamp:
            raise unknown("lamp", number)
    return [
        # Before the others: what is removed and put in one act is there afterwards.
        *(LampRemoved(number) for number in dict.fromkeys(command.remove)),
        *map(LampPut, judged(hall, command.put)),
    ]


def _block_way(case: Case, command: BlockWay) -> list[WayHeld]:
    """An enrolled tablet may, locked: a blocked way is a matter of life. Whether the plan has it,
    its page checks."""
    permit(case.actor, "block", "target")
    known = case.situation.holds.get(command.target)
    before = known.hold if known is not None else None
    return [] if before == command.hold else [WayHeld(command.target, command.hold)]


def _check_lamp(hall: Hall, command: CheckLamp, actor: Actor) -> LampChecked:
    permit(actor, "check-lamp")
    if command.lamp not in hall.lamp:
        raise unknown("lamp", command.lamp)
    check_text("note", command.note)
    return LampChecked(command.lamp, command.works, command.note)


def _set_window(hall: Hall, command: SetWindow, actor: Actor) -> WindowSet:
    if command.window not in {window.id for window in hall.windows}:
        raise unknown("window", command.window)
    permit(actor, "window", "window")
    for service in command.services or ():
        if service not in hall.service:
            raise unknown("services", service)
    return WindowSet(command.window, command.open, command.services)


def _call_help(case: Case, command: CallHelp) -> list[HelpCalled]:
    """One open call a screen, and one word about the need: a stranger at a screen fills no log."""
    if command.screen not in case.hall.screen:
        raise unknown("screen", command.screen)
    if command.need and command.need not in NEEDS:
        raise unknown("need", command.need)
    known = case.situation.help.get(command.screen)
    # Unless this call adds the need that the first one left out.
    told = known is not None and (known.need or not command.need)
    return [] if told else [HelpCalled(command.screen, command.need)]


def _answer_help(case: Case, command: AnswerHelp) -> list[HelpAnswered]:
    permit(case.actor, "answer-help", "screen")
    return [HelpAnswered(command.screen)] if command.screen in case.situation.help else []


def _call_assist(case: Case, command: CallAssist) -> list[AssistCalled]:
    """One open call a person: pressing again in fear changes nothing."""
    permit(case.actor, "assist")
    check_text("where", command.where)
    return [] if case.actor.name in case.situation.assists else [AssistCalled(command.where)]


def _answer_assist(case: Case, command: AnswerAssist) -> list[AssistAnswered]:
    """By whoever went there, or by the caller who no longer needs it."""
    permit(case.actor, "answer-assist")
    return [AssistAnswered(command.person)] if command.person in case.situation.assists else []


def _choose_scheme(case: Case, command: ChooseScheme) -> list[SchemeChosen]:
    permit(case.actor, "scheme", "scheme")
    return [] if command.scheme == case.situation.scheme else [SchemeChosen(command.scheme)]


DECISIONS: Mapping[type, Callable[[Case, Any], list[Any]]] = {
    Raise: lambda case, command: list(
        raised(case.hall, case.catalogue, case.situation, command, case.actor, case.now)
    ),
    Change: lambda case, command: changed(case.place, command),
    Undo: lambda case, command: undone(case.place, command),
    MarkStep: lambda case, command: marked(case.place, command),
    ConfirmGate: lambda case, command: confirmed(case.place, command),
    Appoint: lambda case, command: appointed(case.place, command),
    CallAssist: _call_assist,
    AnswerAssist: _answer_assist,
    SetWindow: lambda case, command: [_set_window(case.hall, command, case.actor)],
    NoteQueue: lambda case, command: queue_noted(
        case.hall, case.situation, command, case.actor, case.now
    ),
    HearAlerts: lambda case, command: alerts_heard(case.hearing, command),
    AnswerAlert: lambda case, command: alert_answered(case.hearing, command),
    NoteCalls: lambda case, command: calls_noted(case.place, command),
    AnswerCall: lambda case, command: call_answered(case.place, command),
    TryWays: lambda case, command: ways_tested(case.place, command),
    CallHelp: _call_help,
    AnswerHelp: _answer_help,
    SetLamps: lambda case, command: _set_lamps(case.hall, command, case.actor),
    CheckLamp: lambda case, command: [_check_lamp(case.hall, command, case.actor)],
    BlockWay: _block_way,
    ChooseScheme: _choose_scheme,
    AddEvidence: lambda case, command: evidence_added(case.place, command),
    EraseEvidence: lambda case, command: evidence_erased(case.place, command),
    GiveLink: lambda case, command: link_given(case.place, command),
    RevokeLink: lambda case, command: link_revoked(case.place, command),
    DraftText: lambda case, command: text_drafted(case.place, command),
    HandleText: lambda case, command: text_handled(case.place, command),
    ConfirmSent: lambda case, command: sent_confirmed(case.place, command),
    SendAnew: lambda case, command: sent_anew(case.place, command),
    NotePassed: lambda case, command: passing_noted(case.place, command),
    SendReport: lambda case, command: report_approved(case.place, command),
    AcknowledgeReport: lambda case, command: report_acknowledged(case.place, command),
    EnterLedger: lambda case, command: entered(case.situation, command.rows, case.actor),
    MoveLedger: lambda case, command: moved(case.situation, command, case.actor),
    RevealLedger: lambda case, command: revealed(case.situation, command.entry, case.actor),
    ExportLedger: lambda case, command: exported(case.situation, case.actor),
    EraseLedger: lambda case, command: erased(case.hall, case.situation, case.actor, case.now),
    NotifyTaxpayers: lambda case, command: notified(case.situation, command.incident, case.actor),
    TakePapers: lambda case, command: papers_taken(
        world(case.hall, case.situation, case.now), command, case.actor
    ),
    PutRegister: lambda case, command: put(
        case.hall,
        case.situation,
        case.actor,
        command.register,
        command.id,
        command.fields,
        command.seen,
    ),
    RemoveRegister: lambda case, command: remove(
        case.situation, case.actor, command.register, command.id
    ),
    MakeRemark: lambda case, command: remark_made(case.place, command),
    AnswerFive: lambda case, command: five_answered(case.place, command),
    WriteFindings: lambda case, command: findings_written(case.place, command),
    StartDrill: lambda case, command: drill_started(case.place, case.catalogue, command),
    EvaluateDrill: lambda case, command: drill_evaluated(case.place, command),
    NoteTime: lambda case, command: [TimePassed(command.reason, back_s=command.back_s)],
    NoteContent: lambda case, command: [ContentChanged(command.digest)],
    NoteConfiguration: lambda case, command: [ConfigurationChanged(command.what, command.name)],
    NoteWrongPins: lambda case, command: [WrongPins(command.name, command.where, command.count)],
}
"""How each command is decided; one that is not listed is a mistake of the program."""
