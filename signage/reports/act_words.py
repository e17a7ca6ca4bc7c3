"""What every act says in a report: one way of telling it for each sort of event."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from signage.deciding.text_channels import (
    FAILURES,
    passed_words,
    publish_words,
    sent_words,
)
from signage.hall.calls import NAMES
from signage.hall.levels import level_of
from signage.hall.model import Hall
from signage.hall.needs import NEEDS
from signage.hall.short_names import short_name
from signage.language.words import Message, Words, about, clauses, listed, noted, plain, points
from signage.reports.modem_words import MODEM_WORDS, network_words
from signage.rules.gates import GATE_WORDS
from signage.shows.phrases import subject_words
from signage.situation.aftermath import DrillEvaluated, DrillStarted, EvidenceAdded, EvidenceErased
from signage.situation.calls import CallAnswered, CallTold
from signage.situation.events import (
    AssistAnswered,
    AssistCalled,
    ChangeUndone,
    CommanderNamed,
    ConfigurationChanged,
    GateConfirmed,
    GateWithdrawn,
    HelpAnswered,
    HelpCalled,
    IncidentChanged,
    IncidentRaised,
    LedgerEntered,
    PapersTaken,
    RaiseRepeated,
    SchemeChosen,
    StepMarked,
    TaxpayersNotified,
    WayHeld,
    WindowSet,
)
from signage.situation.five_fields import FIELDS, FiveAnswered
from signage.situation.incidents import Incident
from signage.situation.remarks import REMARKS, STAGES, FindingsWritten, RemarkMade, ReportApproved
from signage.situation.texts import Text, TextDrafted, TextHandled, TextPassed, TextSent

HOLD_WORDS: Mapping[str, Words] = {
    "fire": Message("act-words.way.fire"),
    "closed": Message("act-words.way.closed"),
    "crowd": Message("act-words.way.crowd"),
}
WAY_FREE = Message("act-words.way.free")
CHANGE_WORDS: Mapping[str, Words] = {
    "acknowledge": Message("act-words.change.acknowledge"),
    "update": Message("act-words.change.update"),
    "escalate": Message("act-words.change.escalate"),
    "silence": Message("act-words.change.silence"),
    "resolve": Message("act-words.change.resolve"),
    "clear": Message("act-words.change.clear"),
    "activate": Message("act-words.change.activate"),
    "dismiss": Message("act-words.change.dismiss"),
    "review": Message("act-words.change.review"),
    "close": Message("act-words.change.close"),
}
ALONE = Message("act-words.drafted-and-approved-by-one-person")
DRILL = Message("act-words.drill")


@dataclass(frozen=True, slots=True)
class Around:
    """What wording an act needs: the hall, and the incident before and after it, with the texts
    about it."""

    hall: Hall
    before: Incident | None
    after: Incident | None
    texts: Mapping[str, Text] = field(default_factory=dict)


def act_words(told: Around, event: Any) -> Words:
    return SAYS[type(event)](told, event) if type(event) in SAYS else plain(str(event.type))


def _raised(told: Around, event: IncidentRaised) -> Words:
    made: Words = Message("act-words.reported" if event.state == "draft" else "act-words.raised")
    if event.drill:
        made = noted(made, DRILL)
    what, level = subject_words(told.hall, event.targets), level_of(told.hall.handling, event.level)
    note = [event.noted] if event.note else []
    return clauses([about(made, event.notice.name), what, level.name, *_cause(event.cause), *note])


def _cause(cause: str) -> list[Words]:
    return [Message("act-words.cause", cause=cause)] if cause else []


def _changed(told: Around, event: IncidentChanged) -> Words:
    parts = [CHANGE_WORDS.get(event.command) or plain(event.command)]
    if told.before is not None:
        parts += _differences(told.hall, told.before, event)
    if event.command == "clear" and any(
        text.state == "published" and text.channels for text in told.texts.values()
    ):
        parts.append(Message("act-words.notices-taken-down"))
    if event.reason:
        parts.append(Message("act-words.reason", reason=event.reason))
    if event.overridden:
        gates = [_gate_key(told, key) for key in event.overridden]
        parts.append(Message("act-words.cleared-before-done", gates=gates))
    return clauses(parts)


def _differences(hall: Hall, before: Incident, event: IncidentChanged) -> Iterable[Words]:
    if event.level != before.level:
        yield Message("act-words.level-is-now", level=level_of(hall.handling, event.level).name)
    if event.eta is not None and event.eta != before.eta:
        yield Message("act-words.expected-back", at=f"{hall.local(event.eta):%m-%d %H:%M}")
    if event.eta is None and before.eta is not None:
        yield Message("act-words.recovery-time-not-yet-known")
    if event.cause != before.cause:
        # A cause that was taken back is told too.
        yield from _cause(event.cause) or [Message("act-words.cause-not-yet-known")]
    if event.note != before.note and event.note:
        yield plain(event.note)


def _gate_key(told: Around, key: str) -> Words:
    gate, _, target = key.partition(" ")
    return Message(
        "act-words.gate", target=_name(told, target), gate=GATE_WORDS.get(gate) or plain(gate)
    )


def _name(told: Around, target: str) -> Words:
    return short_name(told.hall, target)


STEP_WORDS: Mapping[str, Message] = {
    "done": Message("act-words.step.done"),
    "skipped": Message("act-words.step.skipped"),
    "open": Message("act-words.step.open"),
}


def _step(told: Around, event: StepMarked) -> Words:
    steps = told.after.steps if told.after else ()
    # The fold takes every log, also one that answers a step there is none of.
    text: Words | str = steps[event.step - 1].text if 0 < event.step <= len(steps) else ""
    marked = STEP_WORDS[event.answer].filled(number=event.step)
    return about(marked, noted(text, event.reason) if event.reason else text)


def _gate(told: Around, event: GateConfirmed | GateWithdrawn) -> Words:
    key = _gate_key(told, f"{event.gate} {event.target}")
    if isinstance(event, GateWithdrawn):
        return about(Message("act-words.confirmation-withdrawn"), key)
    return about(Message("act-words.confirmed"), noted(key, event.note) if event.note else key)


WINDOW_WORDS: Mapping[bool | None, Message] = {
    True: Message("act-words.window-opened"),
    False: Message("act-words.window-closed"),
    None: Message("act-words.window-as-described"),
}


def _window(told: Around, event: WindowSet) -> Words:
    changed = WINDOW_WORDS[event.open].filled(window=_name(told, event.window))
    return clauses([changed, Message("act-words.services-changed")]) if event.services else changed


def _screen(told: Around, screen: str) -> Words:
    found = told.hall.screen.get(screen)
    return found.name if found else plain(screen)


def _way(told: Around, event: WayHeld) -> Words:
    return about(_name(told, event.target), HOLD_WORDS[event.hold] if event.hold else WAY_FREE)


def _help(told: Around, event: HelpCalled) -> Words:
    need = [NEEDS[event.need]] if event.need in NEEDS else []
    return about(_screen(told, event.screen), clauses([Message("act-words.help-called"), *need]))


def _remark(told: Around, event: RemarkMade) -> Words:
    return _with(REMARKS[event.kind], event.words or event.text)


def _with(what: Words, text: Words | str) -> Words:
    """What was done, and what somebody wrote of it, if anything."""
    return about(what, text) if text else what


def _scores(event: DrillEvaluated) -> Words:
    scored = f"{sum(event.scores)}/{5 * len(event.scores)}"
    return Message(
        "act-words.drill-evaluated", scored=scored, good=event.good or "—", bad=event.bad or "—"
    )


def _five(event: Any) -> Words:
    return about(
        Message("act-words.completed"),
        points([about(FIELDS[name], text) for name, text in event.fields.items()]),
    )


def _handled(told: Around, event: TextHandled) -> Words:
    text = told.texts.get(event.text)
    if event.act == "publish":
        names = [_outlet(told, name) for name in event.outlets]
        return publish_words(event.channels, event.ready, names)
    if event.act == "approve":
        approved = Message("act-words.notice-approved")
        return noted(approved, ALONE) if text is not None and text.alone else approved
    return Message("act-words.notice-withdrawn")


def _outlet(told: Around, name: str) -> Words:
    known = told.hall.calls.outlet.get(name)
    return known.name if known is not None else plain(name)


CALL_WORDS: Mapping[str, Message] = {
    "sent": Message("act-words.call.sent"),
    "failed": Message("act-words.call.failed"),
    "refused": Message("act-words.call.refused"),
    "delivered": Message("act-words.call.delivered"),
    "unanswered": Message("act-words.call.unanswered"),
}


CALL_WHY: Mapping[str, Words] = {
    "no-device": Message("act-words.call.no-device"),
    "gone": Message("act-words.call.gone"),
    "no-telephone-named": Message("act-words.call.no-telephone-named"),
    "no-baresip": Message("act-words.call.no-baresip"),
    "no-speech": Message("act-words.call.no-speech"),
    "not-answered": Message("act-words.call.not-answered"),
    "SIP 486": Message("act-words.call.busy"),
    "SIP 603": Message("act-words.call.declined"),
}
WHY_WORDS: Mapping[str, Words] = {**FAILURES, **MODEM_WORDS, **CALL_WHY}
"""Any other is a gateway's own short word, such as HTTP 500."""


def way_words(way: str) -> Words:
    return NAMES.get(way) or plain(way)


def why_words(why: str) -> Words:
    return WHY_WORDS.get(why) or network_words(why) or plain(why)


def called_words(event: CallTold) -> Words:
    """呼叫王主任（企业微信）：已送出; with the attempt where the first did not do it."""
    said: Words = CALL_WORDS[event.outcome]
    if event.why:
        said = noted(said, why_words(event.why))
    elif event.outcome == "sent" and event.count > 1:
        said = noted(said, Message("act-words.call.attempt", count=event.count))
    who = noted(event.person, way_words(event.way)) if event.way else plain(event.person)
    return about(Message("act-words.call.called", who=who), said)


ANSWERED: Mapping[str, Words] = {
    "link": Message("act-words.call.answered-by-link"),
    "console": Message("act-words.call.answered-on-the-console"),
    "text": Message("act-words.call.answered-by-text"),
    "voice": Message("act-words.call.answered-by-voice"),
}
CONFIGURED: Mapping[str, Words] = {
    "first-person": Message("act-words.first-person"),
    "person": Message("act-words.person"),
    "account-sign-in": Message("act-words.account-sign-in"),
    "person-account": Message("act-words.person-account"),
    "person-from-account": Message("act-words.person-from-account"),
    "person-left": Message("act-words.person-left"),
    "tablet": Message("act-words.tablet"),
    "tablet-revoked": Message("act-words.tablet-revoked"),
    "tablet-lost": Message("act-words.tablet-lost"),
    "screen-paired": Message("act-words.screen-paired"),
    "screen-replaced": Message("act-words.screen-replaced"),
    "screen-unpaired": Message("act-words.screen-unpaired"),
    "description": Message("act-words.description"),
    "content-upgrade": Message("act-words.content-upgrade"),
    "lamp-test": Message("act-words.lamp-test"),
    "clock": Message("act-words.clock"),
}
"""What was set up beside the incidents; anything else is told as it was noted."""


def _configured(told: Around, event: ConfigurationChanged) -> Words:
    what = CONFIGURED.get(event.what) or plain(event.what)
    return about(what, event.name) if event.name else what


SAYS: Mapping[type, Callable[[Around, Any], Words]] = {
    ConfigurationChanged: _configured,
    CallTold: lambda told, event: called_words(event),
    CallAnswered: lambda told, event: ANSWERED[event.via],
    IncidentRaised: _raised,
    RaiseRepeated: lambda told, event: Message("act-words.reported-again"),
    IncidentChanged: _changed,
    ChangeUndone: lambda told, event: about(
        Message("act-words.undone"), CHANGE_WORDS.get(event.command, Message("act-words.raised"))
    ),
    StepMarked: _step,
    GateConfirmed: _gate,
    GateWithdrawn: _gate,
    CommanderNamed: lambda told, event: about(Message("act-words.commander-named"), event.name),
    EvidenceErased: lambda told, event: Message("act-words.evidence-erased"),
    EvidenceAdded: lambda told, event: about(Message("act-words.evidence-added"), event.text),
    RemarkMade: _remark,
    FindingsWritten: lambda told, event: Message("act-words.findings-written"),
    FiveAnswered: lambda told, event: _five(event),
    TextDrafted: lambda told, event: about(Message("act-words.notice-drafted"), event.title),
    TextHandled: _handled,
    TextPassed: lambda told, event: passed_words(event),
    ReportApproved: lambda told, event: about(
        Message("act-words.report-approved", stage=STAGES[event.stage]),
        listed([_outlet(told, name) for name in event.to]),
    ),
    TextSent: lambda told, event: sent_words(event.channel, event.count, event.via),
    DrillStarted: lambda told, event: about(
        Message("act-words.drill-by-script"), event.title or Message("act-words.single-drill")
    ),
    DrillEvaluated: lambda told, event: _scores(event),
    TaxpayersNotified: lambda told, event: Message("act-words.taxpayers-notified"),
    PapersTaken: lambda told, event: Message(
        "act-words.papers-by-hand-begun" if event.on else "act-words.papers-by-hand-ended"
    ),
    LedgerEntered: lambda told, event: Message(
        "act-words.papers-by-hand-entered", entry=event.entry
    ),
    WindowSet: _window,
    HelpCalled: _help,
    HelpAnswered: lambda told, event: about(
        _screen(told, event.screen), Message("act-words.help-answered")
    ),
    AssistCalled: lambda told, event: _with(Message("act-words.assist-called"), event.where),
    AssistAnswered: lambda told, event: Message("act-words.assist-answered", person=event.person),
    WayHeld: _way,
    SchemeChosen: lambda told, event: about(Message("act-words.scheme-chosen"), event.scheme),
}
"""How each act is told; one that is not listed is told by its type."""
