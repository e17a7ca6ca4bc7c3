"""What people, machines and the clock ask for. Imperative; :func:`signage.decide.decide` accepts or
refuses."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from signage.language.words import NO_WORDS, Words
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
from signage.situation.five_fields import AnswerFive
from signage.situation.ledger import Move, Why
from signage.situation.remarks import AcknowledgeReport, MakeRemark, SendReport, WriteFindings
from signage.situation.texts import ConfirmSent, DraftText, HandleText, NotePassed, SendAnew


@dataclass(frozen=True, slots=True)
class Raise:
    kind: str
    targets: tuple[str, ...]
    level: int | None = None
    eta: datetime | None = None
    cause: str = ""
    note: str = ""
    drill: bool = False
    drill_lamps: bool = False
    cls: str | None = None
    draft: bool = False
    """A report still to be assessed: it shows nothing and takes nothing out until somebody
    activates it."""
    like: str = ""
    """The kind whose checklist an event of no listed kind takes over (plan line 541)."""
    note_words: Words = field(default_factory=lambda: NO_WORDS)
    """What the hall itself notes, in each language; ``note`` says it in the first."""


Changing = Literal[
    "acknowledge",
    "update",
    "escalate",
    "silence",
    "resolve",
    "clear",
    "activate",
    "dismiss",
    "review",
    "close",
]


@dataclass(frozen=True, slots=True)
class Change:
    """One act on a whole incident. Unset fields stay as they are."""

    incident: str
    command: Changing
    revision: int | None = None
    reason: str = ""
    eta: datetime | None = None
    no_eta: bool = False
    level: int | None = None
    cause: str | None = None
    note: str | None = None
    attest: bool = False
    """With ``clear``: this person has just made the safety check and says so with this act."""


@dataclass(frozen=True, slots=True)
class MarkStep:
    """Answer a step of the checklist (``step`` counts from 1), or take one's own answer back within
    30 s (open)."""

    incident: str
    step: int
    answer: Literal["done", "skipped", "open"]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ConfirmGate:
    """Say that a gate is fulfilled for one of its targets; ``withdraw`` takes one's own word back
    within 30 s.

    ``also``: further targets it is said of in the same act.
    """

    incident: str
    gate: str
    target: str
    note: str = ""
    withdraw: bool = False
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Appoint:
    """Name the one commander of an incident."""

    incident: str
    name: str


@dataclass(frozen=True, slots=True)
class CallAssist:
    """A silent call for help by a member of staff; ``where`` helps to find them."""

    where: str = ""


@dataclass(frozen=True, slots=True)
class AnswerAssist:
    person: str


@dataclass(frozen=True, slots=True)
class Undo:
    """Take back one's own last change of an incident, within 30 s."""

    incident: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class NoteQueue:
    """How many people wait, and about how many minutes the next one would."""

    waiting: int
    wait_min: int | None = None


@dataclass(frozen=True, slots=True)
class SetWindow:
    """Open, close or re-function a window; all None = back to what is described."""

    window: str
    open: bool | None = None
    services: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class CallHelp:
    """``need``: a key of :data:`signage.hall.needs.NEEDS`, or nothing said."""

    screen: str
    need: str = ""


@dataclass(frozen=True, slots=True)
class AnswerHelp:
    screen: str


@dataclass(frozen=True, slots=True)
class SetLamps:
    """Describe lamps anew, all or none: ``put`` holds keys and values of :class:`Lamp`, ``remove``
    ids."""

    put: tuple[Mapping[str, Any], ...] = ()
    remove: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CheckLamp:
    """A person looked at a lamp while it was tested and says whether it shows every light (the
    opening check)."""

    lamp: str
    works: bool
    note: str = ""


@dataclass(frozen=True, slots=True)
class BlockWay:
    """Forbid an exit, door, passage or zone to everybody's way out, or (``hold`` None) free it
    again."""

    target: str
    hold: Literal["fire", "closed", "crowd"] | None


@dataclass(frozen=True, slots=True)
class ChooseScheme:
    """Switch to an evacuation scheme prepared beforehand; ``normal`` is the one without an
    entry."""

    scheme: str


@dataclass(frozen=True, slots=True)
class EnterLedger:
    """So many rows have been kept on paper; whoever stores them is told their numbers."""

    rows: int


@dataclass(frozen=True, slots=True)
class MoveLedger:
    entry: int
    move: Move
    why: Why = ""


@dataclass(frozen=True, slots=True)
class RevealLedger:
    """Show the whole number to whoever calls back."""

    entry: int


@dataclass(frozen=True, slots=True)
class ExportLedger:
    pass


@dataclass(frozen=True, slots=True)
class EraseLedger:
    """The clock's own act: what is past its retention goes."""


@dataclass(frozen=True, slots=True)
class NotifyTaxpayers:
    incident: str


@dataclass(frozen=True, slots=True)
class TakePapers:
    """Windows that this outage stops take papers by hand from now on, or (``on`` False) no
    longer."""

    incident: str
    on: bool = True


@dataclass(frozen=True, slots=True)
class PutRegister:
    """``seen``: number of the event that last put the row when the form was opened; None = it must
    be new."""

    register: str
    id: str
    fields: Mapping[str, str]
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class RemoveRegister:
    register: str
    id: str


@dataclass(frozen=True, slots=True)
class NoteTime:
    """The clock was set back, or has changed what is shown: an all-clear ran out, an ETA is past,
    the hall opened."""

    reason: str
    back_s: float = 0.0


@dataclass(frozen=True, slots=True)
class NoteContent:
    digest: str


@dataclass(frozen=True, slots=True)
class NoteConfiguration:
    """Something outside the hall's description was set up: a person, a token, a tablet."""

    what: str
    name: str


@dataclass(frozen=True, slots=True)
class NoteWrongPins:
    """So many wrong PINs were given for ``name``, last from ``where``; empty = a name nobody has."""

    name: str
    where: str
    count: int


Command = (
    Raise | Change | Undo | SetWindow | NoteQueue | CallHelp | AnswerHelp | SetLamps | CheckLamp
    | MarkStep | ConfirmGate | Appoint | CallAssist | AnswerAssist
    | EnterLedger | MoveLedger | RevealLedger | ExportLedger | EraseLedger | NotifyTaxpayers | TakePapers
    | PutRegister | RemoveRegister | MakeRemark | WriteFindings
    | AddEvidence | EraseEvidence | GiveLink | RevokeLink | DraftText | HandleText | ConfirmSent
    | AnswerFive | StartDrill | EvaluateDrill
    | BlockWay | ChooseScheme | NoteTime | NoteContent | NoteConfiguration | NoteWrongPins
    | HearAlerts | AnswerAlert | NoteCalls | AnswerCall | TryWays | NotePassed | SendAnew
    | SendReport | AcknowledgeReport
)  # fmt: skip
