"""What stands in the rows of reports: files, links for the authority, what the registers hold
besides."""

from dataclasses import dataclass

from kiosk.content.evidence import path_of
from kiosk.serving.services import services
from signage.hall.model import Hall
from signage.language.words import Message, Words
from signage.reports.report import Act, Evidence, Report
from signage.situation.aftermath import Link
from signage.situation.registers import REGISTERS
from signage.situation.remarks import FINDINGS

FOLLOWED = ("measures", "feedback")
NOTED = (
    (Message("report.reported"), "reported"),
    (Message("report.asked-for-support"), "support"),
)
"""Remarks that the head of a report tells of."""


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """``path`` leads to its file while that is kept."""

    evidence: Evidence
    path: str

    @property
    def drawn(self) -> bool:
        """Whether the file is a picture; a PDF is not shown here."""
        return self.evidence.file.endswith(".jpg")


@dataclass(frozen=True, slots=True)
class LinkRow:
    """``until`` in words."""

    id: str
    words: Words
    until: Words
    by: str
    address: str


@dataclass(frozen=True, slots=True)
class Followed:
    """A row of a register about an incident."""

    register: str
    words: Words
    done: bool


def evidence_rows(made: Report) -> tuple[EvidenceRow, ...]:
    return tuple(EvidenceRow(one, _path(made.incident.id, one.file)) for one in made.evidence)


def _path(incident: str, file: str) -> str:
    kept = file and path_of(services().store.directory, file) is not None
    return f"/reports/{incident}/file/{file}" if kept else ""


def noted(made: Report) -> tuple[tuple[Words, tuple[Act, ...]], ...]:
    return tuple((words, told) for words, kind in NOTED if (told := made.noted(kind)))


def findings(made: Report) -> tuple[tuple[Words, str], ...]:
    """What was established, each by its title."""
    found = made.incident.findings.fields if made.incident.findings else {}
    return tuple((one.title, found[one.name]) for one in FINDINGS.columns if one.name in found)


def followed(number: str) -> tuple[Followed, ...]:
    """What the registers hold about this incident."""
    kept = services().board.view.world.situation.registers
    named = ((name, row.fields) for name in FOLLOWED for row in kept.get(name, {}).values())
    return tuple(
        Followed(
            name,
            Message("words.about", what=REGISTERS[name].title, said=row.get("what", "")),
            row.get("state") == "done",
        )
        for name, row in named
        if row.get("incident") == number
    )


def link_row(hall: Hall, link: Link, address: str) -> LinkRow:
    kind, _, of = link.about.partition(":")
    about = (
        Message("links.report", number=of)
        if kind == "incident"
        else Message("links.statistics", period=of)
    )
    until = Message("links.valid-until", until=hall.local(link.until))
    return LinkRow(link.id, about, until, link.by, address)
