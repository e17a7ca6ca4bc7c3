"""Judging a remark and the findings: on what is known and not yet archived, and nobody's work
overwritten unseen."""

from signage.deciding.open_incidents import Place, existing
from signage.deciding.registers import judged
from signage.language.words import Message
from signage.rules.permissions import permit
from signage.rules.public_words import for_staff
from signage.rules.refusal import Refused, check_text, unknown
from signage.situation.five_fields import AnswerFive, FiveAnswered
from signage.situation.incidents import Incident
from signage.situation.remarks import (
    FINDINGS,
    REMARKS,
    FindingsWritten,
    MakeRemark,
    RemarkMade,
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
