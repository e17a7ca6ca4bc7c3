"""Judging a remark and the findings: on what is known and not yet archived, and nobody's work
overwritten unseen."""

from datetime import timedelta

from signage.deciding.open_incidents import Place, existing
from signage.deciding.registers import judged
from signage.language.words import Message, Words, say
from signage.rules.permissions import permit
from signage.rules.public_words import check_impersonal, for_staff
from signage.rules.refusal import Refused, check_text, unknown
from signage.situation.five_fields import AnswerFive, FiveAnswered
from signage.situation.incidents import Incident, Situation
from signage.situation.remarks import (
    FINDINGS,
    REMARKS,
    STAGES,
    AcknowledgeReport,
    FindingsWritten,
    MakeRemark,
    Remark,
    RemarkMade,
    ReportApproved,
    SendReport,
    Upward,
    WriteFindings,
)


def remark_made(place: Place, command: MakeRemark) -> list[RemarkMade]:
    """Nothing happens where a person says a second time that they are on site."""
    permit(place.actor, "remark")
    incident = _unarchived(place, command.incident)
    if command.kind not in REMARKS:
        raise unknown("kind", command.kind)
    text = command.text.strip()
    check_text("text", text)
    if command.kind == "arrived" and place.actor.name in incident.arrived:
        return []
    if command.kind != "arrived" and not text:
        raise Refused("no-text", "text", Message("remarks.say-what-it-is"))
    return [RemarkMade(incident.id, command.kind, text)]


def findings_written(place: Place, command: WriteFindings) -> list[FindingsWritten]:
    permit(place.actor, "findings")
    incident = _unarchived(place, command.incident)
    known = incident.findings
    if (known.seq if known else None) != command.seen:
        words = Message("remarks.somebody-changed-form-look-again")
        raise Refused("changed", None, words)
    fields = judged(place.hall, FINDINGS, command.fields)
    return (
        [] if fields == (known.fields if known else {}) else [FindingsWritten(incident.id, fields)]
    )


def five_answered(place: Place, command: AnswerFive) -> list[FiveAnswered]:
    """What is typed of people is left out, never refused: whoever fills this in has just ended
    something."""
    permit(place.actor, "remark")
    incident = _unarchived(place, command.incident)
    given = {"cause": command.cause, "impact": command.impact, "measures": command.measures}
    kept = {name: for_staff(text).strip() for name, text in given.items()}
    fields = {name: text for name, text in kept.items() if text and text != incident.five.get(name)}
    return [FiveAnswered(incident.id, fields)] if fields else []


def _unarchived(place: Place, number: str) -> Incident:
    incident = existing(place.situation, number)
    if incident.state == "closed":
        words = Message("remarks.archived-nothing-can-added")
        raise Refused("illegal-transition", None, words)
    return incident


# ---------------------------------------------------------------- reports upward

REPORT_MAX = 2000
AHEAD = timedelta(days=1)


def report_approved(place: Place, command: SendReport) -> list[ReportApproved]:
    """Of what is real; without numbers of persons, which the authority asks for where it needs them."""
    permit(place.actor, "send-report")
    incident = existing(place.situation, command.incident)
    text = command.text.strip()
    if incident.drill:
        raise Refused("drill", "incident", Message("upward.a-drill-is-not-reported"))
    if command.stage not in STAGES:
        raise unknown("stage", command.stage)
    if not text or len(text) > REPORT_MAX:
        raise Refused("bad-text", "text", Message("announcements.at-most-letters", most=REPORT_MAX))
    check_impersonal("text", text)
    to = tuple(one.id for one in place.hall.calls.for_reports if one.id in command.to)
    if not to:
        raise Refused("no-channel", "to", Message("announcements.choose-at-least-one-channel"))
    due = max(place.now, command.at) if command.at is not None else place.now
    if due > place.now + AHEAD:
        raise Refused("bad-time", "at", Message("upward.at-most-a-day-ahead"))
    number = f"u{place.situation.revision + 1}"
    return [ReportApproved(number, incident.id, command.stage, text, to, due)]


def report_acknowledged(place: Place, command: AcknowledgeReport) -> list[RemarkMade]:
    """Once, as a remark by whom it was sent to."""
    permit(place.actor, "acknowledge-report")
    report = place.situation.after.upward.get(command.report)
    if report is None:
        raise unknown("report", command.report)
    if acknowledged(place.situation, report, place.actor.name):
        return []
    said = _received(report)
    return [RemarkMade(report.incident, "liaison", say(said), dict(said))]


def acknowledged(situation: Situation, report: Upward, by: str) -> Remark | None:
    incident = situation.incidents.get(report.incident)
    said = say(_received(report))
    remarks = incident.remarks if incident is not None else ()
    return next((one for one in remarks if one.by == by and one.text == said), None)


def _received(report: Upward) -> Words:
    """With its number, which tells one progress report from the next."""
    return Message("upward.received", stage=STAGES[report.stage], number=report.id)


def report_arrived(report: Upward, name: str) -> RemarkMade:
    """What a person would note having sent it: the next one is due by that."""
    said = Message("upward.sent-to", stage=STAGES[report.stage], name=name)
    return RemarkMade(report.incident, "reported", say(said), dict(said))
