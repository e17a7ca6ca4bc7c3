"""The hall's registers as one table: what each holds, and how a row of it stands in the situation.

Contacts are work contacts (staff, police, power, maintenance), never taxpayers: those are in the
ledger alone. Plan lines 143 (contacts, materials), 359 (roster), 901 (patrol), 573 (hazards), 135
(training), 91 (devices, inspections), 139 and 203 to 205 (plans), 693 (risks), 569 (movements), 27
and 917 (feedback), 133 (measures).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple

from signage.language.words import Message, Words, plain

Sort = Literal[
    "text", "date", "time", "phone", "number", "choice", "device", "target", "incident", "material"
]


class Column(NamedTuple):
    """``choices`` are stored by their key. ``longest`` in characters."""

    name: str
    title: Words
    sort: Sort = "text"
    required: bool = False
    choices: Mapping[str, Words] = {}
    longest: int = 60


class Derived(NamedTuple):
    """A column that is worked out from the others, for the table and its file."""

    title: Words
    of: Callable[[Mapping[str, str]], Words]


class Register(NamedTuple):
    """``impersonal``: its texts hold no phone and no identity number. ``fixed``: a row is never
    changed or removed."""

    name: str
    title: Words
    columns: tuple[Column, ...]
    everyone: bool = False
    """Any member of staff may put a row (a patrol); of the others only supervisors, facilities and
    admins."""
    impersonal: bool = False
    fixed: bool = False
    derived: Derived | None = None

    @property
    def column(self) -> Mapping[str, Column]:
        return {column.name: column for column in self.columns}


@dataclass(frozen=True, slots=True)
class Row:
    """``seq`` is the number of the event that put it: a form opened earlier is out of date."""

    fields: dict[str, str]
    at: datetime
    by: str
    seq: int


ROWS_KEPT = 400
"""Rows a register keeps in the situation; the oldest of a dated one leave it and stay in the
log."""

_NOTE = Column("note", Message("registers.note"), longest=120)
SECTORS: Mapping[str, Words] = {
    "bureau": Message("registers.municipal-bureaus-office"), "superior": Message("registers.higher-tax-authority"),
    "technical": Message("registers.higher-technical-department"), "police": Message("registers.police"),
    "fire": Message("registers.fire-service"), "medical": Message("registers.hospital"),
    "health": Message("registers.public-health"), "traffic": Message("registers.traffic-police"),
    "power": Message("registers.power-supply"), "water": Message("registers.water-heating-gas"),
    "telecom": Message("registers.network-operator"), "vendor": Message("registers.maintenance"),
    "neighbour": Message("registers.neighbours"), "media": Message("registers.media"),
}  # fmt: skip
"""Whom a contact stands for (plan lines 85, 301, 661, 923)."""
FIVE: Mapping[str, Words] = {str(n): plain(f"{n}") for n in range(1, 6)}
# From the highest down: the first that is reached names it.
RISKS = (
    (15, Message("registers.high")),
    (8, Message("registers.medium")),
    (1, Message("registers.low")),
)
"""From which product of likelihood and harm a risk is called so (the product's own proposal)."""


def risk(fields: Mapping[str, str]) -> Words:
    """12 中."""
    score = int(fields["likely"]) * int(fields["harm"])
    return Message(
        "registers.scored", score=score, risk=next(word for least, word in RISKS if score >= least)
    )


def stock_name(fields: Mapping[str, str]) -> str:
    """灭火器（北门）: how a movement names a row of the materials."""
    return f"{fields['name']}（{fields['place']}）"


_DONE: Mapping[str, Words] = {"open": Message("registers.open"), "done": Message("registers.done")}
REGISTERS: Mapping[str, Register] = {
    register.name: register
    for register in (
        Register("contacts", Message("registers.contacts"), (
            Column("name", Message("registers.name"), required=True),
            Column("kind", Message("registers.kind"), "choice", True, {
                "internal": Message("registers.internal"), "external": Message("registers.external")}),
            Column("sector", Message("registers.sector"), "choice", False, SECTORS),
            Column("duty", Message("registers.duty")),
            Column("phone", Message("registers.phone"), "phone", True),
            Column("deputy", Message("registers.deputy")),
            _NOTE,
        )),
        Register("roster", Message("registers.duty-roster"), (
            Column("day", Message("registers.day"), "date", True),
            Column("from", Message("registers.from"), "time", True),
            Column("to", Message("registers.to"), "time", True),
            Column("name", Message("registers.who"), required=True),
            Column("duty", Message("registers.post"), "choice", True, {
                "leader": Message("registers.leader"), "desk": Message("registers.guide-desk"),
                "technical": Message("registers.technical"), "security": Message("registers.security"),
                "business": Message("registers.business"), "logistics": Message("registers.logistics"),
                "liaison": Message("registers.liaison"), "opinion": Message("registers.opinion"),
                "medical": Message("registers.first-aid"), "marshal": Message("registers.marshal")}),
            Column("place", Message("registers.zone-or-exit")),
            Column("phone", Message("registers.phone"), "phone"),
        )),
        Register("materials", Message("registers.materials"), (
            Column("name", Message("registers.name-2"), required=True),
            Column("count", Message("registers.stock"), "number", True),
            Column("least", Message("registers.minimum"), "number"),
            Column("place", Message("registers.place"), required=True),
            Column("expires", Message("registers.expires"), "date"),
            Column("checked", Message("registers.last-checked"), "date"),
            _NOTE,
        )),
        Register("faults", Message("registers.device-faults"), (
            Column("device", Message("registers.device"), "device", True),
            Column("found", Message("registers.found"), "date", True),
            Column("what", Message("registers.fault"), required=True),
            Column("repairer", Message("registers.repairer")),
            Column("due", Message("registers.due"), "date"),
            Column("state", Message("registers.state"), "choice", True, _DONE),
            _NOTE,
        ), True),
        Register("hazards", Message("registers.hazards"), (
            Column("what", Message("registers.hazard"), required=True),
            Column("place", Message("registers.place-2"), required=True),
            Column("found", Message("registers.found"), "date", True),
            Column("owner", Message("registers.owner")),
            Column("due", Message("registers.due-2"), "date"),
            Column("state", Message("registers.state"), "choice", True, _DONE),
            _NOTE,
        ), True),
        Register("patrols", Message("registers.patrols"), (
            Column("day", Message("registers.day"), "date", True),
            Column("kind", Message("registers.kind"), "choice", True, {
                "patrol": Message("registers.guide-desk-patrol"), "opening": Message("registers.opening-check")}),
            Column("result", Message("registers.result"), "choice", True, {
                "fine": Message("registers.all-fine"), "amiss": Message("registers.something-amiss")}),
            _NOTE,
        ), True),
        Register("training", Message("registers.training"), (
            Column("topic", Message("registers.topic"), required=True),
            Column("held", Message("registers.held"), "date", True),
            Column("people", Message("registers.people"), longest=200),
            Column("next", Message("registers.next-due"), "date"),
            _NOTE,
        )),
        Register("plans", Message("registers.plan-documents"), (
            Column("title", Message("registers.title"), required=True),
            Column("version", Message("registers.version"), required=True, longest=20),
            Column("state", Message("registers.state"), "choice", True, {
                "draft": Message("registers.draft"), "issued": Message("registers.issued"),
                "superseded": Message("registers.superseded")}),
            Column("basis", Message("registers.basis"), longest=200),
            Column("owner", Message("registers.owner-2")),
            Column("interpreter", Message("registers.interpreted-by")),
            Column("approver", Message("registers.approved-by")),
            Column("approved", Message("registers.approved-on"), "date"),
            Column("filed", Message("registers.filed-on"), "date"),
            Column("effective", Message("registers.in-force-from"), "date", True),
            Column("reviewed", Message("registers.last-reviewed"), "date"),
            Column("note", Message("registers.where-kept-note"), longest=120),
        )),
        Register("risks", Message("registers.risks"), (
            Column("what", Message("registers.risk"), required=True),
            Column("place", Message("registers.place-2")),
            Column("likely", Message("registers.likelihood"), "choice", True, FIVE),
            Column("harm", Message("registers.harm"), "choice", True, FIVE),
            Column("measure", Message("registers.measure"), longest=120),
            Column("plan", Message("registers.plan")),
            Column("owner", Message("registers.owner-3")),
            Column("assessed", Message("registers.assessed-on"), "date", True),
            _NOTE,
        ), derived=Derived(Message("registers.score"), risk)),
        Register("inspections", Message("registers.inspections"), (
            Column("item", Message("registers.what"), required=True),
            Column("kind", Message("registers.kind"), "choice", True, {
                "device": Message("registers.devices"), "fire": Message("registers.fire-equipment"),
                "exit": Message("registers.exits-and-lights"), "power": Message("registers.backup-power"),
                "comms": Message("registers.radios-phones"), "utility": Message("registers.water-power-heating"),
                "medical": Message("registers.first-aid-2")}),
            Column("every", Message("registers.every"), "choice", True, {
                "7": Message("registers.week"), "30": Message("registers.month"), "90": Message("registers.quarter"),
                "180": Message("registers.half-year"), "365": Message("registers.year")}),
            Column("last", Message("registers.last-checked-2"), "date", True),
            Column("result", Message("registers.result"), "choice", True, {
                "fine": Message("registers.all-fine"), "amiss": Message("registers.something-amiss")}),
            Column("by", Message("registers.by")),
            _NOTE,
        )),
        Register("movements", Message("registers.stock-in-and-out"), (
            Column("day", Message("registers.day"), "date", True),
            Column("material", Message("registers.material"), "material", True, longest=130),
            Column("way", Message("registers.kind"), "choice", True, {
                "out": Message("registers.issued-2"), "in": Message("registers.taken-in"),
                "lost": Message("registers.lost")}),
            Column("count", Message("registers.number"), "number", True),
            Column("who", Message("registers.by-whom"), required=True),
            Column("why", Message("registers.what-for"), longest=120),
        ), True, fixed=True),
        Register("feedback", Message("registers.feedback"), (
            Column("day", Message("registers.day"), "date", True),
            Column("kind", Message("registers.kind"), "choice", True, {
                "complaint": Message("registers.complaint"), "report": Message("registers.report-of-misconduct"),
                "advice": Message("registers.advice"), "praise": Message("registers.praise"),
                "opinion": Message("registers.public-opinion")}),
            Column("via", Message("registers.source"), "choice", True, {
                "hall": Message("registers.in-the-hall"), "phone": Message("registers.telephone"),
                "book": Message("registers.book-letter"), "web": Message("registers.internet"),
                "media": Message("registers.media")}),
            Column("what", Message("registers.what-without-names"), required=True, longest=200),
            Column("incident", Message("registers.incident"), "incident"),
            Column("owner", Message("registers.handled-by")),
            Column("due", Message("registers.answer-due"), "date"),
            Column("fault", Message("registers.at-fault"), "choice", False, {
                "officer": Message("registers.officer"), "taxpayer": Message("registers.taxpayer"),
                "both": Message("registers.both"), "none": Message("registers.nobody")}),
            Column("outcome", Message("registers.outcome"), longest=200),
            Column("told", Message("registers.answered-on"), "date"),
            Column("state", Message("registers.state"), "choice", True, _DONE),
        ), True, impersonal=True),
        Register("stops", Message("registers.planned-stops"), (
            Column("day", Message("registers.day"), "date", True),
            Column("from", Message("registers.from"), "time", True),
            Column("to", Message("registers.to"), "time"),
            Column("what", Message("registers.what-where-as-public-reads"),
                   required=True, longest=120),
            Column("target", Message("registers.concerns"), "target"),
            Column("told", Message("registers.announced")),
            Column("state", Message("registers.state"), "choice", True, _DONE),
        )),
        Register("measures", Message("registers.measures"), (
            Column("what", Message("registers.measure-2"), required=True, longest=120),
            Column("incident", Message("registers.incident-2"), "incident"),
            Column("plan", Message("registers.plan-to-change")),
            Column("owner", Message("registers.owner-3"), required=True),
            Column("due", Message("registers.due-3"), "date", True),
            Column("state", Message("registers.state"), "choice", True, _DONE),
            _NOTE,
        )),
    )
}  # fmt: skip
