"""Reports to the authority: written from the five fields, approved by a leader, sent at once or at their
due minute, with what became of each."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from kiosk.serving.services import services
from kiosk.staff.shell.submit import who
from kiosk.wording.page_words import here_spoken
from signage.deciding.remarks import acknowledged
from signage.deciding.text_channels import Fact, report_facts
from signage.language.personal import masked
from signage.language.words import FIRST_LANGUAGE, Message, Words, about, say
from signage.reports.report import Report
from signage.shows.due_in_incidents import duties
from signage.situation.incidents import ENDED, LEVEL_ROLES, Incident
from signage.situation.remarks import STAGES, Upward

FIELDS: Final = (
    ("time", Message("upward.time")),
    ("place", Message("upward.place")),
    ("cause", Message("upward.cause")),
    ("impact", Message("upward.impact")),
    ("measures", Message("upward.measures")),
)


@dataclass(frozen=True, slots=True)
class Sent:
    """A report as it stands: by whom, when, and what became of it at each outlet."""

    id: str
    stage: Words
    by: Words
    facts: tuple[Fact, ...]
    receipts: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class UpwardPart:
    """``outlets``: empty where the hall reports to nobody by itself; ``due``: the minute the next is
    due, where it is ahead."""

    sent: tuple[Sent, ...]
    outlets: Mapping[str, Words]
    stages: tuple[tuple[str, Words, bool], ...]
    """Each with whether it is the one to begin with."""
    draft: str
    due: str
    due_words: Words
    approves: bool


def upward_of(made: Report) -> UpwardPart:
    here, incident = services().board.view, made.incident
    hall, world = here.content.hall, here.world
    reports = [r for r in world.situation.after.upward.values() if r.incident == incident.id]
    due, stage = _due(incident.id), _stage(incident, reports)
    outlets = {} if incident.drill else {one.id: one.name for one in hall.calls.for_reports}
    return UpwardPart(
        tuple(map(_sent, reversed(reports))),
        outlets,
        tuple((name, words, name == stage) for name, words in STAGES.items()),
        _draft(made),
        due.isoformat() if due else "",
        Message("upward.at-its-minute", at=f"{hall.local(due):%H:%M}")
        if due
        else Message("upward.now"),
        who().role in LEVEL_ROLES,
    )


def _due(number: str) -> datetime | None:
    world = services().board.view.world
    found = (one for one in duties(world) if one.rule == "report" and one.about == number)
    due = next(found, None)
    return due.due if due is not None and due.due > world.now else None


def _stage(incident: Incident, reports: list[Upward]) -> str:
    if incident.state in ENDED:
        return "final"
    return "progress" if reports else "first"


def _draft(made: Report) -> str:
    """In the authority's language, without what is personal."""
    hall, incident = services().board.view.content.hall, made.incident
    at = hall.local(incident.activated_at or incident.raised_at)
    said = {
        "time": f"{at:%Y-%m-%d %H:%M}",
        "place": made.place,
        "cause": made.cause,
        "impact": made.impact,
        "measures": say(
            Message("upward.listed", parts=made.measures or [Message("upward.none-yet")])
        ),
    }
    lines = (say(about(words, said[name]), FIRST_LANGUAGE) for name, words in FIELDS)
    return masked("\n".join(lines), hall.numbers)


def _sent(report: Upward) -> Sent:
    here = services().board.view
    hall = here.content.hall
    told = []
    for name in report.to:
        outlet = hall.calls.outlet.get(name)
        known = outlet and acknowledged(here.world.situation, report, say(outlet.name))
        if outlet and known:
            told.append(Message("upward.confirmed", name=outlet.name, at=hall.local(known.at)))
    by = Message("upward.approved-by", by=report.by, at=hall.local(report.at))
    facts = report_facts(hall, report, here_spoken().first)
    return Sent(report.id, STAGES[report.stage], by, facts, tuple(told))
