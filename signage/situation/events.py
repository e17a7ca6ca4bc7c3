"""What has happened, in the past tense: the only thing the log holds."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter

from signage.language.known_fields import refuse_unknown
from signage.situation.aftermath import (
    DrillEvaluated,
    DrillStarted,
    EvidenceAdded,
    EvidenceErased,
    LinkGiven,
    LinkRevoked,
)
from signage.situation.alerts import AlertAnswered, AlertEnded, AlertNoted, AlertsWithdrawn
from signage.situation.calls import CallAnswered, CallTold, WaysTested
from signage.situation.five_fields import FiveAnswered
from signage.situation.incidents import Actor, Particulars, State
from signage.situation.ledger import LedgerState, Why
from signage.situation.remarks import FindingsWritten, RemarkMade, ReportApproved
from signage.situation.texts import TextDrafted, TextHandled, TextPassed, TextSent


@dataclass(frozen=True, slots=True)
class IncidentRaised(Particulars):
    type: Literal["incident_raised"] = "incident_raised"


@dataclass(frozen=True, slots=True)
class RaiseRepeated:
    incident: str
    type: Literal["raise_repeated"] = "raise_repeated"


@dataclass(frozen=True, slots=True)
class IncidentChanged:
    """One command on one incident, with everything it set."""

    incident: str
    command: str
    state: State
    level: int
    eta: datetime | None
    cause: str
    note: str
    reason: str
    overridden: tuple[str, ...] = ()
    """Gates that were not fulfilled when an administrator ended it all the same."""
    type: Literal["incident_changed"] = "incident_changed"


@dataclass(frozen=True, slots=True)
class StepMarked:
    """``open``: the answer was taken back."""

    incident: str
    step: int
    answer: Literal["done", "skipped", "open"]
    reason: str
    type: Literal["step_marked"] = "step_marked"


@dataclass(frozen=True, slots=True)
class GateConfirmed:
    incident: str
    gate: str
    target: str
    note: str
    type: Literal["gate_confirmed"] = "gate_confirmed"


@dataclass(frozen=True, slots=True)
class GateWithdrawn:
    incident: str
    gate: str
    target: str
    type: Literal["gate_withdrawn"] = "gate_withdrawn"


@dataclass(frozen=True, slots=True)
class CommanderNamed:
    incident: str
    name: str
    type: Literal["commander_named"] = "commander_named"


@dataclass(frozen=True, slots=True)
class AssistCalled:
    """By the actor of the record."""

    where: str
    type: Literal["assist_called"] = "assist_called"


@dataclass(frozen=True, slots=True)
class AssistAnswered:
    person: str
    type: Literal["assist_answered"] = "assist_answered"


@dataclass(frozen=True, slots=True)
class ChangeUndone:
    incident: str
    command: str
    reason: Annotated[str, Field(exclude_if=lambda reason: not reason)] = ""
    """Where it lessens a danger; one that is empty is not written, as before there was any."""
    type: Literal["change_undone"] = "change_undone"


@dataclass(frozen=True, slots=True)
class WindowSet:
    window: str
    open: bool | None
    services: tuple[str, ...] | None
    type: Literal["window_set"] = "window_set"


@dataclass(frozen=True, slots=True)
class QueueNoted:
    waiting: int
    wait_min: int | None
    type: Literal["queue_noted"] = "queue_noted"


@dataclass(frozen=True, slots=True)
class HelpCalled:
    """Once more with ``need`` where that was said after calling."""

    screen: str
    need: str = ""
    type: Literal["help_called"] = "help_called"


@dataclass(frozen=True, slots=True)
class HelpAnswered:
    screen: str
    type: Literal["help_answered"] = "help_answered"


@dataclass(frozen=True, slots=True)
class LampPut:
    """A lamp as described from now on, whatever the content says: keys and values of
    :class:`Lamp`."""

    lamp: dict[str, Any]
    type: Literal["lamp_put"] = "lamp_put"


@dataclass(frozen=True, slots=True)
class LampRemoved:
    lamp: str
    type: Literal["lamp_removed"] = "lamp_removed"


@dataclass(frozen=True, slots=True)
class LampChecked:
    lamp: str
    works: bool
    note: str
    type: Literal["lamp_checked"] = "lamp_checked"


@dataclass(frozen=True, slots=True)
class WayHeld:
    """``hold`` None: free again."""

    target: str
    hold: Literal["fire", "closed", "crowd"] | None
    type: Literal["way_held"] = "way_held"


@dataclass(frozen=True, slots=True)
class SchemeChosen:
    scheme: str
    type: Literal["scheme_chosen"] = "scheme_chosen"


@dataclass(frozen=True, slots=True)
class LedgerEntered:
    """Paper was taken. The row with its personal data is in a table of its own, never here."""

    entry: int
    type: Literal["ledger_entered"] = "ledger_entered"


@dataclass(frozen=True, slots=True)
class LedgerMoved:
    entry: int
    state: LedgerState
    why: Why = ""
    type: Literal["ledger_moved"] = "ledger_moved"


@dataclass(frozen=True, slots=True)
class LedgerRevealed:
    """The actor of the record saw the whole number."""

    entry: int
    type: Literal["ledger_revealed"] = "ledger_revealed"


@dataclass(frozen=True, slots=True)
class LedgerExported:
    entries: int
    type: Literal["ledger_exported"] = "ledger_exported"


@dataclass(frozen=True, slots=True)
class LedgerErased:
    entry: int
    type: Literal["ledger_erased"] = "ledger_erased"


@dataclass(frozen=True, slots=True)
class TaxpayersNotified:
    """Those with a near deadline have been told of the outage (plan line 942)."""

    incident: str
    type: Literal["taxpayers_notified"] = "taxpayers_notified"


@dataclass(frozen=True, slots=True)
class PapersTaken:
    """Windows that this outage stops take papers by hand, or no longer."""

    incident: str
    on: bool = True
    type: Literal["papers_taken"] = "papers_taken"


@dataclass(frozen=True, slots=True)
class RegisterPut:
    """A row of a register, whole, as it stands from now on."""

    register: str
    id: str
    fields: dict[str, str]
    type: Literal["register_put"] = "register_put"


@dataclass(frozen=True, slots=True)
class RegisterRemoved:
    register: str
    id: str
    type: Literal["register_removed"] = "register_removed"


@dataclass(frozen=True, slots=True)
class TimePassed:
    reason: str
    type: Literal["time_passed"] = "time_passed"
    back_s: float = 0.0
    """Seconds the wall clock was set back by since the last such event."""


@dataclass(frozen=True, slots=True)
class ContentChanged:
    digest: str
    type: Literal["content_changed"] = "content_changed"


@dataclass(frozen=True, slots=True)
class ConfigurationChanged:
    what: str
    name: str
    type: Literal["configuration_changed"] = "configuration_changed"


@dataclass(frozen=True, slots=True)
class WrongPins:
    """``name`` empty: one that nobody has. ``where``: a tablet, or the address of a stranger."""

    name: str
    where: str
    count: int
    type: Literal["wrong_pins"] = "wrong_pins"


Event = Annotated[
    IncidentRaised | RaiseRepeated | IncidentChanged | ChangeUndone | WindowSet | QueueNoted | HelpCalled | HelpAnswered
    | StepMarked | GateConfirmed | GateWithdrawn | CommanderNamed | AssistCalled | AssistAnswered
    | EvidenceAdded | EvidenceErased | LinkGiven | LinkRevoked | TextDrafted | TextHandled | TextSent
    | TextPassed | ReportApproved
    | DrillStarted | DrillEvaluated
    | LedgerEntered | LedgerMoved | LedgerRevealed | LedgerExported | LedgerErased | TaxpayersNotified | PapersTaken
    | RegisterPut | RegisterRemoved | RemarkMade | FindingsWritten | FiveAnswered
    | LampPut | LampRemoved | LampChecked | WayHeld | SchemeChosen | TimePassed | ContentChanged | ConfigurationChanged
    | WrongPins | AlertNoted | AlertEnded | AlertAnswered | AlertsWithdrawn | CallTold | CallAnswered
    | WaysTested,
    Field(discriminator="type"),
]  # fmt: skip
refuse_unknown(Event)
EVENT: TypeAdapter[Any] = TypeAdapter(Event)
"""Refuses fields it does not know: a newer version wrote them, and what they say must not be left
out unseen."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event as it stands in the log: its number, when (UTC) and by whom."""

    seq: int
    at: datetime
    actor: Actor
    event: Any
