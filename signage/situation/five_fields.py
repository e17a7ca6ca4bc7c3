"""The five fields every report must hold (时间、地点、原因、影响、应急处置措施, plan line 457), and what is missing.

2026-11-28 · Time, place and what was out are known by themselves; cause and measures are people's.
Ending never waits for them: the page after it asks once, and from two hours after the end the
answer is an overdue duty of every incident that is reviewed (levels 1 to 3); of smaller ones the
question alone is enough. Rejected: a gate before the end (a danger would wait for a form), and
asking at archiving (nobody remembers by then).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from signage.language.words import Message, Words
from signage.situation.incidents import ENDED, Incident

Field = Literal["cause", "impact", "measures"]
FIELDS: Mapping[Field, Words] = {
    "cause": Message("five-fields.cause"),
    "impact": Message("five-fields.impact"),
    "measures": Message("five-fields.what-was-done"),
}
"""Those of the five that people write."""
OWED_UP_TO = 3
OWED_AFTER = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class AnswerFive:
    """Empty = as it stands."""

    incident: str
    cause: str = ""
    impact: str = ""
    measures: str = ""


@dataclass(frozen=True, slots=True)
class FiveAnswered:
    """Only what was answered."""

    incident: str
    fields: dict[str, str]
    type: Literal["five_answered"] = "five_answered"


def ended(incident: Incident) -> bool:
    """Whether it was real and has ended: a report of it is due."""
    return incident.state in ENDED and incident.cleared_at is not None and not incident.drill


def missing(incident: Incident) -> tuple[Field, ...]:
    """What its report lacks, in the order of the plan. What was out is always known."""
    written = incident.findings.fields if incident.findings is not None else {}
    done = any(tick.answer == "done" for tick in incident.ticks.values())
    has = {
        "cause": incident.cause or incident.five.get("cause") or written.get("cause"),
        "impact": True,
        "measures": done or incident.five.get("measures"),
    }
    return tuple(field for field in FIELDS if not has[field])


def owed(incident: Incident) -> bool:
    return ended(incident) and incident.level <= OWED_UP_TO and bool(missing(incident))


def missing_words(incident: Incident) -> Words:
    """As a language says them within its sentence."""
    names = [FIELDS[field] for field in missing(incident)]
    return Message("five-fields.lacking", names=names)
