"""What the HTTP API takes. Models that validate also make the OpenAPI document; :mod:`answers` has
the others."""

import re
from datetime import datetime
from typing import Annotated, Literal

from pydantic import (
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from signage.deciding.queue import PEOPLE_MAX, WAIT_MAX
from signage.deciding.text_channels import COUNT_MAX
from signage.situation.commands import (
    Appoint,
    Change,
    Changing,
    ConfirmGate,
    MarkStep,
    NoteQueue,
    Raise,
    SetWindow,
    Undo,
)
from signage.situation.incidents import TARGETS_MAX, TEXT_MAX
from signage.situation.texts import ConfirmSent

SEQ_MAX = 2**63 - 1
YEARS = range(2000, 2200)
"""A time near the ends of the calendar cannot be turned into hall time at all."""
_RFC3339 = re.compile(
    r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d(:\d\d(\.\d{1,6})?)?([Zz]|[+-]\d\d:\d\d)", re.ASCII
)


def _instant(value: object) -> object:
    if isinstance(value, datetime):
        return value
    if not isinstance(value, str) or not _RFC3339.fullmatch(value) or int(value[:4]) not in YEARS:
        raise ValueError("write it as RFC 3339 with an offset, such as 2026-11-24T14:30:00+08:00")
    # RFC 3339 §5.6 allows a small t and z, which fromisoformat does not know.
    return datetime.fromisoformat(value.upper())


# Before pydantic, whose own reading of a time is wider than RFC 3339.
Instant = Annotated[AwareDatetime, BeforeValidator(_instant, json_schema_input_type=datetime)]
Text = Annotated[str, StringConstraints(max_length=TEXT_MAX)]
Said = Annotated[
    str,
    Field(description=f"At most {TEXT_MAX} letters; of life-safety kinds what is longer is cut"),
]
"""Words about an incident: whether they are too long is judged with its class, for no danger waits
for a text."""
Id = Annotated[str, StringConstraints(min_length=1, max_length=64)]
Level = Annotated[int, Field(ge=1, le=4, description="1 is the highest")]


class Api(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class RaiseBody(Api):
    kind: Id = Field(description="A kind of the catalogue, such as WIN-PAUSE")
    targets: tuple[Id, ...] = Field(
        min_length=1, max_length=TARGETS_MAX, description="window/5, system/etax, hall, …"
    )
    level: Level | None = None
    eta: Instant | None = Field(None, description="When it is expected back, RFC 3339 with offset")
    cause: Said = ""
    note: Said = ""
    drill: bool = False
    drill_lamps: bool = Field(False, description="Whether a drill drives the lamps too")
    cls: Id | None = Field(
        None, alias="class", description="For kinds that leave the choice: shelter or evacuate, …"
    )
    draft: bool = Field(
        False, description="A report still to be assessed: nothing is shown until it is activated"
    )

    def command(self) -> Raise:
        return Raise(
            kind=self.kind, targets=self.targets, level=self.level, eta=self.eta, cause=self.cause, note=self.note,
            drill=self.drill, drill_lamps=self.drill_lamps, cls=self.cls,
            draft=self.draft,
        )  # fmt: skip


class ChangeBody(Api):
    reason: Said = ""
    revision: int | None = Field(
        None,
        ge=0,
        le=SEQ_MAX,
        description="The incident's revision you have seen; absent = current",
    )
    eta: Instant | None = None
    no_eta: bool = Field(False, description="Take the expected time away")
    level: Level | None = None
    cause: Said | None = None
    note: Said | None = None

    def command(self, incident: str, command: Changing) -> Change:
        return Change(
            incident=incident, command=command, revision=self.revision, reason=self.reason, eta=self.eta,
            no_eta=self.no_eta, level=self.level, cause=self.cause, note=self.note,
        )  # fmt: skip


class StepBody(Api):
    """Exactly one of ``done``, ``skip`` (with a reason) and ``undo`` (one's own answer, within 30
    s)."""

    done: bool = False
    skip: bool = False
    undo: bool = False
    reason: Text = ""

    @model_validator(mode="after")
    def _one(self) -> "StepBody":
        if (self.done, self.skip, self.undo).count(True) != 1:
            raise ValueError("give exactly one of done, skip and undo as true")
        return self

    def command(self, incident: str, step: int) -> MarkStep:
        return MarkStep(
            incident, step, "done" if self.done else "skipped" if self.skip else "open", self.reason
        )


class GateBody(Api):
    target: Id = Field(description="One of the gate's targets: window/5, machine/terminal-1, …")
    note: Text = Field("", description="What was checked, who repaired it")
    undo: bool = Field(False, description="Take one's own confirmation back, within 30 s")

    def command(self, incident: str, gate: str) -> ConfirmGate:
        return ConfirmGate(incident, gate, self.target, self.note, self.undo)


class CommanderBody(Api):
    name: Text | None = Field(None, description="Absent = whoever asks")

    def command(self, incident: str, asks: str) -> Appoint:
        return Appoint(incident, asks if self.name is None else self.name)


class UndoBody(Api):
    """An undo takes back one's own last change, within 30 s."""

    reason: Said = Field("", description="Required where it lessens a danger")

    def command(self, incident: str) -> Undo:
        return Undo(incident, self.reason)


class WindowBody(Api):
    """Absent or null everywhere = back to what the hall's description says."""

    open: bool | None = None
    services: tuple[Id, ...] | None = Field(None, max_length=TARGETS_MAX)

    def command(self, window: str) -> SetWindow:
        return SetWindow(window, self.open, self.services)


class QueueBody(Api):
    """How many people wait, and about how many minutes the next one would; absent = nobody
    knows."""

    waiting: int = Field(ge=0, le=PEOPLE_MAX)
    wait_min: int | None = Field(None, ge=0, le=WAIT_MAX)

    def command(self) -> NoteQueue:
        return NoteQueue(self.waiting, self.wait_min)


class SentBody(Api):
    """A gateway says that a notice's text went out; ``count`` is to how many, and required of text
    messages."""

    channel: Literal["sms", "website", "wechat"]
    count: int | None = Field(None, ge=1, lt=COUNT_MAX)

    def command(self, text: str) -> ConfirmSent:
        return ConfirmSent(text, self.channel, self.count, "gateway")


class IncidentsQuery(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    state: Literal["open", "all"] = "all"


class EventsQuery(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    after: int = Field(0, ge=0, le=SEQ_MAX, description="Give the events after this number")
    limit: int = Field(100, ge=1, le=1000)
