"""What an incident is: its states and their transition table, and the situation made of all of
them.

The situation is a value; its revision is the sequence number of the last event it has seen.
Commands are in :mod:`signage.situation.commands`, what they lead to in :mod:`signage.decide`,
events in :mod:`signage.situation.events`, and how they add up to a situation in :mod:`signage.situation.fold`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter

from signage.language.durations import BACK
from signage.language.known_fields import refuse_unknown
from signage.language.words import NO_WORDS, Message, Words, plain
from signage.situation.aftermath import Aftermath
from signage.situation.alerts import Heard
from signage.situation.calls import Answered
from signage.situation.ledger import Entry
from signage.situation.notices import Gate, Notice, Task
from signage.situation.registers import Row
from signage.situation.remarks import Remark

State = Literal["draft", "active", "recovering", "cleared", "closed"]
OPEN: frozenset[str] = frozenset({"active", "recovering"})
ENDED: frozenset[str] = frozenset({"cleared", "closed"})
UNDO_WITHIN = timedelta(seconds=30)
OF_MACHINES, OF_TABLETS = "token:", "tablet:"
"""How names of actors begin who are no person."""
WRONG_PINS_KEPT = 50
ENDED_KEPT = 200
"""Ended incidents the situation remembers; older ones are in the log."""
TEXT_MAX = 200
TARGETS_MAX = 100

ALL_CLEAR_S: Mapping[str, int] = {
    "evacuate": 600, "shelter": 600, "danger": 600, "cordon": 600, "closed": 120, "outage": 120,
}  # fmt: skip
"""Seconds the all-clear shows after clearing, by class; other classes return to guidance at
once."""

TRANSITIONS: Mapping[tuple[str, str], State] = {
    ("draft", "acknowledge"): "draft",
    ("draft", "update"): "draft",
    ("draft", "activate"): "active",
    ("draft", "dismiss"): "closed",
    ("active", "acknowledge"): "active",
    ("active", "update"): "active",
    ("active", "escalate"): "active",
    ("active", "silence"): "active",
    ("active", "mark"): "active",
    ("active", "confirm"): "active",
    ("active", "appoint"): "active",
    ("active", "resolve"): "recovering",
    ("active", "clear"): "cleared",
    ("recovering", "acknowledge"): "recovering",
    ("recovering", "update"): "recovering",
    ("recovering", "escalate"): "recovering",
    ("recovering", "silence"): "recovering",
    ("recovering", "mark"): "recovering",
    ("recovering", "confirm"): "recovering",
    ("recovering", "appoint"): "recovering",
    ("recovering", "clear"): "cleared",
    ("cleared", "mark"): "cleared",
    ("cleared", "review"): "cleared",
    ("cleared", "close"): "closed",
}
"""(state, command) → state. A missing key is the illegal move. Undo restores the state before, see
``Undo``.

Report (draft or active) → assess → activate → handle → recover → clear → review → close, which
archives it. ``mark`` answers a step of the checklist, ``confirm`` a gate, ``appoint`` names the
commander. Who may give a command: :mod:`signage.rules.permissions`.
"""

STAFF_ROLES: frozenset[str] = frozenset({"guide", "supervisor", "facilities", "admin"})
LEVEL_ROLES: frozenset[str] = frozenset({"supervisor", "admin"})
WINDOW_ROLES: frozenset[str] = frozenset({"guide", "supervisor", "admin"})
LAMP_ROLES: frozenset[str] = frozenset({"facilities", "admin"})


STATE_WORDS: Mapping[str, Words] = {
    "draft": Message("incidents.draft"),
    "active": Message("incidents.active"),
    "recovering": Message("incidents.recovering"),
    "cleared": Message("incidents.cleared"),
    "closed": Message("incidents.closed"),
}


@dataclass(frozen=True, slots=True)
class Actor:
    """Who gives a command. Role ``device`` is a locked, enrolled tablet: life-safety kinds only."""

    name: str
    role: Literal["guide", "supervisor", "facilities", "admin", "device", "screen", "system"]

    @property
    def is_machine(self) -> bool:
        """Whether it calls the API by a token: nobody of the staff may be called so."""
        return self.name.startswith(OF_MACHINES)


@dataclass(frozen=True, slots=True)
class Tick:
    """How a step was answered, by whom and when; the first answer stands."""

    answer: Literal["done", "skipped"]
    by: str
    at: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """A person's word: a gate confirmed, a review written, an archive signed."""

    by: str
    at: datetime
    text: str = ""


@dataclass(frozen=True, slots=True)
class Particulars:
    """What is said of an incident: when it is raised, and as it stands now.

    The event that raises it and its place in the situation are both one of these. The order is that
    of the log, whose text is searched and compared as it stands.
    """

    incident: str
    notice: Notice
    targets: tuple[str, ...]
    level: int
    eta: datetime | None
    cause: str
    note: str
    drill: bool
    drill_lamps: bool
    state: State = "active"
    steps: tuple[Task, ...] = ()
    gates: tuple[Gate, ...] = ()
    note_words: Annotated[Words, Field(exclude_if=lambda words: not words)] = field(
        default_factory=lambda: NO_WORDS
    )
    """The note in each language, where the hall itself wrote it and no person; an older log has it in
    one alone."""

    @property
    def noted(self) -> Words:
        """The note as each reader reads it."""
        return self.note_words or plain(self.note)


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident(Particulars):
    """Its particulars as they stand now, and what people did about it."""

    incident: Annotated[str, Field(alias="id")]
    """Its number; what is kept of a situation calls it ``id``."""
    revision: int
    raised_at: datetime
    raised_by: str
    changed_at: datetime
    changed_by: str
    last: str
    acknowledged_by: str | None = None
    silenced: bool = False
    cleared_at: datetime | None = None
    repeats: int = 0
    before: "Incident | None" = None
    ticks: dict[int, Tick] = field(default_factory=dict)
    """By step number, from 1. Ticks, confirmations and the commander leave ``revision`` alone: they
    never conflict."""
    confirmed: dict[str, Mark] = field(default_factory=dict)
    """By gate and target, see :func:`key_of`."""
    overridden: tuple[str, ...] = ()
    commander: str = ""
    acknowledged_at: datetime | None = None
    activated_at: datetime | None = None
    """When the plan was put in force: at once, or when a draft was activated."""
    resolved_by: str | None = None
    review: Mark | None = None
    signed: Mark | None = None
    arrived: dict[str, datetime] = field(default_factory=dict)
    """Who said that they are on site, and when."""
    reported_at: datetime | None = None
    """When something was last reported upward."""
    remarks: tuple[Remark, ...] = ()
    """The newest of what was noted, the newest last."""
    findings: Row | None = None
    five: dict[str, str] = field(default_factory=dict)
    """What people wrote of cause, impact and measures once it was over, see
    :mod:`signage.situation.five_fields`."""
    set_back_s: float = 0.0
    """Seconds the clock was set back by while its all-clear ran: these minutes have passed all the
    same."""
    escalated: int = 0
    """Number of the event that escalated it last: each rings anew, also where the level cannot
    rise."""
    over: bool = False
    """Its all-clear has been shown for its time, and is not shown again wherever the clock is
    set."""

    @property
    def id(self) -> str:
        return self.incident

    @property
    def open(self) -> bool:
        return self.state in OPEN

    @property
    def void(self) -> bool:
        """Taken back, or dismissed as a report: it was closed and had never ended."""
        return self.state == "closed" and self.cleared_at is None


@dataclass(frozen=True, slots=True)
class WindowSetting:
    """A guide's opening, closing or re-functioning of a window; it holds for that hall day."""

    open: bool | None
    services: tuple[str, ...] | None
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class HelpCall:
    """``need`` is what the visitor said of it, if anything."""

    screen: str
    at: datetime
    need: str = ""


@dataclass(frozen=True, slots=True)
class Assist:
    """A member of staff silently asks colleagues for help; ``where`` is the tablet's name, if it
    has one."""

    by: str
    where: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Held:
    """A block a person set on the floor plan: forbidden with danger around it, forbidden, or
    crowded."""

    hold: Literal["fire", "closed", "crowd"]
    at: datetime
    by: str
    begun_by: str = ""
    """Who set the first hold since the way was free: what a person closed no tablet's own tap
    opens."""


@dataclass(frozen=True, slots=True)
class Begun:
    """How ways were blocked by people when an evacuation began: what its screens said first follows
    from it."""

    incident: str
    scheme: str
    holds: dict[str, Held]


@dataclass(frozen=True, slots=True)
class LampCheck:
    """What a person last saw of a lamp under test."""

    works: bool
    note: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Queue:
    """How many people were waiting, and about how many minutes the next one would; None = nobody
    said."""

    waiting: int
    wait_min: int | None
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class WrongPin:
    """So many wrong PINs for one name, last from ``where``."""

    where: str
    count: int
    at: datetime


@dataclass(frozen=True)
class Situation:
    """Without slots: the open incidents are sought once, among all that a hall ever had."""

    revision: int = 0
    raised: int = 0
    incidents: dict[str, Incident] = field(default_factory=dict)
    windows: dict[str, WindowSetting] = field(default_factory=dict)
    help: dict[str, HelpCall] = field(default_factory=dict)
    lamps: dict[str, dict[str, Any] | None] = field(default_factory=dict)
    """Lamps described by events; they stand over those of the content, None = removed."""
    checks: dict[str, LampCheck] = field(default_factory=dict)
    holds: dict[str, Held] = field(default_factory=dict)
    scheme: str = "normal"
    epoch: int = 0
    """Number of the last event that may change a way out."""
    assists: dict[str, Assist] = field(default_factory=dict)
    """Open silent calls by the person who calls: one each."""
    after: Aftermath = field(default_factory=Aftermath)
    ledger: dict[int, Entry] = field(default_factory=dict)
    """Papers kept by hand, by number, until they are erased; without any personal data."""
    ledgered: int = 0
    notified: dict[str, Mark] = field(default_factory=dict)
    """Incidents of which those with a near deadline have been told."""
    registers: dict[str, dict[str, Row]] = field(default_factory=dict)
    queue: Queue | None = None
    begun: Begun | None = None
    """The last evacuation that began while no other ran."""
    back_s: float = 0.0
    """Seconds the wall clock was set back by in all, as noted."""
    by_hand: dict[str, Mark] = field(default_factory=dict)
    """Outages for which somebody said that windows take papers, with who and when."""
    wrong_pins: Annotated[dict[str, WrongPin], Field(exclude_if=lambda told: not told)] = field(
        default_factory=dict
    )
    """The last that staff were told of, by the name they were for; empty = names that nobody has."""
    alerts: Annotated[dict[str, Heard], Field(exclude_if=lambda told: not told)] = field(
        default_factory=dict
    )
    """What monitoring systems reported, by the hall's rule that it matched."""
    answered: Annotated[dict[str, Answered], Field(exclude_if=lambda told: not told)] = field(
        default_factory=dict
    )
    """Who answered which call to people, by its key."""
    withdrawn: Annotated[dict[str, datetime], Field(exclude_if=lambda told: not told)] = field(
        default_factory=dict
    )
    """When the reports of these names were withdrawn, the last ones."""

    @cached_property
    def open_incidents(self) -> tuple[Incident, ...]:
        return tuple(incident for incident in self.incidents.values() if incident.open)


def all_clear_ends(incident: Incident) -> datetime | None:
    """When the all-clear of a cleared incident ends; None where it has none, or has ended."""
    seconds = ALL_CLEAR_S.get(incident.notice.cls)
    if (
        incident.state != "cleared"
        or incident.cleared_at is None
        or seconds is None
        or incident.over
    ):
        return None
    return incident.cleared_at + timedelta(seconds=seconds - incident.set_back_s)


def clearing(incident: Incident, now: datetime) -> bool:
    """Whether its all-clear runs; a clock set back to before it leaves nobody to say since when."""
    ends = all_clear_ends(incident)
    return ends is not None and all_clear_began(incident, ends) - BACK <= now < ends


def all_clear_began(incident: Incident, ends: datetime) -> datetime:
    # Back from its end: that follows a clock set back, cleared_at does not.
    return ends - timedelta(seconds=ALL_CLEAR_S[incident.notice.cls])


NOTHING = Situation()
refuse_unknown(Situation)
SITUATION: TypeAdapter[Situation] = TypeAdapter(Situation)
