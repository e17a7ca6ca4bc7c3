"""What people note of an incident while it is handled, and what is established once it is over.

A remark is one line of the timeline of a chosen sort. Findings are one form, whole each time it is
saved.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from signage.language.words import NO_WORDS, Message, Words, plain
from signage.situation.registers import Column, Register
from signage.situation.texts import Passing

RemarkKind = Literal[
    "arrived", "scene", "reported", "liaison", "support", "decision", "loss", "note"
]
REMARKS: Mapping[RemarkKind, Words] = {
    "arrived": Message("remarks.on-site"),
    "scene": Message("remarks.the-scene"),
    "reported": Message("remarks.reported-upward"),
    "liaison": Message("remarks.called-outside"),
    "support": Message("remarks.support-asked-for"),
    "decision": Message("remarks.decided"),
    "loss": Message("remarks.loss"),
    "note": Message("remarks.other"),
}
"""Plan lines 213 and 908 (presence), 895 (scene), 389 and 923, 301 and 677 (calls outside), 813,
77, 605 (losses)."""
REMARKS_KEPT = 12
"""Remarks an incident carries for its card; all of them are in the log and on the report."""

FINDINGS = Register("findings", Message("remarks.aftermath"), (
    Column("responsible", Message("remarks.first-responsible")),
    Column("cause", Message("remarks.cause-as-investigated"), longest=200),
    Column("people", Message("remarks.people"), longest=200),
    Column("damage", Message("remarks.damage"), longest=200),
    Column("insurance", Message("remarks.insurance"), longest=200),
    Column("cost", Message("remarks.cost-in-yuan"), "number"),
    Column("cleaned", Message("remarks.clean-up"), longest=200),
    Column("counsel", Message("remarks.counselling"), longest=200),
    Column("effect", Message("remarks.how-it-went"), longest=200),
    Column("lessons", Message("remarks.lessons"), longest=200),
    Column("held", Message("remarks.reviewed-on"), "date"),
    Column("attendees", Message("remarks.who-reviewed-it"), longest=200),
    Column("handed", Message("remarks.papers-handed-to"), longest=120),
))  # fmt: skip
"""Plan lines 905, 449, 257, 605, 185, 131, 133, 927."""
PERSONAL = frozenset({"responsible", "attendees", "handed"})
"""Columns that name people: they stay in the hall."""


@dataclass(frozen=True, slots=True)
class Remark:
    kind: RemarkKind
    text: str
    by: str
    at: datetime
    words: Annotated[Words, Field(exclude_if=lambda words: not words)] = field(
        default_factory=lambda: NO_WORDS
    )
    """In each language, where the hall itself wrote it."""

    @property
    def said(self) -> Words:
        return self.words or plain(self.text)


# ---------------------------------------------------------------- commands


@dataclass(frozen=True, slots=True)
class MakeRemark:
    incident: str
    kind: RemarkKind
    text: str = ""


@dataclass(frozen=True, slots=True)
class WriteFindings:
    """``seen``: number of the event that wrote them last when the form was opened; None = there
    were none."""

    incident: str
    fields: Mapping[str, str]
    seen: int | None = None


# ---------------------------------------------------------------- events


@dataclass(frozen=True, slots=True)
class RemarkMade:
    incident: str
    kind: RemarkKind
    text: str
    words: Annotated[Words, Field(exclude_if=lambda words: not words)] = field(
        default_factory=lambda: NO_WORDS
    )
    """In each language, where the hall itself writes it and no person; ``text`` says it in the first."""
    type: Literal["remark_made"] = "remark_made"


@dataclass(frozen=True, slots=True)
class FindingsWritten:
    incident: str
    fields: dict[str, str]
    type: Literal["findings_written"] = "findings_written"


# ---------------------------------------------------------------- reports upward

Stage = Literal["first", "progress", "final"]
STAGES: Mapping[str, Words] = {
    "first": Message("upward.first"),
    "progress": Message("upward.progress"),
    "final": Message("upward.final"),
}


@dataclass(frozen=True, slots=True)
class SendReport:
    """A leader approves a report upward; it leaves at once, or ``at`` its due minute. ``to``:
    outlets of the hall."""

    incident: str
    stage: str
    text: str
    to: tuple[str, ...] = ()
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class AcknowledgeReport:
    """The authority has got it: by the signed link in it."""

    report: str


@dataclass(frozen=True, slots=True)
class ReportApproved:
    report: str
    incident: str
    stage: str
    text: str
    to: tuple[str, ...]
    due: datetime
    type: Literal["report_approved"] = "report_approved"


@dataclass(frozen=True, slots=True)
class Upward:
    """A report upward, and the last word about each outlet."""

    id: str
    incident: str
    stage: str
    text: str
    to: tuple[str, ...]
    due: datetime
    by: str
    at: datetime
    passed: dict[str, Passing] = field(default_factory=dict)
